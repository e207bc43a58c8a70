/**
 * Cuts the text of a query into tokens with their positions; what they mean is not known here.
 *
 * Tokens end at white space and parentheses. A `-` in front of one is a token of its own. In quotes anything may stand;
 * a backslash there takes the next character as it is, but in the pattern behind `~` it stays, except before a quote.
 * The first operator outside quotes parts a field from its value; quoted and plain pieces of a field or a value belong together
 * (`"recall@10"@imdb>0.5`, `tag:"a b"c`). Without an operator each piece is a word.
 */

import type {Operator, QueryError, QueryValue, Span} from './query-condition.ts';

export type Token = Span &
	(
		| {readonly kind: 'open' | 'close' | 'minus'}
		| {readonly kind: 'word'; readonly text: string; readonly quoted: boolean}
		/** `raw`: as it was typed, quotes and all. */
		| {readonly kind: 'term'; readonly field: RawPart; readonly operator: Operator; readonly value: RawPart}
	);

/** A field or a value: its text without quotes, and as it was typed. */
export interface RawPart extends QueryValue {
	readonly raw: string;
}

interface Piece extends Span {
	readonly text: string;
	readonly quoted: boolean;
	/** The closing quote is there. */
	readonly closed: boolean;
}

const space = /\s/;

/** The tokens of a text. Linear in its length. */
export function readTokens(text: string): {readonly ok: readonly Token[]} | {readonly error: QueryError} {
	const tokens: Token[] = [];
	let at = 0;
	while (at < text.length) {
		const character = text.charAt(at);
		if (space.test(character)) at++;
		else if (character === '(' || character === ')') tokens.push({kind: character === '(' ? 'open' : 'close', start: at, end: ++at});
		else if (character === '-') {
			if (at + 1 === text.length || space.test(text.charAt(at + 1))) return problem({start: at, end: at + 1}, 'something must follow -');
			tokens.push({kind: 'minus', start: at, end: ++at});
		} else {
			const read = readTerm(text, at, tokens.at(-1));
			if ('error' in read) return read;
			for (const token of read.ok) tokens.push(token);
			at = read.ok.at(-1)?.end ?? text.length;
		}
	}
	return {ok: tokens};
}

function problem({start, end}: Span, message: string): {readonly error: QueryError} {
	return {error: {start, end, message}};
}

/** A field with its value; or the words that stand there, where no operator does. `before`: the token in front. */
function readTerm(text: string, start: number, before: Token | undefined): {readonly ok: readonly Token[]} | {readonly error: QueryError} {
	const left = readPieces(text, start, {endsAtOperator: true});
	const last = left.at(-1);
	if (last && !last.closed) return problem(last, notClosed);
	const end = last?.end ?? start;
	const operator = operatorAt(text, end);
	if (operator === undefined) return readWords(left);
	const valueStart = end + operator.length;
	const right = readPieces(text, valueStart, {endsAtOperator: false, isPattern: operator === '~'});
	const open = right.find(piece => !piece.closed);
	if (open) return problem(open, notClosed);
	const valueEnd = right.at(-1)?.end ?? valueStart;
	const sign = text.charAt(valueStart);
	if (operator === '=' && sign === '=') return problem({start: end, end: valueStart + 1}, 'equal is written with one =');
	if (operator === '=' && /[<>]/.test(sign)) return problem({start: end, end: valueStart + 1}, `write ${sign}=`);
	const value = valueEnd > valueStart ? {start: valueStart, end: valueEnd} : laterValue(text, valueStart);
	if (left.length === 0) {
		if (before && isPlainWord(before)) return tooSpacious(text, {field: before, operator, value: value ?? {start: valueEnd, end: valueEnd}});
		return problem({start, end: valueEnd}, `a field must stand before ${operator}`);
	}
	if (valueEnd === valueStart) {
		if (value) return tooSpacious(text, {field: {start, end}, operator, value});
		const isPattern = operator === '~' && sign === '(';
		return problem({start, end: valueEnd}, isPattern ? 'a pattern with parentheses stands in quotes' : 'a value is missing');
	}
	const part = (pieces: readonly Piece[], from: number, to: number): RawPart => ({
		text: pieces.map(piece => piece.text).join(''),
		raw: text.slice(from, to),
		start: from,
		end: to,
	});
	return {ok: [{kind: 'term', field: part(left, start, end), operator, value: part(right, valueStart, valueEnd), start, end: valueEnd}]};
}

/** A word that can be the field of an operator behind it. */
function isPlainWord(token: Token): boolean {
	return token.kind === 'word' && (token.quoted || (token.text !== '!' && operatorWord(token.text) === undefined));
}

