/** The registry of the library, on copies of ExampleData: that it says what the commands say, and does what they do. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {ModelRun, MregError, openRegistry, type ErrorCode, type Registry} from '../../source/index.ts';
import {modelFiles, put, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {typed} from '../helpers/typed-command.ts';
import {until} from '../helpers/until.ts';

process.env.XDG_CACHE_HOME = temporaryFolder();
// Each registry has two threads.
process.env.NODE_COMPILE_CACHE = temporaryFolder();
const exampleData = path.join(import.meta.dirname, '..', '..', 'ExampleData');
const opened: Registry[] = [];

afterEach(async () => {
	for (const registry of opened.splice(0)) await registry.close();
});

/** A copy of the example registry, or of the root that is given, open until the test ends. */
async function open(root = exampleCopy()): Promise<Registry> {
	const registry = await openRegistry(root, {by: 'a test'});
	opened.push(registry);
	return registry;
}

function exampleCopy(): string {
	const root = path.join(temporaryFolder(), 'ExampleData');
	fs.cpSync(exampleData, root, {recursive: true, preserveTimestamps: true});
	return root;
}

/** What a command prints as JSON, without the parts that only say which command it was. */
async function printed(root: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
	const {json} = await typed(root, [...args, '--json'], {exists: fs.existsSync, env: process.env});
	const {schema: _, ...rest} = json() as Record<string, unknown>;
	return rest;
}

/** As it would be in a file. */
function plain(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}

async function codeOf(work: () => unknown): Promise<ErrorCode | undefined> {
	try {
		await work();
	} catch (error) {
		if (error instanceof MregError) return error.code;
		throw error;
	}
	return undefined;
}

test('what it reads is what the commands print', async () => {
	const root = exampleCopy();
	const registry = await open(root);
	const lero = (await printed(root, 'list', '--where', 'algo:lero total_time@tpch<100 sort:total_time@tpch')).models;
	expect(plain(registry.query('algo:lero total_time@tpch<100 sort:total_time@tpch'))).toEqual(lero);
	expect(plain(registry.list())).toEqual((await printed(root, 'list')).models);
	expect(plain(registry.best({algorithm: 'mscn', dataset: 'imdb'}))).toEqual(await printed(root, 'best', '--algo', 'mscn', '--dataset', 'imdb'));
	const folded = {algorithm: 'lero', dataset: 'tpch', foldSeeds: true};
	expect(plain(registry.best(folded))).toEqual(await printed(root, 'best', '--algo', 'lero', '--dataset', 'tpch', '--fold', 'seed'));
	expect(plain(await registry.leaderboard({algorithm: 'mscn'}))).toEqual(await printed(root, 'leaderboard', '--algo', 'mscn'));
	const ids = ['mscn_20241019_103000', 'mscn_20241022_230029'];
	const {notes: _, ...comparison} = await registry.compare(ids, {differences: true});
	expect(plain(comparison)).toEqual(await printed(root, 'compare', ...ids, '--differences'));
});

test('versions are as the commands print them', async () => {
	const registry = await open();
	const {root} = registry;
	const {name, path: artifact} = await registry.register({name: 'mscn', from: 'mscn_20241022_230029'});
	expect([name, artifact]).toEqual(['mscn/v1', path.join(root, 'Mscn/Model/mscn_20241022_230029')]);
	await registry.register({name: 'mscn', from: 'mscn_20241023_014209'});
	expect(plain(registry.versions())).toEqual((await printed(root, 'versions')).families);
	expect(plain(registry.versions('mscn'))).toEqual((await printed(root, 'versions', 'mscn')).versions);
	expect(plain(await registry.get('mscn@best'))).toEqual(await printed(root, 'get', 'mscn@best'));
	expect(plain(await registry.verify())).toEqual((await printed(root, 'verify')).models);
	fs.appendFileSync(artifact, 'x');
	expect((await registry.verify(['mscn/v1'])).map(({state}) => state)).toEqual(['differs']);
});

