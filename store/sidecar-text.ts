/** Edits the text of a sidecar: tags, aliases, the note, a further result. What an edit does not own stays as it is, character by character. */

import type {Edit, Node} from 'jsonc-parser';
import type {Json} from './domain/json.ts';
import {childrenOf, endOf, insertion, isOneLine, keyOf, lineIndent, print, removal, replacement, styleOf, valueOf, type EditValue} from './json-text.ts';
import {placesOf} from './result-text.ts';
import {edited, openSidecar, refused, spelled, type EditOutcome} from './sidecar-splice.ts';

/** What is to be changed in one sidecar. */
export type SidecarEdit =
	/** Compared exactly. What is to be there and not to be there is there. `isEmptyGone`: where nothing is left in the list, it goes, too. */
	| {readonly kind: 'tags' | 'aliases'; readonly add: readonly string[]; readonly remove: readonly string[]; readonly isEmptyGone?: boolean}
	/** `append`: below what is there, as a line of its own. */
	| {readonly kind: 'note'; readonly text: string; readonly append: boolean}
	/** A test, added behind those that are there. */
	| {readonly kind: 'result'; readonly result: {readonly [key: string]: EditValue | undefined}}
	/** A test that is taken out where it stands once, as `parseExact` gives it. `isEmptyGone`: as above. */
	| {readonly kind: 'resultGone'; readonly result: Json; readonly isEmptyGone: boolean};

/** What the sidecar says of tags, aliases and note, as store/domain/sidecar.ts reads it; undefined for one that cannot be read. */
export interface SidecarWords {
	readonly tags: readonly string[];
	readonly aliases: readonly string[];
	readonly note: string;
}

const fields = {tags: 'tags', aliases: 'aliases', note: 'notes', result: 'testing', resultGone: 'testing'} as const;

/** Makes one edit in the bytes of a sidecar. */
export function editSidecar(bytes: Buffer, edit: SidecarEdit): EditOutcome {
	const opened = openSidecar(bytes);
	if ('kind' in opened) return opened;
	const {text, root, start} = opened;
	const name = fields[edit.kind];
	const [property, second] = childrenOf(root).filter(each => keyOf(each) === name);
	if (second) return refused(`has "${name}" twice: take one of them out in a text editor.`);
	const old = property && valueOf(property);
	const place: Place = {text, root, name, property, old};
	switch (edit.kind) {
		case 'tags':
		case 'aliases': {
			if (old && old.type !== 'array' && old.type !== 'null') return refused(`has "${name}" that are no list: mend them in a text editor.`);
			const before = textsOf(old);
			const after = textsAfter(before, edit);
			if (before.length === after.length && before.every(text => after.includes(text))) return {kind: 'unchanged'};
			const added = after.filter(text => !before.includes(text));
			const isGone = edit.isEmptyGone === true && after.length === 0 && old?.type === 'array' && childrenOf(old).every(item => textOf(item) !== undefined);
			const gone = isGone ? removal({parent: root, property, missing: []}) : undefined;
			return edited(bytes, {text, start, edit: gone ?? listEdit(place, {isKept: isKeptText(edit), added}), [edit.kind]: {before, after}});
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
			return edited(bytes, {text, start, edit: appendEdit(place, edit.result)});
		case 'resultGone': {
			const [found, second] = old?.type === 'array' ? placesOf(text, old, edit.result) : [];
			if (second) return refused('has that result more than once: take one of them out in a text editor.');
			if (!old || !found) return refused('does not have that result any more as it was recorded: take it out in a text editor.');
			const gone = edit.isEmptyGone && childrenOf(old).length === 1 ? removal({parent: root, property, missing: []}) : undefined;
			return edited(bytes, {text, start, edit: gone ?? listEdit(place, {isKept: item => item !== found, added: []})});
		}
	}
}

/** What the sidecar says of tags, aliases and note. A key that stands twice counts as the last of both. */
export function wordsOf(bytes: Buffer): SidecarWords | undefined {
	const opened = openSidecar(bytes);
	if ('kind' in opened) return undefined;
	const valueNamed = (name: string) => {
		const property = childrenOf(opened.root).findLast(each => keyOf(each) === name);
		return property && valueOf(property);
	};
	return {tags: textsOf(valueNamed(fields.tags)), aliases: textsOf(valueNamed(fields.aliases)), note: noteOf(valueNamed(fields.note))};
}

function textsOf(list: Node | undefined): readonly string[] {
	return list?.type === 'array' ? [...new Set(childrenOf(list).flatMap(item => textOf(item) ?? []))] : [];
}

/** Of a list of texts: what is to be in it, and what is not. */
type TextsEdit = Pick<Extract<SidecarEdit, {kind: 'tags' | 'aliases'}>, 'add' | 'remove'>;

function textsAfter(before: readonly string[], edit: TextsEdit): readonly string[] {
	return [...new Set([...before.filter(text => !isTakenOff(text, edit)), ...edit.add])];
}

function isTakenOff(text: string, {add, remove}: TextsEdit): boolean {
	return remove.includes(text) && !add.includes(text);
}

function isKeptText(edit: TextsEdit): (item: Node) => boolean {
	return item => {
		const text = textOf(item);
		return text === undefined || !isTakenOff(text, edit);
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
	const all = [...kept, ...added.map(value => newItem(place, {items, value}))];
	const inner = all.map(({item, gap}, index) => (index === 0 ? lead : gap) + item).join('');
	const content = inner === '' ? '[]' : `[${inner}${text.slice(endOf(last), endOf(old) - 1)}]`;
	return {offset: old.offset, length: old.length, content};
}

/** Puts an item behind the last one of a list: the text of the edit is its own alone, so that it can be found again. */
function appendEdit(place: Place, value: EditValue): Edit {
	const items = place.old?.type === 'array' ? childrenOf(place.old) : [];
	const last = items.at(-1);
	if (!last) return wholeValue(place, [value]);
	const {gap, item} = newItem(place, {items, value});
	return {offset: endOf(last), length: 0, content: gap + item};
}

/** An item that is laid out as the last one of those that are there, and what stands before it. */
function newItem(
	{text, root, property, old}: Place,
	{items, value}: {readonly items: readonly Node[]; readonly value: EditValue},
): {item: string; gap: string} {
	const [first] = items;
	const last = items.at(-1);
	if (!old || !first || !last) throw new Error('Bug: an item is added behind nothing');
	const lead = text.slice(old.offset + 1, first.offset);
	const before = items.at(-2);
	const style = styleOf(text, root, {parent: root, siblings: childrenOf(root), at: property, value: [value]});
	const gap = before ? text.slice(endOf(before), last.offset) : lead.includes('\n') ? `,${lead}` : style.comma;
	const itemStyle = {...style, oneLine: isOneLine(text, last), padding: text.startsWith('{ ', last.offset) ? ' ' : ''};
	return {item: spelled(text, print(value, itemStyle, lineIndent(text, last.offset))), gap};
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
