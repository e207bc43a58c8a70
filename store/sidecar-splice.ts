/** The bytes of a sidecar, opened to be edited, and one place of them changed: the others stay, byte for byte. */

import type {Edit, Node} from 'jsonc-parser';
import type {EditItem} from './domain/journal-entry.ts';
import {parseTextTree} from './json-text.ts';
import {parseJsonBytes, sidecarLimits} from './sidecar-file.ts';

/** One place of a sidecar, changed. */
export interface EditedText {
	/** The whole file. */
	readonly bytes: Buffer;
	/** Where both texts stand, in bytes from the beginning of the file. */
	readonly offset: number;
	/** The text that was replaced; null where nothing stood. */
	readonly before: string | null;
	readonly after: string | null;
	/** As store/domain/sidecar.ts reads them. */
	readonly tags?: EditItem['tags'];
	readonly note?: EditItem['note'];
	readonly aliases?: EditItem['aliases'];
}

export type EditOutcome =
	| ({readonly kind: 'edited'} & EditedText)
	/** It says that already. */
	| {readonly kind: 'unchanged'}
	/** `reason` follows the file's name; `cut`: the text ends in the middle, as while it is being written. */
	| {readonly kind: 'refused'; readonly reason: string; readonly cut?: boolean};

export type Refused = Extract<EditOutcome, {kind: 'refused'}>;

const bom = '\ufeff';

/** A sidecar that can be edited. */
export interface Opened {
	readonly text: string;
	readonly root: Node;
	/** Of the text, in bytes. */
	readonly start: number;
}

/** Parses the bytes of a sidecar, or says why it cannot be edited. */
export function openSidecar(bytes: Buffer): Opened | Refused {
	const parsed = parseJsonBytes(bytes);
	if ('message' in parsed) return {kind: 'refused', reason: parsed.message, ...(parsed.cut ? {cut: true} : {})};
	const whole = bytes.toString('utf8');
	const text = whole.startsWith(bom) ? whole.slice(bom.length) : whole;
	const root = parseTextTree(text);
	return root?.type === 'object' ? {text, root, start: whole === text ? 0 : Buffer.byteLength(bom)} : refused('is not a JSON object.');
}

/** @param reason follows the file's name */
export function refused(reason: string): Refused {
	return {kind: 'refused', reason};
}

/** The bytes with one place of their text changed. */
export function edited(
	bytes: Buffer,
	{text, start, edit, ...words}: {text: string; start: number; edit: Edit} & Pick<EditedText, 'tags' | 'note' | 'aliases'>,
): EditOutcome {
	const offset = start + Buffer.byteLength(text.slice(0, edit.offset));
	const before = text.slice(edit.offset, edit.offset + edit.length);
	const whole = splice(bytes, {offset, before, after: edit.content});
	if (whole === undefined) throw new Error('Bug: an edit begins where its text does not stand');
	if (whole.length > sidecarLimits.bytes) return refused(`would be larger than ${sidecarLimits.bytes} bytes, and could not be read any more.`);
	return {kind: 'edited', bytes: whole, offset, before: before === '' ? null : before, after: edit.content, ...words};
}

/** Puts one text in the place of another. @returns the whole file; undefined where that text does not stand there */
export function splice(bytes: Buffer, {offset, before, after}: {readonly offset: number; readonly before: string; readonly after: string}): Buffer | undefined {
	const end = offset + Buffer.byteLength(before);
	if (end > bytes.length || bytes.toString('utf8', offset, end) !== before) return undefined;
	return Buffer.concat([bytes.subarray(0, offset), Buffer.from(after), bytes.subarray(end)]);
}

/** New text is escaped as Python does by default, where the file is. */
export function spelled(text: string, added: string): string {
	if (/[^\0-\x7f]/.test(text) || !/\\u[0-9a-f]{4}/i.test(text)) return added;
	return added.replace(/[^\0-\x7f]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
