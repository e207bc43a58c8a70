/** Someone gives models that have no sidecar one: its text is seen first, Enter writes it, u takes it back. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, putModel} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const old = new Date('2024-10-20T00:00:00Z');

function registry(): string {
	const root = temporaryFolder();
	putModel(root, {id: 'm_described', sidecar: {training: {dataset: 'imdb', trained_at: '2024-01-01T00:00:00'}}});
	for (const name of ['m_20241019_103000', 'm_20241018_103000']) {
		const file = path.join(root, 'Mscn/Model', name);
		fs.writeFileSync(file, 'weights');
		fs.utimesSync(file, old, old);
	}
	return root;
}

const namesIn = (root: string) =>
	fs
		.readdirSync(path.join(root, 'Mscn/Model'))
		.filter(name => name.endsWith('.json'))
		.sort();

test('the sidecar is shown, Enter writes it, and u takes it back', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('+');
	await dashboard.until(lines =>
		['Write Mscn/Model/m_20241019_103000.json?', '"trained_at": "2024-10-19T10:30:00"'].every(text => lines.join('\n').includes(text)),
	);
	expect(namesIn(root)).toEqual(['m_described.json']);
	dashboard.type('\r');
	await dashboard.until(/wrote Mscn\/Model\/m_20241019_103000\.json +mreg adopt m_20241019_103000 +u undo/);
	expect(namesIn(root)).toEqual(['m_20241019_103000.json', 'm_described.json']);
	dashboard.press('u');
	await eventually(
		() => namesIn(root).length === 1,
		() => namesIn(root).join(),
	);
	await dashboard.until('took back');
});

test('of several the first is shown; n writes none, y all', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('a', '+');
	await dashboard.until(lines =>
		['Write 2 sidecars? Undo with u.', 'The first is Mscn/Model/m_20241019_103000.json:'].every(text => lines.join('\n').includes(text)),
	);
	dashboard.type('n');
	await dashboard.until('Nothing was done.');
	expect(namesIn(root)).toHaveLength(1);
	dashboard.type('+y');
	await dashboard.until('wrote the sidecars of 2 models');
	expect(namesIn(root)).toHaveLength(3);
});

test('a model that has a sidecar is left, with the reason', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('G', '+');
	await dashboard.until('It is described already. Its sidecar is Mscn/Model/m_described.json.');
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});
