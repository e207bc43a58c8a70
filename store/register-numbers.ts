/** Which numbers of a family were ever given: no version gets the number of another one, also of one that is gone. */

import {folderOf} from './domain/identifier.ts';
import fs from 'node:fs';
import {isSameFamily, isVersionNumber, largestVersion, versionInName} from './domain/family.ts';
import type {RegisterItem} from './domain/journal-entry.ts';
import {manifestName} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';
import {activeName, journalBytes} from './journal.ts';
import {entriesOf, rotatedNames} from './journal-search.ts';
import type {Writer} from './journal-writer.ts';
import {withLock} from './lock.ts';
import {namesIn} from './staging-folder.ts';
import {isSystemError} from './system-error.ts';
import {ownPlace} from './trash-place.ts';
import {transactionsAt} from './trash-reading.ts';

export interface NumberSearch {
	readonly family: string;
	/** Numbers that models are known to have. */
	readonly taken: readonly number[];
	/** The number that was asked for; undefined: the next one. */
	readonly version?: number;
	/** Model folders whose names count, absolute. */
	readonly folders: readonly string[];
}

/** What was found of a family's numbers without any lock. */
export interface KnownNumbers extends NumberSearch {
	readonly numbers: ReadonlySet<number>;
	/** Of journals that were put aside, which never change: by transaction. */
	readonly registered: Registered;
	readonly rotated: ReadonlySet<string>;
}

type Registered = ReadonlyMap<string, readonly RegisterItem[]>;

/** Larger files are not searched (bytes). */
const largest = 256_000_000;

/** Looks where it takes long: in journals that were put aside, the training histories, the trash. Reads only. */
export function searchNumbers(root: string, search: NumberSearch): KnownNumbers {
	const {family, taken, folders} = search;
	const rotated = new Set(rotatedNames(root));
	const registered = new Map<string, readonly RegisterItem[]>();
	for (const name of rotated) addRegistered(journalBytes(root, name), family, registered);
	const histories = folders.map(folder => `${folderOf(folder)}/${historyName}`);
	const manifests = transactionsAt(ownPlace(root)).map(txn => `${ownPlace(root).path}/${txn}/${manifestName}`);
	const numbers = new Set([...taken, ...[...histories, ...manifests].flatMap(file => numbersIn(textOf(file), family))]);
	return {...search, numbers, registered, rotated};
}

/**
 * Gives a number, under the lock of the root: whoever registers or promotes in this registry waits for it.
 *
 * @param action must tell the journal of the number before it returns; `items` are those that the journal has of the family
 * @throws UserError `failed` for a number that was asked for and is taken, `locked`, and what `action` throws
 */
export function withNumber<T>(writer: Writer, known: KnownNumbers, action: (version: number, items: readonly RegisterItem[]) => T): T {
	const {root, by, waitMs, now} = writer;
	return withLock(root, {waitMs, by, now}, () => {
		const items = itemsNow(root, known);
		return action(chosenNumber(known, numbersNow(known, items)), items);
	});
}

/** @throws UserError `failed` for a number that was asked for and is taken, `usage` for one that no version can have */
export function refuseTaken(root: string, known: KnownNumbers): void {
	if (known.version !== undefined) chosenNumber(known, numbersNow(known, itemsNow(root, known)));
}

/** The numbers that a family ever had, as of now. Takes no lock: whoever gives one looks again. */
export function givenNumbers(root: string, search: NumberSearch): ReadonlySet<number> {
	const known = searchNumbers(root, search);
	return numbersNow(known, itemsNow(root, known));
}

function chosenNumber({family, version}: NumberSearch, numbers: ReadonlySet<number>): number {
	const next = [...numbers].reduce((most, number) => Math.max(most, number), 0) + 1;
	if (version === undefined) {
		if (next <= largestVersion) return next;
		throw new UserError('failed', `${family}/v${largestVersion} is the last number that there is, and it is taken. Nothing was registered.`, {
			hint: `Ask for one that is free: ${family}@v${firstFree(numbers)}.`,
		});
	}
	if (version > largestVersion) throw new UserError('usage', `${family}/v${version}: the last number is ${largestVersion}. Nothing was registered.`);
	if (!numbers.has(version)) return version;
	throw new UserError('failed', `${family}/v${version} exists, or did once: a number is given once only. Nothing was registered.`, {
		hint: `The next one is ${family}/v${next}; it is taken where no number is asked for.`,
	});
}

/** Behind the highest of those that lie below a gap. */
function firstFree(numbers: ReadonlySet<number>): number {
	const below = [...numbers].filter(number => !numbers.has(number + 1) && number < largestVersion);
	return below.reduce((most, number) => Math.max(most, number), 0) + 1;
}

/** What the journal has of a family, as it is now. */
export function itemsNow(root: string, {family, registered, rotated}: KnownNumbers): readonly RegisterItem[] {
	const lines = new Map(registered);
	// Before the others: what is put aside meanwhile is then seen twice, and not missed.
	const active = journalBytes(root, activeName);
	for (const name of rotatedNames(root)) if (!rotated.has(name)) addRegistered(journalBytes(root, name), family, lines);
	addRegistered(active, family, lines);
	return [...lines.values()].flat();
}

function numbersNow({family, numbers, folders}: KnownNumbers, items: readonly RegisterItem[]): ReadonlySet<number> {
	const names = folders.flatMap(namesIn).flatMap(name => versionInName(family, name) ?? []);
	return new Set([...numbers, ...items.map(({version}) => version), ...names].filter(isVersionNumber));
}

/** What came to nothing gives its number back: it was never seen. */
function addRegistered(bytes: Buffer, family: string, lines: Map<string, readonly RegisterItem[]>): void {
	for (const {txn, phase, items} of entriesOf(bytes, ['register'])) {
		const ours = items.filter(item => isSameFamily(item.family, family));
		if (phase === 'undone') lines.delete(txn);
		else if (phase === 'begin') lines.set(txn, [...(lines.get(txn) ?? []), ...ours]);
	}
}

/** Numbers in the names that a text of JSON has, whoever wrote it: Python escapes what is not ASCII. */
function numbersIn(text: string, family: string): readonly number[] {
	const plain = text.includes('\\u') ? text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text;
	const names = new RegExp(`["/]${family.normalize('NFC').replaceAll('.', String.raw`\.`)}_v(\\d+)(?=[."/])`, 'giu');
	return [...plain.normalize('NFC').matchAll(names)].map(([, number]) => Number(number));
}

function textOf(file: string): string {
	try {
		const stat = fs.statSync(systemPath(file), {throwIfNoEntry: false});
		return stat?.isFile() === true && stat.size <= largest ? fs.readFileSync(systemPath(file), 'utf8') : '';
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return '';
	}
}
