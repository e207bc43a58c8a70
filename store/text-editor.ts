/** Hands text to the editor of the user, in a temporary file. */

import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {UserError} from './domain/user-error.ts';

/** What is edited. */
export interface EditedText {
	/** The name of the file that the editor sees: it chooses its colours by that. */
	readonly name: string;
	/** What is so when the editor fails, raw: `the note stays as it was`. */
	readonly otherwise: string;
	readonly hint: string;
}

const aNote: EditedText = {name: 'note.txt', otherwise: 'the note stays as it was', hint: 'Set EDITOR to another one, or press n to write the note here.'};

/**
 * Waits until the editor ($VISUAL, else $EDITOR, else vi) is left; it has the terminal meanwhile.
 *
 * @returns the text as it was saved, without the newline that editors put at its end
 * @throws UserError where the editor cannot be started, or ends with an error
 */
export function editText(text: string, env: NodeJS.ProcessEnv, {name, otherwise, hint}: EditedText = aNote): string {
	const editor = [env.VISUAL, env.EDITOR].find(word => word !== undefined && word.trim() !== '') ?? 'vi';
	const folder = mkdtempSync(join(tmpdir(), 'mreg-edit-'));
	const file = join(folder, name);
	let isKept = false;
	try {
		const before = text === '' ? '' : `${text}\n`;
		writeFileSync(file, before, {mode: 0o600});
		// The variable may hold options: a shell takes it apart, as git's does.
		const {status, signal, error} = spawnSync('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], {stdio: 'inherit', env});
		if (error || status !== 0) {
			// Some end so when a terminal goes away: what was saved by then is somebody's work.
			isKept = (readBack(file) ?? before) !== before;
			const kept = isKept ? `What was saved lies in ${file}. ` : '';
			throw new UserError('failed', `The editor \`${editor}\` ended with ${error?.message ?? signal ?? `code ${status}`}: ${otherwise}.`, {hint: kept + hint});
		}
		const after = readBack(file);
		if (after === undefined) throw new UserError('failed', `The editor \`${editor}\` left no file: ${otherwise}.`, {hint});
		return after.replace(/\r?\n$/, '');
	} finally {
		if (!isKept) rmSync(folder, {recursive: true, force: true});
	}
}

/** Keeps text that could not be put where it belongs. @returns the file, which is the user's to remove */
export function keepText(text: string, name: string): string {
	const file = join(mkdtempSync(join(tmpdir(), 'mreg-edit-')), name);
	writeFileSync(file, text, {mode: 0o600});
	return file;
}

function readBack(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
