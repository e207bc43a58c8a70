/** Someone folds and unfolds, in a small terminal too. */

import {afterEach, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('f and f again is the same row as before', async () => {
	const dashboard = await openDashboard(exampleData());
	await dashboard.go(['BTab'], /\[mscn 20\]/);
	await dashboard.go(['j', 'j'], /^ 3\/20 /m);
	await dashboard.go(['f'], /folded/);
	await dashboard.go(['f'], /^ 3\/20 /m);
});

test('the position counts rows and all rows alike, and what is marked is never cut, at 80 columns', async () => {
	const dashboard = await openDashboard(exampleData());
	await dashboard.go(['BTab'], /\[mscn 20\]/);
	await dashboard.go(['f'], /^ 1\/7 folded/m);
	await dashboard.go(['Space'], / 1 row = 4 marked, \d/);
	await dashboard.go(['k', 'Enter'], /▾ 4 seeds/);
	await dashboard.go(['G'], /^ 7\/7 folded|^ 11\/11 /m);
});
