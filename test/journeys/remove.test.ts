/** Someone puts models into the trash, and takes that back. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard, putModel, registryOfMany} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** What lies in the model folder: names, sizes, times and inodes. */
function contents(root: string): readonly string[] {
	const folder = path.join(root, 'Mscn', 'Model');
	return fs.readdirSync(folder).map(name => {
		const {size, mtimeMs, ino} = fs.statSync(path.join(folder, name));
		return `${name} ${size} ${mtimeMs} ${ino}`;
	});
}

test('the question says No unless y is typed; u brings back what went', async () => {
	const root = registryOfMany(5);
	const before = contents(root);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('  d');
	await dashboard.until(/Move m_000, m_001, .* on disk, to the trash\? Undo with u\./);
	await dashboard.until('y yes   n no (Enter)');
	dashboard.press('Enter');
	await dashboard.until(/^ Nothing was done\.$/m);
	expect(contents(root)).toEqual(before);
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
	// Typed ahead of the question.
	dashboard.type('dy');
	await dashboard.until(/^ moved 2 models to the trash {6}mreg rm m_000 m_001 +u undo$/m);
	await dashboard.until(/^ \[All 3\]/m);
	// What is gone is marked no longer.
	await dashboard.until(/^ \d\/3 +by age$/m);
	expect(contents(root).some(line => line.startsWith(nameOf(0)))).toBe(false);
	dashboard.press('u');
	await dashboard.until(/^ took back: moved 2 models to the trash/m);
	await dashboard.until(/^ \[All 5\]/m);
	expect(contents(root)).toEqual(before);
});

test('of more than ten the count is typed, and taking them back asks', async () => {
	const root = registryOfMany(11);
	const before = contents(root);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('a', 'd');
	await dashboard.until('Type 11 to go on:');
	dashboard.type('y1');
	await dashboard.until('Type 11 to go on: 1');
	dashboard.press('Enter');
	await dashboard.until(lines => lines.some(line => /Type 11 to go on: +│/.test(line)));
	dashboard.type('11\r');
	await dashboard.until(/^ moved 11 models to the trash/m);
	await dashboard.until(/^ \[All 0\]/m);
	dashboard.press('u');
	await dashboard.until(/Take back: moved 11 models to the trash\?/);
	await dashboard.until(/It asks because it is of 11 models\./);
	dashboard.press('n');
	await dashboard.until(/^ Nothing was done\.$/m);
	dashboard.press('u');
	await dashboard.until(/Take back: moved 11 models/);
	dashboard.press('y');
	await dashboard.until(/^ took back: moved 11 models to the trash/m);
	await dashboard.until(/^ \[All 11\]/m);
	expect(contents(root)).toEqual(before);
});

test('a protected one and the best are said before they go', async () => {
	const root = temporaryFolder();
	const tested = (total: number) => ({
		training: {dataset: 'imdb', trained_at: `2024-01-0${total}T00:00:00`},
		testing: [{dataset: 'imdb', num_queries: 10, tested_at: '2024-02-01T00:00:00', performance: {total_time: total}}],
	});
	putModel(root, {id: 'm_1', sidecar: {...tested(1), tags: ['keep']}});
	putModel(root, {id: 'm_2', sidecar: tested(2)});
	putModel(root, {id: 'm_3', sidecar: tested(3)});
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('G', 'd');
	const lines = await dashboard.until('Type 1 to go on:');
	expect(lines.join('\n')).toContain('Protected: m_1 (tag keep).');
	expect(lines.join('\n')).toContain('You would lose: best total_time@imdb 1 → 2');
	dashboard.press('Escape');
	await dashboard.until(/^ Nothing was done\.$/m);
	dashboard.press('k', 'd');
	await dashboard.until(/Move m_2, .*y yes/s);
	dashboard.press('n');
	await dashboard.until(/^ Nothing was done\.$/m);
	expect(fs.readdirSync(path.join(root, 'Mscn', 'Model'))).toHaveLength(6);
});

test('a No that is typed ahead of the question is its answer; what is typed behind it is for the screen', async () => {
	const root = registryOfMany(3);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('dnG');
	await dashboard.until(/^ 3\/3 /m);
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
	dashboard.press('d');
	await dashboard.until('y yes');
	dashboard.press('Escape');
	await dashboard.until(/^ Nothing was done\.$/m);
	expect(contents(root)).toHaveLength(6);
});

test('marked models that the filter hides are counted in the question', async () => {
	const root = registryOfMany(5);
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.type('a/id:m_003\r');
	await dashboard.until(/^❯.* m_003/m);
	dashboard.press('d');
	await dashboard.until(/Move m_000, m_001 and 3 more, .* on disk, to the trash\?/);
	await dashboard.until('4 of them are not in view.');
	dashboard.press('n');
	await dashboard.until(/^ Nothing was done\.$/m);
	expect(contents(root)).toHaveLength(10);
});
