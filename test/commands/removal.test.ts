/** `mreg cleanup`, `apply` and `rm` on registries on disk: what refuses them, what is asked, what goes and what stays. */

import fs from 'node:fs';
import path from 'node:path';
import {Worker} from 'node:worker_threads';
import {expect, test} from 'vitest';
import {modelFiles, put, putOld, registryOf, type Files} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed, type World} from '../helpers/typed-command.ts';

/** As good as its place says: net_1 is the fastest on imdb. */
function ranked(count: number, rest: Readonly<Record<number, object>> = {}): Files {
	const all = Array.from({length: count}, (_, index) => {
		const place = index + 1;
		return modelFiles(`Net/Model/net_${place}`, {testing: [{dataset: 'imdb', num_queries: 10, performance: {total_time: place}}], ...rest[place]});
	});
	return Object.assign({}, ...all) as Files;
}

const names = (root: string, folder = 'Net/Model') => fs.readdirSync(path.join(root, folder)).filter(name => !name.endsWith('.json'));
const cleanup = (root: string, words: readonly string[], world: World = {}) => typed(root, ['cleanup', '--algo', 'net', ...words], world);

test('cleanup keeps the best and what is protected, moves the others, and undo brings them back', async () => {
	const root = registryOf(ranked(6, {5: {tags: ['keep']}}));
	const before = names(root);
	const {lines, notes, code} = await cleanup(root, ['--keep', '2', '--yes']);
	expect(code).toBe(0);
	expect(lines).toEqual([expect.stringMatching(/^moved 3 models, [\d.]+ kB, to the trash$/)]);
	expect(notes).toEqual([expect.stringMatching(/^mreg undo .+ takes it back\.$/)]);
	expect(names(root)).toEqual(['net_1', 'net_2', 'net_5']);
	await typed(root, ['undo']);
	expect(names(root)).toEqual(before);
});

test('--dry-run shows what would go in groups with reasons, what stays, and both numbers, and changes nothing', async () => {
	const root = registryOf({...ranked(4, {4: {tags: ['best']}}), ...modelFiles('Net/Model/never')});
	const before = treeHash(root);
	const {lines, notes, code} = await cleanup(root, ['--keep', '1', '--dry-run', '--read-only']);
	expect(code).toBe(0);
	expect(lines[0]).toBe('net, 5 models, by total_time ↓');
	expect(lines).toContainEqual(expect.stringMatching(/^outranked +2 +[\d.]+ kB +2nd to 3rd on imdb$/));
	expect(lines).toContainEqual(expect.stringMatching(/^ {2}net_3 +[\d.]+ kB +outranked: 3rd on imdb$/));
	expect(lines).toContainEqual(expect.stringMatching(/^best on each dataset +1/));
	expect(lines).toContainEqual(expect.stringMatching(/^tagged best +1/));
	expect(lines.at(-1)).toMatch(/^2 models, [\d.]+ kB, to the trash, which frees nothing yet; a purge would free [\d.]+ kB\.$/);
	expect(notes).toEqual(['Nothing was changed.']);
	expect((await cleanup(root, ['--keep', '1', '--dry-run', '--quiet'])).lines).toEqual(['net_2', 'net_3']);
	expect(treeHash(root)).toBe(before);
});

test('--dry-run --json is the plan, with the signatures of the files', async () => {
	const root = registryOf(ranked(2));
	const {plan} = (await cleanup(root, ['--keep', '1', '--dry-run', '--json'])).json();
	expect(plan).toMatchObject({root, algorithm: 'net', metric: 'total_time', direction: 'minimize', dataset: null, keep_top: 1, losses: []});
	expect(plan.keep).toEqual([{key: 'Net/Model/net_1', model_id: 'net_1', reason: expect.any(String)}]);
	expect(plan.remove[0]).toMatchObject({key: 'Net/Model/net_2', artifact: {size: 7}, sidecar: {sha256: expect.stringMatching(/^[0-9a-f]{64}$/)}});
});

test('nothing to remove is no error, and nothing is asked', async () => {
	const root = registryOf(ranked(3));
	const asked: string[] = [];
	const {lines, notes, code} = await cleanup(root, [], {asked, answers: ['y']});
	expect({lines, code, asked}).toEqual({lines: [], code: 0, asked: []});
	expect(notes).toEqual(['Nothing to clean up: 3 models of net stay. --dry-run says why.']);
	expect((await cleanup(root, ['--json'])).json()).toMatchObject({txn: null, done: [], skipped: [], undo: null});
});

