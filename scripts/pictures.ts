/** Makes the pictures of the README: runs the program on a copy of the example registry, presses keys, and writes the screens as SVG. `npm run pictures`. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {closeTerminals, startTerminal} from '../test/helpers/terminal.ts';
import {screenSvg} from './screen-svg.ts';

const project = path.join(import.meta.dirname, '..');
const folder = path.join(project, 'docs', 'pictures');

interface Picture {
	readonly name: string;
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	/** What is pressed, each when the screen shows what stands before it. */
	readonly steps: ReadonlyArray<readonly [shows: RegExp, ...keys: readonly string[]]>;
	readonly shows: RegExp;
}

const pictures: readonly Picture[] = [
	{
		name: 'browse',
		title: 'Browse: the models of one algorithm, best first, with all about the one under the cursor at the right',
		columns: 160,
		rows: 40,
		steps: [
			[/ live/, 'Tab', 'Tab', 'Tab'],
			[/\[mscn /, 'b', 'Space', 'Space'],
		],
		shows: /2 marked/,
	},
	{
		name: 'leaderboard',
		title: 'Leaderboard: the best of each algorithm by datasets',
		columns: 120,
		rows: 20,
		steps: [[/ live/, '2']],
		shows: /★/,
	},
	{
		name: 'compare',
		title: 'Compare: three models side by side, with what differs and which is better',
		columns: 120,
		rows: 34,
		steps: [
			[/ live/, 'Tab', 'Tab', 'Tab'],
			[/\[mscn /, 'b', 'Space', 'j', 'j', 'j', 'Space', 'j', 'j', 'j', 'Space', 'c'],
		],
		shows: /RESULTS/,
	},
	{
		name: 'cleanup',
		title: 'Cleanup: the rule as a sentence, what goes and what stays and why',
		columns: 120,
		rows: 30,
		steps: [
			[/ live/, 'Tab', 'Tab', 'Tab'],
			[/\[mscn /, 'x'],
		],
		shows: /now +█/,
	},
	{
		name: 'charts',
		title: 'Charts: the objective over time, with the best so far',
		columns: 120,
		rows: 30,
		steps: [
			[/ live/, 'Tab', 'Tab', 'Tab'],
			[/\[mscn /, '7'],
		],
		shows: /over time\]/,
	},
];

async function take(picture: Picture): Promise<void> {
	const {name, title, columns, rows, steps, shows} = picture;
	const home = fs.mkdtempSync(path.join(os.tmpdir(), 'mreg-picture-'));
	const root = path.join(home, 'experiments');
	fs.cpSync(path.join(project, 'ExampleData'), root, {recursive: true});
	const longAgo = new Date('2024-11-02T00:00:00Z');
	for (const file of fs.readdirSync(root, {recursive: true, encoding: 'utf8'})) fs.utimesSync(path.join(root, file), longAgo, longAgo);
	const env = {HOME: home, LANG: 'C.UTF-8', TERM: 'xterm-256color', COLORTERM: 'truecolor', TZ: 'UTC', PATH: process.env['PATH'] ?? ''};
	const terminal = startTerminal({command: process.execPath, args: [path.join(project, 'dist', 'cli.js'), root], cols: columns, rows, env, cwd: home});
	try {
		for (const [before, ...keys] of steps) {
			await terminal.until(lines => before.test(lines.join('\n')), {timeout: 20_000});
			terminal.press(...keys);
		}
		await terminal.until(lines => shows.test(lines.join('\n')), {timeout: 20_000});
		fs.writeFileSync(path.join(folder, `${name}.svg`), screenSvg(terminal, {columns, rows, title}));
		console.log(`docs/pictures/${name}.svg`);
	} finally {
		await closeTerminals();
		fs.rmSync(home, {recursive: true, force: true});
	}
}

fs.mkdirSync(folder, {recursive: true});
for (const picture of pictures) await take(picture);
