/** Tab in the real shells: what `mreg completion` prints, typed at a prompt in a terminal. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ownPlaces, program, putModel} from '../helpers/dashboard.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {startTerminal, type PtyTerminal} from '../helpers/terminal.ts';

const places = ownPlaces();
const bin = path.join(temporaryFolder(), 'bin');
const root = path.join(temporaryFolder(), 'models of us');
const patience = 20_000;

/** Ids that a shell has to quote, each alone with its beginning. */
const oddIds = ['with blank', "o'clock", 'costs $HOME', 'double "quoted"', 'colon:inside', '한국어 모델', 'a=b', 'back`tick', 'bang!bang'];

beforeAll(() => {
	fs.mkdirSync(bin);
	for (const name of ['mreg', 'mreg-tui']) {
		fs.writeFileSync(path.join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {mode: 0o755});
	}
	for (const id of oddIds) putModel(root, {id, folder: 'Odd'});
	putModel(root, {
		id: 'mscn_20241019_103000',
		sidecar: {tags: ['paper', 'slow one'], testing: [{dataset: 'imdb', performance: {total_time: 117.03}}], training: {dataset: 'production'}},
	});
	putModel(root, {id: 'resnet18_v1.pt', folder: 'Resnet18', sidecar: {family: 'resnet18', version: 1, aliases: ['champion']}});
	// The last look is what Tab reads.
	execFileSync(path.join(bin, 'mreg'), ['list', '--quiet', '--root', root], {env: {...process.env, ...places}});
});

const isThere = (shell: string) => {
	try {
		execFileSync('/bin/sh', ['-c', `command -v ${shell}`]);
		return true;
	} catch {
		return false;
	}
};

interface Shell {
	readonly name: 'bash' | 'zsh' | 'fish';
	readonly args: readonly string[];
	/** Typed before anything else. */
	readonly setUp: readonly string[];
	/** Prints the words of a line, each in brackets. */
	readonly show: string;
}

const shells: readonly Shell[] = [
	{
		name: 'bash',
		args: ['--norc', '--noprofile', '-i'],
		setUp: ['PS1="ready> "; bind "set bell-style none"', 'eval "$(mreg completion bash)"'],
		show: 'printf "[%s]"',
	},
	{
		name: 'zsh',
		args: ['-f', '-i'],
		setUp: ['PROMPT="ready> "; unsetopt beep zle_bracketed_paste; autoload -Uz compinit; compinit -u -D', 'eval "$(mreg completion zsh)"'],
		show: 'printf "[%s]"',
	},
	{
		name: 'fish',
		args: ['--no-config', '-i'],
		setUp: ['function fish_prompt; echo "ready> "; end; set -g fish_greeting; set -g fish_autosuggestion_enabled 0', 'mreg completion fish | source'],
		show: 'printf "[%s]"',
	},
];

/** What is typed, what shows that it was completed, and the word that a command gets. */
const quoted = [
	['mreg show with', 'blank', 'with blank'],
	['mreg show o', 'clock', "o'clock"],
	['mreg show cos', 'HOME', 'costs $HOME'],
	['mreg show dou', 'quoted', 'double "quoted"'],
	['mreg show colo', 'inside', 'colon:inside'],
	['mreg show colon:', 'inside', 'colon:inside'],
	['mreg show 한', '모델', '한국어 모델'],
	['mreg show a', 'a=b', 'a=b'],
	['mreg show back', 'tick', 'back`tick'],
	['mreg show bang', '!bang', 'bang!bang'],
	['mreg show "bang', '!', 'bang!bang'],
	['mreg show "with b', 'blank', 'with blank'],
	["mreg show 'with b", 'blank', 'with blank'],
	['mreg show "cos', 'HOME', 'costs $HOME'],
	["mreg show 'o", 'clock', "o'clock"],
	['mreg get resnet18@ch', 'champion', 'resnet18@champion'],
	['mreg show 1019_', '103000', 'mscn_20241019_103000'],
] as const;

