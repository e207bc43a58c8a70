/** However a session ends, the shell is as it was. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {asDashboard, ownPlaces, program, project, type Dashboard} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

interface Session {
	readonly dashboard: Dashboard;
	readonly env: Readonly<Record<string, string>>;
	/** Of the program itself, not of the shell above it. */
	readonly pid: number;
}

/** The dashboard under a shell, which says afterwards how it ended and what the terminal is like. */
async function underShell(node: readonly string[] = []): Promise<Session> {
	const env = ownPlaces();
	const pidFile = path.join(temporaryFolder(), 'pid');
	const script = 'stty -a >"$0.before"; bash -c \'echo $$ >"$0"; exec "$@"\' "$0" "$@"; echo "code $?"; stty -a >"$0.after"; echo ended; sleep 30';
	const dashboard = asDashboard(
		startTerminal({
			command: 'bash',
			args: ['--norc', '-c', script, pidFile, process.execPath, ...node, program, exampleData()],
			env: {...env, PID_FILE: pidFile},
			cwd: project,
		}),
	);
	await dashboard.until(/ live( |$)/m);
	return {dashboard, env: {...env, PID_FILE: pidFile}, pid: Number(fs.readFileSync(pidFile, 'utf8'))};
}

/** The terminal is the shell's again: its own screen, its cursor, its echo and line editing. */
async function isRestored({dashboard, env}: Session, code: number): Promise<void> {
	await dashboard.until(`code ${code}`);
	await dashboard.until('ended');
	expect(dashboard.isAlternate()).toBe(false);
	expect(dashboard.isCursorShown()).toBe(true);
	expect(dashboard.isPasteBracketed()).toBe(false);
	const [before, after] = ['before', 'after'].map(when => fs.readFileSync(`${env['PID_FILE']}.${when}`, 'utf8'));
	expect(after).toBe(before);
	expect(dashboard.screen().join('\n')).not.toContain('[All 40]');
}

const keys: ReadonlyArray<readonly [name: string, press: readonly string[], code: number]> = [
	['q', ['q'], 0],
	['ㅂ', ['ㅂ'], 0],
	['Ctrl-C', ['C-c'], 130],
	['Ctrl-C in the filter', ['/', 'C-c'], 130],
	['Ctrl-C in a menu', ['s', 'C-c'], 130],
	['Ctrl-C on another screen', ['?', 'C-c'], 130],
];

test.each(keys)('%s', async (_name, press, code) => {
	const session = await underShell();
	session.dashboard.press(...press);
	await isRestored(session, code);
});

test.each([
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGINT', 130],
] as const)('%s', async (signal, code) => {
	const session = await underShell();
	process.kill(session.pid, signal);
	await isRestored(session, code);
});

test('what is typed right behind q is for the shell, and what stood on its screen is there', async () => {
	const shell = asDashboard(
		startTerminal({command: 'bash', args: ['--norc', '--noprofile', '-i'], env: {...ownPlaces(), PS1: 'shell> ', HISTFILE: ''}, cwd: project}),
	);
	await shell.until('shell>');
	shell.type('seq 101 103\r');
	await shell.until('103');
	shell.type(`'${process.execPath}' '${program}' '${exampleData()}'\r`);
	await shell.until(/ live( |$)/m);
	shell.press('q');
	await shell.until(() => !shell.isAlternate());
	shell.type('echo $((40 + 2)) typed\r');
	const lines = await shell.until('42 typed');
	expect(lines.slice(0, 4)).toEqual(['shell> seq 101 103', '101', '102', '103']);
});

/** A module that makes the running program fail on SIGUSR2, as a bug in it would. */
function failing(how: string): string[] {
	const file = path.join(temporaryFolder(), 'failing.mjs');
	fs.writeFileSync(file, `import {isMainThread} from 'node:worker_threads';\nif (isMainThread) process.on('SIGUSR2', () => { ${how} });\n`);
	return ['--import', file];
}

test.each([
	['an error in a callback', 'throw new Error("made up");'],
	['a rejection that nobody takes', 'void Promise.reject(new Error("made up"));'],
	['an error while drawing', 'Number.prototype.toLocaleString = () => { throw new Error("made up"); }; process.stdout.emit("resize");'],
])('%s: one line, and the stack in a file that it names', async (_name, how) => {
	const session = await underShell(failing(how));
	process.kill(session.pid, 'SIGUSR2');
	await isRestored(session, 70);
	const text = session.dashboard.screen().join('');
	expect(text).toContain('This is a bug: Error: made up.');
	const [, file = ''] = /(\/[^ ]+?\.txt)/.exec(text) ?? [];
	expect(fs.readFileSync(file, 'utf8')).toContain('made up');
	expect(text).not.toMatch(/ at .*\.js:\d+/);
	// What led there is not gone back to.
	const kept = fs.globSync('**/session.json', {cwd: session.env['XDG_STATE_HOME']}).map(name => path.join(session.env['XDG_STATE_HOME'] ?? '', name));
	expect(kept).toHaveLength(1);
	expect(Object.keys(JSON.parse(fs.readFileSync(kept[0] ?? '', 'utf8')) as object).sort()).toEqual(['leftAt', 'root', 'schema']);
});
