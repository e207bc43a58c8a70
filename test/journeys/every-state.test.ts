/** A registry in which each state occurs, in a terminal of the usual size. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, onTestFinished, test} from 'vitest';
import {makeOld, openDashboard, putModel} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function everyState(): string {
	const root = temporaryFolder();
	const trained = (day: number) => ({
		training: {dataset: 'imdb', trained_at: `2024-10-${String(day).padStart(2, '0')}T10:00:00`, hyperparams: {lr: day / 1000}},
	});
	const tested = (seconds: unknown) => ({testing: [{dataset: 'imdb', num_queries: 113, tested_at: '2024-11-01T00:00:00', performance: {total_time: seconds}}]});
	const folder = path.join(root, 'Mscn', 'Model');
	putModel(root, {id: 'mscn_20241020_100000', sidecar: {...trained(20), ...tested(117.03), tags: ['best', 'paper'], notes: '논문 후보'}});
	putModel(root, {id: 'mscn_20241019_100000', sidecar: {...trained(19), ...tested(1234.5)}});
	putModel(root, {id: 'mscn_20241018_100000', sidecar: trained(18)});
	putModel(root, {id: 'mscn_20241017_100000', sidecar: {...trained(17), ...tested('fast')}});
	putModel(root, {id: 'mscn_20241016_100000', sidecar: {...trained(16), ...tested(-1e-9)}});
	const without = (id: string, suffix: string) => fs.rmSync(path.join(folder, `${id}${suffix}`));
	for (const id of ['mscn_20241015_100000', 'mscn_20241014_100000', 'mscn_20241013_100000', 'mscn_20241012_100000']) {
		putModel(root, {id, sidecar: trained(Number(id.slice(11, 13)))});
	}
	without('mscn_20241015_100000', '.json');
	without('mscn_20241014_100000', '');
	fs.writeFileSync(path.join(folder, 'mscn_20241013_100000.json'), '{\n"model_id": "mscn_20241013_100000",\n"training": {');
	makeOld(path.join(folder, 'mscn_20241013_100000.json'));
	fs.rmSync(path.join(folder, 'mscn_20241012_100000'));
	fs.mkdirSync(path.join(folder, 'mscn_20241012_100000'));
	fs.writeFileSync(path.join(folder, 'mscn_20241012_100000', 'weights'), 'x'.repeat(1_200_000));
	makeOld(path.join(folder, 'mscn_20241012_100000', 'weights'));
	makeOld(path.join(folder, 'mscn_20241012_100000'));
	fs.writeFileSync(path.join(folder, 'mscn_20241011_100000'), 'x'.repeat(1_200_000));
	fs.writeFileSync(
		path.join(root, 'mreg.config.json'),
		JSON.stringify({
			objectives: {mscn: {metric: 'total_time', dataset: 'imdb'}, '*': {metric: 'total_time'}},
			metrics: {total_time: {direction: 'minimize', unit: 's'}},
		}),
	);
	return root;
}

test('each state is said in words where the value would stand, and everything lines up', async () => {
	const root = everyState();
	const writing = setInterval(() => fs.appendFileSync(path.join(root, 'Mscn', 'Model', 'mscn_20241011_100000'), 'x'), 200);
	onTestFinished(() => clearInterval(writing));
	const dashboard = await openDashboard(root);
	const wanted: ReadonlyArray<readonly [id: string, words: RegExp]> = [
		['1020', /117\.03 s/],
		['1019', /1234\.50 s/],
		['1018', /not tested/],
		['1017', /not tested|not a number/],
		['1016', /(-?0\.00 s|-1e-9 s)/],
		['1015', /untracked/],
		['1014', /missing/],
		['1013', /unreadable line 3/],
		['1012', /not tested/],
		['1011', /writing… 1\.2 MB/],
	];
	for (const tab of ['All 10', 'mscn 10']) {
		await dashboard.until(lines => lines[1]?.includes(`[${tab}]`) === true);
		const lines = await dashboard.until(all => wanted.every(([id]) => all.some(line => line.includes(`${id}_100000`))));
		const ends = new Map<string, number>();
		for (const [id, words] of wanted) {
			const line = lines.find(text => text.includes(`${id}_100000`)) ?? '';
			expect(line).toMatch(words);
			const found = words.exec(line);
			ends.set(id, (found?.index ?? 0) + (found?.[0].length ?? 0));
		}
		// Right-aligned: values below each other, words with them where they fit before what follows a value.
		expect(new Set(['1020', '1019', '1016'].map(id => ends.get(id))).size).toBe(1);
		expect(new Set(ends.values()).size).toBeLessThanOrEqual(2);
		dashboard.press('Tab');
	}
	expect(dashboard.line(0)).toMatch(/\d problems !$/);
});

test('best first: what was measured stands above what was not', async () => {
	const dashboard = await openDashboard(everyState());
	dashboard.press('Tab');
	await dashboard.until(/\[mscn 10\]/);
	await dashboard.until(/^❯ +1 /m);
	const rows = dashboard.screen().filter(line => /^[❯ ] +(\d+|[–!]) /.test(line));
	const seconds = rows.map(line => /(\d[\d.]*|-1e-9) s /.exec(line)?.[1] !== undefined);
	expect(seconds.slice(0, 3)).toEqual([true, true, true]);
	expect(seconds.slice(3)).toEqual(seconds.slice(3).map(() => false));
});
