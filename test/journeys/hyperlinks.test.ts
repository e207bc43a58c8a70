/** Paths on the screen are links to their files, where the terminal is known to have them. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, putModel} from '../helpers/dashboard.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

afterEach(closeTerminals);

/** The addresses of the links that were written, with what stands in them. */
function linksIn(output: string): ReadonlyMap<string, string> {
	const links = [...output.matchAll(/\u001B\]8;[^;]*;([^\u0007\u001B]+)(?:\u0007|\u001B\\)(.*?)\u001B\]8;;/gs)];
	return new Map(links.map(([, url = '', text = '']) => [url, text.replaceAll(/\u001B\[[\d;]*m/g, '')]));
}

function registry(): string {
	const root = fs.realpathSync(temporaryFolder());
	putModel(root, {id: '모델 1', sidecar: {tags: ['paper']}});
	fs.writeFileSync(path.join(root, 'Mscn/Model/broken.json'), '{');
	return root;
}

test('Detail, the side panel and Problems link to the files, and what is drawn is the same without', async () => {
	const root = registry();
	const url = (file: string) => `file://${os.hostname()}${path.join(root, file).split('/').map(encodeURIComponent).join('/')}`;
	const dashboard = await openDashboard(root, {cols: 160, rows: 40, env: {FORCE_HYPERLINK: '1'}});
	await dashboard.until(/FILES/);
	expect(linksIn(dashboard.rawOutput()).get(url('Mscn/Model/모델 1'))).toBe('Mscn/Model/모델 1');
	expect(linksIn(dashboard.rawOutput()).get(url('Mscn/Model/모델 1.json'))).toBe('Mscn/Model/모델 1.json');
	await dashboard.go(['6'], /broken\.json/);
	expect([...linksIn(dashboard.rawOutput()).keys()]).toContain(url('Mscn/Model/broken.json'));
	await dashboard.go(['1', 'Enter'], /artifact +Mscn/);
	const lines = dashboard.screen();

	const plain = await openDashboard(root, {cols: 160, rows: 40, env: {FORCE_HYPERLINK: '0'}});
	await plain.go(['6'], /broken\.json/);
	const shown = await plain.go(['1', 'Enter'], /artifact +Mscn/);
	expect(shown.slice(1)).toEqual(lines.slice(1));
	expect(plain.rawOutput()).not.toContain('\u001B]8;');
});

test('a setting of the user says it where the terminal is not known', async () => {
	const root = registry();
	const config = temporaryFolder();
	fs.mkdirSync(path.join(config, 'mreg'));
	fs.writeFileSync(path.join(config, 'mreg/config.json'), '{"hyperlinks": true}');
	const dashboard = await openDashboard(root, {cols: 160, rows: 40, env: {XDG_CONFIG_HOME: config}});
	await dashboard.until(/FILES/);
	expect(dashboard.rawOutput()).toContain('\u001B]8;;file://');
});
