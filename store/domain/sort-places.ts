/** Puts values in order: class by class, equal ones as they stood. */

export type SortValue = number | string | undefined;

export interface PlaceOptions {
	/** 1: ascending; -1: descending. */
	readonly sign: 1 | -1;
	/** By place: values of a smaller class come first, whatever they are. In class 2 nothing has a value. */
	readonly classes: Uint8Array;
	/** The places in the order in which equal values stay. */
	readonly start: readonly number[];
}

/** The places of the values in their order. Numbers stand before text; none is NaN. */
export function sortedPlaces(values: readonly SortValue[], options: PlaceOptions): ArrayLike<number> {
	const {sign, classes, start} = options;
	if (values.every(value => value === undefined || typeof value === 'number')) return placesByNumber(values, options);
	return [...start].sort((a, b) => (classes[a] ?? 0) - (classes[b] ?? 0) || compareValues(values[a], values[b]) * sign || 0);
}

function compareValues(a: SortValue, b: SortValue): number {
	if (a === b || a === undefined || b === undefined) return 0;
	if (typeof a === typeof b) return a < b ? -1 : 1;
	return typeof a === 'number' ? -1 : 1;
}

/** Sorting plain numbers and looking up each one's slot takes a third of the time of a sort with a comparator. */
function placesByNumber(values: ReadonlyArray<number | undefined>, {sign, classes, start}: PlaceOptions): Uint32Array {
	const places = new Uint32Array(values.length);
	let filled = 0;
	for (const one of [0, 1]) {
		const own = start.filter(place => classes[place] === one);
		const numbers = new Float64Array(own.length);
		for (let at = 0; at < own.length; at++) numbers[at] = (values[own[at] ?? 0] ?? 0) * sign;
		const sorted = numbers.slice().sort();
		const taken = new Uint32Array(own.length);
		for (let at = 0; at < own.length; at++) {
			const slot = firstNotBelow(sorted, numbers[at] ?? 0);
			const before = taken[slot] ?? 0;
			taken[slot] = before + 1;
			places[filled + slot + before] = own[at] ?? 0;
		}
		filled += own.length;
	}
	for (const place of start) if (classes[place] === 2) places[filled++] = place;
	return places;
}

function firstNotBelow(sorted: Float64Array, value: number): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? 0) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}
