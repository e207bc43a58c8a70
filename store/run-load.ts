/** A model of the registry as a run that goes on: where its files lie, and what its sidecar says. */

import fs from 'node:fs';
import {homedir} from 'node:os';
import {identityOf} from './artifact-identity.ts';
import {targetsOf} from './domain/change.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import type {JsonObject} from './domain/json.ts';
import type {Model} from './domain/model.ts';
import {fileWord} from './domain/run-id.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {findRoot, type Root} from './root.ts';
import {placeOfKey, runPlace} from './run-place.ts';
import type {RunFiles} from './run-target.ts';

export interface FoundRun {
	readonly run: RunFiles;
	/** What its sidecar says; undefined where it has none. */
	readonly content?: JsonObject;
	/** The absolute path of its artifact; undefined where that is missing. */
	readonly artifact?: string;
}

/** The registry that this process means, found as commands find it. @throws UserError `no-registry` */
export function rootHere(root: string | undefined): Root {
	return findRoot({root, env: process.env, cwd: process.cwd(), home: homedir()});
}

/**
 * @param all the models of the registry
 * @throws UserError `unreadable` for a sidecar that cannot be read
 */
export function runOf(root: string, model: Model, all: readonly Model[]): FoundRun {
	if (model.sidecar !== undefined && (model.stale || model.state === 'unreadable')) {
		throw new UserError('unreadable', `The sidecar of ${model.key} cannot be read now: ${model.sidecar}.`, {hint: 'mreg doctor says what is wrong with it.'});
	}
	const content = model.sidecar === undefined && !isOnlyKnown(model) ? undefined : model.content;
	// Only model_registry.json tells of it: its files are written anew.
	if (isOnlyKnown(model)) return {run: {place: runPlace(root, model.algorithm), id: fileWord(model.id, 'run'), files: []}, content};
	const file = model.artifact?.path ?? model.sidecar ?? model.key;
	const [target] = targetsOf([model], all);
	const path = `${root}/${model.artifact?.path}`;
	return {
		run: {
			place: placeOfKey(root, {key: file, folder: model.folder}),
			id: model.id,
			...(model.artifact
				? {artifact: baseName(model.artifact.path), seen: identityOf(path)}
				: {key: folderOf(model.key) === folderOf(file) ? model.key : file.replace(/\.json$/u, '')}),
			files: model.artifact?.files ?? [],
			...(model.sidecar === undefined ? {} : {sidecar: baseName(model.sidecar)}),
			...(target ? {entry: {entry: target.entry, sharing: target.sharing}} : {}),
		},
		content,
		...(model.artifact && isThere(path) ? {artifact: path} : {}),
	};
}

/** True where something is at an absolute path; a link counts as what it points to. */
export function isThere(path: string): boolean {
	return fs.existsSync(systemPath(path));
}

function isOnlyKnown({artifact, sidecar}: Model): boolean {
	return artifact === undefined && sidecar === undefined;
}
