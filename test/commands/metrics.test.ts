/** `mreg metrics`: what it lists and what it sets, on registries on disk. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {Context} from '../../source/commands/command.ts';
import {metrics} from '../../source/commands/metrics.ts';
import {parse} from '../../source/parse.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {configName} from '../../store/config-file.ts';
import {freshCache, readRoot} from '../helpers/registries.ts';
import {registryOf} from '../helpers/run-mreg.ts';

const testing = (dataset: string, performance: object) => ({testing: [{dataset, performance}]});

function made(config?: string): string {
	const root = registryOf({
		'Net/Model/a': {artifact: 'x', sidecar: testing('imdb', {total_time: 45.25, q_error: 12.1, 'recall@10': 0.5, 'my score': 1, '-log p': 3})},
		'Net/Model/b': {artifact: 'x', sidecar: testing('my set', {total_time: 50, q_error: 'bad'})},
		'Knob/Model/c': {artifact: 'x', sidecar: testing('imdb', {auc: 0.9})},
	});
	if (config !== undefined) fs.writeFileSync(path.join(root, configName), config);
	return root;
}

/** Types a command line behind `mreg`. */
async function mreg(root: string, words: readonly string[], rest: Partial<Context> = {}) {
	const typed = parse(['metrics', ...words], {commands: [metrics], version: '1', isFolder: () => false, helpWidth: 80});
	if ('text' in typed) throw new Error('no help was asked for');
	const context: Context = {
		now: 0,
		columns: undefined,
		readOnly: false,
		wait: 10_000,
		root: () => Promise.resolve(root),
		snapshot: () => readRoot(root, freshCache()),
		live: () => Promise.reject(new Error('nothing is followed')),
		inputLines: () => Promise.resolve([]),
		exists: () => true,
		absolute: typed => Promise.resolve(typed),
		...rest,
	};
	const {lines, notes = []} = await metrics.run(context, typed.options, typed.args);
	return {lines: [...lines] as string[], notes: [...notes] as string[]};
}

async function refusal(answer: Promise<unknown>): Promise<UserError> {
	const error = await answer.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (error instanceof UserError) return error;
	throw new Error('it was not refused', {cause: error});
}

const configOf = (root: string): unknown => JSON.parse(fs.readFileSync(path.join(root, configName), 'utf8'));

test('lists each metric with direction, its source, range and datasets, and says what to type for one that is unset', async () => {
	const {lines, notes} = await mreg(made('{"metrics":{"q_error":{"unit":"x"},"recall@10":{"direction":"maximize"}}}'), []);
	expect(lines).toEqual([
		'METRIC      BETTER    FROM        UNIT  RESULTS  MODELS  RANGE       UNUSABLE  DATASETS',
		'-log p      ? unset                           1       1  3                     imdb',
		'auc         ↑ higher  well-known              1       1  0.9                   imdb',
		'my score    ? unset                           1       1  1                     imdb',
		'q_error     ? unset               x           1       1  12.1               1  imdb',
		'recall@10   ↑ higher  config                  1       1  0.5                   imdb',
		'total_time  ↓ lower   well-known              2       2  45.25 – 50            imdb, my set',
	]);
	expect(notes.slice(0, 2)).toEqual(['3 metrics unset, so nothing is ranked by them.', "Say it once: mreg metrics set -- '-log p' minimize (or maximize)."]);
});

test('--algo lists what its models were tested for, and --quiet the names', async () => {
	const root = made('{"metrics":{"unused":{"direction":"minimize"}}}');
	expect((await mreg(root, ['--algo', 'KNOB', '--quiet'])).lines).toEqual(['auc']);
	expect((await mreg(root, ['--quiet'])).lines).toContain('unused');
	expect(await refusal(mreg(root, ['--algo', 'nte']))).toMatchObject({exitCode: 3});
});

test('--json has null for what is not known', async () => {
	const {lines} = await mreg(made(), ['--json']);
	const answer = JSON.parse(lines.join('')) as {schema: number; metrics: ReadonlyArray<{metric: string}>};
	expect(answer.schema).toBe(1);
	expect(answer.metrics.find(({metric}) => metric === 'q_error')).toEqual({
		metric: 'q_error',
		direction: null,
		source: null,
		unit: null,
		results: 1,
		models: 1,
		unusable: 1,
		least: 12.1,
		greatest: 12.1,
		datasets: [{dataset: 'imdb', results: 1, least: 12.1, greatest: 12.1}],
	});
});

test('without tests it says so, and lists nothing', async () => {
	const root = registryOf({'Net/Model/a': {artifact: 'x', sidecar: {}}});
	expect(await mreg(root, [])).toEqual({lines: [], notes: ['None of 1 model has a test result yet.']});
	expect(JSON.parse((await mreg(root, ['--json'])).lines.join(''))).toMatchObject({metrics: []});
});

