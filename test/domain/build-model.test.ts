/** What is decided when a model is built: its name, time, algorithm, what the registry adds, its problems, and which result counts. */

import {describe, expect, test} from 'vitest';
import {buildModel, resultOf} from '../../store/domain/build-model.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {interpretSidecar} from '../../store/domain/sidecar.ts';
import {foundModel, madeArtifact, madeModel} from '../helpers/made-models.ts';
import {anyJson, holdsForAll} from '../helpers/property.ts';

const at = (text: string) => new Date(text).getTime();

describe('the time of a model', () => {
	const all = {trained: '2024-01-01T00:00:00', created: '2024-02-01T00:00:00', id: 'm_20240301_000000', artifact: at('2024-04-01T00:00:00')};
	const timeOf = ({trained, created, id, artifact}: Partial<typeof all>) =>
		madeModel(
			'Mscn/Model/m',
			{model_id: id ?? 'm', created_at: created ?? null, training: trained === undefined ? null : {trained_at: trained, hyperparams: {}}},
			{artifact: artifact === undefined ? undefined : madeArtifact('m', {modifiedAt: artifact})},
		).time;

	test('is that of its training', () => expect(timeOf(all)).toBe(at('2024-01-01T00:00:00')));
	test('else of its creation', () => expect(timeOf({...all, trained: undefined})).toBe(at('2024-02-01T00:00:00')));
	test('else the one in its id', () => expect(timeOf({...all, trained: undefined, created: undefined})).toBe(at('2024-03-01T00:00:00')));
	test('else that of its artifact', () => expect(timeOf({artifact: all.artifact})).toBe(all.artifact));
	test('else none', () => expect(timeOf({})).toBe(-Infinity));
	test('passes over nonsense', () => {
		expect(timeOf({...all, trained: 'soon'})).toBe(at('2024-02-01T00:00:00'));
		expect(timeOf({...all, trained: '', created: 'then'})).toBe(at('2024-03-01T00:00:00'));
	});
	test('is the time in its name where the sidecar has no id', () => {
		expect(madeModel('Mscn/Model/m_20240301_000000').time).toBe(at('2024-03-01T00:00:00'));
	});
});

describe('a model is called', () => {
	test('as its sidecar says', () =>
		expect(madeModel('Mscn/Model/a.pt', {model_id: 'b', algorithm: 'Lero'})).toMatchObject({id: 'b', algorithm: 'Lero', folderAlgorithm: 'mscn'}));
	test('else as its artifact and folder', () =>
		expect(madeModel('Mscn/Model/a.pt', {model_id: '', algorithm: null})).toMatchObject({id: 'a.pt', algorithm: 'mscn'}));
});

describe('what model_registry.json says beyond the sidecar', () => {
	const content = {tags: ['a'], notes: 'mine'};

	test('is added to the tags, and marked', () => {
		const model = madeModel('m', content, {extras: {tags: ['b', 'a', 'c'], notes: ''}});
		expect(model).toMatchObject({tags: ['a', 'b', 'c'], notes: 'mine', fromRegistry: {tags: ['b', 'c'], notes: undefined}});
	});

	test('is the note where the sidecar has none', () => {
		expect(madeModel('m', {tags: ['a']}, {extras: {tags: [], notes: 'theirs'}})).toMatchObject({notes: 'theirs', fromRegistry: {tags: [], notes: 'theirs'}});
		expect(madeModel('m', content, {extras: {tags: [], notes: 'theirs'}})).toMatchObject({notes: 'mine', fromRegistry: undefined});
	});

	test('is nothing where it says the same', () => {
		const model = madeModel('m', content, {extras: {tags: ['a'], notes: 'mine'}});
		expect(model.fromRegistry).toBeUndefined();
		expect(model).toEqual(madeModel('m', content));
	});

	test('does not change the sidecar’s own', () => {
		const model = madeModel('m', content, {extras: {tags: ['b'], notes: ''}});
		expect(model.content).toEqual(content);
		expect(content.tags).toEqual(['a']);
	});

	test('is found by the words of a query', () => {
		const found = {...foundModel('m', {}), search: 'from the index'};
		expect(buildModel(found, {tags: ['Urgent'], notes: 'Later'}).search).toContain('urgent\nlater');
		expect(buildModel(found).search).toBe('from the index');
	});
});

