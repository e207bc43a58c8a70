/** A download under way: the bytes so far in a folder of their own, which belongs to one process at a time and is taken over from one that is gone. */

import {createHash, type Hash} from 'node:crypto';
import {closeSync, constants, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync, renameSync, rmdirSync, statSync, writeSync} from 'node:fs';
import {createFile, removeQuietly, syncFolder, uniqueToken, writeFileAtomic} from './atomic-file.ts';
import {judgeLock, parseLock} from './domain/lock-holder.ts';
import {own} from './domain/json.ts';
import {rangeValidator} from './download-answer.ts';
import {UserError} from './domain/user-error.ts';
import {hashOfFile, numberIn, readObject, textIn, validatorsIn, writeRecord, type DownloadRecord, type KeptFile, type Validators} from './download-folder.ts';
import {readNames, systemPath} from './file-names.ts';
import {processHere, withLock} from './lock.ts';
import {isSystemError} from './system-error.ts';

/** What is known of the bytes of a part. */
export interface PartFacts extends Validators {
	/** Without what signs it in. */
	readonly url: string;
	/** Bytes of the whole file, where the server said it. */
	readonly total?: number;
}

/** A part that this process holds. */
export interface Part {
	/** Bytes so far. */
	readonly bytes: () => number;
	readonly facts: () => PartFacts;
	/** Begins anew: what arrived is thrown away. */
	readonly restart: (facts: PartFacts) => void;
	/** The server has said how many bytes the whole file has. */
	readonly expectTotal: (total: number) => void;
	/** @throws the system's error */
	readonly append: (piece: Buffer) => void;
	/** Its first bytes, as Latin-1 text. @throws the system's error */
	readonly start: () => string;
	/** Puts the file in its place, with its record; the part is gone then. */
	readonly publish: (name: string, record: Pick<DownloadRecord, 'url' | 'downloaded_at'>) => KeptFile;
	/** What arrived can be gone on from: the server says by what it is known again. */
	readonly canContinue: () => boolean;
	/** Leaves what arrived to the next one, where that can go on from it. */
	readonly release: () => void;
	/** Throws away what arrived, and the part. */
	readonly remove: () => void;
}

/** Another process is at it. */
export interface BusyPart {
	readonly isBusy: true;
	readonly bytes: number;
	readonly total: number | undefined;
}

const partName = /^\.\d+-[0-9a-f]{16}\.part$/u;
const bodyName = 'body';
const factsName = 'part.json';

/**
 * Takes over what a process that is gone has left of a URL, or begins.
 *
 * @param place the URL's folder, absolute
 * @param by `isShared`: another part is begun although a process is at one
 * @throws WriteError, UserError `locked`, the system's error
 */
export async function claimPart(place: string, {url, isShared}: {readonly url: string; readonly isShared: boolean}): Promise<Part | BusyPart> {
	const found = withLock(place, {by: 'mreg register'}, () => {
		const parts = readNames(place)
			.filter(name => partName.test(name))
			.map(name => lookAt(`${place}/${name}`));
		const busy = parts.find(({isFree}) => !isFree);
		if (busy && !isShared) return {isBusy: true, bytes: busy.bytes, total: busy.facts?.total} as const;
		const [longest, ...others] = parts.filter(({isFree}) => isFree).sort((a, b) => Number(b.isSound) - Number(a.isSound) || b.bytes - a.bytes);
		for (const {folder} of others) removeParts(folder);
		const folder = `${place}/.${uniqueToken()}.part`;
		const isOurs = longest?.isSound === true && longest.facts?.url === url;
		if (longest && isOurs) renameSync(systemPath(longest.folder), systemPath(folder));
		else {
			if (longest) removeParts(longest.folder);
			mkdirSync(systemPath(folder));
			createFile(`${folder}/${bodyName}`, [], {fsync: false});
		}
		const facts = (isOurs ? longest?.facts : undefined) ?? {url};
		writeFacts(folder, facts, true);
		return {folder, facts};
	});
	if (found.folder === undefined) return found;
	return openPart(place, {...found, hash: await hashOfFile(`${found.folder}/${bodyName}`)});
}