test('set writes the config and tells what and where', async () => {
	const root = made();
	const {lines, notes} = await mreg(root, ['set', 'q_error', 'minimize', '--unit', 'x']);
	expect(lines).toEqual([`q_error: lower is better (minimize), in x. ${root}/${configName}`]);
	expect(notes).toEqual([]);
	expect(configOf(root)).toEqual({metrics: {q_error: {direction: 'minimize', unit: 'x'}}});
	expect((await mreg(root, [])).lines.find(line => line.startsWith('q_error'))).toMatch(/^q_error +↓ lower +config +x /);
});

test('set keeps the unit unless one is named; an empty one takes it away; the rest of the file stays', async () => {
	const root = made('{\n\t"ours": 1e2,\n\t"metrics": {"q_error": {"unit": "x", "more": [1]}}\n}\n');
	const {lines} = await mreg(root, ['set', 'q_error', 'maximize', '--json']);
	expect(JSON.parse(lines.join(''))).toEqual({schema: 1, metric: 'q_error', direction: 'maximize', unit: 'x', config: `${root}/${configName}`});
	expect(fs.readFileSync(path.join(root, configName), 'utf8')).toMatch(/^\{\n\t"ours": 1e2,\n/);
	await mreg(root, ['set', 'q_error', 'maximize', '--unit', '']);
	expect(configOf(root)).toMatchObject({metrics: {q_error: {direction: 'maximize', more: [1]}}});
	expect(configOf(root)).not.toHaveProperty('metrics.q_error.unit');
});

test('setting it again says that nothing was written', async () => {
	const root = made();
	await mreg(root, ['set', 'q_error', 'minimize']);
	const before = fs.statSync(path.join(root, configName)).mtimeMs;
	expect((await mreg(root, ['set', 'q_error', 'minimize'])).notes).toEqual(['It said so already: nothing was written.']);
	expect(fs.statSync(path.join(root, configName)).mtimeMs).toBe(before);
	expect((await mreg(root, ['set', 'q_error', 'minimize', '--quiet'])).lines).toEqual([]);
});

test.each([
	{name: 'recall@10', words: ['recall@10']},
	{name: 'my score', words: ['my score']},
	{name: '-log p', words: ['--', '-log p']},
])('a metric may be called $name', async ({name, words}) => {
	const root = made();
	await mreg(root, ['set', ...words, 'maximize']);
	expect(configOf(root)).toEqual({metrics: {[name]: {direction: 'maximize'}}});
});

test('a metric that only the config names may be set', async () => {
	const root = made('{"metrics":{"later":{"unit":"s"}}}');
	await mreg(root, ['set', 'later', 'minimize']);
	expect(configOf(root)).toEqual({metrics: {later: {unit: 's', direction: 'minimize'}}});
});

test('an unknown metric is exit 3 with the nearest, and nothing is written', async () => {
	const root = made();
	for (const [typed, nearest] of [
		['q_eror', 'q_error'],
		['AUC', 'auc'],
	] as const) {
		const error = await refusal(mreg(root, ['set', typed, 'minimize']));
		expect(error).toMatchObject({exitCode: 3, message: `No test has the metric "${typed}".`});
		expect(error.hint).toContain(`Did you mean ${nearest}?`);
	}
	expect(fs.existsSync(path.join(root, configName))).toBe(false);
});

test.each([
	{words: ['set', 'auc', 'lower'], says: 'A direction is minimize or maximize, not "lower".'},
	{words: ['set', 'auc'], says: 'minimize or maximize?'},
	{words: ['set'], says: 'Which metric?'},
	{words: ['auc'], says: 'knows set, not "auc"'},
	{words: ['set', 'auc', 'minimize', 'more'], says: 'oo many arguments'},
	{words: ['--unit', 's'], says: '--unit is for mreg metrics set.'},
	{words: ['set', 'auc', 'maximize', '--algo', 'net'], says: '--algo is only for the list'},
])('$words is a usage error', async ({words, says}) => {
	const root = made();
	const error = await refusal(mreg(root, words));
	expect(error).toMatchObject({exitCode: 2, message: expect.stringContaining(says)});
	expect(fs.existsSync(path.join(root, configName))).toBe(false);
});

test('what to type is told where the word set was forgotten or misspelt', async () => {
	const root = made();
	expect((await refusal(mreg(root, ['auc', 'maximize']))).hint).toContain('mreg metrics set auc minimize');
	expect((await refusal(mreg(root, ['sett', 'auc', 'maximize']))).hint).toContain('mreg metrics set auc minimize');
});

test('--read-only refuses to set', async () => {
	const root = made();
	expect(await refusal(mreg(root, ['set', 'auc', 'maximize'], {readOnly: true}))).toMatchObject({code: 'read-only'});
	expect(fs.existsSync(path.join(root, configName))).toBe(false);
});

test('a config that cannot be read is left as it is', async () => {
	const root = made('{"metrics": {');
	expect(await refusal(mreg(root, ['set', 'auc', 'maximize']))).toMatchObject({code: 'unreadable'});
	expect(fs.readFileSync(path.join(root, configName), 'utf8')).toBe('{"metrics": {');
});

test('in a narrow terminal the table fits it', async () => {
	for (const columns of [40, 60, 80]) {
		const {lines} = await mreg(made(), [], {columns});
		expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(columns);
	}
});
