/** Someone says of each metric whether lower or higher is better. */

import fs from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {configOf, rankedRegistry} from '../helpers/ranked-registry.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const measured = {alpha: 1, beta: 2, 'recall@10': 0.5, total_time: 100, 정확도: 0.9};

async function openMetrics(config?: string | object, options: DashboardOptions = {}): Promise<Dashboard & {readonly root: string}> {
	const root = rankedRegistry({a: {on: {imdb: measured}}, b: {on: {imdb: measured, tpch: measured}}}, config);
	const dashboard = await openDashboard(root, options);
	await dashboard.go(['8'], /^ metrics {2}5, /m);
	return {...dashboard, root};
}

const configured = (root: string): unknown => (fs.existsSync(configOf(root)) ? JSON.parse(fs.readFileSync(configOf(root), 'utf8')) : undefined);

/** Names and directions of the rows. */
function rows(dashboard: Dashboard): readonly string[] {
	return dashboard.screen().flatMap(line => /^[❯ ] (\S+) +(↓ lower|↑ higher|\? not set)/.exec(line)?.slice(1, 3).join(' ') ?? []);
}

test('those that are not set come first, each with its range; the well-known ones say so', async () => {
	const dashboard = await openMetrics(undefined, {cols: 110});
	expect(dashboard.line(1)).toMatch(/^ metrics {2}5, \d not set/);
	expect(rows(dashboard).slice(0, 3)).toEqual(['alpha ? not set', 'beta ? not set', expect.stringMatching(/ \? not set$/)]);
	await dashboard.until(/total_time +↓ lower +well-known +3 +2 +100 +imdb, tpch/);
	await dashboard.until(/^ alpha: nobody said whether lower or higher is better/m);
	await dashboard.until(/^ mreg metrics set alpha minimize/m);
});

test('- and + set one after another in one pass, and the config gets exactly these', async () => {
	const dashboard = await openMetrics('{\n  "mine": {"x": [1, 2]},\n  "metrics": {"beta": {"unit": "s"}}\n}\n');
	const names = rows(dashboard).map(row => row.split(' ')[0] ?? '');
	const unset = rows(dashboard).filter(row => row.endsWith('not set')).length;
	for (let index = 0; index < unset; index++) {
		dashboard.press(index % 2 === 0 ? '-' : '+');
		await dashboard.until(() => rows(dashboard)[index] === `${names[index]} ${index % 2 === 0 ? '↓ lower' : '↑ higher'}`);
		await dashboard.until(` ${index + 2}/5 ─`);
	}
	await dashboard.until(/^ metrics {2}5, all set/m);
	const wanted = Object.fromEntries(names.slice(0, unset).map((name, index) => [name, {direction: index % 2 === 0 ? 'minimize' : 'maximize'}]));
	expect(await eventually(() => configured(dashboard.root) as object)).toEqual({
		mine: {x: [1, 2]},
		metrics: {...wanted, beta: {unit: 's', direction: wanted['beta']?.direction}},
	});
	expect(fs.readFileSync(configOf(dashboard.root), 'utf8')).toContain('  "mine": {"x": [1, 2]},\n');
	// The order is that of the visit.
	expect(rows(dashboard).map(row => row.split(' ')[0])).toEqual(names);
});

test('keys that come faster than the disk all count', async () => {
	const dashboard = await openMetrics();
	dashboard.type('-+-');
	await dashboard.until(() => rows(dashboard).slice(0, 3).join() === 'alpha ↓ lower,beta ↑ higher,recall@10 ↓ lower');
	await dashboard.until(' 4/5 ─');
	expect(configured(dashboard.root)).toEqual({
		metrics: {alpha: {direction: 'minimize'}, beta: {direction: 'maximize'}, 'recall@10': {direction: 'minimize'}},
	});
});

test('0 takes a direction out again', async () => {
	const dashboard = await openMetrics({metrics: {alpha: {direction: 'minimize'}, total_time: {direction: 'maximize', unit: 's'}}});
	await dashboard.go(['G'], / 5\/5 ─/);
	await dashboard.until(/❯ total_time +↑ higher +config|❯ 정확도/);
	while (!dashboard.current()?.includes('total_time')) {
		const before = dashboard.current();
		dashboard.press('k');
		await dashboard.until(() => dashboard.current() !== before);
	}
	await dashboard.go(['0'], /❯ total_time +↓ lower +well-known/);
	await dashboard.until(/Took the direction of total_time out of mreg\.config\.json \(was: /);
	expect(configured(dashboard.root)).toEqual({metrics: {alpha: {direction: 'minimize'}, total_time: {unit: 's'}}});
	await dashboard.go(['q'], /^ 1\/2 /m);
});

test('read-only, nothing is set, and it is said why', async () => {
	const dashboard = await openMetrics(undefined, {args: ['--read-only']});
	dashboard.press('-');
	await dashboard.until(lines => /read-only/.test(lines.at(-1) ?? ''));
	expect(rows(dashboard)[0]).toBe('alpha ? not set');
	expect(configured(dashboard.root)).toBeUndefined();
});

test('a config that cannot be read is not written over', async () => {
	const broken = '{"metrics": {';
	const dashboard = await openMetrics(broken);
	dashboard.press('-');
	await dashboard.until(lines => /mreg\.config\.json/.test(lines.at(-1) ?? ''));
	expect(fs.readFileSync(configOf(dashboard.root), 'utf8')).toBe(broken);
});

test('without a test result there is nothing to set', async () => {
	const root = temporaryFolder();
	const dashboard = await openDashboard(root);
	await dashboard.go(['8'], 'No metrics yet: no model has a test result.');
	dashboard.press('-', '+', '0', 'j', 'G');
	await dashboard.go(['q'], 'No models here yet');
	expect(fs.readdirSync(root)).toEqual([]);
});
