/** Sets values in mreg.config.json, and in other JSON files of ours, by changing the text of these values alone. */

import {readFileSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {applyEdits, parseTree, type Edit, type Node} from 'jsonc-parser';
import {writeChunksAtomic} from './atomic-file.ts';
import {configName} from './config-file.ts';
import {isObject, type Json} from './domain/json.ts';
import {UserError} from './domain/user-error.ts';
import {withLock, type LockOptions} from './lock.ts';
import {parseJsonBytes, parseJsonText, readJsonFile, type JsonFile} from './sidecar-file.ts';
import {systemReason} from './system-error.ts';

/** A JSON value; what is undefined in an object is left out. */
export type EditValue = Json | {readonly [key: string]: EditValue | undefined};

/** Sets the value at a path of keys; objects on the way are made. Without a value, the key is removed where it is. */
export interface JsonEdit {
	readonly path: readonly [string, ...string[]];
	readonly value?: EditValue;
}

/** The whole text of a file; `before` is undefined where there was no file, `after` empty where there is still none. */
export interface EditedFile {
	readonly before?: string;
	readonly after: string;
}

/** What may stand in a file that is edited. */
export interface FileRules {
	/** Says what is wrong with the file's value, if anything. */
	readonly check: (value: Json) => string | undefined;
	/** The key at the top below which algorithms stand: they are found whatever their case. */
	readonly algorithmsIn: string;
}

/** Of these objects the keys that are ours: setting a whole one leaves its other keys. */
const parts: ReadonlyMap<string, readonly string[]> = new Map([
	['objectives', ['metric', 'dataset']],
	['metrics', ['direction', 'unit']],
]);
const tries = 5;
const emptyFile = '{}\n';

/**
 * Makes the edits in the config of a registry, all or none, under the root's lock; waiting for it blocks this thread. Makes the file where there is none.
 * An objective or a metric that is set whole loses none but its own keys.
 *
 * @throws UserError `unreadable` for a config that cannot be edited, `usage` for a value that may not stand there, `locked`, `changed`, or why it cannot be written
 */
export async function editConfig(root: string, edits: readonly JsonEdit[], options: LockOptions = {}): Promise<EditedFile> {
	const {parseConfig} = await import('./domain/config-schema.ts');
	const check = (value: Json) => {
		const parsed = parseConfig(value);
		return 'error' in parsed ? parsed.error : undefined;
	};
	return withLock(root, {by: 'mreg config', ...options}, () =>
		editJsonFile(`${root}/${configName}`, edits.flatMap(intoParts), {check, algorithmsIn: 'objectives'}),
	);
}

function intoParts({path, value}: JsonEdit): readonly JsonEdit[] {
	const keys = parts.get(path[0]);
	if (!keys || path.length !== 2 || !isObject(value)) return [{path, value}];
	return [...new Set([...keys, ...Object.keys(value)])].map(key => ({path: [...path, key], value: Object.hasOwn(value, key) ? value[key] : undefined}));
}

/**
 * Makes the edits in a JSON file, all or none. The caller holds the lock of its folder. What another program writes meanwhile is not lost: the edits are made in that.
 *
 * @throws UserError as editConfig
 */
export function editJsonFile(path: string, edits: readonly JsonEdit[], rules: FileRules): EditedFile {
	for (let attempt = 0; attempt < tries; attempt++) {
		const file = readJsonFile(path);
		const before = file && readText(path, file, rules);
		const start = before ?? emptyFile;
		// The BOM is no part of the JSON text.
		const bom = start.startsWith('\ufeff') ? '\ufeff' : '';
		const after = edits.reduce((text, edit) => editText(text, edit, {path, algorithmsIn: rules.algorithmsIn}), start.slice(bom.length));
		if (bom + after === start) return {before, after: before ?? ''};
		refuseWrong(path, after, rules);
		const isStillWanted = () => isDeepStrictEqual(readJsonFile(path)?.signature, file?.signature);
		if (writeChunksAtomic(path, [Buffer.from(bom + after)], {isStillWanted})) return {before, after: bom + after};
	}
	throw new UserError('changed', `${path} changed ${tries} times while it was edited. Nothing was changed.`, {
		hint: 'Another program writes it all the time. Try again when it rests.',
	});
}

/** The text of a file that may be edited. */
function readText(path: string, file: JsonFile, {check}: FileRules): string {
	if ('failure' in file) throw cannotEdit(path, file.failure.message);
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch (error) {
		throw cannotEdit(path, `cannot be read: ${systemReason(error)}.`);
	}
	const parsed = parseJsonBytes(bytes);
	if ('message' in parsed) throw cannotEdit(path, parsed.message);
	const problem = check(parsed.value);
	if (problem !== undefined) throw cannotEdit(path, `has wrong keys: ${problem}.`);
	if (parsed.duplicates.length > 0) throw cannotEdit(path, `has keys that stand twice in one object: ${quoted(parsed.duplicates)}.`);
	return bytes.toString('utf8');
}

function refuseWrong(path: string, text: string, {check}: FileRules): void {
	const parsed = parseJsonText(text);
	if ('message' in parsed) throw new Error(`Bug: an edit of ${path} would make a file that ${parsed.message}`);
	const problem = check(parsed.value);
	if (problem === undefined) return;
	throw new UserError('usage', `${path} would have wrong keys: ${problem}. Nothing was changed.`, {hint: 'Give a value of the kind that is named there.'});
}

function cannotEdit(path: string, reason: string): UserError {
	return new UserError('unreadable', `${path} ${reason} Nothing was changed.`, {hint: 'Mend the file in a text editor, then try again.'});
}

function quoted(names: readonly string[]): string {
	return names.map(name => JSON.stringify(name)).join(', ');
}

/** Where an edit belongs: the innermost object that is there, the property in it if the whole path is, and the keys that are not. */
interface Place {
	readonly parent: Node;
	readonly property?: Node;
	readonly missing: readonly string[];
}

type TextRules = Pick<FileRules, 'algorithmsIn'> & {readonly path: string};

/** Makes one edit in the text of a JSON object without duplicate keys. @returns the same text where it says that already */
function editText(text: string, {path, value}: JsonEdit, rules: TextRules): string {
	const root = parseTree(text.replace(specialNumbers, token => (token.startsWith('"') ? token : '1'.repeat(token.length))));
	if (root?.type !== 'object') throw cannotEdit(rules.path, 'is not a JSON object.');
	const place = placeOf(root, path, rules);
	const edit = value === undefined ? removal(place) : place.property ? replacement(text, root, {...place, value}) : insertion(text, root, {...place, value});
	return edit ? applyEdits(text, [edit]) : text;
}

/** Python's numbers that JSON does not know, and the strings that may look as if they held some. */
const specialNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])(?:NaN|-?Infinity)(?![\w.])/gs;

