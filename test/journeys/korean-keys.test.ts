/** Someone’s Korean input method is on while keys are pressed. */

import {afterEach, test} from 'vitest';
import {nameOf, openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('a jamo is the Latin key at its place', async () => {
	const dashboard = await openDashboard(registryOfMany(30));
	dashboard.type('ㅓ');
	await dashboard.onRow(nameOf(1));
	dashboard.type('ㅓ');
	dashboard.type('ㅏ');
	await dashboard.onRow(nameOf(1));
	dashboard.type('ㅓㅓㅓ');
	await dashboard.onRow(nameOf(4));
	dashboard.type('ㅎ');
	await dashboard.onRow(nameOf(0));
	dashboard.type('ㅁ');
	await dashboard.until(/· 30 marked/);
});

test('a syllable is the keys that typed it', async () => {
	const dashboard = await openDashboard(registryOfMany(30));
	// ㅍ ㅓ ㅓ is v j j.
	dashboard.type('퍼ㅓ');
	await dashboard.until(/· 3 marked/);
	dashboard.type('퍼');
	await dashboard.onRow(nameOf(3));
	// ㅈ means nothing, ㅓ is j.
	dashboard.type('저');
	await dashboard.onRow(nameOf(4));
	// As some input methods send it: jamo that compose.
	dashboard.type('저'.normalize('NFD'));
	await dashboard.onRow(nameOf(5));
});

test('in a menu, too; and ㅂ goes back and quits', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('ㄴ');
	await dashboard.until(/│ ❯ newest first/);
	dashboard.type('ㅓ');
	await dashboard.until(/│ ❯ mean total_time/);
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by'));
	dashboard.press('6');
	await dashboard.until('q_error_p95');
	dashboard.type('ㅂ');
	await dashboard.until(/^ 1\/40 /m);
	dashboard.type('ㅂ');
	await dashboard.exit;
});

test('in the filter Hangul is text', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.type('/');
	await dashboard.until('words, or');
	dashboard.type('ㅓ저');
	await dashboard.until(/ \/ ㅓ저 .* 0 of 40/);
	dashboard.press('Backspace', 'Backspace');
	await dashboard.until(/40 of 40/);
});
