/** HTML as a type of its own: text from outside becomes markup in one place, where it is escaped. */

import type {SafeText} from '../components/safe-text.ts';
import {safeText} from './text.ts';

const markup = Symbol('markup');

/** Markup that may stand in a page. Only html`…` and `vouchHtml` make it; a plain text is never taken for it, whatever it says. */
export interface Html {
	readonly [markup]: string;
}

/** What may stand in a template: a text is escaped, parts stand one a line, and nothing stands where there is nothing to say. */
export type HtmlValue = Html | readonly Html[] | string | number | undefined;

/** No text in a page is longer (characters): a note of a megabyte costs its own cell, not the page. */
const longest = 1000;
/** Where a text would be no text: in an address, a style, a script, or as a value that its own blanks end. */
const risky = /(?:=|\b(?:href|src|style|on\w+)\s*=\s*["'][^"'#]*|<(?:style|script)[^<]*)$/i;

/**
 * A template whose literal parts are ours: html`<td class="best">${id}</td>`. Texts are made visible (`safeText`) and escaped, for elements and
 * for values in quotation marks; of long ones the beginning is taken.
 *
 * @throws Error where a text would stand in an address, a style, a script or a value without quotation marks
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
	let text = literals[0] ?? '';
	for (const [index, value] of values.entries()) {
		if (typeof value === 'string' && risky.test(literals[index] ?? '')) throw new Error(`A text may not stand behind ${literals[index] ?? ''}`);
		text += textOf(value);
		text += literals[index + 1] ?? '';
	}
	return {[markup]: text};
}

function textOf(value: HtmlValue): string {
	if (value === undefined) return '';
	if (typeof value === 'number') return String(value);
	if (typeof value === 'string') return escaped(value);
	return markup in value ? value[markup] : value.map(one => one[markup]).join('\n');
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

function escaped(text: string): string {
	return safeText(cutText(text, longest)).replaceAll(/[&<>"']/g, found => entities[found] ?? '');
}

/** The beginning of a text, with an ellipsis where it goes on; never half a character. */
export function cutText(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Markup that another part of the program made and vouches for, as a drawing. */
export function vouchHtml(made: string): Html {
	return {[markup]: made};
}

/** Parts put together, one a line. */
export function joinHtml(parts: readonly Html[]): Html {
	return {[markup]: parts.map(part => part[markup]).join('\n')};
}

/** The lines of a page, as they are printed; how far a line is indented means nothing in HTML. */
export function* htmlLines(page: Html): Iterable<SafeText> {
	for (const line of page[markup].split('\n')) yield safeText(line.trim());
}
