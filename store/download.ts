/** Brings a model file from a URL, once: kept by URL, etag and checksum, resumed after a break. */

import {existsSync, statfsSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {ensureFolder} from './atomic-file.ts';
import {cleanUrl} from './domain/clean-url.ts';
import {conditions, isSame, rangeValidator, refuseAnswer, refuseBody, totalOfRest} from './download-answer.ts';
import {keptFile, removeEmptyPlace, type KeptFile} from './download-folder.ts';
import {brokenDisk, brokenOff, keptNote, noRoom, stopped, tooLarge} from './download-words.ts';
import {claimPart, type BusyPart, type Part} from './download-part.ts';
import {fileNameOf, folderOfUrl, parseUrl} from './download-url.ts';
import {systemPath} from './file-names.ts';
import {httpGet, NetworkError, type Answer} from './http-get.ts';
import {isSystemError} from './system-error.ts';

export interface DownloadOptions {
	/** Where downloads are kept, absolute: `<root>/pretrained_models`. */
	readonly folder: string;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly onProgress?: (done: number, total: number | undefined) => void;
	/** Stops it, with a UserError `declined`; what arrived stays where it can be gone on from. */
	readonly signal?: AbortSignal;
	/** The largest file, in bytes. Default 64 GiB. */
	readonly most?: number;
	/** Without a byte for so long it is given up, in milliseconds; also after twice that time with less than 1 kB a second. Default 30,000. */
	readonly idleMs?: number;
	/** How long to wait before the second try, in milliseconds; twice as long before each further one. Default 500. */
	readonly retryMs?: number;
	/** Where proxies are named. Default that of the process. */
	readonly env?: NodeJS.ProcessEnv;
}

export interface Downloaded {
	/** Absolute. */
	readonly path: string;
	/** Without what signs it in: for `lineage.source`. */
	readonly url: string;
	/** In hexadecimal. */
	readonly sha256: string;
	readonly bytes: number;
	/** It was there already. */
	readonly isKept: boolean;
	/** A sentence, where the server could not be asked whether the kept file is still the one that it has; raw. */
	readonly note?: string;
}

/** One download from its URL on. */
interface Job {
	readonly url: URL;
	readonly clean: string;
	readonly place: string;
	readonly name: string;
	readonly most: number;
	readonly idleMs: number;
	readonly retryMs: number;
	readonly options: DownloadOptions;
}

/** What a try brought. */
type Tried = 'whole' | 'unchanged' | NetworkError;

const tries = 5;
/** So many bytes more than ever before, and the tries are counted anew: a large file over a bad line comes in the end. */
const headway = 8 * 1024 * 1024;
const waitingMs = 200;

/**
 * A file that is kept is asked for by its etag or time, and used where the server has no other; also, with a note, where the server cannot be reached.
 * Two that download one URL at once: the second waits for the first.
 *
 * @throws UserError `usage` for a URL that is none, `not-found` for 404, `declined` where it was stopped, `failed` for all else that the network, the server or the disk does wrong
 */
export async function download(typed: string, options: DownloadOptions): Promise<Downloaded> {
	const url = parseUrl(typed);
	const clean = cleanUrl(url);
	const place = `${options.folder}/${folderOfUrl(url)}`;
	const isMade = !existsSync(systemPath(options.folder));
	const {most = 64 * 1024 ** 3, idleMs = 30_000, retryMs = 500} = options;
	const job: Job = {url, clean, place, name: fileNameOf(url), most, idleMs, retryMs, options};
	try {
		ensureFolder(place);
		const part = await claimed(job);
		try {
			return await bring(job, part);
		} finally {
			part.release();
		}
	} catch (error) {
		throw isSystemError(error) ? brokenDisk(clean, place, error) : error;
	} finally {
		removeEmptyPlace(place, {isMade});
	}
}

/** Waits while another process downloads the same, and its part grows. */
async function claimed({place, clean, idleMs, options}: Job): Promise<Part> {
	let last: BusyPart | undefined;
	for (let end = Infinity; ; await pause(Math.min(waitingMs, idleMs))) {
		const found = await claimPart(place, {url: clean, isShared: performance.now() > end});
		if (!('isBusy' in found)) return found;
		if (found.bytes !== last?.bytes) end = performance.now() + idleMs * 2;
		if (options.signal?.aborted === true) throw stopped(options.folder);
		last = found;
		options.onProgress?.(found.bytes, found.total);
	}
}

async function bring(job: Job, part: Part): Promise<Downloaded> {
	const {clean, place, name, options} = job;
	const kept = await keptFile(place, {url: clean, name});
	let furthest = part.bytes();
	for (let left = tries, wait = job.retryMs; ; wait *= 2) {
		const tried = await tryOnce(job, part, kept);
		if (options.signal?.aborted === true && tried !== 'whole') throw stopped(options.folder, part);
		if (tried === 'unchanged' && kept) return downloaded(job, kept, {isKept: true});
		if (tried === 'whole') {
			const whole = wholePart(job, part);
			return downloaded(job, whole.publish(name, {url: clean, downloaded_at: new Date(options.now()).toISOString()}), {isKept: false});
		}
		const error = tried instanceof NetworkError ? tried : new NetworkError('malformed', 'it says that nothing changed, and nothing was here');
		if (kept && error.kind === 'unreachable') return downloaded(job, kept, {isKept: true, note: keptNote(clean, kept, error)});
		if (part.bytes() >= furthest + headway) [furthest, left, wait] = [part.bytes(), tries, job.retryMs];
		if (--left <= 0 || !isWorthwhile(error, part)) throw brokenOff(clean, part, error);
		await rest(wait, options.signal);
	}
}

/** Is over at once where it is stopped. */
async function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
	try {
		await pause(ms, undefined, {signal});
	} catch (error) {
		if (signal?.aborted !== true) throw error;
	}
}

