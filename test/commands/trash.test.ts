/** `mreg trash`, `restore`, `undo`, `purge` and `log` on registries on disk. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {modelFiles, putOld, registryOf} from '../helpers/registries.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const hour = 3_600_000;
const day = 24 * hour;
const many = (count: number) => registryOf(Object.assign({}, ...Array.from({length: count}, (_, index) => modelFiles(`Net/Model/m${index}`))));
const names = (root: string) => fs.readdirSync(path.join(root, 'Net/Model')).filter(name => !name.endsWith('.json'));
const txnOf = async (root: string, words: readonly string[]) => (await typed(root, [...words, '--json'])).json().txn as string;

/** Changes who did what and when, as the journal and the manifests say. */
function rewrite(root: string, change: (text: string) => string): void {
	const trash = path.join(root, '.mreg/trash');
	const manifests = fs.existsSync(trash) ? fs.readdirSync(trash).map(txn => path.join(trash, txn, 'manifest.json')) : [];
	for (const file of [path.join(root, '.mreg/journal.jsonl'), ...manifests]) {
		if (fs.existsSync(file)) fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
	}
}

test('nothing was removed or changed: each says so, and undo has nothing to take back', async () => {
	const root = many(1);
	expect(await typed(root, ['trash'])).toMatchObject({lines: [], notes: ['The trash is empty.'], code: 0});
	expect(await typed(root, ['log'])).toMatchObject({lines: [], notes: ['Nothing was changed here yet.'], code: 0});
	expect((await typed(root, ['trash', '--json'])).json()).toMatchObject({schema: 1, root, bytes: 0, trash: []});
	expect((await typed(root, ['log', '--json'])).json()).toMatchObject({schema: 1, root, log: []});
	expect(await refusal(typed(root, ['undo']))).toMatchObject({exitCode: 3, message: 'There is nothing that can be taken back.'});
	expect(await refusal(typed(root, ['restore', 'm0']))).toMatchObject({exitCode: 3, message: 'The trash is empty.'});
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});

test('the trash lists each removal with who, by what and how much, and with --long each model', async () => {
	const root = many(3);
	const blocks = (name: string) => fs.statSync(path.join(root, 'Net/Model', name)).blocks * 512;
	const bytes = blocks('m2') + blocks('m2.json');
	const first = await txnOf(root, ['rm', 'm0', 'm1', '--yes']);
	const second = await txnOf(root, ['rm', 'm2', '--yes']);
	const {lines, notes} = await typed(root, ['trash']);
	expect(lines[0]).toMatch(/^TRANSACTION +WHEN +WHO +BY +MODELS +SIZE$/);
	expect(lines.slice(1).map(line => line.split(/ {2,}/)[0])).toEqual([second, first]);
	expect(lines[2]).toMatch(/just now +\S+ +mreg rm +2 +[\d.]+ kB$/);
	expect(notes[0]).toMatch(/^3 models, [\d.]+ kB\./);
	expect((await typed(root, ['trash', '--long'])).lines).toContainEqual(expect.stringMatching(/^ {2}m1 +[\d.]+ kB +Net\/Model\/m1$/));
	const {trash} = (await typed(root, ['trash', '--json'])).json();
	expect(trash[0]).toMatchObject({txn: second, by: 'mreg rm', bytes, models: [{key: 'Net/Model/m2', model_id: 'm2', bytes}]});
});

test('restore takes ids, keys, parts of them, and standard input; of several removals of one model the newest comes back', async () => {
	const root = many(4);
	await typed(root, ['rm', 'm0', 'm1', 'm2', '--yes']);
	putOld(root, 'Net/Model/m0', 'newer weights');
	putOld(root, 'Net/Model/m0.json', {model_id: 'm0'});
	await typed(root, ['rm', 'm0', '--yes']);
	expect((await typed(root, ['restore', '-', '--quiet'], {input: ['m0', '', 'Net/Model/m1']})).lines.toSorted()).toEqual(['m0', 'm1']);
	expect(fs.readFileSync(path.join(root, 'Net/Model/m0'), 'utf8')).toBe('newer weights');
	expect(await refusal(typed(root, ['restore', 'm9']))).toMatchObject({exitCode: 3, message: 'No model in the trash is called "m9".'});
	const {lines, notes} = await typed(root, ['restore', 'm0', 'm2']);
	expect(lines).toEqual([expect.stringMatching(/^brought back 2 models/)]);
	expect(notes.join('\n')).toContain('m0-restored');
	expect(fs.readFileSync(path.join(root, 'Net/Model/m0'), 'utf8')).toBe('newer weights');
	expect(fs.readFileSync(path.join(root, 'Net/Model/m0-restored'), 'utf8')).toBe('weights');
});

