/** Edits the text of a sidecar: tags, the note, a further result. What an edit does not own stays as it is, character by character. */

import type {Edit, Node} from 'jsonc-parser';
import type {EditItem} from './domain/journal-entry.ts';
import {childrenOf, endOf, insertion, isOneLine, keyOf, lineIndent, parseTextTree, print, replacement, styleOf, valueOf, type EditValue} from './json-text.ts';
import {parseJsonBytes, sidecarLimits} from './sidecar-file.ts';

/** What is to be changed in one sidecar. */
export type SidecarEdit =
	/** Compared exactly. What is to be there and not to be there is there. */
	| {readonly kind: 'tags'; readonly add: readonly string[]; readonly remove: readonly string[]}
	/** `append`: below what is there, as a line of its own. */
	| {readonly kind: 'note'; readonly text: string; readonly append: boolean}
	/** A test, added behind those that are there. */
	| {readonly kind: 'result'; readonly result: {readonly [key: string]: EditValue | undefined}};

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
}

export type EditOutcome =
	| ({readonly kind: 'edited'} & EditedText)
	/** It says that already. */
	| {readonly kind: 'unchanged'}
	/** `reason` follows the file's name; `cut`: the text ends in the middle, as while it is being written. */
	| {readonly kind: 'refused'; readonly reason: string; readonly cut?: boolean};

/** What the sidecar says of tags and note, as store/domain/sidecar.ts reads it; undefined for one that cannot be read. */
export interface SidecarWords {
	readonly tags: readonly string[];
	readonly note: string;
}

const bom = '\ufeff';
const fields = {tags: 'tags', note: 'notes', result: 'testing'} as const;

/** Makes one edit in the bytes of a sidecar. */
export function editSidecar(bytes: Buffer, edit: SidecarEdit): EditOutcome {
	const opened = open(bytes);
	if ('kind' in opened) return opened;
	const {text, root, start} = opened;
	const name = fields[edit.kind];
	const [property, second] = childrenOf(root).filter(each => keyOf(each) === name);
	if (second) return refused(`has "${name}" twice: take one of them out in a text editor.`);
	const old = property && valueOf(property);
	const place: Place = {text, root, name, property, old};
	switch (edit.kind) {
		case 'tags': {
			if (old && old.type !== 'array' && old.type !== 'null') return refused('has "tags" that are no list: mend them in a text editor.');
			const before = tagsOf(old);
			const after = tagsAfter(before, edit);
			if (before.length === after.length && before.every(tag => after.includes(tag))) return {kind: 'unchanged'};
			const added = after.filter(tag => !before.includes(tag));
			return edited(bytes, {text, start, edit: listEdit(place, {isKept: isKeptTag(edit), added}), tags: {before, after}});
		}
		case 'note': {
			if (old && old.type !== 'string' && old.type !== 'null') return refused('has "notes" that are no text: mend them in a text editor.');
			const before = noteOf(old);
			const after = edit.append && before !== '' && edit.text !== '' ? before + separator(before) + edit.text : edit.append ? before || edit.text : edit.text;
			if (before === after) return {kind: 'unchanged'};
			return edited(bytes, {text, start, edit: noteEdit(place, {before, after}), note: {before, after}});
		}
		case 'result':
			if (old && old.type !== 'array' && old.type !== 'null') return refused('has a "testing" that is no list: mend it in a text editor.');
			return edited(bytes, {text, start, edit: listEdit(place, {isKept: () => true, added: [edit.result]})});
	}
}

/** What the sidecar says of tags and note. A key that stands twice counts as the last of both. */
export function wordsOf(bytes: Buffer): SidecarWords | undefined {
	const opened = open(bytes);
	if ('kind' in opened) return undefined;
	const valueNamed = (name: string) => {
		const property = childrenOf(opened.root).findLast(each => keyOf(each) === name);
		return property && valueOf(property);
	};
	return {tags: tagsOf(valueNamed(fields.tags)), note: noteOf(valueNamed(fields.note))};
}

interface Opened {
	readonly text: string;
	readonly root: Node;
	/** Of the text, in bytes. */
	readonly start: number;
}

function open(bytes: Buffer): Opened | Extract<EditOutcome, {kind: 'refused'}> {
	const parsed = parseJsonBytes(bytes);
	if ('message' in parsed) return {kind: 'refused', reason: parsed.message, ...(parsed.cut ? {cut: true} : {})};
	const whole = bytes.toString('utf8');
	const text = whole.startsWith(bom) ? whole.slice(bom.length) : whole;
	const root = parseTextTree(text);
	return root?.type === 'object' ? {text, root, start: whole === text ? 0 : Buffer.byteLength(bom)} : refused('is not a JSON object.');
}

