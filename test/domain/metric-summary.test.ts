/** What is known of each metric: counted from the tests, with the direction of config or well-known name. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {directionCommand, metricSummaries} from '../../store/domain/metric-summary.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll, objectOf} from '../helpers/property.ts';

const configOf = (metrics: Config['metrics']): Config => ({...defaultConfig, metrics});
const tested = (key: string, ...tests: JsonObject[]) => madeModel(key, {testing: tests});
const summaryOf = (name: string, models: Parameters<typeof metricSummaries>[0], config = defaultConfig) =>
	metricSummaries(models, config).find(summary => summary.name === name);

test('counts results and models, and spans the values of each dataset', () => {
	const models = [
		tested('A/Model/a', {dataset: 'imdb', performance: {total_time: 50}}, {dataset: 'imdb', performance: {total_time: 45}}),
		tested('A/Model/b', {dataset: 'tpch', performance: {total_time: -1.5}}, {performance: {total_time: 99}}),
	];
	expect(summaryOf('total_time', models)).toEqual({
		name: 'total_time',
		direction: 'minimize',
		source: 'well-known',
		unit: undefined,
		results: 4,
		models: 2,
		unusable: 0,
		least: -1.5,
		greatest: 99,
		datasets: ['imdb', 'tpch'],
		ranges: [
			{dataset: 'imdb', results: 2, least: 45, greatest: 50},
			{dataset: 'tpch', results: 1, least: -1.5, greatest: -1.5},
		],
	});
});

test('NaN and what is no number is unusable, null is nothing, infinity is a number', () => {
	const models = [tested('A/Model/a', {performance: {x: 'NaN'}}, {performance: {x: 'fast'}}, {performance: {x: null}}, {performance: {x: 'Infinity'}})];
	expect(summaryOf('x', models)).toMatchObject({results: 1, models: 1, unusable: 2, least: Infinity, greatest: Infinity});
	const [unusable] = metricSummaries([tested('A/Model/a', {dataset: 'imdb', performance: {x: 'fast'}})], defaultConfig);
	expect(unusable).toMatchObject({results: 0, models: 0, unusable: 1, datasets: []});
	expect(unusable).not.toHaveProperty('least');
});

test('the config decides the direction, and names metrics that no test has', () => {
	const models = [tested('A/Model/a', {performance: {loss: 1, q_error: 2}})];
	const config = configOf({loss: {direction: 'maximize', unit: 'nat'}, q_error: {unit: 'x'}, unused: {direction: 'minimize'}});
	expect(metricSummaries(models, config)).toMatchObject([
		{name: 'loss', direction: 'maximize', source: 'config', unit: 'nat', results: 1},
		{name: 'q_error', direction: undefined, source: undefined, unit: 'x', results: 1},
		{name: 'unused', direction: 'minimize', source: 'config', results: 0},
	]);
});

test('without tests there is nothing', () => {
	expect(metricSummaries([madeModel('A/Model/a')], defaultConfig)).toEqual([]);
});

test('equals a naive reading, whatever the names', () => {
	const value = fc.oneof(fc.integer({min: -9, max: 9}), fc.constantFrom<string | null>('NaN', 'Infinity', 'text', null));
	const run = fc.record({
		dataset: fc.option(fc.constantFrom('imdb', '__proto__', '데이터'), {nil: undefined}),
		entries: fc.array(fc.tuple(anyName, value), {maxLength: 4}),
	});
	holdsForAll([fc.array(fc.array(run, {maxLength: 3}), {maxLength: 4})], registry => {
		const models = registry.map((runs, index) =>
			tested(
				`A/Model/${index}`,
				...runs.map(({dataset, entries}) => ({...(dataset === undefined ? {} : {dataset}), performance: objectOf(entries) as JsonObject})),
			),
		);
		const all = registry.flatMap((runs, model) =>
			runs.flatMap(({dataset, entries}) => [...new Map(entries)].flatMap(([name, of]) => (of === null ? [] : [{model, dataset, name, of}]))),
		);
		const summaries = metricSummaries(models, defaultConfig);
		expect(summaries.map(({name}) => name)).toEqual([...new Set(all.map(({name}) => name))].sort());
		for (const summary of summaries) {
			const mine = all.filter(({name}) => name === summary.name);
			const usable = mine.filter(({of}) => typeof of === 'number' || of === 'Infinity');
			const numbers = usable.map(({of}) => Number(of));
			expect(summary).toMatchObject({
				results: usable.length,
				unusable: mine.length - usable.length,
				models: new Set(usable.map(({model}) => model)).size,
				...(usable.length === 0 ? {} : {least: Math.min(...numbers), greatest: Math.max(...numbers)}),
				datasets: [...new Set(usable.flatMap(({dataset}) => dataset ?? []))].sort(),
			});
		}
	});
});

test('the command that sets a direction can be typed as it is', () => {
	expect(directionCommand('recall@10', 'maximize')).toBe('mreg metrics set recall@10 maximize');
	expect(directionCommand("it's 오차", 'minimize')).toBe(String.raw`mreg metrics set 'it'\''s 오차' minimize`);
	expect(directionCommand('', 'minimize')).toBe("mreg metrics set '' minimize");
	expect(directionCommand('-log_p', 'minimize')).toBe("mreg metrics set -- '-log_p' minimize");
});