test('undo takes the newest change back, then the one before, and never one twice', async () => {
	const root = many(2);
	await typed(root, ['tag', 'm0', 'x']);
	const removal = await txnOf(root, ['rm', 'm1', '--yes']);
	expect((await typed(root, ['undo'])).lines).toEqual(['brought 1 model back from the trash']);
	expect((await typed(root, ['undo', '--json'])).json()).toMatchObject({done: ['Net/Model/m0'], skipped: [], undo: null, inverse_of: expect.any(String)});
	expect(JSON.parse(fs.readFileSync(path.join(root, 'Net/Model/m0.json'), 'utf8'))).not.toHaveProperty('tags');
	expect(await refusal(typed(root, ['undo']))).toMatchObject({exitCode: 3});
	expect(await refusal(typed(root, ['undo', removal]))).toMatchObject({exitCode: 2, message: `${removal} was taken back already.`});
	expect(names(root)).toEqual(['m0', 'm1']);
});

test('undo without a name passes over a removal of which all came back already', async () => {
	const root = many(2);
	await typed(root, ['tag', 'm0', 'x']);
	await typed(root, ['rm', 'm1', '--yes']);
	await typed(root, ['restore', 'm1']);
	expect((await typed(root, ['undo'])).lines).toEqual(['took back mreg tag (+x) of 1 model']);
});

test('a transaction is named by any part that no other has', async () => {
	const root = many(2);
	const first = await txnOf(root, ['tag', 'm0', 'x']);
	const second = await txnOf(root, ['tag', 'm1', 'y']);
	expect(await refusal(typed(root, ['undo', first.slice(0, 4)]))).toMatchObject({exitCode: 2, hint: expect.stringContaining(second)});
	expect(await refusal(typed(root, ['undo', 'nope']))).toMatchObject({exitCode: 3});
	rewrite(root, text => text.replaceAll(first, 'the-first-one'));
	expect((await typed(root, ['undo', 'first'])).lines).toEqual(['took back mreg tag (+x) of 1 model']);
});

