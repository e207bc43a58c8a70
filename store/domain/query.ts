/** The filter language: text to data and data to models. So far bare words and "phrases", all of which must occur. */

import type {Model} from './model.ts';
import type {Objective} from './objective.ts';

/** A word or phrase that must occur in a model's id, algorithm, datasets, tags or notes; `start` and `end` are offsets into the text. */
export interface Word {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

export interface Query {
	readonly words: readonly Word[];
}

export interface QueryError {
	readonly start: number;
	readonly end: number;
	readonly message: string;
	readonly nearest?: string;
}

export interface QueryContext {
	readonly objective?: Objective;
	/** Milliseconds since 1970; ages are counted from it. */
	readonly now: number;
}

/** Reads a query. Never throws. */
export function parseQuery(text: string): {readonly ok: Query} | {readonly error: QueryError} {
	const words: Word[] = [];
	const token = /\s+|"((?:[^"\\]|\\.?)*)("|$)|[^\s"]+/gsy;
	for (let match = token.exec(text); match; match = token.exec(text)) {
		const [whole, phrase, close] = match;
		const [start, end] = [match.index, match.index + whole.length];
		if (phrase !== undefined && close !== '"') return {error: {start, end, message: 'this quote is not closed'}};
		if (/^\s/.test(whole)) continue;
		const word = phrase === undefined ? whole : phrase.replace(/\\(.)/gs, '$1');
		if (word !== '') words.push({text: word, start, end});
	}
	return {ok: {words}};
}

/** The text that reads back to the same words. */
export function formatQuery(query: Query): string {
	return query.words.map(({text}) => (/^[^\s"\\]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`)).join(' ');
}

/** The models that a query asks for, in their order; the same array where it asks for all. Without case, as NFC. */
export function runQuery(query: Query, models: readonly Model[], _context: QueryContext): readonly Model[] {
	if (query.words.length === 0) return models;
	const needles = query.words.map(({text}) => text.toLowerCase().normalize('NFC'));
	return models.filter(model => needles.every(needle => model.search.includes(needle)));
}
