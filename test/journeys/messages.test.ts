/** Someone asks what was said a while ago, and searches help. */

import {afterEach, expect, test} from 'vitest';
import {openDashboard, registryOfMany} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('! shows all that was said, newest first, with the commands; y copies what the cursor is on', async () => {
	const dashboard = await openDashboard(registryOfMany(3));
	dashboard.type('npaper\r');
	await dashboard.until(/^ wrote the note of m_000/m);
	dashboard.type('ax');
	await dashboard.until(/^ cleanup/m);
	dashboard.type('q+');
	await dashboard.until(/sidecar/);
	dashboard.press('!');
	const lines = await dashboard.until(/^ messages {2}2 messages since the start, newest first, 1 error/m);
	expect(lines.findIndex(line => line.startsWith('❯') && line.includes(' ! '))).toBeLessThan(lines.findIndex(line => /wrote the note of m_000/.test(line)));
	dashboard.press('j');
	await dashboard.until(/^❯ .*wrote the note of m_000/m);
	dashboard.press('y');
	await dashboard.until(/^ Copied the message\.$/m);
	expect(dashboard.clipboard()).toBe('wrote the note of m_000\nmreg note m_000 paper');
	dashboard.press('q');
	await dashboard.until(/^ 1\/3 /m);
});

test('/ in help shows only what has the words; Escape shows all of it again, then closes it', async () => {
	const dashboard = await openDashboard(exampleData());
	dashboard.press('?', '/');
	await dashboard.until('words that help is to have');
	dashboard.type('regular');
	const lines = await dashboard.until(lines => !lines.join('\n').includes('HERE, in Browse'));
	expect(lines.join('\n')).toMatch(/QUERY: .*\n.*id~pattern +a regular expression/);
	dashboard.press('Enter');
	await dashboard.until('Esc shows all');
	dashboard.press('Escape');
	await dashboard.until('HERE, in Browse');
	dashboard.press('Escape');
	await dashboard.until(/^ 1\/40 /m);
	// The key, the words and Enter in one read.
	dashboard.type('?/nosuchword\r');
	await dashboard.until('Nothing in help has all of these words.');
});
