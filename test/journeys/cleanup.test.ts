/** Someone cleans up: looks at the plan, changes it, carries it out, takes it back. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {putTested, rankedRegistry} from '../helpers/ranked-registry.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {modelsHash} from '../helpers/trash.ts';

afterEach(closeTerminals);

/** `m_000` to `m_N`, the first best on imdb. */
function registryOf(count: number): string {
	const root = temporaryFolder();
	for (let index = 0; index < count; index++) putTested(root, nameOf(index), {on: {imdb: 100 + index}, day: 1 + (index % 28)});
	return root;
}

/** The screen, with all that it knows of the disk. */
async function openCleanup(root: string, options: DashboardOptions = {}): Promise<Dashboard> {
	const dashboard = await openDashboard(root, {cols: 120, rows: 32, ...options});
	await dashboard.go(['x'], /^ cleanup {2}mscn {2}\d+ models, [\d.]+ [kM]?B/m);
	return dashboard;
}

const names = (root: string) =>
	fs
		.readdirSync(path.join(root, 'Mscn', 'Model'))
		.filter(name => !name.endsWith('.json') && !name.startsWith('.'))
		.sort();

test('the rule is changed, a model moved by hand, and what goes comes back by u as it was', async () => {
	const root = registryOf(8);
	const before = modelsHash(root);
	const dashboard = await openCleanup(root);
	await dashboard.until(/^❯▸ outranked +3 /m);
	// Tab, a number, Enter: in one read.
	dashboard.type('\t6\r');
	await dashboard.until(/^❯▸ outranked +2 .* 7th to 8th on imdb/m);
	await dashboard.until('mreg cleanup --algo mscn --keep 6 --metric total_time --dataset imdb --keep-bests --dry-run');
	await dashboard.go(['Right', 'j'], /^❯ +m_006 .*outranked: 7th on imdb/m);
	await dashboard.go(['Space'], /^ REMOVE +1 /m);
	await dashboard.until(/^ ▸ moved here by you +1 /m);
	dashboard.press('Enter');
	await dashboard.until(/Move 1 model of mscn, .*, to the trash\? Undo with u\./);
	dashboard.press('Enter');
	await dashboard.until(/^ Nothing was done\.$/m);
	expect(modelsHash(root)).toBe(before);
	// The answer is typed ahead of the question.
	dashboard.type('\ry');
	await dashboard.until(/^ Moved 1 model to the trash: frees 0 B until purged, u brings it back$/m);
	// It is said once: the last line has the keys.
	await dashboard.until(lines => / u undo /.test(lines.at(-1) ?? ''));
	expect(dashboard.screen().join('\n')).not.toContain('cleaned up');
	await dashboard.until(/^ cleanup {2}mscn {2}7 models, .* trash [1-9]/m);
	expect(names(root)).toEqual([0, 1, 2, 3, 4, 5, 6].map(nameOf));
	dashboard.press('u');
	await dashboard.until(/^ took back: moved m_007 to the trash/m);
	await dashboard.until(/^ cleanup {2}mscn {2}8 models, .* trash 0 B/m);
	expect(modelsHash(root)).toBe(before);
});

test('of more than ten the count is typed; P deletes for good what is on the screen', async () => {
	const root = registryOf(17);
	const dashboard = await openCleanup(root);
	dashboard.press('Enter');
	await dashboard.until('Type 12 to go on:');
	dashboard.type('11\r');
	await dashboard.until(lines => lines.some(line => /Type 12 to go on: +│/.test(line)));
	dashboard.press('Escape');
	await dashboard.until(/^ Nothing was done\.$/m);
	dashboard.press('P');
	await dashboard.until(/Delete 12 models of mscn for good\?/);
	dashboard.type('12\r');
	await dashboard.until(/^ Deleted 12 models for good: .* freed$/m);
	await dashboard.until(/Nothing is to be removed: all 5 stay\./);
	expect(names(root)).toEqual([0, 1, 2, 3, 4].map(nameOf));
	await dashboard.until(/ trash 0 B *$/m);
});

test('what comes while a question is open changes nothing of it', async () => {
	const root = registryOf(7);
	const dashboard = await openCleanup(root);
	dashboard.press('Enter');
	await dashboard.until(/Move 2 models of mscn/);
	putTested(root, 'late', {on: {imdb: 99}});
	// It has been seen when the header counts it.
	await dashboard.until(/ 8 models /);
	dashboard.press('y');
	await dashboard.until(/^ Moved 2 models to the trash/m);
	await dashboard.until(/^ cleanup {2}mscn {2}6 models/m);
	expect(names(root)).toEqual(['late', ...[0, 1, 2, 3, 4].map(nameOf)]);
});

