/** Which models each field and operator of a query lets through. */

import fc from 'fast-check';
import {RE2JS} from 're2js';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {comparableResults} from '../../store/domain/comparable-results.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import {parseTime} from '../../store/domain/identifier.ts';
import {own, type Json} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {metricText, paramText} from '../../store/domain/query-names.ts';
import {valueText} from '../../store/domain/folded-text.ts';
import {filterModels, parseQuery, runQuery, type QueryContext} from '../../store/domain/query.ts';
import {readInterval} from '../../store/domain/query-values.ts';
import {metricNumber} from '../../store/domain/sidecar.ts';
import {namesIn} from '../../store/domain/sorting.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

const now = new Date(2024, 9, 20, 12).getTime();
const day = 86_400_000;

const models: readonly Model[] = [
	madeModel(
		'Mscn/Model/m1',
		{
			model_id: 'mscn_1',
			algorithm: 'MSCN',
			family: 'Resnet',
			version: 2,
			aliases: ['champion', '논문판'],
			training: {
				dataset: 'production',
				trained_at: '2024-10-19T10:30:00',
				training_time: 5400,
				hyperparams: {
					lr: 0.01,
					num_epoch: 100,
					optimizer: 'Adam',
					amp: true,
					layers: [64, 32],
					nothing: null,
					both: 1,
					odd: 'NaN',
					seed: '12345678901234567890',
				},
			},
			testing: [
				{dataset: 'imdb', tested_at: '2024-10-19T12:00:00', performance: {total_time: 40, both: 5}},
				{dataset: 'imdb', tested_at: '2024-10-19T11:00:00', performance: {total_time: 10}},
				{dataset: 'my set', tested_at: '2024-10-20T01:00:00', performance: {total_time: 90, 'recall@10': 0.5, verdict: 'Passed', broken: 'NaN'}},
			],
			tags: ['best', 'two words', '논문'],
			notes: 'Slow on IMDB (really)',
		},
		{artifact: madeArtifact('Mscn/Model/m1', {bytes: 1_500_000_000}), growing: true},
	),
	madeModel(
		'Mscn/Model/m2',
		{
			model_id: 'mscn_2',
			training: {dataset: 'imdb', trained_at: '2024-09-30T23:59:59', training_time: 30, hyperparams: {lr: 0.1, num_epoch: '100', optimizer: 'sgd', amp: false}},
			testing: [{performance: {total_time: 'NaN', verdict: 'failed'}}, {dataset: 'production', performance: {total_time: 'Infinity'}}],
			tags: ['WIP'],
		},
		{artifact: madeArtifact('Mscn/Model/m2', {bytes: 1000}), stale: true},
	),
	madeModel('Lero/Model/new', {}, {artifact: madeArtifact('Lero/Model/new', {modifiedAt: now - 3600_000, bytes: 0})}),
	madeModel('Lero/Model/alien', {}, {state: 'untracked', sidecar: undefined, artifact: madeArtifact('Lero/Model/alien', {modifiedAt: now - 3 * day})}),
	madeModel('Lero/Model/gone', {model_id: 'gone'}, {state: 'missing', artifact: undefined}),
	madeModel('Deep/er/Model/bad', {}, {state: 'unreadable', folder: 'Deep/er', artifact: madeArtifact('Deep/er/Model/bad', {modifiedAt: now - 400 * day})}),
];
const all = 'm1 m2 new alien gone bad';

function found(text: string, context: Partial<QueryContext> = {}): string {
	const results = [namesIn(models), undefined].map(names => {
		const parsed = parseQuery(text, names);
		if ('error' in parsed) throw new Error(`${text}: ${parsed.error.message}`);
		const matching = filterModels(parsed.ok, models, {now, ...context});
		return matching.map(model => model.key.slice(model.key.lastIndexOf('/') + 1)).join(' ');
	});
	// What is known by name must not change what is found.
	expect(results[1]).toBe(results[0]);
	return results[0] ?? '';
}

function without(names: string): string {
	return all
		.split(' ')
		.filter(name => !names.split(' ').includes(name))
		.join(' ');
}

