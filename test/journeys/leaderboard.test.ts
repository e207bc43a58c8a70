/** Someone asks which algorithm, or which model, is best on what. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {putTested, rankedRegistry, seededRegistry, type TestedModel} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const models: Readonly<Record<string, TestedModel>> = {
	bao_1: {folder: 'Bao', on: {imdb: 90, tpch: 300}, day: 1},
	bao_2: {folder: 'Bao', on: {imdb: 95, tpch: 200}, day: 2, notes: '두 번째'},
	lero_1: {folder: 'Lero', on: {imdb: 100, tpch: 100, stats: 10}, day: 3},
	lero_2: {folder: 'Lero', on: {imdb: 60}, queries: {imdb: 80}, day: 4},
	net_1: {folder: 'Net', on: {imdb: 120, tpch: 150, stats: 30}, day: 5},
};
const config = {
	objectives: {'*': {metric: 'total_time'}},
	metrics: {total_time: {direction: 'minimize', unit: 's'}},
	testCommand: 'python test.py --db {dataset} --load {id}',
};

async function openBoard(options: DashboardOptions = wide, root = rankedRegistry(models, config)): Promise<Dashboard> {
	const dashboard = await openDashboard(root, options);
	await dashboard.go(['2'], /^ leaderboard {2}total_time, s, lowest first/m);
	return dashboard;
}

const wide = {cols: 100, rows: 30};

/** The rows, without blanks at the ends and runs of them. */
function rows(dashboard: Dashboard): readonly string[] {
	const lines = dashboard.screen();
	const [head = 0, end] = lines.flatMap((line, index) => (line.startsWith('────') ? [index] : []));
	return lines
		.slice(head + 1, end)
		.filter(line => line.trim() !== '')
		.map(line => line.trim().replace(/\s+/g, ' '));
}

test('2 on All: the best of each algorithm on each dataset, without any marks', async () => {
	const dashboard = await openBoard();
	expect(dashboard.line(1)).toMatch(/rows: the best of each algorithm on each dataset$/);
	expect(rows(dashboard)).toEqual(['❯ 1 lero 2 models [ 2 100] ★ 100 ★ 10 1.5', '2 bao 2 models ★ 90 200 · not yet 2.0', '3 net 1 model 120 2 150 2 30 2.5']);
	await dashboard.until('ranks count only the datasets that all rows have: 2 of 3');
	await dashboard.until(/^ lero: lero_1 on imdb, 113 queries: 100 s\. Rank 2 of 3, 11\.1% behind bao\./m);
	await dashboard.until(/^ mreg leaderboard --metric total_time +row 1\/3 · dataset 1\/3$/m);
	await dashboard.go(['q'], /^ 1\/5 /m);
});

test('a shows all models; in a tab they are shown at once', async () => {
	const dashboard = await openBoard();
	await dashboard.go(['a'], /rows: 5 models$/m);
	expect(rows(dashboard)).toHaveLength(5);
	expect(rows(dashboard).join('\n')).toContain('≠ 80 queries');
	await dashboard.go(['a'], /rows: the best of each algorithm/);
	await dashboard.go(['q'], /^ 1\/5 /m);
	await dashboard.go(['Tab'], /\[bao 2\]/);
	await dashboard.go(['2'], /rows: bao, 2 models$/m);
	expect(rows(dashboard)).toHaveLength(2);
	await dashboard.until(/^ mreg leaderboard --metric total_time --algo bao /m);
});

test('a hole can be stood on: its command is said, and y copies those of all holes', async () => {
	const dashboard = await openBoard();
	dashboard.press('l', 'l');
	await dashboard.until(/dataset 3\/3/);
	await dashboard.go(['j'], /row 2\/3/);
	await dashboard.until(/\[.*not yet.*\]/);
	await dashboard.until(/python test\.py --db stats --load bao_[12]/);
	const [, said = ''] = /(python test\.py \S+ \S+ --load bao_[12])/.exec(dashboard.screen().join('\n')) ?? [];
	await dashboard.until('1 hole: y copies the command that would fill it');
	await dashboard.go(['y'], /Copied 1 command\./);
	expect(dashboard.clipboard()).toBe(said);
	// Of all models there are more.
	await dashboard.go(['a'], /4 holes: y copies the 4 commands that would fill them/);
	await dashboard.go(['y'], /Copied 4 commands\./);
	expect(dashboard.clipboard()?.split('\n').sort()).toEqual([
		'python test.py --db stats --load bao_1',
		'python test.py --db stats --load bao_2',
		'python test.py --db stats --load lero_2',
		'python test.py --db tpch --load lero_2',
	]);
});

