/** Results by the values of the hyperparameter that matters most. */

import {expect, test} from 'vitest';
import {parameterGroups} from '../../source/parameter-groups.ts';
import type {Json} from '../../store/domain/json.ts';
import {standings} from '../../store/domain/ranking.ts';
import {madeModel} from '../helpers/made-models.ts';

type Said = readonly [params: Readonly<Record<string, Json>>, total_time: Json];

function modelsOf(said: readonly Said[]) {
	return said.map(([hyperparams, total_time], index) =>
		madeModel(`Mscn/Model/m${index}`, {training: {hyperparams}, testing: [{dataset: 'imdb', performance: {total_time}}]}),
	);
}

function groupsOf(said: readonly Said[], seedKeys: readonly string[] = ['seed']) {
	const [standing] = standings(modelsOf(said), {metric: 'total_time', direction: 'minimize'});
	return parameterGroups(standing?.compared ?? [], {seedKeys, direction: 'minimize'});
}

const shown = (said: readonly Said[]) => groupsOf(said)?.groups.map(({label, values}) => [label, ...values.toSorted((a, b) => a - b)]);

test('has a group for each value, the one with the best middle first', () => {
	const said: readonly Said[] = [
		[{lr: 0.1, batch: 8}, 140],
		[{lr: 0.001, batch: 16}, 118],
		[{lr: 0.1, batch: 16}, 150],
		[{lr: 0.001, batch: 8}, 119],
		[{lr: 1e-3, batch: 8}, 160],
		[{lr: 0.01, batch: 16}, 120],
		[{lr: 0.01, batch: 8}, 121],
	];
	// Its 160 leaves the middle of 0.001 best.
	expect(groupsOf(said)?.parameter).toBe('lr');
	expect(shown(said)).toEqual([
		['1e-3', 118, 119, 160],
		['1e-2', 120, 121],
		['0.1', 140, 150],
	]);
});

test('never goes by a seed, and by nothing where nothing varies', () => {
	expect(groupsOf([1, 2, 3, 4, 5, 6].map(seed => [{seed, lr: 1}, seed * 10]))).toBeUndefined();
	expect(groupsOf([])).toBeUndefined();
});

test('cuts many numbers into ranges in their order, with about as many results in each', () => {
	const said = Array.from({length: 60}, (_, index): Said => [{lr: index + 1}, 200 - index]);
	expect(groupsOf(said)?.groups.map(({label, values}) => [label, values.length])).toEqual([
		['1–10', 10],
		['11–20', 10],
		['21–30', 10],
		['31–40', 10],
		['41–50', 10],
		['51–60', 10],
	]);
});

test('of many words the best six are there, and how many more there are', () => {
	const said = Array.from({length: 20}, (_, index): Said => [{optimizer: `옵${index >> 1}`}, 100 + (index >> 1)]);
	const groups = groupsOf(said);
	expect(groups?.groups.map(({label}) => label)).toEqual(['옵0', '옵1', '옵2', '옵3', '옵4', '옵5']);
	expect([groups?.more, groups?.count, groups?.from, groups?.to]).toEqual([4, 20, 100, 105]);
});

test('tells the group of a model; one that says nothing has none, and counts for nothing', () => {
	const models = modelsOf([...[1, 2, 3, 4].map((n): Said => [{lr: n % 2}, 10 * (n % 2) + n]), [{}, 5]]);
	const [standing] = standings(models, {metric: 'total_time', direction: 'minimize'});
	const groups = parameterGroups(standing?.compared ?? [], {seedKeys: [], direction: 'minimize'});
	expect(groups?.count).toBe(4);
	expect(models.map(model => groups?.groupOf(model))).toEqual([1, 0, 1, 0, undefined]);
});

test('leaves infinite results out', () => {
	const groups = groupsOf([...[1, 2, 3, 4, 5, 6].map((n): Said => [{lr: n % 2}, 10 * (n % 2) + n]), [{lr: 1}, 'Infinity']]);
	expect([groups?.count, groups?.to]).toEqual([6, 15]);
});

test('finds what matters among thousands, also where they were made in turns', () => {
	const said = Array.from({length: 3000}, (_, index): Said => [
		{lr: index % 5, batch: index % 3, seed: index % 2},
		100 + (index % 5) * 10 + ((index * 7919) % 13),
	]);
	const groups = groupsOf(said);
	expect([groups?.parameter, groups?.count]).toEqual(['lr', 3000]);
	expect(groups?.groups.map(({label, values}) => [label, values.length])).toEqual(['0', '1', '2', '3', '4'].map(label => [label, 600]));
});
