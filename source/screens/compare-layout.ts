/** How the lines and cells of Compare are shared out. Pure. */

import {comparisonGap} from '../../components/comparison-table.tsx';
import {scrollTo} from '../../components/scroll.ts';

export interface CompareLines {
	/** Lines of the outcome below the title. */
	readonly outcome: number;
	/** An empty line above the table. */
	readonly blank: number;
	/** Lines of the header: letters, ids, notes. */
	readonly header: number;
	/** Lines of the table. */
	readonly body: number;
	readonly rule: number;
	/** Lines for the cell under the cursor. */
	readonly strip: number;
	readonly command: number;
}

/** Title and wins always stand. */
const fixed = 2;

/** What is given a line, the most important first, as long as the table keeps `body` lines. */
const wishes: ReadonlyArray<{readonly line: Exclude<keyof CompareLines, 'body'>; readonly body: number}> = [
	{line: 'header', body: 1},
	{line: 'strip', body: 3},
	{line: 'outcome', body: 4},
	{line: 'header', body: 5},
	{line: 'rule', body: 6},
	{line: 'outcome', body: 7},
	{line: 'command', body: 8},
	{line: 'header', body: 9},
	{line: 'blank', body: 10},
	{line: 'outcome', body: 13},
	{line: 'strip', body: 15},
];

/** @param most how many lines the outcome and the header have to show at most */
export function compareLines(height: number, most: {readonly outcome: number; readonly header: number}): CompareLines {
	const lines = {outcome: 0, blank: 0, header: 0, rule: 0, strip: 0, command: 0};
	const limits = {outcome: Math.min(3, most.outcome), blank: 1, header: most.header, rule: 1, strip: 2, command: 1};
	let body = height - fixed;
	for (const {line, body: least} of wishes) {
		if (body - 1 < least || lines[line] >= limits[line]) continue;
		lines[line]++;
		body--;
	}
	return {...lines, body: Math.max(1, body)};
}

export interface CompareColumns {
	readonly field: number;
	/** Cells of each model's column. */
	readonly each: number;
	/** How many columns there is room for. */
	readonly shown: number;
}

const widestColumn = 30;
const narrowestColumn = 14;

/**
 * Whole columns only: what has no room is scrolled to. Columns are as narrow as their numbers allow before a model is left out,
 * and as wide as their texts want where there is room.
 *
 * @param field cells that the names of the fields would take
 * @param least cells below which numbers and marks would be cut
 */
export function compareColumns(width: number, of: {readonly field: number; readonly least: number; readonly models: number}): CompareColumns {
	const field = Math.min(of.field, Math.max(14, Math.floor(width * 0.3)));
	const room = Math.max(1, width - field);
	const least = Math.min(Math.max(narrowestColumn, of.least), Math.max(1, room - comparisonGap));
	const shown = Math.max(1, Math.min(of.models, Math.floor(room / (least + comparisonGap))));
	const each = Math.max(least, Math.min(widestColumn, Math.floor(room / shown) - comparisonGap));
	return {field, each, shown};
}

/** The first of the columns that are shown, so that the one under the cursor is. */
export function firstColumn(before: number, cursor: number, {shown}: Pick<CompareColumns, 'shown'>, models: number): number {
	return scrollTo(before, cursor, shown, models);
}

/** The first line of the table in view; from the first row everything above it is. */
export function firstLine(before: number, cursor: number, of: {readonly body: number; readonly count: number; readonly first: number}): number {
	return scrollTo(cursor <= of.first ? 0 : before, cursor, of.body, of.count);
}
