/** Fresh folders for tests on a real disk; they are gone when the test file is done. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll} from 'vitest';

const made = new Set<string>();

/** A new empty folder as an absolute real path. It is removed after the test file, whatever has been put into it. */
export function temporaryFolder(): string {
	const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mreg-test-')));
	made.add(folder);
	return folder;
}

afterAll(removeAll);
// What was made by a test file that ended without its hooks.
process.once('exit', removeAll);

function removeAll(): void {
	for (const folder of made) {
		remove(folder);
		made.delete(folder);
	}
}

/** By `rm`, because names need not be UTF-8. */
function remove(folder: string): void {
	try {
		execFileSync('rm', ['-rf', '--', folder], {stdio: 'ignore'});
	} catch {
		// A folder that its test made unreadable.
		execFileSync('chmod', ['-R', 'u+rwX', '--', folder], {stdio: 'ignore'});
		execFileSync('rm', ['-rf', '--', folder], {stdio: 'ignore'});
	}
}
