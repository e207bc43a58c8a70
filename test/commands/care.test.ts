/** `mreg unlock` and `mreg doctor` on registries on disk. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {processHere} from '../../store/lock.ts';
import {modelFiles, putOld, registryOf} from '../helpers/registries.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const a = 'Net/Model/net_a';
const made = () => registryOf({...modelFiles(a), ...modelFiles('Net/Model/net_b')});
const sidecar = (root: string, key = a) => JSON.parse(fs.readFileSync(path.join(root, `${key}.json`), 'utf8'));

/** A lock file of a process: this one, unless told otherwise. */
function lock(root: string, folder: string, holder: object = {}): string {
	const {host, boot_id, pid_ns, pid, start} = processHere();
	const file = path.join(root, folder, '.mreg.lock');
	fs.mkdirSync(path.dirname(file), {recursive: true});
	const all = {v: 1, host, boot_id, pid_ns, pid, start, token: `t-${folder}`, at: '2026-11-22T10:00:00Z', by: 'mreg tag', ...holder};
	fs.writeFileSync(file, JSON.stringify(all));
	return file;
}

/** A process that has ended. */
const gone = () => ({pid: spawnSync('true').pid, start: '1'});

test('without locks unlock says so', async () => {
	expect(await typed(made(), ['unlock'])).toMatchObject({lines: [], notes: ['Nothing is locked.'], code: 0});
});

test('unlock takes away what a dead process left, in the root, .mreg and a model folder, and leaves a live one', async () => {
	const root = made();
	const stale = ['', '.mreg', 'Net/Model'].map(folder => lock(root, folder, gone()));
	const live = lock(root, 'Net');
	const {lines, code} = await typed(root, ['unlock', '--host', processHere().host]);
	expect(code).toBe(5);
	expect(lines).toHaveLength(4);
	expect(lines.filter(line => line.endsWith(': taken away'))).toHaveLength(3);
	expect(lines).toContainEqual(expect.stringMatching(/^Net: process \d+ on .+ \(mreg tag\) since .+: stays locked, its process is at work$/));
	expect(stale.map(file => fs.existsSync(file))).toEqual([false, false, false]);
	expect(fs.existsSync(live)).toBe(true);
});

test("another machine's lock goes only when its name is typed or given", async () => {
	const root = made();
	const file = lock(root, 'Net/Model', {host: 'gpu3', boot_id: 'other'});
	const asked: string[] = [];
	expect(await typed(root, ['unlock'])).toMatchObject({code: 5, lines: [expect.stringContaining('mreg unlock --host gpu3')]});
	expect((await typed(root, ['unlock', '--host', 'gpu4'])).code).toBe(5);
	expect((await typed(root, ['unlock'], {answers: [''], asked})).code).toBe(5);
	expect(asked[0]).toMatch(/^Net\/Model is locked by process \d+ on gpu3 .*\nIs that process gone for certain\? Type the name of its machine/);
	expect(await refusal(typed(root, ['unlock'], {answers: ['yes']}))).toMatchObject({exitCode: 4});
	expect(await refusal(typed(root, ['unlock', '--host', 'gpu3', '--read-only']))).toMatchObject({exitCode: 1});
	expect(fs.existsSync(file)).toBe(true);
	const {locks} = (await typed(root, ['unlock', '--json'])).json();
	expect(locks).toEqual([
		{
			folder: 'Net/Model',
			host: 'gpu3',
			pid: process.pid,
			at: '2026-11-22T10:00:00Z',
			by: 'mreg tag',
			state: 'foreign',
			reason: expect.any(String),
			removed: false,
		},
	]);
	expect(await typed(root, ['unlock', '--host', 'gpu3'])).toMatchObject({code: 0, lines: [expect.stringMatching(/taken away$/)]});
	expect(fs.existsSync(file)).toBe(false);
	lock(root, '', {host: 'gpu3'});
	expect((await typed(root, ['unlock'], {answers: ['gpu3']})).code).toBe(0);
});

