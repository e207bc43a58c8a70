/** The README tells what the program does: its tables are those of the program. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {withTables} from '../scripts/readme-tables.ts';
import {commands} from '../source/commands/all.ts';
import {keymap} from '../source/keymap.ts';

test('the tables of commands and keys in the README are those of the program (npm run readme writes them)', () => {
	const text = fs.readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');
	expect(withTables(text)).toBe(text);
});

test('every command and every key stands in the README', () => {
	const lines = withTables(fs.readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8')).split('\n');
	const missing = keymap.filter(({group, help}) => !lines.some(line => line.startsWith(`| ${group} |`) && line.includes(help)));
	expect(missing.map(({id}) => id)).toEqual([]);
	expect(commands.map(({name}) => name).filter(name => !lines.some(line => line.startsWith(`| \`mreg ${name}\``)))).toEqual([]);
});
