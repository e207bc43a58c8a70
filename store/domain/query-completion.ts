/** Completes the field or value that is being typed in a query. */

import {builtinFields, builtinNames, isNames, keywords, partWords, sortWords, stateNames} from './query-fields.ts';
import {formatValue} from './query-format.ts';
import {formatName, metricText, paramText, resolveField} from './query-names.ts';
import {foldText} from './folded-text.ts';
import {operatorAt, quoteEnd, readPieces} from './query-tokens.ts';
import type {Operator} from './query-condition.ts';
import type {QueryWords} from './query-words.ts';
import {shortParam} from './short-names.ts';
import type {FieldNames} from './sorting.ts';

/** Each option may stand in place of the text from `start` up to `end`. */
export interface Completion {
	readonly start: number;
	readonly end: number;
	readonly options: readonly string[];
}

const mostOptions = 50;

/** What can be typed: `name` is what a prefix is compared with, `text` has the quotes and the prefix that are needed. */
interface Choice {
	readonly name: string;
	readonly text: string;
}

/**
 * What the token at the cursor can become: fields for a bare prefix, values behind an operator, datasets behind `metric@`.
 * Compared without case, at most 50, in the order of the words that are given; undefined where there is nothing to complete.
 *
 * @param cursor an offset into the text
 */
export function completeQuery(text: string, cursor: number, words: QueryWords): Completion | undefined {
	const {start, operator} = tokenBefore(text, cursor);
	if (!operator) return completeField(text, {start, cursor, names: words.names});
	if (operator.end > cursor) return undefined;
	const field = {raw: text.slice(start, operator.start), text: plain(text.slice(start, operator.start))};
	const typed = text.slice(operator.end, cursor);
	const minus = field.raw === 'sort' && typed.startsWith('-') ? '-' : '';
	const choices = valueChoices(field, {prefix: plain(typed.slice(minus.length)), operator: operator.text, words});
	const head = text.slice(start, operator.end) + minus;
	return completion(text, {
		start,
		end: pieceEnd(text, operator.end, {cursor, endsAtOperator: false}),
		prefix: plain(typed.slice(minus.length)),
		choices: choices.map(({name, text: value}) => ({name, text: head + value})),
	});
}

function completeField(
	text: string,
	{start, cursor, names}: {readonly start: number; readonly cursor: number; readonly names: FieldNames},
): Completion | undefined {
	const prefix = plain(text.slice(start, cursor));
	const end = pieceEnd(text, start, {cursor, endsAtOperator: true});
	const next = operatorAt(text, end);
	const withColon =
		next === undefined ? keywords.map(name => ({name: `${name}:`, text: `${name}:`})) : next === ':' ? keywords.map(name => ({name, text: name})) : [];
	// Text is nearly always asked for with a colon, numbers and times with many an operator.
	const builtin = builtinNames.map(name => ({name, text: next === undefined && builtinFields[name].kind === 'text' ? `${name}:` : name}));
	const choices = [...builtin, ...withColon, ...measuredChoices(prefix, names)];
	return completion(text, {start, end, prefix, choices});
}

interface Asked {
	readonly prefix: string;
	readonly operator: Operator;
	readonly words: QueryWords;
}

function valueChoices(field: {readonly raw: string; readonly text: string}, {prefix, operator, words}: Asked): readonly Choice[] {
	if (operator === '~') return [];
	const asTyped = (name: string): Choice => ({name, text: formatValue(operator, name)});
	const asNamed = (name: string): Choice => ({name, text: name});
	switch (field.raw) {
		case 'is':
			return isNames.map(asNamed);
		case 'has':
			return [...builtinNames, ...partWords].map(asNamed).concat(measuredChoices(prefix, words.names));
		case 'sort':
			return sortWords.map(asNamed).concat(measuredChoices(prefix, words.names));
		case 'top':
			return [];
	}
	const resolved = resolveField(field, words.names);
	if ('error' in resolved) return [];
	const {ok} = resolved;
	if (ok.kind === 'param') return words.values?.(ok.name).map(asTyped) ?? [];
	if (ok.kind !== 'builtin') return [];
	switch (ok.name) {
		case 'dataset':
		case 'test':
			return [...words.names.datasets].map(asTyped);
		case 'tag':
			return [...words.tags].map(asTyped);
		case 'alias':
			return [...words.aliases].map(asTyped);
		case 'family':
			return [...words.families].map(asTyped);
		case 'algo':
			return [...words.algorithms].map(asTyped);
		case 'state':
			return stateNames.map(asTyped);
		case 'trained':
		case 'tested':
			return ['today', 'yesterday'].map(asTyped);
		default:
			return [];
	}
}

