/** Someone does not know a key, and finds what they want by its name. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test(': shows all that can be done, a few letters find it, and Enter does it as its key would', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press(':');
	const all = await dashboard.until('all that can be done here');
	expect(all.join('\n')).toMatch(/❯ filter .* \/ │/);
	expect(dashboard.footer()).toMatch(/^ Enter do it {2}↑↓ choose {2}Esc back/);
	dashboard.type('lead');
	await dashboard.until(/❯ leaderboard .* 2 │/);
	dashboard.press('Enter');
	await dashboard.until(/^ leaderboard {2}total_time/m);
	// What was done last is the first now, and all of it may come in one read.
	dashboard.press(':');
	await dashboard.until(/❯ leaderboard/);
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('all that can be done'));
	dashboard.type(':go mscn\r');
	await dashboard.until(/\[mscn 20\]/);
	dashboard.type(':theme');
	await dashboard.until(/│ +--theme light, or "theme": "light" by mreg config edit\. │/);
	dashboard.press('Enter');
	await dashboard.until(/^ --theme light, or/m);
	dashboard.type(':cleanup');
	await dashboard.until(/│ +in the settings: showCleanup │/);
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('all that can be done'));
	dashboard.type(':filter\rseed:1\r');
	await dashboard.until(/^ \/ seed:1 /m);
});

test('it says why something cannot be done, finds Latin names while the Korean input method is on, and says where nothing fits', async () => {
	const dashboard = await openDashboard(registryOfMany(2), {cols: 40, rows: 10, args: ['--read-only']});
	dashboard.type(':note');
	await dashboard.until(/❯ note +– read-only +n │/);
	dashboard.press('Enter');
	await dashboard.until(/^ The registry was opened/m);
	dashboard.type(':ㅔ개ㅠㅣ드ㄴ');
	await dashboard.until(/❯ problems/);
	dashboard.type('zzz\r');
	await dashboard.until('nothing is called that');
	dashboard.press('Escape');
	await dashboard.until(/^❯ +1 +m_000/m);
});
