/** Bytes in a nameless file: they come back, nothing is left behind, and a full disk costs nothing but memory. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fileSource, readBlob, Spill, type Blob} from '../../store/blob-file.ts';
import {holdsForAll} from '../helpers/property.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

describe('a spill', () => {
	test('gives back what it was given, in any order, while it takes more', () => {
		const sizes = fc.array(fc.oneof(fc.integer({min: 0, max: 50}), fc.integer({min: 90_000, max: 300_000})), {minLength: 1, maxLength: 12});
		holdsForAll(
			[sizes, fc.boolean()],
			(sizes, isThere) => {
				const spill = new Spill(isThere ? temporaryFolder() : '/nowhere/at/all');
				const kept: Array<{blob: Blob; bytes: Buffer}> = [];
				for (const [index, size] of sizes.entries()) {
					const bytes = Buffer.alloc(size, index + 1);
					kept.push({blob: spill.keep(bytes), bytes});
					const back = kept[(index * 7) % kept.length];
					if (back) expect(readBlob(back.blob).equals(back.bytes)).toBe(true);
				}
				for (const {blob, bytes} of kept) expect(readBlob(blob).equals(bytes)).toBe(true);
			},
			{runs: 40},
		);
	});

	test('leaves no name in its folder', () => {
		const folder = temporaryFolder();
		const spill = new Spill(folder);
		const blob = spill.keep(Buffer.alloc(1_000_000, 7));
		expect(readBlob(blob)).toHaveLength(1_000_000);
		expect(fs.readdirSync(folder)).toEqual([]);
	});

	test('that is cleared begins anew', () => {
		const spill = new Spill(temporaryFolder());
		spill.keep(Buffer.alloc(300_000, 1));
		spill.clear();
		const blobs = [2, 3].map(byte => spill.keep(Buffer.alloc(300_000, byte)));
		expect(blobs.map(blob => readBlob(blob)[0])).toEqual([2, 3]);
	});

	test('on a full disk keeps everything in memory', () => {
		const program = path.join(import.meta.dirname, '..', 'helpers', 'spilling-process.ts');
		// Files of this process may have 100 blocks of 512 bytes; what is more is refused, as by a full disk.
		const output = execFileSync('sh', ['-c', 'trap "" XFSZ; ulimit -f 100; exec "$0" "$@"', process.execPath, program, temporaryFolder()], {encoding: 'utf8'});
		expect(output).toBe('40 of 40\n');
	});
});

describe('an open file', () => {
	test('is the same bytes when another one takes its name', () => {
		const file = path.join(temporaryFolder(), 'x');
		fs.writeFileSync(file, 'old bytes');
		const source = fileSource(fs.openSync(file, 'r'));
		fs.renameSync(file, `${file}.old`);
		fs.writeFileSync(file, 'new');
		expect(source.read(4, 5).toString()).toBe('bytes');
	});

	test('that is shorter than it was says so', () => {
		const file = path.join(temporaryFolder(), 'x');
		fs.writeFileSync(file, 'short');
		expect(() => fileSource(fs.openSync(file, 'r')).read(2, 10)).toThrow('shorter');
	});
});
