/** Someone gives keys of their own to what they do most. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, registryOfMany, startDashboard} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function withSettings(settings: object): Readonly<Record<string, string>> {
	const base = temporaryFolder();
	fs.mkdirSync(path.join(base, 'mreg'));
	fs.writeFileSync(path.join(base, 'mreg', 'config.json'), JSON.stringify(settings));
	return {XDG_CONFIG_HOME: base};
}

test('keys in the settings do what they say, in the footer, in help and in the palette; the usual ones do nothing then', async () => {
	const env = withSettings({keys: {compare: 'x', showCleanup: ['X'], showMetrics: 'Ctrl-E', sidePanel: []}});
	const dashboard = await openDashboard(registryOfMany(3), {env});
	expect(dashboard.footer()).toMatch(/ x compare .* X cleanup /);
	dashboard.press('?');
	await dashboard.until(/│ {3}x +The marked models side by side/);
	dashboard.type('/metric with its range\r');
	await dashboard.until(/│ {3}Ctrl-E +Every metric/);
	dashboard.press('q');
	await dashboard.until(/^❯ +1 +m_000/m);
	dashboard.type(':cleanup');
	await dashboard.until(/❯ cleanup .* X │/);
	dashboard.press('Escape');
	await dashboard.until(/^❯ +1 +m_000/m);
	dashboard.type('cix');
	await dashboard.until(/^ compare/m);
	dashboard.press('q', 'C-e');
	await dashboard.until('No metrics yet');
});

test('a key in conflict is said at the start and in Messages, and the usual keys hold', async () => {
	const env = withSettings({keys: {compare: 'x'}, theme: 'blue'});
	const dashboard = await openDashboard(registryOfMany(3), {env});
	await dashboard.until(/^ In your settings theme is "blue".*! all of it/m);
	dashboard.press('!');
	const text = (await dashboard.until(/^ messages {2}2 messages since the start/m)).join(' ').replaceAll(/\s+/g, ' ');
	expect(text).toContain('In your settings keys.compare: x is the key of showCleanup in Browse; the usual keys hold.');
	dashboard.type('qc');
	await dashboard.until(/^ compare/m);
});

test('a theme that there is not is told of before anything is drawn', async () => {
	const dashboard = startDashboard(registryOfMany(1), {args: ['--theme', 'blue'], cols: 120});
	expect((await dashboard.exit).code).toBe(2);
	expect(dashboard.screen().join('\n')).toContain('mreg: --theme takes auto, dark, light, mono, colorblind, not "blue".');
	expect(dashboard.rawOutput()).not.toContain('\u{1B}[?1049h');
});
