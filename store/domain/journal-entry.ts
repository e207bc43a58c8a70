/** The lines of the journal: what was about to be done, was done or was taken back, and how one line of text is read as such. */

import {isObject, own, type Json, type JsonObject} from './json.ts';
import type {RegistrationWay} from './registration.ts';

export type Phase = 'begin' | 'done' | 'undone';

/** The text of one file, changed at one place. */
export interface EditItem {
	/** The model's key; for `config` the name of the file. */
	readonly key: string;
	/** The text that was replaced; null where nothing stood (a new field, a new file). */
	readonly before: string | null;
	/** Of the whole file, in hexadecimal; null where there is no file. */
	readonly sha256: {readonly before: string | null; readonly after: string | null};
	/** The text that stands there since. */
	readonly after?: string | null;
	/** Where both stand, in bytes from the beginning of the file. */
	readonly offset?: number;
	/** The file below the root, where the key does not tell it. */
	readonly path?: string;
	/** For `tag`: what the tags were and are; `accepted`: a person said that they are right so, and tags that are gone may stay away; `carried`: what stood in model_registry.json already. */
	readonly tags?: TagChange;
	/** For `note`: what the note was and is; '' for none; `carried`: it stood in model_registry.json already. */
	readonly note?: {readonly before: string; readonly after: string; readonly carried?: true};
	/** For `adopt`: where a sidecar was moved from, relative to the root; its text is the same. */
	readonly from?: string;
	/** For `adopt`: the id that the model had and has. */
	readonly id?: {readonly before: string; readonly after: string};
	/** For `adopt`, with `id`: the entry that the model had in model_registry.json; of a large one its name alone. */
	readonly entry?: {readonly name: string; readonly text?: string};
	/** For `adopt`: model_registry.json had no entry of that name before. */
	readonly isEntryNew?: true;
	/** For `alias`: what the aliases were and are. */
	readonly aliases?: {readonly before: readonly string[]; readonly after: readonly string[]};
}

/** What an edit did to the tags of a model. */
export interface TagChange {
	readonly before: readonly string[];
	readonly after: readonly string[];
	readonly accepted?: true;
	readonly carried?: readonly string[];
}

/** The process that writes a transaction, named as in lock files: while it runs, nobody else finishes its work. */
export interface WriterProcess {
	readonly boot_id: string | null;
	readonly pid_ns: string | null;
	readonly pid: number;
	readonly start: string | null;
}

/** A version that is registered. Until it is published its files lie in `staging`, beside where they go to; a promoted model stays where it is. */
export interface RegisterItem {
	/** Of the version, as its artifact is called. */
	readonly key: string;
	readonly id: string;
	readonly family: string;
	readonly version: number;
	readonly way: RegistrationWay;
	/** Relative to the root, `/`-separated; with the artifact (unless it is moved from `artifact.from`) and the sidecar. */
	readonly staging?: string;
	readonly artifact?: RegisteredArtifact;
	/** The hash of the whole file, in hexadecimal. */
	readonly sidecar?: {readonly to: string; readonly sha256: string};
	/** Of a promoted model: what its sidecar got. */
	readonly edit?: EditItem;
	/** Likewise: the modes that the files of its artifact had, by their paths below the root; those that were read-only are left out. */
	readonly modes?: Readonly<Record<string, number>>;
	/** Where the artifact came from: an absolute path or a URL. */
	readonly copied_from?: string;
}

/** What gets the artifact's name, by the signature that it had in its old place: that name may be another file's by the time somebody looks. None of a link, which is made anew. */
export interface RegisteredArtifact extends Partial<Pick<Move, 'dev' | 'inode' | 'size' | 'mtime_ns'>> {
	readonly to: string;
	/** An absolute path outside, of what is moved on one disk. */
	readonly from?: string;
}

/** One rename, with the signature of what is moved: inodes, devices and nanoseconds go beyond 2^53 and are text. */
export interface Move {
	readonly from: string;
	readonly to: string;
	readonly dev: string;
	readonly inode: string;
	readonly size: number;
	readonly mtime_ns: string;
}

/** A model that is moved: a `missing` one has no artifact, an `untracked` one no sidecar. */
export interface MoveItem {
	readonly key: string;
	readonly id: string;
	readonly artifact?: Move;
	readonly sidecar?: Move;
	/** Further files of the model (`X.onnx` beside `X.pt`). */
	readonly files?: readonly Move[];
	/** Its artifact is a temporary file, and no model's. */
	readonly stray?: true;
}

export interface PurgeItem {
	readonly key: string;
	readonly id: string;
	/** Its folder in the trash. */
	readonly path: string;
	readonly bytes: number;
}

