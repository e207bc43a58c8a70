/** Hands text to the editor of the user, in a temporary file. */

import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {UserError} from './domain/user-error.ts';

/**
 * Waits until the editor ($VISUAL, else $EDITOR, else vi) is left; it has the terminal meanwhile.
 *
 * @returns the text as it was saved, without the newline that editors put at its end
 * @throws UserError where the editor cannot be started, or ends with an error
 */
export function editText(text: string, env: NodeJS.ProcessEnv): string {
	const editor = [env.VISUAL, env.EDITOR].find(name => name !== undefined && name.trim() !== '') ?? 'vi';
	const folder = mkdtempSync(join(tmpdir(), 'mreg-note-'));
	const file = join(folder, 'note.txt');
	try {
		writeFileSync(file, text === '' ? '' : `${text}\n`, {mode: 0o600});
		// The variable may hold options: a shell takes it apart, as git's does.
		const {status, signal, error} = spawnSync('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], {stdio: 'inherit', env});
		if (error || status !== 0) {
			throw new UserError('failed', `The editor \`${editor}\` ended with ${error?.message ?? signal ?? `code ${status}`}: the note stays as it was.`, {
				hint: 'Set EDITOR to another one, or press n to write the note here.',
			});
		}
		return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}
