/** `mreg register`: makes a model file a numbered version of a family, or a model of the registry one, in place. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Change, Progress} from '../../store/domain/change.ts';
import {downloadsName, parseMarkedRef} from '../../store/domain/family.ts';
import type {Registration, RegistrationWay} from '../../store/domain/registration.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {modelCalled} from '../registration-parent.ts';
import {registrationOf, type RegistrationFound, type RegistrationWords} from '../registration.ts';
import {formatBytes, safeText} from '../text.ts';
import {speedWords, transferWords} from '../transfer-words.ts';
import {changeStoppably, requireWritable} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {registerResult} from './register-result.ts';
import {requireConfig} from '../select.ts';

export const register: Command = {
	name: 'register',
	summary: 'make a model file the next version of a family',
	details:
		'The file or folder is copied into the registry and never written again; it gets the next number, or with NAME@v3 that one.\n' +
		'Bytes that the family has already are not registered twice. With --from, a model of the registry becomes a version where it lies.\n' +
		'Nothing in a model file is run or loaded.',
	arguments: [
		{name: '<NAME>', summary: 'the family: a new one, or one that has versions already'},
		{name: '[PATH|URL]', summary: 'a file or a folder, or where to download a file from (http, https)'},
	],
	options: [
		{flags: '--from <ID>', summary: 'a model of the registry, in place: nothing is copied or moved'},
		{flags: '--move', summary: 'move the file instead of copying it; mreg undo brings it to the trash, not back'},
		{flags: '--link', summary: 'register a symbolic link to the file'},
		{flags: '--new-version', summary: 'also where the family has these bytes already'},
		{flags: '--metric <NAME=NUMBER>', summary: 'a test result', list: 'metrics'},
		{flags: '--test-dataset <D>', summary: 'what it was measured on'},
		{flags: '--dataset <D>', summary: 'what it was trained on'},
		{flags: '--dataset-path <FILE>', summary: 'the training data, for its digest'},
		{flags: '--dataset-digest <SHA256>', summary: 'the digest of the training data'},
		{flags: '--framework <F>', summary: 'pytorch, onnx, ...'},
		{flags: '--architecture <A>', summary: 'resnet18, ...'},
		{flags: '--input-shape <SHAPE>', summary: 'as in 1,3,224,224 or batch,3,224,224'},
		{flags: '--domain <D>', summary: 'general, medical, ...'},
		{flags: '--param <NAME=VALUE>', summary: 'a hyperparameter', list: 'params'},
		{flags: '--parent <ID|FILE>', summary: 'the model that it was made from'},
		{flags: '--parent-digest <SHA256>', summary: 'the digest of a parent that is not here'},
		{flags: '--tag <TAG>', summary: 'a tag', list: 'tags'},
		{flags: '--note <TEXT>', summary: 'a note'},
	],
	examples: [
		{line: 'mreg register resnet18 runs/model_final.pth --metric acc=0.697 --test-dataset imagenet', summary: 'the next version of resnet18'},
		{line: 'mreg register resnet18 tuned.pth --parent resnet18@v1 --dataset cifar10', summary: 'made from version 1'},
		{line: 'mreg register mscn --from mscn_20241019_103000', summary: 'a model that is here already'},
		{line: 'mreg register resnet18 https://example.org/resnet18.pth', summary: 'downloaded once'},
	],
	run,
};

const by = 'mreg register';

async function run(context: Context, options: Options, [name = '', place]: readonly string[]): Promise<Result> {
	checkForms(options, place);
	const snapshot = await context.snapshot();
	await requireWritable(context, snapshot.root);
	const words = wordsOf(name, options);
	if ([options.parent, options.from].some(id => parseMarkedRef(id ?? '')?.choice.kind === 'best')) requireConfig(snapshot, 'Which version is best');
	const known = {snapshot, ...(await pathsOf(context, options))};
	if (options.from === undefined) requirePlace(name, place, snapshot);
	const url = isUrl(place) ? place : undefined;
	const path = place === undefined || url !== undefined ? undefined : await context.absolute(place);
	if (path !== undefined) requireFile(context, {path, typed: place ?? '', name, snapshot});
	// What is typed is judged before anything is downloaded.
	const checked = registrationOf(words, {...known, path: path ?? url});
	const fetched: Fetched = url === undefined ? {path} : await downloaded(context, snapshot.root, url);
	const registration = options.from === undefined ? registrationOf(words, {...known, ...fetched, gitCommit: await commitOf(context)}) : checked;
	const {change, speed} = await changed(context, snapshot.root, registration);
	const result = registerResult(change, {options, snapshot, registration, speed});
	return fetched.notes === undefined ? result : {...result, notes: [...fetched.notes, ...(result.notes ?? [])]};
}

/** The file, and of a download where it is kept, and whether it could not be checked. */
interface Fetched {
	readonly path?: string;
	readonly url?: string;
	readonly notes?: readonly SafeText[];
}

/** @throws UserError `usage` for options that do not go together */
function checkForms({from, move, link}: Options, place: string | undefined): void {
	const way = move === true ? '--move' : '--link';
	if (move === true && link === true) throw new UserError('usage', '--move and --link are two ways.', {hint: 'Leave out one of them.'});
	if (move !== true && link !== true) return;
	if (from !== undefined) throw new UserError('usage', `${way} is for a file outside; with --from nothing is moved.`, {hint: `Leave out ${way}.`});
	if (isUrl(place)) throw new UserError('usage', `${way} is for a file on this machine.`, {hint: `Leave out ${way}.`});
}

