/** What the program does with a real terminal that has nothing to do with screens: widths, signals, bugs. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {afterEach, beforeAll, expect, test} from 'vitest';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';
import {until} from '../helpers/until.ts';

const project = path.join(import.meta.dirname, '..', '..');
const program = path.join(project, 'dist', 'cli.js');

beforeAll(() => {
	execFileSync(process.execPath, [path.join(project, 'scripts', 'build.mjs'), '--if-needed'], {stdio: 'inherit'});
});
afterEach(closeTerminals);

function mreg(args: readonly string[], options: {cols?: number; node?: readonly string[]; env?: Record<string, string>} = {}) {
	const home = temporaryFolder();
	return startTerminal({
		command: process.execPath,
		args: [...(options.node ?? []), program, ...args],
		cols: options.cols ?? 80,
		rows: 50,
		env: {HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home, ...options.env},
	});
}

test.each([60, 80, 120])('a list fits a terminal of %d columns', async cols => {
	const terminal = mreg(['list', '--limit', '5', '--root', exampleData()], {cols});
	expect((await terminal.exit).code).toBe(0);
	const shown = terminal.screen().filter(line => line !== '');
	// A line that is too wide would take a second row.
	expect(shown).toHaveLength(7);
	expect(shown[0]).toMatch(/^ID /);
});

test('a bug while the dashboard draws is read on the screen that it leaves', async () => {
	const bug = "setTimeout(() => { throw new TypeError('planted'); }, 1000)";
	const terminal = mreg(['--demo'], {cols: 300, node: ['--import', `data:text/javascript,${encodeURIComponent(bug)}`]});
	expect((await terminal.exit).code).toBe(70);
	expect(terminal.screen().filter(line => line !== '')).toEqual([
		expect.stringMatching(/^mreg: This is a bug: TypeError: planted\. Please report it with \/.*\.txt$/),
	]);
});

test.each([
	['SIGTERM', 143],
	['SIGINT', 130],
	['SIGHUP', 129],
] as const)('%s ends the demo with %d and takes its folder away', async (signal, code) => {
	const temporary = temporaryFolder();
	const terminal = mreg(['--demo'], {env: {TMPDIR: temporary}});
	await until(() => terminal.screen().some(line => line.includes('knob_2024') || line.includes('40')));
	expect(fs.readdirSync(temporary).filter(name => name.startsWith('mreg-demo-'))).toHaveLength(1);
	terminal.kill(signal);
	expect(await terminal.exit).toEqual({code, signal: undefined});
	expect(fs.readdirSync(temporary).filter(name => name.startsWith('mreg-demo-'))).toEqual([]);
});

test('a terminal that cannot draw gets the summary', async () => {
	const terminal = startTerminal({command: 'env', args: ['TERM=dumb', process.execPath, program, exampleData()], env: {XDG_CACHE_HOME: temporaryFolder()}});
	expect((await terminal.exit).code).toBe(0);
	expect(terminal.screen().join('\n')).toMatch(/mscn +20/);
});
