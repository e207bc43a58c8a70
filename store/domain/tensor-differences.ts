/** In which tensors models differ: in name, shape, dtype, or in the values where their files keep checksums. Pure. */

import type {Inspection, Tensor} from './inspection.ts';
import {without, wrapperPrefixes} from './name-prefixes.ts';
import {compareValues, type ValuesVerdict} from './tensor-values.ts';

/** A tensor that not all models have alike. */
export interface TensorRow {
	readonly name: string;
	/** By the models' places: `float32 [64, 128]`; undefined: it has none of this name. */
	readonly values: ReadonlyArray<string | undefined>;
	/** By the models' places: of the baseline's shape and dtype, with other values. */
	readonly otherValues: readonly boolean[];
}

/** Of the tensors that two models or more have under one name, in one shape and dtype. */
export interface TensorValues {
	readonly tensors: number;
	readonly equal: number;
	readonly differ: number;
	/** Parts of larger storages that differ somewhere. */
	readonly apart: number;
	readonly unknown: number;
	/** Whether any of those has a checksum. */
	readonly isAnyKnown: boolean;
}

export interface TensorDifferences {
	/** By name, in the order of the first model that has it. */
	readonly rows: readonly TensorRow[];
	/** undefined: there are no two models to compare. */
	readonly values?: TensorValues;
	/** By the models' places what was left out at the beginning of names; undefined: nothing. */
	readonly prefixes?: readonly string[];
}

/**
 * An optimizer's tensors are no part of a model and are left out.
 *
 * @param inspections undefined: of that model nothing is known, and it is left out of what differs
 * @param baseline the place of the model whose values the others are compared with
 */
export function tensorDifferences(inspections: ReadonlyArray<Inspection | undefined>, baseline = 0): TensorDifferences {
	const named = inspections.map(inspection => inspection && tensorsByName(inspection));
	const present = named.flatMap((tensors, place) => (tensors ? [{place, tensors}] : []));
	if (present.length < 2) return {rows: []};
	const found = wrapperPrefixes(present.map(({tensors}) => [...tensors.keys()]));
	const prefixes = named.map((_, place) => found[present.findIndex(one => one.place === place)] ?? '');
	const known = named.map((tensors, place) => tensors && unwrapped(tensors, prefixes[place] ?? ''));
	const isKnown = known.map(tensors => tensors !== undefined);
	const rows: TensorRow[] = [];
	const values = {tensors: 0, equal: 0, differ: 0, apart: 0, unknown: 0, isAnyKnown: false};
	for (const name of new Set(known.flatMap(tensors => [...(tensors?.keys() ?? [])]))) {
		const tensors = known.map(one => one?.get(name));
		const {isAlike, verdict, otherValues} = compared(tensors, {isKnown, baseline});
		if (verdict) {
			values.tensors++;
			values[verdict]++;
			values.isAnyKnown ||= tensors.some(tensor => tensor?.crc !== undefined);
		}
		if (!isAlike || verdict === 'differ') rows.push({name, values: tensors.map(valueOf), otherValues});
	}
	return {rows, values, ...(prefixes.some(prefix => prefix !== '') ? {prefixes} : {})};
}

interface Compared {
	/** All have it, in one shape and dtype. */
	readonly isAlike: boolean;
	/** undefined: no two have it in one shape and dtype. */
	readonly verdict?: ValuesVerdict;
	readonly otherValues: readonly boolean[];
}

function compared(
	tensors: ReadonlyArray<Tensor | undefined>,
	{isKnown, baseline}: {readonly isKnown: readonly boolean[]; readonly baseline: number},
): Compared {
	const from = tensors[baseline] ? baseline : tensors.findIndex(tensor => tensor !== undefined);
	const measure = tensors[from];
	const otherValues = tensors.map(() => false);
	let isAlike = true;
	let worst: ValuesVerdict | undefined;
	for (const [place, tensor] of tensors.entries()) {
		if (place === from || isKnown[place] !== true) continue;
		if (!measure || !tensor || !hasForm(tensor, measure)) {
			isAlike = false;
			continue;
		}
		const verdict = compareValues(measure, tensor);
		otherValues[place] = verdict === 'differ';
		if (worst === undefined || weights[verdict] > weights[worst]) worst = verdict;
	}
	return {isAlike, ...(worst ? {verdict: worst} : {}), otherValues};
}

/** Of several verdicts on one tensor the heaviest counts. */
const weights: Readonly<Record<ValuesVerdict, number>> = {equal: 0, unknown: 1, apart: 2, differ: 3};

/** A name that two files have gets the file's path in front, in each of them. */
function tensorsByName({files}: Inspection): ReadonlyMap<string, Tensor> {
	const own = files.map(file => ({file, tensors: file.tensors.filter(({isOptimizer}) => !isOptimizer)}));
	const uses = new Map<string, number>();
	for (const {tensors} of own) for (const name of new Set(tensors.map(tensor => tensor.name))) uses.set(name, (uses.get(name) ?? 0) + 1);
	return new Map(
		own.flatMap(({file, tensors}) => tensors.map(tensor => [uses.get(tensor.name) === 1 ? tensor.name : `${file.path}:${tensor.name}`, tensor] as const)),
	);
}

function unwrapped(tensors: ReadonlyMap<string, Tensor>, prefix: string): ReadonlyMap<string, Tensor> {
	return prefix === '' ? tensors : new Map([...tensors].map(([name, tensor]) => [without(name, prefix), tensor]));
}

function hasForm(a: Tensor, b: Tensor): boolean {
	return a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((length, at) => length === b.shape[at]);
}

function valueOf(tensor: Tensor | undefined): string | undefined {
	return tensor && `${tensor.dtype} [${tensor.shape.join(', ')}]`;
}