describe('a query finds by', () => {
	test.each([
		['id:SCN_', 'm1 m2'],
		['id=mscn_1', 'm1'],
		['id=scn_1', ''],
		['model:gone', 'gone'],
		['model_id!=MSCN_1', without('m1')],
		['id~^mscn_[0-9]$', 'm1 m2'],
		['id~"^(gone|new)$"', 'new gone'],
		['algo:mscn', 'm1 m2'],
		['algo:msc', ''],
		['algorithm~^msc', 'm1 m2'],
		['algo!=lero', 'm1 m2 bad'],
		['folder:er', 'new alien gone bad'],
		['folder=deep/ER', 'bad'],
		['dataset:production', 'm1'],
		['dataset:IMDB', 'm2'],
		['dataset!=imdb', without('m2')],
		['test:imdb', 'm1'],
		['test:"my set"', 'm1'],
		['tested_on!=imdb', without('m1')],
		['test~prod', 'm2'],
		['tag:best', 'm1'],
		['tag:bes', ''],
		['tag:"TWO words"', 'm1'],
		['tags:wip', 'm2'],
		[`tag:${'논문'.normalize('NFD')}`, 'm1'],
		['tag!=best', without('m1')],
		['alias:Champion', 'm1'],
		['alias:champ', ''],
		['aliases~^champ', 'm1'],
		['alias!=champion', without('m1')],
		[`alias:${'논문판'.normalize('NFD')}`, 'm1'],
		['has:alias', 'm1'],
		['champion', 'm1'],
		['is:registered', 'm1'],
		['-is:registered', without('m1')],
		['-tag:best', without('m1')],
		['tag~^b.st$', 'm1'],
		['note:imdb', 'm1'],
		['notes:"on imdb (r"', 'm1'],
		['note=slow', ''],
		['note="slow on imdb (really)"', 'm1'],
		['note~"\\(really\\)$"', 'm1'],
		['state:missing', 'gone'],
		['state!=ok', 'alien gone bad'],
		['state~un', 'alien bad'],
		['family:resnet', 'm1'],
		['family:res', ''],
		['family!=resnet', without('m1')],
	])('text: %s', (text, expected) => expect(found(text)).toBe(expected));

	test.each([
		['size>1GB', 'm1'],
		['size:1.5GB', 'm1'],
		['size>=1500000000', 'm1'],
		['size>1.4GiB', ''],
		['size>1.39gib', 'm1'],
		['size<=1kB', 'm2 new alien bad'],
		['size=0', 'new'],
		['size!=0', 'm1 m2 alien bad'],
		['tests:0', 'new alien gone bad'],
		['tests>=2', 'm1 m2'],
		['tests=3', 'm1'],
		['version:2', 'm1'],
		['version!=2', ''],
		['version<3', 'm1'],
		['training_time>1h', 'm1'],
		['took=1.5h', 'm1'],
		['took<90', 'm2'],
		['took=30s', 'm2'],
		['took<0.5min', ''],
		['took<=0.5min', 'm2'],
	])('number: %s', (text, expected) => expect(found(text)).toBe(expected));

	test.each([
		['age>7d', 'm2 bad'],
		['age<1d', 'new'],
		['age<2d', 'm1 new'],
		['age>=60m', 'm1 m2 new alien bad'],
		['age:1h', 'new'],
		['age=3d', 'alien'],
		['age!=3d', 'm1 m2 new bad'],
		['age>1y', 'bad'],
		['age>13mo', 'bad'],
		['age<3w age>2w', 'm2'],
		['trained:2024', 'm1 m2 new alien'],
		['trained:2024-10', 'm1 new alien'],
		['trained:2024-10-19', 'm1'],
		['trained_at:2024-10-19T10', 'm1'],
		['trained:2024-10-19T10:30', 'm1'],
		['trained:2024-10-19T10:30:00', 'm1'],
		['trained:2024-10-19T10:31', ''],
		['trained:"2024-10-19 10:30"', 'm1'],
		['trained<2024-10', 'm2 bad'],
		['trained<=2024-09', 'm2 bad'],
		['trained>2024-09', 'm1 new alien'],
		['trained>=2024-10-19', 'm1 new'],
		['trained>2024-10-19', 'new'],
		['trained!=2024-10', 'm2 bad'],
		['trained:today', 'new'],
		['trained:yesterday', 'm1'],
		['tested:2024-10-20', 'm1'],
		['tested_at:2024-10-19', ''],
		['tested<today', ''],
		['tested<=today', 'm1'],
		['tested!=2023', 'm1'],
	])('time: %s', (text, expected) => expect(found(text)).toBe(expected));

	test('a time with a zone', () => {
		const at = new Date(2024, 9, 19, 10, 30);
		expect(found(`trained:${at.toISOString().slice(0, 16)}Z`)).toBe('m1');
		expect(found(`trained:${at.toISOString().slice(0, 19)}+00:00`)).toBe('m1');
		expect(found(`trained<${at.toISOString().slice(0, 16)}Z`)).toBe('m2 alien bad');
	});

	test.each([
		['total_time<45', 'm1'],
		['total_time<30', ''],
		['total_time@imdb=40', 'm1'],
		['total_time@imdb=10', ''],
		['total_time@imdb!=10', 'm1'],
		['total_time@imdb!=40', ''],
		['total_time!=40', 'm1 m2'],
		['total_time>80', 'm1 m2'],
		['total_time@"my set">80', 'm1'],
		['"total_time"@"my set">80', 'm1'],
		['total_time=inf', 'm2'],
		['total_time>=Infinity', 'm2'],
		['total_time<-inf', ''],
		['total_time=NaN', 'm2'],
		['total_time:nan', 'm2'],
		['total_time!=NaN', 'm1 m2'],
		['broken!=5', ''],
		['broken<5 or broken>=5', ''],
		['recall@10>=0.5', 'm1'],
		['"recall@10"@"my set"=.5', 'm1'],
		['verdict:passed', 'm1'],
		['verdict!=passed', 'm2'],
		['verdict~"^(pass|fail)ed$"', 'm1 m2'],
		['verdict=5', ''],
		['total_time~^4', 'm1'],
		['-total_time<45', without('m1')],
	])('result: %s', (text, expected) => expect(found(text)).toBe(expected));

	test.each([
		['lr=0.01', 'm1'],
		['lr:1e-2', 'm1'],
		['lr>0.01', 'm2'],
		['lr!=0.01', 'm2'],
		['lr<1', 'm1 m2'],
		['lr<=.01', 'm1'],
		['num_epoch=100', 'm1 m2'],
		['num_epoch>=100', 'm1'],
		['num_epoch!=100', ''],
		['optimizer:ADAM', 'm1'],
		['optimizer:ada', ''],
		['optimizer!=adam', 'm2'],
		['optimizer~^s', 'm2'],
		['amp=true', 'm1'],
		['amp:false', 'm2'],
		['layers=[64,32]', 'm1'],
		['layers~64', 'm1'],
		['nothing=null', ''],
		['nothing!=5', ''],
		['odd=NaN', 'm1'],
		['odd!=5', ''],
		['seed=12345678901234567890', 'm1'],
		['param.both=1', 'm1'],
		['metric.both=5', 'm1'],
		['metric.both=1', ''],
		['both@imdb=5', 'm1'],
	])('hyperparameter: %s', (text, expected) => expect(found(text)).toBe(expected));

	test.each([
		['is:untested', 'new'],
		['is:untracked', 'alien'],
		['is:missing', 'gone'],
		['is:unreadable', 'bad'],
		['is:growing', 'm1'],
		['is:stale', 'm2'],
		['is:protected', 'm1'],
		['is:latest', 'm1 new bad'],
		['is:best', ''],
		['-is:latest -is:untested', 'm2 alien gone'],
		['has:tags', 'm1 m2'],
		['has:tag', 'm1 m2'],
		['has:note', 'm1'],
		['has:notes', 'm1'],
		['has:test', 'm1 m2'],
		['has:tests', 'm1 m2'],
		['has:tested', 'm1'],
		['has:family', 'm1'],
		['has:version', 'm1'],
		['has:dataset', 'm1 m2'],
		['has:size', without('gone')],
		['has:artifact', without('gone')],
		['has:sidecar', without('alien')],
		['has:problem', 'm1 m2'],
		['has:problems', 'm1 m2'],
		['has:age', without('gone')],
		['has:total_time', 'm1 m2'],
		['has:total_time@imdb', 'm1'],
		['has:"recall@10"@"my set"', 'm1'],
		['has:verdict', 'm1 m2'],
		['has:lr', 'm1 m2'],
		['has:nothing', ''],
		['has:param.both', 'm1'],
		['-has:training_time', without('m1 m2')],
	])('state: %s', (text, expected) => expect(found(text)).toBe(expected));

	test.each([
		['mscn -tag:wip', 'm1'],
		['(lr=0.1 or lr=0.01) tag:wip', 'm2'],
		['lr=0.1 or lr=0.01 tag:wip', 'm2'],
		['lr=0.1 or lr=0.01 -tag:wip', 'm1 m2'],
		['-(lr=0.1 or lr=0.01)', without('m1 m2')],
		['not not lr=0.1', 'm2'],
	])('conditions together: %s', (text, expected) => expect(found(text)).toBe(expected));
});

