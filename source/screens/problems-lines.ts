/** The lines of Problems: a row for each, and in full what is wrong with the one under the cursor. Pure. */

import {displayWidth, fit, truncate, truncateStart} from '../../components/cells.ts';
import {fileLink, withFileLinks} from '../../components/link.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {grouped, spread} from './browse-lines.ts';
import {firstNames, nameLines} from './name-list.ts';
import {openWords, type RowKeys} from './problem-keys.ts';
import {stepByHand} from './problem-repairs.ts';
import type {ProblemRow} from './problem-rows.ts';
import type {ProblemsState} from './problems-state.ts';
import {remember} from './remember.ts';
import {wrapText} from './wrap-text.ts';

/** Cells of the first column: what its longest text needs, and at most so much of the width. */
const mostOfWidth = 0.45;
const leastPlace = 12;

/** ` problems  4, 1 only told      the header counts what reading the files told: 1`. @param inHeader how many the first line of the screen counts */
export function titleLine(rows: readonly ProblemRow[], {inHeader, width}: {readonly inHeader: number; readonly width: number}): SafeText {
	const told = rows.filter(({isWrong}) => !isWrong).length;
	const left = safe`${paint(theme.title, safe` problems`)}  ${grouped(rows.length)}${told === 0 ? emptyText : safe`, ${grouped(told)} only told`}`;
	if (inHeader === rows.length) return fit(left, width);
	const forms = [safe`the header counts what reading the files told: ${inHeader}`, safe`header: files read, ${inHeader}`];
	const right = forms.find(words => displayWidth(left) + displayWidth(words) + 4 <= width);
	return right === undefined ? fit(left, width) : spread(left, paint(theme.quiet, right), width);
}

/** Cells of FILE, for all rows; REASON has the rest. */
export const placeWidth = remember((rows: readonly ProblemRow[], width: number): number => {
	const most = Math.max(leastPlace, Math.floor(width * mostOfWidth));
	let needed = leastPlace;
	for (const row of rows) {
		needed = Math.max(needed, displayWidth(placeWords(row, most)));
		if (needed >= most) return most;
	}
	return needed;
});

export function problemLine(row: ProblemRow | undefined, {width, fileWidth, isCursor}: {width: number; fileWidth: number; isCursor: boolean}): SafeText {
	if (!row) return safe` `;
	const sign = row.isWrong ? paint(theme.bad, safe`!`) : paint(theme.quiet, safe`·`);
	return fit(safe`${isCursor ? safe`❯` : safe` `} ${sign} ${fit(placeWords(row, fileWidth), fileWidth)}  ${safeText(row.message)}`, width);
}

/** A path, of which the end tells most, else what it is about by name. */
function placeWords({path, names, kind, finding}: ProblemRow, width: number): SafeText {
	if (path !== '') return fileLink(path, truncateStart(safeText(path), width));
	if (names.length > 0) return truncate(firstNames(names, width), width);
	return kind === 'note' || finding?.kind === 'stray-file' ? safe`(the disk)` : safe`(the registry)`;
}

/** What is wrong, whom it is about, then what repairs it: the key that does, which always has its place, else what a person can do; and what Enter opens. */
export function messageLines(
	row: ProblemRow,
	{width, most, keys: {opens, repair}}: {readonly width: number; readonly most: number; readonly keys: RowKeys},
): readonly SafeText[] {
	const links = row.path === '' ? [] : [{path: row.path, text: safeText(row.path)}];
	const said = wrapped(row.path === '' ? row.message : `${row.path}: ${row.message}`, width).map((line, index) =>
		index === 0 ? withFileLinks(line, links) : line,
	);
	const step = repair?.words ?? stepByHand(row);
	const look = repair ? theme.good : theme.quiet;
	const steps = step === undefined ? [] : wrapped(step, width).map(line => paint(look, line));
	if (most < 2) return cut(repair ? steps : said, 1);
	const forSteps = Math.min(steps.length, Math.max(1, Math.floor(most / 2), most - said.length));
	const lines = [...cut(said, most - forSteps), ...cut(steps, forSteps)];
	// Whom it is about stands above already where that is one.
	const names = row.path === '' && row.names.length > 1 ? nameLines(row.names, {width: width - 2, count: most - lines.length}) : [];
	lines.splice(lines.length - forSteps, 0, ...names.map(line => paint(theme.quiet, safe` ${line}`)));
	const open = openWords(opens);
	return open === undefined || lines.length === most
		? lines
		: [...lines, ...cut(wrapped(open, width), most - lines.length).map(line => paint(theme.quiet, line))];
}

/** @param text raw */
function wrapped(text: string, width: number): readonly SafeText[] {
	return wrapText(safeText(text), width - 2).map(line => safe` ${line}`);
}

/** The last line says where there would be more. */
function cut(lines: readonly SafeText[], most: number): readonly SafeText[] {
	return lines.length <= most ? lines : lines.slice(0, most).map((line, index) => (index === most - 1 ? safe`${line}…` : line));
}

/** What is still to come of the list, or why it does not come; undefined where it is whole. */
export function lookWords({isLooking, disk, failure}: Pick<ProblemsState, 'isLooking' | 'disk' | 'failure'>): SafeText | undefined {
	if (failure !== undefined) return safe`the disk could not be looked at: ${safeText(failure)}`;
	return isLooking || disk === undefined ? safe`looking for renamed, stray and cut-off files…` : undefined;
}
