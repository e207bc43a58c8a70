/** The dashboard is asked for where none can be drawn. */

import {afterEach, expect, test} from 'vitest';
import {foreignSequences} from '../helpers/control-sequences.ts';
import {ownPlaces, program, startDashboard} from '../helpers/dashboard.ts';
import {exampleData, mreg, shell} from '../helpers/run-mreg.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('without a terminal it prints the summary and exits 0', async () => {
	const root = exampleData();
	const {code, stdout, stderr} = await mreg([root], {program});
	expect(code).toBe(0);
	expect(stdout).toMatch(/^ +all +40 +40 /m);
	expect(stdout).toBe((await mreg(['summary', '--root', root], {program})).stdout);
	expect(stderr).toBe('');
	expect(stdout).not.toContain('\u{1B}');
});

test('with its output piped, too, though a terminal is there', async () => {
	const terminal = startTerminal({
		command: 'bash',
		args: ['--norc', '-c', `'${process.execPath}' '${program}' '${exampleData()}' | cat; echo "code \${PIPESTATUS[0]}"`],
		env: ownPlaces(),
	});
	await terminal.exit;
	expect(terminal.screen().join('\n')).toMatch(/^ +all +40 +40 [^]*^code 0/m);
	expect(foreignSequences(terminal.rawOutput())).toEqual([]);
});

test('a reader that goes away ends it quietly', async () => {
	const {code, stderr} = await shell(`mreg "${exampleData()}" | head -c 1 >/dev/null; exit \${PIPESTATUS[0]}`, {program});
	expect(code).toBe(0);
	expect(stderr).toBe('');
});

test('TERM=dumb prints the summary, without one escape', async () => {
	// The pty names its own TERM, so a shell sets it.
	const terminal = startTerminal({
		command: 'bash',
		args: ['--norc', '-c', `TERM=dumb exec '${process.execPath}' '${program}' '${exampleData()}'`],
		env: ownPlaces(),
	});
	expect(await terminal.exit).toEqual({code: 0, signal: undefined});
	expect(terminal.screen().join('\n')).toMatch(/^ +all +40 +40 /m);
	expect(terminal.rawOutput()).not.toContain('\u{1B}');
});

test('a variable CI does not keep it from a terminal', async () => {
	const dashboard = startDashboard(exampleData(), {env: {CI: '1'}});
	await dashboard.until(/ live( |$)/m);
	dashboard.press('j');
	await dashboard.until(/^ 2\/40 /m);
	dashboard.press('q');
	expect(await dashboard.exit).toEqual({code: 0, signal: undefined});
});
