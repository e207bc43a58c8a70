/** Someone asks for models by conditions. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

async function openFilter(options: Parameters<typeof openDashboard>[1] = {}): Promise<Dashboard> {
	const dashboard = await openDashboard(exampleData(), options);
	await dashboard.go(['/'], 'words, or');
	return dashboard;
}

test('a condition on a result finds the models, best or not, and Enter keeps it', async () => {
	const dashboard = await openFilter();
	dashboard.type('total_time@imdb<118 -tag:best');
	await dashboard.until(/ \/ total_time@imdb<118 -tag:best .* 4 of 40/);
	dashboard.press('Enter');
	await dashboard.until(/ 4 of 40 {2}Esc shows all/);
	expect([...dashboard.ids()].sort()).toEqual(['lero_20241029_094120', 'mscn_20241019_103000', 'mscn_20241023_014209', 'mscn_20241024_233842']);
	await dashboard.go(['Escape'], /^ 1\/40 /m);
});

test('while a condition is half typed the rows of before stay, and what is wrong is said', async () => {
	const dashboard = await openFilter();
	dashboard.type('total_time@imdb<118');
	await dashboard.until(' 5 of 40');
	const before = dashboard.ids();
	for (const [typed, wrong] of [
		[' size>', String.raw`\^size> a value is missing`],
		['big', String.raw`\^big "big" is no`],
	] as const) {
		dashboard.type(typed);
		await dashboard.until(new RegExp(wrong));
		expect(dashboard.ids()).toEqual(before);
	}
	await dashboard.go(['Backspace', 'Backspace', 'Backspace'], 'a value is missing');
	expect(dashboard.ids()).toEqual(before);
	dashboard.type('1B');
	await dashboard.until(' 5 of 40');
	expect(dashboard.ids()).toEqual(before);
	// Enter on what cannot be read keeps the text and says so.
	dashboard.type(' (');
	await dashboard.until('parenthesis');
	await dashboard.go(['Enter'], lines => /^ \/ total_time@imdb<118 size>1B \(.*parenthesis/.test(lines[2] ?? '') && !dashboard.isCursorShown());
	expect(dashboard.ids()).toEqual(before);
	await dashboard.go(['Escape'], /^ 1\/40 /m);
});

test('a field that there is not is said with the nearest', async () => {
	const dashboard = await openFilter({cols: 120});
	dashboard.type('totl_time<3');
	await dashboard.until(/\^totl_time .*total_time\?/);
	expect(dashboard.position()).toMatch(/^ 1\/40 /);
});

test('Tab completes a field, a dataset and a tag, and goes round; Shift-Tab goes back', async () => {
	const dashboard = await openFilter({cols: 120});
	const typed = async (text: string) => {
		dashboard.type(text);
		await dashboard.until(lines => lines[2]?.includes(`${text} `) === true);
	};
	await typed('total');
	await dashboard.go(['Tab'], / \/ total_time /);
	await typed('@st');
	await dashboard.go(['Tab'], / \/ total_time@stats_tiny /);
	await typed('<36 test:');
	await dashboard.go(['Tab'], /<36 test:production .*1\/4 Tab: test:imdb {2}test:tpch /);
	for (const name of ['imdb', 'tpch', 'stats_tiny', 'production']) await dashboard.go(['Tab'], new RegExp(`<36 test:${name} `));
	await dashboard.go(['BTab'], /<36 test:stats_tiny /);
	await typed(' tag:s');
	await dashboard.go(['Tab'], / tag:sweep1 /);
	await dashboard.go(['Enter'], / 4 of 40 {2}Esc shows all/);
	expect(dashboard.ids()).toEqual(['1023_014209', '1023_002112', '1022_230029', '1022_214000']);
});

test('Tab in the same read as what it completes', async () => {
	const dashboard = await openFilter();
	dashboard.type('tag:sw\t');
	await dashboard.until(/ \/ tag:sweep1 /);
});

test('a Korean tag is completed, and found', async () => {
	const dashboard = await openFilter();
	dashboard.type('tag:재');
	await dashboard.until(/ \/ tag:재 .* 0 of 40/);
	await dashboard.go(['Tab'], / \/ tag:재학습 /);
	await dashboard.go(['Enter'], /tag:재학습 .* 3 of 40 {2}Esc/);
	expect(dashboard.ids()).toEqual(['1030_182205', '1030_140733', '1029_094120']);
});

test('sort: and top: order and cut what is shown', async () => {
	const dashboard = await openFilter();
	dashboard.type('algo:mscn sort:total_time@production top:3\r');
	await dashboard.until(/ 3 of 40 {2}Esc shows all/);
	expect(dashboard.ids()).toEqual(['1022_230029', '1023_002112', '1023_014209']);
	expect(dashboard.position()).toMatch(/^ 1\/3 .*by total_time@production$/);
});

test('is:best is one model of each algorithm, those with a star', async () => {
	const dashboard = await openFilter();
	dashboard.type('is:best\r');
	await dashboard.until(/ 3 of 40 {2}Esc shows all/);
	const stars = dashboard.screen().filter(line => line.includes('★ best'));
	expect(stars.map(line => /(knob|lero|mscn)_/.exec(line)?.[1]).sort()).toEqual(['knob', 'lero', 'mscn']);
});

test('Escape in the field brings back the filter of before', async () => {
	const dashboard = await openFilter();
	dashboard.type('is:best\r');
	await dashboard.until(/ 3 of 40 {2}Esc/);
	dashboard.press('/');
	dashboard.type(' or tag:keep');
	await dashboard.until(/ 4 of 40/);
	await dashboard.go(['Escape'], / \/ is:best .* 3 of 40 {2}Esc/);
});