function openPart(place: string, {folder, facts: first, hash: taken}: {readonly folder: string; readonly facts: PartFacts; readonly hash: Hash}): Part {
	const body = `${folder}/${bodyName}`;
	const fd = openSync(systemPath(body), constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW);
	let facts = first;
	let hash = taken;
	let bytes = statSync(systemPath(body)).size;
	let isOpen = true;
	const close = () => {
		if (isOpen) closeSync(fd);
		isOpen = false;
	};
	const canContinue = () => bytes > 0 && rangeValidator(facts) !== undefined;
	const remove = () => {
		close();
		removeParts(folder);
	};
	return {
		bytes: () => bytes,
		facts: () => facts,
		restart: next => {
			ftruncateSync(fd);
			[facts, hash, bytes] = [next, createHash('sha256'), 0];
			writeFacts(folder, facts, true);
		},
		expectTotal: total => void (facts = {...facts, total}),
		append: piece => {
			for (let at = 0; at < piece.length;) at += writeSync(fd, piece, at);
			hash.update(piece);
			bytes += piece.length;
		},
		start: () => {
			const buffer = Buffer.alloc(longestStart);
			return buffer.toString('latin1', 0, readSync(fd, buffer, 0, longestStart, 0));
		},
		publish: (name, record) => {
			fsyncSync(fd);
			close();
			const path = `${place}/${name}`;
			return withLock(place, {by: 'mreg register'}, () => {
				renameSync(systemPath(body), systemPath(path));
				syncFolder(place);
				const whole: DownloadRecord = {
					...record,
					etag: facts.etag,
					last_modified: facts.last_modified,
					sha256: hash.digest('hex'),
					bytes,
					mtime_ms: statSync(systemPath(path)).mtimeMs,
				};
				writeRecord(place, whole);
				removeParts(folder);
				return {path, record: whole};
			});
		},
		canContinue,
		release: () => {
			if (!isOpen) return;
			if (!canContinue()) return remove();
			quietly(() => fsyncSync(fd));
			close();
			quietly(() => writeFacts(folder, facts, false));
		},
		remove,
	};
}

const longestStart = 512;

interface FoundPart {
	readonly folder: string;
	readonly bytes: number;
	readonly facts: PartFacts | undefined;
	/** No process is at it. */
	readonly isFree: boolean;
	/** Its bytes are what was written: the machine has not gone down since. */
	readonly isSound: boolean;
}

function lookAt(folder: string): FoundPart {
	const value = readObject(`${folder}/${factsName}`);
	const url = value && textIn(value, 'url');
	const facts = value && url !== undefined ? {url, total: numberIn(value, 'total'), ...validatorsIn(value)} : undefined;
	const bytes = quietly(() => statSync(systemPath(`${folder}/${bodyName}`)).size);
	const holder = value && own(value, 'holder');
	const reading = holder === undefined || holder === null ? undefined : parseLock(JSON.stringify(holder));
	const isFree = reading === undefined || judgeLock(reading, processHere()) === 'stale';
	const isFlushed = reading === undefined || ('holder' in reading && reading.holder.boot_id === processHere().boot_id);
	return {folder, bytes: bytes ?? 0, facts, isFree, isSound: facts !== undefined && bytes !== undefined && isFlushed};
}

/** @param isHeld by this process, from now on */
function writeFacts(folder: string, facts: PartFacts, isHeld: boolean): void {
	const {host, boot_id, pid_ns, pid, start} = processHere();
	const holder = isHeld ? {v: 1, host, boot_id, pid_ns, pid, start, token: uniqueToken(), at: new Date().toISOString(), by: 'mreg register'} : null;
	writeFileAtomic(`${folder}/${factsName}`, `${JSON.stringify({...facts, holder}, null, 2)}\n`, {fsync: !isHeld});
}

/** What is in it besides stays, and it with that. */
function removeParts(folder: string): void {
	for (const name of quietly(() => readNames(folder)) ?? []) removeQuietly(`${folder}/${name}`);
	quietly(() => rmdirSync(systemPath(folder)));
}

/** For what changes nothing for the caller where it fails. */
function quietly<T>(action: () => T): T | undefined {
	try {
		return action();
	} catch (error) {
		if (!isSystemError(error) && !(error instanceof UserError)) throw error;
		return undefined;
	}
}
