/** The dashboard for a screen reader: sentences below each other, one or a few a key, and nothing by itself. */

import {afterEach, expect, test} from 'vitest';
import {startDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {putTested} from '../helpers/ranked-registry.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

afterEach(closeTerminals);

function registry(): string {
	const root = temporaryFolder();
	for (const [index, value] of [143.68, 117.03, 120.5].entries()) {
		putTested(root, `m_${index}`, {on: {imdb: value}, day: index + 1, params: {lr: index === 0 ? 0.1 : 0.01}, tags: index === 1 ? ['paper'] : []});
	}
	return root;
}

/** All lines that were written so far; those that wrap on the screen are whole here. */
function written(dashboard: Dashboard): readonly string[] {
	return dashboard.rawOutput().replaceAll('\r', '').split('\n');
}

/** What a key adds, once the last of it is there. */
async function said(dashboard: Dashboard, keys: string, last: RegExp): Promise<readonly string[]> {
	const before = written(dashboard).length;
	dashboard.type(keys);
	await dashboard.until(() =>
		written(dashboard)
			.slice(before)
			.some(line => last.test(line)),
	);
	return written(dashboard).slice(before);
}

test('each key says where one is in a sentence; screens say their name; nothing is drawn, moved or coloured', async () => {
	const root = registry();
	const dashboard = startDashboard(root, {args: ['--screen-reader']});
	await dashboard.until(() => written(dashboard).some(line => /^Row 1 of 3: m_2, /.test(line)));
	expect(written(dashboard)).toContain('Browse, all algorithms, 3 rows, newest first.');
	expect(await said(dashboard, 'j', /Row 2/)).toEqual(['Row 2 of 3: m_1, total_time on imdb 117.03, rank 1 of 3, best, tagged paper, not marked.']);
	expect(await said(dashboard, ' ', /Row 3/)).toEqual([expect.stringMatching(/^1 marked, /), expect.stringMatching(/^Row 3 of 3: m_0, .*not marked\.$/)]);
	const compared = await said(dashboard, ' c', /^Row 1 of/);
	expect(compared.join('\n')).toMatch(/Compare, 2 models: A m_1, B m_0\. Baseline A\./);
	expect(await said(dashboard, 'G', /^Row \d+ of/)).toHaveLength(1);
	const [detail = '', first = ''] = await said(dashboard, '\r', /^key: /);
	expect(detail).toMatch(/^Detail of m_1, mscn, \d+ lines\.$/);
	expect(first).toBe('key: Mscn/Model/m_1');
	const count = Number(/(\d+) lines/.exec(detail)?.[1]);
	expect(await said(dashboard, 'G', /./)).toHaveLength(1);
	expect(count).toBeGreaterThan(8);
	expect(written(dashboard).join('\n')).not.toMatch(/[│─❯★▸↓]/);
	const escapes = dashboard.rawOutput().match(/\u001B\[[^a-zA-Z]*[a-zA-Z]/g) ?? [];
	expect(escapes.filter(code => code !== '\u001B[?2004h')).toEqual([]);
	dashboard.press('q', 'q', 'q');
	await dashboard.exit;
	expect(dashboard.rawOutput()).not.toContain('\u001B[?1049');
});

test('a field is typed in like in a shell, a menu says its choices, a question is read with its answers, and what was done is said', async () => {
	const dashboard = startDashboard(registry(), {args: ['--screen-reader']});
	await dashboard.until(() => written(dashboard).some(line => line.startsWith('Row 1 of 3')));
	await said(dashboard, '/', /^filter: $/);
	dashboard.type('tag:papr');
	await dashboard.until(() => written(dashboard).at(-1)?.endsWith('tag:papr') === true);
	dashboard.press('Backspace');
	dashboard.type('er');
	await dashboard.until(/^filter: tag:paper$/m);
	expect(await said(dashboard, '\r', /^Row 1 of 1: m_1/)).toEqual([
		expect.stringMatching(/^Browse, all algorithms, filter tag:paper, 1 row of 3 models, newest first\.$/),
		expect.stringMatching(/^Row 1 of 1: m_1/),
	]);
	expect(await said(dashboard, 's', /^\d+ of \d+: /)).toEqual(['Sort by', expect.stringMatching(/^2 of \d+: newest first\.$/)]);
	expect(await said(dashboard, 'j', /^3 of/)).toEqual([expect.stringMatching(/^3 of \d+: mean total_time over all tests\.$/)]);
	await said(dashboard, '\u001B', /^Row 1 of 1/);
	const asked = await said(dashboard, 'd', /^answer: $/);
	expect(asked.at(-2)).toMatch(/^Move m_1, .* to the trash\? .*You would lose: best .*Type 1 to go on: $/);
	expect((await said(dashboard, '\u001B', /Nothing was done/)).join('\n')).toContain('Nothing was done.');
});

test('models that come while one reads say nothing by themselves', async () => {
	const root = registry();
	const dashboard = startDashboard(root, {env: {INK_SCREEN_READER: 'true'}});
	await dashboard.until(() => written(dashboard).some(line => line.startsWith('Row 1 of 3')));
	await said(dashboard, 'j', /^Row 2 of 3/);
	const before = dashboard.rawOutput();
	putTested(root, 'm_3', {on: {imdb: 90}, day: 9});
	dashboard.type('k');
	// Each key says the row that it leads to, and in it how many there are now.
	let presses = 0;
	await dashboard.until(() => {
		if (dashboard.rawOutput().length > before.length) dashboard.type(presses++ % 2 === 0 ? 'k' : 'j');
		return written(dashboard).some(line => / of 4: /.test(line));
	});
	const added = dashboard
		.rawOutput()
		.slice(before.length)
		.replaceAll('\r', '')
		.split('\n')
		.filter(line => line !== '');
	expect(added.every(line => line.startsWith('Row '))).toBe(true);
	await said(dashboard, '\u000C', /^Browse, all algorithms, 4 rows/);
});