test.each([
	{words: ['--keep', '1'], code: 2, says: '--yes was not given'},
	{words: ['--keep', '1', '--max-remove', '1'], code: 2, says: '--yes was not given'},
	{words: ['--keep', '1', '--yes', '--max-remove', '4'], code: 4, says: '5 models would go, more than 4'},
	{words: ['--keep', '0', '--all', 'net', '--yes'], code: 4, says: 'A best would be lost: total_time@imdb 1 → none (net_1)'},
	{words: ['--keep', '0', '--yes'], code: 2, says: '--keep 0 keeps none'},
	{words: ['--keep', '0', '--all', 'other', '--yes'], code: 2, says: '--all other names another algorithm'},
	{words: ['--keep', '2', '--all', 'net', '--yes'], code: 2, says: '--all net is for --keep 0'},
	{words: ['--keep', '-1', '--yes'], code: 2, says: '--keep takes a whole number'},
	{words: ['--keep', '1', '--min-age', 'soon', '--yes'], code: 2, says: '--min-age takes an age'},
	{words: ['--metric', 'nope', '--yes'], code: 3, says: 'No test has the metric "nope"'},
	{words: ['--metric', 'score', '--yes'], code: 2, says: 'whether score is better small or large'},
	{words: ['--dataset', 'tpch', '--yes'], code: 3, says: 'was tested on "tpch"'},
	{words: ['--keep', '1', '--yes', '--read-only'], code: 1, says: '--read-only'},
	{words: ['--keep', '1', '--fold', 'moon', '--yes'], code: 2, says: '--fold takes seed'},
])('cleanup $words is refused with $code, and nothing is touched', async ({words, code, says}) => {
	const root = registryOf({...ranked(6), ...modelFiles('Net/Model/other', {testing: [{dataset: 'x', performance: {score: 1}}]})});
	const before = treeHash(root);
	expect(await refusal(cleanup(root, words))).toMatchObject({exitCode: code, message: expect.stringContaining(says)});
	expect(treeHash(root)).toBe(before);
});

test('a config that cannot be read refuses cleanup, rm and purge', async () => {
	const root = registryOf({...ranked(2), 'mreg.config.json': '{'});
	for (const words of [
		['cleanup', '--algo', 'net', '--keep', '1', '--yes'],
		['rm', 'net_2', '--yes'],
		['purge', '--yes'],
	]) {
		expect(await refusal(typed(root, words))).toMatchObject({exitCode: 1, code: 'unreadable'});
	}
	expect(names(root)).toHaveLength(2);
});

test('without --algo a registry of one algorithm is cleaned up, one of several asks which', async () => {
	const root = registryOf(ranked(2));
	expect((await typed(root, ['cleanup', '--keep', '1', '--yes'])).code).toBe(0);
	const several = registryOf({...ranked(2), ...modelFiles('Bao/Model/bao_1')});
	expect(await refusal(typed(several, ['cleanup', '--yes']))).toMatchObject({exitCode: 2, hint: expect.stringContaining('bao, net')});
});

test('a person is asked with No as the answer; more than ten, a lost best and a purge want the count', async () => {
	const root = registryOf(ranked(14));
	const asked: string[] = [];
	expect(await refusal(cleanup(root, ['--keep', '12'], {answers: [''], asked}))).toMatchObject({exitCode: 4, message: 'Declined. Nothing was done.'});
	expect(asked[0]).toMatch(/\n {2}net_13 .*\n(.|\n)*Move 2 models to the trash\? \[y\/N\] $/);
	expect((await cleanup(root, ['--keep', '12'], {answers: ['Y']})).code).toBe(0);
	expect(await refusal(cleanup(root, ['--keep', '1'], {answers: ['y']}))).toMatchObject({exitCode: 4});
	expect(await refusal(cleanup(root, ['--keep', '11', '--purge'], {answers: ['y']}))).toMatchObject({exitCode: 4});
	for (const words of [[], ['--accept-loss']]) {
		expect(await refusal(cleanup(root, ['--keep', '0', '--all', 'net', ...words], {answers: ['y'], asked}))).toMatchObject({exitCode: 4});
		expect(asked.at(-1)).toContain('YOU WOULD LOSE\n  total_time@imdb 1 → none (net_1)\n');
		expect(asked.at(-1)).toMatch(/\nTo move 12 models to the trash, and lose the best total_time@imdb, type 12: $/);
	}
	expect(names(root)).toHaveLength(12);
	expect((await cleanup(root, ['--keep', '1'], {answers: ['11'], asked})).code).toBe(0);
	expect(asked.at(-1)).toMatch(/\nTo move 11 models to the trash, type 11: $/);
	expect(names(root)).toEqual(['net_1']);
});