const kinds = [
	['mreg show resnet18/', 'v1', 'resnet18/v1'],
	['mreg show Odd/Model/with', 'blank', 'Odd/Model/with blank'],
	['mreg list --alg', '--algo', '--algo'],
	['mreg list --algo=ms', 'mscn', '--algo=mscn'],
	['mreg list --where dataset:prod', 'production', 'dataset:production'],
	['mreg tag mscn_20241019_103000 --remove sl', 'one', 'slow one'],
	['mreg-tui --theme col', 'colorblind', 'colorblind'],
	['mreg metrics set total', 'total_time', 'total_time'],
	['mreg metrics set total_time min', 'minimize', 'minimize'],
] as const;

for (const shell of shells) {
	describe.skipIf(!isThere(shell.name))(`${shell.name} (skipped where it is not installed)`, () => {
		let terminal: PtyTerminal;
		let count = 0;

		beforeAll(async () => {
			terminal = startTerminal({
				command: shell.name,
				args: shell.args,
				cols: 160,
				rows: 50,
				cwd: temporaryFolder(),
				env: {...places, PATH: `${bin}:${process.env.PATH ?? ''}`, MREG_ROOT: root, TERM: 'xterm-256color', HISTFILE: ''},
			});
			for (const line of shell.setUp) await ran(line);
		}, 60_000);

		afterAll(async () => terminal.close());

		/** Runs a line, and waits for the prompt behind it. */
		async function ran(line: string): Promise<void> {
			const end = `did${++count}`;
			terminal.type(`${line}; echo di''d${count}\r`);
			await terminal.until(lines => lines.some(shown => shown.startsWith(end)) && /ready> *$/.test(lastOf(lines)), {timeout: patience});
		}

		/** The words that a command gets of a line that was completed by Tab. */
		async function completed(typed: string, expected: string): Promise<readonly string[]> {
			await ran('clear');
			terminal.type(typed);
			terminal.press('Tab');
			await terminal.until(lines => lines.join('').includes(expected), {timeout: patience});
			// At the line's beginning: print it instead of running it.
			terminal.press('C-a');
			terminal.type('printf "<%s>\\n" ');
			terminal.press('C-e', 'Enter');
			await terminal.until(lines => lines.some(line => line.startsWith('<')) && /ready> *$/.test(lastOf(lines)), {timeout: patience});
			return terminal.screen().flatMap(line => /^<(.*)>$/.exec(line)?.[1] ?? []);
		}

		/** What is listed for a line, by Tab. */
		async function listed(typed: string, ...expected: readonly string[]): Promise<string> {
			await ran('clear');
			terminal.type(typed);
			terminal.press('Tab', 'Tab', 'Tab');
			// A shell writes its list in several pieces.
			await terminal.until(lines => expected.every(text => lines.join('\n').includes(text)), {timeout: patience});
			const shown = terminal.screen().join('\n');
			terminal.press('C-c');
			return shown;
		}

		test('Tab lists what there is', async () => {
			await listed('mreg show res', 'resnet18_v1.pt', 'resnet18/v1', 'resnet18@champion', 'resnet18@latest');
			const actions = await listed('mreg metrics set ', 'total_time');
			expect(actions).not.toContain('mscn_2024');
			const words = shell.name === 'bash' ? [] : ['print the absolute path'];
			await listed('mreg best --', '--metric', '--algo', '--path', '--root', ...words);
			if (shell.name !== 'bash') await listed('mreg show m', 'mscn_');
		}, 60_000);

		test.each(quoted)(
			'%s and Tab',
			async (typed, expected, word) => {
				const words = await completed(typed, expected);
				expect(words.at(-1)).toBe(word);
			},
			30_000,
		);

		// What is completed is the same in all of them.
		test.skipIf(shell.name !== 'bash').each(kinds)(
			'%s and Tab',
			async (typed, expected, word) => {
				const words = await completed(typed, expected);
				expect(words.at(-1)).toBe(word);
			},
			30_000,
		);
	});
}

function lastOf(lines: readonly string[]): string {
	return lines.findLast(line => line !== '') ?? '';
}
