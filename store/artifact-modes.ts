/** The write permissions of a promoted artifact's files: taken where it is registered, and given back where that is taken back. */

import {closeSync, constants, fchmodSync, fstatSync, openSync} from 'node:fs';
import {systemPath} from './file-names.ts';
import {isSystemError} from './system-error.ts';

/** The modes that files had, by their paths below the root. */
export type Modes = Readonly<Record<string, number>>;

const writeBits = 0o222;

/** Takes the w bits from files whose modes are still these. @returns those that could not be changed */
export function takeWriteBits(root: string, modes: Modes): readonly string[] {
	return changed(root, modes, mode => ({from: mode, to: mode & ~writeBits}));
}

/** Gives files the w bits back that takeWriteBits took; one that got another mode since keeps that. @returns those that could not be changed */
export function giveWriteBits(root: string, modes: Modes): readonly string[] {
	return changed(root, modes, mode => ({from: mode & ~writeBits, to: mode}));
}

function changed(root: string, modes: Modes, change: (mode: number) => {readonly from: number; readonly to: number}): readonly string[] {
	return Object.entries(modes).flatMap(([path, mode]) => {
		const {from, to} = change(mode);
		try {
			// By an open file, so that a link which somebody put in its place is not followed.
			const fd = openSync(systemPath(`${root}/${path}`), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
			try {
				const stat = fstatSync(fd);
				if (stat.isFile() && (stat.mode & 0o7777) === from) fchmodSync(fd, to);
				return [];
			} finally {
				closeSync(fd);
			}
		} catch (error) {
			if (!isSystemError(error)) throw error;
			return [path];
		}
	});
}
