/** What a screen must know of the disk before something is changed: read in the thread that makes the changes. */

import fs from 'node:fs';
import {hostname} from 'node:os';
import type {LogLine, Skipped, Target, TrashEntry} from './domain/change.ts';
import {logOf} from './domain/log.ts';
import type {Problem} from './domain/problem.ts';
import type {Marked} from './domain/sizes.ts';
import {readJournal} from './journal.ts';
import {userName} from './journal-writer.ts';
import {linkTargets, markRemovals} from './removal-marks.ts';
import {listTrash} from './trash-listing.ts';

export type ChangeQuery =
	/** What models are on the disk now. */
	| {readonly kind: 'marks'; readonly targets: readonly Target[]; readonly sha256?: boolean}
	/** Which of these artifacts (keys) a link below the root points to. */
	| {readonly kind: 'links'; readonly keys: readonly string[]}
	| {readonly kind: 'trash'};

export interface Marks {
	readonly marked: readonly Marked[];
	readonly skipped: readonly Skipped[];
}

export interface TrashReading {
	readonly entries: readonly TrashEntry[];
	/** The journal, newest first. */
	readonly log: readonly LogLine[];
	readonly problems: readonly Problem[];
	/** Bytes of the disk of the root, for this user; undefined where it does not say. */
	readonly disk?: {readonly free: number; readonly total: number};
	/** Who reads it, as the journal would name them. */
	readonly me: {readonly user: string; readonly host: string};
}

export type Answer = Marks | ReadonlyMap<string, string> | TrashReading;

export type AnswerTo<Q extends ChangeQuery> = Q extends {kind: 'marks'} ? Marks : Q extends {kind: 'links'} ? ReadonlyMap<string, string> : TrashReading;

export function answerTo(root: string, query: ChangeQuery): Answer {
	switch (query.kind) {
		case 'marks':
			return markRemovals(root, query.targets, {sha256: query.sha256});
		case 'links':
			return linkTargets(root, query.keys);
		case 'trash':
			return readTrash(root);
	}
}

/** The trash with the journal beside it. */
export function readTrash(root: string): TrashReading {
	const {entries, problems} = listTrash(root);
	const journal = readJournal(root);
	return {entries, log: logOf(journal.entries), problems: [...problems, ...journal.problems], disk: diskOf(root), me: {user: userName(), host: hostname()}};
}

function diskOf(root: string): TrashReading['disk'] {
	try {
		const {bavail, blocks, bsize} = fs.statfsSync(root);
		return {free: bavail * bsize, total: blocks * bsize};
	} catch {
		return undefined;
	}
}
