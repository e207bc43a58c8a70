/** Changes the text of one value in a JSON text: where it stands, and how new text is laid out, which is as the text around it. */

import {isDeepStrictEqual} from 'node:util';
import {parseTree, type Edit, type Node} from 'jsonc-parser';
import type {Json} from './domain/json.ts';

/** A JSON value; what is undefined in an object is left out. */
export type EditValue = Json | readonly EditValue[] | {readonly [key: string]: EditValue | undefined};

/** Python's numbers that JSON does not know, and the strings that may look as if they held some. */
const specialNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])(?:NaN|-?Infinity)(?![\w.])/gs;

/** The syntax of a JSON text without comments, which may hold Python's special numbers; undefined where there is none. */
export function parseTextTree(text: string): Node | undefined {
	return parseTree(text.replace(specialNumbers, token => (token.startsWith('"') ? token : '1'.repeat(token.length))));
}

/** Where an edit belongs: the innermost object that is there, the property in it if the whole path is, and the keys that are not. */
export interface Place {
	readonly parent: Node;
	readonly property?: Node;
	readonly missing: readonly string[];
}

/** Takes a property out, with the comma that is then one too many. @returns undefined where there is none */
export function removal({parent, property}: Place): Edit | undefined {
	if (!property) return undefined;
	const siblings = childrenOf(parent);
	const index = siblings.indexOf(property);
	const [previous, next] = [siblings[index - 1], siblings[index + 1]];
	if (previous) return between(endOf(previous), endOf(property), '');
	return next ? between(property.offset, next.offset, '') : between(parent.offset + 1, endOf(parent) - 1, '');
}

type NewValue = Place & {readonly value: EditValue};

/** Puts another value in place of the property's. @returns undefined where its text says the same already */
export function replacement(text: string, root: Node, {parent, property, value}: NewValue): Edit | undefined {
	if (!property) return undefined;
	const old = valueOf(property);
	if (says(text.slice(old.offset, endOf(old)), value)) return undefined;
	const siblings = childrenOf(parent).filter(each => each !== property);
	const style = styleOf(text, root, {parent, siblings: [...siblings, property], at: property, value});
	return between(old.offset, endOf(old), print(value, style, lineIndent(text, property.offset)));
}

/** Adds a property, with the objects in which it is to stand, behind the last one of its parent. */
export function insertion(text: string, root: Node, {parent, missing, value}: NewValue): Edit {
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
export interface Style {
	readonly eol: string;
	readonly unit: string;
	readonly colon: string;
	/** Between the parts of what stands on one line. */
	readonly comma: string;
	readonly oneLine: boolean;
	/** Within the braces of an object on one line. */
	readonly padding: string;
}

/** As Python's `json.dump(indent=2)` writes. */
export const plainStyle: Style = {eol: '\n', unit: '  ', colon: ': ', comma: ', ', oneLine: false, padding: ''};

/** `siblings`: those whose layout counts, the last one most; `at`: the property that is changed or that the new one follows. */
export function styleOf(
	text: string,
	root: Node,
	{parent, siblings, at, value}: {parent: Node; siblings: readonly Node[]; at?: Node; value: EditValue},
): Style {
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

/** The text of a value, whose first line begins with `indent`. */
export function print(value: EditValue, style: Style, indent: string): string {
	// Python's NaN and infinities, which JSON.stringify would make null.
	if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
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
		// By its text, as a NaN in the value is no null.
		return isDeepStrictEqual(JSON.parse(text), JSON.parse(print(value, plainStyle, '')));
	} catch {
		// NaN and its like.
		return false;
	}
}

/** The properties of an object, the values of a list. */
export function childrenOf(node: Node): readonly Node[] {
	return node.children ?? [];
}

/** The first part of a property. */
function nameOf(property: Node): Node {
	return childrenOf(property)[0] ?? property;
}

/** The last part of a property. */
export function valueOf(property: Node): Node {
	return childrenOf(property)[1] ?? property;
}

/** The key of a property, unescaped. */
export function keyOf(property: Node): string {
	return String(nameOf(property).value);
}

/** Offset of what stands behind a node. */
export function endOf(node: Node): number {
	return node.offset + node.length;
}

/** Puts `content` in place of what stands there. */
export function between(start: number, end: number, content: string): Edit {
	return {offset: start, length: end - start, content};
}

/** True if the text of the node has no line end in it. */
export function isOneLine(text: string, node: Node): boolean {
	return !text.slice(node.offset, endOf(node)).includes('\n');
}

/** True if only blanks stand before it on its line. */
function startsLine(text: string, node: Node): boolean {
	return text.slice(text.lastIndexOf('\n', node.offset) + 1, node.offset).trim() === '';
}

/** The blanks with which a line begins. */
export function lineIndent(text: string, offset: number): string {
	const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
	return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
