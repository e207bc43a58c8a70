/** The terminal of the tests shows what a real one would. */
import {existsSync, readdirSync, readlinkSync} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function shell(script: string, size: {readonly cols?: number; readonly rows?: number} = {}) {
	return startTerminal({command: 'bash', args: ['--norc', '-c', script], cols: 40, rows: 6, ...size});
}

function openTerminals(): number {
	return readdirSync('/proc/self/fd').filter(fd => {
		const link = `/proc/self/fd/${fd}`;
		return existsSync(link) && readlinkSync(link).includes('ptmx');
	}).length;
}

test('shows lines, attributes and wide characters', async () => {
	const terminal = shell(String.raw`printf '한글\e[7;1;31mx\e[0m\n'; sleep 9`);
	await terminal.until('한글x');
	expect(terminal.cell(0, 0)).toMatchObject({text: '한', width: 2, inverse: false});
	expect(terminal.cell(0, 4)).toMatchObject({text: 'x', inverse: true, bold: true, fg: 1});
	expect(terminal.cursor()).toEqual({x: 0, y: 1});
});

test('says how the program ended, with all its output', async () => {
	const terminal = shell('echo last; exit 3');
	expect(await terminal.exit).toEqual({code: 3, signal: undefined});
	expect(terminal.line(0)).toBe('last');
});

test('says which signal ended the program', async () => {
	const terminal = shell('echo up; sleep 9');
	await terminal.until('up');
	terminal.kill('SIGKILL');
	expect(await terminal.exit).toEqual({code: undefined, signal: 'SIGKILL'});
});

test('types keys, and brackets a paste where that was asked for', async () => {
	const terminal = shell(String.raw`stty -echo -icanon; printf '\e[?2004h'; echo up; head -c 20 | od -An -c; echo end`);
	await terminal.until('up');
	terminal.press('Up', 'C-a', 'x');
	terminal.paste('a\nb');
	const lines = await terminal.until('end');
	expect(lines.join(' ').trim().split(/\s+/).join(' ')).toBe(String.raw`up 033 [ A 001 x 033 [ 2 0 0 ~ a \n b 033 [ 2 0 1 ~ end`);
});

test('emoji and decomposed syllables are one character of two cells', async () => {
	const terminal = shell("printf '%s|\\n' '🎉' '👩‍👩‍👧' '👍🏽' '❤️' '🇰🇷' '\u{1112}\u{1161}\u{11AB}' 'é'; sleep 9", {rows: 8});
	await terminal.until(screen => screen.filter(text => text.endsWith('|')).length === 7);
	expect([0, 1, 2, 3, 4, 5].map(row => terminal.cell(row, 2).text)).toEqual(['|', '|', '|', '|', '|', '|']);
	expect(terminal.cell(6, 1).text).toBe('|');
});

test('a resize reaches the program', async () => {
	const terminal = shell('trap "stty size" WINCH; echo up; while :; do sleep 0.05; done');
	await terminal.until('up');
	terminal.resize(50, 7);
	await terminal.until('7 50');
});

test('a wait that fails shows the screen', async () => {
	const terminal = shell('echo here it is; sleep 9');
	await terminal.until('here');
	await expect(terminal.until('nowhere', {timeout: 50})).rejects.toThrow(/nowhere[^]*here it is/);
});

test('no variable of this process comes through but PATH and HOME', async () => {
	process.env['CI'] = '';
	const terminal = shell('env | cut -d= -f1 | sort | tr "\\n" " "', {cols: 80});
	await terminal.exit;
	delete process.env['CI'];
	expect(terminal.line(0)).toBe('HOME LANG PATH PWD SHLVL TERM _');
});

test('closing leaves no terminal open', async () => {
	const before = openTerminals();
	const terminals = Array.from({length: 5}, () => shell('sleep 9'));
	expect(openTerminals()).toBe(before + 5);
	await closeTerminals();
	await Promise.all(terminals.map(async ({exit}) => exit));
	expect(openTerminals()).toBe(before);
});
