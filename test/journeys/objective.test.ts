/** Someone chooses what makes a model the best. */

import fs from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {eventually, openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {configOf, rankedRegistry} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const on = (imdb: number, tpch: number, wer: number) => ({imdb: {total_time: imdb, words_wrong: wer}, tpch: {total_time: tpch}});
const models = {
	a: {on: on(10, 40, 1)},
	b: {on: on(20, 30, 2)},
	c: {on: on(30, 20, 3)},
	d: {on: on(40, 10, 4)},
};

async function openTab(config?: string | object, options: Parameters<typeof openDashboard>[1] = {}): Promise<Dashboard & {readonly root: string}> {
	const root = rankedRegistry(models, config);
	const dashboard = await openDashboard(root, options);
	await dashboard.go(['Tab'], /\[mscn 4\]/);
	return {...dashboard, root};
}

const starred = (dashboard: Dashboard) => dashboard.screen().find(line => line.includes('★ best')) ?? '';

test('o asks for metric, dataset and direction; the tab is ordered by them, and the star moves', async () => {
	const dashboard = await openTab();
	expect(dashboard.ids()).toEqual(['a', 'b', 'c', 'd']);
	await dashboard.go(['o'], 'Rank by which metric?');
	await dashboard.until(/❯ total_time +↓ lower +8 results/);
	await dashboard.until(/words_wrong +\? not set +4 results/);
	await dashboard.go(['Enter'], 'total_time on which dataset?');
	await dashboard.go(['j'], /❯ tpch +4 models/);
	await dashboard.go(['Enter'], 'total_time: which is better?');
	await dashboard.go(['Enter'], /total_time@tpch ↓/);
	expect(dashboard.ids()).toEqual(['d', 'c', 'b', 'a']);
	expect(starred(dashboard)).toMatch(/ d +10\.00 ★ best/);
	expect(dashboard.position()).toMatch(/^ 1\/4 +↓ lower is better · by total_time@tpch$/);
	// Nobody asked to keep it.
	expect(fs.existsSync(configOf(dashboard.root))).toBe(false);
});

test('Escape goes back step by step, and leaves all as it was', async () => {
	const dashboard = await openTab();
	dashboard.type('o\r');
	await dashboard.until('total_time on which dataset?');
	await dashboard.go(['Enter'], 'which is better?');
	await dashboard.go(['Escape'], 'on which dataset?');
	await dashboard.go(['Escape'], 'by which metric?');
	await dashboard.go(['Escape'], lines => !lines.join('\n').includes('which metric'));
	expect(dashboard.ids()).toEqual(['a', 'b', 'c', 'd']);
});

test('the other direction turns the ranks round', async () => {
	const dashboard = await openTab();
	for (const [key, wanted] of [
		['o', 'by which metric?'],
		['Enter', 'on which dataset?'],
		['Enter', /❯ ↓ lower is better +as it is known/],
		['j', /❯ ↑ higher is better +│/],
	] as const) {
		await dashboard.go([key], wanted);
	}
	await dashboard.go(['Enter'], /total_time@imdb ↑/);
	expect(dashboard.ids()).toEqual(['d', 'c', 'b', 'a']);
	expect(starred(dashboard)).toMatch(/ d +40\.00 ★ best/);
	expect(dashboard.screen().find(line => / a +10\.00/.test(line))).toContain('−75.0%');
});

test('kept in mreg.config.json it is exactly that, and nothing else of the file changes', async () => {
	const config = '{\n\t"mine":   [1,2],\n\t"objectives": {"lero": {"metric": "x"}},\n\n\t"metrics": {"x": {"direction": "maximize", "unit": "%"}}\n}\n';
	const dashboard = await openTab(config);
	for (const [key, wanted] of [
		['o', 'by which metric?'],
		['j', /❯ words_wrong/],
		['Enter', 'on which dataset?'],
		['Enter', 'which is better?'],
		['j', /❯ ↑ higher is better +│/],
		['j', /❯ ↓ lower is better, and keep/],
		['j', /❯ ↑ higher is better, and keep/],
	] as const) {
		await dashboard.go([key], wanted);
	}
	await dashboard.go(['Enter'], 'Kept in mreg.config.json: mscn are ranked by words_wrong');
	await dashboard.until(/words_wrong@imdb ↑/);
	expect(dashboard.ids()).toEqual(['d', 'c', 'b', 'a']);
	const after = fs.readFileSync(configOf(dashboard.root), 'utf8');
	expect(JSON.parse(after)).toEqual({
		mine: [1, 2],
		objectives: {lero: {metric: 'x'}, mscn: {metric: 'words_wrong', dataset: 'imdb'}},
		metrics: {x: {direction: 'maximize', unit: '%'}, words_wrong: {direction: 'maximize'}},
	});
	expect(after).toContain('\n\t"mine":   [1,2],\n');
	// Another dashboard begins with it.
	const next = await openDashboard(dashboard.root);
	await next.go(['Tab'], /\[mscn 4\]/);
	expect(next.ids()).toEqual(['d', 'c', 'b', 'a']);
});

test('without a direction nothing is ranked, and the header has a question mark', async () => {
	const dashboard = await openTab({objectives: {mscn: {metric: 'words_wrong', dataset: 'imdb'}}});
	await dashboard.until(/words_wrong@imdb \?/);
	await dashboard.until(/ d +4\.00/);
	expect(starred(dashboard)).toBe('');
	expect(dashboard.screen().join('\n')).not.toMatch(/[+−]\d+%/);
	const before = dashboard.current();
	dashboard.press('b', 'j', 'k');
	await dashboard.until(() => dashboard.current() === before);
	// Chosen, it is.
	fs.writeFileSync(
		configOf(dashboard.root),
		JSON.stringify({objectives: {mscn: {metric: 'words_wrong', dataset: 'imdb'}}, metrics: {words_wrong: {direction: 'minimize'}}}),
	);
	await dashboard.until(/words_wrong@imdb ↓/);
	await eventually(() => / a +1\.00 ★ best/.test(starred(dashboard)));
});

test('read-only, nothing is offered to be kept', async () => {
	const dashboard = await openTab(undefined, {args: ['--read-only']});
	dashboard.type('o\r');
	await dashboard.until('on which dataset?');
	await dashboard.go(['Enter'], 'which is better?');
	expect(dashboard.screen().join('\n')).not.toContain('keep');
	await dashboard.go(['Enter'], /total_time@imdb ↓/);
	expect(fs.existsSync(configOf(dashboard.root))).toBe(false);
});
