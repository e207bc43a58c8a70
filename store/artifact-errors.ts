/** What is said of model files that cannot be read, that are written meanwhile, or that are registered already. */

import {formatVersion, type Version} from './domain/family.ts';
import {UserError} from './domain/user-error.ts';
import {hintFor, isSystemError, reasonOf} from './system-error.ts';

/** A failed call on a file that is read, in words. Throws the error again where it is a bug. */
export function unreadable(path: string, error: unknown): UserError {
	if (!isSystemError(error)) throw error;
	return new UserError('unreadable', `${path} cannot be read: ${reasonOf(error)}.`, {hint: hintFor(error), cause: error});
}

/** What is said of a file that is not what it was. */
export function changedMeanwhile(path: string): UserError {
	return new UserError('changed', `${path} changed while it was read.`, {hint: 'Wait until no program writes it any more, then try again.'});
}

/** What is said of bytes that the family has, where they were to get another number. */
export function knownAlready(known: Version, wanted: number): UserError {
	const {family} = known;
	return new UserError('failed', `These bytes are ${formatVersion(known)} already. Nothing was registered.`, {
		hint: `--new-version registers them again, as ${formatVersion({family, version: wanted})}.`,
	});
}
