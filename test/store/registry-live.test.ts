/** The live registry follows the disk: what is written, broken, healed, moved and removed while it is open. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {openRegistry, type Registry} from '../../store/registry.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {contentOf, freshCache, indexFile, modelFiles, put, putOld, readRoot, registryOf, type Files} from '../helpers/registries.ts';
import {startScript} from '../helpers/script.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {until} from '../helpers/until.ts';

/** An event may be missed; what is promised is that the snapshot is that of the disk within 60 s. */
const promised = 60_000;
vi.setConfig({testTimeout: 2 * promised});

interface Live {
	readonly root: string;
	readonly env: NodeJS.ProcessEnv;
	readonly registry: Registry;
	readonly snapshot: () => Snapshot;
	readonly model: (key: string) => Model | undefined;
	/** Waits until the snapshot is so. */
	readonly until: (condition: (snapshot: Snapshot) => boolean) => Promise<void>;
	/** Waits until the rows are these: `key state`, with ` stale` where it is. */
	readonly untilRows: (rows: readonly string[]) => Promise<void>;
	/** Waits for the end of a check that began after now. */
	readonly checked: () => Promise<void>;
}

const rowsOf = ({models}: Snapshot) => models.map(({key, state, stale}) => `${key} ${state}${stale ? ' stale' : ''}`).sort();
const kindsOf = ({problems}: Snapshot) => problems.map(({kind, path}) => `${kind} ${path}`).sort();
const checkedAt = ({activity}: Snapshot) => ('checkedAt' in activity ? activity.checkedAt : 0);

/** A registry of these files that was looked at once. It is closed when the test is over. */
async function live(files: Files, root = registryOf(files), env = freshCache()): Promise<Live> {
	const registry = openRegistry({root, reason: 'test', env});
	onTestFinished(() => registry.close());
	const snapshot = registry.getSnapshot;
	const wait = (condition: (snapshot: Snapshot) => boolean, timeout = promised) =>
		until(() => condition(snapshot()), {
			timeout,
			describe: () => `${rowsOf(snapshot()).slice(0, 20).join('; ')} | ${kindsOf(snapshot()).slice(0, 20).join('; ')} | ${snapshot().activity.phase}`,
		}).then(() => undefined);
	await wait(({activity}) => activity.phase === 'live');
	return {
		root,
		env,
		registry,
		snapshot,
		model: key => snapshot().models.find(model => model.key === key),
		until: wait,
		untilRows: rows => wait(now => rowsOf(now).join() === [...rows].sort().join()),
		checked: async () => {
			// One may be under way: the second one begins after now.
			for (let round = 0; round < 2; round++) {
				const before = checkedAt(snapshot());
				registry.rescan();
				await wait(now => now.activity.phase === 'live' && checkedAt(now) > before);
			}
		},
	};
}

/** What the registry showed at every moment, in order. */
function watched<Value>({registry}: Live, look: (snapshot: Snapshot) => Value): Value[] {
	const seen: Value[] = [];
	onTestFinished(registry.subscribe(() => seen.push(look(registry.getSnapshot()))));
	return seen;
}

const [a, b] = [modelFiles('Mscn/Model/a', {tags: ['first']}), modelFiles('Lero/Model/b')];
const rowsAB = ['Lero/Model/b ok', 'Mscn/Model/a ok'];

