/** Queries about what is yet to come: they may name a metric or a dataset that no model has at first. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import {parseQuery, type Query, type QueryContext} from '../../store/domain/query.ts';
import {conditionTest} from '../../store/domain/query-evaluate.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {namesIn} from '../../store/domain/sorting.ts';
import {known, parseWhere, remembered} from '../select.ts';
import {safeText} from '../text.ts';
import type {Options} from './command.ts';

/**
 * A query as `--where` reads it; where a name is not known and like none that is, or has `metric.` or `param.` in front, it is taken as one to come.
 *
 * @throws UserError `usage` for what is no query, or is probably a slip
 */
export function queryToCome(text: string | undefined, models: readonly Model[]): Query | undefined {
	if (text === undefined) return undefined;
	const strict = parseQuery(text, namesIn(models));
	const open = parseQuery(text);
	if ('error' in strict && 'ok' in open) {
		const {start, end, nearest} = strict.error;
		const typed = text.slice(start, end);
		if (!isSlipOf(nearest, typed) || /^(metric|param)\./.test(typed)) return open.ok;
	}
	return parseWhere(text, models);
}

/** A dataset that is like none is a new one, although the metric in front of it is there without it. */
function isSlipOf(nearest: string | undefined, typed: string): boolean {
	return nearest !== undefined && (nearest.includes('@') || !typed.includes('@'));
}

/** @throws UserError `usage` for what is no query in any registry */
export function requireQuery(text: string | undefined): void {
	if (text !== undefined && 'error' in parseQuery(text)) parseWhere(text, []);
}

/** What a query is asked with, at a time in milliseconds since 1970. */
export function contextOf({models, config, lastVisit}: Snapshot, now: number): QueryContext & {readonly all: readonly Model[]} {
	const ranks = remembered(() => ranksOf(byAlgorithm(models), {models, config}));
	return {now, config, lastVisit, isBest: model => ranks().isBest(model), all: models};
}

/** Which models `--algo` and `--where` let through. @param options.now milliseconds since 1970 */
export function testOf(
	snapshot: Snapshot,
	{
		options,
		where,
		now,
		isComparable,
	}: {readonly options: Options; readonly where: Query | undefined; readonly now: number} & Pick<QueryContext, 'isComparable'>,
): (model: Model) => boolean {
	const matches = where?.where && conditionTest(where.where, {...contextOf(snapshot, now), isComparable});
	return model => isOf(model, options.algo) && (matches?.(model) ?? true);
}

function isOf({algorithm}: Model, wanted: string | undefined): boolean {
	return wanted === undefined || algorithm.toLowerCase() === wanted.toLowerCase();
}

/** A warning where no model is of the algorithm yet: it may be one to come, or a slip. */
export function unknownAlgorithmNotes({models}: Snapshot, algorithm: string | undefined): readonly SafeText[] {
	if (algorithm === undefined || models.some(model => isOf(model, algorithm))) return [];
	const names = models.map(model => model.algorithm);
	return [safe`Warning: no model is of the algorithm "${safeText(algorithm)}" yet. ${safeText(known('algorithms', algorithm, names) ?? '')}`];
}
