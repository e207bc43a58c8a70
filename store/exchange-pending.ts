/** Brings the exchange files in step for many at once: who changed a sidecar leaves a mark, and one of those who wait writes for all of them. */

import fs from 'node:fs';
import {describeLock, judgeLock} from './domain/lock-holder.ts';
import {modelsOf, type MarkedTarget, type PendingMark} from './domain/pending-mark.ts';
import {UserError} from './domain/user-error.ts';
import {isThere} from './entry-owner.ts';
import {exchangeName, exchangeSignature} from './exchange-file.ts';
import {isInStep, tryToFollow, followExchange, type FollowOutcome} from './exchange-follow.ts';
import {historyName} from './history-file.ts';
import type {Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {acquireLock, processHere, readLock, releaseLock} from './lock.ts';
import {forgetMarks, hasMarksOlderThan, isAlone, isMarked, pendingFolder, readMarks, writeMark, type WrittenMark} from './pending-marks.ts';
import {systemPath} from './file-names.ts';

/** model_registry.json rests so long between two writings, and longer the larger it is: meanwhile others leave their marks (milliseconds; bytes a millisecond). */
const gathering = {least: 250, most: 2_000, rate: 50_000} as const;
/** A mark that is older is nobody's: the next change of any kind follows it (milliseconds). */
const abandoned = 30_000;
/** Between two looks, about (milliseconds). */
const pause = {first: 10, most: 100} as const;
/** So long one try to get the lock takes (milliseconds). */
const patience = 50;

/** What was marked: `notes` are sentences about what could not be. */
export interface Marked {
	readonly mark?: WrittenMark & {readonly at: number};
	readonly notes: readonly string[];
}

/**
 * Marks that the entries of these models are to say what their sidecars say now, and waits, for `writer.waitMs` at most, until they do. Never throws for the
 * disk. No lock of a model folder may be held.
 *
 * @returns sentences about what could not be brought in step yet: the next change does it
 */
export function followLater(writer: Writer, targets: readonly MarkedTarget[]): readonly string[] {
	const marked = markPending(writer, targets);
	return [...marked.notes, ...awaitFollowed(writer, marked)];
}

/** The first half of followLater. Where no mark can be written the exchange files follow at once; where there are none, there is no mark. */
export function markPending(writer: Writer, targets: readonly MarkedTarget[]): Marked {
	const models = targets.filter(target => target.sidecar !== undefined && hasExchange(writer.root, target));
	if (models.length === 0) return {notes: []};
	try {
		const at = performance.now();
		return {mark: {...writeMark(writer, models), at}, notes: []};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {notes: followExchange(writer, {present: models})};
	}
}

/** The second half: waits until another process has followed the mark, or follows all marks that are there itself. */
export function awaitFollowed(writer: Writer, {mark}: Marked): readonly string[] {
	if (!mark) return [];
	const end = mark.at + writer.waitMs;
	for (let attempt = 0; isMarked(mark); attempt++) {
		const outcome = followInTurn(writer, () => gather(writer, mark, end));
		if (outcome.state === 'followed') return outcome.notes;
		// Somebody has followed it since it was looked for.
		if (!isMarked(mark)) return [];
		if (outcome.state === 'failed' || performance.now() >= end) return outcome.notes;
		sleep(Math.min(end - performance.now(), Math.random() * Math.min(pause.first * 2 ** attempt, pause.most)));
	}
	return [];
}

/**
 * Follows what others have left: marks that nobody waits for any more, and those that this process left without waiting. Nothing is waited for.
 *
 * @returns sentences about what could not be brought in step
 */
export function settlePending(writer: Writer): readonly string[] {
	if (!hasMarksOlderThan(writer, abandoned)) return [];
	const outcome = followInTurn(writer, () => undefined);
	// Whoever is at it follows these, too.
	return outcome.state === 'busy' ? [] : outcome.notes;
}

/** Follows all marks if nobody else does so now. @param prepare what is done first, while the lock is held and others leave theirs */
function followInTurn(writer: Writer, prepare: () => void): FollowOutcome {
	const folder = pendingFolder(writer.root);
	const reading = readLock(folder);
	// Asking for the lock writes to the disk: hundreds that wait only look.
	if (reading && judgeLock(reading, processHere()) !== 'stale') return busy(`${folder} is locked by ${describeLock(reading)}.`);
	try {
		const lock = acquireLock(folder, {waitMs: patience, by: writer.by, now: writer.now});
		try {
			prepare();
			return followMarks(writer);
		} finally {
			releaseLock(lock);
		}
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return error.code === 'locked' ? busy('another program has just begun to write it.') : {...busy(error.message), state: 'failed'};
	}
}

/** One writing of each exchange file for all marks. */
function followMarks(writer: Writer): FollowOutcome {
	const {root, now} = writer;
	removeLeftovers(pendingFolder(root), {now: now()});
	const marks = readMarks(root);
	const outcome = tryToFollow(writer, {present: presentOf(root, marks)});
	if (outcome.state === 'followed') forgetMarks(marks);
	return outcome;
}

function busy(why: string): FollowOutcome {
	return {state: 'busy', notes: [`${exchangeName} does not follow yet: ${why} The next change brings it in step.`]};
}

/** Waits until model_registry.json is as old as it is to be, by the clock of the disk. A lone change does not wait, nor one that has nothing to write there. */
function gather({root}: Writer, mark: NonNullable<Marked['mark']>, end: number): void {
	const written = exchangeSignature(root);
	if (!written) return;
	const rest = Math.min(gathering.least + written.size / gathering.rate, gathering.most);
	const age = mark.mtimeMs + (performance.now() - mark.at) - Number(BigInt(written.mtime_ns) / 1_000n) / 1_000;
	// A time to come is that of another clock.
	if (Math.abs(age) >= rest) return;
	// To know it the file is read; who finds the marks of others waits for more of them.
	if (!isAlone(root, mark) || !isInStep(root, presentOf(root, readMarks(root)))) sleep(Math.min(rest - age, rest, end - performance.now()));
}

/** What is gone from its place by now was followed by whoever moved it. */
function presentOf(root: string, marks: readonly PendingMark[]): readonly MarkedTarget[] {
	return modelsOf(marks).filter(({sidecar}) => sidecar !== undefined && isThere(root, sidecar));
}

function hasExchange(root: string, {folder}: MarkedTarget): boolean {
	return exchangeSignature(root) !== undefined || fs.existsSync(systemPath(`${root}/${folder}/${historyName}`));
}

function sleep(ms: number): void {
	if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
