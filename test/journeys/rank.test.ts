/** Someone wants to see which model is best, and how far the others are. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {putTested, rankedRegistry} from '../helpers/ranked-registry.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const mixed = {
	fast: {on: {imdb: 100}, day: 1},
	near: {on: {imdb: 101.5}, day: 2},
	slow: {on: {imdb: 250}, day: 3},
	half: {on: {imdb: 60}, queries: {imdb: 80}, day: 4},
	nan: {on: {imdb: 'NaN'}, day: 5},
	word: {on: {imdb: 'fast'}, day: 6},
	elsewhere: {on: {tpch: 5}, day: 7},
	untested: {day: 8},
};

/** What the row of a model says, without the cursor and blanks around. */
function rowOf(dashboard: Dashboard, id: string): string {
	const line = dashboard.screen().find(text => new RegExp(String.raw`^[❯ ][✓ ] *\S+ +${id} `).test(text)) ?? '';
	return line.replace(/^[❯ ][✓ ] */, '').replace(/\s+/g, ' ');
}

test('the tab stands best first, with signed distances; then other queries, then what has no number', async () => {
	const dashboard = await openDashboard(rankedRegistry(mixed));
	await dashboard.go(['Tab'], /\[mscn 8\]/);
	await dashboard.until(/total_time@imdb ↓/);
	expect(dashboard.ids().slice(0, 4)).toEqual(['fast', 'near', 'slow', 'half']);
	expect(rowOf(dashboard, 'fast')).toMatch(/^1 fast 100\.00 ★ best/);
	expect(rowOf(dashboard, 'near')).toMatch(/^2 near 101\.50 \+1\.5%/);
	expect(rowOf(dashboard, 'slow')).toMatch(/^3 slow 250\.00 \+150%/);
	expect(rowOf(dashboard, 'half')).toMatch(/^≠ half 60\.00 80 q ≠/);
	expect(rowOf(dashboard, 'nan')).toMatch(/^– nan NaN/);
	expect(rowOf(dashboard, 'word')).toMatch(/^– word not a number/);
	expect(rowOf(dashboard, 'elsewhere')).toMatch(/^– elsewhere –/);
	expect(rowOf(dashboard, 'untested')).toMatch(/^– untested not tested/);
});

test('where higher is better, what is behind lies below', async () => {
	const models = {high: {on: {imdb: {throughput: 200}}}, low: {on: {imdb: {throughput: 50}}}};
	const root = rankedRegistry(models, {objectives: {'*': {metric: 'throughput', dataset: 'imdb'}}, metrics: {throughput: {direction: 'maximize'}}});
	const dashboard = await openDashboard(root);
	await dashboard.go(['Tab'], /\[mscn 2\]/);
	await dashboard.until(/throughput@imdb ↑/);
	expect(rowOf(dashboard, 'high')).toMatch(/^1 high 200\.00 ★ best/);
	expect(rowOf(dashboard, 'low')).toMatch(/^2 low 50\.00 −75\.0%/);
});

test('b goes to the best row, whatever the rows are sorted by', async () => {
	const dashboard = await openDashboard(rankedRegistry(mixed));
	await dashboard.go(['Tab'], /\[mscn 8\]/);
	await dashboard.go(['G'], /^ 8\/8 /m);
	dashboard.press('b');
	await dashboard.onRow('fast');
	dashboard.type('S');
	await dashboard.go(['g'], /^ 1\/8 /m);
	dashboard.press('b');
	await dashboard.onRow('fast');
	expect(dashboard.current()).toContain('★ best');
});

test('on All b goes to the best of the algorithm under the cursor', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('j');
	await dashboard.onRow('lero_20241101_100211');
	dashboard.press('b');
	await dashboard.onRow('lero_20241027_210000');
	expect(dashboard.current()).toContain('★ best');
	await dashboard.go(['g'], /^ 1\/40 /m);
	dashboard.press('b');
	await dashboard.onRow('knob_20241029_200000');
});

test('a model that becomes the best while one looks takes the star; the cursor stays on its model', async () => {
	const root = rankedRegistry(mixed);
	const dashboard = await openDashboard(root);
	await dashboard.go(['Tab'], /\[mscn 8\]/);
	dashboard.press('j');
	await dashboard.onRow('near');
	putTested(root, 'slow', {on: {imdb: 50}, day: 3});
	await dashboard.until(() => rowOf(dashboard, 'slow').startsWith('1 slow 50.00 ★ best'));
	expect(rowOf(dashboard, 'fast')).toMatch(/^2 fast 100\.00 \+100%/);
	expect(rowOf(dashboard, 'near')).toMatch(/^3 near /);
	await dashboard.onRow('near');
	expect(dashboard.position()).toMatch(/^ 3\/8 /);
	// Rewritten, it is what it was.
	putTested(root, 'slow', {on: {imdb: 250}, day: 3});
	await dashboard.until(() => rowOf(dashboard, 'fast').startsWith('1 fast 100.00 ★ best'));
});

test('Detail says the place on each dataset', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 140, rows: 45});
	dashboard.type('/20241023_014209\r');
	await dashboard.until(/ 1 of 40 {2}Esc/);
	const text = (await dashboard.go(['Enter'], /^FILES/m)).join('\n');
	expect(text).toMatch(/│ production │ .*│ 3\/15 /);
	expect(text).toMatch(/│ imdb +│ .*│ 2\/16 /);
});

test('b says why it goes nowhere', async () => {
	const hidden = await openDashboard(rankedRegistry(mixed));
	await hidden.go(['Tab'], /\[mscn 8\]/);
	hidden.type('/id:slow\r');
	await hidden.until(/1 of 8/);
	await hidden.go(['b'], /The best, fast, is not among these rows/);
	await hidden.go(['Escape'], /8 of 8|^ 1\/8 /m);
	await hidden.go(['b'], /^❯ +1 +fast/m);
	const unset = await openDashboard(rankedRegistry(mixed, {objectives: {'*': {metric: 'q_error'}}}));
	await unset.go(['Tab'], /\[mscn 8\]/);
	await unset.go(['b'], /It is not known whether q_error is better small or large: 8 sets it/);
});
