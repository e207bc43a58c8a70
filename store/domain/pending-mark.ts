/** A mark in `.mreg/pending`: models whose entries in the exchange files are to say what their sidecars say, as data and as text. */

import type {Target} from './change.ts';
import {isObject, own, type Json, type JsonObject} from './json.ts';
import {isPathBelow} from './trash-manifest.ts';

/** A model of a mark. It is one that has a sidecar: that is what its entry is to say. */
export interface MarkedTarget extends Target {
	/** What its entry in model_registry.json said elsewhere: what of it the sidecar does not say stays. */
	readonly entryText?: string;
}

export interface PendingMark {
	/** ISO 8601, UTC. */
	readonly at: string;
	/** The command or library, as messages show it: `mreg record`. */
	readonly by: string;
	readonly models: readonly MarkedTarget[];
}

/** The text of the file: one line of JSON. */
export function markText({at, by, models}: PendingMark): string {
	return `${JSON.stringify({v: 1, at, by, models: models.map(modelText)})}\n`;
}

function modelText({key, id, algorithm, folder, sidecar, artifact, bytes, files, entry, sharing, entryText}: MarkedTarget): object {
	return {key, id, algorithm, folder, sidecar, artifact, bytes, files, entry, sharing, entry_text: entryText};
}

/** Reads a mark. Never throws. Unknown keys are ignored. @returns undefined for what is none, or of another version: it is left alone */
export function parseMark(text: string): PendingMark | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isObject(value) || own(value, 'v') !== 1) return undefined;
	const [at, by, models] = [own(value, 'at'), own(value, 'by'), own(value, 'models')];
	if (typeof at !== 'string' || !Array.isArray(models)) return undefined;
	const targets = models.flatMap((model: Json) => (isObject(model) ? (targetIn(model) ?? []) : []));
	return targets.length === models.length ? {at, by: typeof by === 'string' ? by : '', models: targets} : undefined;
}

/** Anybody can write the file: a path that leads elsewhere makes it none. */
function targetIn(model: JsonObject): MarkedTarget | undefined {
	const [key, id, algorithm, folder, entry] = ['key', 'id', 'algorithm', 'folder', 'entry'].map(name => textOf(model, name));
	const [sidecar, artifact, entryText] = ['sidecar', 'artifact', 'entry_text'].map(name => textOf(model, name));
	const bytes = own(model, 'bytes');
	const [files, sharing] = [textsOf(model, 'files'), textsOf(model, 'sharing')];
	if (key === undefined || id === undefined || algorithm === undefined) return undefined;
	if (folder === undefined || sidecar === undefined || entry === undefined) return undefined;
	const paths = [key, sidecar, ...(artifact === undefined ? [] : [artifact]), ...(files ?? [])];
	if (!paths.every(isPathBelow) || (folder !== '' && folder !== '.' && !isPathBelow(folder))) return undefined;
	return {
		...{key, id, algorithm, folder, sidecar, entry},
		...(artifact === undefined ? {} : {artifact}),
		files: files ?? [],
		bytes: typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : 0,
		...(sharing === undefined || sharing.length < 2 ? {} : {sharing}),
		...(entryText === undefined ? {} : {entryText}),
	};
}

/** What several marks ask for, each model once: the newest one says what it is; a text of its entry stays. */
export function modelsOf(marks: readonly PendingMark[]): readonly MarkedTarget[] {
	const byKey = new Map<string, MarkedTarget>();
	for (const {models} of marks.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
		for (const model of models) {
			const entryText = model.entryText ?? byKey.get(model.key)?.entryText;
			byKey.set(model.key, entryText === undefined ? model : {...model, entryText});
		}
	}
	return [...byKey.values()];
}

function textOf(object: JsonObject, name: string): string | undefined {
	const value = own(object, name);
	return typeof value === 'string' ? value : undefined;
}

function textsOf(object: JsonObject, name: string): readonly string[] | undefined {
	const value = own(object, name);
	return Array.isArray(value) ? value.filter(text => typeof text === 'string') : undefined;
}
