/** Makes of what pickles hold what is told of a file: its tensors, imports and facts, and what in them cannot be. */

import type {FileFormat} from '../domain/inspection.ts';
import {factsOf, hyperparamsOf} from './checkpoint-facts.ts';
import type {FormatContents} from './format-contents.ts';
import {importsOf, toldImports} from './pickle-imports.ts';
import {bytesOf, type NestedStorages, type PickledTensor, type TensorStorage} from './pickled-tensor.ts';
import type {Global, PickleValue} from './pickle-values.ts';
import {gather, quoted, type Gathering} from './tensor-list.ts';
import {storageUse} from './storage-use.ts';
import {tensorsIn, walkBudget} from './tensor-walk.ts';
import {valuesCrc} from './values-crc.ts';

export interface PickledFile {
	readonly format: FileFormat;
	/** With the name that goes before those of their tensors. */
	readonly roots: ReadonlyArray<readonly [name: string, value: PickleValue]>;
	readonly globals: Iterable<Global>;
	readonly nested?: NestedStorages;
	readonly facts?: ReadonlyArray<readonly [name: string, value: string | undefined]>;
	readonly problems?: readonly string[];
	/** Bytes of a storage in the file; undefined: it is not there. Where it is not given, nothing is known of storages. */
	readonly storageBytes?: (storage: TensorStorage) => number | undefined;
	/** CRC-32 of all bytes of a storage; undefined or 0: not known. */
	readonly storageCrc?: (storage: TensorStorage) => number | undefined;
}

/** All names of a file together (characters): a deep pickle can give each tensor a long one. */
const mostNames = 16 * 2 ** 20;

export function pickledContents({
	format,
	roots,
	globals,
	nested = new Map(),
	facts = [],
	problems = [],
	storageBytes,
	storageCrc,
}: PickledFile): FormatContents {
	const file = gather(format);
	for (const problem of problems) file.problem(problem);
	for (const [name, value] of facts) file.fact(name, value);
	for (const [name, value] of factsOf(roots[0]?.[1])) file.fact(name, value);

	const {imports, unsaid} = toldImports(importsOf(globals));
	if (unsaid > 0) file.problem(`Loading it would import ${unsaid} more names than are listed.`);

	const [checked, sources, shareOf, budget] = [new Set<string>(), new Set<PickleValue>(), storageUse(), walkBudget()];
	let names = 0;
	for (const [before, root] of roots) {
		for (const {name, tensor, isOptimizer, source} of tensorsIn(root, {nested, name: before, budget})) {
			names += name.length;
			const share = tensor.place ? shareOf(tensor) : undefined;
			const isShared = share ? share.isShared : sources.has(source);
			if (!share) sources.add(source);
			const crc = storageCrc && tensorCrc(tensor, storageCrc);
			const told = {
				name: names > mostNames ? '…' : name,
				dtype: tensor.dtype.name,
				shape: tensor.shape,
				bytes: Math.min(bytesOf(tensor), share?.bytes ?? Infinity),
				...(isOptimizer ? {isOptimizer} : {}),
				...(isShared ? {isShared} : {}),
				...(crc === undefined ? {} : {crc}),
			};
			file.tensor(told, share && {elements: share.elements});
			if (tensor.place && storageBytes) checkPlace(file, name, {tensor, storageBytes, checked});
		}
	}
	if (budget.steps < 0 || budget.looks < 0) file.problem('There is too much in it to look at all of it: more tensors may stand behind.');
	const hyperparams = hyperparamsOf(roots[0]?.[1]);
	return {...file.contents({imports}), ...(hyperparams ? {hyperparams} : {})};
}

/** Of what stands in no storage of its own nothing is known. */
function tensorCrc({place, shape, dtype}: PickledTensor, storageCrc: (storage: TensorStorage) => number | undefined): string | undefined {
	const crc = place && storageCrc(place.storage);
	return place && crc ? valuesCrc(crc, {shape, itemSize: dtype.itemSize, ...place, bytes: place.storage.bytes}) : undefined;
}

interface PlaceCheck {
	readonly tensor: PickledTensor;
	readonly storageBytes: (storage: TensorStorage) => number | undefined;
	/** Storages whose length was looked at. */
	readonly checked: Set<string>;
}

function checkPlace(file: Gathering, name: string, {tensor: {dtype, shape, place}, storageBytes, checked}: PlaceCheck): void {
	// Where several values share a byte, their storage counts in another way.
	if (!place || dtype.itemSize < 1) return;
	const {storage, offset, strides} = place;
	const isEmpty = shape.some(length => length === 0);
	const reach = isEmpty ? 0 : (shape.reduce((last, length, axis) => last + (length - 1) * (strides[axis] ?? NaN), offset) + 1) * dtype.itemSize;
	if (!(reach <= storage.bytes) || !(offset >= 0) || strides.some(stride => !(stride >= 0))) {
		file.problem(`Its tensor ${quoted(name)} reaches beyond its storage ${quoted(storage.key)}: to byte ${reach} of ${storage.bytes}.`);
	}
	if (checked.has(storage.key)) return;
	checked.add(storage.key);
	const there = storageBytes(storage);
	if (there === undefined) file.problem(`The values of its tensor ${quoted(name)} are missing: there is no storage ${quoted(storage.key)}.`);
	else if (!(storage.bytes <= there)) {
		file.problem(`The storage ${quoted(storage.key)} of its tensor ${quoted(name)} is said to have ${storage.bytes} bytes, and has ${there}.`);
	}
}
