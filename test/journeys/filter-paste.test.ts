/** Someone pastes a whole file by mistake. */

import {afterEach, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('a paste of a megabyte into the filter is cut to what a field holds, and keys answer after it', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('/');
	await dashboard.until('words, or');
	dashboard.paste('lero ㅎㅏㄴ\n'.repeat(80_000));
	await dashboard.until('0 of 40');
	dashboard.press('Home', 'Delete', 'Delete', 'Z');
	await dashboard.until(/ \/ Zro ㅎㅏㄴ /);
	dashboard.press('Escape');
	await dashboard.until(/^ 1\/40 /m);
});

test('a paste of several lines into the filter is one line, and none of it is taken for Enter', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('/');
	await dashboard.until('words, or');
	dashboard.paste('lero\nq');
	await dashboard.until(/ \/ lero q /);
	await dashboard.until(() => dashboard.isCursorShown());
	dashboard.press('Escape');
	await dashboard.until(/^ 1\/40 /m);
});

test('a paste outside a field is no key', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.paste('Gqqq\nqq');
	dashboard.press('j');
	await dashboard.until(/^ 2\/40 /m);
});
