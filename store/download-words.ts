/** Why a download failed, in sentences. A URL is shown without what signs it in. */

import {sizeWords as size} from './domain/size-words.ts';
import {UserError} from './domain/user-error.ts';
import type {KeptFile} from './download-folder.ts';
import type {Part} from './download-part.ts';
import type {NetworkError} from './http-get.ts';
import {hintFor, reasonOf} from './system-error.ts';

const otherProgram = 'Download it with another program, then: mreg register NAME PATH.';

/** Nothing of it is kept: it would never be used. */
export function tooLarge(url: string, {most, part}: {readonly most: number; readonly part: Part}): UserError {
	const {total} = part.facts();
	part.remove();
	const has = total === undefined ? 'has more' : `has ${size(total)}, more`;
	return new UserError('failed', `${url} ${has} than the ${size(most)} that are downloaded at most.`, {hint: otherProgram});
}

export function noRoom(url: string, {needed, left, place}: {readonly needed: number; readonly left: number; readonly place: string}): UserError {
	return new UserError('failed', `${url} needs ${size(needed)}, and the disk of ${place} has ${size(left)} left.`, {
		hint: 'Free some space on that disk (mreg purge empties the trash), then try again.',
	});
}

/** After the last try. What arrived stays where it can be gone on from. */
export function brokenOff(url: string, part: Part, {message, kind, cause}: NetworkError): UserError {
	const said = `${url} cannot be downloaded: ${message}.`;
	if (kind === 'malformed') {
		part.remove();
		return new UserError('failed', said, {hint: `Try another address. ${otherProgram}`, cause});
	}
	if (!part.canContinue()) return new UserError('failed', said, {hint: 'Check the address and the network, then try again.', cause});
	const {total} = part.facts();
	const came = `${size(part.bytes())}${total === undefined ? '' : ` of ${size(total)}`} came, and are kept.`;
	return new UserError('failed', `${said} ${came}`, {hint: 'Type it again: it goes on from there.', cause});
}

/** Somebody stopped it. @param folder where downloads are kept, absolute @param part what came, where that was known already */
export function stopped(folder: string, part?: Part): UserError {
	if (part?.canContinue() !== true) return new UserError('declined', 'The download was stopped: nothing was registered.');
	const {total} = part.facts();
	const came = `${size(part.bytes())}${total === undefined ? '' : ` of ${size(total)}`}`;
	return new UserError('declined', `The download was stopped. ${came} stay in ${folder.slice(folder.lastIndexOf('/') + 1)}/ and are taken up again.`);
}

export function brokenDisk(url: string, place: string, error: NodeJS.ErrnoException): UserError {
	const message = `Cannot keep the download of ${url} in ${place}: ${reasonOf(error)}. Nothing was registered.`;
	return new UserError('failed', message, {hint: hintFor(error), cause: error});
}

/** For a kept file that is used although the server cannot be asked about it. */
export function keptNote(url: string, {record}: KeptFile, {message}: NetworkError): string {
	return `${url} cannot be asked whether it has changed: ${message}. The file that was downloaded on ${record.downloaded_at.slice(0, 10)} is used.`;
}