/** @throws UserError `usage` where there is no file, or a URL of another kind */
function requirePlace(name: string, place: string | undefined, {models}: Snapshot): void {
	if (place === undefined || place.trim() === '') {
		const isId = models.some(({id, key}) => id === name || key === name);
		const hint = isId ? `mreg register FAMILY --from ${shellWord(name)}` : `mreg register ${shellWord(name)} FILE, or --from ID for a model of the registry.`;
		throw new UserError('usage', 'Which file?', {hint});
	}
	const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(place) ?? [];
	if (scheme === undefined || isUrl(place)) return;
	throw new UserError('usage', `Nothing is brought by ${scheme}.`, {hint: 'http and https are; of a file on this machine type the path.'});
}

function isUrl(place: string | undefined): place is string {
	return place !== undefined && /^\s*https?:\//i.test(place);
}

/** @throws UserError `not-found` where a model of the registry was typed in place of a file; all else is said when the file is read */
function requireFile(
	context: Context,
	{path, typed, name, snapshot}: {readonly path: string; readonly typed: string; readonly name: string; readonly snapshot: Snapshot},
): void {
	if (context.exists(path)) return;
	const id = modelIdOf(typed, snapshot);
	if (id === undefined) return;
	throw new UserError('not-found', `There is no file ${path}.`, {
		hint: `${id} is a model of the registry: mreg register ${shellWord(name)} --from ${shellWord(id)}`,
	});
}

function modelIdOf(typed: string, snapshot: Snapshot): string | undefined {
	try {
		return modelCalled(typed, snapshot).id;
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}

function wordsOf(name: string, options: Options): RegistrationWords {
	const {metrics = [], params = [], tags = [], from, testDataset, dataset, datasetDigest, framework, architecture, inputShape, domain} = options;
	return {
		name,
		from,
		way: options.move === true ? 'move' : options.link === true ? 'link' : 'copy',
		metrics,
		params,
		tags,
		testDataset,
		dataset,
		datasetDigest,
		framework,
		architecture,
		inputShape,
		domain,
		parent: options.parent,
		parentDigest: options.parentDigest,
		note: options.note,
		isNewWanted: options.newVersion === true,
	};
}

/** The files that are named besides. @throws UserError `not-found` */
async function pathsOf(context: Context, {parent, datasetPath}: Options): Promise<Pick<RegistrationFound, 'parentPath' | 'datasetPath'>> {
	const parentPath = parent === undefined || parent.trim() === '' ? undefined : await context.absolute(parent);
	const dataPath = datasetPath === undefined ? undefined : await context.absolute(datasetPath);
	if (dataPath !== undefined && !context.exists(dataPath)) {
		throw new UserError('not-found', `There is no training data at ${dataPath}.`, {hint: 'Check --dataset-path, or give the digest with --dataset-digest.'});
	}
	return {parentPath: parentPath !== undefined && context.exists(parentPath) ? parentPath : undefined, datasetPath: dataPath};
}

async function commitOf(context: Context): Promise<string | undefined> {
	const {gitCommit} = await import('../../store/git.ts');
	return gitCommit(await context.absolute('.'));
}

async function downloaded(context: Context, root: string, url: string): Promise<Fetched> {
	const {download} = await import('../../store/download.ts');
	const started = performance.now();
	try {
		const {
			path,
			url: source,
			bytes,
			isKept,
			note,
		} = await download(url, {
			folder: `${root}/${downloadsName}`,
			now: Date.now,
			onProgress: (done, total) => context.progress?.(safe`downloading ${transferWords(done, total, performance.now() - started)}`),
		});
		const place = safe`${safeText(path.slice(root.length + 1))}, ${formatBytes(bytes)}; delete it when you need the room.`;
		return {
			path,
			url: source,
			notes: [
				...(note === undefined ? [] : [safeText(note)]),
				safe`${isKept ? safe`It was not downloaded again: it is kept in` : safe`The download is kept in`} ${place}`,
			],
		};
	} finally {
		context.progress?.(undefined);
	}
}

/** @returns also how fast the bytes went, where that is worth a word */
async function changed(context: Context, root: string, registration: Registration): Promise<{readonly change: Change; readonly speed?: SafeText}> {
	const verb = safeText(verbs[registration.source.kind]);
	let [started, elapsed, last] = [performance.now(), 0, 0];
	const onProgress = ({done, total, unit}: Progress) => {
		if (unit !== 'bytes') return;
		// Before the first bytes it was waited for a lock or a file at rest; what was read to be compared is read again when it is copied.
		if (last === 0 || done < last) started = performance.now();
		[last, elapsed] = [done, performance.now() - started];
		context.progress?.(safe`${verb} ${transferWords(done, total, elapsed)}`);
	};
	try {
		const change = await changeStoppably(context, root, {kind: 'register', registration}, {by, onProgress});
		return {change, speed: speedWords(last, elapsed)};
	} finally {
		context.progress?.(undefined);
	}
}

const verbs: Readonly<Record<RegistrationWay, string>> = {copy: 'copying', move: 'moving', link: 'reading', promote: 'reading'};
