/** The query language of `/`, `--where` and the library: which models a query asks for, and in what order. */

import {defaultConfig} from './config.ts';
import type {Model} from './model.ts';
import {filterByThresholds} from './query-columns.ts';
import type {Query} from './query-condition.ts';
import {conditionTest, type QueryContext} from './query-evaluate.ts';
import {querySort} from './query-sort.ts';
import {namesIn, sortModels} from './sorting.ts';

export type {Query, QueryError} from './query-condition.ts';
export type {QueryContext} from './query-evaluate.ts';
export {formatQuery} from './query-format.ts';
export {parseQuery} from './query-parser.ts';
export {querySort} from './query-sort.ts';

/** The models for which a query's condition holds, in their order; the same array where it has none. Sort and top are left to the caller. */
export function filterModels({where}: Query, models: readonly Model[], context: QueryContext): readonly Model[] {
	if (!where) return models;
	const {models: found, rest} = context.isComparable ? {models, rest: where} : filterByThresholds(where, models);
	return rest ? found.filter(conditionTest(rest, {...context, all: context.all ?? models})) : found;
}

/** The models that a query asks for, sorted and cut where it says so; the same array where it asks for all. */
export function runQuery(query: Query, models: readonly Model[], context: QueryContext): readonly Model[] {
	const found = filterModels(query, models, context);
	const sort = query.sort && querySort(query, namesIn(context.all ?? models));
	const sorted = sort ? sortModels(found, sort, context.config ?? defaultConfig) : found;
	return query.top !== undefined && sorted.length > query.top ? sorted.slice(0, query.top) : sorted;
}
