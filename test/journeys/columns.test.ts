/** Someone chooses which columns the rows have. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {rankedRegistry} from '../helpers/ranked-registry.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const models = {
	a: {params: {lr: 0.1, layers: 2}, on: {imdb: {total_time: 10, accuracy: 0.91}}, tags: ['best']},
	b: {params: {lr: 0.2, layers: 3}, on: {imdb: {total_time: 20, accuracy: 0.82}}},
};

const header = (dashboard: Dashboard) => (dashboard.screen().find(line => /^ {3,}#/.test(line)) ?? '').replace(/\s+/g, ' ').trim();

/** The settings below a folder for settings, whatever the file is called. */
function settings(config: string): readonly string[] {
	if (!fs.existsSync(config)) return [];
	return fs
		.readdirSync(config, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry => path.join(entry.parentPath, entry.name));
}

async function openColumns(root: string, config: string, cols = 100): Promise<Dashboard> {
	const dashboard = await openDashboard(root, {cols, env: {XDG_CONFIG_HOME: config}});
	await dashboard.go(['Tab'], /\[mscn 2\]/);
	await dashboard.go(['C'], /^ columns {2}mscn: \d+ of \d+ are shown/m);
	return dashboard;
}

/** Goes down to a column. */
async function goTo(dashboard: Dashboard, title: string): Promise<void> {
	await dashboard.go(['g'], /^❯ . {2}the objective/m);
	while (!dashboard.current()?.includes(title)) {
		const before = dashboard.current();
		dashboard.press('j');
		await dashboard.until(() => dashboard.current() !== before);
	}
}

test('Space chooses, K and J move, Enter keeps; the next start shows them', async () => {
	const [root, config] = [rankedRegistry(models), temporaryFolder()];
	const dashboard = await openColumns(root, config);
	await goTo(dashboard, 'accuracy@imdb');
	await dashboard.go(['Space'], /^❯ ✓ {2}accuracy@imdb/m);
	// To the first place.
	for (let step = 0; step < 40 && !/COLUMN\n❯ ✓ {2}accuracy@imdb/.test(dashboard.screen().join('\n')); step++) {
		const before = dashboard.screen().join('\n');
		dashboard.press('K');
		await dashboard.until(() => dashboard.screen().join('\n') !== before);
	}
	await dashboard.go(['J'], /COLUMN\n {2}✓ {2}the objective.*\n❯ ✓ {2}accuracy@imdb/);
	await goTo(dashboard, 'lr  hyperparameter');
	await dashboard.go(['Space'], /^❯ {4}lr {2}hyperparameter/m);
	await dashboard.go(['Enter'], /^ 1\/2 /m);
	const wanted = /^# MODEL total_time@imdb ↓ accuracy@imdb .*layers/;
	expect(header(dashboard)).toMatch(wanted);
	expect(header(dashboard)).not.toMatch(/ lr /);
	expect(dashboard.current()).toMatch(/ a .*0\.91/);
	expect(settings(config)).toHaveLength(1);
	const next = await openDashboard(root, {cols: 100, env: {XDG_CONFIG_HOME: config}});
	await next.go(['Tab'], /\[mscn 2\]/);
	expect(header(next)).toBe(header(dashboard));
});

test('Escape leaves the columns as they were', async () => {
	const [root, config] = [rankedRegistry(models), temporaryFolder()];
	const dashboard = await openColumns(root, config);
	await dashboard.go(['Space'], /^❯ {4}the objective/m);
	await dashboard.go(['Escape'], /^ 1\/2 /m);
	expect(header(dashboard)).toContain('total_time@imdb');
	expect(settings(config)).toEqual([]);
});

test('0 brings back the usual ones, also for the next start', async () => {
	const [root, config] = [rankedRegistry(models), temporaryFolder()];
	const dashboard = await openColumns(root, config);
	const before = await dashboard.go(['Escape'], /^ 1\/2 /m);
	const usual = before.find(line => /^ {3,}#/.test(line));
	await dashboard.go(['C'], /^ columns/m);
	await dashboard.go(['Space'], /^❯ {4}the objective/m);
	await dashboard.go(['Enter'], /^ 1\/2 /m);
	expect(header(dashboard)).not.toContain('total_time');
	await dashboard.go(['C'], /^ columns/m);
	await dashboard.go(['0'], /^ 1\/2 /m);
	await dashboard.until(lines => lines.some(line => line === usual));
	const next = await openDashboard(root, {cols: 100, env: {XDG_CONFIG_HOME: config}});
	await next.go(['Tab'], /\[mscn 2\]/);
	await next.until(lines => lines.some(line => line === usual));
});

test('a column that is shown can be sorted by', async () => {
	const [root, config] = [rankedRegistry(models), temporaryFolder()];
	const dashboard = await openColumns(root, config);
	await goTo(dashboard, 'accuracy@imdb');
	await dashboard.go(['Space'], /^❯ ✓ {2}accuracy@imdb/m);
	await dashboard.go(['Enter'], /^ 1\/2 /m);
	// The column before tags and notes.
	dashboard.press(...Array.from({length: 20}, () => 'l'), 'h', '[');
	await dashboard.until(/accuracy@imdb ↑▴/);
	expect(dashboard.ids()).toEqual(['b', 'a']);
	await dashboard.go([']'], /accuracy@imdb ↑▾/);
	expect(dashboard.ids()).toEqual(['a', 'b']);
});

test('settings that cannot be read are said, and stay as they are', async () => {
	const [root, config] = [rankedRegistry(models), temporaryFolder()];
	const dashboard = await openColumns(root, config);
	await dashboard.go(['Enter'], /^ 1\/2 /m);
	const [file = ''] = settings(config);
	await dashboard.close();
	fs.writeFileSync(file, '{"columns": {"mscn"');
	const next = await openDashboard(root, {cols: 120, env: {XDG_CONFIG_HOME: config}});
	await next.until(lines => lines.at(-1)?.includes(path.basename(file)) === true);
	await next.go(['Tab'], /\[mscn 2\]/);
	expect(header(next)).toContain('total_time@imdb');
	await next.go(['C'], /^ columns/m);
	await next.go(['Space'], /^❯ {4}the objective/m);
	await next.go(['Enter'], /^ 1\/2 /m);
	expect(header(next)).not.toContain('total_time');
	expect(fs.readFileSync(file, 'utf8')).toBe('{"columns": {"mscn"');
});
