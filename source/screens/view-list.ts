/** The list of saved views: what of it is shown for what was typed, and what Enter does. Pure. */

import type {Config} from '../../store/domain/config.ts';
import {fuzzyScore} from '../fuzzy.ts';
import {viewsIn, viewWords} from '../views.ts';
import type {ViewsDialog} from './dialog.ts';
import {nothingTyped} from './dialog.ts';

export type ViewRow =
	| {readonly kind: 'take' | 'drop'; readonly name: string; readonly words: string; readonly isOn: boolean}
	/** What is shown is saved, under what was typed; where nothing was, the name is asked. */
	| {readonly kind: 'save'; readonly name?: string; readonly isNew: boolean}
	| {readonly kind: 'dropOne'};

export interface OpenViews {
	readonly config: Config;
	/** Name of the view that is on. */
	readonly on?: string;
	/** What is shown now, in words; raw. */
	readonly shown: string;
	readonly readOnly: boolean;
}

export function openViews({config, on, shown, readOnly}: OpenViews): ViewsDialog {
	const broken = Object.entries(config.brokenViews ?? {}).map(([name, reason]) => ({name, words: `cannot be understood: ${reason}`}));
	const views = [...viewsIn(config).map(({name, view}) => ({name, words: viewWords(view), view})), ...broken];
	const row = Math.max(
		0,
		views.findIndex(({name}) => name === on),
	);
	return {kind: 'views', views, on, shown, readOnly, step: {kind: 'list'}, typing: nothingTyped, row};
}

/** The rows for what was typed, the best match first; none where a name or an answer is asked for. */
export function viewRows({views, on, readOnly, step, typing}: ViewsDialog): readonly ViewRow[] {
	if (step.kind !== 'list' && step.kind !== 'drop') return [];
	const typed = typing.value.trim().normalize('NFC');
	const kind = step.kind === 'list' ? 'take' : 'drop';
	const scored = views.flatMap(view => {
		const score = typed === '' ? 0 : fuzzyScore(typed, {label: view.name, help: view.words});
		return score === undefined ? [] : [{view, score}];
	});
	const found = typed === '' ? scored : scored.toSorted((a, b) => b.score - a.score);
	const rows = found.map(({view: {name, words}}): ViewRow => ({kind, name, words, isOn: name === on}));
	if (readOnly || step.kind === 'drop') return rows;
	const isNew = !views.some(({name}) => name === typed);
	const save: ViewRow = typed === '' ? {kind: 'save', isNew: true} : {kind: 'save', name: typed, isNew};
	return [...rows, save, ...(typed === '' && views.length > 0 ? [{kind: 'dropOne'} as const] : [])];
}

/** The cursor's row, as far as there is one. */
export function viewRow({row}: ViewsDialog, rows: readonly ViewRow[]): number {
	return Math.max(0, Math.min(rows.length - 1, row));
}

/** Moves the cursor round the ends. */
export function movedView(dialog: ViewsDialog, step: number): ViewsDialog {
	const rows = viewRows(dialog);
	if (rows.length === 0) return dialog;
	const at = viewRow(dialog, rows);
	return {...dialog, row: Math.abs(step) === 1 ? (at + step + rows.length) % rows.length : Math.max(0, Math.min(rows.length - 1, at + step))};
}

/** What Enter does: the row under the cursor. */
export function chosenView(dialog: ViewsDialog): ViewRow | undefined {
	const rows = viewRows(dialog);
	return rows[viewRow(dialog, rows)];
}

/** Why Enter does nothing; raw. undefined: it does something. */
export function viewRefusal(dialog: ViewsDialog): string | undefined {
	const {step, typing, views} = dialog;
	if (step.kind === 'name') return typing.value.trim() === '' ? 'A view needs a name.' : undefined;
	if (step.kind === 'sure' || viewRows(dialog).length > 0) return undefined;
	return views.length === 0 ? 'No view is saved yet.' : `No view is called ${typing.value.trim()}.`;
}