describe('what appears', () => {
	test('a sidecar that is renamed in, after its artifact', async () => {
		const {root, untilRows} = await live({...a, ...b});
		put(root, 'Mscn/Model/new.pt', 'weights');
		await untilRows([...rowsAB, 'Mscn/Model/new.pt untracked']);
		put(root, 'Mscn/Model/new.json.tmp', {model_id: 'new'});
		fs.renameSync(path.join(root, 'Mscn/Model/new.json.tmp'), path.join(root, 'Mscn/Model/new.json'));
		await untilRows([...rowsAB, 'Mscn/Model/new.pt ok']);
	});

	test('a sidecar before its artifact', async () => {
		const {root, untilRows} = await live({...a, ...b});
		put(root, 'Mscn/Model/new.json', {model_id: 'new'});
		await untilRows([...rowsAB, 'Mscn/Model/new missing']);
		put(root, 'Mscn/Model/new/weights', 'weights');
		await untilRows([...rowsAB, 'Mscn/Model/new ok']);
	});

	test('a whole algorithm folder', async () => {
		const {root, untilRows} = await live({...a, ...b});
		for (const [name, content] of Object.entries(modelFiles('Knob/Model/k'))) put(root, name, content);
		await untilRows([...rowsAB, 'Knob/Model/k ok']);
		put(root, 'Knob/Model/later.json', {model_id: 'later'});
		await untilRows([...rowsAB, 'Knob/Model/k ok', 'Knob/Model/later missing']);
	});

	test('an algorithm folder that is moved in whole, and one by a link', async () => {
		const {root, untilRows} = await live({...a, ...b});
		const stage = registryOf({...modelFiles('Knob/Model/k'), ...modelFiles('Bao/Model/x')});
		fs.renameSync(path.join(stage, 'Knob'), path.join(root, 'Knob'));
		await untilRows([...rowsAB, 'Knob/Model/k ok']);
		fs.symlinkSync(path.join(stage, 'Bao'), path.join(root, 'Bao'));
		await untilRows([...rowsAB, 'Bao/Model/x ok', 'Knob/Model/k ok']);
		put(stage, 'Bao/Model/y.json', {model_id: 'y'});
		await untilRows([...rowsAB, 'Bao/Model/x ok', 'Bao/Model/y missing', 'Knob/Model/k ok']);
	});

	test('a FIFO, a socket or a device called like a sidecar stops nothing', async () => {
		const {root, untilRows, snapshot} = await live({...a, ...b});
		execFileSync('mkfifo', [path.join(root, 'Mscn/Model/fifo.json')]);
		fs.symlinkSync('/dev/zero', path.join(root, 'Mscn/Model/device.json'));
		put(root, 'Mscn/Model/z.json', {model_id: 'z'});
		await untilRows([...rowsAB, 'Mscn/Model/device unreadable', 'Mscn/Model/fifo unreadable', 'Mscn/Model/z missing']);
		expect(kindsOf(snapshot())).toEqual(['unreadable-sidecar Mscn/Model/device.json', 'unreadable-sidecar Mscn/Model/fifo.json']);
	});
});

describe('what goes', () => {
	test('a model', async () => {
		const {root, untilRows} = await live({...a, ...b});
		fs.rmSync(path.join(root, 'Mscn/Model/a'));
		await untilRows(['Lero/Model/b ok', 'Mscn/Model/a missing']);
		fs.rmSync(path.join(root, 'Mscn/Model/a.json'));
		await untilRows(['Lero/Model/b ok']);
	});

	test('a sidecar alone: the model is untracked', async () => {
		const {root, untilRows} = await live({...a, ...b});
		fs.rmSync(path.join(root, 'Mscn/Model/a.json'));
		await untilRows(['Lero/Model/b ok', 'Mscn/Model/a untracked']);
	});

	test('an algorithm folder, and all of them', async () => {
		const {root, untilRows, snapshot} = await live({...a, ...b});
		fs.rmSync(path.join(root, 'Mscn'), {recursive: true});
		await untilRows(['Lero/Model/b ok']);
		fs.rmSync(path.join(root, 'Lero'), {recursive: true});
		await untilRows([]);
		// What lies there instead is looked for at the end of the check.
		await until(() => snapshot().seenInstead !== undefined);
		expect(snapshot().seenInstead).toContain('ALGORITHM/Model');
	});
});