test('a lock that cannot be read stays, whatever is typed', async () => {
	const root = made();
	const file = path.join(root, '.mreg.lock');
	fs.writeFileSync(file, '');
	expect(await typed(root, ['unlock', '--host', processHere().host])).toMatchObject({code: 5, lines: [expect.stringContaining('the lock file is empty')]});
	expect(fs.existsSync(file)).toBe(true);
});

test('a change that meets a lock is refused with 5, and names the holder', async () => {
	const root = made();
	lock(root, 'Net/Model', {host: 'gpu3', boot_id: 'other'});
	expect(await refusal(typed(root, ['tag', 'net_a', 'x']))).toMatchObject({exitCode: 5, message: expect.stringContaining('gpu3')});
});

test('doctor finds tags and notes that stand elsewhere, says the repair of each, and --fix does it', async () => {
	const root = made();
	await typed(root, ['tag', 'net_b', 'paper']);
	const dropped = fs.readFileSync(path.join(root, 'Net/Model/net_b.json'), 'utf8').replace(/,?\s*"tags":\s*\[[^\]]*\]/, '');
	fs.writeFileSync(path.join(root, 'Net/Model/net_b.json'), dropped);
	putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: 'from the web'}});
	const found = await typed(root, ['doctor']);
	expect(found.code).toBe(1);
	expect(found.notes).toEqual(['mreg doctor --fix does all of it.']);
	expect(found.lines).toEqual([
		'DROPPED TAGS  1 model',
		'  net_b: paper set here, dropped by another program',
		'    → --fix: as it was set here, into the sidecar',
		'ONLY IN MODEL_REGISTRY.JSON  1 model',
		'  net_a: web and a note only in model_registry.json',
		'    → --fix: into the sidecar',
	]);
	expect((await typed(root, ['doctor', '--quiet'])).lines.toSorted()).toEqual(['net_a', 'net_b']);
	expect((await typed(root, ['doctor', '--json'])).json().found).toMatchObject([
		{key: 'Net/Model/net_b', fixable: true},
		{key: 'Net/Model/net_a', fixable: true},
	]);
	expect(await refusal(typed(root, ['doctor', '--fix', '--read-only']))).toMatchObject({exitCode: 1});
	const {lines, notes, code} = await typed(root, ['doctor', '--fix']);
	expect({lines, code}).toEqual({lines: ['put right the tags and notes of 2 models'], code: 0});
	expect(notes).toEqual([expect.stringMatching(/^mreg undo/), expect.stringMatching(/^mreg undo/)]);
	expect(sidecar(root)).toMatchObject({tags: ['web'], notes: 'from the web'});
	expect(sidecar(root, 'Net/Model/net_b').tags).toEqual(['paper']);
	expect(await typed(root, ['doctor'])).toMatchObject({code: 0, notes: ['Nothing is wrong with 2 models.']});
	expect(await typed(root, ['doctor', '--fix'])).toMatchObject({code: 0, lines: []});
	expect((await typed(root, ['log', '--json'])).json().log.slice(0, 2)).toMatchObject([{by: 'mreg doctor --fix'}, {by: 'mreg doctor --fix'}]);
});

test('doctor --fix puts back a tag that was set here and dropped while others changed', async () => {
	const root = made();
	await typed(root, ['tag', 'net_a', 'paper']);
	putOld(root, `${a}.json`, {model_id: 'net_a', tags: ['theirs']});
	expect((await typed(root, ['doctor'])).lines).toEqual([
		'LOST TAGS  1 model',
		'  net_a: paper gone since the last change here',
		'    → --fix: back into the sidecar; tags that are to stay gone: mreg tag ID TAG --remove',
	]);
	await typed(root, ['doctor', '--fix']);
	expect(sidecar(root).tags).toEqual(['theirs', 'paper']);
});

test('doctor --fix puts tags of a model without a sidecar into the one that it writes', async () => {
	const root = made();
	putOld(root, 'Net/Model/bare', 'weights');
	putOld(root, 'model_registry.json', {bare: {model_id: 'bare', tags: ['web'], notes: ''}});
	const {lines, notes} = await typed(root, ['doctor']);
	expect(lines).toContain('    → --fix: writes its sidecar, from its entry in model_registry.json');
	expect(lines).not.toContain('  bare: web only in model_registry.json');
	expect(notes).toEqual(['mreg doctor --fix does all of it.']);
	expect(await typed(root, ['doctor', '--fix'])).toMatchObject({code: 0, lines: ['wrote sidecars for 1 model, from model_registry.json']});
	expect(sidecar(root, 'Net/Model/bare')).toMatchObject({model_id: 'bare', tags: ['web']});
});

