/** Someone keeps what is shown under a name, takes it again and drops it, in the dashboard and by command. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, program, startDashboard} from '../helpers/dashboard.ts';
import {rankedRegistry} from '../helpers/ranked-registry.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const tested = Object.fromEntries(
	Array.from({length: 6}, (_, index) => [`m${index}`, {params: {lr: index % 2, seed: index}, on: {imdb: 10 + index}, tags: index < 4 ? ['논문'] : []}]),
);
const registry = () => rankedRegistry({...tested, other: {folder: 'Lero', on: {imdb: 3}}});
const viewsOf = (root: string): unknown => JSON.parse(fs.readFileSync(path.join(root, 'mreg.config.json'), 'utf8')).views;

test('what is shown is saved under a name that stands at the tabs until something else is shown; V takes it again', async () => {
	const root = registry();
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.go(['Tab', 'Tab'], /\[mscn 6\]/);
	await dashboard.go(['/', 'tag:논문', 'Enter'], /4 of 6/);
	await dashboard.go(['S'], /^❯ .* m3 /m);
	await dashboard.go(['V'], /saved views of this registry/);
	await dashboard.until(/save what is shown as …\s+mscn · tag:논문 · by -total_time@imdb/);
	await dashboard.go(['Enter'], /│ save what is shown as +│/);
	await dashboard.go(['논문 표', 'Enter'], /\[mscn 6\].* 논문 표 ▾ saved view$/m);
	await dashboard.until(/Saved the view 논문 표\. +mreg view save '논문 표' --where 'tag:논문' --algo mscn/);
	expect(viewsOf(root)).toEqual({'논문 표': {query: 'tag:논문', algorithm: 'mscn', sort: '-total_time@imdb'}});
	await dashboard.go(['Escape'], lines => !lines.some(line => line.includes('saved view')));
	await dashboard.go(['Tab'], /\[All 7\]/);
	await dashboard.go(['V'], /❯ 논문 표 +mscn · tag:논문/);
	await dashboard.go(['논', 'Enter'], /\[mscn 6\].* 논문 표 ▾ saved view$/m);
	expect(dashboard.ids()).toEqual(['m3', 'm2', 'm1', 'm0']);
	expect(dashboard.footer()).toContain("mreg list --view '논문 표'");
	// In one read: another name, and the same one again, which asks.
	await dashboard.go(['S'], /^❯ .* m0 /m);
	dashboard.type('Vzweit\r');
	await dashboard.until(/ zweit ▾ saved view/);
	dashboard.type('Vzweit');
	await dashboard.until(/❯ zweit .*is on/);
	dashboard.press('Down');
	await dashboard.go(['Enter'], /There is a view zweit: replace it\?/);
	await dashboard.go(['n'], /saved views of this registry/);
	await dashboard.go(['Escape'], lines => !lines.some(line => line.includes('saved views of')));
});

test('one is dropped after a question, and the way back is a command', async () => {
	const root = registry();
	fs.writeFileSync(path.join(root, 'mreg.config.json'), '{"views": {"a": {"query": "tag:논문"}, "bad": {"fold": 1}},   "mine": 1}\n');
	const dashboard = await openDashboard(root, {cols: 100});
	await dashboard.go(['V'], /bad +cannot be understood: fold/);
	await dashboard.go(['Down', 'Enter'], /The view bad in mreg.config.json cannot be taken: it cannot be understood/);
	await dashboard.go(['V'], /drop one …/);
	dashboard.press('Up');
	await dashboard.go(['Enter'], /drop which view\?/);
	await dashboard.go(['Enter'], /Drop the view a\?/);
	await dashboard.go(['y'], /Dropped the view a; no model was touched\. .*mreg view drop a/);
	expect(fs.readFileSync(path.join(root, 'mreg.config.json'), 'utf8')).toBe('{"views": {"bad": {"fold": 1}},   "mine": 1}\n');
});

test('the dashboard begins with a view that is named, and read-only offers no saving; an unknown name is exit code 2', async () => {
	const root = registry();
	await mreg(['view', 'save', 'paper', '--where', 'tag:논문', '--algo', 'MSCN', '--sort', '-seed', '--columns', 'lr,total_time@imdb', '--root', root], {
		program,
	});
	const dashboard = await openDashboard(root, {cols: 100, args: ['--view', 'paper', '--read-only']});
	await dashboard.until(/\[mscn 6\].* paper ▾ saved view$/m);
	expect(dashboard.ids()).toEqual(['m3', 'm2', 'm1', 'm0']);
	expect(dashboard.screen().find(line => /^ {3,}#/.test(line))).toMatch(/# +MODEL +lr +total_time@imdb ↓ *$/);
	await dashboard.go(['V'], /❯ paper .*is on/);
	expect(dashboard.screen().join('\n')).not.toContain('save what is shown');
	const unknown = startDashboard(root, {args: ['--view', 'papr']});
	expect(await unknown.exit).toMatchObject({code: 2});
	await unknown.until(/Did you mean paper\?/);
});

test('on the leaderboard a view chooses the rows, and its name stands in the title', async () => {
	const root = registry();
	fs.writeFileSync(path.join(root, 'mreg.config.json'), '{"views": {"논문": {"query": "tag:논문", "algorithm": "mscn"}}}\n');
	const dashboard = await openDashboard(root, {cols: 120});
	await dashboard.go(['2'], / leaderboard /);
	await dashboard.go(['V'], /❯ 논문 /);
	await dashboard.go(['Enter'], / leaderboard .* view 논문 ▾/);
	expect(dashboard.screen().join('\n')).toMatch(/4 models/);
});
