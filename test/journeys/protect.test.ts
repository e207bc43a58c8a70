/** Someone protects models, and lets them go again. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function tagsOf(root: string, index: number): unknown {
	return JSON.parse(fs.readFileSync(path.join(root, 'Mscn', 'Model', `${nameOf(index)}.json`), 'utf8')).tags;
}

test('K twice: the first protected tag for all that lack it, and then off all of them', async () => {
	const root = registryOfMany(3);
	fs.writeFileSync(path.join(root, 'mreg.config.json'), '{"protectedTags": ["hold", "best"]}');
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('K');
	await dashboard.until(/^ protected 1 model by the tag hold {6}mreg protect m_000 +u undo$/m);
	dashboard.type('tbest\r');
	await dashboard.until(/^ tagged 1 model best/m);
	await dashboard.until(lines => lines.some(line => line.startsWith('❯') && line.includes('best')));
	dashboard.press('Space', 'Space', 'K');
	await dashboard.until(/^ protected 1 model by the tag hold {6}mreg protect m_001/m);
	await dashboard.until(lines => lines.filter(line => line.includes('hold')).length >= 3);
	dashboard.press('K');
	await dashboard.until(/^ took hold from 2 models, but best still keeps 1 model/m);
	expect([0, 1, 2].map(index => tagsOf(root, index))).toEqual([['best'], [], undefined]);
});

test('where no tag protects, it says how to have one', async () => {
	const root = registryOfMany(1);
	fs.writeFileSync(path.join(root, 'mreg.config.json'), '{"protectedTags": []}');
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('K');
	await dashboard.until(/^ No tag protects models here: put one into protectedTags/m);
	expect(tagsOf(root, 0)).toBeUndefined();
});
