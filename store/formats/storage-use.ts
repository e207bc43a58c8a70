/** Which of the values of a storage tensors share: a view of another tensor's values has none of its own. */

import {elementsOf} from '../domain/inspection-summary.ts';
import type {PickledTensor} from './pickled-tensor.ts';

export interface StorageShare {
	/** All of its values are those of tensors before it. */
	readonly isShared: boolean;
	/** Values that it is the first to have, at most: all tensors of a storage together have no more than that. */
	readonly elements: number;
	/** What its values take: of a view that says one value a thousand times, once (bytes). */
	readonly bytes: number;
}

interface Used {
	/** Bytes that no tensor has had yet. */
	left: number;
	/** Bytes that are had, from the first to the one behind the last. */
	readonly regions: Array<readonly [from: number, to: number]>;
	readonly places: Set<string>;
}

/** Of one storage: tensors that lie apart from each other, and views with gaps. */
const [mostRegions, mostPlaces] = [64, 10_000];

/** Asked for one tensor after the other, in the order of the file. Undefined for a tensor whose place cannot be. */
export function storageUse(): (tensor: PickledTensor) => StorageShare | undefined {
	const used = new Map<string, Used>();
	return ({place, shape, dtype}) => {
		const elements = elementsOf(shape);
		if (!place || !(dtype.itemSize > 0) || !Number.isSafeInteger(elements) || elements < 0) return undefined;
		const {storage, offset, strides} = place;
		const span = elements === 0 ? 0 : shape.reduce((last, length, axis) => last + (length - 1) * (strides[axis] ?? NaN), 1);
		if (!(offset >= 0) || !(span >= 0) || !(storage.bytes >= 0)) return undefined;
		const own = used.get(storage.key) ?? {left: storage.bytes, regions: [], places: new Set<string>()};
		used.set(storage.key, own);
		const distinct = Math.min(elements, span) * dtype.itemSize;
		const [from, to] = [offset * dtype.itemSize, (offset + span) * dtype.itemSize];
		const words = `${dtype.name} ${offset} ${shape.join(',')} ${strides.join(',')}`;
		const isShared = elements > 0 && (own.regions.some(([low, high]) => low <= from && to <= high) || own.places.has(words));
		const first = isShared ? 0 : Math.min(distinct, own.left);
		own.left -= first;
		// A view with gaps leaves others the values between.
		const isJoined = !isShared && span <= elements && addRegion(own.regions, [from, to]);
		if (!isShared && !isJoined && own.places.size < mostPlaces) own.places.add(words);
		return {isShared, elements: Math.floor(first / dtype.itemSize), bytes: Math.ceil(isShared ? distinct : first)};
	};
}

/** Joined with those that it touches. @returns false where there are too many */
function addRegion(regions: Array<readonly [number, number]>, [from, to]: readonly [number, number]): boolean {
	let [low, high] = [from, to];
	for (let at = regions.length - 1; at >= 0; at--) {
		const [other, end] = regions[at] ?? [NaN, NaN];
		if (end < low || other > high) continue;
		[low, high] = [Math.min(low, other), Math.max(high, end)];
		regions.splice(at, 1);
	}
	if (regions.length >= mostRegions) return false;
	regions.push([low, high]);
	return true;
}
