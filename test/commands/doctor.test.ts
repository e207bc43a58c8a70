/** `mreg doctor` on damaged registries: what it finds, what --fix makes of it, and that undo brings it back. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {hostname} from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {processHere} from '../../store/lock.ts';
import {doctorCases, treeOf} from '../helpers/doctor-cases.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {safetensors} from '../helpers/model-files.ts';
import {freshCache, modelFiles, put, putOld, registryOf} from '../helpers/registries.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

interface Found {
	readonly kind: string;
	readonly fixable: boolean;
	readonly information: boolean;
	readonly keys: readonly string[];
	readonly message: string;
}

const a = 'Net/Model/net_a';
const kindsOf = async (root: string) => ((await typed(root, ['doctor', '--json'])).json().found as readonly Found[]).map(({kind}) => kind);

/** The kind that a case is named after; strays are of two kinds of owners. */
const kindOf = (name: string) => (name.startsWith('stray-') ? 'stray-file' : name);
/** What is no user's is not brought back. */
const isUndone = (name: string) => name !== 'stray-ours';

describe.each(doctorCases())('$name', ({name, make, before, after}) => {
	test('is found, and nothing is changed by looking', async () => {
		const root = make();
		const {code, notes} = await typed(root, ['doctor']);
		expect(code).toBe(1);
		expect(notes).toEqual(['mreg doctor --fix does all of it.']);
		expect((await kindsOf(root)).filter(kind => kind !== 'path-differs')).toEqual([kindOf(name)]);
		expect(treeOf(root)).toEqual(before);
	});

	test('is put right by --fix, and brought back by undo', async () => {
		const root = make();
		const fixed = await typed(root, ['doctor', '--fix', '--json']);
		expect(fixed).toMatchObject({code: 0});
		expect(treeOf(root)).toEqual(after);
		expect((await typed(root, ['doctor'])).code).toBe(0);
		const {undo, txns} = fixed.json();
		expect(undo).toEqual((txns as readonly string[]).map(txn => `mreg undo ${txn}`));
		for (const txn of (txns as readonly string[]).toReversed()) await typed(root, ['undo', txn, '--yes']);
		expect(treeOf(root)).toEqual(isUndone(name) ? before : after);
	});
});

describe('what crashed processes left', () => {
	const gone = () => ({...processHere(), pid: spawnSync('true').pid, start: '1'});

	function lock(root: string, folder: string): string {
		const file = path.join(root, folder, '.mreg.lock');
		fs.writeFileSync(file, JSON.stringify({v: 1, ...gone(), token: 't', at: '2026-11-22T10:00:00Z', by: 'mreg tag'}));
		return file;
	}

	function begin(root: string): void {
		const {boot_id, pid_ns, pid, start} = gone();
		const sha256 = {before: 'a'.repeat(64), after: 'b'.repeat(64)};
		const items = [{key: a, before: '[]', after: '["x"]', offset: 5, sha256, tags: {before: [], after: ['x']}}];
		const line = {v: 1, txn: 'T1', phase: 'begin', op: 'tag', at: '2026-11-22T10:00:00Z', host: hostname(), user: 'kim', by: 'mreg tag', items};
		put(root, '.mreg/journal.jsonl', `${JSON.stringify({...line, process: {boot_id, pid_ns, pid, start}})}\n`);
	}

	test('is told by lock and transaction, and put right without a transaction of its own', async () => {
		const root = registryOf(modelFiles(a));
		const file = lock(root, 'Net/Model');
		begin(root);
		expect(await kindsOf(root)).toEqual(['unfinished', 'stale-lock']);
		expect((await typed(root, ['doctor'])).lines).toContainEqual(expect.stringMatching(/^ {2}Net\/Model: locked by process \d+ .*, which is gone$/));
		const fixed = await typed(root, ['doctor', '--fix']);
		expect(fixed).toMatchObject({code: 0, lines: ['put right what killed processes left']});
		expect(fs.existsSync(file)).toBe(false);
		expect(await typed(root, ['doctor'])).toMatchObject({code: 0});
	});

	test('a lock of a process that runs is no finding, and --fix ends with 5 at it', async () => {
		const root = registryOf(modelFiles(a));
		putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: ''}});
		fs.writeFileSync(path.join(root, 'Net/Model/.mreg.lock'), JSON.stringify({v: 1, ...processHere(), token: 't', at: '2026-11-22T10:00:00Z', by: 'mreg tag'}));
		expect(await kindsOf(root)).toEqual(['registry-drift']);
		expect(await refusal(typed(root, ['doctor', '--fix']))).toMatchObject({exitCode: 5});
	});
});

