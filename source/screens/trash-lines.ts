/** The lines of the Trash screen: what lies in the trash, what frees the disk, a line a transaction. Pure. */

import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {LogLine, TrashEntry} from '../../store/domain/change.ts';
import {baseName} from '../../store/domain/identifier.ts';
import {countWords, deedWords, whoWords} from '../log-words.ts';
import {formatAge, formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {formatTime} from '../words.ts';
import type {TrashNow} from '../world.ts';
import {spread} from './browse-lines.ts';
import type {TrashListLine} from './trash-view.ts';
import {wrapText} from './wrap-text.ts';

const day = 24 * 3_600_000;

export interface LinesOptions {
	readonly width: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** ` trash  3 transactions, 71 models, 502 GB          41 GB free of 2 TB`. */
export function titleLine({entries, disk}: TrashNow, width: number): SafeText {
	const models = entries.reduce((sum, entry) => sum + entry.models.length, 0);
	const held = entries.length === 0 ? safe`empty` : safe`${transactions(entries.length)}, ${safeText(countWords(models))}, ${formatBytes(bytesOf(entries))}`;
	const free = disk ? safe`${formatBytes(disk.free)} free of ${formatBytes(disk.total)}` : emptyText;
	return spread(safe`${paint(theme.title, safe` trash`)}  ${held}`, free, width);
}

/** What frees the disk, in at most `most` lines. */
export function hintLines(
	{entries}: TrashNow,
	{width, now, keepDays, most}: LinesOptions & {readonly keepDays: number; readonly most: number},
): readonly SafeText[] {
	const old = entries.filter(({at}) => now - Date.parse(at) > keepDays * day);
	const due = old.length === 0 ? safe`nothing yet` : safe`${formatBytes(bytesOf(old))}`;
	const words =
		entries.length === 0
			? safe`What d and a cleanup remove lies here until it is purged. Nothing is purged by itself.`
			: safe`Trash is on the same disk: only purging frees, here up to ${formatBytes(bytesOf(entries))}. Nothing is purged by itself; mreg purge takes what is older than ${keepDays} days: ${due}.`;
	return cutTo(wrapText(words, width - 2), {width, most}).map(line => paint(theme.quiet, line));
}

/** One line of the list, in `width` cells. */
export function listLine(line: TrashListLine, {width, now, me, isCursor}: LinesOptions & {readonly me: TrashNow['me']; readonly isCursor: boolean}): SafeText {
	const cursor = isCursor ? safe`❯` : safe` `;
	switch (line.kind) {
		case 'section':
			return fit(paint(theme.section, safe` ${sections[line.name]}`), width);
		case 'words':
			return fit(paint(theme.quiet, safe`   ${safeText(line.text)}`), width);
		case 'entry': {
			const {entry, isOpen} = line;
			const left = safe`${cursor}${isOpen ? safe`▾` : safe`▸`} ${leadWords(entry, {width, now, me})}${safeText(entry.by)}`;
			return fit(beside(left, safe`${safeText(countWords(entry.models.length))}  ${fit(formatBytes(entry.bytes), 7, 'right')}`, width), width);
		}
		case 'model': {
			const {id, key, bytes} = line.model;
			const folder = key.slice(0, key.length - baseName(key).length);
			const named =
				baseName(key) === id ? safe`${paint(theme.quiet, safeText(folder))}${safeText(id)}` : safe`${safeText(id)}  ${paint(theme.quiet, safeText(key))}`;
			const left = safe`${cursor}    ${named}`;
			return fit(beside(left, fit(formatBytes(bytes), 7, 'right'), width), width);
		}
		case 'log':
			return logLine(line.line, {width, now, me, cursor, isUndoable: line.isUndoable});
		case 'problem':
			return fit(safe`${cursor}${paint(theme.bad, safe`!`)} ${safeText(line.problem.path)}: ${safeText(line.problem.message)}`, width);
	}
}

const sections = {trash: safe`TRASH`, log: safe`LOG`, problems: safe`PROBLEMS`} as const;

function logLine(line: LogLine, {width, now, me, cursor, isUndoable}: LinesOptions & {me: TrashNow['me']; cursor: SafeText; isUndoable: boolean}): SafeText {
	const left = safe`${cursor}${isUndoable ? safe`u` : safe` `} ${leadWords(line, {width, now, me})}${safeText(deedWords(line))}${whatWords(line)}`;
	const by = width >= 110 ? paint(theme.quiet, fit(safeText(line.by), byWidth)) : emptyText;
	const state = stateOf(line);
	return fit(
		beside(
			left,
			joinSafe(
				[state, by].filter(part => part !== ''),
				safe`  `,
			),
			width,
		),
		width,
	);
}

/** `taken back`, `cut off`; empty where all is as it says. */
function stateOf({state}: LogLine): SafeText {
	switch (state) {
		case 'done':
			return emptyText;
		case 'undone':
			return paint(theme.quiet, safe`taken back`);
		case 'open':
			return paint(theme.caution, safe`cut off`);
		case 'nothing':
			return paint(theme.quiet, safe`nothing done`);
	}
}

const byWidth = 16;

/** `10-19 10:30   3d  jiwoo@gpu7    `: when and who. */
function leadWords(of: Pick<LogLine, 'at' | 'user' | 'host'>, {width, now, me}: LinesOptions & {me: TrashNow['me']}): SafeText {
	const at = Date.parse(of.at);
	const age = fit(formatAge(now - at), 4, 'right');
	const who = fit(safeText(whoWords(of, me)), width >= 110 ? 22 : width >= 70 ? 12 : 6);
	return width < 60 ? safe`${age}  ${who}  ` : safe`${timeWords(at, width)} ${age}  ${who}  `;
}

/** Local time to the minute; without the year where there is little room: the age tells it. */
function timeWords(at: number, width: number): SafeText {
	const time = formatTime(at);
	return width >= 110 ? fit(time, 16) : fit(safeText(time.slice(5)), 11);
}

/** Left and right text; the left one gives way. */
function beside(left: SafeText, right: SafeText, width: number): SafeText {
	if (right === '') return left;
	const room = width - displayWidth(right) - 3;
	return room < 12 ? left : safe`${fit(left, room)}  ${right}`;
}

/** ` +paper −wip`, ` “a note”`. */
export function whatWords({op, what}: LogLine): SafeText {
	if (what === undefined || what === '') return emptyText;
	return op === 'note' ? safe` “${safeText(what)}”` : safe` ${safeText(what)}`;
}

function transactions(count: number): SafeText {
	return count === 1 ? safe`1 transaction` : safe`${safeText(count.toLocaleString('en-US'))} transactions`;
}

function bytesOf(entries: readonly TrashEntry[]): number {
	return entries.reduce((sum, {bytes}) => sum + bytes, 0);
}

/** The first lines, indented; the last ends with … where there is more. */
export function cutTo(lines: readonly SafeText[], {width, most}: {readonly width: number; readonly most: number}): readonly SafeText[] {
	const shown = lines.slice(0, most).map(line => safe` ${line}`);
	const last = shown.at(-1);
	return lines.length > most && last !== undefined ? [...shown.slice(0, -1), truncate(safe`${last} …`, width)] : shown;
}
