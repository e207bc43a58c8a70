/** One full look at a registry: real data, what the exchange file adds, one bad file among many, and random trees against a fresh look. */

import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {FoundModel} from '../../store/domain/build-model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {decodeFound} from '../../store/found-codec.ts';
import {Indexer} from '../../store/indexer.ts';
import type {RootFacts} from '../../store/indexer-sink.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {holdsForAllAsync} from '../helpers/property.ts';
import {contentOf, freshCache, modelFiles, put, putOld, readRoot, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';

const project = path.join(import.meta.dirname, '..', '..');
const data = path.join(project, '..', 'shared', 'data');

function copyOf(folder: string): string {
	const root = path.join(temporaryFolder(), 'ExampleData');
	fs.cpSync(folder, root, {recursive: true, preserveTimestamps: true});
	return root;
}

const shown = ({models}: Snapshot) => models.map(({key, state}) => `${key} ${state}`);

describe('real data', () => {
	const absent = (name: string) => !fs.existsSync(path.join(data, name));

	test.skipIf(absent('pilotscope'))(
		`of the seed’s own classes: 18 models without a problem${absent('pilotscope') ? ' (skipped: ../shared/data is not here)' : ''}`,
		async () => {
			const root = copyOf(path.join(data, 'pilotscope', 'ExampleData'));
			const hash = treeHash(root);
			const snapshot = await readRoot(root, freshCache(), Date.now() + 3_600_000);
			expect(snapshot.models).toHaveLength(18);
			expect(snapshot.problems).toEqual([]);
			expect(new Set(snapshot.models.map(model => model.state))).toEqual(new Set(['ok']));
			expect(new Set(snapshot.models.map(model => model.artifact?.kind))).toEqual(new Set(['directory']));
			expect(treeHash(root)).toBe(hash);
		},
	);

	test.skipIf(absent('pilotscope-stock'))(
		`as PilotScope publishes it: two untracked models${absent('pilotscope-stock') ? ' (skipped: ../shared/data is not here)' : ''}`,
		async () => {
			const root = copyOf(path.join(data, 'pilotscope-stock', 'ExampleData'));
			const {models, problems} = await readRoot(root, freshCache());
			expect(models.map(({state, artifact}) => [state, artifact?.kind])).toEqual([
				['untracked', 'directory'],
				['untracked', 'directory'],
			]);
			expect(problems.filter(({kind}) => kind !== 'future-time')).toEqual([]);
		},
	);

	test('of the demo: 40 models without a problem', async () => {
		const {models, problems} = await readRoot(copyOf(path.join(project, 'ExampleData')), freshCache(), Date.now());
		expect(models).toHaveLength(40);
		expect(problems).toEqual([]);
	});
});

describe('model_registry.json', () => {
	const read = async (files: object) => readRoot(registryOf({...modelFiles('Mscn/Model/a', {tags: ['own']}), ...files}), freshCache());

	test('adds its tags and notes, and the drift is one problem', async () => {
		const {models, problems} = await read({
			...modelFiles('Mscn/Model/b'),
			'model_registry.json': {a: {tags: ['own', 'theirs'], notes: 'a note'}, b: {tags: ['more']}},
		});
		expect(models.map(({key, tags, notes, fromRegistry}) => ({key, tags, notes, fromRegistry}))).toEqual([
			{key: 'Mscn/Model/a', tags: ['own', 'theirs'], notes: 'a note', fromRegistry: {tags: ['theirs'], notes: 'a note'}},
			{key: 'Mscn/Model/b', tags: ['more'], notes: '', fromRegistry: {tags: ['more'], notes: undefined}},
		]);
		expect(problems.map(({kind, path}) => [kind, path])).toEqual([['registry-drift', 'model_registry.json']]);
	});

	test('shows entries without files as missing, and they are no problem', async () => {
		const snapshot = await read({'model_registry.json': {a: {}, gone: {algorithm: 'lero', training: {}}}});
		expect(shown(snapshot)).toEqual(['Mscn/Model/a ok', 'gone missing']);
		expect(snapshot.models[1]).toMatchObject({id: 'gone', algorithm: 'lero', sidecar: undefined, artifact: undefined});
		expect(snapshot.problems).toEqual([]);
	});

	test('cannot take the row of a model whose key it uses as an id', async () => {
		const root = registryOf({...modelFiles('Mscn/Model/a', {model_id: 'other'}), 'model_registry.json': {'Mscn/Model/a': {tags: ['hostile']}}});
		const env = freshCache();
		for (const from of ['disk', 'index']) expect(shown(await readRoot(root, env)), from).toEqual(['Mscn/Model/a ok']);
		fs.rmSync(path.join(root, 'Mscn/Model/a'));
		fs.rmSync(path.join(root, 'Mscn/Model/a.json'));
		expect(shown(await readRoot(root, env))).toEqual(['Mscn/Model/a missing']);
		for (const [name, content] of Object.entries(modelFiles('Mscn/Model/a', {model_id: 'other'}))) putOld(root, name, content);
		expect(shown(await readRoot(root, env))).toEqual(['Mscn/Model/a ok']);
	});

	test('gives an entry whose model nobody tells to the oldest of its id, in whatever order they are found', async () => {
		const of = (first: string, second: string) => ({
			...modelFiles(first, {model_id: 'twin', tags: ['x'], notes: '', training: {trained_at: '2024-01-01T00:00:00'}}),
			...modelFiles(second, {model_id: 'twin', tags: ['y'], notes: 'n', training: {trained_at: '2024-02-01T00:00:00'}}),
			'model_registry.json': {twin: {tags: ['x', 'y', 'z'], notes: 'm'}},
		});
		for (const [first, second] of [
			['A/Model/t', 'B/Model/t'],
			['B/Model/t', 'A/Model/t'],
		] as const) {
			const {models} = await read(of(first, second));
			const words = new Map(models.map(({key, tags, notes}) => [key, [tags, notes]]));
			expect(words.get(first)).toEqual([['x', 'y', 'z'], 'm']);
			expect(words.get(second)).toEqual([['y'], 'n']);
		}
	});

	test('gives each model of one id its own entry, by key and by path, and nobody one that may be of several', async () => {
		const twins = ['a', 'b', 'c'].map(name =>
			modelFiles(`Net/Model/${name}`, {model_id: 'twin', training: {trained_at: `2024-0${'cba'.indexOf(name) + 1}-01T00:00:00`}}),
		);
		const registry = (path: string | undefined) => ({
			twin: {model_id: 'twin', model_path: path, tags: ['only_b']},
			'Net/Model/a': {model_id: 'twin', tags: ['only_a'], notes: 'of a'},
			'Net/Model/c': {model_id: 'twin', tags: ['only_c']},
		});
		const tagsOf = async (path: string | undefined) => {
			const {models} = await read({...Object.assign({}, ...twins), 'model_registry.json': registry(path)});
			return models
				.filter(({id}) => id === 'twin')
				.map(({key, tags}) => `${key} ${tags.join(' ')}`)
				.sort();
		};
		expect(await tagsOf('Net/Model/b')).toEqual(['Net/Model/a only_a', 'Net/Model/b only_b', 'Net/Model/c only_c']);
		expect(await tagsOf(undefined)).toEqual(['Net/Model/a only_a', 'Net/Model/b ', 'Net/Model/c only_c']);
	});

	test('that cannot be read is one problem, and its last good reading is still shown', async () => {
		const root = registryOf({...modelFiles('Mscn/Model/a'), 'model_registry.json': {a: {tags: ['theirs']}, gone: {}}});
		const env = freshCache();
		const good = await readRoot(root, env);
		put(root, 'model_registry.json', '{"a": {"tags": ["th');
		const after = await readRoot(root, env);
		expect(after.models).toEqual(good.models);
		expect(after.problems.filter(({kind}) => kind === 'unreadable-registry')).toEqual([
			{kind: 'unreadable-registry', path: 'model_registry.json', message: expect.stringContaining('ends in the middle')},
		]);
		fs.rmSync(path.join(root, 'model_registry.json'));
		expect(shown(await readRoot(root, env))).toEqual(['Mscn/Model/a ok']);
	});
});

test('one bad sidecar among a thousand costs its own row only', {timeout: 60_000}, async () => {
	const names = Array.from({length: 1000}, (_, index) => `Mscn/Model/m_${index}`);
	const root = registryOf(Object.assign({}, ...names.map(name => modelFiles(name))));
	putOld(root, 'Mscn/Model/m_500.json', '{"model_id": "m_500", "training": {');
	const {models, problems} = await readRoot(root, freshCache());
	expect(models.filter(({state}) => state === 'ok')).toHaveLength(999);
	expect(models.filter(({state}) => state === 'unreadable').map(({key}) => key)).toEqual(['Mscn/Model/m_500']);
	expect(problems).toEqual([
		{kind: 'unreadable-sidecar', path: 'Mscn/Model/m_500.json', message: 'The sidecar ends in the middle (line 1). Mend it: it is read again at once.'},
	]);
});

describe('a sidecar that breaks', () => {
	test('leaves its last good values, marked stale, and heals', async () => {
		const [root, env] = [registryOf(modelFiles('Mscn/Model/a', {tags: ['good']})), freshCache()];
		await readRoot(root, env);
		putOld(root, 'Mscn/Model/a.json', '{"model_id": "a", "tags": ["be');
		const [broken] = (await readRoot(root, env)).models;
		expect(broken).toMatchObject({state: 'unreadable', stale: true, id: 'a', tags: ['good']});
		putOld(root, 'Mscn/Model/a.json', {model_id: 'a', tags: ['better']});
		expect((await readRoot(root, env)).models[0]).toMatchObject({state: 'ok', stale: false, tags: ['better'], problems: []});
	});
});

describe('an artifact that is a link', () => {
	const linked = (sidecar = true) => {
		const root = registryOf({'elsewhere/w.pth': 'weights', ...(sidecar ? {'Mscn/Model/a.json': {model_id: 'a'}} : {'Mscn/Model/z.json': {model_id: 'z'}})});
		fs.symlinkSync('../../elsewhere/w.pth', path.join(root, 'Mscn/Model/a.pth'));
		return root;
	};
	const seen = ({models, problems}: Snapshot) => [
		...models.filter(({key}) => key.includes('/a')).map(({key, state, artifact}) => [key, state, artifact?.kind]),
		...problems.filter(({kind, path: file}) => file.includes('/a') && kind !== 'future-time').map(({kind, path: file}) => [kind, file]),
	];

	test('is missing with a problem while it leads nowhere, whenever that comes and goes', async () => {
		const [root, env] = [linked(), freshCache()];
		const target = path.join(root, 'elsewhere/w.pth');
		const whole = [['Mscn/Model/a.pth', 'ok', 'link']];
		const broken = [
			['Mscn/Model/a.pth', 'missing', 'link'],
			['broken-link', 'Mscn/Model/a.pth'],
		];
		expect(seen(await readRoot(root, env))).toEqual(whole);
		fs.renameSync(target, `${target}.away`);
		expect(seen(await readRoot(root, env))).toEqual(broken);
		expect(seen(await readRoot(root, env))).toEqual(broken);
		fs.renameSync(`${target}.away`, target);
		expect(seen(await readRoot(root, env))).toEqual(whole);
	});

	test('is a problem without a sidecar, too, and where it leads round', async () => {
		const root = linked(false);
		fs.rmSync(path.join(root, 'elsewhere/w.pth'));
		fs.symlinkSync('w.pth', path.join(root, 'elsewhere/w.pth'));
		expect(seen(await readRoot(root, freshCache()))).toEqual([
			['Mscn/Model/a.pth', 'untracked', 'link'],
			['broken-link', 'Mscn/Model/a.pth'],
		]);
	});
});

describe('a model folder that cannot be read', () => {
	test('leaves its models, marked stale, and is one problem until it can be read again', async () => {
		const [root, env] = [registryOf({...modelFiles('Mscn/Model/a'), ...modelFiles('Lero/Model/b')}), freshCache()];
		const good = await readRoot(root, env);
		// A disk that went away: the link to it leads nowhere.
		fs.renameSync(path.join(root, 'Lero/Model'), path.join(root, '..', 'disk'));
		fs.symlinkSync('../../disk', path.join(root, 'Lero/Model'));
		expect(
			contentOf(await readRoot(root, env))
				.models.map(({key, stale}) => [key, stale])
				.sort(),
		).toEqual([
			['Lero/Model/b', false],
			['Mscn/Model/a', false],
		]);
		fs.renameSync(path.join(root, '..', 'disk'), path.join(root, '..', 'elsewhere'));
		const without = await readRoot(root, env);
		expect(without.models.map(({key, stale}) => [key, stale]).sort()).toEqual([
			['Lero/Model/b', true],
			['Mscn/Model/a', false],
		]);
		expect(without.problems.map(({kind, path}) => [kind, path])).toEqual([['unreadable-folder', 'Lero/Model']]);
		fs.renameSync(path.join(root, '..', 'elsewhere'), path.join(root, '..', 'disk'));
		expect(contentOf(await readRoot(root, env))).toEqual(contentOf(good));
	});

	test('does not keep what else went away', async () => {
		const [root, env] = [registryOf({...modelFiles('Mscn/Model/a'), ...modelFiles('Lero/Model/b'), ...modelFiles('Knob/Model/c')}), freshCache()];
		await readRoot(root, env);
		fs.rmSync(path.join(root, 'Lero/Model'), {recursive: true});
		fs.symlinkSync('nowhere', path.join(root, 'Lero/Model'));
		fs.rmSync(path.join(root, 'Knob'), {recursive: true});
		expect((await readRoot(root, env)).models.map(({key, stale}) => [key, stale]).sort()).toEqual([
			['Lero/Model/b', true],
			['Mscn/Model/a', false],
		]);
		fs.rmSync(path.join(root, 'Lero'), {recursive: true});
		expect(shown(await readRoot(root, env))).toEqual(['Mscn/Model/a ok']);
	});

	test('because the whole root is gone leaves all of them', async () => {
		const [root, env] = [registryOf({...modelFiles('Mscn/Model/a'), ...modelFiles('Lero/Model/b')}), freshCache()];
		await readRoot(root, env);
		fs.renameSync(root, `${root}-away`);
		const {models, problems} = await readRoot(root, env);
		expect(models.map(({key, stale}) => [key, stale]).sort()).toEqual([
			['Lero/Model/b', true],
			['Mscn/Model/a', true],
		]);
		expect(problems.map(({kind, path}) => [kind, path])).toEqual([['unreadable-folder', '']]);
	});

	test.skipIf(cannotBeNobody !== undefined)(`for want of permission is the same${cannotBeNobody === undefined ? '' : ` (skipped: ${cannotBeNobody})`}`, () => {
		const root = registryOf({...modelFiles('Mscn/Model/a'), ...modelFiles('Lero/Model/b'), ...modelFiles('Lero/deep/Model/c')});
		const cache = path.join(root, '..', 'cache');
		fs.mkdirSync(cache);
		giveToNobody(root);
		giveToNobody(cache);
		const all = ['Lero/Model/b ok', 'Lero/deep/Model/c ok', 'Mscn/Model/a ok'];
		const steps = ['0', 'Lero/Model', '700', 'Lero/Model', '0', 'Lero', '700', 'Lero'];
		expect(runAsNobody('reading-process', [root, ...steps], {...process.env, XDG_CACHE_HOME: cache})).toEqual([
			{models: all, problems: []},
			{models: ['Lero/Model/b ok stale', 'Lero/deep/Model/c ok', 'Mscn/Model/a ok'], problems: ['unreadable-folder Lero/Model']},
			{models: all, problems: []},
			{models: ['Lero/Model/b ok stale', 'Lero/deep/Model/c ok stale', 'Mscn/Model/a ok'], problems: ['unreadable-folder Lero']},
			{models: all, problems: []},
		]);
	});
});

describe('names', () => {
	test('with an emoji whose second half looks like a byte are read as any other', async () => {
		const {models, problems} = await readRoot(registryOf({...modelFiles('📊/Model/💯'), ...modelFiles('Mscn/Model/report_📈.pt')}), freshCache());
		expect(models.map(({key, state}) => `${key} ${state}`).sort()).toEqual(['Mscn/Model/report_📈.pt ok', '📊/Model/💯 ok'].sort());
		expect(problems).toEqual([]);
	});
});

/** An indexer that keeps what it tells, as the registry does. */
async function indexing(root: string) {
	const models = new Map<string, FoundModel>();
	let facts: RootFacts | undefined;
	const env = freshCache();
	const indexer = new Indexer({
		root,
		env,
		clock: () => Date.now(),
		sink: {
			changed: bytes => bytes.flatMap(each => decodeFound(each)).forEach(found => models.set(found.key, found)),
			removed: keys => keys.forEach(key => models.delete(key)),
			facts: told => (facts = told),
			histories: () => undefined,
		},
	});
	const check = async () => {
		await indexer.readConfig();
		for (const _ of indexer.check());
	};
	await indexer.load();
	await check();
	return {indexer, env, check, models, states: () => [...models.values()].map(({key, state}) => `${key} ${state}`).sort(), facts: () => facts};
}

describe('a hint', () => {
	test('leads to the same as a check, for names that are partly nobody’s', async () => {
		const root = registryOf(modelFiles('Mscn/Model/a'));
		const {indexer, check, states} = await indexing(root);
		const names = ['x.tmp', 'y.lock', 'z~', 'w.part'];
		for (const name of names) Object.entries(modelFiles(`Mscn/Model/${name}`)).forEach(([file, content]) => putOld(root, file, content));
		indexer.hint(
			'Mscn/Model',
			names.map(name => `${name}.json`),
		);
		const hinted = states();
		await check();
		expect(states()).toEqual(hinted);
		expect(hinted).toEqual(['Mscn/Model/a ok', ...['w.part', 'x.tmp', 'y.lock', 'z~'].map(name => `Mscn/Model/${name} missing`)].sort());
	});

	test('after which the index is kept does not forget that model_registry.json is to be compared again', async () => {
		const root = registryOf({...modelFiles('Mscn/Model/a', {tags: ['first']}), 'model_registry.json': {a: {tags: ['first', 'theirs']}}});
		const {indexer, env} = await indexing(root);
		putOld(root, 'Mscn/Model/a.json', {model_id: 'a', tags: ['theirs']});
		indexer.hint('Mscn/Model', ['a.json']);
		expect(indexer.isExchangeDue).toBe(true);
		expect(await indexer.save()).toBeUndefined();
		const snapshot = await readRoot(root, env);
		expect(snapshot.models[0]?.tags).toEqual(['theirs', 'first']);
		expect(contentOf(snapshot)).toEqual(contentOf(await readRoot(root, freshCache())));
	});

	test('of a folder that is not known, or of more names than can be looked at alone, is taken as well', async () => {
		const root = registryOf(modelFiles('Mscn/Model/a'));
		const {indexer, states} = await indexing(root);
		indexer.hint('Nowhere/Model', ['a.json']);
		for (let index = 0; index < 150; index++) put(root, `Mscn/Model/m_${index}.json`, {model_id: `m_${index}`});
		indexer.hint(
			'Mscn/Model',
			Array.from({length: 101}, (_, index) => `m_${index}.json`),
		);
		expect(states()).toHaveLength(151);
	});
});

test.skipIf(process.platform !== 'linux')('checks without a change need no room on the disk, however many there are', async () => {
	const files = Object.fromEntries(Array.from({length: 20}, (_, index) => [`Mscn/Model/m_${index}/weights`, 'x']));
	const root = registryOf({...files, ...Object.fromEntries(Object.keys(files).map(name => [`${path.dirname(name)}.json`, {notes: 'x'.repeat(10_000)}]))});
	// Young folders are looked into at every check.
	for (const name of Object.keys(files)) fs.writeFileSync(path.join(root, name), 'young');
	const {check} = await indexing(root);
	for (let round = 0; round < 30; round++) await check();
	const spilled = fs.readdirSync('/proc/self/fd').flatMap(fd => {
		try {
			return fs.readlinkSync(`/proc/self/fd/${fd}`).includes('.spill.') ? [fs.statSync(`/proc/self/fd/${fd}`).size] : [];
		} catch {
			// It was closed meanwhile.
			return [];
		}
	});
	expect(Math.max(0, ...spilled)).toBeLessThan(1_000_000);
});

describe('random trees', () => {
	const stems = ['m', 'n', 'm.v1', '가', '가'.normalize('NFD'), '💯', 'x.tmp'];
	const name = fc.tuple(fc.constantFrom(...stems), fc.constantFrom('', '.pt', '.onnx', '.log')).map(parts => parts.join(''));
	const folder = fc.constantFrom('A', 'B', 'team/C');
	const id = fc.constantFrom('m', 'n', 'o', 'gone', undefined);
	const tags = fc.subarray(['a', 'b', 'c']);
	const step = fc.oneof(
		fc.record({do: fc.constant('artifact' as const), folder, name}),
		fc.record({do: fc.constant('directory' as const), folder, name}),
		fc.record({do: fc.constant('sidecar' as const), folder, name, id, tags}),
		fc.record({do: fc.constant('sidecar' as const), folder, name, id, tags}),
		fc.record({do: fc.constant('broken' as const), folder, name}),
		fc.record({do: fc.constant('other json' as const), folder, name}),
		fc.record({do: fc.constant('remove' as const), folder, name}),
		fc.record({do: fc.constant('remove sidecar' as const), folder, name}),
		fc.record({do: fc.constant('remove folder' as const), folder}),
		fc.record({
			do: fc.constant('registry' as const),
			entries: fc.dictionary(fc.constantFrom('m', 'n', 'o', 'gone', 'A/Model/m'), fc.record({tags, notes: fc.constantFrom('', 'note')})),
		}),
	);
	type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

	function take(root: string, step: Step): void {
		if (step.do === 'registry') return putOld(root, 'model_registry.json', step.entries);
		if (step.do === 'remove folder') return fs.rmSync(path.join(root, step.folder), {recursive: true, force: true});
		const file = `${step.folder}/Model/${step.name}`;
		const remove = (name: string) => fs.rmSync(path.join(root, name), {recursive: true, force: true});
		switch (step.do) {
			case 'artifact':
				remove(file);
				return putOld(root, file, 'weights');
			case 'directory':
				remove(file);
				return putOld(root, `${file}/weights`, 'weights');
			case 'sidecar':
				return putOld(root, `${file}.json`, {model_id: step.id, tags: step.tags, testing: []});
			case 'broken':
				return putOld(root, `${file}.json`, '{"model_id": "m", ');
			case 'other json':
				return putOld(root, `${file}.json`, {learner: {}});
			case 'remove':
				return remove(file);
			case 'remove sidecar':
				return remove(`${file}.json`);
		}
	}

	/** Without what only history tells: the last key of a model without its artifact, the last good values of a broken sidecar. */
	function withoutHistory(snapshot: Snapshot, what?: 'files only') {
		if (what) {
			return snapshot.models
				.flatMap(({state, sidecar, artifact}) => (artifact || sidecar !== undefined ? [[state, sidecar, artifact?.path].join()] : []))
				.sort();
		}
		return snapshot.models
			.map(({key, state, sidecar, artifact, id, tags, notes, fromRegistry, problems}) => {
				if (state === 'unreadable') return JSON.stringify({state, sidecar, artifact});
				return JSON.stringify({
					key: artifact ? key : sidecar,
					state,
					sidecar,
					artifact,
					id: artifact || sidecar === undefined ? id : undefined,
					tags,
					notes,
					fromRegistry,
					problems,
				});
			})
			.sort();
	}

	test('read with an index that went through every change give what a fresh look gives, and looking writes nothing', {timeout: 120_000}, async () => {
		await holdsForAllAsync(
			[fc.array(fc.array(step, {minLength: 1, maxLength: 6}), {minLength: 1, maxLength: 5})],
			async rounds => {
				const [root, env] = [registryOf({}), freshCache()];
				for (const steps of rounds) {
					for (const each of steps) take(root, each);
					const hash = treeHash(root);
					const [old, fresh] = [await readRoot(root, env), await readRoot(root, freshCache())];
					// Broken sidecars keep old values, with which registry entries are compared.
					if (!fresh.models.some(({state}) => state === 'unreadable')) expect(withoutHistory(old)).toEqual(withoutHistory(fresh));
					expect(withoutHistory(old, 'files only')).toEqual(withoutHistory(fresh, 'files only'));
					expect(new Set(old.models.map(({key}) => key)).size, 'keys are unique').toBe(old.models.length);
					expect(contentOf(await readRoot(root, env)), 'the same from the index').toEqual(contentOf(old));
					expect(treeHash(root)).toBe(hash);
				}
			},
			{runs: 80},
		);
	});

	test('hinted of by the names of sidecars, then looked at by folder, are the same as checked', {timeout: 120_000}, async () => {
		await holdsForAllAsync(
			[fc.array(step, {minLength: 1, maxLength: 12})],
			async steps => {
				const root = registryOf({'A/Model/first': 'x'});
				const {indexer, check, states} = await indexing(root);
				for (const each of steps) {
					take(root, each);
					if ('name' in each) indexer.hint(`${each.folder}/Model`, [`${each.name}.json`]);
				}
				indexer.lookAtChangedFolders();
				await check();
				const before = states();
				const fresh = await indexing(root);
				expect(before.map(state => state.replace(/\S+(?= missing)/, ''))).toEqual(fresh.states().map(state => state.replace(/\S+(?= missing)/, '')));
			},
			{runs: 50},
		);
	});
});
