/** What a screen must know of the disk before something is changed: read in the thread that makes the changes. */

import fs from 'node:fs';
import {hostname} from 'node:os';
import type {LogLine, Skipped, Target, TrashEntry} from './domain/change.ts';
import {logOf} from './domain/log.ts';
import type {Problem} from './domain/problem.ts';
import type {Marked} from './domain/sizes.ts';
import {readSource} from './artifact-source.ts';
import {readJournal} from './journal.ts';
import {userName} from './journal-writer.ts';
import {linkTargets, markRemovals} from './removal-marks.ts';
import {restingModels, secondLookAfter} from './second-look.ts';
import {listTrash} from './trash-listing.ts';

export type ChangeQuery =
	/** What models are on the disk now. */
	| {readonly kind: 'marks'; readonly targets: readonly Target[]; readonly sha256?: boolean}
	/** Which of these artifacts (keys) a link below the root points to. */
	| {readonly kind: 'links'; readonly keys: readonly string[]}
	/** Which of these models nobody writes now: their keys. It is looked twice. */
	| {readonly kind: 'resting'; readonly targets: readonly Target[]}
	| {readonly kind: 'trash'}
	/** A model file or folder outside, by its absolute path. */
	| {readonly kind: 'source'; readonly path: string};

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

export interface SourceReading {
	readonly isFolder: boolean;
	/** Of all its files. */
	readonly bytes: number;
	/** How many. */
	readonly files: number;
}

/** What each query is answered with. */
interface Answers {
	readonly marks: Marks;
	readonly links: ReadonlyMap<string, string>;
	readonly resting: ReadonlySet<string>;
	readonly trash: TrashReading;
	readonly source: SourceReading;
}

export type Answer = Answers[ChangeQuery['kind']];

export type AnswerTo<Q extends ChangeQuery> = Answers[Q['kind']];

export function answerTo(root: string, query: ChangeQuery): Answer {
	switch (query.kind) {
		case 'marks':
			return markRemovals(root, query.targets, {sha256: query.sha256});
		case 'links':
			return linkTargets(root, query.keys);
		case 'resting':
			return restingModels(root, query.targets, {waitMs: secondLookAfter});
		case 'trash':
			return readTrash(root);
		case 'source': {
			const {isFolder, bytes, files} = readSource(query.path, mostLookedAt);
			return {isFolder, bytes, files: files.length};
		}
	}
}

/** `/` may be the beginning of a path that is being typed: not the whole disk is looked at for it (files and folders). */
const mostLookedAt = 10_000;

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
