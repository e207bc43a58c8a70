/** Sidecars that are made, moved and given ids: whole or not at all, beside what is there, and back to the byte. */

import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {Adoption, Change, ChangeRequest, FileMark, Rejoining, Target} from '../../store/domain/change.ts';
import {logOf} from '../../store/domain/log.ts';
import {markFile} from '../../store/file-marks.ts';
import {readJournal} from '../../store/journal.ts';
import {straceProblem} from '../helpers/faults.ts';
import {journalOf, leftIn, writerOf} from '../helpers/sidecars.ts';
import {startScript} from '../helpers/script.ts';
import {targetOf} from '../helpers/tagged-target.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

const old = new Date('2024-10-20T00:00:00Z');
const models = 'Mscn/Model';
const python = '{\n  "model_id": "a",\n  "lr": 1e-05,\n  "한글": NaN\n}';

/** Files below the root that nobody has written for long. */
function rootWith(files: Readonly<Record<string, string>>): string {
	const root = temporaryFolder();
	for (const [name, text] of Object.entries(files)) {
		const file = path.join(root, name);
		fs.mkdirSync(path.dirname(file), {recursive: true});
		fs.writeFileSync(file, text);
		fs.utimesSync(file, old, old);
	}
	return root;
}

const untracked = (name: string): Target => ({...targetOf(name), sidecar: undefined});
const textFor = (name: string) => `{"model_id": "${name}", "algorithm": "mscn"}\n`;
const adoptionOf = (name: string, rest: Partial<Adoption> = {}): Adoption => ({target: untracked(name), text: textFor(name), ...rest});
const make = (root: string, request: ChangeRequest): Change => runChange(writerOf(root, {by: 'mreg adopt'}), request);
const adopt = (root: string, names: readonly string[]): Change => make(root, {kind: 'adopt', adoptions: names.map(name => adoptionOf(name))});
const undo = (root: string, {txn = ''}: Change, targets: readonly Target[] = []): Change => make(root, {kind: 'undo', txn, targets});
const settle = (root: string) => make(root, {kind: 'settle'}).notes;
const read = (root: string, name: string) => fs.readFileSync(path.join(root, name), 'utf8');
const write = (root: string, name: string, text: string) => fs.writeFileSync(path.join(root, name), text);

/** What lies in the model folders, and in the exchange file, with all bytes. */
function contents(root: string): Readonly<Record<string, string>> {
	const names = fs
		.readdirSync(root, {recursive: true, encoding: 'utf8'})
		.filter(name => !name.startsWith('.mreg') && fs.statSync(path.join(root, name)).isFile());
	return Object.fromEntries(names.sort().map(name => [name, read(root, name)]));
}

/** The journal cut off behind its so-manieth line. */
function cutOff(root: string, lines: number): void {
	const file = path.join(root, '.mreg/journal.jsonl');
	const kept = fs.readFileSync(file, 'utf8').split('\n').slice(0, lines);
	// The process that wrote it is gone.
	const dead = kept.map(line => line.replace(/"pid":\d+/, '"pid":4194303'));
	fs.writeFileSync(file, `${dead.join('\n')}\n`);
}

