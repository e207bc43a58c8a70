/** What was typed about a version, and the registration that comes of it. */

import {expect, test} from 'vitest';
import {registrationOf, type RegistrationFound, type RegistrationWords} from '../../source/registration.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Registration} from '../../store/domain/registration.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const hex = 'ab'.repeat(32);
const other = 'cd'.repeat(32);

function snapshotOf(models: readonly Model[] = []): Snapshot {
	return {root: '/registry', reason: 'test', models, problems: [], config: defaultConfig, activity: {phase: 'live', checkedAt: 0}, watching: false};
}

function registered(words: Partial<RegistrationWords>, found: Partial<RegistrationFound> & {readonly models?: readonly Model[]} = {}): Registration {
	const {models, ...rest} = found;
	const file = words.from === undefined ? {path: '/data/model.pth'} : {};
	return registrationOf(
		{name: 'resnet18', way: 'copy', metrics: [], params: [], tags: [], isNewWanted: false, ...words},
		{snapshot: snapshotOf(models), ...file, ...rest},
	);
}

function refused(words: Partial<RegistrationWords>, found: Parameters<typeof registered>[1] = {}) {
	const {code, message, hint, exitCode} = userErrorOf(() => registered(words, found));
	return {code, exitCode, text: `${message}\n${hint ?? ''}`};
}

const version = (family: string, number: number, content: JsonObject = {}, key = `Resnet18/Model/${family}_v${number}.pth`) =>
	madeModel(key, {model_id: `${family}_v${number}`, family, version: number, ...content});

test('a new family gets a folder of its own, and the next number', () => {
	expect(registered({})).toEqual({
		family: 'resnet18',
		folder: 'Resnet18',
		taken: [],
		present: [],
		isNewWanted: false,
		source: {kind: 'copy', path: '/data/model.pth'},
		facts: {tags: [], lineage: {source: '/data/model.pth'}},
	});
});

test('a family that is there keeps its spelling, its folder and its numbers', () => {
	const models = [version('ResNet18', 7, {}, 'vision/resnet18/Model/a.pth'), version('ResNet18', 2, {}, 'vision/resnet18/Model/b.pth')];
	const there = models.map(model => ({...model, folder: 'vision/resnet18', folderAlgorithm: 'resnet18'}));
	expect(registered({name: 'RESNET18'}, {models: there})).toMatchObject({family: 'ResNet18', folder: 'vision/resnet18', taken: [7, 2]});
});

test('a family may have the name of an algorithm that has models already', () => {
	const models = [madeModel('MSCN/Model/mscn_20241019_103000')];
	expect(registered({name: 'mscn'}, {models})).toMatchObject({family: 'mscn', folder: 'MSCN', taken: []});
});

test('a family of which only promoted models lie elsewhere gets its own folder; in a folder that the config names it stays', () => {
	expect(registered({}, {models: [version('resnet18', 1, {}, 'Mscn/Model/a.pth')]})).toMatchObject({folder: 'Resnet18', taken: [1]});
	const custom = {...version('resnet18', 1, {}, 'runs/first/checkpoints/a.pth'), folder: 'runs/first', folderAlgorithm: 'first'};
	expect(registered({}, {models: [custom]}).folder).toBe('runs/first');
});

test('of two folders of one name the nearer one is taken, unless the newest version lies in the other', () => {
	const [near, far] = [
		madeModel('Resnet18/Model/x', {}, {folder: 'Resnet18', folderAlgorithm: 'resnet18'}),
		madeModel('old/Resnet18/Model/y', {}, {folder: 'old/Resnet18', folderAlgorithm: 'resnet18'}),
	];
	expect(registered({}, {models: [far, near]}).folder).toBe('Resnet18');
	const newest = {...version('resnet18', 1, {}, 'old/Resnet18/Model/z'), folder: 'old/Resnet18', folderAlgorithm: 'resnet18'};
	expect(registered({}, {models: [newest, far, near]}).folder).toBe('old/Resnet18');
});

test('a family of which only entries of the exchange file are left gets a folder of its own', () => {
	const gone = madeModel('resnet18_v4', {family: 'resnet18', version: 4}, {folder: '', folderAlgorithm: 'resnet18', artifact: undefined, state: 'missing'});
	expect(registered({}, {models: [gone]})).toMatchObject({folder: 'Resnet18', taken: [4]});
});

test.each(['resnet18@v3', 'resnet18/v3', ' resnet18@v3 '])('%j asks for the number 3', name => {
	expect(registered({name})).toMatchObject({family: 'resnet18', version: 3});
});

test('a number that a version has is refused, and what to type instead is said', () => {
	const answer = refused({name: 'ResNet18@v3'}, {models: [version('resnet18', 3)]});
	expect(answer).toMatchObject({code: 'failed', exitCode: 1});
	expect(answer.text).toContain('resnet18/v3 exists already');
});

