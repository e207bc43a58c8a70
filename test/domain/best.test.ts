/** Which model is best: the same as a plain reading of the sidecars says, for models and for folded seeds. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {bestOn, type Best, type BestOptions} from '../../store/domain/best.ts';
import {isConfiguration, modelsOf} from '../../store/domain/configuration.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import {anyDirection, anyMetric, anyModels, result, shuffledModels, testedModel} from '../helpers/any-results.ts';
import {rawMedian, rawRows, rawScore, scoresInOrder, type RawRow} from '../helpers/plain-folding.ts';
import {kindOf, largestGroups, rawDatasets, rawOf, rawRank, rawResults, type RawModel} from '../helpers/plain-reading.ts';
import {holdsForAll} from '../helpers/property.ts';

const {seedKeys} = defaultConfig;
const options = fc.record({metric: anyMetric, direction: anyDirection, mixed: fc.boolean(), fold: fc.boolean(), config: fc.constant(defaultConfig)});
const byTime: BestOptions = {metric: 'total_time', direction: 'minimize', config: defaultConfig};

function singles(models: readonly RawModel[]): readonly RawRow[] {
	return models.map(model => ({models: [model], expected: 1, isFolded: false}));
}

/** What a plain reading says is best on a dataset; undefined where nothing has a result. */
function plainBest(models: readonly RawModel[], {metric, direction, mixed, fold}: BestOptions, {dataset, group}: Pick<Best, 'dataset' | 'group'>) {
	const results = rawResults(models, metric, dataset);
	const groups = mixed ? [results] : largestGroups(results);
	// Of equally large groups that were tested at the same time any is right.
	const compared = mixed ? results : (groups.find(([one]) => one && kindOf(one) === kindOf({queries: group?.queries, digest: group?.digest})) ?? []);
	const rows = fold ? rawRows(models, seedKeys) : singles(models);
	const scores = scoresInOrder(
		rows.flatMap(row => rawScore(row, compared, direction) ?? []),
		direction,
	);
	return {scores, leftOut: results.filter(one => !compared.includes(one))};
}

function keysIn(score: RankedScore | undefined): readonly string[] | undefined {
	return score && modelsOf(score.row).map(({key}) => key);
}

describe('the best', () => {
	test('on every dataset is what a plain reading says, seeds folded or not, other data left out or mixed', () => {
		holdsForAll(
			[anyModels, options],
			(models, options) => {
				const raw = models.map(rawOf);
				const found = bestOn(models, options);
				for (const best of found) {
					const {scores, leftOut} = plainBest(raw, options, best);
					const [first, second] = scores;
					const values = scores.map(({value}) => value);
					expect(best.score.value).toBe(first?.value);
					expect(keysIn(best.score)).toEqual(first?.row.models.map(({key}) => key));
					expect(best.score.measured.map(({model}) => model.key)).toEqual(first?.results.map(({key}) => key));
					expect(best.score.expected).toBe(first?.row.expected);
					expect(isConfiguration(best.score.row)).toBe(first?.row.isFolded);
					expect(best.score).toMatchObject({rank: 1, tied: false});
					expect(best.model.key).toBe(first && rawMedian(first));
					expect(best.runnerUp?.value).toBe(second?.value);
					expect(keysIn(best.runnerUp)).toEqual(second?.row.models.map(({key}) => key));
					if (second) expect(best.runnerUp?.rank).toBe(rawRank(second.value, values, options.direction));
					expect(best.of).toBe(scores.length);
					expect(best.leftOut.map(({model}) => model.key).sort()).toEqual(leftOut.map(({key}) => key).sort());
				}
				const tested = rawDatasets(raw).filter(dataset => plainBest(raw, {...options, mixed: true}, {dataset}).scores.length > 0);
				for (const dataset of options.fold ? [] : tested) expect(found.map(best => best.dataset)).toContain(dataset);
				for (const {dataset} of found) expect(rawDatasets(raw)).toContain(dataset);
			},
			{runs: 2000},
		);
	});

	test('says why each of the others is left out', () => {
		holdsForAll([anyModels, options], (models, options) => {
			for (const {group, leftOut} of bestOn(models, options)) {
				for (const {test, reason} of leftOut) {
					expect(reason).toBe(test.num_queries === group?.queries ? 'other-digest' : 'other-queries');
					expect([test.num_queries, test.dataset_digest]).not.toEqual([group?.queries, group?.digest]);
				}
			}
		});
	});

	test('leads by the distance to the next, relative to its own size', () => {
		holdsForAll([anyModels, options], (models, options) => {
			for (const {score, runnerUp, lead} of bestOn(models, options)) {
				if (!runnerUp || ![score.value, runnerUp.value].every(Number.isFinite)) continue;
				if (score.value === 0) expect(lead).toBe(runnerUp.value === 0 ? 0 : undefined);
				else expect(lead).toBeCloseTo(Math.abs((runnerUp.value - score.value) / score.value), 10);
			}
		});
	});

	test('on one dataset is that of all datasets, and datasets stand by name with those of no name last', () => {
		holdsForAll([anyModels, options], (models, options) => {
			const all = bestOn(models, options);
			for (const best of all) expect(bestOn(models, options, {dataset: best.dataset})).toEqual([best]);
			expect(bestOn(models, options, {dataset: 'nowhere'})).toEqual([]);
			const names = all.map(({dataset}) => dataset);
			expect(names).toEqual([...names.filter(name => name !== undefined).sort(), ...names.filter(name => name === undefined)]);
		});
	});

	test('does not depend on the order of the models', () => {
		const shown = (models: readonly Model[], options: BestOptions) =>
			bestOn(models, options).map(({dataset, group, score, runnerUp, model, lead, of}) => [
				dataset,
				group,
				score.value,
				keysIn(score),
				keysIn(runnerUp),
				model.key,
				lead,
				of,
			]);
		holdsForAll([shuffledModels, options], ([models, others], options) => expect(shown(others, options)).toEqual(shown(models, options)));
	});

	test('is none without models, without tests, and where only NaN or text was measured', () => {
		expect(bestOn([], byTime)).toEqual([]);
		expect(bestOn([testedModel('a', [])], byTime)).toEqual([]);
		expect(bestOn([testedModel('a', [result('imdb', {total_time: 'NaN'}), result('tpch', {total_time: 'fast'})])], byTime)).toEqual([]);
		expect(bestOn([testedModel('a', [result('imdb', {auc: 1})])], {...byTime, metric: 'toString'})).toEqual([]);
	});

	test.each(['__proto__', 'constructor', 'recall@10', '정확도', ''])('by a metric and on a dataset called %j is found like any other', name => {
		const models = [3, 1, 2].map(value =>
			testedModel(`m${value}`, [JSON.parse(JSON.stringify(result(name, {})).replace('{}', JSON.stringify({x: value}).replace('"x"', JSON.stringify(name))))]),
		);
		expect(bestOn(models, {...byTime, metric: name}).map(({dataset, model}) => [dataset, model.key])).toEqual([[name, 'm1']]);
		expect(bestOn(models, {...byTime, metric: name, direction: 'maximize'}, {dataset: name})[0]?.model.key).toBe('m3');
	});
});