describe('an adoption', () => {
	test('writes what was shown beside the artifact, touches nothing else, and is taken back to the byte', () => {
		const root = rootWith({[`${models}/a`]: 'weights', [`${models}/b.pt`]: 'weights'});
		const before = contents(root);
		const change = adopt(root, ['a', 'b.pt']);
		expect(change).toMatchObject({done: expect.arrayContaining([`${models}/a`, `${models}/b.pt`]), skipped: [], notes: []});
		expect(contents(root)).toEqual({...before, [`${models}/a.json`]: textFor('a'), [`${models}/b.json`]: textFor('b.pt')});
		expect(leftIn(path.join(root, models))).toEqual([]);
		expect(logOf(readJournal(root).entries)[0]).toMatchObject({op: 'adopt', what: 'sidecar', undoable: true, state: 'done'});
		expect(undo(root, change, [targetOf('a'), targetOf('b.pt', {sidecar: `${models}/b.json`})])).toMatchObject({skipped: [], notes: []});
		expect(contents(root)).toEqual(before);
		expect(logOf(readJournal(root).entries).map(({state}) => state)).toEqual(['done', 'undone']);
	});

	test('never replaces a file: models that got a sidecar, whose files are gone, or whose names cannot be held are left with the reason', () => {
		const root = rootWith({
			[`${models}/a`]: 'w',
			[`${models}/a.json`]: python,
			[`${models}/c`]: 'w',
			[`${models}/d.pt`]: 'w',
			[`${models}/d`]: 'w',
			[`${models}/${'x'.repeat(252)}`]: 'w',
		});
		const before = contents(root);
		const change = adopt(root, ['a', 'b', 'd', 'x'.repeat(252), 'e\udcff']);
		expect(change.txn).toBeUndefined();
		expect(Object.fromEntries(change.skipped.map(({key, reason}) => [path.basename(key).slice(0, 2), reason]))).toEqual({
			a: 'It is described already. Its sidecar is a.json.',
			b: 'It is not there any more.',
			d: expect.stringContaining('d.json would be taken for the sidecar of another file, too.'),
			xx: expect.stringContaining('longer than 255 bytes'),
			'e\udcff': expect.stringContaining('not UTF-8'),
		});
		expect(contents(root)).toEqual(before);
		expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
	});

	test('describes no FIFO, no empty folder and no link that leads nowhere', () => {
		const root = rootWith({'Net/Model/a.pt': 'w'});
		const folder = path.join(root, 'Net/Model');
		execFileSync('mkfifo', [path.join(folder, 'fifo.pt')]);
		fs.mkdirSync(path.join(folder, 'empty/deeper'), {recursive: true});
		fs.symlinkSync('nowhere', path.join(folder, 'link.pt'));
		const names = ['fifo.pt', 'empty', 'link.pt'];
		for (const name of names) fs.lutimesSync(path.join(folder, name), old, old);
		const {done, skipped} = adopt(
			root,
			names.map(name => `Net/Model/${name}`),
		);
		const reasons = Object.fromEntries(skipped.map(({key, reason}) => [path.basename(key), reason]));
		expect([done, reasons]).toEqual([
			[],
			{'fifo.pt': 'It is a FIFO, and no model.', empty: 'It is an empty folder.', 'link.pt': 'It is a link that leads nowhere.'},
		]);
		expect(fs.readdirSync(folder).sort()).toEqual(['a.pt', ...names].sort());
	});

	test('of two files of one stem gives each its own, whatever their order', () => {
		const root = rootWith({[`${models}/a`]: 'w', [`${models}/a.pt`]: 'w', [`${models}/a.onnx`]: 'w'});
		expect(adopt(root, ['a', 'a.onnx', 'a.pt']).skipped).toEqual([]);
		expect(read(root, `${models}/a.json`)).toBe(textFor('a'));
		expect(read(root, `${models}/a.pt.json`)).toBe(textFor('a.pt'));
		expect(read(root, `${models}/a.onnx.json`)).toBe(textFor('a.onnx'));
	});

	test('goes where it was shown, or nowhere', () => {
		const root = rootWith({[`${models}/a.pt`]: 'w', [`${models}/a.onnx`]: 'w'});
		const change = make(root, {kind: 'adopt', adoptions: [adoptionOf('a.pt', {path: `${models}/a.json`})]});
		expect(change.skipped).toEqual([{key: `${models}/a.pt`, reason: expect.stringContaining('Its sidecar would be Mscn/Model/a.pt.json by now')}]);
	});

	test('waits for a young artifact, and leaves one that grows meanwhile', async () => {
		const root = rootWith({[`${models}/a`]: 'w', [`${models}/b`]: 'w'});
		for (const name of ['a', 'b']) write(root, `${models}/${name}`, 'young');
		const script = startScript('adopting-process', [root, JSON.stringify({kind: 'adopt', adoptions: [adoptionOf('a'), adoptionOf('b')]})]);
		let size = 0;
		await until(
			() => {
				fs.appendFileSync(path.join(root, models, 'b'), 'more');
				size++;
				return fs.existsSync(path.join(root, models, 'a.json'));
			},
			{timeout: 20_000, describe: script.errors},
		);
		expect(size).toBeGreaterThan(1);
		expect(await script.ended).toBe(0);
		expect(fs.existsSync(path.join(root, models, 'b.json'))).toBe(false);
	});

	test('adds to model_registry.json what is not there, leaves what is, and takes back only its own', () => {
		const root = rootWith({
			[`${models}/a`]: 'w',
			[`${models}/b`]: 'w',
			'model_registry.json': '{"b": {"model_id": "b", "testing": [{"performance": {"x": 1e-05}}], "tags": ["kept"]}}',
		});
		const before = contents(root);
		const change = adopt(root, ['a', 'b']);
		const registry = JSON.parse(read(root, 'model_registry.json'));
		expect(registry).toMatchObject({a: {model_id: 'a', algorithm: 'mscn'}, b: {tags: ['kept'], testing: [{performance: {x: 1e-5}}]}});
		expect(read(root, 'model_registry.json')).toContain('1e-05');
		undo(root, change, [targetOf('a'), targetOf('b')]);
		expect(JSON.parse(read(root, 'model_registry.json'))).toEqual(JSON.parse(before['model_registry.json'] ?? ''));
		expect(fs.readdirSync(path.join(root, models)).sort()).toEqual(['a', 'b']);
	});

	test('that was edited since stays when it is taken back, with the reason; the others go', () => {
		const root = rootWith({[`${models}/a`]: 'w', [`${models}/b`]: 'w'});
		const change = adopt(root, ['a', 'b']);
		make(root, {kind: 'tag', edits: [{target: targetOf('a'), add: ['x'], remove: []}]});
		expect(undo(root, change, [targetOf('a'), targetOf('b')])).toMatchObject({
			done: [`${models}/b`],
			skipped: [{key: `${models}/a`, reason: expect.stringContaining('was changed since it was made')}],
		});
		expect(fs.readdirSync(path.join(root, models)).sort()).toEqual(['a', 'a.json', 'b']);
	});

	test('is taken back, too, where the artifact is gone by now', () => {
		const root = rootWith({[`${models}/a.pt`]: 'w'});
		const change = adopt(root, ['a.pt']);
		fs.rmSync(path.join(root, models, 'a.pt'));
		expect(undo(root, change)).toMatchObject({done: [`${models}/a.pt`], skipped: []});
		expect(fs.readdirSync(path.join(root, models))).toEqual([]);
	});

	test('of 500 models takes well under a second of work, whatever the disk takes', () => {
		const names = Array.from({length: 500}, (_, index) => `m_${index}`);
		const root = rootWith(Object.fromEntries(names.map(name => [`${models}/${name}`, 'w'])));
		const start = process.cpuUsage();
		expect(adopt(root, names).done).toHaveLength(500);
		const {user, system} = process.cpuUsage(start);
		expect((user + system) / 1_000).toBeLessThan(1_500);
	});

	test('by eight processes at once makes each sidecar once', async () => {
		const names = Array.from({length: 20}, (_, index) => `m_${index}`);
		const root = rootWith(Object.fromEntries(names.map(name => [`${models}/${name}`, 'w'])));
		const request = JSON.stringify({kind: 'adopt', adoptions: names.map(name => adoptionOf(name))});
		const ends = await Promise.all(Array.from({length: 8}, () => startScript('adopting-process', [root, request]).ended));
		expect(new Set(ends)).toEqual(new Set([0]));
		for (const name of names) expect(read(root, `${models}/${name}.json`)).toBe(textFor(name));
		const done = logOf(readJournal(root).entries).flatMap(({state, keys}) => (state === 'done' ? keys : []));
		expect(done.sort()).toEqual(names.map(name => `${models}/${name}`).sort());
	});
});