describe('a training that another one overwrote', () => {
	const sidecar = (trainedAt: string, lr: number, tests: readonly object[]) => ({
		model_id: 'net_a',
		training: {dataset: 'production', hyperparams: {lr, epoch: 10}, trained_at: trainedAt},
		testing: tests,
	});
	const tests = [{dataset: 'imdb', performance: {total_time: 118.25}}];

	test('is told with what is lost, and kept in training_registry.json', async () => {
		const [root, env] = [registryOf({[a]: 'weights', [`${a}.json`]: sidecar('2024-10-19T10:30:00', 0.1, tests)}), freshCache()];
		await typed(root, ['list'], {env});
		putOld(root, `${a}.json`, sidecar('2024-10-20T09:00:00', 0.01, []));
		const {found} = (await typed(root, ['doctor', '--json'], {env})).json();
		expect(found).toMatchObject([{kind: 'overwritten', key: a, fixable: true, information: false}]);
		expect((found as readonly Found[])[0]?.message).toMatch(
			/^another training wrote over the one of 2024-10-19T10:30:00 \(seen .*\): it had lr 0\.1 \(now 0\.01\); 1 result, total_time 118\.25 on imdb$/,
		);
		expect(await typed(root, ['doctor', '--fix'], {env})).toMatchObject({code: 0, lines: ['kept the facts of 1 overwritten training']});
		expect(JSON.parse(fs.readFileSync(path.join(root, 'Net/training_registry.json'), 'utf8'))).toMatchObject({
			'net_a (2024-10-19T10:30:00)': {trained_at: '2024-10-19T10:30:00', results: tests, hyperparams: {lr: 0.1, epoch: 10}, status: 'purged'},
		});
		expect(await typed(root, ['doctor'], {env})).toMatchObject({code: 0});
		expect(await typed(root, ['undo', '--yes'], {env})).toMatchObject({code: 0});
		expect((await typed(root, ['doctor', '--json'], {env})).json().found).toEqual(found);
	});
});

describe('a training that another one overwrote unseen', () => {
	const sidecar = (trainedAt: string, rest: object = {}) => ({model_id: 'net_a', training: {hyperparams: {lr: 0.1}, trained_at: trainedAt}, ...rest});
	const [earlier, now] = ['2024-10-19T10:30:00', '2024-10-20T09:00:00'];
	const results = [{dataset: 'imdb', performance: {total_time: 118.25}}];
	const history = (status: string) => ({net_a: {dataset: 'imdb', hyperparams: {lr: 0.2}, trained_at: earlier, training_time: 1.5, results, mine: 1, status}});
	const name = `net_a (${earlier})`;
	const read = (root: string) => JSON.parse(fs.readFileSync(path.join(root, 'Net/training_registry.json'), 'utf8')) as object;

	test('is told as training_registry.json tells of it, and kept there', async () => {
		const root = registryOf({[a]: 'weights', [`${a}.json`]: sidecar(now)});
		putOld(root, 'Net/training_registry.json', history('present'));
		const [found] = (await typed(root, ['doctor', '--json'])).json().found as readonly Found[];
		expect(found).toMatchObject({kind: 'overwritten', keys: [a], fixable: true});
		expect(found?.message).toBe(
			`another training took the place of the one of ${earlier}, of which only Net/training_registry.json still tells: it had lr 0.2 (now 0.1); 1 result, total_time 118.25 on imdb`,
		);
		expect(await typed(root, ['doctor', '--fix'])).toMatchObject({code: 0, lines: ['kept the facts of 1 overwritten training']});
		expect(read(root)).toEqual({...history('present'), [name]: {...history('purged').net_a}});
		expect(await kindsOf(root)).toEqual([]);
		await typed(root, ['undo', '--yes']);
		expect(read(root)).toEqual(history('present'));
		expect(await kindsOf(root)).toEqual(['overwritten']);
		// What writes the history anew keeps it, too.
		await typed(root, ['index']);
		expect(read(root)).toMatchObject({net_a: {trained_at: now}, [name]: {trained_at: earlier, results, mine: 1, status: 'purged'}});
		expect(await kindsOf(root)).toEqual([]);
	});

	test('is told as model_registry.json tells of it, and kept in training_registry.json', async () => {
		const root = registryOf({[a]: 'weights', [`${a}.json`]: sidecar(now)});
		putOld(root, 'model_registry.json', {net_a: {...sidecar(earlier, {testing: results}), model_path: a}});
		expect(await kindsOf(root)).toEqual(['overwritten']);
		expect((await typed(root, ['doctor', '--fix'])).code).toBe(0);
		expect(read(root)).toMatchObject({[name]: {trained_at: earlier, results, artifact_bytes: null, status: 'purged'}});
		expect(await kindsOf(root)).toEqual([]);
	});

	test.each([
		['of the same time, written otherwise', {[`${a}.json`]: sidecar('2024-10-19T10:30:00.000')}, history('present')],
		['that is in the trash', {}, history('trashed')],
		['that is kept already', {}, {...history('present'), [name]: {}}],
		['that a copy of the same id has', {'Net/Model/copy': 'weights', 'Net/Model/copy.json': sidecar(earlier)}, history('present')],
		['of a sidecar that says no time', {[`${a}.json`]: {model_id: 'net_a'}}, history('present')],
	])('is none %s', async (_what, files, said) => {
		const root = registryOf({[a]: 'weights', [`${a}.json`]: sidecar(now), ...files});
		putOld(root, 'Net/training_registry.json', said);
		expect((await kindsOf(root)).filter(kind => kind === 'overwritten')).toEqual([]);
	});
});