describe('of equal values', () => {
	const at = (key: string, day: number) => testedModel(key, [result('imdb', {total_time: 5})], {day});

	test('the newer model is best, then the key, and the next is as good', () => {
		expect(bestOn([at('a', 1), at('b', 2), at('c', 2)], byTime)).toMatchObject([
			{model: {key: 'b'}, runnerUp: {rank: 1, tied: true, row: {key: 'c'}}, lead: 0, of: 3},
		]);
	});
});

describe('of folded seeds', () => {
	const seeds = (name: string, lr: number, values: readonly number[]) =>
		values.map((total_time, seed) => testedModel(`${name}${seed}`, [result('imdb', {total_time})], {hyperparams: {lr, seed}}));
	const fold = (models: readonly Model[]) => bestOn(models, {...byTime, fold: true})[0];

	test('the best mean wins over the best single result', () => {
		const models = [...seeds('a', 1, [1, 100, 100]), ...seeds('b', 2, [50, 51, 52])];
		expect(bestOn(models, byTime)[0]?.model.key).toBe('a0');
		expect(fold(models)).toMatchObject({model: {key: 'b1'}, of: 2, score: {value: 51, sample: {mean: 51, deviation: 1, count: 3}, expected: 3}});
	});

	test('a lead inside the spread is a tie, one beyond it is not', () => {
		expect(fold([...seeds('a', 1, [10, 11, 12]), ...seeds('b', 2, [10.5, 11.5, 12.5])])?.runnerUp).toMatchObject({rank: 2, tied: true});
		expect(fold([...seeds('a', 1, [10, 11, 12]), ...seeds('b', 2, [20, 21, 22])])?.runnerUp).toMatchObject({rank: 2, tied: false});
	});

	test('a missing seed is told by what is expected', () => {
		const models = [...seeds('a', 1, [1, 2, 3]), ...seeds('b', 2, [4, 5, 6]), ...seeds('c', 3, [0, 1])];
		expect(fold(models)?.score).toMatchObject({expected: 3, sample: {count: 2}});
	});

	test('infinite results of both signs have no mean, and are not best', () => {
		expect(fold([...seeds('a', 1, [Infinity, -Infinity]), ...seeds('b', 2, [5, 7])])).toMatchObject({of: 1, score: {value: 6}});
		expect(fold(seeds('a', 1, [Infinity, -Infinity]))).toBeUndefined();
	});
});