describe('a sidecar that is written', () => {
	test('in place by a slow writer never loses its row, and settles', async () => {
		const session = await live({...a, ...b});
		const seen = watched(session, ({models}) => models.find(model => model.key === 'Mscn/Model/a'));
		const text = JSON.stringify({model_id: 'a', tags: ['second'], notes: 'x'.repeat(100)});
		const fd = fs.openSync(path.join(session.root, 'Mscn/Model/a.json'), 'w');
		fs.writeSync(fd, text.slice(0, 40));
		fs.fsyncSync(fd);
		await session.until(() => session.model('Mscn/Model/a')?.stale === true);
		expect(session.model('Mscn/Model/a')).toMatchObject({state: 'unreadable', id: 'a', tags: ['first']});
		expect(kindsOf(session.snapshot())).toEqual(['unreadable-sidecar Mscn/Model/a.json']);
		fs.writeSync(fd, text.slice(40));
		fs.closeSync(fd);
		await session.until(() => session.model('Mscn/Model/a')?.tags[0] === 'second');
		await session.untilRows(rowsAB);
		expect(seen.length).toBeGreaterThan(1);
		for (const model of seen) expect(['first', 'second']).toContain(model?.tags[0]);
		expect(kindsOf(session.snapshot())).toEqual([]);
	});

	test('in place a hundred times never loses its row', async () => {
		const session = await live({...a, ...b});
		const seen = watched(session, ({models}) => models.find(model => model.key === 'Mscn/Model/a')?.tags[0]);
		for (let round = 0; round < 100; round++) {
			fs.writeFileSync(path.join(session.root, 'Mscn/Model/a.json'), JSON.stringify({model_id: 'a', tags: [`round ${round}`]}, null, round % 3));
			if (round % 10 !== 9) continue;
			// Of so many events some are missed: the full check is what is promised.
			await session.checked();
			expect(session.model('Mscn/Model/a')?.tags).toEqual([`round ${round}`]);
		}
		expect(seen).not.toContain(undefined);
	});

	test('broken for good is stale with its last good values and a problem, and heals', async () => {
		const session = await live({...a, ...b});
		putOld(session.root, 'Mscn/Model/a.json', '{"model_id": "a", "tags": [');
		await session.untilRows(['Lero/Model/b ok', 'Mscn/Model/a unreadable stale']);
		await session.checked();
		expect(session.model('Mscn/Model/a')).toMatchObject({stale: true, tags: ['first']});
		expect(session.snapshot().problems).toEqual([
			{kind: 'unreadable-sidecar', path: 'Mscn/Model/a.json', message: 'The sidecar ends in the middle (line 1). Mend it: it is read again at once.'},
		]);
		put(session.root, 'Mscn/Model/a.json', {model_id: 'a', tags: ['healed']});
		await session.untilRows(rowsAB);
		expect(session.model('Mscn/Model/a')?.tags).toEqual(['healed']);
		expect(session.snapshot().problems).toEqual([]);
	});
});

describe('an artifact that grows', () => {
	test('is growing until it has been quiet for ten seconds', async () => {
		const {root, model, until} = await live({...a, ...b});
		put(root, 'Mscn/Model/a', 'more weights');
		put(root, 'Mscn/Model/a.json', {model_id: 'a'});
		await until(() => model('Mscn/Model/a')?.growing === true && model('Mscn/Model/a')?.artifact?.bytes === 12);
		const old = new Date(Date.now() - 60_000);
		fs.utimesSync(path.join(root, 'Mscn/Model/a'), old, old);
		await until(() => model('Mscn/Model/a')?.growing === false);
	});
});

