/** Pickles within a pickle: tensors that were pickled without torch.save hold their storages as bytes that torch.save wrote. */

import type {FileWindow} from './file-window.ts';
import type {PickleBudget} from './pickle-cursor.ts';
import {readPickleAt, type Unpickled} from './pickle-reader.ts';
import type {NestedStorage} from './pickled-tensor.ts';
import {globalName, isKind, type Global, type NestedPickle, type PickleBytes, type PickleValue} from './pickle-values.ts';
import {bufferWindow, windowPart} from './window-parts.ts';

export interface Nested {
	readonly storages: ReadonlyMap<PickleValue, NestedStorage>;
	readonly globals: readonly Global[];
	/** Of all of them it is known what they would import: that they are unpickled is no danger then. */
	readonly isFollowed: boolean;
}

/** Of one storage: without its values it is short (bytes). */
const usualBytes = 4 * 1024;

/** A text that stands for bytes, as protocols before 3 have them (bytes in UTF-8). */
const longestText = 16 * 2 ** 20;

/** Of one file. */
const mostNested = 100_000;

/** Magic number, protocol, system, object, keys: torch.load unpickles five. */
const [pickles, objectAt] = [5, 3];

/** Reads what stands before the values of each, with one more level of pickles in it. */
export function nestedStorages(window: FileWindow, parts: readonly NestedPickle[], {budget}: {readonly budget: PickleBudget}): Nested {
	const storages = new Map<PickleValue, NestedStorage>();
	const [globals, done]: [Global[], Set<PickleValue>] = [[], new Set()];
	let isFollowed = true;
	for (const {source} of parts) {
		if (source !== undefined && done.has(source)) continue;
		if (done.size >= mostNested) return {storages, globals, isFollowed: false};
		done.add(source ?? null);
		const inner = windowOf(window, source, budget);
		const loaded = inner && pickledIn(inner, budget);
		if (!loaded || loaded.some(({nested}) => nested.length > 0)) isFollowed = false;
		for (const pickle of loaded ?? []) for (const global of pickle.globals) globals.push(global);
		const value = loaded?.[objectAt]?.value;
		if (source !== undefined && value !== undefined) storages.set(source, {id: storages.size, value});
	}
	return {storages, globals, isFollowed};
}

/** What torch.load would unpickle; undefined for an archive, which it takes as well. */
function pickledIn(window: FileWindow, budget: PickleBudget): readonly Unpickled[] | undefined {
	if (window.size >= 2 && window.read(0, 2).toString('latin1') === 'PK') return undefined;
	const start = bufferWindow(Buffer.from(window.read(0, Math.min(window.size, usualBytes))));
	const loaded = oneAfterTheOther(start, budget);
	return start.size < window.size && loaded.some(({failure}) => failure !== undefined) ? oneAfterTheOther(window, budget) : loaded;
}

function oneAfterTheOther(window: FileWindow, budget: PickleBudget): readonly Unpickled[] {
	const loaded: Unpickled[] = [];
	while (loaded.length < pickles) {
		const pickle = readPickleAt(window, loaded.at(-1)?.end ?? 0, {budget});
		loaded.push(pickle);
		if (pickle.value === undefined) break;
	}
	return loaded;
}

/** The bytes that a value stands for; undefined where that is not known. */
function windowOf(window: FileWindow, source: PickleValue | undefined, budget: PickleBudget): FileWindow | undefined {
	if (isKind(source, 'bytes')) return source.isLine ? undefined : windowPart(window, source.offset, source.size);
	if (typeof source === 'string') return bufferWindow(Buffer.from(source, 'latin1'));
	if (!isKind(source, 'opaque') || globalName(source.callable) !== '_codecs encode') return undefined;
	const [text, encoding] = source.args;
	if (encoding !== 'latin1' && encoding !== 'latin-1') return undefined;
	const found = isKind(text, 'bytes') ? longText(window, text, budget) : text;
	return typeof found === 'string' ? bufferWindow(Buffer.from(found, 'latin1')) : undefined;
}

function longText(window: FileWindow, {offset, size, isLine}: PickleBytes, budget: PickleBudget): string | undefined {
	if (isLine || size > longestText || size > budget.bytes) return undefined;
	budget.bytes -= size;
	return window.read(offset, size).toString('utf8');
}
