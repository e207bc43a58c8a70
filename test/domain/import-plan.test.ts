/** What an import makes of the entries of a registry.yaml: facts, numbers, and what is said of bad ones. */

import {expect, test} from 'vitest';
import {seedFacts} from '../../store/domain/import-facts.ts';
import {numberVersions, seedVersions, type KnownFamily, type SeedEntry} from '../../store/domain/import-plan.ts';
import type {JsonObject} from '../../store/domain/json.ts';

const nothing: KnownFamily = {numbers: [], labels: new Map()};

function entry(version: string, fields: JsonObject = {}, family = 'net'): SeedEntry {
	return {family, version, fields: {file_path: `models/${family}/${version}/net.pt`, ...fields}};
}

function numbersOf(entries: readonly SeedEntry[], known: KnownFamily = nothing) {
	return numberVersions(seedVersions(entries).versions, () => known).map(({spelled, version, label}) => [spelled.version, version, label]);
}

test('what an entry says goes to where a sidecar says it, times and texts as they are spelled', () => {
	const said = seedFacts({
		name: 'net',
		version: 'v1',
		file_path: 'a.pt',
		framework: 'pytorch',
		architecture: 'ResNet-18',
		input_shape: [null, 3, 224, 'W'],
		metrics: {acc: 0.697},
		dataset: 'ImageNet',
		description: '설명\n둘',
		registered_at: '2024-11-20T10:00:00.123456',
		domain: 'Medical',
		tags: ['a', 'b', 'a'],
		hyperparams: {lr: 0.1},
	});
	expect(said).toEqual({
		path: 'a.pt',
		remarks: [],
		facts: {
			created_at: '2024-11-20T10:00:00.123456',
			framework: 'pytorch',
			architecture: 'ResNet-18',
			input_shape: ['?', 3, 224, 'W'],
			domain: 'Medical',
			dataset: 'ImageNet',
			hyperparams: {lr: 0.1},
			test: {performance: {acc: 0.697}},
			tags: ['a', 'b'],
			notes: '설명\n둘',
			others: undefined,
		},
	});
});

test('nothing of an entry is lost: what is not understood keeps its name, or lies in `imported`', () => {
	const said = seedFacts({
		path: 'a.pt',
		created_at: '2024-11-20',
		owner: {team: 1},
		framework: 2,
		aliases: ['x'],
		metrics: {acc: 1, loss: 'NaN', big: '9007199254740993'},
	});
	expect(said?.facts).toMatchObject({
		created_at: '2024-11-20',
		framework: undefined,
		test: {performance: {acc: 1}},
		others: {owner: {team: 1}, framework: 2, imported: {aliases: ['x'], metrics: {loss: 'NaN', big: '9007199254740993'}}},
	});
	expect(said?.remarks).toEqual(['loss, big: no number that can be compared; kept as imported.metrics.']);
});

test('a time that is none is no time of the version, and stays', () => {
	const said = seedFacts({model_path: 'a.pt', registered_at: 'yesterday'});
	expect([said?.facts.created_at, said?.facts.others]).toEqual([undefined, {registered_at: 'yesterday'}]);
});

test('numbers are spelled in several ways', () => {
	expect(numbersOf([entry('v3'), entry('1'), entry('2.0'), entry('V10')])).toEqual([
		['1', 1, undefined],
		['2.0', 2, undefined],
		['v3', 3, undefined],
		['V10', 10, undefined],
	]);
});

test('names that are no numbers get the next ones behind all that the family ever had, by time where all tell it', () => {
	const named = [entry('final', {registered_at: '2024-01-03'}), entry('1.10.0', {registered_at: '2024-01-01'}), entry('1.9.0', {registered_at: '2024-01-02'})];
	expect(numbersOf([...named, entry('v1')], {...nothing, numbers: [4]})).toEqual([
		['v1', 1, undefined],
		['1.10.0', 5, '1.10.0'],
		['1.9.0', 6, '1.9.0'],
		['final', 7, 'final'],
	]);
	expect(numbersOf([entry('1.10.0'), entry('final'), entry('1.9.0')]).map(([name]) => name)).toEqual(['1.9.0', '1.10.0', 'final']);
});

test('a name that was imported before keeps its number', () => {
	expect(numbersOf([entry('final'), entry('1.0.0')], {numbers: [1, 2], labels: new Map([['final', 1]])})).toEqual([
		['final', 1, 'final'],
		['1.0.0', 3, '1.0.0'],
	]);
});

test('a bad entry costs only itself, and says why', () => {
	const {versions, unusable} = seedVersions([
		entry('v1'),
		entry('1'),
		{family: 'net', version: 'v2', fields: {metrics: {}}},
		{family: 'net', version: 'v3', odd: 'holds !!python/name:os.system, which only Python makes (line 3)'},
		entry('v1', {}, '../evil'),
		entry('v1', {}, 'NET'),
	]);
	expect(versions.map(({spelled}) => spelled)).toEqual([{family: 'net', version: 'v1'}]);
	expect(unusable).toEqual([
		{name: 'net/1', reason: 'It has the number of net/v1.'},
		{name: 'net/v2', reason: 'It names no file (file_path).'},
		{name: 'net/v3', reason: 'It holds !!python/name:os.system, which only Python makes (line 3).'},
		{name: '../evil/v1', reason: expect.stringContaining('cannot name a family')},
		{name: 'NET/v1', reason: 'It has the number of net/v1.'},
	]);
});
