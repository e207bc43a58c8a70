/** What the Trash screen says of the row under the cursor, what can be done with it, and by which command. Pure. */

import {truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {ageWords} from '../../store/domain/age.ts';
import {baseName} from '../../store/domain/identifier.ts';
import {deedWords, whoWords, whyNotUndoable} from '../log-words.ts';
import {formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import type {TrashNow} from '../world.ts';
import {restoreLine, undoLine} from './trash-commands.ts';
import {cutTo, whatWords, type LinesOptions} from './trash-lines.ts';
import type {TrashRow} from './trash-view.ts';
import {wrapText} from './wrap-text.ts';

/** What is known of the row under the cursor, and what can be done with it, in at most `most` lines. */
export function stripLines(
	row: TrashRow | undefined,
	now: TrashNow,
	options: LinesOptions & {readonly most: number; readonly readOnly: boolean},
): readonly SafeText[] {
	if (!row) return [];
	const {width, most, readOnly} = options;
	const {words, next, command} = saidOf(row, now, options.now);
	const said = wrapText(next === undefined || readOnly ? words : safe`${words} ${safeText(next)}`, width - 2);
	if (command === undefined || most < 2) return cutTo(said, {width, most});
	return [...cutTo(said, {width, most: most - 1}), paint(theme.quiet, truncate(safe` ${safeText(command)}`, width))];
}

interface Said {
	readonly words: SafeText;
	/** What can be done with it. Raw. */
	readonly next?: string;
	/** Raw. */
	readonly command?: string;
}

function saidOf(row: TrashRow, {me}: TrashNow, now: number): Said {
	switch (row.kind) {
		case 'entry': {
			const {entry} = row;
			const words = safe`${whenWords(entry.at, now)} ${safeText(whoWords(entry, me))} moved ${namesOf(entry.models.map(({id}) => id))} to the trash${byWords(entry.by)}.`;
			return {words, next: 'R brings back what is left of it, P purges it.', command: restoreLine(entry.models.map(({key}) => key))};
		}
		case 'model':
			return {
				words: safe`${safeText(row.model.key)}, ${formatBytes(row.model.bytes)}.`,
				next: 'R brings it back to its place.',
				command: restoreLine([row.model.key]),
			};
		case 'log': {
			const {line, isUndoable} = row;
			// One alone is named already: with its place it may be found.
			const names = line.keys.length === 1 ? line.keys : line.keys.map(baseName);
			const keys = names.length === 0 ? emptyText : safe`: ${namesOf(names)}`;
			const words = safe`${whenWords(line.at, now)} ${safeText(whoWords(line, me))} ${safeText(deedWords(line))}${whatWords(line)}${byWords(line.by)}${keys}.`;
			if (!isUndoable) return {words, next: whyNotUndoable({...line, undoable: false})};
			return {words, next: 'u takes it back.', command: undoLine(line.txn)};
		}
		case 'problem':
			return {words: safe`${safeText(row.problem.path)}: ${safeText(row.problem.message)}`};
	}
}

function whenWords(at: string, now: number): SafeText {
	const age = now - Date.parse(at);
	if (Number.isNaN(age)) return safe`At a time that cannot be read`;
	return age < 60_000 ? safe`Just now` : safe`${safeText(ageWords(age))} ago`;
}

/** ` (mreg cleanup)`. */
function byWords(by: string): SafeText {
	return by === '' ? emptyText : safe` (${safeText(by)})`;
}

/** `a, b, c and 9 more`. */
function namesOf(names: readonly string[]): SafeText {
	const shown = joinSafe(names.slice(0, mostNamed).map(safeText), safe`, `);
	return names.length > mostNamed ? safe`${shown} and ${names.length - mostNamed} more` : shown;
}

const mostNamed = 4;