test('doctor says how many it can put right, and why a sidecar cannot be read', async () => {
	const root = made();
	for (const [name, text] of [
		['cut', '{"mod'],
		['list', '[]'],
	] as const) {
		putOld(root, `Net/Model/${name}`, 'weights');
		putOld(root, `Net/Model/${name}.json`, text);
	}
	const entry = (id: string) => ({model_id: id, tags: ['web'], notes: ''});
	putOld(root, 'model_registry.json', {net_a: entry('net_a'), cut: entry('cut'), list: entry('list')});
	const {lines, notes} = await typed(root, ['doctor']);
	// The two sidecars are problems of their own.
	expect(notes).toEqual(['mreg doctor --fix does 1 of 5.']);
	expect(lines).toContain('    → by hand: nothing can be written: the sidecar ends in the middle (line 1)');
	expect(lines).toContain('    → by hand: nothing can be written: the sidecar holds a list, not an object');
	const fixed = await typed(root, ['doctor', '--fix']);
	expect(fixed).toMatchObject({code: 6, lines: ['put right the tags and notes of 1 model']});
	expect(fixed.notes).toContain('Skipped cut: Nothing can be written: the sidecar ends in the middle (line 1).');
});

test('doctor says only of tags that were set here that they were', async () => {
	const root = registryOf(modelFiles(a, {tags: ['own']}));
	await typed(root, ['tag', 'net_a', 'paper']);
	putOld(root, `${a}.json`, {model_id: 'net_a', tags: ['theirs']});
	const {lines} = await typed(root, ['doctor']);
	expect(lines).toContain('  net_a: own, paper gone since the last change here');
	expect(lines.at(-1)).toContain('tags that are to stay gone: mreg tag ID TAG --remove');
});

test('the log says which tags were let go', async () => {
	const root = made();
	await typed(root, ['tag', 'net_a', 'paper']);
	putOld(root, `${a}.json`, {model_id: 'net_a', tags: ['theirs', 'more']});
	await typed(root, ['tag', 'net_a', 'paper', '--remove']);
	expect((await typed(root, ['log'])).lines[1]).toMatch(/mreg tag +let go of paper +net_a +done$/);
	await typed(root, ['tag', 'net_a', 'wip']);
	putOld(root, `${a}.json`, {model_id: 'net_a', tags: ['theirs', 'other']});
	await typed(root, ['tag', 'net_a', 'more', 'wip', 'other', '--remove']);
	expect((await typed(root, ['log'])).lines[1]).toMatch(/mreg tag +−other, let go of .*wip.* +net_a +done$/);
});

test('tag --remove lets a tag go that was set here and dropped, for good', async () => {
	const root = made();
	await typed(root, ['tag', 'net_a', 'paper']);
	putOld(root, `${a}.json`, {model_id: 'net_a', tags: ['theirs']});
	const bytes = fs.readFileSync(path.join(root, `${a}.json`));
	expect(await typed(root, ['tag', 'net_a', 'paper', '--remove'])).toMatchObject({code: 0});
	expect(fs.readFileSync(path.join(root, `${a}.json`))).toEqual(bytes);
	expect(await typed(root, ['doctor'])).toMatchObject({code: 0});
	await typed(root, ['tag', 'net_a', 'further']);
	expect(sidecar(root).tags).toEqual(['theirs', 'further']);
	expect(await typed(root, ['doctor'])).toMatchObject({code: 0});
});

test('tag --remove lets go together with another edit of the same model', async () => {
	const root = made();
	await typed(root, ['tag', 'net_a', 'paper']);
	putOld(root, `${a}.json`, {model_id: 'net_a', tags: ['theirs', 'more']});
	await typed(root, ['tag', 'net_a', 'paper', 'more', '--remove']);
	expect(sidecar(root).tags).toEqual(['theirs']);
	expect(await typed(root, ['doctor'])).toMatchObject({code: 0});
});

