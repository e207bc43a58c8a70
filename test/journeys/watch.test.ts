/** One terminal watches while another one changes things. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, ownPlaces, program, putModel} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const patience = {timeout: 20_000};

function watch(root: string, args: readonly string[] = []) {
	const command = [program, 'watch', ...args, '--root', root];
	return startTerminal({command: process.execPath, args: command, cols: 150, rows: 20, env: ownPlaces(), cwd: temporaryFolder()});
}

test('what is done in the dashboard is a line in the other terminal, and Ctrl-C ends that', async () => {
	const root = exampleData();
	const watching = watch(root);
	await watching.until('40 models in', patience);
	const dashboard = await openDashboard(root);
	const file = putModel(root, {id: 'mscn_20991101_100211', sidecar: {training: {trained_at: '2024-11-30T00:00:00', dataset: 'production'}}});
	await watching.until(/model\.added +mscn_20991101_100211, trained on production$/m, patience);
	await dashboard.onRow('100211');
	dashboard.press('t', 'paper', 'Enter');
	await watching.until(/model\.changed +mscn_20991101_100211: tags \+paper$/m, patience);
	const sidecar = JSON.parse(fs.readFileSync(`${file}.json`, 'utf8'));
	const testing = [{dataset: 'imdb', num_queries: 113, performance: {total_time: 1.5}}];
	fs.writeFileSync(path.join(root, 'Mscn/Model/mscn_20991101_100211.json'), JSON.stringify({...sidecar, testing}));
	await watching.until(/result\.added +mscn_20991101_100211 on imdb, total_time 1\.5$/m, patience);
	await watching.until(/best\.changed +mscn on imdb: mscn_20991101_100211, total_time 1\.5, before mscn_\d+_\d+ 117\.34$/m, patience);
	watching.press('C-c');
	expect((await watching.exit).code).toBe(130);
});

test('a terminal that waits for a model ends when it is there', async () => {
	const root = exampleData();
	const waiting = watch(root, ['--until', 'algo:mscn total_time@imdb<10', '--timeout', '1m']);
	await openDashboard(root);
	putModel(root, {id: 'mscn_slow', sidecar: {testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 10}}]}});
	putModel(root, {id: 'mscn_fast', sidecar: {testing: [{dataset: 'imdb', num_queries: 113, performance: {total_time: 9}}]}});
	expect(await waiting.exit).toEqual({code: 0, signal: undefined});
	expect(waiting.line(0)).toBe('mscn_fast');
});
