/** Someone ranks and compares in a wide terminal, without colours, with a Korean keyboard, and in a registry from somebody else. */

import {afterEach, expect, test} from 'vitest';
import {foreignSequences, paintCodes} from '../helpers/control-sequences.ts';
import {openDashboard, type Dashboard, type DashboardOptions} from '../helpers/dashboard.ts';
import {rankedRegistry} from '../helpers/ranked-registry.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** Through every screen of ranks, with what must be seen on each. */
const walkThrough: ReadonlyArray<readonly [key: string, wanted: RegExp]> = [
	['BTab', /\[mscn 20\]/],
	['f', /^ 1\/7 folded/m],
	['f', /^ \d+\/20 /m],
	['g', /^ 1\/20 /m],
	['o', /Rank by which metric\?/],
	['Escape', /^ 1\/20 /m],
	['Space', /1 marked/],
	['Space', /2 marked/],
	['c', /^ compare {2}2 models/m],
	['E', /^ export/m],
	['q', /^ compare/m],
	['q', /^ 3\/20 /m],
	['2', /^ leaderboard/m],
	['a', /best of each algorithm|algorithm/],
	['q', /^ 3\/20 /m],
	['8', /^ metrics/m],
	['q', /^ 3\/20 /m],
	['C', /^ columns/m],
	['Escape', /^ 3\/20 /m],
];

async function walk(options: DashboardOptions): Promise<Dashboard> {
	const dashboard = await openDashboard(exampleData(), options);
	for (const [key, wanted] of walkThrough) {
		await dashboard.go([key], lines => wanted.test(lines.join('\n')) && (key !== 'Escape' || !lines.join('\n').includes('by which metric')));
		for (const line of dashboard.screen()) expect(line.length).toBeLessThanOrEqual(options.cols ?? 80);
	}
	return dashboard;
}

test('every screen of ranks in 80x24, in colours that every theme of a terminal has', async () => {
	const dashboard = await walk({});
	expect(paintCodes(dashboard.rawOutput()).filter(code => !/^(|0|1|2|4|7|22|24|27|39|49|3[0-7]|9[0-7]|4[0-7]|10[0-7])$/.test(code))).toEqual([]);
});

test('in a small terminal', async () => {
	await walk({cols: 60, rows: 16});
});

test('in 160x45 without one colour: best, cursor and marks are still seen', async () => {
	const dashboard = await walk({cols: 160, rows: 45, env: {NO_COLOR: '1'}});
	expect(paintCodes(dashboard.rawOutput())).toEqual([]);
	await dashboard.go(['b'], /^❯✓? +1 .*★ best/m);
	await dashboard.go(['A'], lines => !lines.join('\n').includes('marked'));
	const board = (await dashboard.go(['2'], /^ leaderboard/m)).join('\n');
	expect(board).toMatch(/^❯.*\[.*\]/m);
	expect(board).toContain('★');
});

test('a Korean keyboard: ㅊ compares, ㄹ folds, ㅠ is the best, ㅐ the objective, ㄸ exports, ㅛ copies', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 100, rows: 30});
	await dashboard.go(['BTab'], /\[mscn 20\]/);
	dashboard.type('ㅠ');
	await dashboard.onRow('1022_230029');
	await dashboard.go(['Space', 'Space'], /2 marked/);
	await dashboard.go(['ㅊ'], /^ compare {2}2 models/m);
	await dashboard.go(['ㄸ'], /^ export/m);
	await dashboard.go(['ㅛ'], /Copied [\d,]+ bytes/);
	await dashboard.go(['ㅂ'], /^ compare/m);
	await dashboard.go(['ㅣ'], /❯ B/);
	await dashboard.go(['ㅂ'], /^ 3\/20 /m);
	await dashboard.go(['ㄹ'], /folded, 20 models/);
	await dashboard.go(['ㅐ'], 'Rank by which metric?');
});

test('a Korean keyboard on Leaderboard and Metrics', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 100, rows: 30});
	await dashboard.go(['2'], /best of each algorithm/);
	await dashboard.go(['ㅁ'], /rows: 40 models/);
	await dashboard.go(['ㄹ'], /folded by seed/);
	await dashboard.go(['ㅛ'], /Copied \d+ commands/);
	await dashboard.go(['ㅂ'], /^ 1\/40 /m);
});

test('texts that try to drive the terminal are shown on the new screens, and obeyed on none', async () => {
	const evil = '\u{1B}[2J\u{1B}]52;c;ZXZpbA==\u{7}\r\u{9B}31m\u{202E}';
	const model = (time: number) => ({
		params: {[`p${evil}`]: `${evil}${time}`, seed: time},
		on: {[`d${evil}`]: {[`m${evil}`]: time, total_time: time}},
		tags: [evil],
		notes: `n${evil}`,
	});
	const dashboard = await openDashboard(rankedRegistry({a: model(1), b: model(2), c: model(3)}), {cols: 140, rows: 40});
	for (const [keys, wanted] of [
		[['Tab'], /\[mscn 3\]/],
		[['o'], /Rank by which metric/],
		[['Enter'], /on which dataset|which is better/],
		[['Escape'], /Rank by which metric/],
		[['Escape'], /^ {5}#(?![^]*by which metric)/m],
		[['a'], /3 marked/],
		[['c'], /^ compare {2}3 models/m],
		[['j', 'j', 'j', 'j', 'j', 'j'], /row [5-9]\//],
		[['2'], /^ leaderboard/m],
		[['8'], /^ metrics/m],
		[['1'], /^ \d\/3 /m],
		[['C'], /^ columns/m],
		[['Escape'], /^ \d\/3 /m],
		[['E'], /^ export/m],
		[['Tab'], /CSV ▾/],
		[['Tab'], /LaTeX ▾/],
		[['Tab'], /JSON ▾/],
	] as const) {
		await dashboard.go(keys, wanted);
	}
	expect(foreignSequences(dashboard.rawOutput())).toEqual([]);
	expect(dashboard.line(0)).toMatch(/^ mreg {2}/);
});
