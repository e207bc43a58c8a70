/** `mreg compare` as a user runs it. */

import {expect, test} from 'vitest';
import {displayWidth} from '../../source/table.ts';
import {exampleData, lines, mreg, registryOf, shell} from '../helpers/run-mreg.ts';

const sidecar = (
	name: string,
	{time = 1, queries = 100, lr = 0.1, rest = {}}: {time?: number | string; queries?: number; lr?: number; rest?: object} = {},
) => ({
	artifact: 'x',
	sidecar: {
		model_id: name,
		training: {dataset: 'imdb', hyperparams: {lr, batch: 64}},
		testing: [{dataset: 'tpch', num_queries: queries, performance: {total_time: time}}],
		...rest,
	},
});

const root = registryOf({
	'Net/Model/net_1': sidecar('net_1', {time: 100}),
	'Net/Model/net_2': sidecar('net_2', {time: 80, lr: 0.2}),
	'Net/Model/net_3': sidecar('net_3', {time: 50, queries: 80}),
	'Net/Model/net_4': sidecar('net_4', {rest: {testing: []}}),
	'Net/Model/net_5': sidecar('net_5', {time: 'NaN'}),
});

const run = (...args: string[]) => mreg(['compare', ...args, '--root', root]);

test('prints the outcome, then the table', async () => {
	const {code, stdout, stderr} = await run('net_1', 'net_2', 'net_3');
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	const printed = lines(stdout);
	expect(printed.slice(0, 4)).toEqual([
		'By total_time B is best on tpch.',
		'B beats A wherever both were tested.',
		'C ran other queries on tpch (80, not 100).',
		'',
	]);
	expect(printed).toEqual(
		expect.arrayContaining([
			expect.stringMatching(/^field +net_1 +net_2 +net_3$/),
			expect.stringMatching(/^ +A baseline +B +C$/),
			expect.stringMatching(/^lr +0\.1 +0\.2 +0\.1$/),
			'RESULTS: tpch, 100 queries',
			expect.stringMatching(/^total_time ↓ +100 +★ 80 +−20\.0% +50 ≠ 80 queries$/),
		]),
	);
});

test('--differences leaves equal rows out, --baseline says with whom to compare', async () => {
	const {stdout} = await run('net_1', 'net_2', '--differences', '--baseline', '_2');
	expect(stdout).not.toMatch(/^batch/m);
	expect(stdout).toMatch(/^ +A +B baseline$/m);
	expect(stdout).toMatch(/^total_time ↓ +100 +▼ \+25\.0% +★ 80$/m);
});

test('JSON has the models whole and the rows raw', async () => {
	const {code, stdout} = await run('net_1', 'net_2', 'net_3', 'net_4', 'net_5', '--json');
	expect(code).toBe(0);
	const {schema, baseline, models, rows} = JSON.parse(stdout);
	expect({schema, baseline}).toEqual({schema: 1, baseline: 'Net/Model/net_1'});
	expect(models.map((model: {key: string; model_id: string}) => [model.key, model.model_id])).toEqual(
		[1, 2, 3, 4, 5].map(number => [`Net/Model/net_${number}`, `net_${number}`]),
	);
	expect(rows.find((row: {field: string}) => row.field === 'total_time')).toEqual({
		section: 'results',
		field: 'total_time',
		dataset: 'tpch',
		values: [100, 80, 50, null, 'NaN'],
		best: 'Net/Model/net_2',
		delta: [null, -20, null, null, null],
		tied: [],
		left_out: [{key: 'Net/Model/net_3', reason: 'other-queries'}],
	});
	expect(rows.find((row: {field: string}) => row.field === 'lr')).toEqual({
		section: 'hyperparameters',
		field: 'lr',
		dataset: null,
		values: [0.1, 0.2, 0.1, 0.1, 0.1],
		best: null,
		delta: [null, null, null, null, null],
	});
});

test('csv, md and latex; what csv cannot mark is a line on stderr', async () => {
	const csv = await run('net_1', 'net_3', '--format', 'csv');
	expect(lines(csv.stdout)[0]).toBe('section,field,net_1,net_3');
	expect(csv.stderr).toMatch(/^Not compared on tpch: net_[13] \(\d+ queries, the others \d+ queries\)\.$/m);
	const md = await run('net_1', 'net_2', '--format', 'md', '--digits', '2');
	expect(md.stdout).toMatch(/\| total_time ↓ +\| +100\.00 \| +\*\*80\.00\*\* ★ −20\.0% \|/);
	expect(md.stdout).toMatch(/^- By total_time B is best on tpch\.$/m);
	const latex = await run('net_1', 'net_2', '--format', 'latex');
	expect(latex.stdout).toMatch(/^% mreg compare net_1 net_2 --format latex$/m);
	expect(latex.stdout).toContain('\\textbf{80}');
});