test('is:best is what the caller says, is:protected what the config says, is:latest is asked of all models', () => {
	expect(found('is:best', {isBest: model => model.id === 'mscn_2'})).toBe('m2');
	expect(found('is:protected', {config: {...defaultConfig, protectedTags: ['wip']}})).toBe('m2');
	const newer = madeModel('Mscn/Model/newest', {algorithm: 'mscn'}, {artifact: madeArtifact('Mscn/Model/newest', {modifiedAt: now})});
	expect(found('is:latest', {all: [...models, newer]})).toBe('new bad');
});

test('a short name finds by its hyperparameter', () => {
	const two = [0.1, 1e-4].map((rate, index) => madeModel(`A/Model/m${index}`, {training: {dataset: 'd', hyperparams: {learning_rate: rate}}}));
	const parsed = parseQuery('lr<1e-3', namesIn(two));
	expect('ok' in parsed && filterModels(parsed.ok, two, {now}).map(model => model.id)).toEqual(['m1']);
});

test('equal patterns of a query are compiled once to read it and once to ask it', () => {
	const compile = vi.spyOn(RE2JS, 'compile');
	try {
		const parsed = parseQuery(Array.from({length: 200}, (_, index) => (index % 2 === 0 ? 'id~"^(gone|new)$"' : 'optimizer~^s')).join(' or '), namesIn(models));
		if ('error' in parsed) throw new Error(parsed.error.message);
		expect(compile).toHaveBeenCalledTimes(2);
		expect(filterModels(parsed.ok, models, {now}).map(model => model.key)).toEqual(['Mscn/Model/m2', 'Lero/Model/new', 'Lero/Model/gone']);
		expect(compile).toHaveBeenCalledTimes(4);
	} finally {
		compile.mockRestore();
	}
});