describe('a model folder that cannot be read', () => {
	test('leaves its models as stale until it can be', async () => {
		const {root, untilRows, checked, snapshot} = await live({...a, ...b});
		fs.renameSync(path.join(root, 'Mscn/Model'), path.join(root, '../away'));
		fs.symlinkSync('../../away-not-there', path.join(root, 'Mscn/Model'));
		await checked();
		await untilRows(['Lero/Model/b ok', 'Mscn/Model/a ok stale']);
		expect(kindsOf(snapshot())).toEqual(['unreadable-folder Mscn/Model']);
		fs.rmSync(path.join(root, 'Mscn/Model'));
		fs.renameSync(path.join(root, '../away'), path.join(root, 'Mscn/Model'));
		await checked();
		await untilRows(rowsAB);
		expect(kindsOf(snapshot())).toEqual([]);
	});

	test.skipIf(cannotBeNobody !== undefined)(
		`for want of permission is the same, and so is one whose names alone can be read${cannotBeNobody === undefined ? '' : ` (skipped: ${cannotBeNobody})`}`,
		() => {
			const root = registryOf({...a, ...b, 'Lero/Model/c': 'untracked'});
			const cache = path.join(root, '../cache');
			fs.mkdirSync(cache);
			for (const folder of [root, cache]) giveToNobody(folder);
			const all = ['Lero/Model/b ok', 'Lero/Model/c untracked', 'Mscn/Model/a ok'];
			const steps = ['0', 'Lero/Model', '444', 'Lero/Model', '700', 'Lero/Model', 'rm', 'Lero/Model/c'];
			expect(runAsNobody('live-process', [root, ...steps], {...process.env, XDG_CACHE_HOME: cache})).toEqual([
				{models: all, problems: []},
				{models: ['Lero/Model/b ok stale', 'Lero/Model/c untracked stale', 'Mscn/Model/a ok'], problems: ['unreadable-folder Lero/Model']},
				{models: all, problems: ['unreadable-artifact Lero/Model/b', 'unreadable-artifact Lero/Model/c']},
				{models: all, problems: []},
				{models: ['Lero/Model/b ok', 'Mscn/Model/a ok'], problems: ['gone ']},
			]);
		},
	);

	test.skipIf(cannotBeNobody !== undefined)(
		`because a name could not be looked at, and that is gone, is no problem any more${cannotBeNobody === undefined ? '' : ` (skipped: ${cannotBeNobody})`}`,
		() => {
			const root = registryOf({...a, ...b});
			const cache = path.join(root, '../cache');
			fs.mkdirSync(cache);
			for (const folder of [root, cache]) giveToNobody(folder);
			// While nothing in the folder can be looked at, it is taken away whole.
			const readings = runAsNobody('live-process', [root, '444', 'Lero/Model', '0', 'Lero/Model'], {...process.env, XDG_CACHE_HOME: cache}) as Array<{
				problems: string[];
			}>;
			expect(readings.map(({problems}) => problems)).toEqual([[], ['unreadable-artifact Lero/Model/b'], ['unreadable-folder Lero/Model']]);
		},
	);
});

describe('while paused', () => {
	test('the snapshot stays the very same, and what happened comes with the resume', async () => {
		const session = await live({...a, ...b});
		const witness = await live({}, session.root);
		session.registry.setPaused(true);
		const before = session.snapshot();
		put(session.root, 'Mscn/Model/new.json', {model_id: 'new'});
		await witness.untilRows([...rowsAB, 'Mscn/Model/new missing']);
		await witness.checked();
		expect(session.snapshot()).toBe(before);
		session.registry.setPaused(false);
		await session.untilRows([...rowsAB, 'Mscn/Model/new missing']);
	});
});

describe('a listener', () => {
	test('hears of every snapshot until it ends its subscription, and a snapshot is never changed', async () => {
		const session = await live({...a, ...b});
		const first = session.snapshot();
		const copy = structuredClone(first);
		let heard = 0;
		const end = session.registry.subscribe(() => heard++);
		put(session.root, 'Mscn/Model/new.json', {model_id: 'new'});
		await session.untilRows([...rowsAB, 'Mscn/Model/new missing']);
		expect(heard).toBeGreaterThan(0);
		end();
		heard = 0;
		put(session.root, 'Mscn/Model/newer.json', {model_id: 'newer'});
		await session.untilRows([...rowsAB, 'Mscn/Model/new missing', 'Mscn/Model/newer missing']);
		expect(heard).toBe(0);
		expect(first).toEqual(copy);
		expect(session.snapshot()).not.toBe(first);
	});

	test('gets the same models in one list as long as nothing about them changes', async () => {
		const session = await live({...a, ...b});
		await session.checked();
		const {models} = session.snapshot();
		await session.checked();
		expect(session.snapshot().models).toBe(models);
	});
});