function placeOf(root: Node, path: JsonEdit['path'], rules: TextRules): Place {
	let parent = root;
	for (const [depth, key] of path.entries()) {
		const anyCase = depth === 1 && path[0] === rules.algorithmsIn;
		const found = childrenOf(parent).filter(property => (anyCase ? keyOf(property).toLowerCase() === key.toLowerCase() : keyOf(property) === key));
		const [property] = found;
		if (found.length > 1) throw cannotEdit(rules.path, `names one algorithm twice: ${quoted(found.map(keyOf))}.`);
		if (!property) return {parent, missing: path.slice(depth)};
		if (depth === path.length - 1) return {parent, property, missing: []};
		const inner = valueOf(property);
		if (inner.type !== 'object') throw cannotEdit(rules.path, `has wrong keys: ${path.slice(0, depth + 1).join('.')} is not an object.`);
		parent = inner;
	}
	return {parent, missing: []};
}

function removal({parent, property}: Place): Edit | undefined {
	if (!property) return undefined;
	const siblings = childrenOf(parent);
	const index = siblings.indexOf(property);
	const [previous, next] = [siblings[index - 1], siblings[index + 1]];
	if (previous) return between(endOf(previous), endOf(property), '');
	return next ? between(property.offset, next.offset, '') : between(parent.offset + 1, endOf(parent) - 1, '');
}

type NewValue = Place & {readonly value: EditValue};

function replacement(text: string, root: Node, {parent, property, value}: NewValue): Edit | undefined {
	if (!property) return undefined;
	const old = valueOf(property);
	if (says(text.slice(old.offset, endOf(old)), value)) return undefined;
	const siblings = childrenOf(parent).filter(each => each !== property);
	const style = styleOf(text, root, {parent, siblings: [...siblings, property], at: property, value});
	return between(old.offset, endOf(old), print(value, style, lineIndent(text, property.offset)));
}