describe('what nothing here decides', () => {
	test('is told with the next step, and left with 6 by --fix', async () => {
		const root = registryOf({...modelFiles(a), 'Net/Model/gone.json': {model_id: 'gone', training: null}});
		putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: ''}});
		const {lines, notes, code} = await typed(root, ['doctor']);
		expect(code).toBe(1);
		expect(lines.slice(0, 3)).toEqual([
			'MISSING ARTIFACTS  1 model',
			'  gone: its artifact is gone',
			'    → by hand: restore it from the trash, if it is there (mreg trash), or remove the sidecar: mreg rm Net/Model/gone',
		]);
		expect(notes).toEqual(['mreg doctor --fix does 1 of 2.']);
		const fixed = await typed(root, ['doctor', '--fix']);
		expect(fixed).toMatchObject({code: 6, lines: ['put right the tags and notes of 1 model']});
		expect(fixed.notes).toContain('1 thing is left: mreg doctor says what can be done.');
	});

	test('is listed with the problems of files that cannot be read', async () => {
		const root = registryOf({...modelFiles(a), 'Net/Model/cut': 'weights', 'Net/Model/cut.json': '{"mod'});
		const {lines, notes, code} = await typed(root, ['doctor']);
		expect({code, notes}).toEqual({code: 1, notes: ['mreg doctor --fix can put none of it right.']});
		expect(lines[0]).toBe('TO BE MENDED BY HAND  1 problem');
		expect(lines[1]).toMatch(/^ {2}Net\/Model\/cut\.json: The sidecar ends in the middle/);
		expect((await typed(root, ['doctor', '--json'])).json()).toMatchObject({found: [], problems: [{kind: 'unreadable-sidecar', path: 'Net/Model/cut.json'}]});
		expect((await typed(root, ['doctor', '--quiet'])).lines).toEqual(['Net/Model/cut.json']);
	});
});

test('information is told under one heading, and leaves the exit code at 0', async () => {
	const root = registryOf(modelFiles(a, {model_path: '/elsewhere/Other/Model/net_b', testing: [{dataset: 'imdb', performance: {q_error: 3}}]}));
	const {lines, notes, code} = await typed(root, ['doctor']);
	expect(code).toBe(0);
	expect(lines).toEqual([
		'FOR INFORMATION',
		expect.stringContaining('q_error of 1 model ranks nothing'),
		'    → say it once, with minimize or maximize: mreg metrics set q_error minimize',
		expect.stringMatching(/^ {2}net_a: 1 sidecar says in model_path/),
		expect.stringMatching(/^ {4}→ nothing to do/),
	]);
	expect(notes).toEqual(['Nothing is wrong with 1 model.']);
});

test('of many the first five are named, all with --long', async () => {
	const names = Array.from({length: 7}, (_, index) => `net_${index}`);
	const root = registryOf(Object.fromEntries(names.flatMap(name => Object.entries(modelFiles(`Net/Model/${name}`)))));
	putOld(root, 'model_registry.json', Object.fromEntries(names.map(name => [name, {model_id: name, tags: ['web'], notes: ''}])));
	const short = await typed(root, ['doctor']);
	expect(short.lines[0]).toBe('ONLY IN MODEL_REGISTRY.JSON  7 models');
	expect(short.lines.filter(line => line.endsWith('web only in model_registry.json'))).toHaveLength(5);
	expect(short.lines).toContain('  … and 2 more: --long shows all');
	expect((await typed(root, ['doctor', '--long'])).lines.filter(line => line.endsWith('web only in model_registry.json'))).toHaveLength(7);
});

