/** Someone looks at a registry that may not be changed. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {treeHash} from '../helpers/tree-hash.ts';

afterEach(closeTerminals);

test('the keys that change vanish, pressing them says why, and nothing is written', async () => {
	const root = registryOfMany(3);
	const before = treeHash(root);
	const dashboard = await openDashboard(root, {cols: 200, rows: 180, args: ['--read-only']});
	await dashboard.until(/read-only/);
	expect(dashboard.footer()).not.toMatch(/t tag|n note|d trash|u undo/);
	expect(dashboard.footer()).toMatch(/y copy/);
	for (const key of ['t', 'n', 'e', 'K', 'd', 'u']) {
		dashboard.press(key);
		await dashboard.until(lines => /read-only|--read-only/i.test(lines.at(-1) ?? ''));
		dashboard.press('Down');
		await dashboard.until(lines => /\? help/.test(lines.at(-1) ?? ''));
	}
	dashboard.press('?');
	await dashboard.until('─ Keys ─');
	const shown = (await dashboard.until('Looking changes nothing')).join('\n');
	expect(shown).not.toMatch(/Tags of the marked models|to the trash *│/);
	expect(shown).toContain("Copy the artifact's absolute path");
	expect(treeHash(root)).toBe(before);
});
