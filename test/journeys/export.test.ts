/** Someone takes a table along: to a file, or to the clipboard. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {openDashboard, type Dashboard} from '../helpers/dashboard.ts';
import {exampleData, mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

/** What says when it was made is not the same a minute later. */
const undated = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'then');

async function openMscn(root = exampleData()): Promise<Dashboard> {
	const dashboard = await openDashboard(root, {cols: 120, rows: 30});
	await dashboard.go(['BTab'], /\[mscn 20\]/);
	return dashboard;
}

/** Types a name in place of the one that is proposed. */
async function write(dashboard: Dashboard, file: string): Promise<void> {
	await dashboard.go(['Enter'], /^ file \S+/m);
	dashboard.press('C-u');
	dashboard.type(file);
	await dashboard.until(() => dashboard.screen().join('').includes(path.basename(file)));
	dashboard.press('Enter');
}

test('Compare as Markdown: the file is what mreg compare prints, and an existing one stays', async () => {
	const root = exampleData();
	const dashboard = await openMscn(root);
	await dashboard.go(['Space', 'Space'], /2 marked/);
	await dashboard.go(['c'], /^ compare {2}2 models/m);
	// What is in the files is read after that, and stands far below.
	await dashboard.go(['G'], /^ values /m);
	await dashboard.go(['E'], /^ export {2}Markdown ▾ {2}CSV {2}LaTeX {2}JSON {4}digits auto/m);
	const file = path.join(temporaryFolder(), 'table.md');
	await write(dashboard, file);
	await dashboard.until(/Wrote \S+table\.md/);
	const text = fs.readFileSync(file, 'utf8');
	const printed = await mreg(['compare', 'mscn_20241022_230029', 'mscn_20241023_014209', '--differences', '--format', 'md', '--root', root]);
	expect(text.endsWith('\n')).toBe(true);
	expect(text).toMatch(/^\| \*\*RESULTS: imdb, 113 queries\*\*/m);
	expect(bodyOf(text)).toBe(bodyOf(printed.stdout));
	await write(dashboard, file);
	await dashboard.until(lines => /is there already\. Nothing was written\./.test(lines.at(-1) ?? ''));
	expect(fs.readFileSync(file, 'utf8')).toBe(text);
	// The name is proposed again, so that it can be mended.
	await dashboard.go(['Enter'], /^ file .*table\.md/m);
	await dashboard.go(['Escape'], lines => !lines.some(line => line.startsWith(' file ')));
	await dashboard.until(/^ export/m);
	await dashboard.go(['Escape'], /^ compare {2}2 models/m);
});

/** The table itself, and what stands below it: not its title, nor the command that it was made by. */
function bodyOf(text: string): string {
	return undated(text)
		.replace(/^<!--[^]*?-->\n*/, '')
		.replace(/^\*\*compare .*\n*/, '');
}

test('Leaderboard in each format: CSV, LaTeX and JSON are what mreg leaderboard prints', async () => {
	const root = exampleData();
	const dashboard = await openDashboard(root, {cols: 120, rows: 30});
	await dashboard.go(['2'], /^ leaderboard/m);
	await dashboard.go(['E'], /Markdown ▾/);
	const folder = temporaryFolder();
	for (const [name, format] of [
		['CSV', 'csv'],
		['LaTeX', 'latex'],
	] as const) {
		await dashboard.go(['Tab'], new RegExp(`${name} ▾`));
		const file = path.join(folder, `board.${format}`);
		await write(dashboard, file);
		await dashboard.until(new RegExp(`Wrote \\S+board\\.${format}`));
		const printed = await mreg(['leaderboard', '--metric', 'total_time', '--format', format, '--root', root]);
		expect(undated(fs.readFileSync(file, 'utf8'))).toBe(undated(printed.stdout).replace(` --format ${format}\n`, '\n'));
	}
	expect(fs.readFileSync(path.join(folder, 'board.latex'), 'utf8')).toContain(String.raw`\textbf{`);
	await dashboard.go(['Tab'], /JSON ▾/);
	await write(dashboard, path.join(folder, 'board.json'));
	await dashboard.until(/Wrote \S+board\.json/);
	const json = JSON.parse(fs.readFileSync(path.join(folder, 'board.json'), 'utf8'));
	expect(json).toMatchObject({schema: 1, columns: expect.any(Array), rows: expect.any(Array)});
	expect(json.rows).toHaveLength(3);
	await dashboard.go(['Tab'], /Markdown ▾/);
	await dashboard.go(['BTab'], /JSON ▾/);
});

