/** What ranks each algorithm: found once, however often it is asked for. */

import {expect, test} from 'vitest';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import {result, testedModel} from '../helpers/any-results.ts';

/** Models that count how often their tests are looked at. */
function watched(models: readonly Model[]): {readonly models: readonly Model[]; readonly looks: () => number} {
	let looks = 0;
	const watchedModels = models.map(model => {
		const {tests} = model;
		return Object.defineProperty({...model}, 'tests', {get: () => (looks++, tests), enumerable: true});
	});
	return {models: watchedModels, looks: () => looks};
}

// None is total_time, so that all metrics are looked for.
const aucs = [0.5, 0.9, 0.7].map((auc, at) => testedModel(`A/Model/m${at}`, [result('imdb', {auc, foo: 1})]));

test('an algorithm that is asked for again costs nothing, nor does one that stayed as it was while others changed', () => {
	const {models, looks} = watched(aucs);
	const groups = byAlgorithm(models);
	const ranks = ranksOf(groups, {models, config: defaultConfig});
	const [{algorithm}] = models as [Model];
	expect(ranks.of(algorithm)).toMatchObject({objective: {metric: 'auc', dataset: 'imdb', direction: 'maximize'}, standing: {best: {value: 0.9}}});
	const before = looks();
	expect(ranks.of(algorithm.toUpperCase())).toBe(ranks.of(algorithm));
	const other = testedModel('B/Model/x', []);
	const later = [...models, {...other, algorithm: `not ${algorithm}`}];
	const next = ranksOf(byAlgorithm(later, groups), {models: later, config: {...defaultConfig}});
	expect(next.of(algorithm)).toBe(ranks.of(algorithm));
	expect(looks()).toBe(before);
});

test('another direction or another objective is another answer', () => {
	const groups = byAlgorithm(aucs);
	const [{algorithm}] = aucs as [Model];
	const of = (options: Partial<Parameters<typeof ranksOf>[1]>) =>
		ranksOf(groups, {models: aucs, config: defaultConfig, ...options}).of(algorithm).standing?.best.value;
	expect(of({})).toBe(0.9);
	expect(of({config: {...defaultConfig, metrics: {auc: {direction: 'minimize'}}}})).toBe(0.5);
	expect(of({chosen: new Map([['*', {metric: 'auc', direction: 'minimize'}]])})).toBe(0.5);
	expect(of({config: {...defaultConfig, metrics: {foo: {direction: 'minimize'}}}})).toBeUndefined();
	expect(of({})).toBe(0.9);
});
