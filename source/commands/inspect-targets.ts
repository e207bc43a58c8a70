/** What `mreg inspect` is told to look into: paths, which need no registry, and models by name. */

import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {artifactPath} from './artifact-path.ts';
import type {Context} from './command.ts';
import {namedModels, typedIds} from './named-models.ts';
import {namesFor} from '../select.ts';

export interface InspectTarget {
	/** undefined: a path that was named. */
	readonly model?: Model;
	/** What can be typed for it; raw. */
	readonly name: string;
	/** Absolute; undefined: the model's artifact is gone. */
	readonly path: string | undefined;
}

/**
 * What the arguments name, each once; `-` stands for the lines of standard input. The registry is looked at only where a name may be a model's.
 *
 * @throws UserError as `namedModels`, and `not-found` for a path at which nothing is
 */
export async function inspectTargets(ids: readonly string[], context: Context): Promise<readonly InspectTarget[]> {
	const typed = [...new Set(await typedIds(ids, context))];
	const read = await Promise.all(typed.map(async id => ({id, read: await reading(id, context)})));
	const names = read.flatMap(({id, read: {kind}}) => (kind === 'name' ? [id] : []));
	if (read.every(({read: {kind}}) => kind === 'path')) return read.map(({id, read: {path}}) => ({name: id, path}));
	const snapshot = await snapshotIfAny(context, read[0]?.read.path ?? '', names[0]);
	if (names.length === read.length && snapshot) return targetsOf(await namedModels(snapshot, names, context), snapshot, context);
	const found: InspectTarget[] = [];
	for (const {id, read: one} of read) {
		const models = snapshot && one.kind !== 'path' ? await modelsNamed(id, {isCertain: one.kind === 'name', snapshot, context}) : [];
		found.push(...(snapshot && models.length > 0 ? targetsOf(models, snapshot, context) : [{name: id, path: one.path}]));
	}
	return found;
}

/** Where something lies at what was typed it may be a path: it is one for certain where it is written as such, or can be no key of a model. */
async function reading(typed: string, context: Context): Promise<{readonly kind: 'path' | 'name' | 'either'; readonly path: string}> {
	const path = await context.absolute(typed);
	const isThere = context.exists(path);
	if (/^(?:\/|~\/|\.\.?(?:\/|$))/.test(typed)) {
		if (isThere) return {kind: 'path', path};
		throw new UserError('not-found', `Nothing is at ${path}.`, {hint: 'Name a model file, a folder of them, or a model by its id.'});
	}
	if (!isThere) return {kind: 'name', path};
	return {kind: /[./]/.test(typed) && !(await isBelowRoot(typed, context)) ? 'path' : 'either', path};
}

async function isBelowRoot(typed: string, context: Context): Promise<boolean> {
	try {
		return context.exists(`${await context.root()}/${typed}`);
	} catch (error) {
		if (error instanceof UserError) return false;
		throw error;
	}
}

/** undefined where there is no registry and no name that needs one. */
async function snapshotIfAny(context: Context, path: string, name: string | undefined): Promise<Snapshot | undefined> {
	try {
		return await context.snapshot();
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'no-registry') throw error;
		if (name === undefined) return undefined;
		const hint = [error.message, error.hint].filter(part => part !== undefined).join(' ');
		throw new UserError('not-found', `Nothing is at ${path}, and there is no registry in which a model could be called "${name}".`, {hint});
	}
}

/** None where it is no model's name and may be a path. */
async function modelsNamed(
	id: string,
	{isCertain, snapshot, context}: {readonly isCertain: boolean; readonly snapshot: Snapshot; readonly context: Context},
): Promise<readonly Model[]> {
	if (!isCertain && id.includes('/')) return snapshot.models.filter(({key}) => key === id);
	try {
		return await namedModels(snapshot, [id], context);
	} catch (error) {
		if (!isCertain && error instanceof UserError && error.code === 'not-found') return [];
		throw error;
	}
}

function targetsOf(models: readonly Model[], snapshot: Snapshot, context: Context): readonly InspectTarget[] {
	const name = namesFor(snapshot.models);
	return models.map(model => ({model, name: name(model), path: artifactPath(model, snapshot, context)}));
}
