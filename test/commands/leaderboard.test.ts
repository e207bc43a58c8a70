/** `mreg leaderboard` as a user runs it. */

import {beforeAll, describe, expect, test} from 'vitest';
import {exampleData, lines, mreg, registryOf} from '../helpers/run-mreg.ts';

let root = '';
beforeAll(() => {
	root = exampleData();
});

interface Parsed {
	readonly schema: number;
	readonly metric: string;
	readonly direction: string;
	readonly datasets: ReadonlyArray<{readonly dataset: string | null; readonly queries: number | null; readonly digest: string | null}>;
	readonly rows: ReadonlyArray<{
		readonly kind: string;
		readonly algorithm: string;
		readonly keys: readonly string[];
		readonly model_ids: readonly string[];
		readonly mean_rank: number | null;
		readonly cells: ReadonlyArray<{
			readonly dataset: string | null;
			readonly kind: string;
			readonly value: number | string | null;
			readonly deviation: number | null;
			readonly count: number;
			readonly rank: number | null;
			readonly tied: boolean;
			readonly key: string | null;
			readonly reason: string | null;
		}>;
	}>;
}

async function board(...args: readonly string[]): Promise<Parsed> {
	const {stdout, code} = await mreg(['leaderboard', '--json', ...args]);
	expect(code).toBe(0);
	return JSON.parse(stdout) as Parsed;
}

const tested = (results: Readonly<Record<string, unknown>>, queries = 113) =>
	Object.entries(results).map(([dataset, value]) => ({dataset, num_queries: queries, performance: {total_time: value}}));
const modelOf = (results: Readonly<Record<string, unknown>>, {queries = 113, ...rest}: {queries?: number} & Readonly<Record<string, unknown>> = {}) => ({
	artifact: 'x',
	sidecar: {testing: tested(results, queries), ...rest},
});
const config = (more: object = {}) => JSON.stringify({metrics: {total_time: {direction: 'minimize', unit: 's'}}, ...more});