test('what was changed since the plan stays, and it is said why', async () => {
	const root = registryOf(7);
	const dashboard = await openCleanup(root);
	dashboard.press('Enter');
	await dashboard.until(/Move 2 models of mscn/);
	putTested(root, nameOf(6), {on: {imdb: 106}, tags: ['wip']});
	fs.utimesSync(path.join(root, 'Mscn', 'Model', `${nameOf(6)}.json`), 1_700_000_100, 1_700_000_100);
	dashboard.press('y');
	await dashboard.until(/^ Moved 1 model to the trash: .* 1 left: Mscn\/Model\/m_006: /m);
	expect(names(root)).toContain(nameOf(6));
});

test('W writes a plan that mreg apply carries out', async () => {
	const root = registryOf(7);
	const dashboard = await openCleanup(root);
	const file = path.join(temporaryFolder(), 'plan.json');
	dashboard.press('W');
	await dashboard.until(/^ file in \S+: cleanup-mscn-\d{4}-\d\d-\d\d\.json/m);
	expect(dashboard.footer()).toMatch(/^ *Enter write {2}Esc back *$/);
	dashboard.press('C-u');
	dashboard.type(`${file}\r`);
	await dashboard.until(/^ Wrote the plan for 2 models: mreg apply /m);
	expect(names(root)).toHaveLength(7);
	const applied = await mreg(['apply', file, '--yes', '--root', root]);
	expect(applied).toMatchObject({code: 0});
	expect(names(root)).toEqual([0, 1, 2, 3, 4].map(nameOf));
	await dashboard.until(/^ cleanup {2}mscn {2}5 models/m);
});

test('L keeps a best that is measured besides; the tag that protects may be let go of', async () => {
	const root = rankedRegistry({
		...Object.fromEntries([0, 1, 2, 3, 4, 5].map(index => [`m_${index}`, {on: {imdb: {total_time: 100 + index, median_time: 10 - index}}}])),
		kept: {on: {imdb: {total_time: 200, median_time: 20}}, tags: ['keep']},
	});
	const dashboard = await openCleanup(root);
	await dashboard.until(/YOU WOULD LOSE {2}no best that you rank by\. {2}Also measured: median_time@imdb 5 → 6 \(\+20%\) +L keeps that too/);
	await dashboard.go(['L'], /Nothing is to be removed: all 7 stay\./);
	await dashboard.go(['L', 'G'], /^❯▸ tagged keep +1 /m);
	await dashboard.go(['p'], /^ REMOVE +2 /m);
	await dashboard.until('No command says this: other tags protect than in mreg.config.json.');
});

test('read-only, the plan is shown, and nothing is done', async () => {
	const root = registryOf(7);
	const dashboard = await openCleanup(root, {args: ['--read-only']});
	await dashboard.until(/^ REMOVE +2 /m);
	expect(dashboard.footer()).not.toMatch(/Enter|purge/);
	dashboard.press('Enter');
	await dashboard.until(lines => /read-only/i.test(lines.at(-1) ?? ''));
	dashboard.press('P');
	await dashboard.go(['j'], lines => !/read-only/i.test(lines.at(-1) ?? ''));
	expect(names(root)).toHaveLength(7);
	expect(fs.existsSync(path.join(root, '.mreg'))).toBe(false);
});

test('hostile names are shown harmless, Korean ones in their columns, also in a small terminal', async () => {
	const root = rankedRegistry(
		Object.fromEntries(
			['a\u{1B}[2Jb', '한국어 모델', 'x'.repeat(200), 'ok', 'e1', 'e2', 'e3'].map((id, index) => [
				id,
				{on: {['imdb\u{7}']: 300 - index}, notes: '수렴 안 함\u{1B}]0;x\u{7}'},
			]),
		),
	);
	for (const [cols, rows] of [
		[80, 24],
		[40, 8],
		[160, 45],
	] as const) {
		const dashboard = await openDashboard(root, {cols, rows});
		await dashboard.go(['x'], /^ cleanup {2}mscn/m);
		await dashboard.go(['Right'], /^❯▾ outranked/m);
		expect(dashboard.screen()).toHaveLength(rows);
		expect(dashboard.rawOutput()).not.toContain('\u{1B}[2Jb');
		expect(dashboard.rawOutput()).not.toContain('\u{1B}]0;x');
	}
});
