/** Reads the file that a cleanup plan was written to. */

import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {UserError} from './domain/user-error.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

/** A larger one is none of ours: a plan of 100,000 models has 60 MB (bytes). */
const largest = 256_000_000;

/** @param file absolute @returns its text @throws UserError why it cannot be read */
export function readPlanText(file: string): string {
	try {
		// A pipe must not block.
		const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const stat = fstatSync(fd);
			if (!stat.isFile()) throw unusable(file, 'is not a regular file');
			if (stat.size > largest) throw unusable(file, `is too large for a plan (${stat.size} bytes)`);
			return readFileSync(fd, 'utf8');
		} finally {
			closeSync(fd);
		}
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError(codeOf(error), `The plan ${file} cannot be read: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
	}
}

function unusable(file: string, why: string): UserError {
	return new UserError('unreadable', `${file} ${why}.`, {hint: 'mreg cleanup --plan FILE writes one.'});
}