describe('an adoption that is cut off', () => {
	test.each([
		['before the sidecar', false],
		['behind it', true],
	])('%s is ended by the next change', (_, isThere) => {
		const root = rootWith({[`${models}/a`]: 'w'});
		adopt(root, ['a']);
		cutOff(root, 1);
		if (!isThere) fs.rmSync(path.join(root, models, 'a.json'));
		expect(settle(root)).toEqual([`An earlier \`mreg adopt\` was cut off: its model ${isThere ? 'has' : 'does not have'} the change; mreg log shows it.`]);
		expect(journalOf(root).at(-1)).toMatchObject({op: 'adopt', phase: isThere ? 'done' : 'undone'});
		expect(settle(root)).toEqual([]);
	});

	test('while it is taken back is ended, too', () => {
		const root = rootWith({[`${models}/a`]: 'w', 'model_registry.json': '{}'});
		const change = adopt(root, ['a']);
		undo(root, change, [targetOf('a')]);
		cutOff(root, 3);
		expect(settle(root)[0]).toContain('its model has the change');
		expect(logOf(readJournal(root).entries).map(({state}) => state)).toEqual(['done', 'undone']);
	});
});

const missing = (name: string): Target => targetOf(name, {artifact: undefined});

function markOf(root: string, name: string): FileMark {
	const mark = markFile(path.join(root, name), name);
	if (!mark) throw new Error(`${name} is not there`);
	return mark;
}