function insertion(text: string, root: Node, {parent, missing, value}: NewValue): Edit | undefined {
	const [key = '', ...inner] = missing;
	const whole = inner.reduceRight<EditValue>((value, name) => Object.fromEntries([[name, value]]), value);
	const siblings = childrenOf(parent);
	const last = siblings.at(-1);
	const style = styleOf(text, root, {parent, siblings, at: last, value: whole});
	const indent = last ? lineIndent(text, last.offset) : lineIndent(text, parent.offset) + style.unit;
	const property = `${JSON.stringify(key)}${style.colon}${print(whole, style, indent)}`;
	if (last) return between(endOf(last), endOf(last), (startsLine(text, last) ? `,${style.eol}${indent}` : style.comma) + property);
	if (parent !== root && isOneLine(text, root)) return between(parent.offset, endOf(parent), `{${property}}`);
	return between(parent.offset, endOf(parent), `{${style.eol}${indent}${property}${style.eol}${lineIndent(text, parent.offset)}}`);
}

/** How new text is laid out, which is as the text around it. */
interface Style {
	readonly eol: string;
	readonly unit: string;
	readonly colon: string;
	/** Between the parts of what stands on one line. */
	readonly comma: string;
	readonly oneLine: boolean;
	/** Within the braces of an object on one line. */
	readonly padding: string;
}

/** `siblings`: those whose layout counts, the last one most; `at`: the property that is changed or that the new one follows. */
function styleOf(text: string, root: Node, {parent, siblings, at, value}: {parent: Node; siblings: readonly Node[]; at?: Node; value: EditValue}): Style {
	const model = siblings.findLast(each => valueOf(each).type === (Array.isArray(value) ? 'array' : 'object') && childrenOf(valueOf(each)).length > 0);
	const example = at ?? childrenOf(root)[0];
	const gap = example ? text.slice(endOf(nameOf(example)), valueOf(example).offset) : ': ';
	const colon = gap.includes('\n') ? ': ' : gap;
	const oneLine = at ? !startsLine(text, at) || (model !== undefined && isOneLine(text, valueOf(model))) : parent !== root && isOneLine(text, root);
	const first = childrenOf(root).find(each => startsLine(text, each));
	return {
		eol: /\r?\n/.exec(text)?.[0] ?? '\n',
		unit: (first && lineIndent(text, first.offset)) || '  ',
		colon,
		comma: colon === ':' ? ',' : ', ',
		oneLine,
		padding: text.startsWith('{ ', (model ? valueOf(model) : parent).offset) ? ' ' : '',
	};
}

function print(value: EditValue, style: Style, indent: string): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const inner = indent + style.unit;
	const items: readonly string[] = Array.isArray(value)
		? (value as readonly EditValue[]).map(item => print(item, style, inner))
		: Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [`${JSON.stringify(key)}${style.colon}${print(item, style, inner)}`]));
	const [open, close] = Array.isArray(value) ? '[]' : '{}';
	if (items.length === 0) return `${open}${close}`;
	const padding = Array.isArray(value) ? '' : style.padding;
	if (style.oneLine) return `${open}${padding}${items.join(style.comma)}${padding}${close}`;
	return `${open}${items.map((item, index) => `${index > 0 ? ',' : ''}${style.eol}${inner}${item}`).join('')}${style.eol}${indent}${close}`;
}

/** True for the text of a value that needs no change to be this value. */
function says(text: string, value: EditValue): boolean {
	try {
		return isDeepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
	} catch {
		// NaN and its like.
		return false;
	}
}

function childrenOf(node: Node): readonly Node[] {
	return node.children ?? [];
}

/** The first and the last part of a property. */
function nameOf(property: Node): Node {
	return childrenOf(property)[0] ?? property;
}

function valueOf(property: Node): Node {
	return childrenOf(property)[1] ?? property;
}

function keyOf(property: Node): string {
	return String(nameOf(property).value);
}

function endOf(node: Node): number {
	return node.offset + node.length;
}

function between(start: number, end: number, content: string): Edit {
	return {offset: start, length: end - start, content};
}

function isOneLine(text: string, node: Node): boolean {
	return !text.slice(node.offset, endOf(node)).includes('\n');
}

/** True if only blanks stand before it on its line. */
function startsLine(text: string, node: Node): boolean {
	return text.slice(text.lastIndexOf('\n', node.offset) + 1, node.offset).trim() === '';
}

/** The blanks with which a line begins. */
function lineIndent(text: string, offset: number): string {
	const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
	return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