/** Metrics, hyperparameters (found by their short names, too), and the datasets of a metric of which the prefix names all. */
function measuredChoices(prefix: string, names: FieldNames): readonly Choice[] {
	const choices: Choice[] = [];
	const isPrefixed = /^(metric|param)\./.test(prefix);
	for (const name of names.metrics) {
		const text = metricText(name, names);
		choices.push({name, text}, ...datasetChoices({name, text}, prefix, names));
		if (!isPrefixed) continue;
		const full = {name: `metric.${name}`, text: `metric.${formatName(name)}`};
		choices.push(full, ...datasetChoices(full, prefix, names));
	}
	for (const name of names.params) {
		for (const called of new Set([name, shortParam(name)])) {
			choices.push({name: called, text: paramText(name, names)});
			if (isPrefixed) choices.push({name: `param.${called}`, text: `param.${formatName(name)}`});
		}
	}
	return choices;
}

function datasetChoices({name, text}: Choice, prefix: string, {datasets}: FieldNames): readonly Choice[] {
	if (!prefix.startsWith(`${name}@`)) return [];
	return Array.from(datasets, dataset => ({name: `${name}@${dataset}`, text: `${text}@${formatName(dataset)}`}));
}

interface Place {
	readonly start: number;
	readonly end: number;
	readonly prefix: string;
	readonly choices: readonly Choice[];
}

function completion(text: string, {start, end, prefix, choices}: Place): Completion | undefined {
	const wanted = foldText(prefix);
	const fitting = choices.filter(({name}) => foldText(name).startsWith(wanted)).map(choice => choice.text);
	const options = [...new Set(fitting)].slice(0, mostOptions);
	const [only] = options;
	if (only === undefined || (options.length === 1 && only === text.slice(start, end))) return undefined;
	return {start, end, options};
}

/** Where the token begins that holds the cursor or ends there, and its operator, if the cursor is behind it. */
function tokenBefore(
	text: string,
	cursor: number,
): {readonly start: number; readonly operator?: {readonly text: Operator; readonly start: number; readonly end: number}} {
	let start = 0;
	let operator: {readonly text: Operator; readonly start: number; readonly end: number} | undefined;
	for (let at = 0; at < cursor;) {
		const character = text.charAt(at);
		const found = operator ? undefined : operatorAt(text, at);
		if (character === '"') at = quoteEnd(text, at);
		else if (/[\s()]/.test(character) || (character === '-' && at === start)) {
			start = ++at;
			operator = undefined;
		} else if (found) {
			operator = {text: found, start: at, end: at + found.length};
			at = operator.end;
		} else at++;
	}
	return operator ? {start, operator} : {start};
}

/** Where the field or value that begins at `start` ends; a quote that is not closed ends at the cursor. */
function pieceEnd(text: string, start: number, {cursor, endsAtOperator}: {readonly cursor: number; readonly endsAtOperator: boolean}): number {
	const last = readPieces(text, start, {endsAtOperator}).at(-1);
	return last?.closed === true ? Math.max(cursor, last.end) : cursor;
}

function plain(raw: string): string {
	return readPieces(raw, 0, {endsAtOperator: false})
		.map(piece => piece.text)
		.join('');
}