test.each([
	{name: "another user's change", count: 1, change: (text: string) => text.replaceAll(/"user": ?"[^"]*"/g, '"user":"ana"'), later: 0, why: 'a change of ana'},
	{name: 'one older than an hour', count: 1, change: (text: string) => text, later: 2 * hour, why: 'older than an hour'},
	{name: 'one of more than ten models', count: 11, change: (text: string) => text, later: 0, why: 'of 11 models'},
])('undo asks before it takes back $name', async ({count, change, later, why}) => {
	const root = many(count);
	await typed(root, ['tag', '--where', 'id:m', 'x']);
	rewrite(root, change);
	const now = Date.now() + later;
	const asked: string[] = [];
	expect(await refusal(typed(root, ['undo'], {now}))).toMatchObject({exitCode: 2, hint: expect.stringContaining(why)});
	expect(await refusal(typed(root, ['undo'], {now, answers: ['n'], asked}))).toMatchObject({exitCode: 4});
	expect(asked[0]).toMatch(/: mreg tag of \d+ models? by \S+, .* \(\+x\)\nIt is .*\.\nTake it back\? \[y\/N\] $/);
	expect((await typed(root, ['undo'], {now, answers: ['y']})).code).toBe(0);
});

test('undo --yes does not ask, and a young small change of one’s own is taken back at once', async () => {
	const root = many(11);
	await typed(root, ['tag', '--where', 'id:m', 'x']);
	expect((await typed(root, ['undo', '--yes'])).lines).toEqual(['took back mreg tag (+x) of 11 models']);
	await typed(root, ['tag', 'm0', 'y']);
	expect((await typed(root, ['undo'])).code).toBe(0);
});

test('purge removes what is older than keepDays, or than --older-than, or what is named; the rest stays', async () => {
	const root = many(3);
	const first = await txnOf(root, ['rm', 'm0', '--yes']);
	await typed(root, ['rm', 'm1', '--yes']);
	const early = await typed(root, ['purge', '--yes']);
	expect(early).toMatchObject({lines: [], code: 0, notes: [expect.stringMatching(/^Nothing in the trash is old enough: [\d.]+ kB stay\./)]});
	expect((await typed(root, ['purge', '--dry-run', '--quiet'], {now: Date.now() + 15 * day})).lines).toHaveLength(2);
	expect((await typed(root, ['purge', first, '--yes'])).lines).toEqual([expect.stringMatching(/^purged 1 model: [\d.]+ kB freed$/)]);
	expect((await typed(root, ['trash', '--quiet'])).lines).toEqual(['m1']);
	expect(await refusal(typed(root, ['undo', first]))).toMatchObject({exitCode: 2});
	const {txn, done, undo, freed_bytes} = (await typed(root, ['purge', '--older-than', '0', '--yes', '--json'])).json();
	expect({txn, done, undo}).toEqual({txn: expect.any(String), done: ['Net/Model/m1'], undo: null});
	expect(freed_bytes).toBeGreaterThan(0);
});

test('purge always asks for the count, and --dry-run says what would go without touching it', async () => {
	const root = many(2);
	await typed(root, ['rm', 'm0', 'm1', '--yes']);
	expect(await refusal(typed(root, ['purge', '--older-than', '0']))).toMatchObject({exitCode: 2});
	expect(await refusal(typed(root, ['purge', '--older-than', '0'], {answers: ['y']}))).toMatchObject({exitCode: 4});
	expect(await refusal(typed(root, ['purge', 'x', '--older-than', '0', '--yes']))).toMatchObject({exitCode: 2});
	expect(await refusal(typed(root, ['purge', '--older-than', '0', '--yes', '--read-only']))).toMatchObject({exitCode: 1});
	const shown = await typed(root, ['purge', '--older-than', '0', '--dry-run', '--read-only']);
	expect(shown.notes[0]).toMatch(/^2 models, [\d.]+ kB, would be gone for good; 0 B stay\.$/);
	expect((await typed(root, ['purge', '--older-than', '0', '--dry-run', '--json'])).json()).toMatchObject({purge: [{models: [{}, {}]}]});
	expect((await typed(root, ['trash', '--quiet'])).lines).toHaveLength(2);
	expect((await typed(root, ['purge', '--older-than', '0'], {answers: ['2']})).code).toBe(0);
	expect((await typed(root, ['trash', '--quiet'])).lines).toEqual([]);
});

test('log tells what left the trash since: brought back one by one, or purged', async () => {
	const root = many(3);
	await typed(root, ['rm', 'm1', 'm2', '--yes']);
	await typed(root, ['restore', 'm1']);
	expect((await typed(root, ['log'])).lines[2]).toMatch(/ to the trash +2 +partly brought back$/);
	await typed(root, ['rm', 'm0', '--yes']);
	const [txn] = (await typed(root, ['log', '--quiet'])).lines;
	await typed(root, ['purge', txn ?? '', '--yes']);
	const {lines} = await typed(root, ['log']);
	expect(lines[1]).toMatch(/ purged +m0 +done$/);
	expect(lines[2]).toMatch(/ to the trash +m0 +purged$/);
});

test('log tells when, who, by what and what, newest first, and what was taken back', async () => {
	const root = many(2);
	await typed(root, ['tag', 'x', '--', 'm0', 'm1']);
	await typed(root, ['note', 'm0', 'good']);
	await typed(root, ['rm', 'm1', '--yes']);
	await typed(root, ['undo']);
	const {lines, notes} = await typed(root, ['log']);
	expect(lines[0]).toMatch(/^WHEN +TRANSACTION +WHO +COMMAND +WHAT +MODELS +STATE$/);
	const said = [
		/mreg undo +brought back; takes back \S+ +m1 +done$/,
		/mreg rm +to the trash +m1 +taken back$/,
		/mreg note +note: good +m0 +done$/,
		/mreg tag +\+x +2 +done$/,
	];
	for (const [index, words] of said.entries()) expect(lines[index + 1]).toMatch(words);
	expect(notes).toEqual(['mreg undo TRANSACTION takes one back.']);
	expect((await typed(root, ['log', '--limit', '1'])).notes[0]).toBe('1 of 4 shown.');
	const {log} = (await typed(root, ['log', '--json'])).json();
	expect(log[3]).toMatchObject({
		op: 'tag',
		by: 'mreg tag',
		state: 'done',
		what: '+x',
		undoable: true,
		inverse_of: null,
		keys: ['Net/Model/m0', 'Net/Model/m1'],
	});
	expect(log[0]).toMatchObject({op: 'restore', inverse_of: log[1].txn, undoable: false});
	expect((await typed(root, ['log', '--quiet'])).lines).toEqual(log.map(({txn}: {txn: string}) => txn));
});

test('log --long has the keys below each line, 20 at most', async () => {
	const root = many(22);
	await typed(root, ['tag', '--where', 'id:m', 'x']);
	await typed(root, ['note', 'm3', 'good']);
	const {lines} = await typed(root, ['log', '--long']);
	expect(lines.slice(1, 3)).toEqual([expect.stringMatching(/mreg note +note: good +m3 +done$/), '  Net/Model/m3']);
	expect(lines[3]).toMatch(/mreg tag +\+x +22 +done$/);
	expect(lines.slice(4).filter(line => line.startsWith('  Net/Model/m'))).toHaveLength(20);
	expect(lines.at(-1)).toBe('  and 2 more');
	expect((await typed(root, ['log', '--json'])).json().log[1].keys).toHaveLength(22);
});

test('no control byte of names, tags or notes is printed by any command that changes, and each comes back', async () => {
	const attack = '\u001B[31m\u009B2J\u202E\u200B\r';
	const raw = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/;
	const root = registryOf({...modelFiles(`Net/Model/a${attack}`, {model_id: `id${attack}`}), ...modelFiles('Net/Model/b')});
	const said = [];
	const asked: string[] = [];
	const [name = ''] = (await typed(root, ['list', '--quiet'])).lines.filter(line => line.startsWith('id'));
	for (const words of [
		['tag', 'tag\u202E\u200B', '--', name, 'b'],
		['note', '--', name, attack],
		['protect', name],
		['unprotect', name, '--json'],
		['rm', name, '--dry-run'],
		['rm', name, '--dry-run', '--json'],
		['rm', name],
		['trash'],
		['trash', '--long'],
		['trash', '--json'],
		['restore', name],
		['rm', name, '--yes', '--json'],
		['undo', '--json'],
		['log'],
		['log', '--json'],
		['doctor'],
	]) {
		const {lines, notes, code} = await typed(root, words, {answers: ['y'], asked});
		expect([words, code]).toEqual([words, 0]);
		said.push(...lines, ...notes);
	}
	for (const line of [...said, ...asked.flatMap(question => question.split('\n'))]) expect(raw.exec(line)).toBeNull();
	expect(await refusal(typed(root, ['tag', 'b', attack]))).toMatchObject({exitCode: 2});
	expect(names(root)).toHaveLength(2);
});

test('restore beside another model tells the bytes that came back', async () => {
	const root = many(1);
	await typed(root, ['rm', 'm0', '--yes']);
	putOld(root, 'Net/Model/m0', 'newer weights');
	const {lines, notes} = await typed(root, ['restore', 'm0']);
	expect(notes.join('\n')).toContain('m0-restored');
	expect(lines).toEqual([expect.stringMatching(/^brought back 1 model, [1-9][\d.]* kB$/)]);
});

test('undo of a change that nothing can be taken back of names the one before it', async () => {
	const root = many(2);
	const first = await txnOf(root, ['tag', 'm0', 'x']);
	await typed(root, ['tag', 'm1', 'y']);
	for (const name of ['m1', 'm1.json']) fs.rmSync(path.join(root, 'Net/Model', name));
	const {code, notes} = await typed(root, ['undo']);
	expect(code).toBe(6);
	expect(notes).toContain(`mreg undo ${first} takes back the change before it: mreg tag (+x) of m0`);
	expect(await typed(root, ['undo', first])).toMatchObject({code: 0});
	expect((await typed(root, ['undo'])).notes.join('\n')).not.toContain('the change before it');
});
