/** Someone wants no colours, or has a terminal that can show none. */

import {afterEach, expect, test} from 'vitest';
import {paintCodes} from '../helpers/control-sequences.ts';
import {openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

async function walk(dashboard: Dashboard): Promise<void> {
	dashboard.type('jj ');
	await dashboard.until(/^ 4\/40 · 1 marked/m);
	for (const [key, wanted] of [
		['Enter', 'FILES|HYPERPARAMETERS'],
		['6', 'q_error_p95 of 5 models'],
		['?', '─ Keys ─'],
		['1', '4/40'],
		['s', 'Sort by'],
	] as const) {
		dashboard.press(key);
		await dashboard.until(new RegExp(wanted));
	}
	dashboard.press('Escape');
	await dashboard.until(lines => !lines.join('\n').includes('Sort by'));
}

test.each([
	['NO_COLOR', {env: {NO_COLOR: '1'}}],
	['--no-color', {args: ['--no-color']}],
])('%s: not one colour, and the cursor is still seen', async (_name, options) => {
	const dashboard = await openDashboard(exampleData(), options);
	await walk(dashboard);
	expect(paintCodes(dashboard.rawOutput())).toEqual([]);
	expect(dashboard.current()).toMatch(/^❯ +4 {2}knob_/);
	expect(dashboard.screen().find(line => /^ ✓ +3 /.test(line))).toBeDefined();
	// The active tab stands in brackets.
	expect(dashboard.tabs()).toContain('[All 40]');
});

test('an empty NO_COLOR means nothing', async () => {
	const dashboard = await openDashboard(exampleData(), {env: {NO_COLOR: ''}});
	expect(paintCodes(dashboard.rawOutput())).toContain('7');
});

test('colours are those that every theme of a terminal has', async () => {
	const dashboard = await openDashboard(exampleData());
	await walk(dashboard);
	// Weights and inverse, on and off; the sixteen colours.
	expect(paintCodes(dashboard.rawOutput()).filter(code => !/^(|0|1|2|4|7|22|24|27|39|49|3[0-7]|9[0-7]|4[0-7]|10[0-7])$/.test(code))).toEqual([]);
});
