/** `mreg record`: what is typed becomes a result, what cannot be one is refused before anything is written, and it can be taken back. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed, type World} from '../helpers/typed-command.ts';
import {until} from '../helpers/until.ts';

const a = 'Net/Model/net_a';
const now = new Date(2024, 9, 20, 8, 30, 5).getTime();
const made = (content: object = {}, more: Readonly<Record<string, unknown>> = {}) => registryOf({...modelFiles(a, content), ...more});
const sidecar = (root: string, key = a) => JSON.parse(fs.readFileSync(path.join(root, `${key}.json`), 'utf8')) as {testing: readonly object[]};
const testing = (root: string) => sidecar(root).testing;
const record = (root: string, words: readonly string[], world: World = {}) => typed(root, ['record', 'net_a', '--wait', '1s', ...words], {now, ...world});

function timesFile(text: string): string {
	const file = path.join(temporaryFolder(), 'times.txt');
	fs.writeFileSync(file, text);
	return file;
}

test('the times of a file become a result behind the others, with local time, and can be taken back', async () => {
	const root = made({testing: [{dataset: 'imdb', performance: {total_time: 1}}]});
	const before = fs.readFileSync(path.join(root, `${a}.json`), 'utf8');
	const {lines, notes, code} = await record(root, ['--dataset', 'stats_tiny', '--times', timesFile('0.5\n# q2\n1.5\n1\n')]);
	expect({lines, code}).toEqual({
		lines: ['recorded total_time 3, average_time 1, median_time 1, p95_time 1.45, p99_time 1.49 on stats_tiny (3 queries) for net_a'],
		code: 0,
	});
	expect(testing(root)[1]).toEqual({
		dataset: 'stats_tiny',
		num_queries: 3,
		tested_at: '2024-10-20T08:30:05',
		performance: {total_time: 3, average_time: 1, median_time: 1, p95_time: 1.45, p99_time: 1.49},
	});
	const [undo = ''] = notes;
	expect(undo).toMatch(/^mreg undo \S+ takes it back\.$/);
	await typed(root, undo.split(' ').slice(1, 3));
	expect(fs.readFileSync(path.join(root, `${a}.json`), 'utf8')).toBe(before);
});

test('metrics alone are a result, and besides times they add to them', async () => {
	const root = made();
	await record(root, ['--dataset', 'imdb', '--metric', 'total_time=117.03', '--metric', 'auc=0.9', '--queries', '113']);
	await record(root, ['--dataset', 'imdb', '--times', '-', '--metric', 'total_time=5', '--queries', '1'], {input: ['1', '3']});
	expect(testing(root)).toEqual([
		{dataset: 'imdb', num_queries: 113, tested_at: '2024-10-20T08:30:05', performance: {total_time: 117.03, auc: 0.9}},
		expect.objectContaining({num_queries: 1, performance: expect.objectContaining({total_time: 5, average_time: 2}) as object}),
	]);
});

test('when it was tested and the digest of the dataset are kept as they were typed', async () => {
	const root = made();
	const digest = 'a'.repeat(64);
	await record(root, ['--dataset', 'imdb', '--metric', 'auc=1', '--tested-at', ' 2024-10-19T12:00:00+09:00 ', '--dataset-digest', digest]);
	expect(testing(root)).toEqual([{dataset: 'imdb', tested_at: '2024-10-19T12:00:00+09:00', performance: {auc: 1}, dataset_digest: `sha256:${digest}`}]);
});

test('--json answers with the model and the result', async () => {
	const root = made();
	const answer = (await record(root, ['--dataset', '한글', '--metric', 'auc=0.5', '--json'])).json();
	expect(answer).toMatchObject({schema: 1, done: [a], undo: `mreg undo ${answer.txn}`, model_id: 'net_a', result: {dataset: '한글', performance: {auc: 0.5}}});
});

test('a metric that is new and of which nobody said which way it is better is said to be so, once', async () => {
	const root = made();
	const words = ['--dataset', 'imdb', '--metric', 'q_error=1.5'];
	expect((await record(root, words)).notes[0]).toBe(
		'Nobody said yet whether q_error is better large or small, so nothing is ranked by it: mreg metrics set q_error maximize (or minimize).',
	);
	expect((await record(root, words)).notes).toEqual([expect.stringMatching(/^mreg undo/)]);
});

test('mreg log says what it was on', async () => {
	const root = made();
	await record(root, ['--dataset', '한글', '--metric', 'auc=1']);
	expect((await typed(root, ['log'])).lines[1]).toMatch(/mreg record\s+result on 한글\s+net_a\s+done/);
	expect((await typed(root, ['log', '--json'])).json().log[0]).toMatchObject({op: 'result', what: 'on 한글', undoable: true});
});

test('model_registry.json has the result when the command ends', async () => {
	const root = made({}, {'model_registry.json': {net_a: {tags: ['theirs']}}});
	await record(root, ['--dataset', 'imdb', '--metric', 'auc=1']);
	const entries = JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8')) as Record<string, object>;
	expect(entries.net_a).toMatchObject({testing: testing(root), tags: ['theirs']});
});

test('the ID may come from standard input, and an alias of a family is one', async () => {
	const root = made({}, modelFiles('Res/Model/res_v1', {family: 'res', version: 1, aliases: ['champion']}));
	const words = ['--dataset', 'imdb', '--metric', 'auc=1', '--wait', '1s'];
	await typed(root, ['record', '-', ...words], {input: ['net_a', '']});
	await typed(root, ['record', 'res@champion', ...words]);
	expect([testing(root).length, sidecar(root, 'Res/Model/res_v1').testing.length]).toEqual([1, 1]);
});

describe('nothing is written', () => {
	test.each([
		[['--metric', 'auc=1'], 'What was it tested on?'],
		[['--dataset', ' ', '--metric', 'auc=1'], 'What was it tested on?'],
		[['--dataset', 'imdb'], 'What was measured on imdb?'],
		[['--dataset', 'imdb', '--queries', '80'], 'What was measured on imdb?'],
		[['--dataset', 'a\nb', '--metric', 'auc=1'], 'The dataset "a\\nb" holds a line end'],
		[['--dataset', 'imdb', '--metric', 'auc=high'], 'The metric auc is no finite number: "high".'],
		[['--dataset', 'imdb', '--metric', 'auc=nan'], 'The metric auc is no finite number: "nan".'],
		[['--dataset', 'imdb', '--metric', 'auc=1', '--metric', 'auc=2'], 'The metric auc has two values.'],
		[['--dataset', 'imdb', '--metric', 'auc=1', '--queries', '0'], '--queries takes a whole number of at least 1, not "0".'],
		[['--dataset', 'imdb', '--metric', 'auc=1', '--tested-at', 'yesterday'], '--tested-at takes a time such as 2024-10-19T12:00:00, not "yesterday".'],
		[['--dataset', 'imdb', '--metric', 'auc=1', '--dataset-digest', 'abc'], 'The digest of the dataset "abc" is none.'],
		[['--dataset', 'imdb', '--times', '-'], 'Standard input, line 1: "fast" is no time.'],
	])('for %j', async (words, message) => {
		const root = made();
		const before = treeHash(root);
		expect(await refusal(record(root, words, {input: ['fast']}))).toMatchObject({code: 'usage', message: expect.stringContaining(message) as string});
		expect(treeHash(root)).toBe(before);
	});

	test('for times that are not there, or a folder', async () => {
		const root = made();
		const missing = path.join(root, 'nowhere.txt');
		expect(await refusal(record(root, ['--dataset', 'imdb', '--times', missing]))).toMatchObject({
			code: 'not-found',
			message: expect.stringContaining(`The times ${missing} cannot be read`) as string,
		});
		expect((await refusal(record(root, ['--dataset', 'imdb', '--times', root]))).message).toBe(`The times ${root} cannot be read: it is a folder.`);
	});

	test('for a model without a sidecar: it is said how one is made', async () => {
		const root = registryOf({'Net/Model/bare': 'weights', ...modelFiles(a)});
		expect(await refusal(typed(root, ['record', 'bare', '--dataset', 'imdb', '--metric', 'auc=1']))).toMatchObject({
			message: 'bare has no sidecar in which a result could stand. Nothing was changed.',
			hint: 'Make one first: mreg adopt bare',
		});
	});

	test('for several models, no model, or both ID and times from standard input', async () => {
		const root = made({}, modelFiles('Net/Model/net_b'));
		const words = ['--dataset', 'imdb', '--metric', 'auc=1'];
		expect((await refusal(typed(root, ['record', '-', ...words], {input: ['net_a', 'net_b']}))).message).toBe('A result is of one model, and 2 were named.');
		expect((await refusal(typed(root, ['record', 'other', ...words]))).code).toBe('not-found');
		expect((await refusal(typed(root, ['record', '-', '--dataset', 'imdb', '--times', '-']))).message).toBe(
			'Standard input cannot be both the ID and the times.',
		);
	});
});

test('a sidecar that cannot be read is skipped with the reason, and the exit code says so', async () => {
	const root = made({}, {'Net/Model/cut': 'weights', 'Net/Model/cut.json': '{"model_id": "cut"'});
	fs.utimesSync(path.join(root, 'Net/Model/cut.json'), 1, 1);
	const {lines, notes, code} = await typed(root, ['record', 'cut', '--dataset', 'imdb', '--metric', 'auc=1']);
	expect([lines, code, notes]).toEqual([[], 6, [expect.stringContaining('Skipped cut: Net/Model/cut.json ends in the middle')]]);
});

test('it waits for others longer than other commands do, and as long as --wait says', async () => {
	const root = made();
	const holding = startScript('holding-process', [path.join(root, 'Net/Model')]);
	await until(() => holding.lines().includes('held'));
	const words = ['record', 'net_a', '--dataset', 'imdb', '--metric', 'auc=1'];
	expect(await refusal(typed(root, [...words, '--wait', '0s']))).toMatchObject({code: 'locked'});
	// Other commands wait 300 ms here. While this one waits, this process does nothing else: another one ends the holder, twice as late.
	const candidate = `${path.join(root, 'Net/Model')}/.mreg.lock.[0-9]*`;
	spawn('bash', ['-c', `until ls ${candidate} 2>/dev/null >&2; do sleep 0.01; done; sleep 0.6; kill -9 ${holding.child.pid}`]);
	expect((await typed(root, words)).code).toBe(0);
});

test('as a program: times from a pipe, the answer on standard output, how it is taken back on standard error', async () => {
	const root = made();
	const {code, stdout, stderr} = await mreg(['record', 'net_a', '--root', root, '--dataset', 'imdb', '--times', '-'], {input: '[0.25, 0.75]\n'});
	expect({code, stdout}).toEqual({
		code: 0,
		stdout: 'recorded total_time 1, average_time 0.5, median_time 0.5, p95_time 0.725, p99_time 0.745 on imdb (2 queries) for net_a\n',
	});
	expect(stderr).toMatch(/^mreg undo \S+ takes it back\.\n$/);
});