test('that nothing matches is an answer, and what is asked wrongly is an error', async () => {
	const registry = await open();
	expect(registry.list({algorithm: 'none'})).toEqual([]);
	expect(registry.query('num_epoch>100000')).toEqual([]);
	expect(registry.best({algorithm: 'mscn', dataset: 'nowhere'})).toBeUndefined();
	expect(registry.latest({algorithm: 'none'})).toBeUndefined();
	expect(await codeOf(() => registry.query('num_epoch>'))).toBe('usage');
	expect(await codeOf(() => registry.list({limit: 1.5}))).toBe('usage');
	expect(await codeOf(() => registry.tag('no_such_model', {add: ['x']}))).toBe('not-found');
	expect(await codeOf(() => registry.tag('mscn_2024', {add: ['x']}))).toBe('ambiguous');
	expect(await codeOf(() => registry.tag('mscn_20241019_103000', {add: ['a\nb']}))).toBe('usage');
	expect(await codeOf(() => registry.versions('none'))).toBe('not-found');
	await expect(openRegistry('/no/such/folder')).rejects.toThrow('openRegistry names /no/such/folder');
});

test('a root is found as commands find it, and without a dataset the best is that of the objective, else where most were compared', async () => {
	const registry = await open();
	expect(registry.best({algorithm: 'mscn'})?.dataset).toBe('imdb');
	const results = (dataset: string, total_time: number) => ({dataset, num_queries: 5, performance: {total_time}});
	const root = registryOf({
		...modelFiles('Net/Model/net_20241019_100000', {testing: [results('a', 5), results('b', 1)]}),
		...modelFiles('Net/Model/net_20241019_110000', {testing: [results('b', 3)]}),
	});
	expect((await open(root)).best()).toMatchObject({dataset: 'b', value: 1, of: 2});
});

test('a field of another type than its name says does not reach the program, but its problem does', async () => {
	const training = {dataset: 7, num_queries: null, hyperparams: 'none', trained_at: '2024-10-19T10:30:00', gpu: 'a100'};
	const testing = ['x', {dataset: 'imdb', performance: 3}, {dataset: 'imdb', num_queries: 'many', performance: {total_time: 2}}];
	const root = registryOf({
		'Net/Model/net_1': 'w',
		'Net/Model/net_1.json': {model_id: 'net_1', training, testing},
		...modelFiles('Net/Model/net_2', {testing: {}}),
	});
	const registry = await open(root);
	const model = registry.list().find(({model_id}) => model_id === 'net_1');
	expect(model?.training).toEqual({num_queries: null, hyperparams: {}, trained_at: '2024-10-19T10:30:00', gpu: 'a100'});
	expect(model?.testing).toEqual([
		{dataset: 'imdb', performance: {}},
		{dataset: 'imdb', performance: {total_time: 2}},
	]);
	expect(model?.problems.map(({kind}) => kind)).toContain('odd-value');
	expect(registry.list().find(({model_id}) => model_id === 'net_2')?.testing).toEqual([]);
});

test('a change is shown when its promise resolves, is in the log, and is taken back', async () => {
	const registry = await open();
	const id = 'mscn_20241019_103000';
	const now = () => registry.list().find(({model_id}) => model_id === id);
	const before = now();
	const {txn, done, undo} = await registry.tag([id, 'lero_20241019_110000'], {add: ['mine'], remove: ['keep']});
	expect(done).toHaveLength(2);
	expect(now()?.tags).toContain('mine');
	expect(now()?.tags).not.toContain('keep');
	await registry.note(id, 'one');
	await registry.note(id, 'two', {append: true});
	expect(now()?.notes).toBe('one\ntwo');
	await registry.record(id, {dataset: 'night', times: [1, 3], testedAt: '2024-10-20T00:00:00'});
	expect(now()?.testing.at(-1)).toMatchObject({dataset: 'night', num_queries: 2, performance: {total_time: 4}});
	const {lines} = await typed(registry.root, ['log']);
	expect(lines.filter(line => line.includes('a test'))).toHaveLength(4);
	for (let count = 0; count < 3; count++) await registry.undo();
	await undo();
	expect(now()).toEqual(before);
	expect(await codeOf(undo)).toBe('usage');
	expect(await codeOf(() => registry.undo(txn ?? ''))).toBe('usage');
});

