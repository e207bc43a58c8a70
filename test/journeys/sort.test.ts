/** Someone puts the rows in another order. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** The seconds that the rows show, from the top; those without a result as null. */
function seconds(dashboard: Dashboard): Array<number | null> {
	return dashboard
		.screen()
		.filter(line => /^[❯ ][✓ ] +(\d+|[–!]) /.test(line))
		.map(line => /(\d+\.\d\d) s /.exec(line)?.[1])
		.map(text => (text === undefined ? null : Number(text)));
}

function isAscending(values: ReadonlyArray<number | null>): boolean {
	const numbers = values.filter(value => value !== null);
	return numbers.length > 3 && numbers.every((value, index) => index === 0 || (numbers[index - 1] ?? 0) <= value);
}

test('an algorithm’s tab begins best first, and S turns the order round; what has no result stays last', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('BTab');
	await dashboard.until(/\[mscn 20\]/);
	await dashboard.until('by total_time@imdb');
	expect(isAscending(seconds(dashboard))).toBe(true);
	dashboard.press('S');
	await dashboard.until(() => isAscending(seconds(dashboard).toReversed()));
	dashboard.press('G');
	await dashboard.until(/^ 20\/20 /m);
	expect(seconds(dashboard).at(-1)).toBeNull();
	dashboard.press('S', 'G');
	await dashboard.until(() => seconds(dashboard).at(-1) === null);
});

test('the column cursor goes over the columns, [ and ] sort by it', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('BTab');
	await dashboard.until(/\[mscn 20\]/);
	dashboard.press('l', 'Right', 'Left', ']');
	await dashboard.until(/total_time@imdb ↓▾/);
	expect(isAscending(seconds(dashboard).toReversed())).toBe(true);
	await dashboard.until(/^ 1\/20 /m);
	dashboard.press('[');
	await dashboard.until(/total_time@imdb ↓▴/);
	expect(isAscending(seconds(dashboard))).toBe(true);
	// Further than the last and the first column there is nothing.
	dashboard.press(...Array.from({length: 30}, () => 'l'), '[');
	await dashboard.until(/TAG, NOTE▴/);
	dashboard.press(...Array.from({length: 30}, () => 'h'), ']');
	await dashboard.until(/^ +# +mscn_2024…▾/m);
	expect(dashboard.ids()[0]).toBe('1026_215201');
});

test('on All, too, the order is that of the values that are shown', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('l', '[');
	await dashboard.until(/total_time ↓▴/);
	expect(isAscending(seconds(dashboard))).toBe(true);
});

test('the sort menu opens on the order of now, and chooses', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('s');
	await dashboard.until(/│ ❯ newest first +│/);
	dashboard.press('k');
	await dashboard.until(/│ ❯ the usual order of this tab +│/);
	dashboard.type('jjjj');
	await dashboard.until(/│ ❯ last tested +│/);
	dashboard.press('k', 'Enter');
	await dashboard.until(/by size$/m);
	dashboard.press('s');
	await dashboard.until(/│ ❯ size, largest first +│/);
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by'));
});

test('the menu hides what it lies on', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('s');
	const lines = await dashboard.until('Sort by');
	const inside = lines.map(line => /│ ([^│]*) │/.exec(line)?.[1]).filter(text => text !== undefined);
	expect(inside[0]).toMatch(/^Sort by +$/);
	expect(inside.slice(1).every(text => /^[❯ ] (the|newest|mean|size|last|training|column) ?[^\d]*$/.test(text))).toBe(true);
});

test('while a menu is open, no key reaches the rows', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('s');
	await dashboard.until('Sort by');
	dashboard.type('Gqa?/ j');
	await dashboard.until(/│ ❯ mean total_time over all tests +│/);
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by'));
	expect(dashboard.position()).not.toContain('marked');
});