const moveOf = (root: string, from: string, to: string): Rejoining => ({
	target: missing(from),
	artifact: markOf(root, `${models}/${to}`),
	to: `${models}/${to}.json`,
});
const rejoin = (root: string, move: Rejoining): Change => make(root, {kind: 'rejoin', moves: [move]});

describe('a sidecar', () => {
	test('goes to the renamed artifact with its bytes, mode and time, and back', () => {
		const root = rootWith({[`${models}/a.json`]: python, [`${models}/b`]: 'w', 'model_registry.json': '{}'});
		const before = contents(root);
		const inode = fs.statSync(path.join(root, models, 'a.json')).ino;
		const change = rejoin(root, moveOf(root, 'a', 'b'));
		expect(change).toMatchObject({done: [`${models}/a`], skipped: [], notes: []});
		expect(contents(root)).toEqual({[`${models}/b`]: 'w', [`${models}/b.json`]: python, 'model_registry.json': '{}'});
		expect(fs.statSync(path.join(root, models, 'b.json')).ino).toBe(inode);
		expect(logOf(readJournal(root).entries)[0]).toMatchObject({keys: [`${models}/b`], what: 'sidecar moved', undoable: true});
		expect(undo(root, change, [targetOf('b')])).toMatchObject({done: [`${models}/b`], skipped: []});
		expect(contents(root)).toEqual(before);
	});

	test('goes to another folder under both locks', () => {
		const root = rootWith({[`${models}/a.json`]: python, 'Lero/Model/a': 'w'});
		const move = {target: missing('a'), artifact: markOf(root, 'Lero/Model/a'), to: 'Lero/Model/a.json'};
		expect(rejoin(root, move)).toMatchObject({skipped: []});
		expect(read(root, 'Lero/Model/a.json')).toBe(python);
		expect(fs.existsSync(path.join(root, models, 'a.json'))).toBe(false);
	});

	test.each([
		['the artifact changed', (root: string) => write(root, `${models}/b`, 'other weights'), 'is not what it was when it was found'],
		['the artifact is gone', (root: string) => fs.rmSync(path.join(root, models, 'b')), 'is not there any more'],
		['the place is taken', (root: string) => write(root, `${models}/b.json`, '{}'), 'is there already'],
		['the old artifact is back', (root: string) => write(root, `${models}/a.pt`, 'w'), 'a.json describes a.pt, which is there.'],
		['the sidecar is gone', (root: string) => fs.rmSync(path.join(root, models, 'a.json')), 'is not there any more'],
	])('stays where %s', (_, happen, reason) => {
		const root = rootWith({[`${models}/a.json`]: python, [`${models}/b`]: 'w'});
		const move = moveOf(root, 'a', 'b');
		happen(root);
		const before = contents(root);
		expect(rejoin(root, move).skipped).toEqual([{key: `${models}/a`, reason: expect.stringContaining(reason)}]);
		expect(contents(root)).toEqual(before);
	});

	test('that has both names after a crash keeps the new one', () => {
		const root = rootWith({[`${models}/a.json`]: python, [`${models}/b`]: 'w'});
		rejoin(root, moveOf(root, 'a', 'b'));
		cutOff(root, 1);
		fs.linkSync(path.join(root, models, 'b.json'), path.join(root, models, 'a.json'));
		expect(settle(root)[0]).toContain('its model has the change');
		expect(Object.keys(contents(root))).toEqual([`${models}/b`, `${models}/b.json`]);
	});
});