function refused(reason: string): Extract<EditOutcome, {kind: 'refused'}> {
	return {kind: 'refused', reason};
}

function edited(bytes: Buffer, {text, start, edit, ...words}: {text: string; start: number; edit: Edit} & Pick<EditedText, 'tags' | 'note'>): EditOutcome {
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

function tagsOf(list: Node | undefined): readonly string[] {
	return list?.type === 'array' ? [...new Set(childrenOf(list).flatMap(item => textOf(item) ?? []))] : [];
}

function tagsAfter(before: readonly string[], edit: Extract<SidecarEdit, {kind: 'tags'}>): readonly string[] {
	return [...new Set([...before.filter(tag => !isTakenOff(tag, edit)), ...edit.add])];
}

function isTakenOff(tag: string, {add, remove}: Extract<SidecarEdit, {kind: 'tags'}>): boolean {
	return remove.includes(tag) && !add.includes(tag);
}

function isKeptTag(edit: Extract<SidecarEdit, {kind: 'tags'}>): (item: Node) => boolean {
	return item => {
		const tag = textOf(item);
		return tag === undefined || !isTakenOff(tag, edit);
	};
}

function textOf({type, value}: Node): string | undefined {
	return type === 'string' ? String(value) : undefined;
}

function noteOf(value: Node | undefined): string {
	return value?.type === 'string' ? String(value.value) : '';
}

function separator(note: string): string {
	return note.endsWith('\n') ? '' : '\n';
}

interface Place {
	readonly text: string;
	readonly root: Node;
	readonly name: string;
	readonly property?: Node;
	readonly old?: Node;
}

/** Takes out and adds items of a list; the others keep their spelling and what stands between them. */
function listEdit(place: Place, {isKept, added}: {isKept: (item: Node) => boolean; added: readonly EditValue[]}): Edit {
	const {text, old} = place;
	const items = old?.type === 'array' ? childrenOf(old) : [];
	const [first] = items;
	const last = items.at(-1);
	if (!old || !first || !last) return wholeValue(place, added);
	const lead = text.slice(old.offset + 1, first.offset);
	const gaps = items.map((item, index) => text.slice(endOf(items[index - 1] ?? item), item.offset));
	const kept = items.flatMap((item, index) => (isKept(item) ? [{item: text.slice(item.offset, endOf(item)), gap: gaps[index] ?? ''}] : []));
	const style = styleOf(text, place.root, {parent: place.root, siblings: childrenOf(place.root), at: place.property, value: added});
	const gap = items.length > 1 ? (gaps.at(-1) ?? ',') : lead.includes('\n') ? `,${lead}` : style.comma;
	const itemStyle = {...style, oneLine: isOneLine(text, last), padding: text.startsWith('{ ', last.offset) ? ' ' : ''};
	const all = [...kept, ...added.map(value => ({item: spelled(text, print(value, itemStyle, lineIndent(text, last.offset))), gap}))];
	const inner = all.map(({item, gap}, index) => (index === 0 ? lead : gap) + item).join('');
	const content = inner === '' ? '[]' : `[${inner}${text.slice(endOf(last), endOf(old) - 1)}]`;
	return {offset: old.offset, length: old.length, content};
}

/** What is there keeps its spelling where the new note begins with it. */
function noteEdit(place: Place, {before, after}: {before: string; after: string}): Edit {
	const {text, old} = place;
	if (!old || before === '' || !after.startsWith(before)) return wholeValue(place, after);
	const content = text.slice(old.offset, endOf(old) - 1) + spelled(text, JSON.stringify(after.slice(before.length))).slice(1);
	return {offset: old.offset, length: old.length, content};
}

function wholeValue({text, root, name, property}: Place, value: EditValue): Edit {
	const edit = property ? replacement(text, root, {parent: root, property, missing: [], value}) : insertion(text, root, {parent: root, missing: [name], value});
	if (!edit) throw new Error('Bug: a value is replaced by itself');
	return {...edit, content: spelled(text, edit.content)};
}

/** New text is escaped as Python does by default, where the file is. */
function spelled(text: string, added: string): string {
	if (/[^\0-\x7f]/.test(text) || !/\\u[0-9a-f]{4}/i.test(text)) return added;
	return added.replace(/[^\0-\x7f]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
