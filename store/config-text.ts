/** The text of a config file as a whole: reading it, where a key stands in it, and putting another text in its place. */

import {readFileSync} from 'node:fs';
import path from 'node:path';
import {findNodeAtLocation} from 'jsonc-parser';
import {ensureFolder, writeChunksAtomic} from './atomic-file.ts';
import {UserError} from './domain/user-error.ts';
import {parseTextTree} from './json-text.ts';
import {withLock, type LockOptions} from './lock.ts';
import {systemCode, systemReason} from './system-error.ts';

/** The text of a file; undefined where there is none. @throws UserError `unreadable` */
export function readConfigText(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw new UserError('unreadable', `${file} cannot be read: ${systemReason(error)}.`);
	}
}

/** The line of a key in a JSON text, from 1; undefined where it is not there. */
export function lineOfKey(text: string, keys: ReadonlyArray<string | number>): number | undefined {
	const tree = parseTextTree(text.replace(/^\ufeff/, ' '));
	const node = tree && findNodeAtLocation(tree, [...keys]);
	// A property is the node of its key and that of its value.
	const offset = node?.parent?.type === 'property' ? node.parent.offset : node?.offset;
	return offset === undefined ? undefined : text.slice(0, offset).split('\n').length;
}

/**
 * Puts a text in the place of another, in one step and under the lock of its folder, which is made where it is missing.
 *
 * @param before the text that was read; undefined: there was no file
 * @throws UserError `changed` where it is another one by now, `locked`, or why it cannot be written
 */
export function writeConfigText(file: string, after: string, {before, ...lock}: LockOptions & {readonly before: string | undefined}): void {
	const folder = path.dirname(file);
	ensureFolder(folder, {mode: 0o700});
	withLock(folder, lock, () => {
		const isStillWanted = () => readConfigText(file) === before;
		if (isStillWanted() && writeChunksAtomic(file, [Buffer.from(after)], {isStillWanted})) return;
		throw new UserError('changed', `${file} was changed meanwhile by another program. Nothing was written.`, {hint: 'Edit it anew.'});
	});
}