test.each([
	['+14:00', true],
	['-14:00', true],
	['-0330', true],
	['+14:01', false],
	['-25:00', false],
	['+09:60', false],
])('a time in the zone %s is one: %s', (zone, isOne) => expect(readInterval(`2024-10-05T10:00${zone}`, 0) !== undefined).toBe(isOne));

test('names that objects inherit are not fields of every model', () => {
	const odd = JSON.parse('{"testing":[{"dataset":"d","performance":{"__proto__":1,"toString":2}}]}') as never;
	const two = [madeModel('A/Model/a', odd), madeModel('A/Model/b', {testing: [{dataset: 'd', performance: {}}]})];
	for (const text of ['__proto__=1', 'toString=2', 'has:toString', 'has:__proto__', 'toString@d=2']) {
		const parsed = parseQuery(text, namesIn(two));
		expect('ok' in parsed && filterModels(parsed.ok, two, {now}).map(model => model.id)).toEqual(['a']);
	}
	expect(parseQuery('constructor=1', namesIn(two))).toMatchObject({error: {message: expect.stringContaining('no field')}});
});

describe('a day', () => {
	const zone = process.env.TZ;
	beforeAll(() => void (process.env.TZ = 'Europe/Berlin'));
	afterAll(() => {
		if (zone === undefined) delete process.env.TZ;
		else process.env.TZ = zone;
	});

	test.each([
		['2031-03-30', 23],
		['2031-10-26', 25],
		['2031-10-27', 24],
		['2031-10-26T02', 2],
		['2031-03-30T02', 0],
		['2031', 365 * 24],
		['2032-02', 29 * 24],
	])('goes from local midnight to local midnight: %s has %d hours', (text, hours) => {
		const {start, end} = readInterval(text, 0) ?? {start: NaN, end: NaN};
		expect((end - start) / 3_600_000).toBe(hours);
	});

	test('is today until midnight, also where clocks change', () => {
		const at = new Date(2031, 9, 26, 23, 59).getTime();
		expect(readInterval('today', at)).toEqual({start: new Date(2031, 9, 26).getTime(), end: new Date(2031, 9, 27).getTime()});
		expect(readInterval('yesterday', at)).toEqual({start: new Date(2031, 9, 25).getTime(), end: new Date(2031, 9, 26).getTime()});
	});

	test.each(['2024-1', '2024-00', '2024-02-30', '2024-10-19T24', '2024-10-19T12:60', '24-10-19', '2024-10Z', 'tomorrow', '', '2024-10-19T12:00:00.5'])(
		'is not %j',
		text => {
			expect(readInterval(text, 0)).toBeUndefined();
		},
	);
});

