/** Reads what torch.save wrote before PyTorch 1.6: pickles one after the other, then the values of each storage. */

import type {FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {pickleBudget} from './pickle-cursor.ts';
import {pickledContents} from './pickled-contents.ts';
import {isLoadingBytes} from './pickle-imports.ts';
import {nestedStorages} from './nested-storages.ts';
import {storageOf, type TensorStorage} from './pickled-tensor.ts';
import {readPickleAt, type Unpickled} from './pickle-reader.ts';
import {entriesOf, itemsOf, type Global, type Persistent, type PickleValue} from './pickle-values.ts';
import {readPickle} from './plain-pickle.ts';
import {weightsOnlyOf} from './weights-only.ts';

const magicNumber = 0x1950a86a20f9469cfc6cn;

/** Before the values of a storage: how many there are (bytes). */
const lengthBytes = 8;

/** What does not begin with the magic number is another pickle: torch.load unpickles that first, and complains then. */
export function readTorchLegacy(window: FileWindow): FormatContents {
	const budget = pickleBudget();
	const [globals, loaded]: [Global[], Unpickled[]] = [[], []];
	const problems: string[] = [];
	let end = 0;
	const next = (): PickleValue | undefined => {
		// Behind a broken one nothing can be found.
		if (problems.length > 0) return undefined;
		const pickle = readPickleAt(window, end, {budget});
		loaded.push(pickle);
		globals.push(...pickle.globals);
		if (pickle.failure !== undefined) problems.push(pickle.failure);
		end = pickle.end;
		return pickle.value;
	};
	if (next() !== magicNumber) return readPickle(window);
	const [protocol, system, root, keys] = [next(), entriesOf(next()), next(), next()];
	const isLittleEndian = system?.get('little_endian');
	const inner = nestedStorages(
		window,
		loaded.flatMap(({nested}) => nested),
		{budget},
	);
	const asked = loaded.flatMap(({persistent}) => persistent);
	const layout = problems.length === 0 ? storagesIn(window, end, {asked, keys: itemsOf(keys) ?? []}) : undefined;
	if (layout && layout.end > window.size) problems.push(`It is cut off: its storages end at byte ${layout.end}, and it has ${window.size}.`);
	const contents = pickledContents({
		format: 'pytorch-legacy',
		roots: [['', root ?? null]],
		globals: [...(inner.isFollowed ? globals.filter(global => !isLoadingBytes(global)) : globals), ...inner.globals],
		nested: inner.storages,
		facts: [
			['producer', 'PyTorch'],
			['protocol version', typeof protocol === 'number' ? String(protocol) : undefined],
			['byte order', typeof isLittleEndian === 'boolean' ? (isLittleEndian ? 'little' : 'big') : undefined],
		],
		problems,
		storageBytes: layout?.storageBytes,
	});
	return problems.length > 0 ? contents : {...contents, weightsOnly: weightsOnlyOf(loaded)};
}

interface Layout {
	/** Where the last of the known storages ends (bytes). */
	readonly end: number;
	/** undefined: of what stands behind an unknown one nothing can be said. */
	readonly storageBytes: ((storage: TensorStorage) => number | undefined) | undefined;
}

interface Storages {
	/** What the pickle asks for: tensors' storages, and those that belong to none. */
	readonly asked: readonly Persistent[];
	readonly keys: readonly PickleValue[];
}

/** The values stand in the order of the keys; how many bytes each storage takes only the pickle says. */
function storagesIn(window: FileWindow, start: number, {asked, keys}: Storages): Layout {
	const said = new Map<string, number>();
	for (const persistent of asked) {
		const storage = storageOf(persistent, new Map());
		if (storage) said.set(storage.key, storage.bytes);
	}
	const there = new Map<string, number>();
	let at = start;
	for (const key of keys) {
		if (typeof key !== 'string' && typeof key !== 'number') continue;
		const bytes = said.get(String(key));
		at += lengthBytes;
		if (bytes === undefined) return {end: at, storageBytes: undefined};
		there.set(String(key), Math.min(bytes, Math.max(0, window.size - at)));
		at += bytes;
	}
	return {end: at, storageBytes: ({key}) => there.get(key)};
}
