/** The dashboard with a mouse: clicks find what is drawn, the wheel turns, nothing of it is taken for keys, and the terminal gets its mouse back. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, putModel, registryOfMany} from '../helpers/dashboard.ts';
import {click, pressAt, wheel} from '../helpers/mouse.ts';
import {putTested} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

afterEach(closeTerminals);

const on = '\u001B[?1000h\u001B[?1006h';
const off = '\u001B[?1006l\u001B[?1000l';

function twoAlgorithms(): string {
	const root = registryOfMany(12);
	for (const [index, value] of [130, 110, 120].entries()) putTested(root, `lero_${index}`, {folder: 'Lero', on: {imdb: value}, day: index + 1});
	return root;
}

test('rows, marks, tabs, headers, footer keys and the wheel do what their keys do', async () => {
	const dashboard = await openDashboard(twoAlgorithms(), {cols: 100, rows: 30, args: ['--mouse']});
	click(dashboard, 'mscn 12');
	await dashboard.until(/\[mscn 12\]/);
	click(dashboard, /m_004|_004/);
	await dashboard.onRow('004');
	wheel(dashboard, 'down');
	await dashboard.onRow('007');
	wheel(dashboard, 'up');
	await dashboard.onRow('004');
	const row = dashboard.screen().findIndex(line => line.startsWith('❯'));
	dashboard.type(pressAt({column: 1, row: row + 2}));
	await dashboard.until(/1 marked/);
	await dashboard.onRow('006');
	dashboard.type(pressAt({column: 1, row: row + 2}));
	await dashboard.until(lines => !lines.join('\n').includes('marked'));

	click(dashboard, /lero 3/);
	await dashboard.until(/\[lero 3\]/);
	click(dashboard, /total_time/, 3);
	await dashboard.until(lines => lines.some(line => line.includes('▴') || line.includes('▾')));
	expect(dashboard.ids().map(id => id.slice(-1))).toEqual(['0', '2', '1']);
	click(dashboard, /total_time/, 3);
	await dashboard.until(
		() =>
			dashboard
				.ids()
				.map(id => id.slice(-1))
				.join('') === '120',
	);

	click(dashboard, /\? help/);
	await dashboard.until(/HERE, in Browse/);
	click(dashboard, /close/);
	await dashboard.until(/\[lero 3\]/);
	const first = dashboard.screen().findIndex(line => /^[❯ ]..+ 1 .*110/.test(line));
	dashboard.type(pressAt({column: 14, row: first + 1}));
	await dashboard.until(() => dashboard.current()?.includes('120') === true);
	dashboard.type(pressAt({column: 14, row: first + 1}));
	await dashboard.until(/^ lero_2|^ *mreg.*[\s\S]*lero_2[\s\S]*FILES/m);
	dashboard.press('q', 'q');
	expect(await dashboard.exit).toMatchObject({code: 0});
});

test('a click takes an entry of a menu, a click beside it closes it, and the answers of a question can be clicked', async () => {
	const dashboard = await openDashboard(twoAlgorithms(), {cols: 100, rows: 30, args: ['--mouse']});
	await dashboard.go(['s'], /Sort by/);
	click(dashboard, 'size, largest first');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by'));
	await dashboard.go(["'"], /Algorithm/);
	dashboard.type(pressAt({column: 90, row: 20}));
	await dashboard.until(lines => !lines.join('\n').includes('│'));
	await dashboard.go(['t'], /tags of/);
	dashboard.type('new');
	await dashboard.until(/make "new"/);
	dashboard.type(pressAt({column: 90, row: 24}));
	await dashboard.until(lines => !lines.join('\n').includes('tags of'));
	await dashboard.go(['d'], /y yes/);
	click(dashboard, 'n no');
	await dashboard.until(/Nothing was done/);
});

test('on every other screen with a list a click goes to the row, and a second one opens it', async () => {
	const root = twoAlgorithms();
	fs.writeFileSync(path.join(root, 'Mscn/Model/broken.json'), '{');
	for (const version of [1, 2]) putModel(root, {id: `net_v${version}`, folder: 'Net', sidecar: {family: 'net', version}});
	const dashboard = await openDashboard(root, {cols: 120, rows: 34, args: ['--mouse']});
	const cursorOn = (text: RegExp) => dashboard.until(lines => lines.some(line => line.startsWith('❯') && text.test(line)));

	// What is typed behind a click, in the same read, comes after it.
	click(dashboard, 'lero 3');
	await dashboard.go(['a', 'c'], /compare {2}3 models/);
	click(dashboard, ' total_time ↓');
	await cursorOn(/total_time/);
	await dashboard.go(['2'], /leaderboard/);
	click(dashboard, ' 120 ');
	await cursorOn(/120/);
	await dashboard.go(['4'], /REMOVE/);
	// The cursor stands there already.
	await cursorOn(/▸/);
	click(dashboard, /▸ /);
	await cursorOn(/▾/);
	await dashboard.go(['F'], /families/);
	// The cursor stands there already.
	click(dashboard, /net /);
	await dashboard.until(/ v1 /);
	click(dashboard, /v1 /);
	await cursorOn(/v1/);
	await dashboard.go(['8'], /metrics/);
	await dashboard.go([':'], /all that can be done here/);
	dashboard.type('trash');
	await dashboard.until(/│ trash +│[^]*│ ❯ .*What lies in the trash/);
	click(dashboard, 'What lies in the trash');
	await dashboard.until(/TRASH/);
	await dashboard.go(['!'], /messages/);
	await dashboard.go(['6'], /broken\.json/);
	click(dashboard, 'broken.json');
	await cursorOn(/broken/);
});

test('a report is never taken for keys, in a field neither, nor in pieces', async () => {
	const dashboard = await openDashboard(twoAlgorithms(), {cols: 100, rows: 30, args: ['--mouse']});
	await dashboard.go(['/'], /words, or/);
	dashboard.type('m_0');
	await dashboard.until(/ \/ m_0/);
	for (const piece of ['\u001B[', '<65;1', '0;', '9M', '\u001B[<0;3', ';400M']) dashboard.type(piece);
	dashboard.type('05');
	const lines = await dashboard.until(/ \/ m_005/);
	expect(lines.join('\n')).not.toMatch(/\[<|;9M|400M/);
	click(dashboard, /^❯/, 12);
	await dashboard.until(/ \/ m_005 .*Esc shows all|Enter/);
});

test('the terminal has its mouse back while another program has the terminal, and at the end', async () => {
	const root = temporaryFolder();
	putModel(root, {id: 'm_1'});
	const dashboard = await openDashboard(root, {args: ['--mouse'], env: {EDITOR: 'true', VISUAL: 'true'}});
	expect(dashboard.rawOutput()).toContain(on);
	dashboard.press('e');
	await dashboard.until(() => dashboard.rawOutput().split(off).length === 2 && dashboard.rawOutput().lastIndexOf(on) > dashboard.rawOutput().lastIndexOf(off));
	dashboard.press('C-c');
	await dashboard.exit;
	expect(dashboard.rawOutput().lastIndexOf(off)).toBeGreaterThan(dashboard.rawOutput().lastIndexOf(on));
	expect(dashboard.rawOutput().indexOf('\u001B[?1049l', dashboard.rawOutput().lastIndexOf(off))).toBeGreaterThan(0);

	const killed = await openDashboard(root, {args: ['--mouse']});
	process.kill(killed.pid, 'SIGTERM');
	await killed.exit;
	expect(killed.rawOutput().lastIndexOf(off)).toBeGreaterThan(killed.rawOutput().lastIndexOf(on));
});

test("without the setting the mouse stays the terminal's", async () => {
	const dashboard = await openDashboard(twoAlgorithms());
	dashboard.press('q');
	await dashboard.exit;
	expect(dashboard.rawOutput()).not.toContain('\u001B[?1000h');
});