// A plain reading of the rules, model by model, to hold the compiled tests against.

const metrics = ['m', 'auc', 'both', 'recall@10', 'toString'];
const params = ['lr', 'opt', 'both', '__proto__'];
const datasets = ['d', 'my set', 'e'];
const anyValue: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(0, 1, 2, 0.5, -1, 'NaN', 'Infinity', 'one', 'ONE', '1', true, null);
const anyOf = (names: readonly string[]) =>
	fc.array(fc.tuple(fc.constantFrom(...names), anyValue), {maxLength: 3}).map(entries => Object.fromEntries(entries) as Record<string, Json>);
const anyTime = fc.constantFrom('2024-10-01T10:00:00', '2024-10-19T10:00:00', '2024-11-01T00:00:00', 'never');
const anyModel = fc
	.record({
		training: fc.option(fc.record({dataset: fc.constantFrom(...datasets), trained_at: anyTime, hyperparams: anyOf(params)}), {nil: null}),
		testing: fc.array(fc.record({dataset: fc.constantFrom<(string | null)[]>(...datasets, null), tested_at: anyTime, performance: anyOf(metrics)}), {
			maxLength: 4,
		}),
		tags: fc.subarray(['best', 'WIP', 'two words']),
		notes: fc.constantFrom('', 'slow', 'Two Words'),
	})
	.chain(content => fc.record({content: fc.constant(content), bytes: fc.option(fc.constantFrom(0, 1, 2, 1000), {nil: undefined})}));

type Plain = {op: 'and' | 'or'; items: Plain[]} | {op: 'not'; item: Plain} | {op: 'test'; text: string; holds: (model: Model) => boolean};

const operators = [':', '=', '!=', '<', '<=', '>', '>='] as const;
type AnyOperator = (typeof operators)[number];

function compare(a: number, operator: AnyOperator, b: number): boolean {
	if (operator === ':' || operator === '=') return a === b || (Number.isNaN(a) && Number.isNaN(b));
	if (Number.isNaN(a)) return false;
	return operator === '!=' ? a !== b : operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
}

const numbers: ReadonlyArray<readonly [string, number]> = [
	['0', 0],
	['1', 1],
	['0.5', 0.5],
	['-1', -1],
	['inf', Infinity],
	['NaN', NaN],
];
const quote = (name: string) => `"${name}"`;
const names = {metrics: new Set(metrics), datasets: new Set(datasets), params: new Set(params)};