test('the rows of Browse: y copies exactly the text that would be written', async () => {
	const dashboard = await openMscn();
	dashboard.type('/is:best\r');
	await dashboard.until(/ 1 of 20 {2}Esc/);
	await dashboard.go(['E'], /Markdown ▾.* 1 row$/m);
	await dashboard.go(['Tab'], /CSV ▾/);
	const copied = /y copies ([\d,]+) bytes/.exec(dashboard.screen().join('\n'))?.[1];
	await dashboard.go(['y'], /^ Copied [\d,]+ bytes\./m);
	expect(Buffer.byteLength(dashboard.clipboard() ?? '')).toBe(Number(copied?.replace(',', '')));
	const file = path.join(temporaryFolder(), 'rows.csv');
	await write(dashboard, file);
	await dashboard.until(/Wrote \S+rows\.csv/);
	expect(fs.readFileSync(file, 'utf8')).toBe(dashboard.clipboard());
	expect(dashboard.clipboard()).toContain('mscn_20241022_230029');
	await dashboard.go(['q'], /^ 1\/1 /m);
});

test('+ and - say how many digits', async () => {
	const dashboard = await openDashboard(exampleData(), {cols: 120, rows: 30});
	await dashboard.go(['2'], /^ leaderboard/m);
	await dashboard.go(['E'], /digits auto/);
	await dashboard.go(['+'], /digits 2/);
	await dashboard.until(/\*\*40\.98\*\*/);
	await dashboard.go(['+'], /digits 3/);
	await dashboard.until(/\*\*40\.980\*\*/);
	await dashboard.go(['-', '-', '-'], /digits 0/);
	await dashboard.until(/\*\*41\*\*/);
	await dashboard.go(['-'], /digits auto/);
	// Next time it is as it was left.
	await dashboard.go(['+', 'Tab', 'Tab'], /LaTeX ▾.*digits 2/);
	await dashboard.go(['q'], /^ leaderboard/m);
	await dashboard.go(['E'], /LaTeX ▾.*digits 2/);
});

test('a file that cannot be written is said, and the name stays; without a name nothing is', async () => {
	const dashboard = await openMscn();
	await dashboard.go(['E'], /Markdown ▾/);
	await write(dashboard, '/nowhere at all/table.md');
	await dashboard.until(lines => /nowhere at all/.test(lines.at(-1) ?? ''));
	await dashboard.go(['Enter'], /^ file \/nowhere at all\/table\.md/m);
	await dashboard.go(['C-u'], 'a name, or a whole path');
	dashboard.press('Enter', 'Enter');
	dashboard.type('q');
	await dashboard.until(/^ file q/m);
	await dashboard.go(['Escape'], lines => !lines.some(line => line.startsWith(' file ')));
});

test('a name without a folder is one in the folder one started in', async () => {
	const dashboard = await openMscn();
	await dashboard.go(['E'], /Markdown ▾/);
	await dashboard.go(['Enter'], /^ file models\.md/m);
	const [, file = ''] = /Wrote (\S+)/.exec((await dashboard.go(['Enter'], /Wrote \S+models\.md/)).join('\n')) ?? [];
	expect(fs.readFileSync(file, 'utf8')).toContain('mscn_20241022_230029');
});

test('the preview is the text, line by line, and says what it cuts', async () => {
	const dashboard = await openMscn();
	await dashboard.go(['E'], /lines 1–\d+ of \d+/);
	await dashboard.go(['Tab'], /CSV ▾/);
	await dashboard.go(['y'], /Copied/);
	const lines = (dashboard.clipboard() ?? '').split('\n');
	const shown = dashboard.screen().slice(2, 5);
	for (const [index, line] of shown.entries()) expect(lines[index]?.startsWith(line.replace(/…$/, ''))).toBe(true);
	await dashboard.go(['G'], /lines \d+–(\d+) of \1/);
	await dashboard.go(['g'], /lines 1–/);
});
