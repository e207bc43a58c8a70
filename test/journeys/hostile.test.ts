/** A registry from somebody else, whose every text tries to drive the terminal. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, beforeAll, expect, test} from 'vitest';
import {foreignSequences} from '../helpers/control-sequences.ts';
import {asDashboard, makeOld, openDashboard, ownPlaces, program, putModel, type Dashboard} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

const payloads = [
	'\u{1B}[2J\u{1B}[H',
	'\u{1B}]52;c;ZXZpbA==\u{7}',
	'\u{1B}]8;;http://evil.example\u{1B}\\click\u{1B}]8;;\u{1B}\\',
	'\r\roverwritten',
	'\u{7}\u{8}\u{8}',
	'\u{9B}31m\u{9D}52;c;eA==\u{9C}',
	'\u{202E}desrever\u{2066}',
	'zero\u{200B}\u{200D}\u{FEFF}width\u{AD}',
	'\u{1B}c\u{1B}(0\u{E}',
	'line\nbreak\ttab\u{2028}',
];
const all = payloads.join('');
let root = '';

beforeAll(() => {
	root = temporaryFolder();
	payloads.forEach((payload, index) => {
		putModel(root, {
			id: `m_${index}`,
			folder: `Bad${index % 2 === 0 ? '\u{1B}[31m\u{202E}' : ''}`,
			sidecar: {
				model_id: `m_${index}${payload}`,
				algorithm: `bad${payload}`,
				training: {
					enabled: true,
					dataset: `set${payload}`,
					trained_at: `2024-10-19T11:00:0${index}`,
					hyperparams: {[`p${payload}`]: payload, same: `${payload}${index}`},
				},
				testing: [{dataset: `test${payload}`, num_queries: 3, tested_at: payload, performance: {[`metric${payload}`]: 1, total_time: payload}}],
				tags: [payload, `tag${payload}`],
				notes: `note${payload}\nsecond${payload}`,
				[`further${payload}`]: {[payload]: payload},
			},
		});
	});
	// Names of files, those that NUL and / leave possible.
	for (const name of ['esc\u{1B}]52;c;ZXZpbA==\u{7}', 'bidi\u{202E}', 'line\nbreak\r']) putModel(root, {id: name, folder: 'Bad'});
	const cut = path.join(root, 'Bad', 'Model', 'cut\u{1B}[2J.json');
	fs.writeFileSync(cut, `{"model_id": "\u{1B}]52;c;eA==\u{7}", "tags": [${all}`);
	makeOld(cut);
	fs.writeFileSync(
		path.join(root, 'mreg.config.json'),
		JSON.stringify({
			objectives: {'*': {metric: 'total_time', dataset: `test${payloads[0]}`}},
			metrics: {total_time: {direction: 'minimize', unit: `s${payloads[1]}`}},
		}),
	);
});

async function isClean(dashboard: Dashboard): Promise<void> {
	await dashboard.until(() => true);
	expect(foreignSequences(dashboard.rawOutput())).toEqual([]);
	// Nothing cleared the screen or moved what stands on it.
	expect(dashboard.line(0)).toMatch(/^ mreg {2}/);
	expect(dashboard.isAlternate()).toBe(true);
}

test('rows, tabs, strip and panel show the texts and obey none', async () => {
	const dashboard = await openDashboard(root, {cols: 200, rows: 45});
	await dashboard.until(String.raw`m_0\e[2J\e[H`);
	for (let row = 0; row < 14; row++) {
		dashboard.press('j');
		await dashboard.until(new RegExp(`^ ${Math.min(14, row + 2)}/14 `, 'm'));
	}
	for (let tab = 0; tab < 10; tab++) {
		const before = dashboard.tabs();
		dashboard.press('Tab');
		await dashboard.until(lines => lines[1] !== before);
	}
	dashboard.press("'");
	await dashboard.until('Algorithm');
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('│ Algorithm'));
	dashboard.press('s');
	await dashboard.until('Sort by');
	await isClean(dashboard);
});

test('in a narrow terminal, where they are cut, too', async () => {
	for (const cols of [40, 57, 80]) {
		const dashboard = await openDashboard(root, {cols, rows: 24});
		dashboard.press('G');
		await dashboard.until(/^ 14\/14 /m);
		dashboard.press('g');
		await dashboard.until(/^ 1\/14 /m);
		await isClean(dashboard);
		await dashboard.close();
	}
});

test('Detail shows them escaped', async () => {
	const dashboard = await openDashboard(root, {cols: 120, rows: 60});
	dashboard.type('/m_0\r\r');
	const text = (await dashboard.until('RESULTS')).join('\n');
	for (const wanted of [String.raw`m_0\e[2J\e[H`, String.raw`p\e[2J\e[H`, String.raw`note\e[2J\e[H`, String.raw`further\e[2J\e[H`]) {
		expect(text).toContain(wanted);
	}
	for (let index = 0; index < 9; index++) {
		const before = dashboard.screen();
		dashboard.press('q', '/');
		dashboard.type(`\u{15}m_${index + 1}\r\r`);
		await dashboard.until(
			lines => String(lines) !== String(before) && lines.some(line => line.startsWith(` m_${index + 1}`)) && lines.some(line => line.startsWith('FILES')),
		);
	}
	await isClean(dashboard);
});

test('Problems shows them escaped', async () => {
	const dashboard = await openDashboard(root, {cols: 120, rows: 40});
	dashboard.press('6');
	await dashboard.until(/^. ! Bad\/Model\/cut\\e\[2J\.json/m);
	await dashboard.until(lines => !lines.some(line => line.includes('looking for')));
	const count = Number(/^ 1\/(\d+) ─/m.exec(dashboard.screen().join('\n'))?.[1]);
	expect(count).toBeGreaterThan(20);
	for (let problem = 1; problem <= count; problem++) {
		await dashboard.until(` ${problem}/${count} ─`);
		dashboard.press('j');
	}
	dashboard.press('g');
	await dashboard.until(` 1/${count} ─`);
	dashboard.press('Enter');
	await dashboard.until(/^ +key +Bad/m);
	await isClean(dashboard);
});

test('what is typed or pasted into the filter is text', async () => {
	const dashboard = await openDashboard(root, {cols: 120});
	dashboard.press('/');
	await dashboard.until('words, or');
	dashboard.paste(`${all.replaceAll('\u{1B}', '')}end`);
	await dashboard.until('equal is written with one =');
	dashboard.press('C-u');
	await dashboard.until('words, or');
	dashboard.paste(`"${all.replaceAll('\u{1B}', '').replaceAll('\\', '')}end"`);
	await dashboard.until('0 of 14');
	dashboard.press('Enter');
	await dashboard.until('Nothing matches');
	await isClean(dashboard);
});

test('a root of such a name is shown escaped, in the header and where there is nothing', async () => {
	const odd = path.join(temporaryFolder(), 'root\u{1B}]52;c;eA==\u{7}\u{202E}\n');
	fs.mkdirSync(odd);
	const dashboard = await openDashboard(odd, {cols: 140});
	await dashboard.until('No models here yet');
	await isClean(dashboard);
	expect(dashboard.line(0)).toContain(String.raw`root\e]52;c;eA==\x07\u{202e}\n`);
});

test('so are the words of a command that finds nothing', async () => {
	for (const args of [
		['show', all, '--root', root],
		['list', '--where', all, '--root', root],
		[`no${all}such`],
		['list', '--algo', all, '--root', root],
		['list', `--${all}`],
		['--root', `/nowhere${all}`, 'list'],
		['problems', '--root', root],
		['list', '--root', root],
		['summary', '--root', root],
		['show', 'm_0', '--root', root],
	]) {
		const terminal = asDashboard(
			startTerminal({command: process.execPath, args: [program, ...args], cols: 120, rows: 60, env: ownPlaces(), cwd: temporaryFolder()}),
		);
		await terminal.exit;
		expect(terminal.rawOutput()).not.toBe('');
		expect([args[0], foreignSequences(terminal.rawOutput())]).toEqual([args[0], []]);
	}
});
