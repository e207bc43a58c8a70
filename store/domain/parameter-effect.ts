/**
 * Which hyperparameter matters most for a metric: how much of the differences between results is explained by its values.
 *
 * Measured on ranks, so that one result that is far off, and the unit of the metric, count for nothing:
 * - the correlation ratio of the ranks by value, corrected for the number of values (Kelley's epsilon squared, which is also the usual
 *   effect size of the test of Kruskal and Wallis): it finds a best value in the middle, which a correlation would not;
 * - for numbers also Spearman's rank correlation, squared and corrected likewise: it finds a trend among few models.
 * The greater of the two counts, times the share of models that say the hyperparameter: one that three of a hundred have is not what
 * matters. Numbers with many values are cut into eight equal parts for the first. Seeds are asked for last: they should not matter.
 */

import {canonicalText} from './configuration.ts';
import {own, type Json} from './json.ts';
import type {Measured} from './ranking.ts';
import {metricNumber} from './sidecar.ts';

export interface ParameterEffect {
	/** Raw. */
	readonly name: string;
	/** 0 (its values say nothing about the results) to 1 (they say all). */
	readonly effect: number;
	/** How many different values it has, and how many models say one. */
	readonly values: number;
	readonly models: number;
	readonly isSeed: boolean;
}

/** More results than these say nothing new: so many are drawn from all of them. */
const mostAsked = 4000;
const parts = 8;

/**
 * The hyperparameters that have several values, the one that matters most first; of equal ones that of more models, then by name; seeds last.
 *
 * @param measured comparable results of one metric
 */
export function parameterEffects(measured: readonly Measured[], {seedKeys}: {readonly seedKeys: readonly string[]}): readonly ParameterEffect[] {
	const asked = thinned(measured.filter(({value}) => Number.isFinite(value)));
	const columns = new Map<string, Array<{readonly value: Json; readonly y: number}>>();
	for (const {model, value: y} of asked) {
		const hyperparams = model.training?.hyperparams ?? {};
		for (const name of Object.keys(hyperparams)) {
			const value = own(hyperparams, name);
			if (value === undefined || value === null) continue;
			const column = columns.get(name);
			if (column) column.push({value, y});
			else columns.set(name, [{value, y}]);
		}
	}
	const effects: ParameterEffect[] = [];
	for (const [name, column] of columns) {
		const labels = column.map(({value}) => (typeof value === 'string' ? `"${value}` : canonicalText(value)));
		const values = new Set(labels).size;
		if (values < 2) continue;
		const effect = (effectOf(column, labels) * column.length) / asked.length;
		effects.push({name, effect, values, models: column.length, isSeed: seedKeys.includes(name)});
	}
	return effects.sort((a, b) => Number(a.isSeed) - Number(b.isSeed) || b.effect - a.effect || b.models - a.models || (a.name < b.name ? -1 : 1));
}

function thinned(measured: readonly Measured[]): readonly Measured[] {
	if (measured.length <= mostAsked) return measured;
	// One from each stretch, at a place that follows no pattern, as sweeps do: every nth might be of one seed. The same ones each time.
	const step = measured.length / mostAsked;
	let random = 1;
	const drawn: Measured[] = [];
	for (let index = 0; index < mostAsked; index++) {
		random = (random * 16_807) % 2_147_483_647;
		const one = measured[Math.floor((index + random / 2_147_483_647) * step)];
		if (one) drawn.push(one);
	}
	return drawn;
}

function effectOf(column: ReadonlyArray<{readonly value: Json; readonly y: number}>, labels: readonly string[]): number {
	const ranks = ranksOf(column.map(({y}) => y));
	const numbers = column.map(({value}) => metricNumber(value));
	const isNumeric = numbers.every(number => number !== undefined && !Number.isNaN(number));
	if (!isNumeric) return epsilonSquared(labels, ranks);
	const places = ranksOf(numbers.map(Number));
	const groups = new Set(labels).size <= parts ? labels : places.map(place => String(Math.floor(((place - 0.5) / places.length) * parts)));
	return Math.max(epsilonSquared(groups, ranks), correlationSquared(places, ranks));
}

/** From 1; equal values share the mean of their places. */
export function ranksOf(values: readonly number[]): readonly number[] {
	const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
	const ranks = new Array<number>(values.length).fill(0);
	for (let from = 0; from < order.length;) {
		let to = from;
		while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to++;
		for (let at = from; at <= to; at++) ranks[order[at] ?? 0] = (from + to) / 2 + 1;
		from = to + 1;
	}
	return ranks;
}

/** The part of the spread of `ranks` that lies between groups, less what chance would give. */
function epsilonSquared(groups: readonly string[], ranks: readonly number[]): number {
	const sums = new Map<string, {sum: number; count: number}>();
	const mean = (ranks.length + 1) / 2;
	let total = 0;
	for (const [index, rank] of ranks.entries()) {
		const group = sums.get(groups[index] ?? '');
		if (group) {
			group.sum += rank;
			group.count++;
		} else sums.set(groups[index] ?? '', {sum: rank, count: 1});
		total += (rank - mean) ** 2;
	}
	const free = ranks.length - sums.size;
	if (total === 0 || free <= 0) return 0;
	let between = 0;
	for (const {sum, count} of sums.values()) between += count * (sum / count - mean) ** 2;
	return clamped(1 - ((total - between) / free) * ((ranks.length - 1) / total));
}

/** Of ranks: Spearman's rho squared, less what chance would give. */
function correlationSquared(a: readonly number[], b: readonly number[]): number {
	const count = a.length;
	if (count < 3) return 0;
	const mean = (count + 1) / 2;
	let [both, one, other] = [0, 0, 0];
	for (const [index, rank] of a.entries()) {
		const [left, right] = [rank - mean, (b[index] ?? 0) - mean];
		both += left * right;
		one += left * left;
		other += right * right;
	}
	if (one === 0 || other === 0) return 0;
	return clamped(1 - (1 - both ** 2 / (one * other)) * ((count - 1) / (count - 2)));
}

function clamped(effect: number): number {
	return Math.min(1, Math.max(0, effect));
}
