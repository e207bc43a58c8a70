/** The README's tables of commands and keys, from the program's own data; run directly, it writes them into the README. */

import fs from 'node:fs';
import path from 'node:path';
import {commands} from '../source/commands/all.ts';
import type {KeyGroup} from '../source/key-binding.ts';
import {keymap} from '../source/keymap.ts';

const readme = path.join(import.meta.dirname, '../README.md');
const groups: readonly KeyGroup[] = ['move', 'mark', 'view', 'rank', 'change', 'system'];

/** The README with its tables as they should be. @param text the README as it is */
export function withTables(text: string): string {
	return replaceBetween(replaceBetween(text, 'commands', commandTable()), 'keys', keyTable());
}

function commandTable(): string {
	const rows = commands.map(command => `| \`mreg ${command.name}\` | ${cell(command.summary)} | \`${cell(command.examples[0]?.line ?? '')}\` |`);
	return ['| command | what it does | for example |', '|---|---|---|', ...rows].join('\n');
}

function keyTable(): string {
	const rows = groups.flatMap(group =>
		keymap.filter(binding => binding.group === group).map(binding => `| ${group} | ${cell(binding.shown)} | ${cell(binding.help)} |`),
	);
	return ['| | keys | what they do |', '|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('*', '\\*');
}

function replaceBetween(text: string, name: string, content: string): string {
	const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
	const [from, to] = [text.indexOf(begin), text.indexOf(end)];
	if (from === -1 || to === -1) throw new Error(`The README has no ${begin} … ${end}.`);
	return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

if (process.argv[1] === import.meta.filename) fs.writeFileSync(readme, withTables(fs.readFileSync(readme, 'utf8')));