const anyTest: fc.Arbitrary<Plain> = fc.oneof(
	fc
		.tuple(fc.constantFrom(...metrics), fc.option(fc.constantFrom(...datasets), {nil: undefined}), fc.constantFrom(...operators), fc.constantFrom(...numbers))
		.map(([metric, dataset, operator, [typed, wanted]]): Plain => ({
			op: 'test',
			text: `${metricText(metric, names)}${dataset === undefined ? '' : `@${quote(dataset)}`}${operator}${typed}`,
			holds: model => {
				const places = dataset === undefined ? [...new Set(model.tests.map(result => result.dataset))] : [dataset];
				return places.some(place => {
					const tests = model.tests.filter(result => result.dataset === place);
					const value = own(resultOf({tests}, metric)?.performance ?? {}, metric);
					const number = value === undefined ? undefined : metricNumber(value);
					return number !== undefined && compare(number, operator, wanted);
				});
			},
		})),
	fc.tuple(fc.constantFrom(...params), fc.constantFrom(...operators), fc.constantFrom(...numbers)).map(([param, operator, [typed, wanted]]): Plain => ({
		op: 'test',
		text: `${paramText(param, names)}${operator}${typed}`,
		holds: model => {
			const value = own(model.training?.hyperparams ?? {}, param) ?? null;
			const number = metricNumber(value);
			if (number !== undefined) return compare(number, operator, wanted);
			if (value === null) return false;
			if (operator === '!=') return valueText(value).toLowerCase() !== typed.toLowerCase();
			return (operator === '=' || operator === ':') && valueText(value).toLowerCase() === typed.toLowerCase();
		},
	})),
	fc.tuple(fc.constantFrom(...params), fc.constantFrom(':', '=', '!='), fc.constantFrom('one', 'TRUE', 'x')).map(([param, operator, typed]): Plain => ({
		op: 'test',
		text: `${paramText(param, names)}${operator}${typed}`,
		holds: model => {
			const value = own(model.training?.hyperparams ?? {}, param) ?? null;
			if (value === null || Number.isNaN(metricNumber(value))) return false;
			return (valueText(value).toLowerCase() === typed.toLowerCase()) === (operator !== '!=');
		},
	})),
	fc.tuple(fc.constantFrom(...operators), fc.constantFrom(0, 1, 1000)).map(([operator, wanted]): Plain => ({
		op: 'test',
		text: `size${operator}${wanted}B`,
		holds: ({artifact}) => artifact !== undefined && compare(artifact.bytes, operator, wanted),
	})),
	fc
		.tuple(fc.constantFrom('tag', 'test', 'dataset'), fc.constantFrom(':', '=', '!='), fc.constantFrom('BEST', 'wip', 'Two words', 'd', 'MY set', 'none'))
		.map(([field, operator, typed]): Plain => ({
			op: 'test',
			text: `${field}${operator}${quote(typed)}`,
			holds: model => {
				const texts =
					field === 'tag' ? model.tags : field === 'test' ? model.tests.flatMap(({dataset}) => dataset ?? []) : [model.training?.dataset ?? []].flat();
				return texts.some(text => text.toLowerCase() === typed.toLowerCase()) === (operator !== '!=');
			},
		})),
	fc.tuple(fc.constantFrom(...operators), fc.constantFrom('2024-10', '2024-10-19')).map(([operator, typed]): Plain => {
		const start = parseTime(typed === '2024-10' ? '2024-10-01' : typed) ?? NaN;
		const end = parseTime(typed === '2024-10' ? '2024-11-01' : '2024-10-20') ?? NaN;
		const isIn = (time: number) => time >= start && time < end;
		return {
			op: 'test',
			text: `trained${operator}${typed}`,
			holds: ({time}) => {
				if (!Number.isFinite(time)) return false;
				if (operator === ':' || operator === '=') return isIn(time);
				if (operator === '!=') return !isIn(time);
				return operator === '<' ? time < start : operator === '<=' ? time < end : operator === '>' ? time >= end : time >= start;
			},
		};
	}),
	fc.constantFrom<Plain[]>(
		{op: 'test', text: 'is:untested', holds: model => model.tests.length === 0},
		{op: 'test', text: 'has:note', holds: model => model.notes !== ''},
		{op: 'test', text: 'has:auc', holds: model => model.tests.some(({performance}) => (own(performance, 'auc') ?? null) !== null)},
		{op: 'test', text: '"two words"', holds: model => [...model.tags, model.notes].some(text => text.toLowerCase().includes('two words'))},
		{op: 'test', text: 'note:OW', holds: model => /ow/i.test(model.notes)},
		{op: 'test', text: 'note~"s?low|^tw"', holds: model => /s?low|^tw/i.test(model.notes)},
	),
);

const anyCondition = fc.letrec<{one: Plain}>(tie => ({
	one: fc.oneof(
		{depthSize: 'small', withCrossShrink: true},
		anyTest,
		fc.record({op: fc.constantFrom('and' as const, 'or' as const), items: fc.array(tie('one'), {minLength: 1, maxLength: 3})}),
		fc.record({op: fc.constant('not' as const), item: tie('one')}),
	),
})).one;

