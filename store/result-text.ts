/** The result that an edit wrote, read from its texts, and where it stands in a sidecar by now: other programs lay files out anew, so its meaning counts. */

import type {Node} from 'jsonc-parser';
import {isObject, own, type Json} from './domain/json.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {parseExact} from './exact-json.ts';
import {meaning, without} from './exchange-entry.ts';
import {childrenOf, endOf, keyOf, valueOf} from './json-text.ts';
import {openSidecar} from './sidecar-splice.ts';

type Texts = Pick<EditItem, 'before' | 'after'>;

/** What the new text of an edit has and its old one has not, as `parseExact` gives it; undefined where that is not one result. */
export function addedResult(edit: Texts): Json | undefined {
	const [added, second] = without(resultsIn(edit.after ?? '', edit), resultsIn(edit.before ?? '', edit));
	return second === undefined ? added : undefined;
}

/** True for an edit that made the list, too. */
export function isListMade({before, after}: Texts): boolean {
	return /^[\s,]*"/.test(after ?? '') || isWhole({before, after});
}

/** The items of a list that are this result. @param text of the file */
export function placesOf(text: string, list: Node, result: Json): readonly Node[] {
	const wanted = meaning(result);
	return childrenOf(list).filter(item => {
		const [value] = parsed(`[${text.slice(item.offset, endOf(item))}]`);
		return value !== undefined && meaning(value) === wanted;
	});
}

/** True if the edit stands in a file, whatever else was changed in it: what it added is there, or what it took out is not. */
export function standsIn(file: Buffer, edit: Texts): boolean {
	const opened = openSidecar(file);
	if ('kind' in opened) return false;
	const property = childrenOf(opened.root).findLast(each => keyOf(each) === 'testing');
	const list = property && valueOf(property);
	const isThere = (result: Json) => list?.type === 'array' && placesOf(opened.text, list, result).length > 0;
	const added = addedResult(edit);
	if (added !== undefined) return isThere(added);
	const gone = addedResult({before: edit.after ?? null, after: edit.before});
	return gone !== undefined && !isThere(gone);
}

/** An edit of a file without any key: both texts are the whole object. */
function isWhole({before, after}: Texts): boolean {
	return before?.startsWith('{') === true && after?.startsWith('{') === true;
}

/** The results in a piece of a file: a list, an item with a comma, a property with its list, or all of it. */
function resultsIn(piece: string, edit: Texts): readonly Json[] {
	const text = piece.replace(/^[\s,]+|[\s,]+$/g, '');
	switch (text.charAt(0)) {
		case '[':
			return parsed(text);
		case '"':
			return testingIn(`{${text}}`);
		case '{':
			return isWhole(edit) ? testingIn(text) : parsed(`[${text}]`);
		default:
			return [];
	}
}

function testingIn(object: string): readonly Json[] {
	const [value] = parsed(`[${object}]`);
	const testing = isObject(value) ? own(value, 'testing') : undefined;
	return Array.isArray(testing) ? (testing as readonly Json[]) : [];
}

function parsed(list: string): readonly Json[] {
	try {
		const value = parseExact(list);
		return Array.isArray(value) ? (value as readonly Json[]) : [];
	} catch {
		// A piece of a file that another program wrote.
		return [];
	}
}
