/** `mreg resolve`: which model a script is to run. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {exampleData, mreg, shell} from '../helpers/run-mreg.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {refusal, typed} from '../helpers/typed-command.ts';

const now = new Date(2024, 10, 1, 9, 8, 7).getTime();
const tested = (dataset: string, value: number, queries = 100) => ({dataset, num_queries: queries, performance: {total_time: value}});

/** Three models of mscn, of which b is the best on imdb and has no artifact, and one of lero. */
function registry(): string {
	const model = (name: string, value: number) => modelFiles(`Mscn/Model/${name}`, {algorithm: 'mscn', testing: [tested('imdb', value)]});
	return registryOf({
		...model('a', 3),
		...model('b', 2),
		...model('c', 1),
		...modelFiles('Lero/Model/l', {algorithm: 'lero', testing: [tested('imdb', 1), tested('stats', 1)]}),
	});
}

test('an id is the model, whatever else is asked for', async () => {
	const root = registry();
	const {lines, notes, code} = await typed(root, ['resolve', '--id', 'a', '--training', '--dataset', 'imdb']);
	expect([lines, notes, code]).toEqual([[`a\t${root}/Mscn/Model/a`], ['Named: a.'], 0]);
});

test('without training it is the best on the dataset, as mreg best finds it', async () => {
	const root = registry();
	const {lines, notes} = await typed(root, ['resolve', '--algo', 'MSCN', '--dataset', 'imdb']);
	expect([lines, notes]).toEqual([[`c\t${root}/Mscn/Model/c`], ['Best of 3 on imdb: total_time 1.']]);
	expect((await typed(root, ['best', '--algo', 'mscn', '--dataset', 'imdb', '--quiet'])).lines).toEqual(['c']);
	expect((await typed(root, ['resolve', '--algo', 'mscn', '--where', 'total_time>1', '--quiet'])).lines).toEqual(['b']);
});

test('mreg best says that it is of one dataset where the objective names that, and only then', async () => {
	const root = registry();
	fs.writeFileSync(path.join(root, 'mreg.config.json'), JSON.stringify({objectives: {'*': {metric: 'total_time', dataset: 'stats'}}}));
	const only = 'Only stats, the dataset of the objective; --dataset NAME for another: imdb.';
	expect((await typed(root, ['best', '--algo', 'lero'])).notes).toContain(only);
	for (const words of [['--dataset', 'stats'], ['--quiet'], ['--json']]) {
		expect((await typed(root, ['best', '--algo', 'lero', ...words])).notes).not.toContain(only);
	}
});

test('on every dataset of the example it is the one that mreg best prints, with what was left out', async () => {
	const root = exampleData();
	for (const [algorithm, dataset] of [
		['mscn', 'imdb'],
		['mscn', 'production'],
		['lero', 'imdb'],
	] as const) {
		const words = ['--algo', algorithm, '--dataset', dataset];
		expect((await typed(root, ['resolve', ...words, '--path'])).lines).toEqual((await typed(root, ['best', ...words, '--path'])).lines);
	}
	expect((await typed(root, ['resolve', '--algo', 'mscn', '--dataset', 'imdb'])).notes[0]).toContain('2 results measured on other data left out');
});

test('when training it is a new run, whose id nothing has, with its hyperparameters', async () => {
	const root = registryOf(modelFiles('MSCN/Model/mscn_20241101_090807'));
	const {json, notes} = await typed(root, ['resolve', '--algo', 'mscn', '--training', '--params', 'num_epoch=100', '--params', 'kind=x', '--json'], {now});
	expect(json()).toEqual({
		schema: 1,
		choice: 'new',
		id: 'mscn_20241101_090807_2',
		path: `${root}/MSCN/Model/mscn_20241101_090807_2`,
		model: null,
		metric: null,
		value: null,
		hyperparams: {num_epoch: 100, kind: 'x'},
		why: 'Training: a new run.',
	});
	expect(notes).toEqual(['Training: a new run.']);
	expect((await typed(root, ['resolve', '--training', '--name', 'deep', '--quiet'], {now})).lines).toEqual(['deep_20241101_090807']);
});

test.each([
	[['--algo', 'mscn', '--dataset', 'tpch'], 'No model of mscn was tested on tpch: a new run.'],
	[['--algo', 'mscn', '--dataset', 'imbd'], 'No model of mscn was tested on imbd: a new run. Did you mean imdb?'],
	[['--algo', 'bao', '--dataset', 'imdb'], 'There is no model of bao yet: a new run.'],
	[['--algo', 'mscn', '--where', 'total_time>7'], 'None of 3 models matches "total_time>7": a new run.'],
])('with %j it is a new run, and that is said', async (words, why) => {
	const {lines, notes, code} = await typed(registry(), ['resolve', ...words, '--quiet'], {now});
	expect([lines, notes, code]).toEqual([[`${words[1]}_20241101_090807`], [why], 0]);
});