test('an overwritten training is told unless training_registry.json has it at the moment', async () => {
	const session = await live({...a});
	const name = 'a (2024-10-19T10:30:00)';
	const history = 'Mscn/training_registry.json';
	const isTold = () => session.model('Mscn/Model/a')?.overwrote !== undefined;
	putOld(session.root, 'Mscn/Model/a.json', {model_id: 'a', training: {trained_at: '2024-10-20T00:00:00'}});
	await session.until(isTold);
	put(session.root, history, {[name]: {}});
	await session.until(() => !isTold());
	fs.rmSync(path.join(session.root, history));
	await session.until(isTold);
});

describe('model_registry.json', () => {
	test('that follows a change of ids a moment later never shows the old id as a model of its own', async () => {
		const copy = modelFiles('Mscn/Model/copy');
		const session = await live({...a, ...copy, 'model_registry.json': {a: {}, copy: {}}});
		const missing = watched(session, ({models}) => models.filter(({state}) => state === 'missing').map(({key}) => key));
		put(session.root, 'Mscn/Model/copy.json', {model_id: 'a'});
		await session.until(() => session.model('Mscn/Model/copy')?.id === 'a');
		put(session.root, 'model_registry.json', {a: {tags: ['later']}});
		await session.until(() => session.model('Mscn/Model/a')?.tags.includes('later') === true);
		expect(missing.flat()).toEqual([]);
	});

	test('that does not follow shows what is left in it', async () => {
		const session = await live({...a, ...modelFiles('Mscn/Model/copy'), 'model_registry.json': {a: {}, copy: {}}});
		put(session.root, 'Mscn/Model/copy.json', {model_id: 'a'});
		await session.untilRows(['Mscn/Model/a ok', 'Mscn/Model/copy ok', 'copy missing']);
	});

	test('that another program writes adds its tags, and the drift is a problem until the sidecar has them', async () => {
		const session = await live({...a, ...b});
		put(session.root, 'model_registry.json', {a: {tags: ['first', 'theirs'], notes: 'their note'}, b: {}});
		await session.until(() => session.model('Mscn/Model/a')?.tags.includes('theirs') === true);
		expect(session.model('Mscn/Model/a')).toMatchObject({
			tags: ['first', 'theirs'],
			notes: 'their note',
			fromRegistry: {tags: ['theirs'], notes: 'their note'},
		});
		expect(kindsOf(session.snapshot())).toEqual(['registry-drift model_registry.json']);
		put(session.root, 'Mscn/Model/a.json', {model_id: 'a', tags: ['first', 'theirs'], notes: 'their note'});
		await session.until(now => kindsOf(now).length === 0);
		expect(session.model('Mscn/Model/a')?.fromRegistry).toBeUndefined();
	});

	test('with entries without files shows them as missing until their files are there', async () => {
		const session = await live({...a, ...b});
		put(session.root, 'model_registry.json', {a: {}, lost: {algorithm: 'lero', tags: ['gone']}});
		await session.untilRows([...rowsAB, 'lost missing']);
		for (const [name, content] of Object.entries(modelFiles('Lero/Model/lost'))) put(session.root, name, content);
		await session.untilRows([...rowsAB, 'Lero/Model/lost ok']);
		expect(session.model('Lero/Model/lost')?.tags).toEqual(['gone']);
		fs.rmSync(path.join(session.root, 'model_registry.json'));
		await session.until(() => session.model('Lero/Model/lost')?.tags.length === 0);
	});

	test('that is half written keeps what it said before', async () => {
		const session = await live({...a, ...b, 'model_registry.json': {a: {tags: ['theirs']}}});
		expect(session.model('Mscn/Model/a')?.tags).toEqual(['first', 'theirs']);
		put(session.root, 'model_registry.json', '{"a": {"tags": ["th');
		await session.until(now => kindsOf(now).includes('unreadable-registry model_registry.json'));
		expect(session.model('Mscn/Model/a')?.tags).toEqual(['first', 'theirs']);
		put(session.root, 'model_registry.json', {a: {tags: ['other']}});
		await session.until(() => session.model('Mscn/Model/a')?.tags.includes('other') === true);
		expect(session.model('Mscn/Model/a')?.tags).toEqual(['first', 'other']);
	});
});

