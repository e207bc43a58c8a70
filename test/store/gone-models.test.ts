/** Models whose files vanish are told apart from those that this program moved, that were renamed, and whose disk is only away. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {dismissGone} from '../../store/gone-dismissal.ts';
import {openRegistry} from '../../store/registry.ts';
import {freshCache, indexFile, modelFiles, putOld, readRoot, registryOf, type Files} from '../helpers/registries.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {until} from '../helpers/until.ts';

const [a, b, c] = ['Mscn/Model/a', 'Mscn/Model/b', 'Lero/Model/c'];
const three: Files = {...modelFiles(a, {tags: ['paper']}), ...modelFiles(b), ...modelFiles(c)};
const [monday, tuesday, wednesday] = [Date.UTC(2024, 10, 1), Date.UTC(2024, 10, 2), Date.UTC(2024, 10, 3)] as const;

const goneIn = ({gone = []}: Snapshot) => gone.map(({model, goneAt}) => [model.key, goneAt]);
const keysIn = ({models}: Snapshot) => models.map(({key}) => key).sort();
const firstSeenIn = ({models}: Snapshot) => Object.fromEntries(models.map(({key, firstSeen}) => [key, firstSeen]));

function known(files: Files = three) {
	const [root, env] = [registryOf(files), freshCache()];
	const read = (now = monday) => readRoot(root, env, now);
	const remove = (...keys: readonly string[]) => {
		for (const key of keys) for (const name of [key, `${key}.json`]) fs.rmSync(path.join(root, name), {recursive: true});
	};
	const move = (from: string, to: string) => fs.renameSync(path.join(root, from), path.join(root, to));
	const add = (files: Files) => Object.entries(files).forEach(([name, content]) => putOld(root, name, content));
	return {root, env, read, remove, move, add};
}

describe('a model whose files were removed by hand', () => {
	test('is gone: with its last good values, since it was noticed, and not among the models', async () => {
		const {read, remove} = known();
		await read();
		remove(a);
		const after = await read(tuesday);
		expect(keysIn(after)).toEqual([c, b]);
		expect(goneIn(after)).toEqual([[a, tuesday]]);
		expect(after.gone?.[0]?.model).toMatchObject({id: 'a', state: 'gone', tags: ['paper'], training: {dataset: 'production'}, artifact: {bytes: 7}});
		expect(after.problems.map(({kind, message}) => [kind, message])).toEqual([
			['gone', expect.stringMatching(/^1 model vanished from Mscn, not by mreg: a\. /)],
		]);
	});

	test('is gone over further looks, restarts and writes of the index, which is not written for it again', async () => {
		const {read, remove, add, env} = known();
		await read();
		remove(a);
		await read(tuesday);
		const text = fs.readFileSync(indexFile(env));
		expect(goneIn(await read(wednesday))).toEqual([[a, tuesday]]);
		expect(fs.readFileSync(indexFile(env))).toEqual(text);
		add(modelFiles('Mscn/Model/d'));
		remove(c);
		expect(goneIn(await read(wednesday)), 'the last one first').toEqual([
			[c, wednesday],
			[a, tuesday],
		]);
		const later = await read(wednesday + 1);
		expect(goneIn(later)).toHaveLength(2);
		expect(later.gone?.at(-1)?.model.tags).toEqual(['paper']);
	});

	test('is no longer gone when its files are there again, changed or not, and is not new then', async () => {
		const {root, read, remove, add} = known();
		await read();
		fs.mkdirSync(path.join(root, 'away'));
		for (const name of ['a', 'a.json']) fs.renameSync(path.join(root, 'Mscn/Model', name), path.join(root, 'away', name));
		remove(b);
		expect(goneIn(await read(tuesday))).toHaveLength(2);
		for (const name of ['a', 'a.json']) fs.renameSync(path.join(root, 'away', name), path.join(root, 'Mscn/Model', name));
		add(modelFiles(b, {notes: 'from a backup'}));
		const after = await read(wednesday);
		expect(goneIn(after)).toEqual([]);
		expect(after.problems).toEqual([]);
		expect(firstSeenIn(after)).toEqual({[a]: undefined, [b]: undefined, [c]: undefined});
		expect(after.models.find(({key}) => key === b)?.notes).toBe('from a backup');
	});

	test('is dismissed, also in an index that another process keeps, and what vanishes later is told', async () => {
		const {root, env, read, remove} = known();
		await read();
		remove(a);
		await read(monday);
		dismissGone(root, env, tuesday);
		remove(b);
		const after = await read(wednesday);
		expect(goneIn(after)).toEqual([[b, wednesday]]);
		expect(goneIn(await read(wednesday))).toEqual([[b, wednesday]]);
	});

	test('is not new where it was dismissed and is there again', async () => {
		const {root, env, read, move} = known();
		await read();
		move('Mscn/Model', 'away');
		fs.mkdirSync(path.join(root, 'Mscn/Model'));
		expect(goneIn(await read(monday))).toHaveLength(2);
		dismissGone(root, env, tuesday);
		expect(goneIn(await read(tuesday))).toEqual([]);
		fs.rmdirSync(path.join(root, 'Mscn/Model'));
		move('away', 'Mscn/Model');
		const after = await read(wednesday);
		expect(firstSeenIn(after)).toEqual({[a]: undefined, [b]: undefined, [c]: undefined});
		expect(goneIn(after)).toEqual([]);
	});

	test('is not told where it was a file that was still being written, nor a sidecar that nobody could read', async () => {
		const {root, read} = known({...three, 'Mscn/Model/x.json': '{"model'});
		fs.writeFileSync(path.join(root, 'Mscn/Model/half.pt'), 'x');
		await read(Date.now());
		fs.rmSync(path.join(root, 'Mscn/Model/half.pt'));
		fs.rmSync(path.join(root, 'Mscn/Model/x.json'));
		expect(goneIn(await read(Date.now()))).toEqual([]);
	});
});

describe('a disk that is away', () => {
	test('takes its models away and brings them back, and none of them is new', async () => {
		const {read, move, add} = known();
		await read();
		add(modelFiles('Mscn/Model/d'));
		await read(tuesday);
		move('Mscn/Model', 'away');
		const away = await read(tuesday + 1);
		expect(keysIn(away)).toEqual([c]);
		expect(
			goneIn(away)
				.map(([key]) => key)
				.sort(),
		).toEqual([a, b, 'Mscn/Model/d']);
		move('away', 'Mscn/Model');
		const back = await read(wednesday);
		expect(goneIn(back)).toEqual([]);
		expect(firstSeenIn(back)).toEqual({[a]: undefined, [b]: undefined, [c]: undefined, 'Mscn/Model/d': tuesday});
	});

	test('whose empty mount point stays there is the same', async () => {
		const {root, read, move} = known();
		await read();
		move('Mscn/Model', 'away');
		fs.mkdirSync(path.join(root, 'Mscn/Model'));
		expect(goneIn(await read(tuesday))).toHaveLength(2);
		fs.rmdirSync(path.join(root, 'Mscn/Model'));
		move('away', 'Mscn/Model');
		const back = await read(wednesday);
		expect([goneIn(back), keysIn(back)]).toEqual([[], [c, a, b]]);
	});

	test('of the whole root leaves its models as stale', async () => {
		const {root, env, read} = known();
		await read();
		fs.renameSync(root, `${root}.away`);
		const away = await readRoot(root, env, tuesday);
		expect(away.models.map(({stale}) => stale)).toEqual([true, true, true]);
		expect(goneIn(away)).toEqual([]);
		fs.renameSync(`${root}.away`, root);
		expect(goneIn(await read(wednesday))).toEqual([]);
	});
});

describe('a model that is renamed by hand', () => {
	test.each([
		[
			'with both of its files',
			[
				[a, 'Mscn/Model/z'],
				[`${a}.json`, 'Mscn/Model/z.json'],
			],
		],
		[
			'to another algorithm',
			[
				[a, 'Lero/Model/a'],
				[`${a}.json`, 'Lero/Model/a.json'],
			],
		],
		['with its folder', [['Mscn', 'Zscn']]],
		['with its folder, which comes before others then', [['Mscn', 'Ascn']]],
		['without its sidecar', [[a, 'Mscn/Model/z']]],
	] as const)('%s is neither gone nor new', async (_, moves) => {
		const {read, move} = known();
		await read();
		for (const [from, to] of moves) move(from, to);
		const after = await read(tuesday);
		expect(goneIn(after)).toEqual([]);
		expect(Object.values(firstSeenIn(after)).filter(seen => seen !== undefined)).toEqual([]);
	});

	test('after it was missed under its old name is gone no more', async () => {
		const {read, move} = known();
		await read();
		move(a, 'kept');
		move(`${a}.json`, 'kept.json');
		expect(goneIn(await read(tuesday))).toHaveLength(1);
		move('kept', 'Mscn/Model/z');
		move('kept.json', 'Mscn/Model/z.json');
		const after = await read(wednesday);
		expect([goneIn(after), firstSeenIn(after)]).toEqual([[], {[b]: undefined, [c]: undefined, 'Mscn/Model/z': undefined}]);
	});
});

describe('what mreg does itself', () => {
	const run = async (root: string, ...words: readonly string[]) => {
		const {code, stderr} = await mreg([...words, '--root', root]);
		expect(code, `${words.join(' ')}: ${stderr}`).toBe(0);
	};

	test('takes nothing away that is told as gone, and what comes back from the trash is not new', async () => {
		const {root, read, remove, add} = known();
		await read();
		await run(root, 'rm', 'a', 'c', '--yes');
		const trashed = await read(tuesday);
		expect([goneIn(trashed), keysIn(trashed)]).toEqual([[], [b]]);
		await run(root, 'restore', 'a');
		const restored = await read(tuesday);
		expect([goneIn(restored), firstSeenIn(restored)]).toEqual([[], {[a]: undefined, [b]: undefined}]);
		remove(a);
		expect(goneIn(await read(tuesday)), 'removed by hand after it was restored').toEqual([[a, tuesday]]);
		add(modelFiles(c));
		await read(tuesday);
		remove(c);
		expect(goneIn(await read(wednesday)), 'a new one of that name').toEqual([
			[c, wednesday],
			[a, tuesday],
		]);
	});

	test('is known where the index is behind: tagged, removed and undone in between', async () => {
		const {root, read} = known();
		await read();
		await run(root, 'tag', 'a', 'late');
		await run(root, 'rm', 'a', '--yes');
		expect(goneIn(await read(tuesday))).toEqual([]);
		await run(root, 'undo', '--yes');
		const after = await read(wednesday);
		expect([goneIn(after), firstSeenIn(after)]).toEqual([[], {[a]: undefined, [b]: undefined, [c]: undefined}]);
	});

	test('moves a sidecar behind its artifact without a loss', async () => {
		const {root, env, read, move} = known();
		await read();
		move(a, 'Mscn/Model/z');
		await read(tuesday);
		await mreg(['doctor', '--fix', 'renamed', '--root', root], {env: {XDG_CACHE_HOME: env.XDG_CACHE_HOME ?? ''}});
		expect(fs.existsSync(path.join(root, 'Mscn/Model/z.json'))).toBe(true);
		const after = await read(wednesday);
		expect([goneIn(after), keysIn(after)]).toEqual([[], [c, b, 'Mscn/Model/z']]);
	});
});

describe('when a model came', () => {
	test('is when it was first seen, but for those of the first index, and stays what it is', async () => {
		const {read, add} = known();
		expect(firstSeenIn(await read(monday))).toEqual({[a]: undefined, [b]: undefined, [c]: undefined});
		add(modelFiles('Mscn/Model/d'));
		expect(firstSeenIn(await read(tuesday))['Mscn/Model/d']).toBe(tuesday);
		add(modelFiles('Mscn/Model/d', {tags: ['changed']}));
		expect(firstSeenIn(await read(wednesday))['Mscn/Model/d'], 'a changed sidecar').toBe(tuesday);
		expect(firstSeenIn(await read(wednesday))['Mscn/Model/d'], 'from the index').toBe(tuesday);
	});

	test('of a sidecar whose artifact comes later is when the sidecar came', async () => {
		const {read, add} = known();
		await read(monday);
		add({'Mscn/Model/d.json': {model_id: 'd'}});
		await read(tuesday);
		add({'Mscn/Model/d.pt': 'weights'});
		expect(firstSeenIn(await read(wednesday))).toMatchObject({'Mscn/Model/d.pt': tuesday});
	});

	test('of one that was trained anew is that training', async () => {
		const {read, add} = known();
		await read(monday);
		add(modelFiles(a, {training: {trained_at: '2024-10-30T00:00:00'}}));
		expect(firstSeenIn(await read(tuesday))[a]).toBe(tuesday);
	});

	test('is the model’s own time again where the index was deleted', async () => {
		const {read, add, env} = known();
		await read(monday);
		add(modelFiles('Mscn/Model/d'));
		await read(tuesday);
		fs.rmSync(indexFile(env));
		expect(firstSeenIn(await read(wednesday))['Mscn/Model/d']).toBeUndefined();
	});

	test('of an index that was cut short nothing is told as new', async () => {
		const {read, env} = known();
		await read(monday);
		const text = fs.readFileSync(indexFile(env), 'utf8');
		fs.writeFileSync(indexFile(env), text.slice(0, text.length - 40));
		expect(Object.values(firstSeenIn(await read(tuesday))).filter(seen => seen !== undefined)).toEqual([]);
	});
});

describe('a registry that is followed', () => {
	/** Open, and looked at once. */
	async function followed() {
		const around = known();
		const registry = openRegistry({root: around.root, reason: 'test', env: around.env});
		onTestFinished(() => registry.close());
		const shows = async (condition: (snapshot: Snapshot) => boolean) =>
			void (await until(() => condition(registry.getSnapshot()), {
				timeout: 30_000,
				describe: () => JSON.stringify([goneIn(registry.getSnapshot()), keysIn(registry.getSnapshot()), registry.getSnapshot().activity]),
			}));
		await shows(({activity}) => activity.phase === 'live');
		return {...around, registry, shows};
	}

	test('tells within moments of what vanished and what came back, and keeps it for the next one', async () => {
		const {root, env, remove, add, registry, shows} = await followed();
		remove(a, b);
		await shows(snapshot => goneIn(snapshot).length === 2 && keysIn(snapshot).join() === c);
		add(modelFiles(b));
		await shows(snapshot => goneIn(snapshot).length === 1 && keysIn(snapshot).join() === [c, b].join());
		expect(registry.getSnapshot().gone?.[0]?.goneAt).toBeGreaterThan(Date.now() - 60_000);
		await registry.close();
		const after = await readRoot(root, env, Date.now());
		expect(goneIn(after).map(([key]) => key)).toEqual([a]);
		expect(firstSeenIn(after)).toEqual({[b]: undefined, [c]: undefined});
	});

	test('tells of a renamed model neither as gone nor as new', async () => {
		const {move, shows} = await followed();
		move(a, 'Mscn/Model/z');
		move(`${a}.json`, 'Mscn/Model/z.json');
		await shows(snapshot => {
			const z = snapshot.models.find(({key}) => key === 'Mscn/Model/z');
			return z?.state === 'ok' && z.firstSeen === undefined && goneIn(snapshot).length === 0 && keysIn(snapshot).length === 3;
		});
	});

	test('hears of a dismissal by another process with its next look', async () => {
		const {root, env, remove, registry, shows} = await followed();
		remove(a);
		await shows(snapshot => goneIn(snapshot).length === 1);
		dismissGone(root, env, Date.now());
		registry.rescan();
		await shows(snapshot => goneIn(snapshot).length === 0 && !snapshot.problems.some(({kind}) => kind === 'gone'));
	});
});

