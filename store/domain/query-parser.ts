/**
 * Reads the text of a query. It never throws.
 *
 *     query      [any] {"sort:" KEY | "top:" N}
 *     any        all {"or" all}
 *     all        one {["and"] one}
 *     one        ("-" | "not") one | "(" any ")" | word | "phrase" | comparison
 *     comparison FIELD (":" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "~") VALUE | "is:" STATE | "has:" FIELD
 *
 * `or`, `and`, `not` are also read in capitals; quoted they are words. Fields: query-fields.ts; what values mean: query-comparison.ts.
 */

import {comparisonTest} from './query-comparison.ts';
import type {Condition, IsName, Query, QueryError, Span} from './query-condition.ts';
import {isNames, keywords} from './query-fields.ts';
import {isFieldName, nearestIs, nearestSortKey, nearestSubject, resolveField, resolveSubject} from './query-names.ts';
import {sortKeyOf} from './query-sort.ts';
import {patternReader} from './query-text.ts';
import {operatorWord, readTokens, type RawPart, type Token} from './query-tokens.ts';
import type {FieldNames} from './sorting.ts';

type Term = Extract<Token, {kind: 'term'}>;

/** Parentheses and negations in one another: more is no query, and would take more stack than there is. */
const deepest = 100;

/**
 * Reads a query; an empty one asks for all models. Never throws.
 *
 * @param names the metrics, datasets and hyperparameters that occur: with them a field that is unknown is an error with the nearest
 * known one, without them it is left to the models whether they have such a metric or hyperparameter
 */
export function parseQuery(text: string, names?: FieldNames): {readonly ok: Query} | {readonly error: QueryError} {
	const read = readTokens(text);
	return 'error' in read ? read : parseTokens(read.ok, names);
}