test.each([
	[['--algo', 'mscnn', '--training'], 'mscnn', 'Training: a new run. There is no model of mscnn yet. Did you mean mscn?'],
	[['--algo', 'knob', '--training'], 'knob', 'Training: a new run. There is no model of knob yet.'],
	[['--algo', 'mscnn'], 'mscnn', 'There is no model of mscnn yet: a new run. Did you mean mscn?'],
	[['--algo', 'MSCN', '--training'], 'mscn', 'Training: a new run.'],
	[['--algo', 'MSCN', '--dataset', 'tpch'], 'mscn', 'No model of mscn was tested on tpch: a new run.'],
])('with %j the new run is spelled %s, and a slip is told', async (words, algorithm, why) => {
	const {lines, notes} = await typed(registry(), ['resolve', ...words, '--quiet'], {now});
	expect([lines, notes]).toEqual([[`${algorithm}_20241101_090807`], [why]]);
});

test('models that were never tested are no reason to stop', async () => {
	const {notes} = await typed(registryOf(modelFiles('Mscn/Model/a')), ['resolve'], {now});
	expect(notes).toEqual(['None of these models has a test result yet: a new run.']);
});

test('a missing artifact is told, with exit code 3 and no path', async () => {
	const root = registry();
	fs.rmSync(`${root}/Mscn/Model/c`);
	for (const [words, lines] of [
		[['--dataset', 'imdb'], []],
		[['--id', 'c', '--path'], []],
		[['--dataset', 'imdb', '--quiet'], ['c']],
	] as const) {
		const answer = await typed(root, ['resolve', '--algo', 'mscn', ...words]);
		expect([answer.lines, answer.notes[1], answer.code]).toEqual([lines, 'Warning: the artifact of c is missing.', 3]);
	}
	const {json, code} = await typed(root, ['resolve', '--algo', 'mscn', '--json']);
	expect([json(), code]).toMatchObject([
		{choice: 'best', id: 'c', path: null, metric: 'total_time', value: 1, hyperparams: {lr: 0.1}, model: {state: 'missing'}},
		3,
	]);
});

test.each([
	[['resolve'], 'usage', 'Of which algorithm?'],
	[['resolve', '--algo', 'lero'], 'usage', 'There is a best model on each of 2 datasets.'],
	[['resolve', '--algo', 'mscn', '--metric', 'total_tim'], 'not-found', 'No test has the metric "total_tim".'],
	[['resolve', '--algo', 'mscn', '--id', 'l'], 'usage', 'l is a model of lero, not of mscn.'],
	[['resolve', '--id', 'nonesuch'], 'not-found', 'No model is called "nonesuch".'],
	[['resolve', '--algo', '../x', '--training'], 'usage', '"../x" cannot name an algorithm: it becomes the name of files.'],
	[['resolve', '--algo', 'mscn', '--where', 'total_time>>1'], 'usage', 'The query cannot be read'],
])('%j is refused', async (words, code, message) => {
	const error = await refusal(typed(registry(), words));
	expect([error.code, error.message.slice(0, message.length)]).toEqual([code, message]);
});

test('a metric of unknown direction decides nothing', async () => {
	const root = registryOf(modelFiles('Mscn/Model/a', {testing: [{dataset: 'd', performance: {q_error: 1}}]}));
	expect((await refusal(typed(root, ['resolve', '--metric', 'q_error']))).code).toBe('unset-direction');
});

test('its path works in a shell line, and nothing is written below the root', async () => {
	const root = exampleData();
	const before = treeHash(root);
	const ran = await shell(
		`test -f "$(mreg resolve --algo mscn --dataset imdb --path --root ${root})" && mreg resolve --algo new --training --root ${root} | cut -f 2`,
	);
	expect(ran).toMatchObject({code: 0, stdout: expect.stringMatching(new RegExp(`^${root}/New/Model/new_\\d{8}_\\d{6}\n$`))});
	expect((await mreg(['resolve', '--algo', 'mscn', '--dataset', 'imdb', '--root', root])).stderr).toMatch(/^Best of \d+ on imdb: total_time /);
	expect(treeHash(root)).toBe(before);
});