test.each([
	'a/b',
	'../x',
	'..',
	'.',
	'',
	'  ',
	'a@',
	'@v1',
	'a@latest',
	'a@best',
	'a@champion',
	'a@v0',
	'a@v99999999999999999999',
	'a@v1000000001',
	'Model',
	'model@v2',
	'-a',
	'a\nb',
	'a/b/v3',
	'x'.repeat(101),
])('%j names no new version', name => {
	expect(refused({name})).toMatchObject({code: 'usage', exitCode: 2});
});

test('versions whose bytes are known are told, and only those', () => {
	const models = [
		version('resnet18', 3, {checksum: {algorithm: 'sha256', value: hex.toUpperCase()}}),
		version('resnet18', 2, {checksum: 'odd'}),
		version('other', 1, {checksum: {algorithm: 'sha256', value: other}}),
		madeModel(
			'Resnet18/Model/resnet18_v1.pth',
			{family: 'resnet18', version: 1, checksum: {algorithm: 'sha256', value: other}},
			{artifact: undefined, state: 'missing'},
		),
	];
	expect(registered({}, {models}).present).toEqual([{family: 'resnet18', version: 3, key: 'Resnet18/Model/resnet18_v3.pth', bytes: 1, sha256: hex}]);
	expect(registered({}, {models}).taken).toEqual([3, 2, 1]);
});

test('what is said of a version stands under the names of the sidecar', () => {
	const {facts, source} = registered(
		{
			way: 'move',
			metrics: ['acc=0.697', 'loss = 3e-4', 'bias=-.5'],
			params: ['lr=1e-3', 'layers=[64,32]', 'name=adam', 'big=12345678901234567890', 'huge=1e400', 'id=007', 'empty='],
			tags: [' baseline ', 'baseline', 'wip'],
			testDataset: ' imagenet-val ',
			dataset: 'imagenet',
			datasetDigest: hex.toUpperCase(),
			framework: 'pytorch',
			architecture: 'resnet18',
			inputShape: 'batch, 3,224,224,-1',
			domain: '의료',
			note: 'two\nlines',
		},
		{url: 'https://example.org/model.pth', gitCommit: 'abc-dirty'},
	);
	expect(facts).toEqual({
		framework: 'pytorch',
		architecture: 'resnet18',
		input_shape: ['batch', 3, 224, 224, -1],
		domain: '의료',
		dataset: 'imagenet',
		hyperparams: {lr: 0.001, layers: [64, 32], name: 'adam', big: '12345678901234567890', huge: '1e400', id: '007', empty: ''},
		test: {dataset: 'imagenet-val', performance: {acc: 0.697, loss: 0.0003, bias: -0.5}},
		tags: ['baseline', 'wip'],
		notes: 'two\nlines',
		lineage: {dataset_digest: `sha256:${hex}`, source: 'https://example.org/model.pth', git_commit: 'abc-dirty'},
	});
	expect(source).toEqual({kind: 'move', path: '/data/model.pth', url: 'https://example.org/model.pth'});
});

test('a result without a test dataset has none; a hyperparameter may have any name', () => {
	const {facts} = registered({metrics: ['acc=1'], params: ['__proto__=1', 'constructor={"__proto__":2}']});
	expect(facts.test).toEqual({performance: {acc: 1}});
	expect(JSON.stringify(facts.hyperparams)).toBe('{"__proto__":1,"constructor":{"__proto__":2}}');
});

test.each([
	'acc',
	'=1',
	' =1',
	'acc=',
	'acc=NaN',
	'acc=inf',
	'acc=-Infinity',
	'acc=1e999',
	'acc=0,697',
	'acc=69.7%',
	'acc=0x10',
	'acc=1_000',
	'acc=0.6=0.7',
	'a\tb=1',
])('the metric %j is refused', metric => {
	expect(refused({metrics: ['loss=1', metric]})).toMatchObject({code: 'usage', exitCode: 2});
});

test('a metric that is no number is named', () => {
	expect(refused({metrics: ['loss=1', 'acc=high']}).text).toMatch(/acc is no finite number: "high"/);
});

test.each([
	{metrics: ['acc=1', 'acc=2']},
	{params: ['lr=1', 'lr=1']},
	{params: ['lr']},
	{testDataset: 'imagenet'},
	{inputShape: '1,,2'},
	{inputShape: '1.5,3'},
	{inputShape: '0,3'},
	{inputShape: '1x3x224'},
	{inputShape: 'foo'},
	{inputShape: 'batch,seq,-1'},
	{tags: ['ok', ' ']},
	{tags: ['a\nb']},
	{tags: ['@champion']},
	{framework: 'py\ntorch'},
	{note: 'x'.repeat(100_001)},
	{datasetDigest: 'sha256:abc'},
	{datasetDigest: `md5:${hex}`},
	{parentDigest: hex},
])('%j is refused as usage', words => {
	expect(refused(words)).toMatchObject({code: 'usage', exitCode: 2});
});

