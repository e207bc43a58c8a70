/** Results by the values of the hyperparameter that matters most for them, for a strip a value. Pure. */

import type {SafeText} from '../components/safe-text.ts';
import {safe} from '../components/safe-text.ts';
import {canonicalText} from '../store/domain/configuration.ts';
import {own, type Json} from '../store/domain/json.ts';
import type {Model} from '../store/domain/model.ts';
import {parameterEffects} from '../store/domain/parameter-effect.ts';
import {isBetter, type Measured} from '../store/domain/ranking.ts';
import type {Direction} from '../store/domain/config.ts';
import {metricNumber} from '../store/domain/sidecar.ts';
import {formatNumber} from './text.ts';
import {valueWords} from './words.ts';

export interface ParameterGroup {
	/** `3e-4`, `adam`, `1e-4–3e-4` where a group has several values. */
	readonly label: SafeText;
	readonly values: readonly number[];
}

export interface ParameterGroups {
	/** Raw. */
	readonly parameter: string;
	/** The best first, by their medians; ranges of numbers in their order. */
	readonly groups: readonly ParameterGroup[];
	/** Values that are words and have no group any more. */
	readonly more: number;
	/** How many results are in a group or among the more. */
	readonly count: number;
	/** The least and the greatest result in a group. */
	readonly from: number;
	readonly to: number;
	/** The place of a model's group; undefined: it has none. */
	readonly groupOf: (model: Model) => number | undefined;
}

/** As many groups fit into a panel. */
const most = 6;

/**
 * @param measured comparable results
 * @returns undefined where no hyperparameter says anything about them
 */
export function parameterGroups(
	measured: readonly Measured[],
	{seedKeys, direction}: {readonly seedKeys: readonly string[]; readonly direction: Direction},
): ParameterGroups | undefined {
	const [effect] = parameterEffects(someOf(measured), {seedKeys}).filter(one => !one.isSeed && one.effect > 0);
	if (!effect) return undefined;
	const parameter = effect.name;
	const byValue = new Map<string, {readonly value: Json; readonly results: number[]}>();
	let count = 0;
	for (const {model, value: result} of measured) {
		const value = saidBy(model, parameter);
		if (value === undefined || !Number.isFinite(result)) continue;
		count++;
		const name = nameOf(value);
		const known = byValue.get(name);
		if (known) known.results.push(result);
		else byValue.set(name, {value, results: [result]});
	}
	const values = [...byValue].map(([name, {value, results}]) => ({name, value, number: metricNumber(value), results}));
	const isNumeric = values.every(({number}) => number !== undefined && !Number.isNaN(number));
	const found = values.length > most && isNumeric ? ranges(values, count) : byMedian(values, direction);
	const shown = found.slice(0, most);
	const place = new Map(shown.flatMap(({names}, index) => names.map(name => [name, index] as const)));
	const all = shown.flatMap(({results}) => results);
	return {
		parameter,
		groups: shown.map(({label, results}) => ({label, values: results})),
		more: found.length - shown.length,
		count,
		from: all.reduce((least, one) => Math.min(least, one), Infinity),
		to: all.reduce((greatest, one) => Math.max(greatest, one), -Infinity),
		groupOf: model => {
			const value = saidBy(model, parameter);
			return value === undefined ? undefined : place.get(nameOf(value));
		},
	};
}

/** So many results tell which hyperparameter matters; more only take time. */
const mostAsked = 600;

/** Some of many, from all over: a step that shares no divisor with their number meets none twice, nor each fifth of a sweep of five. */
function someOf(measured: readonly Measured[]): readonly Measured[] {
	const all = measured.length;
	if (all <= mostAsked) return measured;
	let step = Math.floor(all * 0.618);
	while (divisorOf(all, step) > 1) step++;
	return Array.from({length: mostAsked}, (_, index) => measured[(index * step) % all]).filter(one => one !== undefined);
}

function divisorOf(a: number, b: number): number {
	return b === 0 ? a : divisorOf(b, a % b);
}

interface ValueResults {
	readonly name: string;
	readonly value: Json;
	readonly number: number | undefined;
	readonly results: readonly number[];
}

interface Found {
	readonly label: SafeText;
	readonly names: readonly string[];
	readonly results: readonly number[];
}

function saidBy({training}: Model, parameter: string): Json | undefined {
	return own(training?.hyperparams ?? {}, parameter) ?? undefined;
}

/** Equal numbers are one value however they are written; a text is another one. */
function nameOf(value: Json): string {
	const number = metricNumber(value);
	return number === undefined ? `"${typeof value === 'string' ? value : canonicalText(value)}` : String(number);
}

function byMedian(values: readonly ValueResults[], direction: Direction): readonly Found[] {
	return values
		.map(({name, value, results}) => ({label: valueWords(value), names: [name], results, median: medianOf(results), number: metricNumber(value)}))
		.sort((a, b) => (a.median === b.median ? (a.number ?? 0) - (b.number ?? 0) : isBetter(a.median, b.median, direction) ? -1 : 1));
}

/** Numbers next to one another, about as many results in each range. */
function ranges(values: readonly ValueResults[], count: number): readonly Found[] {
	const sorted = values.toSorted((a, b) => Number(a.number) - Number(b.number));
	const groups: ValueResults[][] = [];
	let before = 0;
	let last = -1;
	for (const one of sorted) {
		const group = Math.min(most - 1, Math.floor((before / count) * most));
		if (group === last) groups.at(-1)?.push(one);
		else groups.push([one]);
		last = group;
		before += one.results.length;
	}
	return groups.map(group => {
		const [from, to] = [formatNumber(Number(group[0]?.number)), formatNumber(Number(group.at(-1)?.number))];
		return {label: from === to ? from : safe`${from}–${to}`, names: group.map(({name}) => name), results: group.flatMap(({results}) => results)};
	});
}

function medianOf(values: readonly number[]): number {
	const sorted = Float64Array.from(values).sort();
	const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
	return low / 2 + high / 2;
}