describe('an id', () => {
	const identify = (root: string, name: string, id: string, rest: Partial<Target> = {}): Change =>
		make(root, {kind: 'identify', edits: [{target: targetOf(name, {id: 'a', ...rest}), id}]});

	test.each([
		[python, '{\n  "model_id": "새 이름",\n  "lr": 1e-05,\n  "한글": NaN\n}'],
		['{"lr": 1e-05}', '{"model_id": "새 이름", "lr": 1e-05}'],
		['{"lr":1e-05}', '{"model_id":"새 이름","lr":1e-05}'],
		['\ufeff{\r\n\t"lr" : 1\r\n}', '\ufeff{\r\n\t"model_id" : "새 이름",\r\n\t"lr" : 1\r\n}'],
		['{"model_id": null, "x": "\\u00e9"}', '{"model_id": "\\uc0c8 \\uc774\\ub984", "x": "\\u00e9"}'],
		['{}', '{\n  "model_id": "새 이름"\n}'],
	])('in %j becomes %j, and back to the byte', (text, wanted) => {
		const root = rootWith({[`${models}/a`]: 'w', [`${models}/a.json`]: text});
		const change = identify(root, 'a', '새 이름');
		expect(read(root, `${models}/a.json`)).toBe(wanted);
		expect(logOf(readJournal(root).entries)[0]).toMatchObject({what: 'new id', undoable: true});
		expect(undo(root, change, [targetOf('a', {id: '새 이름'})])).toMatchObject({done: [`${models}/a`], skipped: []});
		expect(read(root, `${models}/a.json`)).toBe(text);
	});

	test('is taken back by its meaning where the file was edited since, and left where somebody gave another', () => {
		const root = rootWith({[`${models}/a`]: 'w', [`${models}/a.json`]: python});
		const change = identify(root, 'a', 'b');
		make(root, {kind: 'tag', edits: [{target: targetOf('a'), add: ['x'], remove: []}]});
		expect(undo(root, change, [targetOf('a', {id: 'b'})]).skipped).toEqual([]);
		expect(JSON.parse(read(root, `${models}/a.json`).replace('NaN', '0'))).toMatchObject({model_id: 'a', tags: ['x']});
		const again = identify(root, 'a', 'c');
		write(root, `${models}/a.json`, '{"model_id": "mine"}');
		expect(undo(root, again, [targetOf('a', {id: 'mine'})]).skipped).toEqual([
			{key: `${models}/a`, reason: expect.stringContaining('has another "model_id" by now')},
		]);
	});

	test('renames the entry in model_registry.json, with the tags that stand only there', () => {
		const registry = `{"a": {"model_id": "a", "tags": ["of another"]}, "${models}/b": {"model_id": "a", "model_path": "${models}/b", "tags": ["only here"]}}`;
		const root = rootWith({[`${models}/b`]: 'w', [`${models}/b.json`]: '{"model_id": "a", "tags": ["own"]}', 'model_registry.json': registry});
		const change = identify(root, 'b', 'b', {entry: `${models}/b`});
		expect(JSON.parse(read(root, 'model_registry.json'))).toMatchObject({a: {tags: ['of another']}, b: {model_id: 'b', tags: ['own', 'only here']}});
		expect(Object.keys(JSON.parse(read(root, 'model_registry.json')))).toEqual(['a', 'b']);
		undo(root, change, [targetOf('b', {id: 'b', entry: 'b'})]);
		expect(Object.keys(JSON.parse(read(root, 'model_registry.json')))).toEqual(['a', `${models}/b`]);
	});

	/** Four models of one id; the entry of the id is that of `b`. */
	const names = ['a', 'b', 'c', 'd'];
	const keys = names.map(name => `${models}/${name}`);
	const entryOf = (name: string) => ({
		...{model_id: 'a', algorithm: 'mscn', model_path: `${models}/${name}`, training: {dataset: name}, testing: [{performance: {x: 1.5, of: name}}]},
		...{tags: [`only_${name}`], notes: `note ${name}`, owner: `of ${name}`},
	});
	const twins = () =>
		rootWith({
			...Object.fromEntries(
				names.flatMap(name => [
					[`${models}/${name}`, 'w'],
					[`${models}/${name}.json`, '{"model_id": "a", "algorithm": "mscn"}'],
				]),
			),
			'model_registry.json': JSON.stringify({a: entryOf('b'), ...Object.fromEntries(['a', 'c', 'd'].map(name => [`${models}/${name}`, entryOf(name)]))}),
		});
	const twin = (name: string): Target => targetOf(name, {id: 'a', entry: name === 'a' ? 'a' : `${models}/${name}`, sharing: keys});
	const registryIn = (root: string) => JSON.parse(read(root, 'model_registry.json')) as Readonly<Record<string, unknown>>;

	test('takes the own entry of each model along, with all that it says, and back as it was', () => {
		const root = twins();
		const before = registryIn(root);
		const change = make(root, {kind: 'identify', edits: ['b', 'c', 'd'].map(name => ({target: twin(name), id: name}))});
		const own = (name: string) => ({...entryOf(name), model_id: name});
		expect(registryIn(root)).toEqual({[`${models}/a`]: entryOf('a'), b: own('b'), c: own('c'), d: own('d')});
		undo(
			root,
			change,
			['b', 'c', 'd'].map(name => targetOf(name)),
		);
		expect(registryIn(root)).toEqual(before);
	});

	test('that is taken back keeps what was said of the model meanwhile', () => {
		const root = twins();
		const change = make(root, {kind: 'identify', edits: [{target: twin('c'), id: 'c'}]});
		const now = registryIn(root);
		write(root, 'model_registry.json', JSON.stringify({...now, c: {...entryOf('c'), model_id: 'c', tags: ['only_c', 'later'], more: 1}}));
		undo(root, change, [targetOf('c')]);
		expect(registryIn(root)).toMatchObject({a: entryOf('b'), [`${models}/c`]: {...entryOf('c'), tags: ['only_c', 'later'], more: 1}});
	});

	test.each(names)('that several models have: a tag of %s goes into its own entry alone', name => {
		const root = twins();
		const before = registryIn(root);
		make(root, {kind: 'tag', edits: [{target: twin(name), add: ['keep'], remove: [`only_${name}`]}]});
		const entry = name === 'b' ? 'a' : `${models}/${name}`;
		expect(registryIn(root)).toEqual({...before, [entry]: {...entryOf(name), tags: ['keep']}});
	});

	test("that is its model's alone names the entry that stood under the key, with the next edit", () => {
		const root = rootWith({[`${models}/a`]: 'w', [`${models}/a.json`]: '{}', 'model_registry.json': JSON.stringify({[`${models}/a`]: entryOf('a')})});
		make(root, {kind: 'tag', edits: [{target: targetOf('a'), add: ['keep'], remove: []}]});
		expect(registryIn(root)).toEqual({a: {...entryOf('a'), tags: ['keep', 'only_a']}});
	});

	test('of a file that says it twice is not touched', () => {
		const root = rootWith({[`${models}/a`]: 'w', [`${models}/a.json`]: '{"model_id": "a", "model_id": "b"}'});
		expect(identify(root, 'a', 'c').skipped[0]?.reason).toContain('has "model_id" twice');
	});
});

