/** Someone goes to the shell and comes back. */

import {afterEach, expect, test} from 'vitest';
import {asDashboard, ownPlaces, program, project, putModel} from '../helpers/dashboard.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {closeTerminals, startTerminal} from '../helpers/terminal.ts';

afterEach(closeTerminals);

function interactiveShell() {
	return asDashboard(
		startTerminal({command: 'bash', args: ['--norc', '--noprofile', '-i'], env: {...ownPlaces(), PS1: 'shell> ', HISTFILE: ''}, cwd: project}),
	);
}

test('Ctrl-Z leaves a shell that works; fg brings the whole screen back, with what happened meanwhile', async () => {
	const root = exampleData();
	const shell = interactiveShell();
	await shell.until('shell>');
	shell.type(`'${process.execPath}' '${program}' '${root}'\r`);
	await shell.until(/ live( |$)/m);
	shell.type('/lero\rjj ');
	await shell.until(/^ 4\/12 · 1 marked/m);
	for (const tag of ['one', 'two']) {
		shell.press('C-z');
		await shell.until(/Stopped/);
		expect(shell.isAlternate()).toBe(false);
		expect(shell.isCursorShown()).toBe(true);
		shell.type(`echo $((40 + 2)) ${tag}\r`);
		await shell.until(`42 ${tag}`);
		putModel(root, {id: `lero_20991101_${tag}`, folder: 'Lero', sidecar: {training: {trained_at: '2099-11-01T10:00:00'}}});
		shell.type('clear; fg\r');
		await shell.until(new RegExp(`lero_20991101_${tag}|2?0?99?1101_${tag}`));
		const lines = await shell.until(/ · 1 marked/);
		expect(lines[0]).toMatch(/^ mreg {2}/);
		expect(lines[1]).toMatch(/^ \[All 4[12]\] /);
		expect(lines[23]).toMatch(/^ \/ filter .*\? help/);
		expect(shell.isAlternate()).toBe(true);
		expect(shell.isCursorShown()).toBe(false);
	}
	shell.press('q');
	await shell.until(lines => lines.some(line => line.startsWith('shell> ')) && !shell.isAlternate());
	shell.type('echo "code $?"\r');
	await shell.until('code 0');
});

test('in the filter, too, and the field goes on', async () => {
	const shell = interactiveShell();
	await shell.until('shell>');
	shell.type(`'${process.execPath}' '${program}' '${exampleData()}'\r`);
	await shell.until(/ live( |$)/m);
	shell.type('/ler');
	await shell.until(/ \/ ler /);
	shell.press('C-z');
	await shell.until(/Stopped/);
	shell.type('fg\r');
	await shell.until(/ \/ ler .*12 of 40/);
	shell.type('o');
	await shell.until(/ \/ lero .*12 of 40/);
	await shell.until(() => shell.isCursorShown() && shell.cursor().y === 2 && shell.cursor().x === 7);
});

test('a terminal that was resized meanwhile is drawn in its new size', async () => {
	const shell = interactiveShell();
	await shell.until('shell>');
	shell.type(`'${process.execPath}' '${program}' '${exampleData()}'\r`);
	await shell.until(/ live( |$)/m);
	shell.press('C-z');
	await shell.until(/Stopped/);
	shell.resize(100, 30);
	shell.type('fg\r');
	await shell.until(lines => lines[0]?.startsWith(' mreg  ') === true && /^ \/ filter .*\? help/.test(lines[29] ?? '') && lines[26] !== '');
});

test('under npm start', {timeout: 60_000}, async () => {
	const shell = interactiveShell();
	await shell.until('shell>');
	shell.type('npm start\r');
	await shell.until(/\[All 40\]/, {timeout: 40_000});
	await shell.until(/ live( |$)/m);
	shell.press('j');
	await shell.until(/^ 2\/40 /m);
	for (const text of ['one', 'two']) {
		shell.press('C-z');
		await shell.until(/Stopped/);
		expect(shell.isAlternate()).toBe(false);
		shell.type(`clear; echo $((40 + 2)) ${text}\r`);
		await shell.until(`42 ${text}`);
		shell.type('fg\r');
		const lines = await shell.until(/^ 2\/40 /m);
		expect(lines[0]).toMatch(/^ mreg {2}/);
		expect(lines[23]).toMatch(/^ \/ filter .*\? help/);
	}
	shell.press('C-c');
	await shell.until(lines => !shell.isAlternate() && lines.some(line => line.startsWith('shell> ')));
	shell.type('stty -a | grep -o " echo "; echo "code $?"\r');
	await shell.until('code 0');
});
