/** The group of the best N of a cleanup in words: which best they are, their values, and which of them stand in another group. */

import {resultOf} from './build-model.ts';
import {own} from './json.ts';
import type {Model} from './model.ts';
import {numberWords} from './number-words.ts';
import {counts, onDataset} from './retention-words.ts';
import type {KeepReason, Kept, Policy} from './retention.ts';
import {metricNumber} from './sidecar.ts';

/** `best 5 on imdb` and `117.03 to 123.90, +1 tagged`, raw. @param top those that stay for their place @param keep all that stay */
export function topWords(top: readonly Kept[], keep: readonly Kept[], policy: Policy): {readonly title: string; readonly detail: string} {
	const range = topDetail(
		top.map(({reasons: [reason]}) => reason),
		top.map(({model}) => model),
		policy,
	);
	const others = elsewhereWords(keep);
	return {title: topTitle(policy), detail: [...(range === '' ? [] : [range]), ...others].join(', ')};
}

/** Bests that stand in another group, as they are kept for more than that: `+1 tagged`. */
function elsewhereWords(keep: readonly Kept[]): readonly string[] {
	const groups = keep.flatMap(({reasons: [first, ...others]}) => {
		const isTop = first.kind !== 'top' && others.some(({kind}) => kind === 'top');
		return isTop ? (elsewhere[first.kind] ?? 'in another group') : [];
	});
	return [...Map.groupBy(groups, group => group)].map(([group, same]) => `+${same.length} ${group}`);
}

const elsewhere: Readonly<Partial<Record<KeepReason['kind'], string>>> = {
	tag: 'tagged',
	version: 'registered',
	'link-target': 'linked to',
	parent: 'a parent',
	hand: 'moved by you',
};

function topTitle({keep, dataset, foldSeeds}: Policy): string {
	const many = keep === 1 ? '' : ` ${keep}`;
	const what = foldSeeds ? (keep === 1 ? ' configuration' : ' configurations') : '';
	return `best${many}${what}${dataset === undefined ? ' on each dataset' : onDataset(dataset)}`;
}

/** On one dataset from which to which value; on several how many on each. */
function topDetail(reasons: readonly KeepReason[], models: readonly Model[], {metric, direction}: Policy): string {
	const datasets = reasons.map(reason => (reason.kind === 'top' ? reason.dataset : undefined));
	const [first] = datasets;
	if (datasets.some(dataset => dataset !== first)) return counts(datasets.map(dataset => dataset ?? 'no dataset'));
	const values = models.flatMap(model => valueOf(model, metric, first) ?? []).sort((a, b) => (direction === 'minimize' ? a - b : b - a));
	const [from, to] = [values[0], values.at(-1)];
	if (from === undefined || to === undefined) return '';
	return from === to ? shortNumber(from) : `${shortNumber(from)} to ${shortNumber(to)}`;
}

function valueOf(model: Model, metric: string, dataset: string | undefined): number | undefined {
	const tests = model.tests.filter(test => test.dataset === dataset);
	const value = metricNumber(own(resultOf({tests}, metric)?.performance ?? {}, metric) ?? null);
	return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** Five digits, as beside each other they are to be compared; whole numbers in full. */
function shortNumber(value: number): string {
	if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
	return Number.isInteger(value) || Math.abs(value) < 1e-4 || Math.abs(value) >= 1e5 ? numberWords(value) : value.toPrecision(5);
}
