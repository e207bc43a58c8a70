/** mreg.config.json as data: defaults, what is wrong in it by name, and what is not ours. */

import {describe, expect, test} from 'vitest';
import {defaultConfig} from '../../store/domain/config.ts';
import {parseConfig} from '../../store/domain/config-schema.ts';
import {anyJson, holdsForAll} from '../helpers/property.ts';

function ok(text: string) {
	const parsed = parseConfig(JSON.parse(text));
	if ('error' in parsed) throw new Error(parsed.error);
	return parsed.ok;
}

test('an empty object is the defaults of the format', () => {
	expect(ok('{}')).toEqual(defaultConfig);
	expect(defaultConfig).toEqual({
		objectives: {},
		metrics: {},
		protectedTags: ['keep', 'best', 'production'],
		seedKeys: ['seed', 'random_seed', 'manual_seed'],
		modelFolders: ['*/Model'],
		trash: {keepDays: 14},
		views: {},
	});
});

test('the example of the format is read as it stands', () => {
	const text = `{"objectives": {"mscn": {"metric": "total_time", "dataset": "imdb"}, "*": {"metric": "total_time"}},
		"metrics": {"total_time": {"direction": "minimize", "unit": "s"}, "auc": {"direction": "maximize"}},
		"protectedTags": ["keep"], "seedKeys": ["seed"], "modelFolders": ["*/Model", "runs/*/checkpoints"], "trash": {"keepDays": 7},
		"views": {"sweep42": {"query": "sweep:42", "algorithm": "mscn", "columns": ["objective", "param.lr"], "sort": "-size", "fold": "seed"}},
		"testCommand": "python unified_test.py --db {dataset} --load-model {id} --no-training"}`;
	expect(ok(text)).toEqual(JSON.parse(text));
});

describe('unknown keys are kept', () => {
	test('at the top and inside', () => {
		const text =
			'{"ours": {"a": [1]}, "objectives": {"mscn": {"metric": "auc", "why": "x"}}, "metrics": {"auc": {"digits": 3}}, "trash": {"keepDays": 1, "color": "red"}}';
		expect(ok(text)).toMatchObject(JSON.parse(text));
	});

	test('even those that every object inherits', () => {
		const config = ok('{"constructor": 1, "toString": 2}');
		expect(config).toMatchObject({constructor: 1, toString: 2});
	});
});

test('__proto__ anywhere never becomes a prototype', () => {
	const config = ok(
		'{"__proto__": {"polluted": 1}, "objectives": {"__proto__": {"metric": "auc"}}, "metrics": {"__proto__": {"unit": "s"}}, "trash": {"__proto__": {"polluted": 1}}}',
	);
	for (const value of [config, config.objectives, config.metrics, config.trash]) expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
	expect((config as Record<string, unknown>).polluted).toBeUndefined();
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('a view that is wrong is told by its name, and takes nothing else with it', () => {
	const config = ok(
		'{"views": {"good": {"query": "tag:a", "who": "me"}, "fold": {"fold": "dataset"}, "list": [], "__proto__": {"columns": "age"}}, "seedKeys": ["s"]}',
	);
	expect(config.seedKeys).toEqual(['s']);
	expect(config.views).toEqual({good: {query: 'tag:a', who: 'me'}});
	expect(Object.keys(config.brokenViews ?? {})).toEqual(['fold', 'list', '__proto__']);
	expect(Object.entries(config.brokenViews ?? {}).map(([, reason]) => reason)).toEqual([
		expect.stringContaining('fold: '),
		expect.stringContaining('object'),
		expect.stringContaining('columns: '),
	]);
});

test('names of algorithms are compared without case', () => {
	expect(ok('{"objectives": {"MSCN": {"metric": "auc"}}}').objectives).toEqual({mscn: {metric: 'auc'}});
});

describe('a wrong key is named', () => {
	test.each([
		['{"objectives": []}', 'objectives'],
		['{"objectives": {"mscn": "auc"}}', 'objectives.mscn'],
		['{"objectives": {"mscn": {}}}', 'objectives.mscn.metric'],
		['{"objectives": {"mscn": {"metric": ""}}}', 'objectives.mscn.metric'],
		['{"metrics": {"auc": {"direction": "up"}}}', 'metrics.auc.direction'],
		['{"protectedTags": "keep"}', 'protectedTags'],
		['{"protectedTags": ["keep", 1]}', 'protectedTags.1'],
		['{"seedKeys": {}}', 'seedKeys'],
		['{"modelFolders": [""]}', 'modelFolders.0'],
		['{"trash": {"keepDays": -1}}', 'trash.keepDays'],
		['{"trash": 14}', 'trash'],
		['{"testCommand": ["python"]}', 'testCommand'],
		['{"views": []}', 'views'],
		['[]', 'the file'],
		['null', 'the file'],
		['42', 'the file'],
	])('%s', (text, name) => {
		const parsed = parseConfig(JSON.parse(text));
		expect(parsed).toHaveProperty('error');
		if ('error' in parsed) expect(parsed.error).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')}: `));
	});

	test('and so is every further one', () => {
		const parsed = parseConfig({protectedTags: 1, seedKeys: 2});
		expect(parsed).toMatchObject({error: expect.stringMatching(/protectedTags: .*; seedKeys: /)});
	});
});

test('no JSON value makes it throw', () => {
	holdsForAll([anyJson], value => void parseConfig(value));
	holdsForAll([anyJson], value => void parseConfig({objectives: value, metrics: value, trash: value}));
});
