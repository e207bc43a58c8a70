/** `mreg view`: views are saved, listed, shown, taken and dropped; the rest of the config stays byte for byte. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Context} from '../../source/commands/command.ts';
import {view} from '../../source/commands/view.ts';
import {parse} from '../../source/parse.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {rankedRegistry} from '../helpers/ranked-registry.ts';
import {freshCache, readRoot} from '../helpers/registries.ts';
import {mreg as run, shell} from '../helpers/run-mreg.ts';

const made = (config?: string) => {
	const root = rankedRegistry({
		a: {params: {lr: 0.1, seed: 1}, on: {imdb: 10}, tags: ['논문'], day: 1},
		b: {params: {lr: 0.1, seed: 2}, on: {imdb: 12}, tags: ['논문'], day: 2},
		c: {params: {lr: 0.2, seed: 1}, on: {imdb: 11}, day: 3},
		d: {folder: 'Lero', on: {imdb: 5}, tags: ['논문'], day: 4},
	});
	if (config !== undefined) fs.writeFileSync(path.join(root, 'mreg.config.json'), config);
	return root;
};
const text = (root: string) => fs.readFileSync(path.join(root, 'mreg.config.json'), 'utf8');
const mreg = async (root: string, ...words: readonly string[]) => run([...words, '--root', root]);

/** What `mreg view` refuses, asked in this process. */
async function refusal(root: string, words: readonly string[]): Promise<UserError> {
	const typed = parse(['view', ...words], {commands: [view], version: '1', isFolder: () => false, helpWidth: 80});
	if ('text' in typed) throw new Error('no help was asked for');
	const context: Context = {
		now: 0,
		columns: undefined,
		readOnly: typed.options.readOnly === true,
		wait: 10_000,
		root: () => Promise.resolve(root),
		snapshot: () => readRoot(root, freshCache()),
		live: () => Promise.reject(new Error('nothing is followed')),
		inputLines: () => Promise.resolve([]),
		exists: () => true,
		absolute: path => Promise.resolve(path),
	};
	try {
		await view.run(context, typed.options, typed.args);
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	return expect.fail('nothing was refused');
}

test('what is saved is listed, shown as the command that saves it, taken by list, leaderboard and best, and dropped', async () => {
	const root = made('{\n\t"seedKeys": ["seed"]\n}\n');
	const before = text(root);
	const saved = await mreg(
		root,
		'view',
		'save',
		'논문 표',
		'--where',
		'tag:논문',
		'--algo',
		'MSCN',
		'--sort',
		'-lr',
		'--columns',
		'lr, total_time@imdb,age',
		'--fold',
		'seed',
	);
	expect(saved).toMatchObject({code: 0, stderr: ''});
	expect(JSON.parse(text(root)).views).toEqual({
		'논문 표': {query: 'tag:논문', algorithm: 'mscn', columns: ['param.lr', 'metric.total_time@imdb', 'age'], sort: '-lr', fold: 'seed'},
	});
	expect((await mreg(root, 'view')).stdout).toContain('논문 표  mscn · tag:논문 · by -lr · seeds folded · 3 columns');
	const shown = await mreg(root, 'view', 'show', '논문 표');
	const command = /saved by {3}mreg (.*)/.exec(shown.stdout)?.[1] ?? '';
	const other = made();
	expect((await shell(`mreg ${command} --root ${other}`)).code).toBe(0);
	expect(JSON.parse(text(other)).views).toEqual(JSON.parse(text(root)).views);
	expect((await mreg(root, 'list', '--view', '논문 표', '--quiet')).stdout).toBe('b\na\n');
	expect((await mreg(root, 'best', '--view', '논문 표', '--dataset', 'imdb', '--json')).stdout).toContain('"value":11');
	expect(JSON.parse((await mreg(root, 'leaderboard', '--view', '논문 표', '--json')).stdout).rows).toHaveLength(1);
	expect((await mreg(root, 'view', 'drop', '논문 표')).stderr).toContain("mreg view save '논문 표' --where 'tag:논문'");
	expect(text(root).replaceAll(/\s/g, '').replace(',"views":{}', '')).toBe(before.replaceAll(/\s/g, ''));
});

test('what is typed beside a view wins over it', async () => {
	const root = made('{"views": {"v": {"query": "tag:논문", "algorithm": "mscn", "sort": "total_time@imdb"}}}');
	const ids = async (...words: readonly string[]) => (await mreg(root, 'list', '--view', 'v', '--quiet', ...words)).stdout.trim().split('\n');
	expect(await ids()).toEqual(['a', 'b']);
	expect(await ids('--algo', 'lero')).toEqual(['d']);
	expect(await ids('--sort', 'id')).toEqual(['a', 'b']);
	expect(await ids('--sort', '-id')).toEqual(['b', 'a']);
	expect(await ids('--where', 'lr=0.2')).toEqual(['c']);
	expect(await ids('--where', 'tag:논문 sort:-total_time@imdb')).toEqual(['b', 'a']);
});

test('a column and an order may be named by the short name of the table head, where it is of one hyperparameter', async () => {
	const root = rankedRegistry({a: {params: {learning_rate: 0.1, num_epoch: 3, epochs: 4}, on: {imdb: 10}}}, '{}');
	expect(await mreg(root, 'view', 'save', 'v', '--columns', 'objective,lr', '--sort', '-lr')).toMatchObject({code: 0});
	expect(JSON.parse(text(root)).views).toEqual({v: {columns: ['objective', 'param.learning_rate'], sort: '-lr'}});
	const {message} = await refusal(root, ['save', 'w', '--columns', 'epoch']);
	expect(message).toBe('"epoch" is short for num_epoch and epochs.');
	const {hint} = await refusal(root, ['save', 'w', '--columns', 'learning_rat']);
	expect(hint).toMatch(/^Did you mean learning_rate\? Columns: objective, .*; hyperparameters: epochs, learning_rate, num_epoch; metrics, .*: total_time\.$/);
});

test('saving again changes the view alone: keys that are not ours and every other byte stay', async () => {
	const root = made('{ "views": {"v": {"query": "x", "who":  "me"}, "w": {}},\n  "mine":[1,2] }');
	expect(await mreg(root, 'view', 'save', 'v', '--algo', 'lero')).toMatchObject({code: 0});
	expect(text(root)).toBe('{ "views": {"v": {"who":  "me", "algorithm":  "lero"}, "w": {}},\n  "mine":[1,2] }');
	const again = await mreg(root, 'view', 'save', 'v', '--algo', 'lero');
	expect(again.stderr).toContain('It said so already');
});

describe('refused, and nothing written', () => {
	test.each<readonly [string, readonly string[], RegExp]>([
		['an unknown action', ['keep', 'x'], /knows list, show, save, drop/],
		['no name', ['save'], /Which view\?/],
		['an empty name', ['save', ' ', '--where', 'a'], /needs a name/],
		['nothing that it shows', ['save', 'x'], /Nothing says what the view x shows/],
		['a query that cannot be read', ['save', 'x', '--where', 'nofield=3'], /The query cannot be read/],
		['an order that there is not', ['save', 'x', '--sort', 'nothing'], /nothing called "nothing"/],
		['a column that there is not', ['save', 'x', '--columns', 'age,lrr'], /no column "lrr"/],
		['another fold', ['save', 'x', '--fold', 'dataset'], /--fold takes seed/],
		['an unknown view', ['show', 'V1'], /There is no view "V1"/],
		['a drop of an unknown view', ['drop', 'nope'], /There is no view "nope"/],
		['options that are for saving', ['drop', 'v1', '--where', 'x'], /for mreg view save/],
		['read-only', ['save', 'x', '--where', 'a', '--read-only'], /--read-only was given/],
	])('%s', async (_name, words, wanted) => {
		const config = '{"views": {"v1": {"query": "a"}}}';
		const root = made(config);
		const error = await refusal(root, words);
		expect(error.message).toMatch(wanted);
		expect(error.exitCode).toBe(words.includes('--read-only') ? 1 : 2);
		expect(text(root)).toBe(config);
	});
});

test('a broken view is told of and can be dropped; the others and the rest of the config hold', async () => {
	const root = made('{"views": {"bad": {"columns": "age"}, "good": {"algorithm": "lero"}}, "metrics": {"total_time": {"direction": "minimize"}}}');
	const {code, stdout, stderr} = await mreg(root, 'view', '--json');
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({schema: 1, views: [{name: 'good', query: null, algorithm: 'lero'}], broken: [{name: 'bad'}]});
	expect(stderr).toBe('');
	expect((await mreg(root, 'view')).stderr).toContain('bad cannot be understood: columns');
	expect(await mreg(root, 'list', '--view', 'bad')).toMatchObject({code: 2});
	expect((await mreg(root, 'list', '--view', 'good', '--quiet')).stdout).toBe('d\n');
	expect((await mreg(root, 'problems')).stdout).not.toContain('mreg.config.json');
	expect(await mreg(root, 'view', 'drop', 'bad')).toMatchObject({code: 0});
	expect(JSON.parse(text(root)).views).toEqual({good: {algorithm: 'lero'}});
});