/** A file that became a hard link to another one with the same bytes. */
export interface LinkItem {
	/** The model whose file it is. */
	readonly key: string;
	/** Relative to the root. */
	readonly path: string;
	/** What it is a link to since, relative to the root. */
	readonly to: string;
	readonly sha256: string;
	/** As it was: a copy gets these back. */
	readonly inode: string;
	readonly size: number;
	readonly mtime_ns: string;
	readonly mode: number;
	/** The inode that it got, which is that of `to`; absent in lines of older versions. */
	readonly toInode?: string;
	/** Another path of this transaction that was one file with it before: it is again. */
	readonly was?: string;
}

/** An entry that was put into a training_registry.json. */
export interface RememberItem {
	readonly key: string;
	/** Of the algorithm, relative to the root. */
	readonly folder: string;
	/** The entry's name. */
	readonly name: string;
	/** Of the entry's text as it was written: one that somebody changed stays. */
	readonly sha256: string;
	/** There was no such file before. */
	readonly made?: true;
}

/** What the items of an operation are. */
export interface ItemOf {
	readonly tag: EditItem;
	readonly note: EditItem;
	readonly result: EditItem;
	readonly alias: EditItem;
	readonly adopt: EditItem;
	readonly config: EditItem;
	readonly register: RegisterItem;
	readonly link: LinkItem;
	readonly remember: RememberItem;
	readonly trash: MoveItem;
	readonly restore: MoveItem;
	readonly purge: PurgeItem;
}

export type Operation = keyof ItemOf;

interface Line {
	readonly v: 1;
	/** The lines of one transaction have the same. */
	readonly txn: string;
	readonly phase: Phase;
	/** ISO 8601, UTC. */
	readonly at: string;
	readonly host: string;
	readonly user: string;
	/** The command or screen: `mreg tag`. */
	readonly by: string;
	/** The transaction that this one takes back. */
	readonly inverse_of?: string;
	/** Of a `begin` line. */
	readonly process?: WriterProcess;
}

/** A line of this version, told apart by `op`. */
export type KnownEntry = {readonly [O in Operation]: Line & {readonly op: O; readonly items: readonly ItemOf[O][]}}[Operation];

/** A line of a newer version, of an operation that this one does not know, or with items that are not what they should be: to be shown, never acted on. */
export interface UnknownEntry {
	readonly op: 'unknown';
	readonly txn?: string;
	readonly phase?: Phase;
	/** Why it is not understood. */
	readonly reason: string;
	readonly content: JsonObject;
}

export type JournalEntry = KnownEntry | UnknownEntry;

/** What one line says. `problem` is why it is broken: without an entry nothing can be said of it. */
export interface ParsedLine {
	readonly entry?: JournalEntry;
	readonly problem?: string;
}

type Check = (value: Json | undefined) => boolean;

const isText: Check = value => typeof value === 'string';
const isCount: Check = value => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const orNull =
	(check: Check): Check =>
	value =>
		value === null || check(value);
const orAbsent =
	(check: Check): Check =>
	value =>
		value === undefined || check(value);
const listOf =
	(check: Check): Check =>
	value =>
		Array.isArray(value) && value.every(check);

/** An object with these fields. */
function isWith(fields: {readonly [field: string]: Check}): Check {
	return value => isObject(value) && oddField(value, fields) === undefined;
}

const isTrue: Check = value => value === true;

const editFields = {
	key: isText,
	before: orNull(isText),
	sha256: (value: Json | undefined) => isObject(value) && orNull(isText)(own(value, 'before')) && orNull(isText)(own(value, 'after')),
	after: orAbsent(orNull(isText)),
	offset: orAbsent(isCount),
	path: orAbsent(isText),
	tags: orAbsent(isWith({before: listOf(isText), after: listOf(isText), accepted: orAbsent(isTrue), carried: orAbsent(listOf(isText))})),
	note: orAbsent(isWith({before: isText, after: isText, carried: orAbsent(isTrue)})),
	aliases: orAbsent(isWith({before: listOf(isText), after: listOf(isText)})),
	from: orAbsent(isText),
	id: orAbsent(isWith({before: isText, after: isText})),
	entry: orAbsent(isWith({name: isText, text: orAbsent(isText)})),
	isEntryNew: orAbsent(isTrue),
};
const moveFields = {from: isText, to: isText, dev: isText, inode: isText, size: isCount, mtime_ns: isText};
const isMove = isWith(moveFields);
const movedFields = {
	key: isText,
	id: isText,
	artifact: orAbsent(isMove),
	sidecar: orAbsent(isMove),
	files: orAbsent(listOf(isMove)),
	stray: orAbsent(isTrue),
};

