/** The README tells what the program does: its tables are those of the program. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {withTables} from '../scripts/readme-tables.ts';

test('the tables of commands and keys in the README are those of the program (npm run readme writes them)', () => {
	const text = fs.readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');
	expect(withTables(text)).toBe(text);
});