describe('mreg.config.json', () => {
	test('changes the config of the snapshot, and a broken one leaves the defaults and a problem', async () => {
		const {root, until, snapshot, untilRows} = await live({...a, ...b, 'runs/one/checkpoints/x.pt': 'x'});
		put(root, 'mreg.config.json', {objectives: {mscn: {metric: 'auc'}}, modelFolders: ['runs/*/checkpoints']});
		await until(({config}) => config.objectives['mscn']?.metric === 'auc');
		await untilRows([...rowsAB, 'runs/one/checkpoints/x.pt untracked']);
		put(root, 'mreg.config.json', '{"objectives": ');
		await until(now => kindsOf(now).includes('unreadable-config mreg.config.json'));
		expect(snapshot().config.objectives).toEqual({});
		fs.rmSync(path.join(root, 'mreg.config.json'));
		await until(now => kindsOf(now).length === 0);
	});
});

describe('a rescan', () => {
	test('that is asked for while a check is under way is made all the same', async () => {
		const many = Object.fromEntries(Array.from({length: 1200}, (_, index) => [`Zoo/Model/m_${index}`, '']));
		const {root, registry, model, until: shown} = await live({'Aaa/Model/old/deep/weights': 'x', ...many});
		const old = new Date('2024-01-01T00:00:00Z');
		const names = ['weights', '.', '..'].map(name => path.join(root, 'Aaa/Model/old/deep', name));
		for (const name of names) fs.utimesSync(name, old, old);
		registry.rescan();
		await shown(() => model('Aaa/Model/old')?.artifact?.modifiedAt === old.getTime());
		await shown(({activity}) => activity.phase === 'live');
		// What changes deep inside of an old folder artifact only a deep look finds, and the one that is under way has passed it.
		registry.rescan();
		await shown(({activity}) => activity.phase === 'checking');
		fs.appendFileSync(path.join(root, 'Aaa/Model/old/deep/weights'), 'yyy');
		for (const name of names) fs.utimesSync(name, old, old);
		registry.rescan();
		// Not only by the check that comes after half a minute anyway.
		await until(() => model('Aaa/Model/old')?.artifact?.bytes === 4, {timeout: 20_000});
	});
});

describe('closing', () => {
	test('writes the index, with what came last', async () => {
		const session = await live({...a, ...b});
		await until(() => fs.existsSync(path.join(session.env.XDG_CACHE_HOME ?? '', 'mreg')) && fs.existsSync(indexFile(session.env)));
		put(session.root, 'Mscn/Model/last.json', {model_id: 'last'});
		await session.untilRows([...rowsAB, 'Mscn/Model/last missing']);
		await session.registry.close();
		expect(fs.readFileSync(indexFile(session.env), 'utf8')).toContain('Mscn/Model/last');
		expect(contentOf(await readRoot(session.root, session.env))).toEqual(contentOf(await readRoot(session.root, freshCache())));
	});

	test('twice, or at once, is no harm', async () => {
		const {registry} = await live({...a, ...b});
		await Promise.all([registry.close(), registry.close()]);
		await registry.close();
		const early = openRegistry({root: registryOf({...a}), reason: 'test', env: freshCache()});
		await early.close();
	});

	test('ends the worker: the process ends by itself', async () => {
		const script = startScript('opening-process', [registryOf({...a, ...b})]);
		expect(await script.ended).toBe(0);
		expect([script.lines(), script.errors()]).toEqual([['2'], '']);
	});
});

