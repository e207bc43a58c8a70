/** The memo of a pickle: values under numbers, one after the other as Python counts them, or anywhere up to 2^53. */

import type {PickleValue} from './pickle-values.ts';

export interface PickleMemo {
	readonly get: (index: number) => PickleValue | undefined;
	/** @returns what it takes more in memory (bytes, about) */
	readonly set: (index: number, value: PickleValue) => number;
	/** How many numbers have a value: Python's MEMOIZE takes that for the next, whichever they are. */
	readonly size: () => number;
}

/** Further on than this from what is there a number stands alone. */
const mostLeap = 64;
const [nearBytes, farBytes] = [16, 64];

export function openMemo(): PickleMemo {
	const near: Array<PickleValue | undefined> = [];
	const far = new Map<number, PickleValue>();
	let size = 0;
	const get = (index: number): PickleValue | undefined => {
		const value = near[index];
		return value !== undefined ? value : far.get(index);
	};
	return {
		get,
		size: () => size,
		set: (index, value) => {
			const isNew = get(index) === undefined;
			if (isNew) size++;
			const isNear = index < near.length + mostLeap;
			if (!isNear) far.set(index, value);
			const leap = isNear ? Math.max(0, index - near.length) : 0;
			while (isNear && near.length < index) near.push(undefined);
			if (isNear) near[index] = value;
			return isNew ? (isNear ? nearBytes * (1 + leap) : farBytes) : 0;
		},
	};
}