test('--purge removes for good at once, says what was freed, and offers no undo', async () => {
	const root = registryOf(ranked(3));
	const {lines, notes} = await cleanup(root, ['--keep', '1', '--purge', '--yes']);
	expect(lines).toEqual([expect.stringMatching(/^purged 2 models: [\d.]+ kB freed$/)]);
	expect(notes.join('\n')).not.toContain('undo');
	expect((await typed(root, ['trash'])).notes[0]).toBe('The trash is empty.');
	const other = registryOf(ranked(2));
	expect((await cleanup(other, ['--keep', '1', '--purge', '--yes', '--json'])).json()).toMatchObject({undo: null, freed_bytes: expect.any(Number)});
});

test('--untested lets go of what was never tested, also where nothing is; --min-age keeps the young', async () => {
	const old = {training: {trained_at: '2024-01-01T00:00:00'}};
	const young = {training: {trained_at: '2024-10-30T00:00:00'}};
	const root = registryOf({...modelFiles('Net/Model/old', old), ...modelFiles('Net/Model/young', young)});
	const now = Date.parse('2024-11-01T00:00:00');
	expect((await cleanup(root, ['--dry-run', '--quiet'], {now})).lines).toEqual([]);
	expect((await cleanup(root, ['--untested', '7d', '--dry-run', '--quiet'], {now})).lines).toEqual(['old']);
	expect((await cleanup(root, ['--untested', '0', '--dry-run', '--quiet'], {now})).lines).toEqual(['old', 'young']);
	expect((await cleanup(root, ['--untested', '0', '--min-age', '7d', '--dry-run', '--quiet'], {now})).lines).toEqual(['old']);
});

test('an artifact that was written a moment ago and rests now is cleaned up; one that is still written stays', async () => {
	const root = registryOf({...ranked(1), ...modelFiles('Net/Model/fresh', {testing: [{dataset: 'imdb', num_queries: 10, performance: {total_time: 9}}]})});
	put(root, 'Net/Model/fresh', 'just written');
	expect((await cleanup(root, ['--keep', '1', '--dry-run', '--quiet'])).lines).toEqual(['fresh']);
	// In a thread of its own: the command blocks this one while it waits.
	const file = JSON.stringify(path.join(root, 'Net/Model/fresh'));
	const writer = new Worker(`const fs = require('node:fs'); setInterval(() => fs.appendFileSync(${file}, 'x'), 20);`, {eval: true});
	await new Promise(resolve => writer.once('online', resolve));
	expect((await cleanup(root, ['--keep', '1', '--dry-run', '--quiet'])).lines).toEqual([]);
	expect((await typed(root, ['rm', 'fresh', '--yes'])).notes).toContain('Skipped fresh: It is being written.');
	await writer.terminate();
});

test('--plan writes a new file and never over one; apply does what it says', async () => {
	const root = registryOf(ranked(4));
	const file = path.join(temporaryFolder(), 'plan.json');
	const {lines, notes} = await cleanup(root, ['--keep', '1', '--plan', file]);
	expect(lines).toEqual([]);
	expect(notes).toEqual([expect.stringContaining(`mreg apply ${file} carries it out.`)]);
	expect(names(root)).toHaveLength(4);
	expect(await refusal(cleanup(root, ['--keep', '1', '--plan', file]))).toMatchObject({exitCode: 1, message: expect.stringContaining('is there already')});
	expect(await refusal(typed(root, ['apply', file]))).toMatchObject({exitCode: 2});
	expect(await refusal(typed(root, ['apply', file, '--yes', '--max-remove', '2']))).toMatchObject({exitCode: 4});
	expect((await typed(root, ['apply', file, '--dry-run', '--quiet'])).lines).toEqual(['net_2', 'net_3', 'net_4']);
	expect((await typed(root, ['apply', file, '--yes'])).lines).toEqual([expect.stringMatching(/^moved 3 models, [\d.]+ kB, to the trash$/)]);
	expect(names(root)).toEqual(['net_1']);
	const again = await typed(root, ['apply', file, '--yes', '--json']);
	expect(again.code).toBe(6);
	expect(again.json()).toMatchObject({txn: null, done: [], skipped: [{reason: 'It is not there any more.'}, {}, {}]});
});