/** @throws UserError for what is no model file; nothing of it is kept then */
function wholePart({clean}: Job, part: Part): Part {
	try {
		refuseBody(clean, {bytes: part.bytes(), start: part.start()});
		return part;
	} catch (error) {
		part.remove();
		throw error;
	}
}

/** Nobody there, and nothing begun: the name or the network is wrong, and will be in a second. */
function isWorthwhile({kind, cause}: NetworkError, part: Part): boolean {
	if (kind === 'malformed') return false;
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
	return part.canContinue() || !/^(ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$|CERT|TLS|SSL|SIGN/u.test(code);
}

async function tryOnce(job: Job, part: Part, kept: KeptFile | undefined): Promise<Tried> {
	const {clean, idleMs, most, options} = job;
	const validator = part.canContinue() ? rangeValidator(part.facts()) : undefined;
	const from = validator === undefined ? 0 : part.bytes();
	const headers = validator === undefined ? conditions(kept?.record ?? {}) : {Range: `bytes=${from}-`, 'If-Range': validator};
	const report = reporter(options.onProgress);
	let outcome: Tried = 'whole';
	const onAnswer = (answer: Answer) => {
		const wanted = judge(job, part, {answer, from, kept});
		if (wanted !== 'body') {
			outcome = wanted;
			return undefined;
		}
		const {total} = part.facts();
		return (piece: Buffer) => {
			const bytes = part.bytes() + piece.length;
			if (total !== undefined && bytes > total) throw new NetworkError('malformed', 'the server sends more than it said');
			if (bytes > most) throw tooLarge(clean, {most, part});
			part.append(piece);
			report(bytes, total);
		};
	};
	try {
		await httpGet(job.url, {headers, idleMs, env: options.env ?? process.env, onAnswer, signal: options.signal});
	} catch (error) {
		if (error instanceof NetworkError) return error;
		throw error;
	}
	if (outcome !== 'whole') return outcome;
	const {total} = part.facts();
	if (total !== undefined && part.bytes() !== total) return new NetworkError('broken', 'the connection was cut off');
	options.onProgress?.(part.bytes(), total);
	return 'whole';
}

interface Judged {
	readonly answer: Answer;
	/** The first byte that was asked for. */
	readonly from: number;
	readonly kept: KeptFile | undefined;
}

/** What becomes of an answer; the part is made ready for its body. @throws UserError for one that brings no model file, or one that has no room */
function judge(job: Job, part: Part, {answer, from, kept}: Judged): 'body' | 'unchanged' | NetworkError {
	const {status, headers} = answer;
	if (status === 304 && from === 0) return 'unchanged';
	const refused = refuseAnswer(job.clean, {answer, keptPath: kept?.path});
	if (refused) return refused;
	if (status === 200) {
		if (kept && isSame(answer, kept.record)) return 'unchanged';
		const length = headers['content-length'];
		part.restart({url: job.clean, etag: headers.etag, last_modified: headers['last-modified'], total: length === undefined ? undefined : Number(length)});
	} else {
		const total = totalOfRest(answer, part.facts(), from);
		if (total === undefined) {
			part.restart({url: job.clean});
			return new NetworkError('broken', 'the server does not go on where the connection was cut off');
		}
		part.expectTotal(total);
	}
	requireRoom(job, part);
	return 'body';
}

function requireRoom({clean, place, most}: Job, part: Part): void {
	const {total} = part.facts();
	if (total === undefined) return;
	if (total > most) throw tooLarge(clean, {most, part});
	const {bavail, bsize} = statfsSync(systemPath(place));
	const [needed, left] = [total - part.bytes(), bavail * bsize];
	if (needed > left) throw noRoom(clean, {needed, left, place});
}

function downloaded({clean}: Job, {path, record}: KeptFile, how: Pick<Downloaded, 'isKept' | 'note'>): Downloaded {
	return {path, url: clean, sha256: record.sha256, bytes: record.bytes, ...how};
}

/** Ten times a second is enough to look at. */
function reporter(onProgress: DownloadOptions['onProgress']): (done: number, total: number | undefined) => void {
	let next = 0;
	return (done, total) => {
		const now = performance.now();
		if (now < next) return;
		next = now + 100;
		onProgress?.(done, total);
	};
}
