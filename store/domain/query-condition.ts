/** A query as data: what a text is read to, and what the other parts of the query language work on. */

import type {MetricRef} from './metric-ref.ts';
import type {BuiltinName} from './query-fields.ts';

/** What a query asks for: models for which `where` holds, in the order of `sort`, the first `top` of them. Nothing: all models. */
export interface Query {
	readonly where?: Condition;
	/** A sort key as it was typed, quotes and all. */
	readonly sort?: {readonly text: string};
	/** A whole number of at least 1. */
	readonly top?: number;
}

/** Why a query cannot be read: offsets into its text, a clause without capital and full stop, and a field or value that was perhaps meant. */
export interface QueryError {
	readonly start: number;
	readonly end: number;
	readonly message: string;
	readonly nearest?: string;
}

/** Offsets into the text of the query. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

export type Operator = ':' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '~';

/** The value behind an operator, without its quotes. */
export interface QueryValue extends Span {
	readonly text: string;
}

export interface Comparison {
	readonly kind: 'compare';
	readonly field: Field;
	readonly operator: Operator;
	readonly value: QueryValue;
}

export type Condition =
	| {readonly kind: 'and' | 'or'; readonly items: readonly Condition[]}
	| {readonly kind: 'not'; readonly item: Condition}
	/** A word or phrase that occurs in a model's id, algorithm, datasets, tags or notes. */
	| ({readonly kind: 'word'; readonly text: string} & Span)
	| Comparison
	| {readonly kind: 'is'; readonly name: IsName}
	| {readonly kind: 'has'; readonly field: Field | Part};

export type IsName =
	'best' | 'latest' | 'registered' | 'protected' | 'untested' | 'untracked' | 'missing' | 'unreadable' | 'growing' | 'stale' | 'new' | 'gone';

/** What a comparison is about; `text` is the field as it was typed, quotes and all. */
export type Field = {readonly text: string} & (
	| {readonly kind: 'builtin'; readonly name: BuiltinName}
	| {readonly kind: 'metric'; readonly metric: string; readonly dataset?: string}
	| {readonly kind: 'param'; readonly name: string}
	/** It was read without the names that occur: any of these metrics, or the hyperparameter. */
	| {readonly kind: 'unresolved'; readonly refs: readonly MetricRef[]; readonly param?: string}
);

/** What a model can have besides fields. */
export interface Part {
	readonly kind: 'part';
	readonly name: 'problems' | 'sidecar' | 'artifact';
	readonly text: string;
}