test('tag --remove takes a tag off that stands only in model_registry.json', async () => {
	const root = made();
	putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['web'], notes: ''}});
	expect(await typed(root, ['tag', 'net_a', 'web', '--remove'])).toMatchObject({code: 0});
	expect((JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8')) as Record<string, {tags: string[]}>)['net_a']?.tags).toEqual([]);
	expect(await typed(root, ['doctor'])).toMatchObject({code: 0});
});

const inRegistry = (root: string, id: string) =>
	(JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8')) as Record<string, {tags: string[]; notes: string}>)[id];

test('undo of a tag leaves what stood only in model_registry.json where it stood', async () => {
	const root = made();
	putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['keep'], notes: 'from the web'}});
	const bytes = fs.readFileSync(path.join(root, `${a}.json`));
	await typed(root, ['tag', 'net_a', 'paper']);
	expect(sidecar(root).tags).toEqual(['paper', 'keep']);
	await typed(root, ['undo']);
	await typed(root, ['undo']);
	expect(fs.readFileSync(path.join(root, `${a}.json`))).toEqual(bytes);
	expect(inRegistry(root, 'net_a')).toMatchObject({tags: ['keep'], notes: 'from the web'});
	expect((await typed(root, ['list', '--tags', 'keep', '--quiet'])).lines).toEqual(['net_a']);
});

test('undo of doctor --fix brings the drift back', async () => {
	const root = made();
	putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: ['keep'], notes: 'from the web'}});
	await typed(root, ['doctor', '--fix']);
	expect(await typed(root, ['doctor'])).toMatchObject({code: 0});
	await typed(root, ['undo']);
	await typed(root, ['undo']);
	expect(sidecar(root).tags ?? []).toEqual([]);
	expect(inRegistry(root, 'net_a')).toMatchObject({tags: ['keep'], notes: 'from the web'});
});

test('a tag that was taken off does not come back from a model_registry.json that is behind', async () => {
	const root = made();
	putOld(root, 'model_registry.json', {net_a: {model_id: 'net_a', tags: [], notes: ''}});
	await typed(root, ['tag', 'net_a', 'wip']);
	const file = path.join(root, 'model_registry.json');
	const behind = fs.readFileSync(file);
	await typed(root, ['tag', 'net_a', 'wip', '--remove']);
	// As after a crash between the sidecar and this file.
	fs.writeFileSync(file, behind);
	fs.utimesSync(file, new Date('2020-01-01'), new Date('2020-01-01'));
	expect(await typed(root, ['doctor'])).toMatchObject({code: 0});
	await typed(root, ['tag', 'net_a', 'further']);
	expect(sidecar(root).tags).toEqual(['further']);
});

test('an undo that left a model out can be done again for it', async () => {
	const root = made();
	await typed(root, ['tag', 'first', '--', 'net_a', 'net_b']);
	const txn = (await typed(root, ['log', '--json'])).json().log[0].txn as string;
	await typed(root, ['rm', 'net_a', '--yes', '--accept-loss']);
	expect(await typed(root, ['undo', txn])).toMatchObject({code: 6});
	expect(sidecar(root, 'Net/Model/net_b').tags ?? []).toEqual([]);
	await typed(root, ['restore', 'net_a']);
	expect(await typed(root, ['undo', txn])).toMatchObject({code: 0});
	expect(sidecar(root).tags ?? []).toEqual([]);
	expect((await typed(root, ['log', '--json'])).json().log.find((line: {txn: string}) => line.txn === txn)).toMatchObject({state: 'undone'});
});

test('an undo that finds nothing to take back makes way for the one before', async () => {
	const root = made();
	await typed(root, ['tag', 'net_a', 'first']);
	await typed(root, ['tag', 'net_b', 'second']);
	putOld(root, 'Net/Model/net_b.json', {model_id: 'net_b', tags: []});
	await typed(root, ['undo']);
	await typed(root, ['undo']);
	expect(sidecar(root).tags ?? []).toEqual([]);
});
