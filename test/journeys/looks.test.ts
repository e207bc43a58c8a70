/** Terminals differ: in their background, their colours, the signs that they can draw, and in what they answer. */

import {afterEach, expect, test} from 'vitest';
import {paintCodes} from '../helpers/control-sequences.ts';
import {openDashboard, ownPlaces, program, registryOfMany, startDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {exampleData, mreg} from '../helpers/run-mreg.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const [white, black] = ['rgb:ffff/ffff/ffff', 'rgb:0000/0000/0000'];
const foreign = /[^ -~\p{Script=Hangul}]/u;

/** The lines with signs that are not ASCII. */
function foreignLines(dashboard: Dashboard): readonly string[] {
	return dashboard.screen().filter(line => foreign.test(line));
}

async function walkInAscii(dashboard: Dashboard): Promise<void> {
	await dashboard.until(/^> +1 /m);
	expect(foreignLines(dashboard)).toEqual([]);
	for (const [key, wanted] of [
		['Enter', 'RESULTS'],
		['2', 'leaderboard'],
		['4', 'cleanup'],
		['?', 'Keys -'],
	] as const) {
		dashboard.press(key);
		await dashboard.until(wanted);
		expect(foreignLines(dashboard)).toEqual([]);
	}
}

test('a terminal in which signs take two cells gets ASCII, and every line keeps its place', async () => {
	const dashboard = await openDashboard(exampleData(), {terminal: {isEastAsian: true}, cols: 120, rows: 36});
	await walkInAscii(dashboard);
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Keys -'));
	// The frame is as wide as the terminal: nothing has gone on in the next line.
	expect(dashboard.screen().filter(line => /^-{120}$/.test(line)).length).toBeGreaterThan(0);
});

test('so does one whose locale has no such signs', async () => {
	const dashboard = await openDashboard(exampleData(), {env: {LANG: 'C'}});
	expect(dashboard.screen().join('\n')).toMatch(/^> +1 /m);
	expect(foreignLines(dashboard)).toEqual([]);
});

test('who wants the signs gets them anyway', async () => {
	const dashboard = await openDashboard(exampleData(), {env: {LANG: 'C', MREG_ASCII: '0'}});
	expect(dashboard.current()).toMatch(/^❯ +1 /);
});

test.each([
	['white', white, '38;5;241'],
	['black', black, '38;5;246'],
])('on a %s background quiet text is a gray that can be read there', async (_name, background, gray) => {
	const dashboard = await openDashboard(exampleData(), {terminal: {background}});
	expect(paintCodes(dashboard.rawOutput())).toContain(gray);
});

test('where the terminal has sixteen colours, or does not tell its background, only those are used', async () => {
	for (const options of [{env: {TERM: 'xterm'}, terminal: {background: white}}, {}]) {
		const dashboard = await openDashboard(exampleData(), options);
		expect(paintCodes(dashboard.rawOutput()).filter(code => code.startsWith('38;'))).toEqual([]);
	}
});

test('without colours the theme is weights alone', async () => {
	const dashboard = await openDashboard(exampleData(), {args: ['--theme', 'mono'], terminal: {background: black}});
	dashboard.press('?');
	await dashboard.until('Keys');
	expect(paintCodes(dashboard.rawOutput()).filter(code => !/^(|0|1|2|4|7|22|24|27)$/.test(code))).toEqual([]);
});

test('a terminal that answers nothing is not waited for, and what it is asked is not asked again', async () => {
	const dashboard = await openDashboard(registryOfMany(5), {terminal: {isSilent: true}});
	expect(dashboard.current()).toMatch(/^❯ +1 /);
	expect(dashboard.rawOutput().split('\u{1B}[6n').length - 1).toBe(1);
});

test('answers that come late and in pieces are no keys', async () => {
	const dashboard = await openDashboard(registryOfMany(5), {terminal: {isSilent: true}});
	const before = dashboard.screen().join('\n');
	for (const piece of ['\u{1B}]11;rg', 'b:ffff/ffff/', 'ffff\u{1B}', '\\\u{1B}[1', ';2R']) dashboard.type(piece);
	dashboard.type('j');
	await dashboard.until(/^❯ +2 /m);
	dashboard.type('k');
	await dashboard.until(/^❯ +1 /m);
	expect(dashboard.screen().join('\n')).toBe(before);
});

test('what is typed before the first frame is not lost between the answers', async () => {
	const dashboard = startDashboard(registryOfMany(5), {terminal: {background: black}});
	await dashboard.until(() => dashboard.rawOutput().includes('\u{1B}[6n'));
	dashboard.type('?');
	await dashboard.until('─ Keys ─');
	expect(paintCodes(dashboard.rawOutput())).toContain('38;5;246');
});

test('the terminal is left as it was where the start fails behind the question', async () => {
	const dashboard = startDashboard(registryOfMany(1), {args: ['--theme', 'pink']});
	expect((await dashboard.exit).code).toBe(2);
	expect(dashboard.isAlternate()).toBe(false);
	expect(dashboard.screen().join('\n')).toContain('--theme takes auto, dark');
});

test('a printed table is in ASCII where the locale of the terminal has nothing else, and never in a pipe', async () => {
	const args = ['compare', '--root', exampleData(), 'mscn_20241018_171200', 'mscn_20241019_103000'];
	const piped = await mreg(args, {env: {LANG: 'C'}});
	expect(piped.stdout).toMatch(/[★▲▼]/);
	const terminal = startTerminal({command: process.execPath, args: [program, ...args], env: {...ownPlaces(), LANG: 'C'}, cols: 120, rows: 50});
	await terminal.exit;
	const shown = terminal.screen().filter(line => line !== '');
	expect(shown.length).toBeGreaterThan(5);
	expect(shown.filter(line => foreign.test(line))).toEqual([]);
});
