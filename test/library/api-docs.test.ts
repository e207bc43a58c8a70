/** docs/api.md says what the doc comments of the library say. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const project = path.join(import.meta.dirname, '..', '..');

test('docs/api.md is what `npm run docs` writes, and all that is public is documented', () => {
	const file = path.join(temporaryFolder(), 'api.md');
	execFileSync(process.execPath, [path.join(project, 'scripts', 'api-docs.ts'), file], {stdio: 'inherit'});
	expect(fs.readFileSync(file, 'utf8')).toBe(fs.readFileSync(path.join(project, 'docs', 'api.md'), 'utf8'));
}, 120_000);