describe('files of the same bytes', () => {
	const made = () => {
		const bytes = Buffer.alloc(10_000, 'weights');
		return registryOf({...modelFiles(a), [a]: bytes, ...modelFiles('Net/Model/net_b'), 'Net/Model/net_b': bytes});
	};
	const inode = (root: string, key: string) => fs.statSync(path.join(root, key)).ino;

	test('are looked for only when asked, and are nothing wrong', async () => {
		const root = made();
		expect(await kindsOf(root)).toEqual([]);
		const {lines, code} = await typed(root, ['doctor', '--duplicates']);
		expect({code, heading: lines[0]}).toEqual({code: 0, heading: 'FOR INFORMATION'});
		expect(lines[1]).toMatch(/^ {2}2 files of the same 10\.0 kB: .*would take 10\.0 kB less$/);
		expect(lines[2]).toMatch(/^ {4}→ --fix --link: /);
	});

	test('are linked only with --link, and copies again after undo', async () => {
		const root = made();
		const others = [...(await typed(root, ['doctor', '--duplicates', '--fix'])).lines];
		expect(others).toEqual([]);
		expect(inode(root, a)).not.toBe(inode(root, 'Net/Model/net_b'));
		const fixed = await typed(root, ['doctor', '--duplicates', '--fix', '--link', '--json']);
		expect(fixed.code).toBe(0);
		expect(inode(root, a)).toBe(inode(root, 'Net/Model/net_b'));
		await typed(root, ['undo', fixed.json().txns[0] as string, '--yes']);
		expect(inode(root, a)).not.toBe(inode(root, 'Net/Model/net_b'));
	});

	test('are linked in the same run in which those without sidecars get one, and tags are put right', async () => {
		const bytes = Buffer.alloc(10_000, 'weights');
		const root = registryOf({...modelFiles(a), [a]: bytes, 'Net/Model/bare': bytes});
		putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: ''}});
		const {lines, code} = await typed(root, ['doctor', '--duplicates', '--fix', '--link']);
		expect({code, last: lines.at(-1)}).toEqual({code: 0, last: expect.stringMatching(/^linked files of 1 model: .* freed$/)});
		expect(lines).toHaveLength(3);
		expect(inode(root, a)).toBe(inode(root, 'Net/Model/bare'));
	});

	test('are looked for where their kind is named', async () => {
		const root = made();
		expect((await typed(root, ['doctor', 'duplicate'])).lines[1]).toMatch(/^ {2}2 files of the same 10\.0 kB/);
		expect(await typed(root, ['doctor', '--duplicates', 'renamed'])).toMatchObject({lines: [], code: 0});
	});

	test('--link alone is refused: it says no word of what it would do', async () => {
		expect(await refusal(typed(made(), ['doctor', '--fix', '--link']))).toMatchObject({exitCode: 2});
	});
});

describe('kinds that are named', () => {
	const made = () => {
		const root = registryOf({...modelFiles(a), 'Net/Model/bare': 'weights', 'Net/Model/cut': 'weights', 'Net/Model/cut.json': '{"mod'});
		putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: ''}});
		return root;
	};

	test('are the only ones that are told', async () => {
		const root = made();
		expect(await kindsOf(root)).toEqual(['untracked', 'registry-drift']);
		const {lines, notes, code} = await typed(root, ['doctor', 'registry-drift']);
		expect({code, notes, heading: lines[0]}).toEqual({
			code: 1,
			notes: ['mreg doctor --fix registry-drift does all of it.'],
			heading: 'ONLY IN MODEL_REGISTRY.JSON  1 model',
		});
		expect((await typed(root, ['doctor', 'untracked', 'registry-drift', '--json'])).json()).toMatchObject({
			found: [{kind: 'untracked'}, {kind: 'registry-drift', command: 'mreg doctor --fix registry-drift'}],
			problems: [],
		});
		expect(await typed(root, ['doctor', 'renamed'])).toMatchObject({code: 0, lines: [], notes: ['Nothing of this kind is wrong with 3 models.']});
	});

	test('are the only ones that --fix puts right, and what is left of others is no part of it', async () => {
		const root = made();
		expect(await typed(root, ['doctor', '--fix', 'registry-drift'])).toMatchObject({code: 0, lines: ['put right the tags and notes of 1 model']});
		expect(fs.existsSync(path.join(root, 'Net/Model/bare.json'))).toBe(false);
		expect(await kindsOf(root)).toEqual(['untracked']);
	});

	test('are refused with the nearest where there is none', async () => {
		expect(await refusal(typed(made(), ['doctor', '--fix', 'untraked']))).toMatchObject({exitCode: 2, hint: expect.stringContaining('untracked')});
		expect(await refusal(typed(made(), ['doctor', 'everything']))).toMatchObject({exitCode: 2, hint: expect.stringContaining('overwritten, broken')});
	});

	test('--dry-run changes nothing and says what it would do', async () => {
		const root = made();
		const before = treeOf(root);
		const [dry, looked] = [await typed(root, ['doctor', '--fix', '--dry-run']), await typed(root, ['doctor'])];
		expect([dry.code, dry.lines, dry.notes]).toEqual([1, looked.lines, looked.notes]);
		expect(treeOf(root)).toEqual(before);
	});
});