test('what is odd in the content is a problem of the sidecar, after those of the files', () => {
	const own = {kind: 'duplicate-key' as const, path: 'x', message: 'x'};
	const model = madeModel('Mscn/Model/m', {tags: 'x', notes: 7}, {problems: [own]});
	expect(model.problems).toEqual([
		own,
		{kind: 'odd-value', path: 'Mscn/Model/m.json', message: 'tags is the text "x", not a list.'},
		{kind: 'odd-value', path: 'Mscn/Model/m.json', message: 'notes is 7, not text.'},
	]);
});

test('the text for words holds id, name, algorithm, datasets, tags and notes, in small letters and NFC', () => {
	const model = madeModel(`Mscn/Model/${'모델'.normalize('NFD')}`, {
		model_id: 'ID',
		algorithm: 'ALGO',
		training: {dataset: 'TRAIN', hyperparams: {}},
		testing: [
			{dataset: 'TEST', performance: {}},
			{dataset: 'TEST', performance: {}},
		],
		tags: ['TAG'],
		notes: 'NOTE',
	});
	expect(model.search).toBe(['id', '모델'.normalize('NFC'), 'algo', 'train', 'test', 'tag', 'note'].join('\n'));
});

describe('the result of a metric', () => {
	const tests = (list: readonly JsonObject[]) => ({tests: interpretSidecar({testing: list}).tests});
	const value = (list: readonly JsonObject[], metric = 'auc', dataset?: string) => resultOf(tests(list), metric, dataset)?.performance[metric];
	const on = (dataset: string | null, tested: string | null, performance: JsonObject) => ({dataset, tested_at: tested, performance});

	test('is the latest one', () => {
		expect(value([on('a', '2024-01-02', {auc: 1}), on('a', '2024-01-03', {auc: 2}), on('a', '2024-01-01', {auc: 3})])).toBe(2);
	});

	test('of equal times is the later in the list', () => {
		expect(value([on('a', '2024-01-02', {auc: 1}), on('a', '2024-01-02', {auc: 2})])).toBe(2);
		expect(value([on('a', null, {auc: 1}), on('a', null, {auc: 2})])).toBe(2);
	});

	test('counts a missing or nonsensical time as the oldest', () => {
		expect(value([on('a', '1900-01-01', {auc: 1}), on('a', null, {auc: 2}), on('a', 'soon', {auc: 3})])).toBe(1);
	});

	test('passes over tests that do not have it as a number', () => {
		expect(value([on('a', '2024-01-01', {auc: 1}), on('a', '2024-01-02', {}), on('a', '2024-01-03', {auc: null}), on('a', '2024-01-04', {auc: 'high'})])).toBe(
			1,
		);
	});

	test('may be NaN or infinite: that was measured', () => {
		expect(value([on('a', '2024-01-01', {auc: 1}), on('a', '2024-01-02', {auc: 'NaN'})])).toBe('NaN');
	});

	test('on a dataset is one of that dataset', () => {
		const list = [on('a', '2024-01-01', {auc: 1}), on('b', '2024-01-02', {auc: 2}), on(null, '2024-01-03', {auc: 3})];
		expect(value(list, 'auc', 'a')).toBe(1);
		expect(value(list, 'auc', 'c')).toBeUndefined();
		expect(value(list)).toBe(3);
	});

	test('of a metric that every object inherits is none', () => {
		for (const metric of ['constructor', 'toString', '__proto__']) expect(resultOf(tests([on('a', null, {auc: 1})]), metric)).toBeUndefined();
		const own = JSON.parse('{"testing": [{"performance": {"__proto__": 5}}]}') as JsonObject;
		expect(resultOf(interpretSidecar(own), '__proto__')).toBeDefined();
	});
});

test('any JSON object builds a model', () => {
	holdsForAll([anyJson, anyJson], (content, more) => {
		const object = (typeof content === 'object' && content !== null && !Array.isArray(content) ? content : {value: content}) as JsonObject;
		const model = madeModel('Mscn/Model/m', {...object, testing: [{performance: object}], training: more as JsonObject});
		expect(model.time === -Infinity || Number.isFinite(model.time)).toBe(true);
		expect(typeof model.id).toBe('string');
		expect(typeof model.search).toBe('string');
	});
});