test('without a testCommand y says what to write', async () => {
	const dashboard = await openBoard(wide, rankedRegistry(models, {metrics: config.metrics}));
	await dashboard.go(['y'], /mreg\.config\.json does not say how a model is tested/);
	expect(dashboard.clipboard()).toBeUndefined();
});

test('Space marks what the row shows, and the board of the marked follows', async () => {
	const dashboard = await openBoard();
	await dashboard.go(['Space'], /1 marked/);
	expect(rows(dashboard)[0]).toMatch(/^✓ 1 lero/);
	await dashboard.go(['Space'], /3 marked/);
	await dashboard.go(['q'], /^ 1\/5 · 3 marked/m);
	await dashboard.go(['2'], /rows: 3 marked models/);
	expect(
		rows(dashboard)
			.map(row => /(bao|lero) (\S+)/.exec(row)?.[0])
			.sort(),
	).toEqual(['bao 1', 'bao 2', 'lero lero_1']);
	await dashboard.until(/^ mreg leaderboard (bao|lero)_\d (bao|lero)_\d (bao|lero)_\d --metric total_time/m);
	// c compares them.
	await dashboard.go(['c'], /^ compare {2}3 models/m);
});

test('f folds seeds: mean ± deviation, how many, a missing one; ties are said', async () => {
	const root = seededRegistry();
	const dashboard = await openDashboard(root, {cols: 110, rows: 30});
	await dashboard.go(['Tab'], /\[mscn 10\]/);
	await dashboard.go(['2'], /^ leaderboard/m);
	await dashboard.go(['f'], /folded by seed/);
	const [first = '', second = '', third = ''] = rows(dashboard);
	expect(first).toMatch(/^❯ 1 lr 0\.1 5 \[★ 100\.0+ ± 1\.(6|58) ?\] ★ 200(\.0+)? ± 3(\.\d+)? 1\.0/);
	expect(second).toMatch(/^2 lr 0\.2 4! 2 121\.50? ± 1\.(3|29) 2 243(\.0+)? ± (3|2\.\d+) 2\.0/);
	expect(third).toMatch(/^3 lr 0\.3|^3 plain/);
	await dashboard.until(/More\s+than\s+the\s+spread\s+of\s+the\s+seeds\s+\(Welch\s+p/);
	for (const seed of [0, 1, 2, 3]) putTested(root, `lr0.2_s${seed}`, {params: {lr: 0.2, seed}, on: {imdb: 99.5 + seed, tpch: 200}, day: 10 + seed});
	await dashboard.until(() => rows(dashboard)[1]?.includes('≈ 101') === true);
	await dashboard.until(/≈ tied|: a tie/);
	await dashboard.go(['f'], lines => !lines.join('\n').includes('folded'));
	expect(rows(dashboard)).toHaveLength(10);
});

test('Enter is Detail of the model whose cell it is, and q comes back to the cell', async () => {
	const dashboard = await openBoard();
	await dashboard.go(['l', 'l'], /dataset 3\/3/);
	await dashboard.go(['Enter'], /^ +key +Lero\/Model\/lero_1/m);
	await dashboard.go(['q'], /dataset 3\/3/);
});

test('without a direction there is a page that says what to press', async () => {
	const root = rankedRegistry({a: {on: {imdb: {words_wrong: 1}}}, b: {on: {imdb: {words_wrong: 2}}}}, {objectives: {'*': {metric: 'words_wrong'}}});
	const dashboard = await openDashboard(root);
	await dashboard.go(['2'], 'It is not known whether words_wrong is better small or large');
	await dashboard.until(/mreg metrics set words_wrong/);
	await dashboard.until(/dashboard: 8\./);
	await dashboard.go(['8'], /^ metrics {2}1, 1 not set/m);
	await dashboard.go(['-'], /↓ lower/);
	await dashboard.go(['q'], /^ leaderboard {2}words_wrong/m);
});

test('s sorts by the dataset under the cursor, then the other way round, then by mean rank again', async () => {
	const dashboard = await openBoard();
	const order = () => rows(dashboard).map(row => /(bao|lero|net)/.exec(row)?.[1]);
	await dashboard.go(['s'], /▾ imdb ↓/);
	expect(order()).toEqual(['bao', 'lero', 'net']);
	await dashboard.go(['s'], /▴ imdb ↓/);
	expect(order()).toEqual(['net', 'lero', 'bao']);
	await dashboard.go(['s'], /▾mean/);
	await dashboard.go(['l', 's'], /▾ tpch ↓/);
	expect(order()).toEqual(['lero', 'net', 'bao']);
});
