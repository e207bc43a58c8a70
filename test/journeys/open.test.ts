/** Someone opens the dashboard on a registry for the first time. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, startDashboard, ownPlaces} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('the first screen says where one is, what there is, and which keys matter', async () => {
	const root = exampleData();
	const dashboard = await openDashboard(root, {env: {HOME: root.replace(/\/ExampleData$/, '')}});
	expect(dashboard.line(0)).toMatch(/^ mreg {2}~\/ExampleData .* live · \d.* free$/);
	expect(dashboard.tabs()).toBe(' [All 40]   knob 8   lero 12   mscn 20');
	expect(dashboard.position()).toMatch(/^ 1\/40 .*by age$/);
	expect(dashboard.line(23)).toMatch(/^ \/ filter {2}spc mark {2}c compare .* \? help {2}q quit$/);
	expect(dashboard.isAlternate()).toBe(true);
	expect(dashboard.isCursorShown()).toBe(false);
});

test('rows come newest first, the cursor on the first, drawn inverse over the whole line', async () => {
	const dashboard = await openDashboard(exampleData());
	expect(dashboard.ids().slice(0, 3)).toEqual(['knob_20241101_200000', 'lero_20241101_100211', 'knob_20241031_131000']);
	expect(dashboard.current()).toMatch(/^❯ +1 {2}knob_20241101_200000 +not tested/);
	const row = dashboard.screen().findIndex(line => line.startsWith('❯'));
	expect([0, 1, 40, 79].map(column => dashboard.cell(row, column).inverse)).toEqual([true, true, true, true]);
	expect(dashboard.cell(row + 1, 40).inverse).toBe(false);
});

test('every line fits: none is wider than the terminal, none is lost at its lower end', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 100, rows: 30});
	const lines = dashboard.screen();
	expect(lines).toHaveLength(30);
	expect(lines.filter(line => line === '')).toHaveLength(1);
	expect(lines[29]).toContain('? help');
});

test('the second start shows the rows before it has looked at the disk', async () => {
	const root = exampleData();
	const env = ownPlaces();
	const first = await openDashboard(root, {env});
	first.press('q');
	expect(await first.exit).toEqual({code: 0, signal: undefined});
	const second = startDashboard(root, {env});
	await second.until('knob_20241101_200000');
	await second.until(/ live /);
	expect(second.position()).toContain('1/40');
});
