/** The index is a cache: read back as it was written, built anew when it is broken, and never anything but faster. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {cacheFolder} from '../../store/index-file.ts';
import {brokenIndexes, fixtureCases} from '../helpers/fixtures.ts';
import {contentOf, contentOnDisk, freshCache, indexFile, modelFiles, putOld, readRoot, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';

const many = Object.assign(
	{},
	...Array.from({length: 30}, (_, index) =>
		modelFiles(`Mscn/Model/m_${index}`, {
			notes: `노트 ${index} 💯 \t\n"`,
			tags: ['a', `t${index}`],
			training: {trained_at: `2024-10-${String(1 + (index % 28)).padStart(2, '0')}T00:00:00`, hyperparams: {x: index}},
		}),
	),
);
const files = {
	...many,
	'Lero/Model/pair/nn_weights': 'weights',
	'Lero/Model/pair.json': {model_id: 'pair', testing: [{dataset: 'imdb', performance: {total_time: 1}}]},
	'Lero/Model/alone.pt': 'x',
	'Lero/Model/gone.json': {model_id: 'gone', tags: 7},
	'Lero/Model/bad.json': '{"model_id": "bad", ',
	'Lero/Model/bad': 'x',
	'Lero/Model/twice.json': '{"model_id": "twice", "notes": "a", "notes": "b", "big": 12345678901234567890, "nan": NaN, "__proto__": {"x": 1}}',
	'Lero/Model/twice': 'x',
	'model_registry.json': {m_1: {tags: ['registered'], notes: 'n'}, lost: {algorithm: 'lero', tags: ['x']}},
	'mreg.config.json': {objectives: {lero: {metric: 'total_time'}}},
};

describe('an index', () => {
	test('that is read gives the snapshot that wrote it', async () => {
		const [root, env] = [registryOf(files), freshCache()];
		const first = await readRoot(root, env);
		expect(first.models).toHaveLength(36);
		const text = fs.readFileSync(indexFile(env));
		const second = await readRoot(root, env);
		expect(contentOf(second)).toEqual(contentOf(first));
		expect(second.problems).toEqual(first.problems);
		expect(fs.readFileSync(indexFile(env)), 'nothing changed, so it is not written again').toEqual(text);
	});

	test('holds one line a stem, the newest first', async () => {
		const [root, env] = [registryOf(files), freshCache()];
		await readRoot(root, env);
		const lines = fs.readFileSync(indexFile(env), 'utf8').split('\n');
		expect(lines.at(-1)).toBe('');
		expect(lines).toHaveLength(1 + 35 + 1);
		const stems = lines.slice(1, -1).map(line => (JSON.parse(line.slice(line.indexOf('['), line.indexOf('\t', line.indexOf('[')))) as string[])[1]);
		expect(stems.at(-1)).toBe('gone');
		expect(stems.filter(stem => stem?.startsWith('m_')).slice(0, 2)).toEqual(['m_27', 'm_26']);
	});

	test('is for the user’s eyes only', async () => {
		const [root, env] = [registryOf(files), freshCache()];
		await readRoot(root, env);
		expect(fs.statSync(indexFile(env)).mode & 0o777).toBe(0o600);
		expect(fs.statSync(path.dirname(indexFile(env))).mode & 0o777).toBe(0o700);
		expect(fs.readdirSync(path.dirname(indexFile(env)))).toEqual(['index.jsonl']);
	});

	test('lies in the cache folder of the user, one for each root', () => {
		const [a, b] = ['/a', '/b'].map(root => cacheFolder(root, {XDG_CACHE_HOME: '/cache', HOME: '/home/me'}));
		expect(a).toMatch(/^\/cache\/mreg\/[0-9a-f]{16}$/);
		expect(a).not.toBe(b);
		expect(cacheFolder('/a', {HOME: '/home/me'})).toBe(a?.replace('/cache/', '/home/me/.cache/'));
		expect(cacheFolder('/a', {XDG_CACHE_HOME: 'relative', HOME: '/home/me'})).toBe(cacheFolder('/a', {HOME: '/home/me'}));
	});

	test('that cannot be written is a problem, and all else is the same', async () => {
		const root = registryOf(files);
		const file = path.join(temporaryFolder(), 'file');
		fs.writeFileSync(file, '');
		const snapshot = await readRoot(root, {...process.env, XDG_CACHE_HOME: file});
		expect(snapshot.problems.filter(({kind}) => kind === 'index')).toEqual([{kind: 'index', path: '', message: expect.stringContaining('cannot be kept')}]);
		expect(contentOf(snapshot)).toEqual(contentOf(await readRoot(root, freshCache())));
	});

	test('of another root is not used', async () => {
		const [root, other, env] = [registryOf(files), registryOf(modelFiles('Mscn/Model/other')), freshCache()];
		await readRoot(root, env);
		fs.mkdirSync(cacheFolder(other, env), {recursive: true});
		fs.copyFileSync(path.join(cacheFolder(root, env), 'index.jsonl'), path.join(cacheFolder(other, env), 'index.jsonl'));
		const snapshot = await readRoot(other, env);
		expect(snapshot.models.map(model => model.key)).toEqual(['Mscn/Model/other']);
		expect(snapshot.problems.map(({kind}) => kind)).toEqual(['index']);
	});
});

describe('a broken index', () => {
	const root = registryOf(files);
	const good = async () => {
		const env = freshCache();
		const snapshot = await readRoot(root, env);
		return {env, snapshot, text: fs.readFileSync(indexFile(env), 'utf8')};
	};

	async function rebuilt(broken: (text: string) => string | Buffer): Promise<void> {
		const {env, snapshot, text} = await good();
		const content = broken(text);
		fs.writeFileSync(indexFile(env), content);
		const after = await readRoot(root, env);
		expect(contentOf(after)).toEqual(contentOf(snapshot));
		expect(after.problems.filter(({kind}) => kind === 'index')).toEqual([
			{kind: 'index', path: '', message: expect.stringMatching(/^The index was built anew: .+\.$/)},
		]);
		expect(contentOf(await readRoot(root, env)), 'and the one after that').toEqual(contentOf(snapshot));
	}

	test.each(brokenIndexes('1\n2\n').map(({name}) => name))('that is %s is built anew and said to be', async name => {
		await rebuilt(text => brokenIndexes(text).find(broken => broken.name === name)?.text ?? '');
	});

	test('from a newer version says which', async () => {
		const {env, text} = await good();
		fs.writeFileSync(indexFile(env), text.replace(/\d+/, '999999'));
		const {problems} = await readRoot(root, env);
		expect(problems.find(({kind}) => kind === 'index')?.message).toContain('schema 999999');
	});

	test.each(['the first line', 'the middle', 'the end'])('with zeros in %s, as after a power cut, is built anew', async where => {
		await rebuilt(text => {
			const bytes = Buffer.from(text);
			const at = where === 'the first line' ? 20 : where === 'the middle' ? Math.floor(bytes.length / 2) : bytes.length - 60;
			return bytes.fill(0, at, at + 20);
		});
	});

	test('with any byte changed gives the same snapshot', {timeout: 120_000}, async () => {
		const {env, snapshot, text} = await good();
		const bytes = Buffer.from(text);
		for (let index = 0; index < 40; index++) {
			const at = (index * 7919 + 13) % bytes.length;
			const broken = Buffer.from(bytes);
			broken[at] = (broken[at] ?? 0) ^ (1 << (index % 7));
			fs.writeFileSync(indexFile(env), broken);
			const after = await readRoot(root, env);
			expect(contentOf(after), `byte ${at}: ${bytes.toString('latin1', at - 20, at + 20)}`).toEqual(contentOf(snapshot));
		}
	});

	test('that is a folder is a problem, and all else is the same', async () => {
		const {env, snapshot} = await good();
		fs.rmSync(indexFile(env));
		fs.mkdirSync(indexFile(env));
		const after = await readRoot(root, env);
		expect(contentOf(after)).toEqual(contentOf(snapshot));
		expect(after.problems.filter(({kind}) => kind === 'index').length).toBeGreaterThan(0);
	});
});

describe('an old index', () => {
	const changes: ReadonlyArray<[string, (root: string) => void]> = [
		['a model more', root => Object.entries(modelFiles('Mscn/Model/new')).forEach(([name, content]) => putOld(root, name, content))],
		['a model less', root => ['Mscn/Model/m_3', 'Mscn/Model/m_3.json'].forEach(name => fs.rmSync(path.join(root, name)))],
		['an artifact less', root => fs.rmSync(path.join(root, 'Mscn/Model/m_3'))],
		['a sidecar less', root => fs.rmSync(path.join(root, 'Mscn/Model/m_3.json'))],
		['a sidecar changed', root => putOld(root, 'Mscn/Model/m_3.json', {model_id: 'm_3', tags: ['changed']})],
		[
			'a sidecar of the same length and time',
			root => putOld(root, 'Mscn/Model/m_3.json', fs.readFileSync(path.join(root, 'Mscn/Model/m_3.json'), 'utf8').replace('t3', 't9')),
		],
		[
			'a sidecar that took the place of another by a rename',
			root => (putOld(root, 'x', {model_id: 'm_3', tags: ['renamed']}), fs.renameSync(path.join(root, 'x'), path.join(root, 'Mscn/Model/m_3.json'))),
		],
		[
			'two models that changed names',
			root =>
				['', '.json'].forEach(
					end => (
						fs.renameSync(path.join(root, `Mscn/Model/m_3${end}`), path.join(root, 'x')),
						fs.renameSync(path.join(root, `Mscn/Model/m_4${end}`), path.join(root, `Mscn/Model/m_3${end}`)),
						fs.renameSync(path.join(root, 'x'), path.join(root, `Mscn/Model/m_4${end}`))
					),
				),
		],
		['a sidecar beside the one there is', root => putOld(root, 'Lero/Model/alone.pt.json', {model_id: 'alone'})],
		['a second sidecar', root => (putOld(root, 'Lero/Model/alone.pt.json', {model_id: 'alone'}), putOld(root, 'Lero/Model/alone.json', {model_id: 'alone 2'}))],
		['a file more in a folder artifact', root => putOld(root, 'Lero/Model/pair/more', 'xx')],
		['an algorithm more', root => putOld(root, 'Knob/Model/k', 'x')],
		['an algorithm less', root => fs.rmSync(path.join(root, 'Lero'), {recursive: true})],
		['an algorithm renamed', root => fs.renameSync(path.join(root, 'Lero'), path.join(root, 'Lero2'))],
		['the config gone', root => fs.rmSync(path.join(root, 'mreg.config.json'))],
		['the registry file gone', root => fs.rmSync(path.join(root, 'model_registry.json'))],
		['the registry file changed', root => putOld(root, 'model_registry.json', {m_2: {tags: ['other']}, lost2: {}})],
		[
			'a missing entry that has its files again',
			root => Object.entries(modelFiles('Lero/Model/lost')).forEach(([name, content]) => putOld(root, name, content)),
		],
		[
			'a tag of the registry file that its sidecar has now',
			root => putOld(root, 'Mscn/Model/m_1.json', {model_id: 'm_1', tags: ['a', 't1', 'registered'], notes: '노트 1 💯 \t\n"'}),
		],
		[
			'a tag of the registry file that its sidecar has no more',
			root => (putOld(root, 'model_registry.json', {m_1: {tags: ['a']}}), putOld(root, 'Mscn/Model/m_1.json', {model_id: 'm_1', tags: []})),
		],
		['a model with the id of an entry by another name', root => putOld(root, 'Lero/Model/alone.pt.json', {model_id: 'lost'})],
		['a model that has another id now', root => putOld(root, 'Mscn/Model/m_1.json', {model_id: 'renamed', tags: ['registered']})],
		[
			'a model whose key is an entry of the registry file',
			root => (putOld(root, 'model_registry.json', {'Mscn/Model/m_1': {tags: ['hostile']}}), putOld(root, 'Mscn/Model/m_1.json', {model_id: 'm_one'})),
		],
		['nothing left', root => fs.readdirSync(root).forEach(name => fs.rmSync(path.join(root, name), {recursive: true}))],
	];

	test.each(changes)('and %s: the same snapshot as without it', async (_what, change) => {
		const [root, env] = [registryOf(files), freshCache()];
		await readRoot(root, env);
		change(root);
		const fresh = contentOf(await readRoot(root, freshCache()));
		// Only what is gone from the disk is remembered: the artifact that a missing model had, a training that was overwritten.
		expect(contentOnDisk(await readRoot(root, env))).toEqual(fresh);
		const hash = treeHash(root);
		expect(contentOnDisk(await readRoot(root, env)), 'and read once more').toEqual(fresh);
		expect(treeHash(root), 'nothing is written below the root').toBe(hash);
	});
});

test.each(
	fixtureCases()
		.filter(({skip, name}) => skip === undefined && !name.includes('50000'))
		.map(each => [each.name, each] as const),
)('%s: deleting the index gives the same snapshot', async (_name, {make}) => {
	const [root, env] = [make(), freshCache()];
	const first = contentOf(await readRoot(root, env));
	expect(contentOf(await readRoot(root, env))).toEqual(first);
	fs.rmSync(env.XDG_CACHE_HOME ?? '', {recursive: true});
	expect(contentOf(await readRoot(root, env))).toEqual(first);
});
