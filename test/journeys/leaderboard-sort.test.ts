/** Someone asks which algorithm, or which model, is best on what. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {rankedRegistry, type TestedModel} from '../helpers/ranked-registry.ts';
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
