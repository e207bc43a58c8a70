/** Writes a query as text that is read back to the same query. */

import type {Condition, Operator, Query} from './query-condition.ts';
import {operatorWord} from './query-tokens.ts';

/** The text of a query, with quotes and parentheses only where they are needed. */
export function formatQuery({where, sort, top}: Query): string {
	const parts = [where && formatCondition(where), sort && `sort:${sort.text}`, top === undefined ? undefined : `top:${top}`];
	return parts.filter(part => part !== undefined).join(' ');
}

function formatCondition(condition: Condition): string {
	switch (condition.kind) {
		case 'or':
			return condition.items.map(item => (item.kind === 'or' ? `(${formatCondition(item)})` : formatCondition(item))).join(' or ');
		case 'and':
			return condition.items.map(formatOne).join(' ');
		case 'not':
			return `-${formatOne(condition.item)}`;
		case 'word':
			return formatWord(condition.text);
		case 'compare':
			return `${condition.field.text}${condition.operator}${formatValue(condition.operator, condition.value.text)}`;
		case 'is':
			return `is:${condition.name}`;
		case 'has':
			return `has:${condition.field.text}`;
	}
}

function formatOne(condition: Condition): string {
	const text = formatCondition(condition);
	return condition.kind === 'and' || condition.kind === 'or' ? `(${text})` : text;
}

/** A word or phrase of a query. */
export function formatWord(text: string): string {
	return operatorWord(text) === undefined && /^[^\s"()\\:=!<>~-][^\s"()\\:=!<>~]*$/.test(text) ? text : quoted(text);
}

/** A value as it stands behind an operator. */
export function formatValue(operator: Operator, text: string): string {
	if (/^[^\s"()=][^\s"()]*$/.test(text)) return text;
	if (operator !== '~') return quoted(text);
	// In a quoted pattern a backslash stays, except before a quote: one that must stay there stands outside the quotes.
	if (/^(?:[^\\]|\\[^"])*$/s.test(text)) return `"${text.replaceAll('"', '\\"')}"`;
	return text
		.split(/(\\+)/)
		.map(part => (part === '' || part.startsWith('\\') ? part : quoted(part)))
		.join('');
}

function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
