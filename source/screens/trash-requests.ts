/** What R, u and P do with the row under the cursor of the Trash screen: the change, and what is asked first; or why not. Pure. */

import {ageWords} from '../../store/domain/age.ts';
import {targetsOf, type LogLine, type TrashEntry} from '../../store/domain/change.ts';
import {isUndoableNow} from '../../store/domain/log.ts';
import type {Model} from '../../store/domain/model.ts';
import {countWords, deedWords, mostUnasked, reasonsToAsk, whoWords, whyNotUndoable} from '../log-words.ts';
import {formatBytes} from '../text.ts';
import type {TrashNow} from '../world.ts';
import {formatTime} from '../words.ts';
import {firstOf, shortName} from './change-words.ts';
import type {PendingChange} from './dialog.ts';
import {purgeLine, restoreLine, undoLine} from './trash-commands.ts';
import type {TrashRow} from './trash-view.ts';

/** Raw words. `ask` says what is asked first; absent: nothing. */
export type Wanted =
	| {readonly kind: 'change'; readonly pending: PendingChange; readonly ask?: {readonly lines: readonly string[]; readonly expects: 'yes' | number}}
	| {readonly kind: 'not'; readonly why: string};

const by = 'dashboard';

/** R: the model, or all that is left of the transaction, back to its place. */
export function wantedRestore(row: TrashRow | undefined): Wanted {
	if (row?.kind === 'model') return restoring([row.model], row.entry);
	if (row?.kind === 'entry') return restoring(row.entry.models, row.entry);
	if (row?.kind === 'log' && row.isUndoable) return {kind: 'not', why: 'R brings back what lies in the trash; u takes back what the cursor is on.'};
	return {kind: 'not', why: 'R brings back what lies in the trash: the cursor is on nothing of it.'};
}

function restoring(models: TrashEntry['models'], {txn}: TrashEntry): Wanted {
	const [only] = models;
	const what = models.length === 1 && only ? only.id : countWords(models.length);
	const pending: PendingChange = {
		request: {kind: 'restore', models: models.map(({key}) => ({txn, key}))},
		by,
		done: `brought back ${what}`,
		doneOf: keys => `brought back ${models.length === 1 ? what : countWords(keys.length)}`,
		command: restoreLine(models.map(({key}) => key)),
	};
	if (models.length <= mostUnasked) return {kind: 'change', pending};
	return {kind: 'change', pending, ask: {lines: [`Bring ${countWords(models.length)} back to their places?`], expects: 'yes'}};
}

/** u: the transaction is taken back. @param models those of now, newest first @param now milliseconds since 1970 */
export function wantedUndo(row: TrashRow | undefined, said: TrashNow, {models, now}: {readonly models: readonly Model[]; readonly now: number}): Wanted {
	if (!row || row.kind === 'problem') return {kind: 'not', why: 'u takes back a transaction: the cursor is on none.'};
	const line = lineOf(row, said);
	if (!line) return {kind: 'not', why: 'The log does not know this transaction; R brings its models back.'};
	const undoable = isUndoableNow(line, new Set(said.entries.map(({txn}) => txn)));
	const why = whyNotUndoable({...line, undoable});
	if (why !== undefined) return {kind: 'not', why};
	const deedOf = (keys: readonly string[]) =>
		[deedWords({...line, keys}), line.op === 'register' ? '' : (line.what ?? '')].filter(part => part !== '').join(' ');
	const deed = deedOf(line.keys);
	const pending: PendingChange = {
		request: {kind: 'undo', txn: line.txn, targets: targetsOf(modelsOf(line, models), models)},
		by,
		done: `took back: ${deed}`,
		doneOf: keys => `took back: ${deedOf(keys)}`,
		command: undoLine(line.txn),
	};
	const reasons = reasonsToAsk(line, {now, me: said.me});
	if (reasons.length === 0) return {kind: 'change', pending};
	return {kind: 'change', pending, ask: {lines: [`Take back: ${deed}?`, `It is asked because ${reasons.join(', and ')}.`], expects: 'yes'}};
}

/** P: the whole transaction is deleted for good; how many models is typed. @param now milliseconds since 1970 */
export function wantedPurge(row: TrashRow | undefined, {me}: TrashNow, {now}: {readonly now: number}): Wanted {
	if (row?.kind === 'model') return {kind: 'not', why: 'P purges a whole transaction: ← goes to its line.'};
	if (row?.kind !== 'entry') return {kind: 'not', why: 'P purges what lies in the trash: the cursor is on nothing of it.'};
	const {txn, models, bytes, at, by: command} = row.entry;
	const age = now - Date.parse(at);
	const when = Number.isNaN(age) ? '' : ` ${formatTime(Date.parse(at))}, ${age < 60_000 ? 'just now' : `${ageWords(age)} ago`}`;
	const names = firstOf(models.map(({id}) => shortName(id)));
	return {
		kind: 'change',
		pending: {
			...{request: {kind: 'purge', txns: [txn]}, by, done: `purged ${countWords(models.length)}`, command: purgeLine(txn)},
			doneOf: keys => `purged ${countWords(keys.length)}`,
		},
		ask: {
			lines: [
				`Purge ${countWords(models.length)}, ${formatBytes(bytes)}? What is purged is deleted for good.`,
				`${names}; moved to the trash by ${whoWords(row.entry, me)}${when}${command === '' ? '' : ` (${command})`}.`,
			],
			expects: models.length,
		},
	};
}

function lineOf(row: Exclude<TrashRow, {kind: 'problem'}>, {log}: TrashNow): LogLine | undefined {
	return row.kind === 'log' ? row.line : log.find(({txn}) => txn === row.entry.txn);
}

function modelsOf({keys}: LogLine, models: readonly Model[]): readonly Model[] {
	const wanted = new Set(keys);
	return models.filter(({key}) => wanted.has(key));
}
