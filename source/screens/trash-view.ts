/** What the Trash screen shows: what lies in the trash and the log as one list of lines, with one cursor. Pure; the last answers are kept. */

import {displayWidth} from '../../components/cells.ts';
import {scrollTo} from '../../components/scroll.ts';
import type {LogLine, TrashEntry} from '../../store/domain/change.ts';
import {isUndoableNow} from '../../store/domain/log.ts';
import type {Problem} from '../../store/domain/problem.ts';
import {whoWords} from '../log-words.ts';
import {safeText} from '../text.ts';
import type {TrashNow} from '../world.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';
import type {TrashState} from './trash-state.ts';

/** What the cursor can be on. `rowKey` names it for as long as it is there. */
export type TrashRow =
	| {readonly kind: 'entry'; readonly rowKey: string; readonly entry: TrashEntry; readonly isOpen: boolean}
	| {readonly kind: 'model'; readonly rowKey: string; readonly entry: TrashEntry; readonly model: TrashEntry['models'][number]}
	| {readonly kind: 'log'; readonly rowKey: string; readonly line: LogLine; readonly isUndoable: boolean}
	| {readonly kind: 'problem'; readonly rowKey: string; readonly problem: Problem};

export type TrashListLine =
	| TrashRow
	| {readonly kind: 'section'; readonly name: 'trash' | 'log' | 'problems'; readonly isEmpty: boolean}
	| {readonly kind: 'words'; readonly text: string};

export interface TrashView {
	readonly lines: readonly TrashListLine[];
	/** Which of them the cursor can be on. */
	readonly places: readonly number[];
	/** The cursor's place among these; -1: there are none. */
	readonly row: number;
	/** The line under the cursor, and the first in view. */
	readonly cursor: number;
	readonly offset: number;
	readonly layout: TrashLayout;
	readonly widths: TrashWidths;
}

/** Cells that the widest needs of who did something, and by which command. */
export interface TrashWidths {
	readonly who: number;
	readonly by: number;
}

export interface TrashLayout {
	/** Lines that say what frees the disk. */
	readonly hint: number;
	/** Rows in the window. */
	readonly rows: number;
	/** Lines of what is said below the rule. */
	readonly strip: number;
}

export function trashView(state: TrashState, {height}: Pick<ScreenContext, 'height'>): TrashView {
	const layout = trashLayout(height);
	const {lines, places, rowOf, widths} = listOf(state.now, state.open);
	const row = rowOf.get(state.rowKey ?? '') ?? Math.min(state.row, places.length - 1);
	const cursor = places[row] ?? -1;
	return {lines, places, row, cursor, offset: scrollTo(state.offset, Math.max(0, cursor), layout.rows, lines.length), layout, widths};
}

/** How the lines between header and footer are shared out: title, hint, rows, rule, strip. */
function trashLayout(height: number): TrashLayout {
	const hint = height >= 18 ? 2 : height >= 11 ? 1 : 0;
	const strip = height >= 18 ? 3 : height >= 11 ? 2 : 1;
	return {hint, rows: Math.max(1, height - 2 - hint - strip), strip};
}

interface TrashList {
	readonly lines: readonly TrashListLine[];
	readonly places: readonly number[];
	/** The place of a row by its key. */
	readonly rowOf: ReadonlyMap<string, number>;
	readonly widths: TrashWidths;
}

const listOf = remember((now: TrashNow | undefined, open: ReadonlySet<string>): TrashList => {
	const lines = now ? linesOf(now, open) : [];
	const places: number[] = [];
	const rowOf = new Map<string, number>();
	for (const [index, line] of lines.entries()) {
		if (!('rowKey' in line)) continue;
		rowOf.set(line.rowKey, places.length);
		places.push(index);
	}
	return {lines, places, rowOf, widths: now ? widthsOf(now) : {who: 0, by: 0}};
});

function widthsOf({entries, log, me}: TrashNow): TrashWidths {
	const all = [...entries, ...log];
	const widest = (names: Iterable<string>) => Math.max(0, ...new Set(names).values().map(name => displayWidth(safeText(name))));
	return {who: widest(all.map(one => whoWords(one, me))), by: widest(all.map(({by}) => by))};
}

function linesOf({entries, log, problems}: TrashNow, open: ReadonlySet<string>): readonly TrashListLine[] {
	const inTrash = new Set(entries.map(({txn}) => txn));
	const trash = entries.flatMap((entry): TrashListLine[] => {
		const isOpen = open.has(entry.txn);
		const models = isOpen ? entry.models : [];
		return [
			{kind: 'entry', rowKey: `entry ${entry.txn}`, entry, isOpen},
			...models.map((model): TrashListLine => ({kind: 'model', rowKey: `model ${entry.txn} ${model.key}`, entry, model})),
		];
	});
	const done = log.map((line): TrashListLine => ({kind: 'log', rowKey: `log ${line.txn}`, line, isUndoable: isUndoableNow(line, inTrash)}));
	const odd = problems.map((problem, index): TrashListLine => ({kind: 'problem', rowKey: `problem ${index}`, problem}));
	return [
		{kind: 'section', name: 'trash', isEmpty: trash.length === 0},
		...(trash.length > 0 ? trash : [{kind: 'words' as const, text: 'Nothing lies in the trash.'}]),
		{kind: 'section', name: 'log', isEmpty: done.length === 0},
		...(done.length > 0
			? done
			: [{kind: 'words' as const, text: 'Nothing was done here yet: t tags, n notes, d moves to the trash; all of it is listed here.'}]),
		...(odd.length > 0 ? [{kind: 'section' as const, name: 'problems' as const, isEmpty: false}, ...odd] : []),
	];
}
