/** Saved views in Browse: what one shows, and whether that is still what is shown. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {parseQuery} from '../../store/domain/query.ts';
import type {View} from '../../store/domain/session.ts';
import {formatSortKey, parseSortKey, type SortKey} from '../../store/domain/sorting.ts';
import {UserError} from '../../store/domain/user-error.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {BrowseState} from './browse-state.ts';
import {namesOf} from './browse-view.ts';
import {columnOfId} from '../column-ids.ts';

/** A view as Browse has it. */
export interface TakenView {
	readonly name: string;
	readonly algorithm?: string;
	readonly filter: string;
	readonly sort?: SortKey;
	readonly columns?: readonly string[];
	readonly fold: boolean;
}

/** What a view shows of these models; a sentence where that cannot be told. */
export function takenView(name: string, view: View, models: readonly Model[]): {readonly view: TakenView} | {readonly problem: string} {
	const {query: filter = '', algorithm, columns, fold} = view;
	const names = namesOf(models);
	const problem = (what: string) => ({problem: `The view ${name} cannot be taken: ${what}`});
	const read = parseQuery(filter, names);
	if (filter.trim() !== '' && 'error' in read) return problem(`its filter ${filter} cannot be read: ${read.error.message}.`);
	const known = columns?.filter(id => columnOfId(id) !== undefined);
	const taken = {name, filter, algorithm: algorithm?.toLowerCase(), columns: known && known.length > 0 ? known : undefined, fold: fold === 'seed'};
	if (view.sort === undefined) return {view: taken};
	// What ranks each algorithm is an order that only Browse knows.
	const byObjective = /^(-?)objective$/.exec(view.sort);
	if (byObjective && !names.metrics.has('objective') && !names.params.has('objective')) {
		return {view: {...taken, sort: {field: {kind: 'objective'}, order: byObjective[1] === '-' ? 'flipped' : 'natural'}}};
	}
	try {
		return {view: {...taken, sort: parseSortKey(view.sort, names)}};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return problem(error.message);
	}
}

/** The view that was taken, as long as what it says is what is shown. */
export function viewOn({view, algorithm, filter, sort, fold, columnsForNow}: BrowseState): TakenView | undefined {
	if (!view || view.algorithm !== algorithm || view.filter !== filter || view.fold !== fold) return undefined;
	return isSame(view.sort, sort) && isSame(view.columns, columnsForNow?.columns) ? view : undefined;
}

function isSame(a: unknown, b: unknown): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** What Browse shows, as a view. */
export function viewOf(
	{algorithm, filter, sort, fold, columnsForNow, columns}: BrowseState,
	{config}: Pick<Snapshot, 'config'>,
	names: ReturnType<typeof namesOf>,
): View {
	const tab = algorithm ?? '*';
	const chosen = columnsForNow?.algorithm === tab ? columnsForNow.columns : columns.get(tab);
	return {
		query: filter.trim() === '' ? undefined : filter.trim(),
		algorithm,
		columns: chosen,
		sort:
			sort &&
			(sort.field.kind === 'objective' ? `${sort.order === 'flipped' || sort.order === 'descending' ? '-' : ''}objective` : formatSortKey(sort, names, config)),
		fold: fold ? 'seed' : undefined,
	};
}
