/** Reads the headers of all artifacts, and tells those in which something is wrong. Reads only. */

import fs from 'node:fs';
import {openCarefulInspector} from './careful-inspector.ts';
import type {DiskFacts} from './domain/finding.ts';
import {firstProblem, namedProblem} from './domain/inspection-problem.ts';
import type {Model} from './domain/model.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import type {Inspector} from './inspector.ts';
import {isSystemError} from './system-error.ts';

export interface HeaderOptions {
	/** Before each model. */
	readonly onModel: (done: number, total: number) => void;
}

interface Broken {
	readonly broken: NonNullable<DiskFacts['broken']>;
	/** What could not be read, as sentences. */
	readonly notes: readonly string[];
}

/**
 * Each model once, with the first sentence about it. Empty ones and those that are being written are left out; what cannot be read is no broken file,
 * and among the notes.
 */
export async function findBroken(root: string, models: readonly Model[], {onModel}: HeaderOptions): Promise<Broken> {
	const able = models.filter(({artifact, growing, state}) => artifact && !growing && state !== 'missing' && (artifact.bytes > 0 || artifact.kind === 'link'));
	const broken: Array<Broken['broken'][number]> = [];
	const notes: string[] = [];
	const inspector = openCarefulInspector();
	try {
		for (const [index, model] of able.entries()) {
			onModel(index, able.length);
			const odd = await firstOdd(root, model, inspector);
			if (!odd) continue;
			if (odd.isClosed) notes.push(`The header of ${model.key} is not known. ${odd.problem}`);
			else broken.push({key: model.key, problem: odd.problem});
		}
		return {broken, notes};
	} finally {
		await inspector.close();
	}
}

interface Odd {
	/** A sentence. */
	readonly problem: string;
	/** This user may not read it, or it takes too much to be read. */
	readonly isClosed: boolean;
}

async function firstOdd(root: string, {artifact}: Model, {inspect}: Inspector): Promise<Odd | undefined> {
	if (!artifact) return undefined;
	const folder = artifact.path.slice(0, artifact.path.lastIndexOf('/') + 1);
	try {
		for (const path of [artifact.path, ...artifact.files.map(name => folder + name)]) {
			const odd = firstProblem(await inspect(`${root}/${path}`));
			if (!odd) continue;
			const name = [path === artifact.path ? '' : path.slice(folder.length), odd.path].filter(part => part !== '').join('/');
			return {problem: namedProblem(name, odd.problem), isClosed: isClosed([root, path, odd.path].filter(part => part !== '').join('/'))};
		}
		return undefined;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {problem: error.message, isClosed: true};
	}
}

function isClosed(path: string): boolean {
	try {
		fs.accessSync(systemPath(path), fs.constants.R_OK);
		return false;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return true;
	}
}
