/** Someone lays models side by side. */

import fs from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {rankedRegistry, type TestedModel} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const metrics = (time: number, wrong: number) => ({total_time: time, words_wrong: wrong});
const models: Readonly<Record<string, TestedModel>> = {
	base: {params: {lr: 0.1, layers: 2}, on: {imdb: metrics(200, 5), tpch: metrics(50, 5)}, notes: '기준 모델', day: 4},
	good: {params: {lr: 0.2, layers: 2}, on: {imdb: metrics(100, 4), tpch: metrics(60, 4)}, tags: ['paper'], day: 3},
	other: {params: {lr: 0.3, layers: 2}, on: {imdb: metrics(90, 3)}, queries: {imdb: 80}, day: 2},
};

/** Compare of all models, in the order of All: newest first. */
async function openCompare(options: DashboardOptions = {}, root = rankedRegistry(models)): Promise<Dashboard> {
	const dashboard = await openDashboard(root, options);
	dashboard.press('a');
	await dashboard.until(/· \d+ marked/);
	await dashboard.go(['c'], /^ compare {2}\d+ models/m);
	return dashboard;
}

const line = (dashboard: Dashboard, start: RegExp) => dashboard.screen().find(text => start.test(text)) ?? '';

test('a sentence says the outcome; sections say the rest, readable without colour', async () => {
	const dashboard = await openCompare({cols: 120, rows: 40, env: {NO_COLOR: '1'}});
	const text = dashboard.screen().join('\n');
	expect(dashboard.line(1)).toMatch(/^ compare {2}3 models, mscn +baseline A/);
	expect(text).toContain('By total_time A is best on tpch; B on imdb.');
	expect(text).toMatch(/C ran other queries on imdb \(80, not 113\)/);
	for (const section of ['TRAINING', 'HYPERPARAMETERS', 'RESULTS', 'TAGS']) expect(text).toMatch(new RegExp(`^ ${section} ─`, 'm'));
	expect(text).toMatch(/A {2}baseline ★ tpch +B {2}★ imdb +C/);
	expect(text).toContain('기준 모델');
	expect(line(dashboard, /^.lr /)).toMatch(/^.lr +0\.1 +0\.2 +● +0\.3 +●$/);
	const times = dashboard.screen().filter(row => /^. {2}total_time/.test(row));
	expect(times[0]).toMatch(/total_time +↓ +200 +100 +−50\.0% ▲ ★ +90 +≠ 80 queries$/);
	expect(times[1]).toMatch(/total_time +↓ +50 +★ +60 +\+20\.0% ▼ +not tested$/);
	expect(line(dashboard, /^. {2}words_wrong/)).toMatch(/words_wrong +\? +5 +4 +−1 +3 +≠/);
	expect(text).toMatch(/wins \(2 datasets\): A 1 · B 1 · C 0/);
	expect(text).toContain('█');
	expect(text).toContain('░');
	expect(text).toMatch(/^ mreg compare base good other( --differences)?$/m);
});

test('= shows only what differs, and says how many rows it hides', async () => {
	const dashboard = await openCompare({rows: 40});
	await dashboard.until(/all rows/);
	await dashboard.until(/^.layers +2 +2 +2/m);
	await dashboard.go(['='], /HYPERPARAMETERS ─+ 1 equal row hidden, = shows it/);
	expect(line(dashboard, /^.layers/)).toBe('');
	await dashboard.until(/--differences$/m);
	await dashboard.go(['='], /^.layers +2 +2 +2/m);
});

test('B makes the model under the cursor the baseline: signs turn round', async () => {
	const dashboard = await openCompare({cols: 120, rows: 40});
	await dashboard.go(['Right'], /❯ B {2}★ imdb/);
	await dashboard.go(['B'], /baseline B/);
	expect(line(dashboard, /^. {2}total_time/)).toMatch(/200 +\+100% ▼ +100 +★ +90 +≠/);
	expect(line(dashboard, /^.lr /)).toMatch(/^.lr +0\.1 +● +0\.2 +0\.3 +●$/);
	await dashboard.until(/^ mreg compare base good other .*--baseline good/m);
});

test('- drops the model under the cursor, down to one, and says what to do then', async () => {
	const dashboard = await openCompare({rows: 40});
	await dashboard.go(['l', 'l', '-'], /^ compare {2}2 models/m);
	await dashboard.until(/^ mreg compare base good/m);
	await dashboard.go(['-'], /Only one model to compare: base/);
	await dashboard.until(/mark two models or more with Space, then press c/);
	await dashboard.go(['-'], /Nothing to compare yet/);
	await dashboard.go(['q'], /^ 1\/3 · 3 marked/m);
});

test('the strip says the cell under the cursor in full', async () => {
	const dashboard = await openCompare({cols: 100, rows: 40});
	await dashboard.go(['G', 'k', 'l'], /❯ B/);
	await dashboard.until(/^ B good {2}tags: paper/m);
	for (let row = 0; row < 20 && !/^❯ {2}total_time/m.test(dashboard.screen().join('\n')); row++) {
		const place = line(dashboard, /row \d+\/\d+$/);
		dashboard.press('k');
		await dashboard.until(() => line(dashboard, /row \d+\/\d+$/) !== place);
	}
	await dashboard.until(/^ B good {2}total_time on tpch: 60, 20\.0% worse than A \(50\)/m);
});

test('Enter opens the model under the cursor, and q comes back to where one was', async () => {
	const dashboard = await openCompare();
	await dashboard.go(['l', 'j', 'j'], /row 3\//);
	await dashboard.go(['Enter'], /^ +key +Mscn\/Model\/good/m);
	await dashboard.go(['q'], /row 3\//);
	await dashboard.until(/❯ B/);
	await dashboard.go(['q'], /^ 1\/3 · 3 marked/m);
});

test('with one mark or none, c compares with the best', async () => {
	const dashboard = await openDashboard(rankedRegistry(models));
	dashboard.press('G');
	await dashboard.onRow('other');
	await dashboard.go(['c'], /^ compare {2}2 models, mscn/m);
	await dashboard.until(/^ mreg compare other good/m);
	await dashboard.go(['q'], /^ 3\/3 /m);
	// 3 does the same.
	await dashboard.go(['3'], /^ compare {2}2 models/m);
});

test('one model alone is no comparison', async () => {
	const dashboard = await openDashboard(rankedRegistry({only: models['base'] ?? {}}));
	await dashboard.go(['c'], /Only one model to compare: only\./);
	dashboard.press('j', 'l', 'B', '=', '-', 'G');
	await dashboard.until('Nothing to compare yet.');
	await dashboard.go(['Escape'], /^ 1\/1 /m);
});

test('a model that is removed while it is compared goes, and that is said', async () => {
	const root = rankedRegistry(models);
	const dashboard = await openCompare({cols: 100, rows: 40}, root);
	await dashboard.go(['l', 'l'], /❯ C/);
	for (const suffix of ['', '.json']) fs.rmSync(`${root}/Mscn/Model/other${suffix}`);
	await dashboard.until(/^ compare {2}2 models/m);
	await dashboard.until(/❯ B/);
	for (const suffix of ['', '.json']) fs.rmSync(`${root}/Mscn/Model/good${suffix}`);
	await dashboard.until(/Only one model to compare: base/);
	await dashboard.until(/2 (models|of them).*(gone|not there|no longer)/);
	await dashboard.until('Mscn/Model/other');
});
