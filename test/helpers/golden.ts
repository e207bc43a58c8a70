/** Files that an output must equal byte for byte. A change of them is made on purpose: `MREG_WRITE_GOLDEN=1 npx vitest run FILE`, then read the diff. */

import fs from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';

const folder = path.join(import.meta.dirname, '..', '..', 'fixtures', 'export');

/** Fails where the lines, each with LF, are not the bytes of fixtures/export/`name`; also after writing them, so that no run passes by writing. */
export function expectGolden(name: string, lines: Iterable<string>): void {
	const file = path.join(folder, name);
	const text = [...lines].map(line => `${line}\n`).join('');
	if (process.env['MREG_WRITE_GOLDEN'] === '1') {
		fs.mkdirSync(folder, {recursive: true});
		fs.writeFileSync(file, text);
		expect.fail(`${file} was written. Read its diff, then run the test without MREG_WRITE_GOLDEN.`);
	}
	expect(text, `not the bytes of fixtures/export/${name}`).toBe(fs.readFileSync(file).toString('utf8'));
}