test('a digest of the dataset and a file to take it from exclude each other; the file alone is told', () => {
	expect(refused({datasetDigest: hex}, {datasetPath: '/data/train.csv'}).code).toBe('usage');
	expect(registered({}, {datasetPath: '/data/train.csv'}).datasetPath).toBe('/data/train.csv');
});

test('what was typed as blanks is not there', () => {
	expect(registered({framework: ' ', domain: '', dataset: '', inputShape: ' ', note: ' \n', parent: ' ', testDataset: ''}).facts).toEqual({
		tags: [],
		lineage: {source: '/data/model.pth'},
	});
});

test.each([
	'resnet18@v1',
	'resnet18/v1',
	'ResNet18@v1',
	'resnet18@champion',
	'resnet18_v1',
	'Resnet18/Model/resnet18_v1.pth',
	'/registry/Resnet18/Model/resnet18_v1.pth',
])('the parent %j is a version of the registry', parent => {
	const models = [version('resnet18', 2), version('resnet18', 1, {aliases: ['champion']})];
	const found = registered({parent}, {models, parentPath: '/elsewhere/file'});
	expect(found.facts.lineage.parent).toBe('resnet18/v1');
	expect(found.parentPath).toBeUndefined();
});

test('a parent that is no version is named by its key; a part of an id is enough', () => {
	const models = [madeModel('Mscn/Model/mscn_20241019_103000')];
	expect(registered({parent: '1019_1030'}, {models}).facts.lineage.parent).toBe('Mscn/Model/mscn_20241019_103000');
});

test('a file outside is a parent before it is part of an id', () => {
	const models = [madeModel('Mscn/Model/mybase.pth')];
	const found = registered({parent: 'base.pth'}, {models, parentPath: '/data/base.pth'});
	expect([found.facts.lineage.parent, found.parentPath]).toEqual(['/data/base.pth', '/data/base.pth']);
});

test('a parent that is nowhere is a reference with its digest, and refused without one', () => {
	const {facts, parentPath} = registered({parent: 'imagenet-weights', parentDigest: `sha256:${hex}`});
	expect([facts.lineage, parentPath]).toEqual([{parent: 'imagenet-weights', parent_digest: `sha256:${hex}`, source: '/data/model.pth'}, undefined]);
	const answer = refused({parent: 'imagenet-weights'});
	expect(answer).toMatchObject({code: 'not-found', exitCode: 3});
	expect(answer.text).toMatch(/--parent-digest/);
});

test('a version that its family has not is no parent, with a digest or without', () => {
	const models = [version('resnet18', 1)];
	for (const parentDigest of [undefined, hex]) expect(refused({parent: 'resnet18@v9', parentDigest}, {models}).code).toBe('not-found');
});

test('a digest of a parent that is in the registry must be its own', () => {
	const models = [version('resnet18', 1, {checksum: {algorithm: 'sha256', value: hex}})];
	expect(registered({parent: 'resnet18@v1', parentDigest: hex}, {models}).facts.lineage).toMatchObject({parent: 'resnet18/v1'});
	expect(refused({parent: 'resnet18@v1', parentDigest: other}, {models}).code).toBe('usage');
});

test('several models that may be the parent are all named', () => {
	const models = [madeModel('A/Model/net', {model_id: 'net'}), madeModel('B/Model/net', {model_id: 'net'})];
	const answer = refused({parent: 'net'}, {models});
	expect(answer).toMatchObject({code: 'ambiguous', exitCode: 2});
	expect(answer.text).toMatch(/A\/Model\/net\nB\/Model\/net/);
});

test('a model of the registry is promoted where it lies: without a source, without the commit of now', () => {
	const models = [madeModel('Mscn/Model/mscn_20241019_103000', {}, {artifact: madeArtifact('Mscn/Model/mscn_20241019_103000', {bytes: 1200})})];
	const {source, facts, folder} = registered({name: 'mscn', from: '1019_1030'}, {models, gitCommit: 'abc'});
	expect(source).toMatchObject({kind: 'promote', target: {key: 'Mscn/Model/mscn_20241019_103000', bytes: 1200}});
	expect([facts.lineage, folder]).toEqual([{}, 'Mscn']);
});

test.each([
	{words: {from: 'nothing'}, code: 'not-found'},
	{words: {from: 'net_a', parent: 'net_a'}, code: 'usage'},
	{words: {from: 'net_gone'}, code: 'not-found'},
	{words: {from: 'net_'}, code: 'ambiguous'},
])('$words is refused: $code', ({words, code}) => {
	const models = [madeModel('Net/Model/net_a'), madeModel('Net/Model/net_gone', {}, {artifact: undefined, state: 'missing'})];
	expect(refused(words, {models}).code).toBe(code);
});

test('a file and a model at once are refused, and so is neither', () => {
	const models = [madeModel('Net/Model/net_a')];
	expect(refused({from: 'net_a'}, {models, path: '/data/model.pth'}).code).toBe('usage');
	expect(refused({}, {path: undefined}).code).toBe('usage');
});