/** What stands behind white space and looks like a value: not another comparison, a negation, or one of `or and not`. */
function laterValue(text: string, behind: number): Span | undefined {
	let start = behind;
	while (space.test(text.charAt(start))) start++;
	const pieces = readPieces(text, start, {endsAtOperator: false});
	const end = pieces.at(-1)?.end ?? start;
	if (end === start || pieces.some(({closed}) => !closed) || operatorWord(text.slice(start, end)) !== undefined) return undefined;
	if (/^[+-]?[\d.]/.test(text.slice(start, start + 2))) return {start, end};
	const isComparison = readPieces(text, start, {endsAtOperator: true}).at(-1)?.end !== end;
	return isComparison || text.charAt(start) === '-' ? undefined : {start, end};
}

const longestExample = 60;

/** Says that a comparison has no spaces, and how it is written. */
function tooSpacious(
	text: string,
	{field, operator, value}: {readonly field: Span; readonly operator: Operator; readonly value: Span},
): {readonly error: QueryError} {
	const example = `${text.slice(field.start, field.end)}${operator}${text.slice(value.start, value.end)}`;
	return problem({start: field.start, end: value.end}, `write it without spaces${example.length > longestExample ? '' : `: ${example}`}`);
}

/** Each piece is a word; a `-` behind a quoted one negates what follows. */
function readWords(pieces: readonly Piece[]): {readonly ok: readonly Token[]} | {readonly error: QueryError} {
	const tokens: Token[] = [];
	for (const [index, {text, quoted, start, end}] of pieces.entries()) {
		const minuses = quoted ? 0 : (/^-*/.exec(text)?.[0].length ?? 0);
		for (let at = start; at < start + minuses; at++) tokens.push({kind: 'minus', start: at, end: at + 1});
		if (quoted || minuses < text.length) tokens.push({kind: 'word', text: text.slice(minuses), quoted, start: start + minuses, end});
		else if (index === pieces.length - 1) return problem({start: end - 1, end}, 'something must follow -');
	}
	return {ok: tokens};
}

const notClosed = 'this quote is not closed';

/** Plain and quoted pieces up to white space, a parenthesis or (where asked for) an operator. */
export function readPieces(
	text: string,
	start: number,
	{endsAtOperator, isPattern = false}: {readonly endsAtOperator: boolean; readonly isPattern?: boolean},
): readonly Piece[] {
	const pieces: Piece[] = [];
	let at = start;
	while (at < text.length) {
		const from = at;
		if (text.charAt(at) === '"') {
			at = quoteEnd(text, from);
			const closed = at <= text.length;
			at = Math.min(at, text.length);
			const inner = text.slice(from + 1, closed ? at - 1 : at);
			pieces.push({text: isPattern ? inner.replace(/\\(.)/gs, patternEscape) : inner.replace(/\\(.)/gs, '$1'), quoted: true, closed, start: from, end: at});
			continue;
		}
		while (at < text.length && !/[\s()"]/.test(text.charAt(at)) && !(endsAtOperator && operatorAt(text, at) !== undefined)) at++;
		if (at === from) break;
		pieces.push({text: text.slice(from, at), quoted: false, closed: true, start: from, end: at});
	}
	return pieces;
}

function patternEscape(pair: string, character: string): string {
	return character === '"' ? character : pair;
}

/** Behind the quote that closes the one at `start`; beyond the text where none does. */
export function quoteEnd(text: string, start: number): number {
	for (let at = start + 1; at < text.length; at++) {
		if (text.charAt(at) === '\\') at++;
		else if (text.charAt(at) === '"') return at + 1;
	}
	return text.length + 1;
}

/** The operator that stands there, the longest that does. */
export function operatorAt(text: string, at: number): Operator | undefined {
	const character = text.charAt(at);
	const isEqualNext = text.charAt(at + 1) === '=';
	switch (character) {
		case ':':
		case '=':
		case '~':
			return character;
		case '<':
		case '>':
			return isEqualNext ? `${character}=` : character;
		case '!':
			return isEqualNext ? '!=' : undefined;
		default:
			return undefined;
	}
}

/** The operator that a word is read as where it is not quoted. */
export function operatorWord(text: string): 'or' | 'and' | 'not' | undefined {
	switch (text) {
		case 'or':
		case 'OR':
			return 'or';
		case 'and':
		case 'AND':
			return 'and';
		case 'not':
		case 'NOT':
			return 'not';
		default:
			return undefined;
	}
}
