/** Someone reads all about one model. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, putModel} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('Enter shows the metadata, the results as a table, and the files', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 120, rows: 50});
	dashboard.type('/20241027_222029\r\r');
	const lines = await dashboard.until('FILES');
	const text = lines.join('\n');
	for (const wanted of [
		/^ lero_20241027_222029$/m,
		/^ +key +Lero\/Model\/lero_20241027_222029$/m,
		/^ +tags +best, paper$/m,
		/^ +notes +논문/m,
		/^ +learning_rate +3e-4 /m,
		/^ +training time +\S+ \S+ \(\d+(\.\d+)? s\)( |$)/m,
		/│ DATASET +│ QUERIES │ TESTED AT/,
		/│ imdb +│ +113 │ 2024-/,
		/^ +artifact +Lero\/Model\/lero_20241027_222029 \(folder of 3 files, /m,
		/^ +sidecar +Lero\/Model\/lero_20241027_222029\.json$/m,
	]) {
		expect(text).toMatch(wanted);
	}
});

test('the results line up whatever language the datasets and metrics have', async () => {
	const root = temporaryFolder();
	const result = (dataset: string, performance: object) => ({dataset, num_queries: 10, tested_at: '2024-10-19T12:00:00', performance});
	putModel(root, {
		id: 'm',
		sidecar: {
			testing: [result('운영', {total_time: 1.5, 평균시간: 2}), result('imdb', {total_time: 100.25, 평균시간: 31.5}), result('データ', {total_time: 7})],
		},
	});
	const dashboard = await openDashboard(root, {cols: 100, rows: 40});
	dashboard.press('Enter');
	const lines = await dashboard.until('RESULTS');
	const top = lines.findIndex(line => line.startsWith('┌'));
	const end = lines.findIndex(line => line.startsWith('└'));
	expect(end - top).toBe(5);
	const columnsOf = (row: number) =>
		Array.from({length: 100}, (_, column) => column).filter(column => '┌┬┐│└┴┘'.includes(dashboard.cell(row, column).text || ' '));
	const frames = Array.from({length: end - top + 1}, (_, row) => columnsOf(top + row));
	expect(frames[0]?.length).toBeGreaterThan(4);
	for (const frame of frames) expect(frame).toEqual(frames[0]);
});

test('the arrows go to the neighbours, in the order of the rows, and Browse goes along', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/mscn\r]\r');
	const ids = [];
	for (const key of ['Right', 'l', 'Right', 'Left', 'h']) {
		const [, before = ''] = await dashboard.until(/^ mscn_\d+_\d+/m);
		ids.push(before.trim());
		dashboard.press(key);
		await dashboard.until(lines => lines[1] !== before);
	}
	expect(new Set(ids.slice(0, 3)).size).toBe(3);
	expect(ids[4]).toBe(ids[2]);
	const last = dashboard.line(1).trim();
	expect(last).toBe(ids[1]);
	dashboard.press('Escape');
	await dashboard.onRow(last.replace(/^mscn_2024/, ''));
	await dashboard.until(/^ 2\/20 /m);
});

test('before the first and behind the last there is no neighbour', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('Enter');
	await dashboard.until(/^ knob_20241101_200000/m);
	dashboard.press('Left', 'Right', 'Right', 'Left', 'Left', 'Left');
	await dashboard.until(/^ knob_20241101_200000/m);
	dashboard.press('Right');
	await dashboard.until(/^ lero_20241101_100211/m);
});

test('a page that is longer than the terminal scrolls to its end and not further', async () => {
	const dashboard = await openDashboard(exampleData(), {rows: 12});
	dashboard.type('/20241027_222029\r\r');
	await dashboard.until(/^ lero_20241027_222029/m);
	dashboard.press('j');
	await dashboard.until(lines => lines[1]?.includes('key  ') === true);
	// What is inside the model may come behind the end that the first `G` finds.
	dashboard.press('G');
	await dashboard.until(/^ {2}format +PyTorch|^ +tree_conv\.9\.bias/m);
	dashboard.press('G');
	const lines = await dashboard.until(/^ +tree_conv\.9\.bias/m);
	expect(lines[10]).toMatch(/^ +tree_conv\.9\.bias/);
	dashboard.press('PageUp', 'PageDown', 'PageDown', 'k');
	await dashboard.until(all => all[10]?.includes('tree_conv.9.weight') === true);
	dashboard.press('g');
	await dashboard.until(/^ lero_20241027_222029/m);
});

test('a model whose files go away while one reads says so', async () => {
	const fs = await import('node:fs');
	const root = temporaryFolder();
	const file = putModel(root, {id: 'going'});
	putModel(root, {id: 'staying', sidecar: {training: {trained_at: '2020-01-01T00:00:00'}}});
	const dashboard = await openDashboard(root);
	dashboard.type('/going\r\r');
	await dashboard.until(/^ going$/m);
	fs.rmSync(`${file}.json`);
	fs.rmSync(file);
	await dashboard.until(/^ {2}state +gone$/m);
	expect(dashboard.screen().join('\n')).not.toContain('INSIDE');
	dashboard.press('Escape');
	await dashboard.until('Nothing matches');
	dashboard.press('Escape');
	await dashboard.onRow('staying');
});