test('a model in a new family folder is there when its registration resolves', async () => {
	const registry = await open();
	const file = path.join(temporaryFolder(), 'weights.pt');
	fs.writeFileSync(file, 'weights');
	const facts = {metrics: {acc: 0.5}, hyperparams: {lr: 0.1, layers: [1, 2], optimizer: '5'}, inputShape: ['batch', 3], tags: ['new']};
	const {key, known, undo} = await registry.register({name: 'resnet', path: file, testDataset: 'imagenet', ...facts});
	const [model] = registry.list({tags: ['new']});
	expect(model).toMatchObject({key, input_shape: ['batch', 3], training: {hyperparams: {lr: 0.1, layers: [1, 2], optimizer: '5'}}});
	expect(known).toBe(false);
	expect((await registry.register({name: 'resnet', path: file})).known).toBe(true);
	expect(await codeOf(() => registry.register({name: 'resnet', path: file, metrics: {'a=b': 1}}))).toBe('usage');
	expect(await codeOf(() => registry.register({name: 'resnet', path: file, metrics: {acc: NaN}}))).toBe('usage');
	await undo();
	expect(registry.list({tags: ['new']})).toEqual([]);
});

test('a plan is what the command writes, and is carried out only as far as it holds', async () => {
	const registry = await open();
	const {root} = registry;
	const request = {algorithm: 'mscn', keep: 3, keepBests: true} as const;
	const plan = await registry.planCleanup(request);
	const written = (await printed(root, 'cleanup', '--algo', 'mscn', '--keep', '3', '--keep-bests', '--dry-run')) as {plan: Record<string, unknown>};
	expect({...plan, made_at: ''}).toEqual({...written.plan, made_at: ''});
	const {lines} = await typed(root, ['apply', '-', '--dry-run', '--quiet'], {input: [JSON.stringify({schema: 1, plan})]});
	expect(lines).toEqual(plan.remove.map(({model_id}) => model_id));
	const [first, second] = plan.remove.map(({key}) => key);
	fs.appendFileSync(path.join(root, first ?? ''), 'more');
	await registry.tag(second ?? '', {add: ['keep']});
	const {done, skipped, undo} = await registry.applyPlan(plan);
	expect(skipped.map(({key}) => key).sort()).toEqual([first, second].sort());
	expect(done).toHaveLength(plan.remove.length - 2);
	expect(registry.list()).toHaveLength(40 - done.length);
	await undo();
	expect(registry.list()).toHaveLength(40);
});

test('a best is lost only where that is accepted, and a plan of nobody is refused', async () => {
	const registry = await open();
	const plan = await registry.planCleanup({algorithm: 'lero', keep: 1, dataset: 'tpch'});
	expect(plan.losses.some(({ranked}) => ranked)).toBe(true);
	expect(await codeOf(() => registry.applyPlan(plan))).toBe('declined');
	expect(await codeOf(() => registry.applyPlan(plan, {acceptLoss: true, maxRemove: 1}))).toBe('declined');
	expect(await codeOf(() => registry.applyPlan({...plan, root: '/elsewhere'}))).toBe('usage');
	expect(await codeOf(() => registry.applyPlan(JSON.parse('{}')))).toBe('unreadable');
	expect(await codeOf(() => registry.planCleanup({keep: 3}))).toBe('usage');
	expect(await codeOf(() => registry.planCleanup({algorithm: 'lero', keep: 0}))).toBe('usage');
	expect(registry.list()).toHaveLength(40);
	expect((await registry.applyPlan(plan, {acceptLoss: true})).done).toHaveLength(plan.remove.length);
});

