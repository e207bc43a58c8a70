/** Which version of a family is best: by metric, direction and dataset; and what is said where nothing decides. */

import {describe, expect, test} from 'vitest';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import {bestOfFamily, knownBest, objectivesOfFamilies, type RankedBy} from '../../store/domain/family-best.ts';
import {familiesOf} from '../../store/domain/family.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {madeModel} from '../helpers/made-models.ts';

type Results = Readonly<Record<string, JsonObject>>;

/** A version with results by dataset; `''`: none is named. */
function version(number: number, results: Results, more: JsonObject = {}) {
	const testing = Object.entries(results).map(([dataset, performance]) => ({...(dataset === '' ? {} : {dataset}), performance}));
	return madeModel(`Net/Model/net_v${number}`, {family: 'net', version: number, created_at: `2024-10-${10 + number}T10:00:00Z`, testing, ...more});
}

function best(models: ReadonlyArray<ReturnType<typeof version>>, {config = defaultConfig, ...by}: Partial<RankedBy> = {}) {
	const all = [...models].sort(byNewest);
	const [family] = familiesOf(all);
	if (!family) throw new Error('no family');
	const {version: one, metric, dataset, value} = bestOfFamily(family, {config, objective: objectivesOfFamilies(all, config)(family), ...by});
	return `v${one.version} ${metric} ${value} ${dataset ?? '–'}`;
}

function refused(run: () => unknown): {readonly code: string; readonly words: string} {
	try {
		run();
	} catch (error) {
		if (error instanceof UserError) return {code: error.code, words: `${error.message} ${error.hint ?? ''}`};
	}
	throw new Error('it was not refused');
}

const acc = (value: number): Results => ({imagenet: {acc: value}});

describe('the best version', () => {
	test('may be the first one, and is the largest or the smallest as the metric wants it', () => {
		expect(best([version(1, acc(0.7)), version(2, acc(0.6))])).toBe('v1 acc 0.7 imagenet');
		expect(best([version(1, {x: {loss: 0.7}}), version(2, {x: {loss: 0.6}})])).toBe('v2 loss 0.6 x');
	});

	test('of equal ones is the newest', () => expect(best([version(1, acc(0.7)), version(2, acc(0.7))])).toBe('v2 acc 0.7 imagenet'));

	test('is by the configured objective and its dataset', () => {
		const config: Config = {...defaultConfig, objectives: {net: {metric: 'loss', dataset: 'b'}}};
		const models = [version(1, {a: {loss: 1, acc: 0.1}, b: {loss: 5, acc: 0.2}}), version(2, {a: {loss: 2, acc: 0.9}, b: {loss: 4, acc: 0.8}})];
		expect(best(models, {config})).toBe('v2 loss 4 b');
	});

	test('is by the metric and on the dataset that are asked for', () => {
		const models = [version(1, {a: {acc: 0.9, loss: 3}, b: {acc: 0.1, loss: 1}}), version(2, {a: {acc: 0.8, loss: 1}, b: {acc: 0.2, loss: 2}})];
		expect(best(models, {metric: 'acc', dataset: 'a'})).toBe('v1 acc 0.9 a');
		expect(best(models, {metric: 'acc', dataset: 'b'})).toBe('v2 acc 0.2 b');
		expect(best(models, {metric: 'loss', dataset: 'b'})).toBe('v1 loss 1 b');
	});

	test('is by the only metric that all tested versions have, where the objective is not measured', () => {
		const config: Config = {...defaultConfig, objectives: {'*': {metric: 'total_time'}}};
		const models = [version(1, {x: {acc: 0.9, loss: 1}}), version(2, {x: {acc: 0.8}}), version(3, {})];
		expect(best(models, {config})).toBe('v1 acc 0.9 x');
	});

	test('is the one that most were tested for, where tests are on several datasets', () => {
		expect(best([version(1, {a: {acc: 0.1}}), version(2, {a: {acc: 0.2}, b: {acc: 0.9}}), version(3, {b: {acc: 0.95}, a: {acc: 0.15}})])).toBe('v2 acc 0.2 a');
	});

	test('is one also where no dataset is named', () => expect(best([version(1, {'': {acc: 0.5}}), version(2, {'': {acc: 0.4}})])).toBe('v1 acc 0.5 –'));

	test('leaves out what was measured on other data', () => {
		const on = (digest: string, value: number) => ({testing: [{dataset: 'x', dataset_digest: digest, performance: {acc: value}}]});
		expect(best([version(1, {}, on('a', 0.5)), version(2, {}, on('a', 0.6)), version(3, {}, on('b', 0.99))])).toBe('v2 acc 0.6 x');
	});
});

describe('it is said why there is none', () => {
	test('without results', () => {
		expect(refused(() => best([version(1, {})]))).toMatchObject({code: 'nothing-matched'});
		expect(refused(() => best([version(1, acc(NaN))])).code).toBe('nothing-matched');
	});

	test('without a direction', () => {
		const {code, words} = refused(() => best([version(1, {x: {quality: 1}})]));
		expect(code).toBe('unset-direction');
		expect(words).toContain('mreg metrics set quality');
	});

	test('where several metrics could rank', () => {
		const {code, words} = refused(() => best([version(1, {x: {acc: 1, loss: 2}})]));
		expect(code).toBe('usage');
		expect(words).toContain('mreg get net@best --metric acc');
	});

	test('where each dataset has another best', () => {
		const {code, words} = refused(() => best([version(1, {a: {acc: 0.9}}), version(2, {b: {acc: 0.8}})]));
		expect(code).toBe('usage');
		expect(words).toContain('--dataset a');
	});

	test('where a metric or a dataset is not there', () => {
		expect(refused(() => best([version(1, acc(1))], {metric: 'accc'}))).toMatchObject({code: 'not-found', words: expect.stringContaining('Did you mean acc?')});
		expect(refused(() => best([version(1, acc(1))], {dataset: 'imagenett'}))).toMatchObject({
			code: 'nothing-matched',
			words: expect.stringContaining('Did you mean imagenet?'),
		});
	});

	test('a table just has none', () => {
		const [family] = familiesOf([version(1, {})]);
		expect(family && knownBest(family, {config: defaultConfig})).toBeUndefined();
	});
});