test('apply leaves what changed since, what is protected by now, and what has other files: exit 6, each with its reason', async () => {
	const root = registryOf(ranked(7));
	const plan = (await cleanup(root, ['--keep', '1', '--dry-run', '--json'])).lines;
	fs.appendFileSync(path.join(root, 'Net/Model/net_2.json'), ' ');
	putOld(root, 'Net/Model/net_3', 'other weights');
	await typed(root, ['protect', 'net_4']);
	putOld(root, 'Net/Model/net_8.json', {model_id: 'net_8', lineage: {parent: 'net_5'}});
	fs.rmSync(path.join(root, 'Net/Model/net_6.json'));
	const {lines, notes, code} = await typed(root, ['apply', '-', '--yes'], {input: plan});
	expect(code).toBe(6);
	expect(lines).toEqual([expect.stringMatching(/^moved 1 model, /)]);
	expect(names(root)).toEqual(['net_1', 'net_2', 'net_3', 'net_4', 'net_5', 'net_6']);
	for (const said of [
		/^Skipped net_2: .*changed/,
		/^Skipped net_3: .*changed/,
		/^Skipped net_4: It is protected by now: tag keep\.$/,
		/^Skipped net_5: It is protected by now: parent of/,
		/^Skipped net_6: It has other files/,
	]) {
		expect(notes).toContainEqual(expect.stringMatching(said));
	}
});

test('apply refuses what is no plan, and a plan of another registry', async () => {
	const root = registryOf(ranked(2));
	const other = registryOf(ranked(2));
	const plan = (await cleanup(other, ['--keep', '1', '--dry-run', '--json'])).lines;
	expect(await refusal(typed(root, ['apply', '-', '--yes'], {input: plan}))).toMatchObject({exitCode: 2, message: expect.stringContaining(`is for ${other}`)});
	for (const input of [['{'], ['[]'], ['{"schema": 2, "plan": {}}'], [plan.join('').replaceAll('Net/Model/net_2', '../net_2')]]) {
		expect(await refusal(typed(root, ['apply', '-', '--yes'], {input}))).toMatchObject({exitCode: 1, code: 'unreadable'});
	}
	expect(await refusal(typed(root, ['apply', path.join(root, 'none.json'), '--yes']))).toMatchObject({exitCode: 3});
	expect(await refusal(typed(root, ['apply', root, '--yes']))).toMatchObject({exitCode: 1});
});

test('apply says again when a best would be lost, which the plan lost already', async () => {
	const root = registryOf(ranked(2));
	const plan = (await cleanup(root, ['--keep', '0', '--all', 'net', '--dry-run', '--json'])).lines;
	expect(await refusal(typed(root, ['apply', '-', '--yes'], {input: plan}))).toMatchObject({
		exitCode: 4,
		message: expect.stringContaining('total_time@imdb 1 → none'),
	});
	expect((await typed(root, ['apply', '-', '--yes', '--accept-loss'], {input: plan})).code).toBe(0);
});

test('rm moves what is named, and restore brings it back with its sidecar', async () => {
	const root = registryOf(ranked(3));
	expect((await typed(root, ['rm', 'net_3', 'net_2', '--yes'])).lines).toEqual([expect.stringMatching(/^moved 2 models, /)]);
	expect(names(root)).toEqual(['net_1']);
	expect((await typed(root, ['trash', '--quiet'])).lines.toSorted()).toEqual(['net_2', 'net_3']);
	expect((await typed(root, ['restore', 'net_2'])).lines).toEqual([expect.stringMatching(/^brought back 1 model, [\d.]+ kB$/)]);
	expect(fs.existsSync(path.join(root, 'Net/Model/net_2.json'))).toBe(true);
	expect(await refusal(typed(root, ['restore', 'net_2']))).toMatchObject({exitCode: 3, message: 'No model in the trash is called "net_2".'});
});

