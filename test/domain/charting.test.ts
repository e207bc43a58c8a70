/** Charts as data, against plain readings of the same results. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Chart} from '../../store/domain/chart.ts';
import {chartFor, historyOf, scatterOf} from '../../store/domain/charting.ts';
import type {Json} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

interface Said {
	readonly day?: number;
	readonly value?: Json;
	readonly params?: Readonly<Record<string, Json>>;
	readonly queries?: number;
	readonly dataset?: string;
}

let made = 0;
/** A model of a day of October 2024. */
function model({day = 1, value, params = {}, queries = 113, dataset = 'imdb'}: Said, key = `Mscn/Model/m_${++made}`): Model {
	const testing = value === undefined ? [] : [{dataset, num_queries: queries, performance: {total_time: value}}];
	return madeModel(key, {
		model_id: key.split('/').at(-1) ?? key,
		training: {trained_at: `2024-10-${String(day).padStart(2, '0')}T00:00:00`, hyperparams: params},
		testing,
	});
}

const least = {metric: 'total_time', direction: 'minimize'} as const;

function drawn(chart: Chart | undefined): Chart {
	if (!chart) throw new Error('nothing was drawn');
	return chart;
}

/** Values and kinds from the left. */
const seen = ({points}: Chart) => points.map(({y, kind}) => `${y} ${kind}`);
const corners = ({frontier, x}: Chart) => frontier.line.map(corner => `${x.categories?.[corner.x] ?? corner.x}:${corner.y}`);

describe('over time', () => {
	test('points stand by the time of their model, and the line goes through each that was the best when it came', () => {
		const chart = drawn(historyOf([model({day: 5, value: 90}), model({day: 1, value: 100}), model({day: 3, value: 120}), model({day: 4, value: 95})], least));
		expect(seen(chart)).toEqual(['100 frontier', '120 plain', '95 frontier', '90 best']);
		expect(chart.frontier.kind).toBe('so-far');
		expect(chart.frontier.line.map(({y}) => y)).toEqual([100, 95, 90]);
		expect([new Date(chart.x.from).getDate(), new Date(chart.x.to).getDate()]).toEqual([1, 5]);
	});

	test('where more is better, the line goes up', () => {
		const chart = drawn(historyOf([model({day: 1, value: 1}), model({day: 2, value: 3}), model({day: 3, value: 2})], {...least, direction: 'maximize'}));
		expect(seen(chart)).toEqual(['1 frontier', '3 best', '2 plain']);
	});

	test('of two that came at one time only the better one is on the line', () => {
		const chart = drawn(historyOf([model({day: 1, value: 100}), model({day: 1, value: 90})], least));
		expect(seen(chart)).toEqual(['90 best', '100 plain']);
	});

	test('where nobody said which is better, nothing is best and there is no line', () => {
		const chart = drawn(historyOf([model({value: 1}), model({value: 2})], {metric: 'total_time'}));
		expect(seen(chart)).toEqual(['1 plain', '2 plain']);
		expect(chart.frontier).toEqual({kind: 'none', line: []});
	});

	test('what is left out is counted by why', () => {
		const timeless = madeModel('Mscn/Model/x', {testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 1}}]}, {artifact: undefined});
		const chart = drawn(
			historyOf(
				[
					model({value: 5}),
					model({value: 6}),
					model({value: 3, queries: 80}),
					model({}),
					model({value: 'NaN'}),
					model({value: 'Infinity'}),
					model({value: 1, dataset: 'tpch'}),
					timeless,
				],
				least,
			),
		);
		expect(chart.points).toHaveLength(2);
		expect(chart.leftOut).toEqual({unmeasured: 3, otherData: 1, infinite: 1, withoutX: 1});
		expect(chart.group?.queries).toBe(113);
	});

	test('nothing is drawn where no model has a finite result', () => {
		expect(historyOf([model({}), model({value: 'Infinity'})], least)).toBeUndefined();
	});

	test('the line is what one gets by looking at all models up to each time', () => {
		holdsForAll([fc.array(fc.tuple(fc.integer({min: 1, max: 9}), fc.integer({min: 1, max: 20})), {minLength: 1, maxLength: 12})], list => {
			const chart = drawn(
				historyOf(
					list.map(([day, value], index) => model({day, value}, `Mscn/Model/${index}`)),
					least,
				),
			);
			const days = [...new Set(list.map(([day]) => day))].sort((a, b) => a - b);
			const bests = days.map(day => Math.min(...list.filter(([other]) => other <= day).map(([, value]) => value)));
			const steps = bests.filter((best, index) => best !== bests[index - 1]);
			expect(chart.frontier.line.map(({y}) => y)).toEqual(steps);
		});
	});
});