function write(condition: Plain): string {
	switch (condition.op) {
		case 'test':
			return condition.text;
		case 'not':
			return `-(${write(condition.item)})`;
		case 'and':
		case 'or':
			return `(${condition.items.map(write).join(condition.op === 'or' ? ' or ' : ' ')})`;
	}
}

function holds(condition: Plain, model: Model): boolean {
	switch (condition.op) {
		case 'test':
			return condition.holds(model);
		case 'not':
			return !holds(condition.item, model);
		case 'and':
			return condition.items.every(item => holds(item, model));
		case 'or':
			return condition.items.some(item => holds(item, model));
	}
}

test('any condition finds what a plain reading of the rules finds, in the order of the models', () => {
	holdsForAll(
		[fc.array(anyModel, {maxLength: 8}), anyCondition],
		(made, condition) => {
			const some = made.map(({content, bytes}, index) => {
				const key = `A/Model/${index}`;
				return madeModel(key, content, {artifact: bytes === undefined ? undefined : madeArtifact(key, {bytes})});
			});
			const parsed = parseQuery(write(condition), names);
			if ('error' in parsed) throw new Error(`${write(condition)}: ${parsed.error.message}`);
			const expected = some.filter(model => holds(condition, model)).map(model => model.key);
			expect(runQuery(parsed.ok, some, {now}).map(model => model.key)).toEqual(expected);
		},
		{runs: 2000},
	);
});

test('the newest result is taken of very many tests, too', () => {
	const testing = Array.from({length: 5000}, (_, index) => ({
		dataset: `d${index % 3}`,
		tested_at: new Date(2024, 0, 1, 0, (index * 7919) % 5000).toISOString(),
		performance: {m: index},
	}));
	const model = madeModel('A/Model/a', {testing});
	for (const dataset of ['d0', 'd1', 'd2']) {
		const newest = own(resultOf(model, 'm', dataset)?.performance ?? {}, 'm') as number;
		const finds = (text: string) => {
			const parsed = parseQuery(text);
			return 'ok' in parsed && filterModels(parsed.ok, [model], {now}).length === 1;
		};
		expect(finds(`m@${dataset}=${newest}`)).toBe(true);
		expect(finds(`m@${dataset}=${newest === 0 ? 1 : newest - 3}`)).toBe(false);
	}
});

describe('where only comparable results may decide', () => {
	const ran = (queries: number, value: number) => ({testing: [{dataset: 'imdb', num_queries: queries, performance: {total_time: value}}]});
	const some = [madeModel('A/Model/one', ran(113, 120)), madeModel('A/Model/two', ran(113, 110)), madeModel('B/Model/few', ran(80, 90))];
	const {isComparable} = comparableResults(some);
	const matching = (text: string, context: Partial<QueryContext> = {}) => {
		const parsed = parseQuery(text);
		if ('error' in parsed) throw new Error(parsed.error.message);
		return filterModels(parsed.ok, some, {now, ...context}).map(({key}) => key.slice(8));
	};

	test.each<[string, readonly string[], readonly string[]]>([
		['total_time@imdb<117', ['two', 'few'], ['two']],
		['total_time<117', ['two', 'few'], ['two']],
		['not total_time@imdb>117', ['two', 'few'], ['two']],
		['not not total_time@imdb<117', ['two', 'few'], ['two']],
		['not (total_time@imdb>117 or id=two)', ['few'], []],
		['total_time@imdb!=110', ['one', 'few'], ['one']],
		['total_time@imdb<100 or id=few', ['few'], ['few']],
	])('%s', (text, all, comparable) => {
		expect(matching(text)).toEqual(all);
		expect(matching(text, {isComparable})).toEqual(comparable);
	});

	test('of thousands of models, too', () => {
		const many = Array.from({length: 2_500}, (_, at) => madeModel(`A/Model/${at}`, ran(at === 7 ? 80 : 113, at === 7 ? 1 : 200)));
		const parsed = parseQuery('total_time@imdb<117');
		if ('error' in parsed) throw new Error(parsed.error.message);
		expect(filterModels(parsed.ok, many, {now})).toHaveLength(1);
		expect(filterModels(parsed.ok, many, {now, ...comparableResults(many)})).toEqual([]);
	});
});
