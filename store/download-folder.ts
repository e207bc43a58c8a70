/** What is kept of downloads: a folder a URL, with the file, what is known of it, and what has arrived of one that was broken off. */

import {createHash, type Hash} from 'node:crypto';
import {createReadStream, lstatSync, readFileSync, rmdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {writeFileAtomic} from './atomic-file.ts';
import {isObject, own, type Json, type JsonObject} from './domain/json.ts';
import {recordName} from './download-url.ts';
import {systemPath} from './file-names.ts';
import {isSystemError} from './system-error.ts';

/** What a server said of a file, to ask it whether it is still the same. */
export interface Validators {
	readonly etag?: string;
	/** As the server wrote it. */
	readonly last_modified?: string;
}

/** `download.json`. */
export interface DownloadRecord extends Validators {
	/** Without what signs it in. */
	readonly url: string;
	/** In hexadecimal. */
	readonly sha256: string;
	readonly bytes: number;
	/** ISO 8601, UTC. */
	readonly downloaded_at: string;
	/** Of the file, in milliseconds since 1970: one that has another is read anew. */
	readonly mtime_ms: number;
}

/** The whole file of a URL. */
export interface KeptFile {
	/** Absolute. */
	readonly path: string;
	readonly record: DownloadRecord;
}

/**
 * The file that was downloaded from a URL, if it is there and has the bytes that it had then.
 *
 * @param place the URL's folder, absolute
 */
export async function keptFile(place: string, {url, name}: {readonly url: string; readonly name: string}): Promise<KeptFile | undefined> {
	const record = readRecord(place);
	if (record?.url !== url) return undefined;
	const path = `${place}/${name}`;
	try {
		const stat = lstatSync(systemPath(path));
		if (!stat.isFile() || stat.size !== record.bytes) return undefined;
		if (stat.mtimeMs === record.mtime_ms) return {path, record};
		if ((await sha256Of(path)) !== record.sha256) return undefined;
		const seen = {...record, mtime_ms: stat.mtimeMs};
		writeRecord(place, seen);
		return {path, record: seen};
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

/** @throws WriteError */
export function writeRecord(place: string, record: DownloadRecord): void {
	writeFileAtomic(`${place}/${recordName}`, `${JSON.stringify(record, null, 2)}\n`);
}

/** A hash that has taken in a file, and can take in more. @throws the system's error */
export async function hashOfFile(path: string): Promise<Hash> {
	const hash = createHash('sha256');
	for await (const piece of createReadStream(systemPath(path), {highWaterMark: 1024 * 1024})) hash.update(piece as Buffer);
	return hash;
}

/** Takes away the folder of a URL, and the one of all downloads if that was made for it, where nothing is in them. */
export function removeEmptyPlace(place: string, {isMade}: {readonly isMade: boolean}): void {
	for (const folder of isMade ? [place, dirname(place)] : [place]) {
		try {
			rmdirSync(systemPath(folder));
		} catch (error) {
			if (!isSystemError(error)) throw error;
			return;
		}
	}
}

/** The etag and the time of a record or a part, as JSON has them. */
export function validatorsIn(value: JsonObject): Validators {
	return {etag: textIn(value, 'etag'), last_modified: textIn(value, 'last_modified')};
}

/** A small JSON file; undefined where there is none, or none that can be read. */
export function readObject(path: string): JsonObject | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(systemPath(path), 'utf8'));
		return isObject(value) ? value : undefined;
	} catch (error) {
		if (isSystemError(error) || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

export function textIn(value: JsonObject, name: string): string | undefined {
	const found: Json | undefined = own(value, name);
	return typeof found === 'string' ? found : undefined;
}

export function numberIn(value: JsonObject, name: string): number | undefined {
	const found: Json | undefined = own(value, name);
	return typeof found === 'number' ? found : undefined;
}

function readRecord(place: string): DownloadRecord | undefined {
	const value = readObject(`${place}/${recordName}`);
	if (!value) return undefined;
	const [url, sha256, downloaded_at] = [textIn(value, 'url'), textIn(value, 'sha256'), textIn(value, 'downloaded_at')];
	const [bytes, mtime_ms] = [numberIn(value, 'bytes'), numberIn(value, 'mtime_ms')];
	if (url === undefined || sha256 === undefined || downloaded_at === undefined || bytes === undefined || mtime_ms === undefined) return undefined;
	return {url, sha256, bytes, downloaded_at, mtime_ms, ...validatorsIn(value)};
}

async function sha256Of(path: string): Promise<string> {
	return (await hashOfFile(path)).digest('hex');
}
