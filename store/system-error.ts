/** Failed system calls in words: the reason, the kind, what to do. */

import {getSystemErrorMessage} from 'node:util';
import type {ErrorCode} from './domain/user-error.ts';

/** Returns what to do about a failed system call. */
export function hintFor(error: unknown): string {
	switch (systemCode(error)) {
		case 'ENOSPC':
		case 'EDQUOT':
			return 'Free some space on that disk (mreg purge empties the trash), then try again.';
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
			return 'Check the permissions of the file and of its folder, and that the disk is not mounted read-only.';
		case 'ENOENT':
		case 'ENOTDIR':
			return 'Check that the folder still exists and that its disk is mounted.';
		case 'ELOOP':
			return 'Change the file that the link points to, or put a copy in place of the link.';
		default:
			return 'Check the disk (dmesg often says more), then try again.';
	}
}

/** Returns the kind of a failed system call, as users see it. */
export function codeOf(error: unknown): ErrorCode {
	switch (systemCode(error)) {
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
		case 'ELOOP':
			return 'read-only';
		case 'ENOENT':
		case 'ENOTDIR':
			return 'not-found';
		default:
			return 'failed';
	}
}

/** Returns the system's words for a failed call: `no space left on device (ENOSPC)`. */
export function reasonOf(error: unknown): string {
	if (!isSystemError(error)) return String(error);
	return error.errno === undefined ? error.message : `${getSystemErrorMessage(error.errno)} (${error.code})`;
}

/** The system's words for a failed call. Throws the error again where it is none: a bug must not pass for a broken disk. */
export function systemReason(error: unknown): string {
	if (!isSystemError(error)) throw error;
	return reasonOf(error);
}

/** The code of a failed system call (`ENOENT`), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
	return isSystemError(error) ? error.code : undefined;
}

/** True for what a failed system call throws. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'syscall' in error && 'code' in error;
}
