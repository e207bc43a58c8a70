/** Why nothing was registered, in whole sentences: by the name of the family or of what was to be registered, never by that of a folder it is made in. */

import fs from 'node:fs';
import path from 'node:path';
import {formatVersion} from './domain/family.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import type {Ready} from './register-publish.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

/** Runs what registers nothing where it fails: its errors say so. */
export function saidWhole<T>(action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (!(error instanceof UserError) || /Nothing was (registered|changed)/.test(error.message)) throw error;
		throw new UserError(error.code, `${error.message} Nothing was registered.`, {hint: error.hint, cause: error.cause ?? error});
	}
}

/** A failed system call in words; any other error as it is. */
export function inWords(
	error: unknown,
	{family, place, source, isInPlace, registration: {version}}: Pick<Ready, 'family' | 'place' | 'source' | 'isInPlace' | 'registration'>,
): unknown {
	if (!isSystemError(error)) return error;
	const code = codeOf(error) === 'read-only' ? 'read-only' : 'failed';
	const why = `${reasonOf(error)}. Nothing was registered.`;
	if (isInPlace && (error.syscall === 'unlink' || !mayBeChanged(path.dirname(source.path)))) {
		const hint = 'Leave out --move: it is copied then, and stays there.';
		return new UserError(code, `${path.basename(source.path)} cannot be taken out of ${path.dirname(source.path)}: ${why}`, {hint, cause: error});
	}
	const what = version === undefined ? family : formatVersion({family, version});
	return new UserError(code, `${what} cannot be put into ${place.models}: ${why}`, {hint: hintFor(error), cause: error});
}

function mayBeChanged(folder: string): boolean {
	try {
		fs.accessSync(systemPath(folder), fs.constants.W_OK);
		return true;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}
