/** Reads the headers of a model's files: what is in them, and what loading them would run. Runs nothing of it. */

import fs from 'node:fs';
import path from 'node:path';
import {inspectionLimits, type InspectedFile, type Inspection} from './domain/inspection.ts';
import {readContents} from './formats/file-format.ts';
import {FormatError, withWindow, type FileWindow} from './formats/file-window.ts';
import {nameProblem} from './formats/named-format.ts';
import {noModelSentence} from './formats/no-model.ts';
import {systemPath} from './file-names.ts';
import {findFiles, type FoundFile, type FoundFiles} from './inspected-files.ts';
import {inOpeningOrder} from './opening-order.ts';
import {isSystemError, reasonOf} from './system-error.ts';

/** Where no file is of a known format, so many are named all the same. */
const mostUnknown = 20;
/** Tensors of an artifact that are kept: the files behind them are not opened. */
const mostTensors = 2 * inspectionLimits.tensors;

/**
 * @param path absolute: a file, or a folder all of whose files are looked at; a link to one as well
 * @throws UserError `not-found`, or why it cannot be read; what is wrong inside a file is among its problems instead
 */
export async function inspectArtifact(path: string): Promise<Inspection> {
	return await inspectFound(path, findFiles(path));
}

/** As `inspectArtifact`, of files that are found already. */
export async function inspectFound(artifact: string, {files, closed, leftOut}: Pick<FoundFiles, 'files' | 'closed' | 'leftOut'>): Promise<Inspection> {
	const inspected: InspectedFile[] = closed
		.slice(0, mostUnknown)
		.map(({path, reason}) => ({...nothingSaid, path, bytes: 0, problems: [`The folder cannot be read: ${reason}.`]}));
	let [opened, kept] = [0, 0];
	for (const found of inOpeningOrder(files)) {
		if (opened >= inspectionLimits.files || kept >= mostTensors) break;
		const file = await inspectFile(artifact, found, {isAlone: files.length === 1});
		inspected.push(file);
		opened++;
		kept += file.tensors.length;
	}
	const unopened = files.length - opened;
	const rest = unopened === 0 ? [] : [`${unopened.toLocaleString('en')} of its ${files.length.toLocaleString('en')} files were not opened.`];
	return {files: worthTelling(inspected), unopened, leftOut: [...rest, ...leftOut]};
}

const nothingSaid = {tensors: [], tensorCount: 0, parameters: 0, imports: [], facts: [], problems: []} as const;

async function inspectFile(artifact: string, {path: inside, bytes, link}: FoundFile, {isAlone}: {readonly isAlone: boolean}): Promise<InspectedFile> {
	const whole = inside === '' ? artifact : `${artifact}/${inside}`;
	const facts: InspectedFile['facts'] = link === undefined ? [] : [['link to', link]];
	const file = {...nothingSaid, path: inside, bytes, facts};
	try {
		const said = await withWindow(whole, window => saidOf(window, path.basename(whole), {isAlone}));
		const problems = sizeOf(whole) < bytes ? [...said.problems, 'It became shorter while it was read.'] : said.problems;
		return {...file, ...said, facts: [...facts, ...said.facts], problems};
	} catch (error) {
		if (error instanceof FormatError) return {...file, problems: [error.message]};
		if (isSystemError(error)) return {...file, problems: [`It cannot be read: ${reasonOf(error)}.`]};
		throw error;
	}
}

async function saidOf(window: FileWindow, name: string, {isAlone}: {readonly isAlone: boolean}): Promise<Omit<InspectedFile, 'path' | 'bytes'>> {
	const sentence = noModelSentence(window, name, {isAlone});
	if (sentence !== undefined) return {...nothingSaid, problems: [sentence]};
	const contents = await readContents(window, name);
	if (contents) return contents;
	const problem = nameProblem(window, name);
	return problem === undefined ? nothingSaid : {...nothingSaid, problems: [problem]};
}

function sizeOf(file: string): number {
	return fs.statSync(systemPath(file)).size;
}

/** Beside a model lie its settings and notes: they are told only where there is nothing else. */
function worthTelling(files: readonly InspectedFile[]): readonly InspectedFile[] {
	const telling = files.filter(({format, problems}) => format !== undefined || problems.length > 0);
	const kept = telling.some(({format}) => format !== undefined)
		? telling
		: [...telling, ...files.filter(file => !telling.includes(file)).slice(0, mostUnknown)];
	return [...kept].sort((a, b) => (a.path < b.path ? -1 : 1));
}