test('undo without a transaction takes back no change of many models', async () => {
	const registry = await open();
	const {txn} = await registry.tag(
		registry.list({limit: 11}).map(({key}) => key),
		{add: ['many']},
	);
	expect(await codeOf(() => registry.undo())).toBe('declined');
	expect((await registry.undo(txn ?? '')).done).toHaveLength(11);
	expect(await codeOf(() => registry.undo())).toBe('not-found');
});

test('what another program writes is told to listeners, and models that did not change stay the same objects', async () => {
	const registry = await open();
	const before = registry.list();
	let told = 0;
	const unsubscribe = registry.subscribe(() => told++);
	put(registry.root, 'Mscn/Model/mscn_20241201_000000', 'weights');
	put(registry.root, 'Mscn/Model/mscn_20241201_000000.json', {
		model_id: 'mscn_20241201_000000',
		training: {trained_at: '2024-12-01T00:00:00', hyperparams: {}},
	});
	await until(() => registry.latest()?.model_id === 'mscn_20241201_000000');
	expect(told).toBeGreaterThan(0);
	expect(before.every(model => registry.list().includes(model))).toBe(true);
	unsubscribe();
});

test('a closed registry still says what it knew, and changes nothing', async () => {
	const registry = await open();
	await registry.close();
	await registry.close();
	expect(registry.list()).toHaveLength(40);
	expect(await codeOf(() => registry.tag('mscn_20241019_103000', {add: ['x']}))).toBe('usage');
	expect(await codeOf(() => registry.subscribe(() => undefined))).toBe('usage');
});

test('resolve says which model is run, and why', async () => {
	const registry = await open();
	const best = await registry.resolve({algorithm: 'mscn', dataset: 'imdb'});
	expect(best).toMatchObject({choice: 'best', id: 'mscn_20241022_230029', path: path.join(registry.root, 'Mscn/Model/mscn_20241022_230029'), value: 117.34});
	const fresh = await registry.resolve({algorithm: 'mscn', training: true, hyperparams: {num_epoch: 3}});
	expect(fresh).toMatchObject({choice: 'new', model: null, hyperparams: {num_epoch: 3}});
	expect(fs.existsSync(fresh.path ?? '')).toBe(false);
	fs.rmSync(path.join(registry.root, 'Mscn/Model/mscn_20241019_103000'), {recursive: true});
	expect((await registry.resolve({id: 'mscn_20241019_103000'})).path).toBeNull();
});

test('a run that is saved in this process is there for every open registry when its save resolves', async () => {
	const registry = await open(registryOf(modelFiles('Net/Model/net_20241019_100000')));
	const other = await open(registry.root);
	for (let round = 0; round < 3; round++) {
		const run = await ModelRun.create({algorithm: round === 2 ? 'fresh' : 'net', root: registry.root});
		await run.save(file => fs.writeFileSync(file, 'weights'));
		expect(registry.list().some(({model_id, state}) => model_id === run.id && state === 'ok')).toBe(true);
		expect(other.list().some(({model_id}) => model_id === run.id)).toBe(true);
		await registry.record(run.id, {dataset: 'night', times: [round]});
		expect(other.list().find(({model_id}) => model_id === run.id)?.testing).toHaveLength(1);
		run.addTags(`round${round}`);
		await run.save();
		expect(other.list({tags: [`round${round}`]})).toHaveLength(1);
	}
});

test('what another program has just written is looked for on the disk before it is not found', async () => {
	const registry = await open(registryOf(modelFiles('Net/Model/net_20241019_100000')));
	for (let round = 0; round < 5; round++) {
		const id = `net_20241019_11000${round}`;
		for (const [file, content] of Object.entries(modelFiles(`Net/Model/${id}`))) put(registry.root, file, content);
		const {done} = await registry.record(id, {dataset: 'night', times: [1]});
		expect(done).toEqual([`Net/Model/${id}`]);
	}
});
