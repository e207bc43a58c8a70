/** The command lines that do what keys do in the Trash screen. Pure. */

import {shellWord} from '../../store/domain/test-command.ts';

/** Names beyond these make no line that a person would type. */
const mostTyped = 6;

/** `mreg restore KEY...`; undefined for many. A model that was removed several times comes back as it was last. @param keys raw */
export function restoreLine(keys: readonly string[]): string | undefined {
	if (keys.length === 0 || keys.length > mostTyped) return undefined;
	const words = keys.map(shellWord);
	// A name that looks like an option stands behind `--`.
	return ['mreg restore', ...(keys.some(key => key.startsWith('-')) ? ['--'] : []), ...words].join(' ');
}

/** `mreg undo TRANSACTION`. */
export function undoLine(txn: string): string {
	return `mreg undo ${shellWord(txn)}`;
}

/** `mreg purge TRANSACTION`. */
export function purgeLine(txn: string): string {
	return `mreg purge ${shellWord(txn)}`;
}
