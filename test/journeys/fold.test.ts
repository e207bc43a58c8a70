/** Someone looks at configurations instead of single seeds. */

import fs from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {putTested, seededRegistry} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

async function openFolded(root = seededRegistry(), options: DashboardOptions = {}): Promise<Dashboard> {
	const dashboard = await openDashboard(root, options);
	await dashboard.go(['Tab'], /\[mscn 10\]/);
	await dashboard.go(['f'], /^ 1\/3 folded, 10 models/m);
	return dashboard;
}

/** The rows between header and rule. */
function rows(dashboard: Dashboard): readonly string[] {
	const lines = dashboard.screen();
	return lines
		.slice(
			4,
			lines.findIndex(line => line.startsWith('────')),
		)
		.filter(line => line.trim() !== '');
}

test('f folds seeds: mean ± standard deviation, how many, and how many are missing', async () => {
	const dashboard = await openFolded();
	const [first = '', second = '', third = ''] = rows(dashboard);
	expect(first).toMatch(/^❯ +1 +▸ 5 seeds +100\.00 ± 1\.58 ★ best +0\.1/);
	expect(second).toMatch(/^ +2 +▸ 4 of 5 ! +121\.50 ± 1\.29 \+21\.5% +0\.2/);
	expect(third).toMatch(/^ +3 +plain +150\.00 \+50\.0% +0\.3/);
	expect(rows(dashboard)).toHaveLength(3);
});

test('a lead inside the spread of the seeds is a tie', async () => {
	const root = seededRegistry();
	for (const seed of [0, 1, 2, 3]) putTested(root, `lr0.2_s${seed}`, {params: {lr: 0.2, seed}, on: {imdb: 99.5 + seed, tpch: 200}, day: 10 + seed});
	const dashboard = await openFolded(root);
	const [first = '', second = ''] = rows(dashboard);
	expect(first).toMatch(/100\.00 ± 1\.58 ★ best/);
	expect(second).toMatch(/101\.00 ± 1\.29 \+1\.0% ≈/);
});

test('Enter opens a row in its place, and closes it', async () => {
	const dashboard = await openFolded();
	dashboard.press('Enter');
	await dashboard.until(() => rows(dashboard).length === 8);
	expect(rows(dashboard)[0]).toMatch(/^❯ +1 +▾ 5 seeds /);
	const opened = rows(dashboard)
		.slice(1, 6)
		.map(row => /^ {2,}(lr\S+) +(\S+) /.exec(row)?.slice(1, 3).join(' '));
	expect(opened.sort()).toEqual(['lr0.1_s0 99.00', 'lr0.1_s1 100.00', 'lr0.1_s2 101.00', 'lr0.1_s3 102.00', 'lr0.1_s4 98.00']);
	expect(rows(dashboard)[6]).toMatch(/^ +2 +▸ 4 of 5 !/);
	// On one of its models Enter is Detail, and back is back.
	await dashboard.go(['j'], lines => lines.some(line => /^❯ +lr0\.1_s/.test(line)));
	await dashboard.go(['Enter'], /^ +key +Mscn\/Model\/lr0\.1_s/m);
	await dashboard.go(['q'], lines => lines.some(line => /^❯ +lr0\.1_s/.test(line)));
	dashboard.press('k');
	await dashboard.until(/^❯ +1 +▾ 5 seeds/m);
	dashboard.press('Enter');
	await dashboard.until(() => rows(dashboard).length === 3);
});

test('Space marks all models of a row, and the position line says so', async () => {
	const dashboard = await openFolded(seededRegistry(), {cols: 120});
	await dashboard.go(['Space'], /^ 2\/3 folded, 10 models · 1 rows? = 5 marked, 35 B/m);
	expect(rows(dashboard)[0]).toMatch(/^ ✓ +1 +▸ 5 seeds/);
	await dashboard.go(['Space'], /2 rows = 9 marked, 63 B/);
	// Unfolded the marks are on the models.
	await dashboard.go(['f'], /^ \d+\/10 · 9 marked/m);
	expect(dashboard.screen().filter(line => /^[❯ ]✓ +\d+ +lr/.test(line))).toHaveLength(9);
	await dashboard.go(['A'], lines => !lines.join('\n').includes('marked'));
});

test('f again unfolds at the same model', async () => {
	const dashboard = await openFolded();
	dashboard.press('j');
	await dashboard.until(/^❯ +2 +▸ 4 of 5/m);
	await dashboard.go(['f'], /^ \d+\/10 /m);
	expect(dashboard.current()).toMatch(/ lr0\.2_s\d/);
	// And folds at its configuration.
	await dashboard.go(['f'], /^❯ +2 +▸ 4 of 5/m);
});

test('a seed that is tested while one looks changes the mean', async () => {
	const root = seededRegistry();
	const dashboard = await openFolded(root);
	putTested(root, 'lr0.2_s4', {params: {lr: 0.2, seed: 4}, on: {imdb: 3, tpch: 3}, day: 15});
	await dashboard.until(/▸ 5 seeds +97\.80 ± 53\.0\d ★ best/);
	await dashboard.until(/^ \d\/3 folded, 11 models/m);
	expect(rows(dashboard).join('\n')).not.toContain('!');
	fs.rmSync(`${root}/Mscn/Model/lr0.2_s4`);
	fs.rmSync(`${root}/Mscn/Model/lr0.2_s4.json`);
	await dashboard.until(/▸ 4 of 5 ! +121\.50/);
});