function parseTokens(tokens: readonly Token[], names: FieldNames | undefined): {readonly ok: Query} | {readonly error: QueryError} {
	const readPattern = patternReader();
	let at = 0;
	let error: QueryError | undefined;

	function fail({start, end}: Span, message: string, nearestName?: string): undefined {
		error ??= nearestName === undefined ? {start, end, message} : {start, end, message, nearest: nearestName};
	}

	/** What is asked for; undefined after an error. `after`: what it must follow, and how that is called. */
	function readAny(depth: number, after?: Token): Condition | undefined {
		const items: Condition[] = [];
		for (let before = after; ;) {
			const item = readAll(depth, before);
			if (!item) return undefined;
			items.push(item);
			const token = tokens[at];
			if (wordOf(token) !== 'or') break;
			before = token;
			at++;
		}
		return joined('or', items);
	}

	function readAll(depth: number, after: Token | undefined): Condition | undefined {
		const items: Condition[] = [];
		for (let before = after; items.length === 0 || !endsHere(tokens[at]); before = undefined) {
			const token = tokens[at];
			if (items.length > 0 && token && wordOf(token) === 'and') {
				before = token;
				at++;
			}
			const item = readOne(depth, before);
			if (!item) return undefined;
			items.push(item);
		}
		return joined('and', items);
	}

	function readOne(depth: number, after: Token | undefined): Condition | undefined {
		const token = tokens[at];
		const word = wordOf(token);
		if (!token || endsHere(token) || word === 'and') return nothingThere(token, after);
		if (depth > deepest) return fail(token, `more than ${deepest} parentheses and negations stand in one another`);
		at++;
		if (token.kind === 'open') return readGroup(depth, token);
		if (token.kind === 'minus' || word === 'not') {
			const item = readOne(depth + 1, token);
			return item && {kind: 'not', item};
		}
		if (token.kind === 'term') return readCondition(token);
		return token.kind === 'word' ? readWord(token) : undefined;
	}

	function readWord({text, quoted, start, end}: Extract<Token, {kind: 'word'}>): Condition | undefined {
		const [, field, value] = (quoted ? undefined : /^([^!]+)!([^!].*)$/s.exec(text)) ?? [];
		if (field !== undefined && isFieldName(field, names)) return fail({start, end}, 'not equal is written with !=', `${field}!=${value}`);
		return {kind: 'word', text, start, end};
	}

	function readGroup(depth: number, open: Token): Condition | undefined {
		const token = tokens[at];
		if (token?.kind === 'close') return fail({start: open.start, end: token.end}, 'nothing stands between these parentheses');
		if (!token) return fail(open, 'this parenthesis is not closed');
		const inner = readAny(depth + 1, open);
		if (!inner) return undefined;
		const close = tokens[at];
		if (!close) return fail(open, 'this parenthesis is not closed');
		if (close.kind !== 'close') return fail(close, onlyAtEnd);
		at++;
		return inner;
	}

	function nothingThere(token: Token | undefined, after: Token | undefined): undefined {
		if (after && after.kind !== 'open') return fail(after, `something must follow ${after.kind === 'minus' ? '-' : (wordOf(after) ?? '')}`);
		if (!token) return undefined;
		if (token.kind === 'close') return fail(token, 'no parenthesis is open here');
		return fail(token, token.kind === 'term' ? onlyAtEnd : `something must stand before ${wordOf(token) ?? ''}`);
	}

	function readCondition({field, operator, value, start, end}: Term): Condition | undefined {
		const keyword = keywordOf(field);
		if (keyword !== undefined && operator !== ':') {
			return fail({start, end}, `a colon must follow ${keyword}, as in ${keyword}:${keyword === 'is' ? 'best' : 'tags'}`);
		}
		if (keyword === 'is') {
			const name = isNames.find(known => known === value.text.toLowerCase());
			return name ? {kind: 'is', name} : fail(value, `a model is never "${value.text}"; is: takes ${listed(isNames)}`, nearestIs(value.text));
		}
		if (keyword === 'has') {
			const subject = resolveSubject(value, names);
			if ('ok' in subject) return {kind: 'has', field: subject.ok};
			return fail(value, subject.error.message, subject.error.nearest ?? nearestSubject(value.text, names));
		}
		const resolved = resolveField(field, names);
		if ('error' in resolved) {
			const {message, hint, nearest} = resolved.error;
			return fail(field, hint === undefined ? message : `${message} (${hint})`, nearest);
		}
		const comparison = {kind: 'compare', field: resolved.ok, operator, value: {text: value.text, start: value.start, end: value.end}} as const;
		const test = comparisonTest(comparison, {now: 0, readPattern});
		if ('ok' in test) return comparison;
		return fail(test.error.at === 'value' ? value : {start, end: value.start}, test.error.message, test.error.nearest);
	}

	function readTail(): Pick<Query, 'sort' | 'top'> | undefined {
		let tail: {sort?: {readonly text: string}; top?: number} = {};
		for (let token = tokens[at]; token?.kind === 'term' && isTail(token); token = tokens[++at]) {
			const {field, operator, value} = token;
			const keyword = field.text === 'sort' ? 'sort' : 'top';
			if (operator !== ':') return fail(token, `a colon must follow ${keyword}`);
			if (tail[keyword] !== undefined) return fail(token, `${keyword}: stands there twice`);
			if (keyword === 'sort') {
				if (names && !sortKeyOf(value.raw, names)) {
					return fail(value, `there is nothing called "${value.text}" to sort by`, nearestSortKey(value, names));
				}
				tail = {...tail, sort: {text: value.raw}};
			} else {
				if (!/^[1-9]\d{0,14}$/.test(value.text)) return fail(value, 'top: takes a whole number of at least 1');
				tail = {...tail, top: Number(value.text)};
			}
		}
		const rest = tokens[at];
		if (!rest) return tail;
		return rest.kind === 'close' ? fail(rest, 'no parenthesis is open here') : fail(tokens[at - 1] ?? rest, onlyAtEnd);
	}

	const [first] = tokens;
	const isAll = !first || (first.kind === 'term' && isTail(first));
	const where = isAll ? undefined : readAny(0);
	const tail = isAll || where ? readTail() : undefined;
	return error ? {error} : {ok: where ? {where, ...tail} : {...tail}};
}

const onlyAtEnd = 'sort: and top: may stand only at the end of a query';

function joined(kind: 'and' | 'or', items: readonly Condition[]): Condition | undefined {
	return items.length === 1 ? items[0] : {kind, items};
}

/** The operator that a token is: `or`, `and`, `not`. */
function wordOf(token: Token | undefined): 'or' | 'and' | 'not' | undefined {
	if (token?.kind !== 'word' || token.quoted) return undefined;
	return operatorWord(token.text);
}

/** Whether what is joined by "and" ends before this token. */
function endsHere(token: Token | undefined): boolean {
	return token === undefined || token.kind === 'close' || wordOf(token) === 'or' || (token.kind === 'term' && isTail(token));
}

function isTail({field}: Term): boolean {
	const keyword = keywordOf(field);
	return keyword === 'sort' || keyword === 'top';
}

/** `is`, `has`, `sort`, `top`; in quotes they are names of metrics or hyperparameters. */
function keywordOf({text, raw}: RawPart): (typeof keywords)[number] | undefined {
	return text === raw ? keywords.find(keyword => keyword === text) : undefined;
}

function listed(names: readonly IsName[]): string {
	return names.join(', ');
}
