/** A list of models as it is asked for: which, in which order, how many. Pure. */

import {withGone} from '../store/domain/gone-models.ts';
import type {Model} from '../store/domain/model.ts';
import {querySort, type Query} from '../store/domain/query.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {namesIn, notComparable, parseSortKey, sortModels, type SortKey} from '../store/domain/sorting.ts';
import {matchingModels, parseWhere, type Filter} from './select.ts';

export interface ListAsked extends Filter {
	/** As `--sort` has it; without it that of the query, else newest first. */
	readonly sort?: string;
	/** The first so many. */
	readonly limit?: number;
}

export interface AskedList {
	readonly models: readonly Model[];
	/** How many matched, before the limit. */
	readonly matched: number;
	readonly sort?: SortKey;
	/** Models whose result, by which they are sorted, is not comparable with the others'. */
	readonly leftOut: ReadonlySet<Model>;
}

/** @param now milliseconds since 1970, for ages in the query @throws UserError `usage`, `nothing-matched` */
export function askedList({models: there, gone, config, lastVisit}: Snapshot, asked: ListAsked, now: number): AskedList {
	const query = parseWhere(asked.where, there);
	const all = withGone(there, gone, query?.where);
	// What is asked for comes before the query's sort:, and what is cut must be sorted first.
	const matching = matchingModels(all, asked, {now, config, lastVisit, query: query && {where: query.where}});
	const sort = sortOf(asked.sort, query, all);
	const sorted = sort === undefined ? matching : sortModels(matching, sort, config);
	const most = Math.min(asked.limit ?? Infinity, query?.top ?? Infinity);
	const models = sorted.length > most ? sorted.slice(0, most) : sorted;
	const leftOut = (sort && isByRank(sort) ? notComparable(sort.field, matching, {config}) : undefined) ?? new Set<Model>();
	return {models, matched: sorted.length, sort, leftOut};
}

function isByRank({order}: SortKey): boolean {
	return order === 'natural' || order === 'flipped';
}

function sortOf(typed: string | undefined, query: Query | undefined, all: readonly Model[]): SortKey | undefined {
	if (typed !== undefined) return parseSortKey(typed, namesIn(all));
	return query?.sort && querySort(query, namesIn(all));
}
