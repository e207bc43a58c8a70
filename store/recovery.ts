/** Puts right what a crash left: transactions that were begun and neither ended nor taken back. */

import type {KnownEntry} from './domain/journal-entry.ts';
import {isAdoption, settleAdoption} from './adopt.ts';
import {isLink, settleLinks} from './duplicate-links.ts';
import {settleEdits} from './edit-recovery.ts';
import {settlePending} from './exchange-pending.ts';
import {mayHaveUnfinished, readJournal} from './journal.ts';
import {appendJournal, type Writer} from './journal-writer.ts';
import {settleRegistration} from './register-recovery.ts';
import {isRemembering, settleRemembered} from './remembered-trainings.ts';
import {removeDeadStagings} from './staging-removal.ts';
import {settleMoves, type MoveEntry} from './trash-settling.ts';
import {cutOffOf} from './unfinished.ts';
import {isEdit, isRegistration} from './undo.ts';

/**
 * Finishes or ends the transactions whose writer is gone. Those of a process that runs, of another host, or of a newer version are left alone.
 *
 * @returns sentences about what was done
 */
export function settleUnfinished(writer: Writer): readonly string[] {
	const notes = mayHaveUnfinished(writer.root) ? settleAll(writer) : [];
	// After that: what was cut off may need what is staged.
	removeDeadStagings(writer);
	return [...notes, ...settlePending(writer)];
}

function settleAll(writer: Writer): readonly string[] {
	const {unfinished} = readJournal(writer.root);
	const known = cutOffOf(unfinished);
	if (known.length === 0) return [];
	// A process may have ended its transaction and itself since the journal was read.
	const open = new Set(readJournal(writer.root).unfinished.map(({txn}) => txn));
	const left = known.filter(({txn}) => open.has(txn));
	return [...Map.groupBy(left, entry => entry.txn).values()].flatMap(begins => settle(writer, begins));
}

function settle(writer: Writer, begins: readonly KnownEntry[]): readonly string[] {
	const [first] = begins;
	if (!first) return [];
	if (isEdit(first)) return [settleEdits(writer, begins.filter(isEdit))];
	if (isMove(first)) return [settleMoves(writer, begins.filter(isMove))];
	if (isRegistration(first)) return [settleRegistration(writer, begins.filter(isRegistration))];
	if (isAdoption(first)) return [settleAdoption(writer, begins.filter(isAdoption))];
	if (isLink(first)) return [settleLinks(writer, begins.filter(isLink))];
	if (isRemembering(first)) return [settleRemembered(writer, begins.filter(isRemembering))];
	// Of these the file itself says what stands; there is nothing to put right.
	appendJournal(writer, {txn: first.txn, op: first.op, phase: 'done', items: []});
	return [];
}

function isMove(entry: KnownEntry): entry is MoveEntry {
	return entry.op === 'trash' || entry.op === 'restore' || entry.op === 'purge';
}
