/** What a look remembers of the files of one stem, as a short text: equal text, nothing changed. */

import fs from 'node:fs';
import {systemCode} from './system-error.ts';

/** What tells that a file changed. Times are in milliseconds since 1970, as Node has them. */
export interface LookedAt {
	readonly mtimeMs: number;
	readonly ctimeMs: number;
	readonly ino: number;
	readonly size: number;
}

/** What a look saw of one file. */
export interface SeenFile {
	/** Milliseconds since 1970. */
	readonly modifiedAt: number;
	/** Undefined where it is beyond what a look can hold. */
	readonly inode?: string;
}

/** The part of one file, in few letters; '' where it is not there. Times are in microseconds: enough to tell that something changed. */
export function lookOf(name: string, stat: LookedAt | undefined, isBroken: boolean): string {
	return stat ? `${name}/${short(stat.mtimeMs * 1000)}/${short(stat.ctimeMs * 1000)}/${short(stat.ino)}/${short(stat.size)}${isBroken ? '!' : ''}\0` : '';
}

/** What `lookOf` takes of exact figures, to the bit as it is in inexact ones. */
export function lookedAt(stat: fs.BigIntStats): LookedAt {
	return {mtimeMs: milliseconds(stat.mtimeNs), ctimeMs: milliseconds(stat.ctimeNs), ino: Number(stat.ino), size: Number(stat.size)};
}

/** The names that a look saw. */
export function namesInLook(look: string): string[] {
	return look
		.split('\0')
		.slice(0, -1)
		.map(part => part.slice(0, part.indexOf('/')));
}

/** What a look saw of one of them; undefined where it did not. */
export function fileInLook(look: string, name: string): SeenFile | undefined {
	const part = look.split('\0').find(each => each.startsWith(`${name}/`));
	if (part === undefined) return undefined;
	const [modified = '', , inode = ''] = part.slice(name.length + 1).split('/');
	const number = Number.parseInt(inode, 36);
	return {modifiedAt: Number.parseInt(modified, 36) / 1000, ...(Number.isSafeInteger(number) ? {inode: String(number)} : {})};
}

/** True for a link to what is not there. It may come back, and go, without a trace in the link itself. */
export function leadsNowhere(link: string | Buffer): boolean {
	try {
		return fs.statSync(link, {throwIfNoEntry: false}) === undefined;
	} catch (error) {
		return systemCode(error) === 'ELOOP';
	}
}

/** A file of a look, with what does not change when it is renamed. */
export interface LookedFile {
	readonly name: string;
	/** When it was last changed, renamed or given other rights, in milliseconds since 1970. */
	readonly changedAt: number;
	/** Its inode, time and size. */
	readonly sign: string;
}

/** All files that a look saw. */
export function filesInLook(look: string): LookedFile[] {
	return look
		.split('\0')
		.slice(0, -1)
		.map(part => {
			const at = part.indexOf('/');
			const [modified = '', changed = '', inode = '', size = ''] = part
				.slice(at + 1)
				.replace(/!$/, '')
				.split('/');
			return {name: part.slice(0, at), changedAt: Number.parseInt(changed, 36) / 1000, sign: `${inode}/${modified}/${size}`};
		});
}

/** The sign of a file whose exact figures were written down. */
export function signOf({inode, mtime_ns: time, size}: {readonly inode: string; readonly mtime_ns: string; readonly size: number}): string {
	return `${short(Number(inode))}/${short(milliseconds(BigInt(time)) * 1000)}/${short(size)}`;
}

function short(number: number): string {
	return Math.round(number).toString(36);
}

/** Nanoseconds as Node's `mtimeMs` has them, to the bit. */
function milliseconds(nanoseconds: bigint): number {
	return Number(nanoseconds / 1_000_000_000n) * 1000 + Number(nanoseconds % 1_000_000_000n) / 1_000_000;
}
