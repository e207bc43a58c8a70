/** What a terminal sends in pieces, late or early: no half of it becomes keys, and no key is lost. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, registryOfMany, startDashboard} from '../helpers/dashboard.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** Longer than half an answer is waited for. */
const pause = async (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

test('an answer that comes late and in pieces becomes no keys', async () => {
	const dashboard = await openDashboard(registryOfMany(12), {terminal: {isSilent: true}});
	for (const [first, rest] of [
		['\u001B', '[1;2R'],
		['\u001B[', '1;2R'],
		['\u001B', ']11;rgb:ffff/0/0\u001B\\'],
		['\u001B]11;rgb:ffff/0/0\u001B', '\\'],
	] as const) {
		dashboard.type(first);
		await pause(200);
		dashboard.type(rest);
		await pause(100);
	}
	dashboard.type('\u001B]11;rgb:ff');
	await pause(1_300);
	dashboard.type('ff/0/0\u0007');
	dashboard.press('j');
	await dashboard.onRow('001');
	expect(dashboard.position()).toMatch(/2\/12/);
	expect(dashboard.footer()).toMatch(/help/);
});

test('half a report of the mouse becomes no keys, and a paste no click', async () => {
	const root = registryOfMany(12);
	const dashboard = await openDashboard(root, {cols: 100, rows: 30, args: ['--mouse']});
	dashboard.type('\u001B[<0;');
	await pause(1_300);
	dashboard.type('10;16M');
	for (const one of '\u001B[<0;10;14M') {
		dashboard.type(one);
		await pause(60);
	}
	for (const column of [60, 70, 80, 90, 97]) dashboard.type(`\u001B[200~ab \u001B[<0;${column};30M cd\u001B[201~`);
	dashboard.press('j');
	await dashboard.until(() => /2\/12/.test(dashboard.position()));
	dashboard.press('n');
	await dashboard.until(/An empty note/);
	dashboard.type('\u001B[200~ab \u001B[<0;97;30M cd\u001B[201~');
	await dashboard.until(/ab .*cd/);
	dashboard.press('Enter');
	await dashboard.until(/wrote the note of m_001/);
	expect(JSON.parse(fs.readFileSync(path.join(root, 'Mscn/Model/m_001.json'), 'utf8'))).toMatchObject({notes: 'ab \u001B[<0;97;30M cd'});
});

test('keys typed before the first rows are done when those are there', async () => {
	const dashboard = startDashboard(registryOfMany(12));
	dashboard.type('jjj');
	await dashboard.onRow('003');
	dashboard.press('q');
	await dashboard.exit;
	const marking = startDashboard(registryOfMany(12));
	marking.type('G tbest');
	await marking.until(/make "best"/);
});