const fieldsOf: {readonly [O in Operation]: {readonly [F in keyof ItemOf[O]]-?: Check}} = {
	tag: editFields,
	note: editFields,
	result: editFields,
	alias: editFields,
	adopt: editFields,
	config: editFields,
	register: {
		key: isText,
		id: isText,
		family: isText,
		version: isCount,
		way: value => value === 'copy' || value === 'move' || value === 'link' || value === 'promote',
		staging: orAbsent(isText),
		artifact: orAbsent(
			isWith({to: isText, from: orAbsent(isText), dev: orAbsent(isText), inode: orAbsent(isText), size: orAbsent(isCount), mtime_ns: orAbsent(isText)}),
		),
		sidecar: orAbsent(isWith({to: isText, sha256: isText})),
		edit: orAbsent(isWith(editFields)),
		modes: orAbsent(value => isObject(value) && Object.values(value).every(isCount)),
		copied_from: orAbsent(isText),
	},
	link: {
		...{key: isText, path: isText, to: isText, sha256: isText, inode: isText, size: isCount, mtime_ns: isText, mode: isCount},
		...{toInode: orAbsent(isText), was: orAbsent(isText)},
	},
	remember: {key: isText, folder: isText, name: isText, sha256: isText, made: orAbsent(isTrue)},
	trash: movedFields,
	restore: movedFields,
	purge: {key: isText, id: isText, path: isText, bytes: isCount},
};

/**
 * Reads one line, without its newline. Never throws. Absent `host`, `user` and `by` are read as '', absent items as none.
 * A line that is not for this version to understand is an UnknownEntry; one that should be, and is broken, has a problem too.
 */
export function parseJournalLine(text: string): ParsedLine {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return {problem: `not JSON: ${error instanceof Error ? error.message : String(error)}`};
	}
	if (!isObject(value)) return {problem: 'not a JSON object'};
	const v = own(value, 'v');
	if (typeof v === 'number' && v > 1) return {entry: unknown(value, `written by a newer version of mreg (journal format ${v})`)};
	const broken = v === 1 ? oddLine(value) : 'no usable "v"';
	if (broken !== undefined) return {entry: unknown(value, broken), problem: broken};
	const op = own(value, 'op');
	if (!isOperation(op)) return {entry: unknown(value, `an operation that this version of mreg does not know: ${JSON.stringify(op)}`)};
	const items = own(value, 'items') ?? [];
	const odd = oddItem(items, fieldsOf[op]);
	if (odd !== undefined) return {entry: unknown(value, odd), problem: odd};
	// Every field was looked at above; the compiler cannot follow a table.
	return {entry: {host: '', user: '', by: '', ...value, items} as unknown as KnownEntry};
}

/**
 * Returns the `begin` lines of transactions without `done` or `undone`, in their order.
 * An unknown one among them is to be left alone: only the version that wrote it can finish it or take it back.
 */
export function unfinishedOf(entries: readonly JournalEntry[]): readonly JournalEntry[] {
	const open = new Map<string, JournalEntry[]>();
	for (const entry of entries) {
		if (entry.txn === undefined) continue;
		if (entry.phase === 'begin') open.set(entry.txn, [...(open.get(entry.txn) ?? []), entry]);
		else if (entry.phase !== undefined) open.delete(entry.txn);
	}
	return [...open.values()].flat();
}

function oddLine(line: JsonObject): string | undefined {
	const field = oddField(line, {
		txn: value => isText(value) && value !== '',
		phase: isPhase,
		op: isText,
		at: isText,
		host: orAbsent(isText),
		user: orAbsent(isText),
		by: orAbsent(isText),
		inverse_of: orAbsent(isText),
		process: orAbsent(isWriter),
	});
	return field === undefined ? undefined : `no usable "${field}"`;
}

function oddItem(items: Json, fields: {readonly [field: string]: Check}): string | undefined {
	if (!Array.isArray(items)) return '"items" is not a list';
	for (const [index, item] of items.entries()) {
		const field = isObject(item) ? oddField(item, fields) : 'key';
		if (field !== undefined) return `item ${index + 1} has no usable "${field}"`;
	}
	return undefined;
}

function oddField(object: JsonObject, fields: {readonly [field: string]: Check}): string | undefined {
	for (const field in fields) if (!fields[field]?.(own(object, field))) return field;
	return undefined;
}

function unknown(content: JsonObject, reason: string): UnknownEntry {
	const txn = own(content, 'txn');
	const phase = own(content, 'phase');
	return {op: 'unknown', reason, content, ...(typeof txn === 'string' && txn !== '' ? {txn} : {}), ...(isPhase(phase) ? {phase} : {})};
}

function isWriter(value: Json | undefined): boolean {
	const fields = {boot_id: orNull(isText), pid_ns: orNull(isText), pid: isCount, start: orNull(isText)};
	return isObject(value) && oddField(value, fields) === undefined;
}

function isPhase(value: Json | undefined): value is Phase {
	return value === 'begin' || value === 'done' || value === 'undone';
}

function isOperation(value: Json | undefined): value is Operation {
	return typeof value === 'string' && Object.hasOwn(fieldsOf, value);
}
