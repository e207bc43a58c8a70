/** The lines of the Trash screen: what lies in the trash, what frees the disk, a line a transaction. Pure. */

import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {fileLink} from '../../components/link.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {LogLine, TrashEntry} from '../../store/domain/change.ts';
import {baseName} from '../../store/domain/identifier.ts';
import {countWords, deedWords, stateWords, whoWords} from '../log-words.ts';
import {formatAge, formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {formatTime} from '../words.ts';
import type {TrashNow} from '../world.ts';
import {spread} from './browse-lines.ts';
import type {TrashListLine, TrashWidths} from './trash-view.ts';
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

/** How the lines of the list are drawn. */
export interface ListOptions extends LinesOptions {
	readonly me: TrashNow['me'];
	readonly widths: TrashWidths;
	readonly isCursor: boolean;
}

/** One line of the list, in `width` cells. */
export function listLine(line: TrashListLine, options: ListOptions): SafeText {
	const {width} = options;
	const cursor = options.isCursor ? safe`❯` : safe` `;
	switch (line.kind) {
		case 'section':
			return sectionLine(line, options);
		case 'words':
			return fit(paint(theme.quiet, safe`   ${safeText(line.text)}`), width);
		case 'entry': {
			const {entry, isOpen} = line;
			const left = safe`${cursor}${isOpen ? safe`▾` : safe`▸`} ${leadWords(entry, options)}${fileLink(trashFolder(entry.txn), safeText(entry.by))}`;
			return fit(beside(left, safe`${safeText(countWords(entry.models.length))}  ${fit(formatBytes(entry.bytes), bytesWidth, 'right')}`, width), width);
		}
		case 'model': {
			const {id, key, bytes} = line.model;
			const folder = key.slice(0, key.length - baseName(key).length);
			const named =
				baseName(key) === id ? safe`${paint(theme.quiet, safeText(folder))}${safeText(id)}` : safe`${safeText(id)}  ${paint(theme.quiet, safeText(key))}`;
			const left = safe`${cursor}    ${fileLink(trashFolder(line.entry.txn, folder), named)}`;
			return fit(beside(left, fit(formatBytes(bytes), bytesWidth, 'right'), width), width);
		}
		case 'log':
			return logLine(line.line, {...options, cursor, isUndoable: line.isUndoable});
		case 'problem':
			return fit(safe`${cursor}${paint(theme.bad, safe`!`)} ${safeText(line.problem.path)}: ${safeText(line.problem.message)}`, width);
	}
}

/** Where the files lie meanwhile. @param folder of the model, relative to the root */
function trashFolder(txn: string, folder = ''): string {
	return `.mreg/trash/${txn}/${folder}`.replace(/\/$/, '');
}

const bytesWidth = 7;

const sectionNames = {trash: safe` TRASH`, log: safe` LOG`, problems: safe` PROBLEMS`} as const;

/** The name of a section, and the heads of its columns where there is room for all of these. */
function sectionLine({name, isEmpty}: Extract<TrashListLine, {kind: 'section'}>, options: ListOptions): SafeText {
	const {width} = options;
	const named = paint(theme.section, sectionNames[name]);
	if (name === 'problems' || isEmpty || width < narrow) return fit(named, width);
	const start = fit(named, 3 + timeWidth(width) - 4);
	const lead = safe`WHEN ${fit(safe`AGE`, ageWidth, 'right')}  ${fit(safe`WHO`, whoWidth(options))}  `;
	const [last, right] =
		name === 'trash'
			? [safe`COMMAND`, safe`MODELS  ${fit(safe`SIZE`, bytesWidth, 'right')}`]
			: [safe`WHAT`, withCommand(safe`u can be taken back`, safe`COMMAND`, options)];
	return fit(beside(safe`${start}${paint(theme.tableHeader, safe`${lead}${last}`)}`, paint(theme.tableHeader, right), width), width);
}

function logLine(line: LogLine, options: ListOptions & {readonly cursor: SafeText; readonly isUndoable: boolean}): SafeText {
	const {width, cursor, isUndoable} = options;
	const state = safeText(stateWords(line));
	const right = withCommand(state === '' ? state : paint(line.state === 'open' ? theme.caution : theme.quiet, state), safeText(line.by), options);
	const left = safe`${cursor}${isUndoable ? safe`u` : safe` `} ${leadWords(line, options)}${safeText(deedWords(line))}${whatWords(line)}`;
	const room = width - displayWidth(left) - displayWidth(right) - 5;
	const names = line.keys.length > 1 ? namesWithin(line.keys, room) : emptyText;
	return fit(beside(names === '' ? left : safe`${left}  ${paint(theme.quiet, names)}`, right, width), width);
}

/** The first names, as many as have room: `mscn_1, mscn_2, …`. */
function namesWithin(keys: readonly string[], room: number): SafeText {
	let shown = emptyText;
	for (const [index, key] of keys.entries()) {
		const next = safe`${shown}${index === 0 ? emptyText : safe`, `}${safeText(baseName(key))}`;
		const rest = index === keys.length - 1 ? emptyText : safe`, …`;
		if (displayWidth(next) + displayWidth(rest) > room) return shown === '' ? shown : safe`${shown}, …`;
		shown = next;
	}
	return shown;
}

/** The right end of a line of the log: what became of it, and the command where there is room for that. */
function withCommand(state: SafeText, by: SafeText, {width, widths}: ListOptions): SafeText {
	const command = width >= wide ? paint(theme.quiet, fit(by, Math.min(widestBy, Math.max(7, widths.by)))) : emptyText;
	return joinSafe(
		[state, command].filter(part => part !== ''),
		safe`  `,
	);
}

/** Cells of a screen from which on there is room for years and commands, and below which there is none for times. */
const [wide, narrow] = [110, 60];
const widestBy = 24;
const ageWidth = 4;

/** `10-19 10:30   3d  jiwoo@gpu7    `: when and who. */
function leadWords(of: Pick<LogLine, 'at' | 'user' | 'host'>, options: ListOptions): SafeText {
	const {width, now, me} = options;
	const at = Date.parse(of.at);
	const age = fit(formatAge(now - at), ageWidth, 'right');
	const who = fit(safeText(whoWords(of, me)), whoWidth(options));
	return width < narrow ? safe`${age}  ${who}  ` : safe`${timeWords(at, width)} ${age}  ${who}  `;
}

function whoWidth({width, widths}: ListOptions): number {
	return Math.min(Math.max(3, widths.who), width >= wide ? 22 : width >= 70 ? 12 : 6);
}

/** Local time to the minute; without the year where there is little room: the age tells it. */
function timeWords(at: number, width: number): SafeText {
	const time = formatTime(at);
	return fit(width >= wide ? time : safeText(time.slice(5)), timeWidth(width));
}

function timeWidth(width: number): number {
	return width >= wide ? 16 : 11;
}

/** Left and right text; the left one gives way. */
function beside(left: SafeText, right: SafeText, width: number): SafeText {
	if (right === '') return left;
	const room = width - displayWidth(right) - 3;
	return room < 12 ? left : safe`${fit(left, room)}  ${right}`;
}

/** ` +paper −wip`, ` “a note”`. */
export function whatWords({op, what}: LogLine): SafeText {
	// The version is in the deed.
	if (what === undefined || what === '' || op === 'register') return emptyText;
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