test('of very many the last 5,000 are remembered one by one and the others counted, and none of them is new when they are back', async () => {
	const {root, env, read, move} = known({
		...three,
		...Object.fromEntries(Array.from({length: 6_000}, (_, index) => [`Knob/Model/k${index}.pt`, 'w'])),
	});
	await read();
	move('Knob', '../away');
	const away = await read(Date.now());
	expect([away.gone?.length, away.goneMore, keysIn(away).length]).toEqual([5_000, 1_000, 3]);
	expect(away.problems.find(({kind}) => kind === 'gone')?.message).toMatch(/^6,000 models vanished from Knob, /);
	const again = await readRoot(root, env, Date.now());
	expect([again.gone?.length, again.goneMore]).toEqual([5_000, 1_000]);
	move('../away', 'Knob');
	const back = await read(Date.now());
	expect([back.gone?.length, back.goneMore, keysIn(back).length]).toEqual([0, undefined, 6_003]);
	expect(Object.values(firstSeenIn(back)).filter(seen => seen !== undefined)).toEqual([]);
});

test('a look that finds models gone writes nothing below the root', async () => {
	const {root, read, remove} = known();
	await read();
	remove(a);
	const before = treeHash(root);
	await read(tuesday);
	expect(treeHash(root)).toBe(before);
});
