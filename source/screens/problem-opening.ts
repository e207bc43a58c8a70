/** Where Enter leads from a row of Problems. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {modelsByKey} from './browse-view.ts';
import {queryOf} from './problem-query.ts';
import type {ProblemRow} from './problem-rows.ts';

/** Raw words. */
export type Opening =
	| {readonly kind: 'model'; readonly key: string}
	/** Several, which a query finds. */
	| {readonly kind: 'models'; readonly query: string}
	| {readonly kind: 'none'; readonly why: string};

/** @param options.now milliseconds since 1970 */
export function openingOf(row: ProblemRow | undefined, {models, now}: {readonly models: readonly Model[]; readonly now: number}): Opening {
	if (!row) return {kind: 'none', why: 'There is nothing to open.'};
	if (row.kind === 'gone') return {kind: 'models', query: 'is:gone'};
	const known = modelsByKey(models);
	const [first, ...others] = row.keys.filter(key => known.has(key));
	// Of a renamed one the model comes first, then the artifact that it is now.
	if (first !== undefined && (others.length === 0 || row.kind === 'renamed')) return {kind: 'model', key: first};
	if (first === undefined) {
		const model = models.find(({key, sidecar}) => key === row.path || sidecar === row.path);
		return model ? {kind: 'model', key: model.key} : {kind: 'none', why: 'No model is behind it: there is nothing to open.'};
	}
	const query = queryOf(row, {models, now});
	return query === undefined ? {kind: 'none', why: 'No query says which models these are: mreg doctor --long lists them.'} : {kind: 'models', query};
}
