/** Someone with a wide terminal reads the model under the cursor beside the rows. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('at 160 columns the details stand at the right, follow the cursor, and i puts them away', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 160, rows: 45});
	await dashboard.until(lines => lines.slice(3).some(line => /^❯.*knob_20241101_200000.* {2}.*/.test(line)));
	await dashboard.until(/HYPERPARAMETERS/);
	const row = dashboard.screen().findIndex(line => line.startsWith('❯'));
	expect(dashboard.cell(row, 20).inverse).toBe(true);
	expect(dashboard.cell(row, 130).inverse).toBe(false);
	dashboard.press('j');
	await dashboard.until(/ lero_20241101_100211.* {3}.*lero|(^.{100,}lero_20241101_100211)/m);
	const rowsBefore = dashboard.ids().length;
	dashboard.press('i');
	await dashboard.until(lines => !lines.join('\n').includes('HYPERPARAMETERS'));
	expect(dashboard.ids().length).toBe(rowsBefore);
	dashboard.press('i');
	await dashboard.until('HYPERPARAMETERS');
});

test('at 80 columns they stand below the rows, and i gives their lines to the rows', async () => {
	const dashboard = await openDashboard(exampleData());
	await dashboard.until(/^ trained on production, 500 q/m);
	expect(dashboard.ids()).toHaveLength(14);
	dashboard.press('i');
	await dashboard.until(() => dashboard.ids().length === 17);
	expect(dashboard.screen().join('\n')).not.toContain('trained on');
	dashboard.press('i');
	await dashboard.until(/^ trained on production, 500 q/m);
});