test('opened again, it shows what the index knows before it has looked', async () => {
	const first = await live({...a, ...b});
	await first.registry.close();
	const registry = openRegistry({root: first.root, reason: 'test', env: first.env});
	onTestFinished(() => registry.close());
	const phases: string[] = [];
	registry.subscribe(() => phases.push(`${registry.getSnapshot().activity.phase} ${registry.getSnapshot().models.length}`));
	await until(() => registry.getSnapshot().activity.phase === 'live');
	expect(rowsOf(registry.getSnapshot())).toEqual(rowsAB);
	expect(phases.filter(phase => phase.endsWith(' 1'))).toEqual([]);
});

test('promise 6: a session writes nothing below the root', async () => {
	const session = await live({
		...a,
		...b,
		'model_registry.json': {a: {tags: ['x']}, gone: {}},
		'mreg.config.json': {metrics: {}},
		'Mscn/training_registry.json': {},
	});
	putOld(session.root, 'Mscn/Model/new.json', {model_id: 'new'});
	await session.untilRows([...rowsAB, 'Mscn/Model/new missing', 'gone missing']);
	const hash = treeHash(session.root);
	await session.checked();
	session.registry.setPaused(true);
	session.registry.setPaused(false);
	await session.registry.close();
	expect(treeHash(session.root)).toBe(hash);
});

test('promise 7: the snapshot is that of the disk within 60 s after bursts', async () => {
	const session = await live({...a, ...b});
	for (let index = 0; index < 1000; index++) {
		for (const [name, content] of Object.entries(modelFiles(`Mscn/Model/burst_${index}`, {training: null}))) {
			fs.writeFileSync(path.join(session.root, name), typeof content === 'string' ? content : JSON.stringify(content));
		}
	}
	for (let index = 0; index < 200; index++) {
		const folder = path.join(session.root, `New_${index % 20}`, 'Model');
		fs.mkdirSync(folder, {recursive: true});
		fs.mkdirSync(path.join(folder, `m_${index}.tmp`));
		fs.writeFileSync(path.join(folder, `m_${index}.tmp`, 'weights'), 'x');
		fs.renameSync(path.join(folder, `m_${index}.tmp`), path.join(folder, `m_${index}`));
		fs.writeFileSync(path.join(folder, `m_${index}.json.tmp`), JSON.stringify({model_id: `m_${index}`}));
		fs.renameSync(path.join(folder, `m_${index}.json.tmp`), path.join(folder, `m_${index}.json`));
		if (index % 3 === 0) fs.rmSync(path.join(session.root, `Mscn/Model/burst_${index}.json`));
	}
	const wanted = rowsOf(await readRoot(session.root, freshCache(), Date.now()));
	expect(wanted).toHaveLength(1202);
	await session.untilRows(wanted);
});

test('promise 16: one bad file among many that come and go costs its own row only', async () => {
	const session = await live({...a, ...b, 'Lero/Model/bad': 'x', 'Lero/Model/bad.json': '{"model_id": "bad", '});
	for (let index = 0; index < 50; index++) put(session.root, `Lero/Model/m_${index}.json`, index === 25 ? '[1, 2' : {model_id: `m_${index}`});
	await session.untilRows([
		...rowsAB,
		'Lero/Model/bad unreadable',
		...Array.from({length: 50}, (_, index) => `Lero/Model/m_${index} ${index === 25 ? 'unreadable' : 'missing'}`),
	]);
	expect(kindsOf(session.snapshot())).toEqual(['unreadable-sidecar Lero/Model/bad.json', 'unreadable-sidecar Lero/Model/m_25.json']);
});