describe('against a hyperparameter', () => {
	const sweep = [
		[1e-4, 120],
		[1e-4, 125],
		[1e-3, 100],
		[1e-3, 110],
		[1e-2, 150],
		[1e-2, 140],
	].map(([lr = 0, value = 0]) => model({value, params: {lr}}));

	test('where values repeat, the line goes through the best at each', () => {
		const chart = drawn(scatterOf(sweep, {...least, parameter: 'lr'}));
		expect(chart.frontier.kind).toBe('each');
		expect(corners(chart)).toEqual(['0.0001:120', '0.001:100', '0.01:140']);
		expect(chart.x.scale).toBe('log');
	});

	test('where they do not, it says what is the best up to each', () => {
		const search = [10, 20, 30, 40].map((epoch, index) => model({value: [9, 5, 7, 3][index] ?? 0, params: {epoch}}));
		const chart = drawn(scatterOf(search, {...least, parameter: 'epoch'}));
		expect(chart.frontier.kind).toBe('so-far');
		expect(corners(chart)).toEqual(['10:9', '20:5', '40:3']);
		expect(chart.x.scale).toBe('linear');
	});

	test('words are categories: numbers first in their order, then by name', () => {
		const values: readonly Json[] = ['sgd', 10, 'adam', 2, true, [1, 2]];
		const chart = drawn(
			scatterOf(
				values.map((opt, index) => model({value: index + 1, params: {opt}})),
				{...least, parameter: 'opt'},
			),
		);
		expect(chart.x.categories).toEqual(['2', '10', '[1,2]', 'adam', 'sgd', 'true']);
		expect(chart.frontier).toEqual({kind: 'each', line: []});
		expect(chart.points.map(({x}) => x)).toEqual([0, 1, 2, 3, 4, 5]);
	});

	test('models that do not say it are left out, and so is what is null or NaN', () => {
		const chart = drawn(
			scatterOf([...sweep, model({value: 1}), model({value: 1, params: {lr: null}}), model({value: 1, params: {lr: 'NaN'}})], {...least, parameter: 'lr'}),
		);
		expect(chart.leftOut.withoutX).toBe(3);
		// What ranks first is not drawn: the star goes to the best of those that are.
		expect(chart.points.filter(({kind}) => kind === 'best').map(({y}) => y)).toEqual([100]);
	});

	test('a name such as __proto__ is only a name', () => {
		expect(scatterOf([model({value: 1})], {...least, parameter: '__proto__'})).toBeUndefined();
	});

	test.each([
		[[1, 100], 'log'],
		[[1, 99], 'linear'],
		[[0, 100_000], 'linear'],
		[[-1, 100_000], 'linear'],
		[[0.0001, 0.01], 'log'],
		[[7, 7], 'linear'],
	])('numbers from %j are on a %s axis', (ends, scale) => {
		const chart = drawn(
			chartFor(
				ends.map(n => model({value: 5, params: {n}})),
				{kind: 'parameter', name: 'n'},
				least,
			),
		);
		expect(chart.x.scale).toBe(scale);
		expect([chart.x.from, chart.x.to]).toEqual(ends);
	});
});

test('the dataset with the most comparable results is drawn, or the one that is asked for, also where it has no name', () => {
	const nameless = madeModel('Mscn/Model/n', {training: {trained_at: '2024-10-02T00:00:00'}, testing: [{performance: {total_time: 7}}]});
	const models = [model({value: 1}), model({value: 2}), model({value: 3, dataset: 'tpch'}), nameless];
	expect(historyOf(models, {...least, name: 'mscn'})?.title).toBe('mscn · total_time on imdb');
	expect(historyOf(models, {...least, only: {dataset: 'tpch'}})?.points.map(({y}) => y)).toEqual([3]);
	expect(historyOf(models, {...least, only: {dataset: undefined}})?.points.map(({y}) => y)).toEqual([7]);
	expect(historyOf(models, {...least, mixed: true})?.leftOut.otherData).toBe(0);
});
