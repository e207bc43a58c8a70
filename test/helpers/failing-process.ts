/**
 * Prints `ready`, waits for a line of input, then writes `new` to FILE in the way that is asked for.
 * Exits with 0, or with 10 if it was told that the old state stands and 11 if the new one; the message and hint are printed.
 */

import {readSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {ensureFolder, WriteError, writeChunksAtomic, writeFileAtomic} from '../../store/atomic-file.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {withLock} from '../../store/lock.ts';

const [file = '', way] = process.argv.slice(2);
const write = () => writeFileAtomic(file, 'new');
const ways: Record<string, () => void> = {
	write,
	folder() {
		ensureFolder(dirname(file));
		write();
	},
	pieces: () =>
		writeChunksAtomic(
			file,
			['n', 'e', 'w'].map(text => Buffer.from(text)),
		),
	locked: () => withLock(dirname(file), {waitMs: 0}, write),
	nobody() {
		process.setgroups?.([]);
		process.setgid?.(65534);
		process.setuid?.(65534);
		write();
	},
};

writeSync(1, 'ready\n');
readSync(0, Buffer.alloc(1));
try {
	ways[way ?? 'write']?.();
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	process.exitCode = standsNew(error) ? 11 : 10;
	print(`${error.code}\n${error.message.replaceAll('\n', ' ')}\n${error.hint ?? ''}\n`);
}

function standsNew(error: UserError): boolean {
	return error instanceof WriteError ? error.stands === 'new' : error.message.includes('The change is made');
}

/** The call that is made to fail may be this one. */
function print(text: string): void {
	for (let attempt = 0; attempt < 4; attempt++) {
		try {
			writeSync(1, text);
			return;
		} catch {
			// Once more.
		}
	}
}