test('rm of a protected model that is named wants the count, or --yes with --accept-loss', async () => {
	const root = registryOf(ranked(3, {3: {tags: ['keep']}}));
	const asked: string[] = [];
	expect(await refusal(typed(root, ['rm', 'net_3', '--yes']))).toMatchObject({exitCode: 4, message: 'Protected: net_3. Nothing was removed.'});
	expect(await refusal(typed(root, ['rm', 'net_3'], {answers: ['y'], asked}))).toMatchObject({exitCode: 4});
	expect(asked[0]).toMatch(/protected: tag keep(.|\n)*\nTo move 1 protected model to the trash, type 1: $/);
	expect((await typed(root, ['rm', 'net_3'], {answers: ['1']})).code).toBe(0);
	await typed(root, ['undo']);
	expect((await typed(root, ['rm', 'net_3', '--yes', '--accept-loss'])).code).toBe(0);
});

test.each([
	{words: ['--where', 'id:net'], input: []},
	{words: ['-'], input: ['net_2', 'net_3']},
])('rm $words leaves protected models where they are', async ({words, input}) => {
	const root = registryOf(ranked(3, {3: {tags: ['keep']}, 1: {tags: ['best']}}));
	const {notes, code} = await typed(root, ['rm', ...words, '--yes', '--accept-loss'], {input});
	expect(code).toBe(6);
	expect(notes).toContain('Skipped net_3: It is protected: tag keep. It goes only when it is named by its ID.');
	expect(names(root)).toEqual(['net_1', 'net_3']);
});

test('at a terminal a best is given up by typing the count, in cleanup, apply and rm alike', async () => {
	const root = registryOf(ranked(3, {2: {tags: ['keep']}}));
	const asked: string[] = [];
	expect((await typed(root, ['rm', 'net_1', 'net_2'], {answers: ['2'], asked})).code).toBe(0);
	expect(asked[0]).toMatch(/\nTo move 2 models to the trash, 1 of them protected, and lose the best total_time@imdb, type 2: $/);
	await typed(root, ['undo']);
	const plan = (await cleanup(root, ['--keep', '0', '--all', 'net', '--dry-run', '--json'])).lines;
	expect((await typed(root, ['apply', '-'], {input: plan, answers: ['2']})).code).toBe(0);
	await typed(root, ['undo']);
	expect((await cleanup(root, ['--keep', '0', '--all', 'net'], {answers: ['2']})).code).toBe(0);
	expect(names(root)).toEqual(['net_2']);
});

test('rm refuses without --yes, beyond --max-remove, and where a best would be lost', async () => {
	const root = registryOf(ranked(3));
	expect(await refusal(typed(root, ['rm', 'net_1', 'net_2', '--max-remove', '1']))).toMatchObject({exitCode: 2});
	expect(await refusal(typed(root, ['rm', 'net_1', 'net_2', '--max-remove', '1', '--yes']))).toMatchObject({
		exitCode: 4,
		hint: 'If that is meant: --max-remove 2',
	});
	expect(await refusal(typed(root, ['rm', 'net_1', '--yes']))).toMatchObject({exitCode: 4, message: expect.stringContaining('total_time@imdb 1 → 2 (net_1)')});
	expect(await refusal(typed(root, ['rm', 'nobody', '--yes']))).toMatchObject({exitCode: 3});
	expect(await refusal(typed(root, ['rm', '--yes']))).toMatchObject({exitCode: 2, message: 'Which models?'});
	expect(names(root)).toHaveLength(3);
});

test('rm removes what no rule may: without a sidecar, without an artifact, unreadable', async () => {
	const root = registryOf({
		...ranked(1),
		'Net/Model/bare': 'weights',
		'Net/Model/lost.json': {model_id: 'lost'},
		'Net/Model/cut': 'x',
		'Net/Model/cut.json': '{"mod',
	});
	for (const name of ['bare', 'lost.json', 'cut', 'cut.json']) putOld(root, `Net/Model/${name}`, fs.readFileSync(path.join(root, 'Net/Model', name)));
	const before = fs.readdirSync(path.join(root, 'Net/Model'));
	expect((await typed(root, ['rm', 'bare', 'lost', 'cut', '--yes'])).code).toBe(0);
	expect(fs.readdirSync(path.join(root, 'Net/Model')).toSorted()).toEqual(['net_1', 'net_1.json']);
	await typed(root, ['undo']);
	expect(fs.readdirSync(path.join(root, 'Net/Model'))).toEqual(before);
});