test('in a terminal the models stand in blocks that fit, and no number is cut', async () => {
	const demo = exampleData();
	const {stdout: ids} = await mreg(['list', '--quiet', '--root', demo]);
	const all = lines(ids);
	const {blockLines} = await import('../../source/commands/compare-table.ts');
	const {comparisonGrid} = await import('../../source/comparison-grid.ts');
	const {compareModels} = await import('../../store/domain/comparison.ts');
	const {readRoot, freshCache} = await import('../helpers/registries.ts');
	const {models, config} = await readRoot(demo, freshCache());
	const grid = comparisonGrid(compareModels(models, {config}), {name: index => models[index]?.id ?? '', differences: false, comments: []});
	expect(models).toHaveLength(all.length);
	const whole = [...blockLines(grid, {digits: undefined, columns: undefined})].join('\n').match(/\d+\.\d+/g) ?? [];
	for (const columns of [60, 80, 133]) {
		const printed = [...blockLines({...grid, notes: []}, {digits: undefined, columns})];
		for (const line of printed) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
		expect(printed.filter(line => line.startsWith('field')).length).toBeGreaterThan(5);
		expect(printed.join('\n').match(/\d+\.\d+/g)?.length).toBeGreaterThan(whole.length * 0.95);
	}
});

test('--dataset shows results on it only; an unknown one is exit 3 with those that there are', async () => {
	const demo = exampleData();
	const some = ['mscn_20241018_171200', 'mscn_20241019_103000'];
	const {stdout} = await mreg(['compare', ...some, '--dataset', 'production', '--root', demo]);
	expect(stdout.match(/^RESULTS: .*$/gm)).toEqual(['RESULTS: production, 100 queries']);
	const unknown = await mreg(['compare', ...some, '--dataset', 'imdb2', '--root', demo]);
	expect(unknown.code).toBe(3);
	expect(unknown.stderr).toMatch(/No model was tested on "imdb2"\.\nDid you mean imdb\? They were tested on: imdb, production, stats_tiny\./);
	const elsewhere = await mreg(['compare', ...some, '--dataset', 'tpch', '--root', demo]);
	expect(elsewhere).toMatchObject({code: 3, stdout: ''});
	expect(elsewhere.stderr).toMatch(/None of these models was tested on "tpch"\./);
});

test.each([
	[['net_1'], 2, /Only one model is named: net_1\. Compare takes two or more\./],
	[['net_1', 'net_1'], 2, /Only one model is named, 2 times: net_1\./],
	[['net_1', 'net_9'], 3, /No model is called "net_9"\.\nDid you mean net_/],
	[['net_1', 'net'], 2, /"net" means 5 models/],
	[['net_1', 'net_2', '--baseline', 'net_3'], 2, /The baseline "net_3" is none of the models that are compared\.\nThese are: net_1, net_2\./],
	[['net_1', 'net_2', '--baseline', 'net'], 2, /"net" means 2 models/],
	[['net_1', 'net_2', '--format', 'html'], 2, /--format takes table, md, csv, latex, not "html"\./],
	[['net_1', 'net_2', '--digits', '-1'], 2, /--digits/],
	[['net_1', 'net_2', '--digits', '101'], 2, /--digits takes a whole number from 0 to 100, not "101"\./],
])('%j is exit %i', async (args, exit, message) => {
	const {code, stdout, stderr} = await run(...args);
	expect({code, stdout}).toEqual({code: exit, stdout: ''});
	expect(stderr).toMatch(message);
});

test('a model that is named twice is compared once, and that is said', async () => {
	const {code, stdout, stderr} = await run('net_1', 'net_2', 'net_1', '--quiet');
	expect({code, stdout, stderr}).toEqual({code: 0, stdout: 'net_1\nnet_2\n', stderr: 'Named twice, and compared once: net_1.\n'});
});

test('- reads ids from standard input', async () => {
	const {code, stdout} = await shell(`mreg list --quiet --root '${root}' | mreg compare - --quiet --root '${root}'`);
	expect(code).toBe(0);
	expect(lines(stdout)).toHaveLength(5);
});

test('a metric without direction says what to type', async () => {
	const own = registryOf({
		'Net/Model/a': sidecar('a', {rest: {testing: [{dataset: 'x', performance: {'recall@10 x': 1}}]}}),
		'Net/Model/b': sidecar('b', {rest: {testing: [{dataset: 'x', performance: {'recall@10 x': 2}}]}}),
	});
	const {stdout} = await mreg(['compare', 'a', 'b', '--root', own]);
	expect(stdout).toContain("so nothing is ranked: mreg metrics set 'recall@10 x' minimize (or maximize) sets it.");
});
