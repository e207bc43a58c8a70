/** The sort key that ends a query. */

import type {Query} from './query-condition.ts';
import {readPieces} from './query-tokens.ts';
import {parseSortKey, type FieldNames, type SortKey} from './sorting.ts';
import {UserError} from './user-error.ts';

/** The key of a query's `sort:`; undefined where it has none, or none that is known. */
export function querySort({sort}: Query, names: FieldNames): SortKey | undefined {
	return sort && sortKeyOf(sort.text, names);
}

/** A sort key as it was typed, with quotes or without; undefined where it is not known. */
export function sortKeyOf(raw: string, names: FieldNames): SortKey | undefined {
	const plain = readPieces(raw, 0, {endsAtOperator: false})
		.map(piece => piece.text)
		.join('');
	return knownKey(raw, names) ?? (plain === raw ? undefined : knownKey(plain, names));
}

function knownKey(text: string, names: FieldNames): SortKey | undefined {
	try {
		return parseSortKey(text, names);
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}
