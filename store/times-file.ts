/** Reads the file of times that a test wrote. */

import fs from 'node:fs';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

/** Ten million times with all their digits (bytes). */
const largest = 256_000_000;

/** Waits for a pipe, as `<(cut -f2 log.tsv)` is one. @param file absolute @returns its text @throws UserError why it cannot be read */
export function readTimesText(file: string): string {
	try {
		const stat = fs.statSync(systemPath(file));
		if (stat.isDirectory()) {
			throw new UserError('usage', `The times ${file} cannot be read: it is a folder.`, {hint: 'Name the file in it that has the times.'});
		}
		if (stat.size <= largest) return fs.readFileSync(systemPath(file), 'utf8');
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError(codeOf(error), `The times ${file} cannot be read: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
	}
	throw new UserError('unreadable', `${file} is too large for a list of times.`, {hint: 'Seconds, one a line, or a JSON array.'});
}
