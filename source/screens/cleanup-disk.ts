/** What the Cleanup screen knows of the disk: what the files of models take, which links point to them, what is free. Pure. */

import type {Skipped} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {sizesOf, type Marked, type Sizes} from '../../store/domain/sizes.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {TrashNow} from '../world.ts';
import {remember} from './remember.ts';

/** What a look at the files of a model found. */
export type Looked = {readonly model: Model; readonly marked: Marked} | {readonly model: Model; readonly reason: string};

export interface CleanupDisk {
	/** By key. It holds for the model as it was then: another one of the same key is to be looked at anew. */
	readonly looked: ReadonlyMap<string, Looked>;
	/** By key: links that point to artifacts. Undefined until they were looked for. */
	readonly links?: ReadonlyMap<string, string>;
	/** The models among which links were looked for. */
	readonly linkedFor?: readonly Model[];
	readonly trash?: {readonly bytes: number};
	readonly disk?: TrashNow['disk'];
}

export const unseenDisk: CleanupDisk = {looked: new Map()};

/** Models that were not looked at as they are now. */
export const unlooked = remember((models: readonly Model[], looked: CleanupDisk['looked']): readonly Model[] =>
	models.filter(model => looked.get(model.key)?.model !== model),
);

/** Whether links were looked for among just these models. */
export function hasLinksFor({links, linkedFor}: CleanupDisk, models: readonly Model[]): boolean {
	return links !== undefined && linkedFor !== undefined && isOfSameKeys(linkedFor, models);
}

const isOfSameKeys = remember((before: readonly Model[], models: readonly Model[]): boolean => {
	if (before === models) return true;
	const keys = new Set(before.map(({key}) => key));
	return keys.size === models.length && models.every(({key}) => keys.has(key));
});

/** What was found is taken in; what is gone is forgotten. @param asked the models that were looked at @param all those of now */
export function withLooked(
	disk: CleanupDisk,
	{
		asked,
		all,
		marked,
		skipped,
	}: {readonly asked: readonly Model[]; readonly all: readonly Model[]; readonly marked: readonly Marked[]; readonly skipped: readonly Skipped[]},
): CleanupDisk {
	const byKey = new Map(asked.map(model => [model.key, model]));
	const found = new Map<string, Looked>(asked.map(model => [model.key, {model, reason: 'It could not be looked at.'}]));
	for (const one of marked) {
		const model = byKey.get(one.removal.target.key);
		if (model) found.set(model.key, {model, marked: one});
	}
	for (const {key, reason} of skipped) {
		const model = byKey.get(key);
		if (model) found.set(key, {model, reason});
	}
	const looked = new Map<string, Looked>();
	for (const {key} of all) {
		const one = found.get(key) ?? disk.looked.get(key);
		if (one) looked.set(key, one);
	}
	return {...disk, looked};
}

/** These are to be looked at again. */
export function withoutLooked(disk: CleanupDisk, keys: readonly string[]): CleanupDisk {
	if (!keys.some(key => disk.looked.has(key))) return disk;
	const looked = new Map(disk.looked);
	for (const key of keys) looked.delete(key);
	return {...disk, looked};
}

/** Bytes on the disk of what was looked at; undefined until all of the models were. */
export function sizesOn(looked: CleanupDisk['looked'], models: readonly Model[]): Sizes | undefined {
	const marked: Marked[] = [];
	for (const {key} of models) {
		const one = looked.get(key);
		if (!one) return undefined;
		if ('marked' in one) marked.push(one.marked);
	}
	return sizesOf(marked);
}

/** Bytes that are free, and of the whole disk, as far as they are known. */
export function spaceOf(
	{disk}: CleanupDisk,
	{freeBytes}: Pick<Snapshot, 'freeBytes'>,
): {readonly free: number | undefined; readonly total: number | undefined} {
	return {free: freeBytes ?? disk?.free, total: disk?.total};
}

/** Bytes that one may call nothing. */
const asGoodAsNothing = 1_000_000;

/** A disk on which hardly anything can be written. @param free bytes; undefined where it is not known */
export function isFull(free: number | undefined, total: number | undefined): boolean {
	return free !== undefined && (free < asGoodAsNothing || (total !== undefined && free < total / 1000));
}
