/** What entries of model_registry.json say beyond the sidecars, whose they are, and how that outlives a removal. */

import type {Target} from './domain/change.ts';
import {isObject, own, type JsonObject} from './domain/json.ts';
import {interpretSidecar} from './domain/sidecar.ts';
import {entriesIn, isThere, ownEntries} from './entry-owner.ts';
import {parseExact} from './exact-json.ts';
import {entryTextsByName, exchangeName, exchangeSignature, MalformedError} from './exchange-file.ts';
import {parseJsonText} from './sidecar-file.ts';
import {isSystemError} from './system-error.ts';

/** Entries that are larger are not kept with removed models, nor all together more than that (bytes). */
const largestKept = 65_536;
const mostKept = 100_000_000;

/**
 * What the entries of models in model_registry.json say now.
 *
 * @returns their texts, by the names of the targets; `lost`: how many are too large to be kept
 */
export function entryTextsOf(root: string, targets: readonly Target[]): {readonly texts: ReadonlyMap<string, string>; readonly lost: number} {
	const texts = new Map<string, string>();
	let [lost, sum] = [0, 0];
	try {
		if (!exchangeSignature(root)) return {texts, lost};
		const ownEntry = ownEntries(root, targets, entriesIn(root));
		const byName = new Map(
			targets.map(target => {
				const {name, from} = ownEntry(target);
				return [from?.name ?? name, target] as const;
			}),
		);
		for (const {name, text} of entryTextsByName(`${root}/${exchangeName}`)) {
			const target = byName.get(name);
			if (!target || (target.sharing === undefined && isForeign(root, target, text))) continue;
			const bytes = Buffer.byteLength(text);
			if (bytes > largestKept || sum + bytes > mostKept) {
				lost++;
				continue;
			}
			sum += bytes;
			texts.set(target.entry, text);
		}
	} catch (error) {
		// What cannot be read is left alone by a removal, too.
		if (!(error instanceof MalformedError) && !isSystemError(error)) throw error;
	}
	return {texts, lost};
}

/** True where a file of the model's name is there, whoever made it. */
export function isInPlace(root: string, {key, artifact, sidecar}: Target): boolean {
	return [...new Set([key, artifact, sidecar])].some(place => place !== undefined && isThere(root, place));
}

/** True where an entry is that of another model, which is there: of several with one id only one has it as its name. */
export function isForeign(root: string, {key}: Target, text: string): boolean {
	const said = own(objectOf(text) ?? {}, 'model_path');
	return typeof said === 'string' && said !== key && isThere(root, said);
}

function objectOf(text: string): JsonObject | undefined {
	const parsed = parseJsonText(text);
	return 'value' in parsed && isObject(parsed.value) ? parsed.value : undefined;
}

export interface Kept {
	readonly tags: readonly string[];
	readonly notes: string;
	/** Keys and values that the sidecar perhaps does not have. */
	readonly others?: JsonObject;
}

/** All that texts of an entry say; of the same the first counts. */
export function keptIn(texts: ReadonlyArray<string | undefined>): Kept {
	const said = texts.flatMap(text => {
		const value = text === undefined ? undefined : objectOf(text);
		return text !== undefined && value ? {...interpretSidecar(value), exact: exactOf(text)} : [];
	});
	return {
		tags: said.flatMap(({tags}) => tags),
		notes: said.find(({notes}) => notes !== '')?.notes ?? '',
		others: Object.fromEntries(said.toReversed().flatMap(({exact}) => Object.entries(exact))),
	};
}

/** An entry that was kept with a removed model, where it is one: it comes from a file that anybody can write. */
export function keptEntry(text: string | undefined): string | undefined {
	return text !== undefined && objectOf(text) ? text : undefined;
}

function exactOf(text: string): JsonObject {
	try {
		const value = parseExact(text);
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}