describe('without arguments', () => {
	test('is the best of each algorithm on each dataset', async () => {
		const {code, stdout} = await mreg(['leaderboard', '--root', root]);
		const all = lines(stdout);
		expect(code).toBe(0);
		expect(all[0]).toBe('leaderboard  total_time, s, lowest first');
		expect(all[2]).toMatch(/^# +ALGORITHM +MODELS +production +imdb +tpch +stats_tiny +mean rank$/);
		expect(all[4]).toMatch(/^1 +lero +12 models +★ 40\.98 +2 118\.12 +★ +86\.16 +2 37\.05 +1\.33$/);
		expect(stdout).toContain('ranks count only the datasets that all rows have: 3 of 4');
	});

	test('names in JSON the model of each cell, and what there is instead of a result', async () => {
		const {schema, metric, direction, datasets, rows} = await board('--root', root);
		expect({schema, metric, direction}).toEqual({schema: 1, metric: 'total_time', direction: 'minimize'});
		expect(datasets[0]).toEqual({dataset: 'production', queries: 100, digest: null});
		expect(rows.map(({kind, algorithm}) => [kind, algorithm])).toEqual([
			['algorithm', 'lero'],
			['algorithm', 'mscn'],
			['algorithm', 'knob'],
		]);
		expect(rows[0]?.cells[0]).toEqual({
			dataset: 'production',
			kind: 'result',
			value: 40.98,
			deviation: null,
			count: 1,
			rank: 1,
			tied: false,
			key: 'Lero/Model/lero_20241027_222029',
			reason: null,
		});
		expect(rows[2]?.cells[3]).toMatchObject({kind: 'untested', value: null, key: null, reason: 'untested'});
	});
});

test('models that are chosen have a row each', async () => {
	const {rows} = await board('--algo', 'MSCN', '--root', root);
	expect(rows).toHaveLength(20);
	expect(new Set(rows.map(({kind}) => kind))).toEqual(new Set(['model']));
	expect((await board('--algo', 'mscn', '--by', 'algorithm', '--root', root)).rows).toHaveLength(1);
	expect((await board('--by', 'model', '--root', root)).rows).toHaveLength(40);
	expect((await board('--where', 'lero paper', '--root', root)).rows.every(({algorithm}) => algorithm === 'lero')).toBe(true);
});

test('models are named by id, by parts of it and on standard input, each once', async () => {
	const {rows} = await board('1023_0142', 'mscn_20241022_230029', '1023_0142', '--root', root);
	expect(rows.flatMap(({model_ids: ids}) => ids).sort()).toEqual(['mscn_20241022_230029', 'mscn_20241023_014209']);
	const {stdout} = await mreg(['leaderboard', '-', '--json', '--root', root], {input: 'mscn_20241023_014209\n'});
	expect((JSON.parse(stdout) as Parsed).rows).toHaveLength(1);
});

test('--fold seed ranks configurations by their mean', async () => {
	const {rows} = await board('--algo', 'mscn', '--fold', 'seed', '--root', root);
	expect(rows[0]).toMatchObject({kind: 'configuration', mean_rank: 1});
	expect(rows[0]?.keys).toHaveLength(4);
	expect(rows[0]?.cells[0]).toMatchObject({count: 4, rank: 1, value: 42.3675});
	expect(rows[0]?.cells[0]?.deviation).toBeCloseTo(0.2414, 3);
	const {stdout} = await mreg(['leaderboard', '--algo', 'mscn', '--fold', 'seed', '--root', root]);
	expect(stdout).toMatch(/^1 +mscn +epoch 200 lr 3e-4 batch 1024 +4 +★ 42\.\d+ ± 0\.24/m);
});

test('results of other queries are left out, and said to be; --mixed ranks them', async () => {
	const own = registryOf({
		'A/Model/a': modelOf({imdb: 5}),
		'A/Model/b': modelOf({imdb: 6}),
		'A/Model/c': modelOf({imdb: 1}, {queries: 80}),
	});
	const {stdout, stderr} = await mreg(['leaderboard', '--by', 'model', '--root', own]);
	expect(stdout).toMatch(/^ +a +c +≠ 80 queries$/m);
	expect(stderr).toContain('1 result left out (≠): it was measured on other queries or other data. --mixed ranks all.');
	const cells = (await board('--by', 'model', '--root', own)).rows.map(({cells}) => cells[0]);
	expect(cells.at(-1)).toMatchObject({kind: 'left-out', value: 1, rank: null, reason: 'other-queries'});
	const mixed = await board('--by', 'model', '--mixed', '--root', own);
	expect(mixed.rows[0]?.cells[0]).toMatchObject({value: 1, rank: 1});
	expect(mixed.datasets[0]).toEqual({dataset: 'imdb', queries: null, digest: null});
});

test('odd results and names are no trouble', async () => {
	const own = registryOf({
		'A/Model/a': modelOf({imdb: 'NaN', 'my "set"': 'Infinity'}),
		'A/Model/b': modelOf({imdb: 6, 'my "set"': 'fast'}),
		'A/Model/c': {artifact: 'x', sidecar: '{"testing": [{"dataset": "__proto__", "performance": {"total_time": 1}}, {"performance": {"total_time": 2}}]}'},
	});
	const {datasets, rows} = await board('--by', 'model', '--root', own);
	expect(new Set(datasets.map(({dataset}) => dataset))).toEqual(new Set(['imdb', 'my "set"', '__proto__', null]));
	const cell = (id: string, dataset: string | null) => rows.find(({keys}) => keys[0]?.endsWith(id))?.cells.find(one => one.dataset === dataset);
	expect(cell('/a', 'imdb')).toMatchObject({kind: 'unranked', reason: 'NaN'});
	expect(cell('/a', 'my "set"')).toMatchObject({kind: 'result', value: 'Infinity', rank: 1});
	expect(cell('/b', 'my "set"')).toMatchObject({kind: 'unranked', reason: 'text'});
	expect(cell('/c', null)).toMatchObject({kind: 'result', value: 2});
	expect((await mreg(['leaderboard', '--by', 'model', '--root', own])).code).toBe(0);
});

describe('formats', () => {
	test('say in a comment which command made them, and of which models', async () => {
		const {stdout} = await mreg(['leaderboard', '--algo', 'mscn', '--fold', 'seed', '--format', 'latex', '--digits', '1', '--root', root]);
		const all = lines(stdout);
		expect(all[0]).toBe('% mreg leaderboard --metric total_time --algo mscn --fold seed --format latex --digits 1');
		expect(all[2]).toMatch(/^% 20 models: mscn_/);
		expect(stdout).toMatch(/\\textbf\{42\.4\} \$\\pm\$ 0\.2/);
	});

	test('are one table each', async () => {
		const csv = lines((await mreg(['leaderboard', '--format', 'csv', '--root', root])).stdout);
		expect(csv[0]).toBe('#,ALGORITHM,MODELS,production,imdb,tpch,stats_tiny,mean rank');
		expect(csv).toHaveLength(4);
		expect((await mreg(['leaderboard', '--format', 'md', '--root', root])).stdout).toMatch(/\| +1 \| lero +\| 12 models \| +\*\*40\.98\*\* ★ \|/);
	});

	test('--quiet prints the ids of the models that are shown', async () => {
		const {stdout} = await mreg(['leaderboard', '--algo', 'mscn', '--quiet', '--root', root]);
		expect(lines(stdout)).toHaveLength(20);
		expect(lines(stdout)[0]).toMatch(/^mscn_\d+_\d+$/);
	});
});

describe('what cannot be ranked is an error with the next step', () => {
	test.each<readonly [string, readonly string[], number, RegExp]>([
		['an unknown metric', ['--metric', 'total_tim'], 3, /No test has the metric "total_tim".*Did you mean total_time\?/s],
		['an unknown algorithm', ['--algo', 'msc'], 3, /No model is of the algorithm "msc".*Did you mean mscn\?/s],
		['an unknown id', ['nobody'], 3, /No model is called "nobody"/],
		['nothing that matches', ['--where', 'zzzzz'], 3, /None of 40 models matches "zzzzz"/],
		['a query that cannot be read', ['--where', '"open'], 2, /The query cannot be read.*\^/s],
		['another key than seed', ['--fold', 'lr'], 2, /--fold takes seed, not "lr"/],
		['another row', ['--by', 'dataset'], 2, /--by takes model, algorithm, not "dataset"/],
		['another format', ['--format', 'xml'], 2, /--format takes table, md, csv, latex, not "xml"/],
		['digits that are none', ['--digits', '-1'], 2, /--digits/],
	])('%s', async (_, args, code, words) => {
		const ran = await mreg(['leaderboard', ...args, '--root', root]);
		expect(ran.stderr).toMatch(words);
		expect([ran.code, ran.stdout]).toEqual([code, '']);
	});

	test('a direction that nobody set', async () => {
		const own = registryOf({'A/Model/a': {artifact: 'x', sidecar: {testing: [{dataset: 'd', performance: {'recall@10': 1}}]}}});
		const {code, stderr} = await mreg(['leaderboard', '--metric', 'recall@10', '--root', own]);
		expect(code).toBe(2);
		expect(stderr).toContain('mreg metrics set recall@10 minimize (or maximize)');
	});

	test('no tests, and no models', async () => {
		const untested = registryOf({'A/Model/a': {artifact: 'x', sidecar: {}}});
		expect(await mreg(['leaderboard', '--root', untested])).toMatchObject({code: 3, stderr: expect.stringContaining('test result') as string});
	});

	test('one row is said to be the only one', async () => {
		expect((await mreg(['leaderboard', 'mscn_20241023_014209', '--root', root])).stderr).toContain('There is only one row, so it is best by itself.');
		expect((await mreg(['leaderboard', '--algo', 'mscn', '--by', 'algorithm', '--root', root])).stderr).toContain('--by model ranks its 20 models');
	});
});

test('a direction of the config turns the ranks round', async () => {
	const own = registryOf({
		'A/Model/a': modelOf({imdb: 1}),
		'A/Model/b': modelOf({imdb: 2}),
		'mreg.config': {sidecar: config({metrics: {total_time: {direction: 'maximize'}}})},
	});
	const {direction, rows} = await board('--by', 'model', '--root', own);
	expect(direction).toBe('maximize');
	expect(rows.map(({keys}) => keys[0])).toEqual(['A/Model/b', 'A/Model/a']);
});
