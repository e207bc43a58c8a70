/** Finds trainings that another one has overwritten, of which the training histories or model_registry.json still tell. Reads only. */

import fs from 'node:fs';
import {targetsOf, type Target} from './domain/change.ts';
import type {ToldTraining} from './domain/finding.ts';
import {historyEntry} from './domain/history-entry.ts';
import {isObject, own, type JsonObject} from './domain/json.ts';
import type {Model} from './domain/model.ts';
import {isSameTime, nameOfTraining, trainedAt} from './domain/overwritten.ts';
import {isForeign} from './exchange-kept.ts';
import {entryTextsByName, exchangeName, exchangeSignature, MalformedError} from './exchange-file.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';
import {parseJsonText} from './sidecar-file.ts';
import {isSystemError} from './system-error.ts';

/** A larger history is not read (bytes). */
const largest = 64_000_000;
/** Entries of model_registry.json. */
const readAtOnce = 2_000;

/** A model that says when it was trained. */
interface Trained {
	readonly target: Target;
	readonly at: string;
}

/** What is asked of a registry. */
interface Search {
	readonly root: string;
	readonly trained: readonly Trained[];
	/** Whether a training of this time is that of a model of this id which is there. */
	readonly isThere: (id: string, at: string) => boolean;
	/** By algorithm folder. */
	readonly histories: ReadonlyMap<string, JsonObject>;
}

/** @param models all of the registry, newest first. @returns none that training_registry.json keeps under a name of its own already */
export async function toldTrainings(root: string, models: readonly Model[]): Promise<readonly ToldTraining[]> {
	const search = await searchIn(root, models);
	if (search.trained.length === 0) return [];
	const byHistory = search.trained.flatMap(one => inHistory(search, one));
	const known = new Set(byHistory.map(({key, name}) => `${key}\0${name}`));
	return [...byHistory, ...(await inRegistry(search)).filter(({key, name}) => !known.has(`${key}\0${name}`))];
}

async function searchIn(root: string, models: readonly Model[]): Promise<Search> {
	const readable = models.filter(({sidecar, state}) => sidecar !== undefined && state !== 'unreadable');
	const targets = targetsOf(readable, models);
	const times = new Map<string, string[]>();
	const trained = readable.flatMap((model, index): readonly Trained[] => {
		const [target, at] = [targets[index], trainedAt(model.content)];
		if (!target || at === undefined) return [];
		const others = times.get(model.id);
		if (others) others.push(at);
		else times.set(model.id, [at]);
		return [{target, at}];
	});
	const histories = new Map<string, JsonObject>();
	for (const folder of new Set(trained.map(({target}) => target.folder))) {
		histories.set(folder, readHistory(`${root}/${folder}/${historyName}`));
		await breath();
	}
	return {
		root,
		trained,
		isThere: (id, at) => times.get(id)?.some(time => isSameTime(time, at)) === true,
		histories,
	};
}

/** What was trashed or purged was not overwritten, and is known. */
function inHistory({histories, isThere}: Search, {target}: Trained): readonly ToldTraining[] {
	const history = histories.get(target.folder) ?? {};
	const entry = own(history, target.entry);
	if (!isObject(entry) || (own(entry, 'status') ?? 'present') !== 'present') return [];
	const [at, name] = nameIn(target, own(entry, 'trained_at'));
	if (at === undefined || isThere(target.id, at) || Object.hasOwn(history, name)) return [];
	const {dataset = null, hyperparams = {}, training_time = null, results = []} = entry;
	const content = {training: {dataset, hyperparams, trained_at: at, training_time}, testing: results};
	return [{key: target.key, file: `${target.folder}/${historyName}`, name, content, entry: {...entry, status: 'purged'}}];
}

async function inRegistry({root, trained, isThere, histories}: Search): Promise<readonly ToldTraining[]> {
	const byName = new Map(trained.map(one => [one.target.entry, one] as const));
	const told: ToldTraining[] = [];
	let seen = 0;
	try {
		if (!exchangeSignature(root)) return told;
		for (const {name: entryName, text} of entryTextsByName(`${root}/${exchangeName}`)) {
			if (++seen % readAtOnce === 0) await breath();
			const one = byName.get(entryName);
			// Nearly all say the same as the sidecar: those need no parsing.
			if (!one || text.includes(JSON.stringify(one.at))) continue;
			const {target} = one;
			const content = trainingIn(text);
			const [at, name] = nameIn(target, content && trainedAt(content));
			const history = histories.get(target.folder) ?? {};
			if (!content || at === undefined || isThere(target.id, at) || Object.hasOwn(history, name) || isForeign(root, target, text)) continue;
			const entry = own(history, target.entry);
			// A model of this name that was removed is known by the history.
			if (isObject(entry) && isSameTime(nameIn(target, own(entry, 'trained_at'))[0], at)) continue;
			told.push({key: target.key, file: exchangeName, name, content, entry: historyEntry(content, {bytes: null, status: 'purged'})});
		}
	} catch (error) {
		// That it cannot be read is a problem of the scan.
		if (!(error instanceof MalformedError) && !isSystemError(error)) throw error;
	}
	return told;
}

function nameIn({entry}: Target, at: unknown): readonly [at: string | undefined, name: string] {
	return typeof at === 'string' && at !== '' ? [at, nameOfTraining(entry, at)] : [undefined, ''];
}

function trainingIn(text: string): JsonObject | undefined {
	const parsed = parseJsonText(text);
	if (!('value' in parsed) || !isObject(parsed.value)) return undefined;
	const {training = null, testing = null} = parsed.value;
	return {training, testing: testing ?? []};
}

/** One that is broken is a problem of the scan, and tells nothing here. */
function readHistory(file: string): JsonObject {
	try {
		const stat = fs.statSync(systemPath(file));
		if (!stat.isFile() || stat.size > largest) return {};
		const parsed = parseJsonText(fs.readFileSync(systemPath(file), 'utf8').replace(/^\ufeff/, ''));
		return 'value' in parsed && isObject(parsed.value) ? parsed.value : {};
	} catch {
		return {};
	}
}

/** Keys are answered between the steps. */
async function breath(): Promise<void> {
	await new Promise(resolve => setImmediate(resolve));
}