describe('files that no program can load', () => {
	const whole = safetensors({w: {dtype: 'F32', shape: [2], data_offsets: [0, 8]}}, 8);
	const cut = whole.subarray(0, -4);
	const brokenIn = async (root: string, ...words: readonly string[]) =>
		((await typed(root, ['doctor', 'broken', ...words, '--json'])).json().found as readonly Found[]).map(({keys, message}) => [keys[0], message]);

	test('are told where they are empty, which takes no reading, with what a person can do', async () => {
		const root = registryOf({
			...modelFiles(a),
			[a]: '',
			'Net/Model/bare.pt': '',
			'Net/Model/folder/w': '',
			'Net/Model/folder.json': {model_id: 'folder', training: null},
		});
		expect(Object.fromEntries(await brokenIn(root))).toEqual({
			[a]: 'its file is empty: 0 bytes',
			'Net/Model/bare.pt': 'its file is empty: 0 bytes',
			'Net/Model/folder': 'its folder has nothing in it but empty files: 1',
		});
		const {lines, notes, code} = await typed(root, ['doctor', 'broken']);
		expect([code, lines[0], notes]).toEqual([1, 'BROKEN FILES  3 models', ['mreg doctor --fix broken can put none of it right.']]);
		expect(lines).toContain(`    → by hand: restore it from a backup, or remove it: mreg rm ${a}`);
	});

	test('are not told where one is being written', async () => {
		const root = registryOf({});
		put(root, 'Net/Model/young.pt', '');
		expect(await brokenIn(root, '--headers')).toEqual([]);
	});

	test('are told by their headers with --headers, with the file of a folder, and how far it is', async () => {
		const root = registryOf({
			...modelFiles(a),
			[a]: whole,
			...modelFiles('Net/Model/of_no_known_format'),
			'Net/Model/cut.safetensors': cut,
			'Net/Model/folder/w.safetensors': cut,
		});
		expect(await brokenIn(root)).toEqual([]);
		expect(Object.fromEntries(await brokenIn(root, '--headers'))).toEqual({
			'Net/Model/cut.safetensors': expect.stringMatching(/^its file cannot be read as a model: .*[^.]$/),
			'Net/Model/folder': expect.stringMatching(/^its file cannot be read as a model: w\.safetensors: /),
		});
		const progress: string[] = [];
		await typed(root, ['doctor', '--headers'], {progress});
		expect(progress).toContain('reading headers: 3 of 4');
	});

	test('stand in what adopt says', async () => {
		const {notes, code} = await typed(registryOf({'Net/Model/cut.safetensors': cut}), ['adopt', '--where', 'is:untracked', '--yes']);
		expect([code, notes[0]]).toEqual([0, expect.stringMatching(/^cut\.safetensors: Something is wrong with its file\. /)]);
	});

	test.skipIf(cannotBeNobody)('are not those that this user may not read: they are noted', () => {
		const root = registryOf({...modelFiles(a), [a]: whole});
		giveToNobody(root);
		fs.chmodSync(path.join(root, a), 0);
		const home = path.dirname(root);
		fs.chmodSync(home, 0o777);
		const {code, stderr} = runAsNobody('refused-command', ['doctor', '--headers', '--root', root], {...process.env, HOME: home, XDG_CACHE_HOME: home}) as {
			readonly code: number;
			readonly stderr: string;
		};
		expect({code, stderr}).toEqual({code: 0, stderr: expect.stringContaining(`The header of ${a} is not known. It cannot be read`)});
	});
});

test('lines are broken between words in a terminal, the rest below, and paths stay whole', async () => {
	const root = registryOf({'Net/Model/gone.json': {model_id: 'gone', training: null}});
	const {lines} = await typed(root, ['doctor'], {columns: 40});
	expect(lines).toEqual([
		'MISSING ARTIFACTS  1 model',
		'  gone: its artifact is gone',
		'    → by hand: restore it from the',
		'      trash, if it is there (mreg',
		'      trash), or remove the sidecar:',
		'      mreg rm Net/Model/gone',
	]);
});