/** What becomes of an adoption whose process is killed as it makes a call for the so-manieth time. @returns false where it was not */
async function killedAt(call: string, when: number): Promise<boolean> {
	const root = rootWith({[`${models}/a`]: 'w'});
	const helper = path.join(import.meta.dirname, '../helpers/adopting-process.ts');
	const names = `/^(${call}(at|at2)?)$`;
	const inject = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${names}`, '-e', `inject=${names}:signal=KILL:when=${when}`];
	const child = spawn('strace', [...inject, process.execPath, helper, root, JSON.stringify({kind: 'adopt', adoptions: [adoptionOf('a')]})]);
	const [, signal]: unknown[] = await once(child, 'close');
	const file = path.join(root, models, 'a.json');
	const now = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
	expect([undefined, textFor('a')]).toContain(now);
	settle(root);
	expect(adopt(root, ['a']).done).toEqual(now === undefined ? [`${models}/a`] : []);
	expect(contents(root)).toEqual({[`${models}/a`]: 'w', [`${models}/a.json`]: textFor('a')});
	expect(leftIn(path.join(root, models))).toEqual([]);
	expect(logOf(readJournal(root).entries).filter(({state}) => state === 'open')).toEqual([]);
	return signal === 'SIGKILL';
}

const unavailable = straceProblem();
if (unavailable !== undefined) console.log(`Not tested: adoptions that are killed, because strace does not run here (${unavailable}).`);

test.skipIf(unavailable !== undefined).each(['link', 'unlink', 'fsync'])(
	'killed at any %s it leaves a whole sidecar or none, and the next change ends it',
	async call => {
		let count = 0;
		for (let when = 1; ; when += 4) {
			const killed = await Promise.all([0, 1, 2, 3].map(async more => killedAt(call, when + more)));
			count += killed.filter(Boolean).length;
			if (killed.includes(false)) break;
		}
		expect(count).toBeGreaterThan(2);
	},
	60_000,
);
