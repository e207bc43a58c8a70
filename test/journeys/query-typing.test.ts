/** Someone types a condition letter by letter. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('letter by letter, a condition that is not yet whole keeps the rows of before', async () => {
	const dashboard = await openDashboard(exampleData());
	await dashboard.go(['/'], 'words, or');
	let typed = '';
	for (const letter of 'total_time@imdb<') {
		typed += letter;
		dashboard.type(letter);
		await dashboard.until(lines => lines[2]?.startsWith(` / ${typed}`) === true);
	}
	await dashboard.until('a value is missing');
	expect(dashboard.ids().length).toBeGreaterThan(10);
});
