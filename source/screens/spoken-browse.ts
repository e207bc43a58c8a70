/** Browse and the questions over it, read out. Pure. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {isAscending, type SortKey} from '../../store/domain/sorting.ts';
import {safeText} from '../text.ts';
import {counted} from '../words.ts';
import type {BrowseColumn} from './browse-columns.ts';
import {marksWords} from './browse-lines.ts';
import {sortWords} from './browse-position.ts';
import {keysOf} from './browse-rows.ts';
import {cursorRow, type BrowseState} from './browse-state.ts';
import {browseView, modelsByKey, tabsOf, type BrowseView} from './browse-view.ts';
import {emptyLines} from './empty-lines.ts';
import {rowSentence} from './spoken-model.ts';
import {inWords, placeWords, sentence, sentences, type SpokenPart} from './spoken-part.ts';

export interface SpokenBrowseOptions {
	readonly snapshot: Snapshot;
	readonly columns: readonly BrowseColumn[];
	readonly readOnly: boolean;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Which models, in what order, how many; then the row under the cursor; the cell, when one goes from column to column. */
export function spokenBrowse(state: BrowseState, {snapshot, columns, readOnly, now}: SpokenBrowseOptions): readonly SpokenPart[] {
	const view = browseView(snapshot, state);
	const {rows} = view;
	const index = cursorRow(state, rows);
	const row = rows[index];
	const column = columns[state.column];
	const question = JSON.stringify([state.algorithm, state.filter, view.sort, state.fold, state.columns.size, state.typing?.isRefused]);
	const marked = [...state.marks].flatMap(key => modelsByKey(snapshot.models).get(key) ?? []);
	const inView = new Set(marked.length === 0 ? [] : rows.flatMap(keysOf));
	const options = {config: snapshot.config, ranks: view.ranks, scores: view.scores, marks: state.marks, open: state.open};
	return [
		{name: 'screen', key: `browse ${question}`, text: headingOf(state, view, snapshot)},
		{
			name: 'about',
			key: `browse marks ${state.marks.size}`,
			text: marked.length === 0 ? emptyText : safe`${inWords(marksWords(marked, marked.filter(({key}) => inView.has(key)).length))}.`,
		},
		row
			? {
					name: 'row',
					key: `${row.key} ${keysOf(row).filter(key => state.marks.has(key)).length} ${state.open.has(row.key)}`,
					text: safe`${placeWords(safe`Row`, index, rows.length)}: ${rowSentence(row, options)}.`,
				}
			: {
					name: 'row',
					key: `none ${question} ${snapshot.models.length === 0}`,
					text: sentences(emptyLines(snapshot, {text: state.filter, isReadable: view.filterError === undefined}, {width: 200, readOnly, now})),
				},
		...(column && row ? [{name: 'cell' as const, key: column.id, text: safe`Column ${inWords(column.title)}: ${inWords(column.cell(row, now).text)}.`}] : []),
	];
}

function headingOf(state: BrowseState, view: BrowseView, snapshot: Snapshot): SafeText {
	const {rows, inTab, sort, isRanked, objective, filterError} = view;
	const tab = tabsOf(snapshot.models).find(({algorithm}) => algorithm === state.algorithm);
	const direction = objective?.direction === undefined ? emptyText : objective.direction === 'minimize' ? safe`, lower is better` : safe`, higher is better`;
	const order = isRanked
		? safe`best first by ${safeText(objective?.metric ?? '')}${objective?.dataset === undefined ? emptyText : safe` on ${safeText(objective.dataset)}`}${direction}`
		: orderWords(sort, isAscending(sort, snapshot.config));
	const filter = state.filter === '' ? undefined : safe`filter ${safeText(state.filter)}`;
	const instead = view.isFiltered ? emptyText : safe`, not applied`;
	const leave = state.typing?.isRefused === true ? safe`, Escape leaves` : emptyText;
	const error = filterError && safe`it cannot be read: ${safeText(filterError.message)}${instead}${leave}`;
	const count = rows.length === inTab ? counted(rows.length, 'row') : safe`${counted(rows.length, 'row')} of ${counted(inTab, 'model')}`;
	return safe`${sentence([safe`Browse`, safeText(tab?.algorithm === undefined ? 'all algorithms' : tab.label), filter, error, count, state.fold ? safe`seeds folded` : undefined, order])}.`;
}

function orderWords(sort: SortKey, isAscendingNow: boolean): SafeText {
	if (sort.field.kind === 'time') return isAscendingNow ? safe`oldest first` : safe`newest first`;
	return safe`sorted by ${inWords(sortWords(sort))}, ${isAscendingNow ? safe`ascending` : safe`descending`}`;
}
