/** Which hyperparameter matters most. */

import {expect, test} from 'vitest';
import {ranksOf, parameterEffects} from '../../store/domain/parameter-effect.ts';
import type {Json} from '../../store/domain/json.ts';
import {standings} from '../../store/domain/ranking.ts';
import {madeModel} from '../helpers/made-models.ts';

/** The effects of these hyperparameters on the results. */
function effects(rows: ReadonlyArray<readonly [value: number, params: Readonly<Record<string, Json>>]>, seedKeys: readonly string[] = ['seed']) {
	const models = rows.map(([value, hyperparams], index) =>
		madeModel(`M/Model/${index}`, {training: {hyperparams}, testing: [{dataset: 'd', performance: {loss: value}}]}),
	);
	const [standing] = standings(models, {metric: 'loss', direction: 'minimize'});
	return parameterEffects(standing?.compared ?? [], {seedKeys});
}

const named = (list: ReturnType<typeof effects>) => list.map(({name}) => name);
const effectOf = (list: ReturnType<typeof effects>, name: string) => list.find(one => one.name === name)?.effect ?? NaN;

test('ranks count from 1, and equal values share the mean of their places', () => {
	expect(ranksOf([30, 10, 20, 10])).toEqual([4, 1.5, 3, 1.5]);
});

test('the one that tells good from bad comes before the one that does not', () => {
	const rows = Array.from(
		{length: 24},
		(_, index) => [index % 2 === 0 ? 100 + index : 200 + index, {opt: index % 2 === 0 ? 'adam' : 'sgd', width: (index >> 1) % 3}] as const,
	);
	const found = effects(rows);
	expect(named(found)).toEqual(['opt', 'width']);
	expect(effectOf(found, 'opt')).toBeGreaterThan(0.7);
	expect(effectOf(found, 'width')).toBeLessThan(0.1);
});

test('by hand: two values that part four results wholly explain 1 - (2 * 3) / (2 * 5) = 70 %', () => {
	// Ranks 1 2 | 3 4: the mean is 2.5, the whole spread 5, within the two groups 1; 1 - (1 / 2) * (3 / 5).
	expect(
		effectOf(
			effects([
				[1, {a: 'x'}],
				[2, {a: 'x'}],
				[3, {a: 'y'}],
				[4, {a: 'y'}],
			]),
			'a',
		),
	).toBeCloseTo(0.7, 10);
});

test('a best value in the middle is found, though there is no trend', () => {
	const rows = [1e-4, 1e-3, 1e-2].flatMap((lr, at) => [0, 1, 2, 3].map(n => [(at === 1 ? 100 : 200) + n + (at === 2 ? 0.5 : 0), {lr, noise: n}] as const));
	const found = effects(rows);
	expect(named(found)[0]).toBe('lr');
	expect(effectOf(found, 'lr')).toBeGreaterThan(0.5);
});

test('a trend among numbers that never repeat is found', () => {
	const found = effects(Array.from({length: 10}, (_, index) => [100 - index * index, {size: 10 + index * 7}] as const));
	expect(effectOf(found, 'size')).toBe(1);
});

test('one result that is far off changes nothing', () => {
	const rows = Array.from({length: 12}, (_, index) => [index < 6 ? index : 50 + index, {a: index < 6 ? 1 : 2}] as const);
	const far = rows.map(([value, params]) => [value === 61 ? 1e9 : value, params] as const);
	expect(effectOf(effects(far), 'a')).toBe(effectOf(effects(rows), 'a'));
});

test('what few models say counts for as many as say it', () => {
	const rows = Array.from({length: 40}, (_, index) => [index, {...(index < 8 ? {rare: index < 4 ? 1 : 2} : {}), common: index < 20 ? 'low' : 'high'}] as const);
	expect(named(effects(rows))).toEqual(['common', 'rare']);
});

test('a seed comes last, and what has one value is not there', () => {
	const rows = Array.from({length: 8}, (_, index) => [index, {seed: index, same: 1, null: null, other: index % 2}] as const);
	expect(effects(rows).map(({name, isSeed}) => [name, isSeed])).toEqual([
		['other', false],
		['seed', true],
	]);
});

test('a value for each model explains nothing', () => {
	expect(effectOf(effects(Array.from({length: 8}, (_, index) => [index, {name: `run ${index}`}] as const)), 'name')).toBe(0);
});

test('equal results and a single model are explained by nothing', () => {
	expect(
		effectOf(
			effects([
				[1, {a: 1}],
				[1, {a: 2}],
				[1, {a: 1}],
			]),
			'a',
		),
	).toBe(0);
	expect(effects([[1, {a: 1}]])).toEqual([]);
});

test('of many thousands of results a sample of all values tells the same', () => {
	const rows = Array.from({length: 20_000}, (_, index) => [(index % 5) * 100 + (index % 97), {lr: index % 5, seed: index % 25}] as const);
	const found = effects(rows);
	expect(found.map(({name, values}) => [name, values])).toEqual([
		['lr', 5],
		['seed', 25],
	]);
	expect(effectOf(found, 'lr')).toBeGreaterThan(0.9);
});
