/** The position line of Browse: where the cursor is, what is marked, what the rows are sorted by. Pure. */

import {displayWidth} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {isConfiguration, modelsOf} from '../../store/domain/configuration.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {SortKey} from '../../store/domain/sorting.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import type {BrowseRow} from './browse-rows.ts';
import {grouped, marksWords, spread} from './browse-lines.ts';
import type {BrowseState} from './browse-state.ts';
import {remember} from './remember.ts';
import {modelsByKey, type BrowseView} from './browse-view.ts';

export interface PositionOptions {
	readonly view: BrowseView;
	readonly cursor: number;
	readonly state: BrowseState;
	readonly snapshot: Snapshot;
	readonly width: number;
	/** Chosen columns that there is no room for. */
	readonly hiddenColumns: number;
}

/** What is marked, with the rows that stand for it where these are fewer. Found once for marks and rows: going through all of them for each key would be felt. */
const marksOf = remember((marks: ReadonlySet<string>, models: readonly Model[], rows: readonly BrowseRow[], members: ReadonlySet<string>): SafeText => {
	if (marks.size === 0) return emptyText;
	const byKey = modelsByKey(models);
	const marked = [...marks].flatMap(key => byKey.get(key) ?? []);
	let [shown, whole] = [0, 0];
	for (const row of rows) {
		if (members.has(row.key)) continue;
		const own = modelsOf(row);
		const count = own.filter(model => marks.has(model.key)).length;
		shown += count;
		if (count === own.length) whole++;
	}
	const words = marksWords(marked, shown);
	return whole > 0 && whole < marks.size && words !== '' && rows.some(isConfiguration) ? safe`${counted(whole, 'row')} = ${words}` : words;
});

/** Which of the folded rows the cursor is on, or in. */
function headsUpTo(rows: readonly BrowseRow[], cursor: number, members: ReadonlySet<string>): number {
	let heads = cursor + 1;
	if (members.size > 0) for (let at = 0; at <= cursor; at++) if (members.has(rows[at]?.key ?? '')) heads--;
	return heads;
}

export function positionLine({view, cursor, state, snapshot, width, hiddenColumns}: PositionOptions): SafeText {
	const {rows} = view;
	const marks = marksOf(state.marks, snapshot.models, rows, view.members);
	const heads = rows.length - view.members.size;
	const place = view.scores
		? safe` ${grouped(headsUpTo(rows, cursor, view.members))}/${grouped(heads)} folded, ${grouped(view.models.length)} models`
		: safe` ${grouped(cursor + 1)}/${grouped(rows.length)}`;
	const left = joinSafe(
		[place, marks, state.anchor ? safe`range: v ends it` : emptyText].filter(part => part !== ''),
		safe` · `,
	);
	const direction = view.objective?.direction;
	const sorted = safe`by ${sortWords(view.sort)}`;
	const better =
		direction === undefined || view.sort.field.kind !== 'metric' ? emptyText : direction === 'minimize' ? safe`↓ lower is better` : safe`↑ higher is better`;
	const hidden = hiddenColumns === 0 ? emptyText : safe`${hiddenColumns} columns do not fit`;
	// What is marked stays whole: the words about the order give way.
	const right = [hidden, better, sorted].filter(part => part !== '');
	const joined = () => joinSafe(right, safe` · `);
	while (right.length > 0 && displayWidth(left) + displayWidth(joined()) + 3 > width) {
		right.splice(right.includes(better) && better !== '' ? right.indexOf(better) : 0, 1);
	}
	return spread(left, paint(theme.quiet, joined()), width);
}

/** What rows are sorted by, in a word. */
export function sortWords({field}: SortKey): SafeText {
	switch (field.kind) {
		case 'metric':
			return safeText(field.dataset === undefined ? field.metric : `${field.metric}@${field.dataset}`);
		case 'param':
			return safeText(field.name);
		case 'time':
			return safe`age`;
		default:
			return safeText(field.kind);
	}
}
