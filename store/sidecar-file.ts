/** Reads sidecars and the registry's other JSON files: leniently, bounded, and with a reason and a line where it cannot be done. */

import {isUtf8} from 'node:buffer';
import fs from 'node:fs';
import {parse, printParseErrorCode, type ParseError} from 'jsonc-parser';
import type {Json} from './domain/json.ts';
import {systemPath} from './file-names.ts';
import {systemReason} from './system-error.ts';

/** Larger or deeper files are not read. */
export const sidecarLimits = {bytes: 4_000_000, depth: 64} as const;

export interface ParsedJson {
	readonly value: Json;
	/** Keys that stand twice in one object; the last one won. */
	readonly duplicates: readonly string[];
}

/** `message` is a sentence; `line` counts from 1; `cut`: the text ends in the middle, as while it is being written. */
export interface Unparsable {
	readonly message: string;
	readonly line?: number;
	readonly cut?: boolean;
}

export type JsonFile = {readonly signature: Signature} & ({readonly parsed: ParsedJson} | {readonly failure: Unparsable});

/** Says whether a file is still the one that was read. Nanoseconds and inodes go beyond 2^53, so both are text. */
export interface Signature {
	readonly mtime_ns: string;
	readonly inode: string;
	readonly size: number;
}

/** The signature of a file from its stat. */
export function signatureOf(stat: fs.BigIntStats): Signature {
	return {mtime_ns: String(stat.mtimeNs), inode: String(stat.ino), size: Number(stat.size)};
}

/**
 * Reads a JSON file without ever blocking on a FIFO or a device.
 *
 * @returns what it holds, or why it cannot be read; undefined where there is no such file
 */
export function readJsonFile(path: string, limit: number = sidecarLimits.bytes): JsonFile | undefined {
	let fd: number;
	try {
		fd = fs.openSync(systemPath(path), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY);
	} catch (error) {
		return failedOpen(path, error);
	}
	try {
		const stat = fs.fstatSync(fd, {bigint: true});
		const signature = signatureOf(stat);
		if (!stat.isFile()) return {signature, failure: {message: notAFile(stat)}};
		if (stat.size > BigInt(limit)) return {signature, failure: {message: `is ${stat.size} bytes; more than ${limit} are not read.`}};
		const bytes = readAll(fd, Number(stat.size), limit);
		if (bytes.length > limit) return {signature, failure: {message: `is growing; more than ${limit} bytes are not read.`}};
		const result = parseJsonBytes(bytes);
		return 'value' in result ? {signature, parsed: result} : {signature, failure: result};
	} catch (error) {
		return {signature: noSignature, failure: {message: `cannot be read: ${systemReason(error)}.`}};
	} finally {
		fs.closeSync(fd);
	}
}

const noSignature: Signature = {mtime_ns: '0', inode: '0', size: 0};

function failedOpen(path: string, error: unknown): JsonFile | undefined {
	const code = (error as NodeJS.ErrnoException).code;
	const stat = lstatQuietly(path);
	if (!stat) {
		return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : {signature: noSignature, failure: {message: `cannot be opened: ${systemReason(error)}.`}};
	}
	const signature = signatureOf(stat);
	if (code === 'ENXIO') return {signature, failure: {message: 'is a socket or a device, not a file.'}};
	if (stat.isSymbolicLink()) return {signature, failure: {message: `is a link that leads nowhere (${code}).`}};
	return {signature, failure: {message: `cannot be opened: ${systemReason(error)}.`}};
}

function lstatQuietly(path: string): fs.BigIntStats | undefined {
	try {
		return fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	} catch {
		// Why it cannot be opened is told already.
		return undefined;
	}
}

/** In words what a stat is that is not a file. */
export function notAFile(stat: fs.BigIntStats): string {
	if (stat.isFIFO()) return 'is a FIFO, not a file.';
	if (stat.isSocket()) return 'is a socket, not a file.';
	if (stat.isDirectory()) return 'is a folder, not a file.';
	return 'is a device, not a file.';
}

/** All bytes of an open file, and of one that grows while it is read one more than `limit` at most. */
function readAll(fd: number, size: number, limit: number): Buffer {
	let bytes = Buffer.allocUnsafe(size + 1);
	let length = 0;
	for (;;) {
		const read = fs.readSync(fd, bytes, length, bytes.length - length, null);
		length += read;
		if (read === 0 || length > limit) return bytes.subarray(0, length);
		if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, limit + 1));
	}
}

/** Parses the bytes of a JSON file: UTF-8 with or without BOM, and with Python's NaN, Infinity and -Infinity. */
export function parseJsonBytes(bytes: Buffer): ParsedJson | Unparsable {
	if (bytes.length === 0) return {message: 'is empty.', line: 1, cut: true};
	if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return {message: 'is UTF-16; save it as UTF-8.', line: 1};
	if (!isUtf8(bytes)) {
		const line = lineOfBadByte(bytes);
		return {message: `is not UTF-8 (line ${line}); save it as UTF-8.`, line};
	}
	return parseJsonText(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString('utf8', 3) : bytes.toString('utf8'));
}

/** Parses the text of a JSON file. NaN, infinities and integers beyond 2^53 become text, so that nothing is rounded. */
export function parseJsonText(text: string): ParsedJson | Unparsable {
	const survey = surveyJson(text);
	if (survey.tooDeepAt !== undefined) {
		const line = lineAt(text, survey.tooDeepAt);
		return {message: `is nested more than ${sidecarLimits.depth} deep (line ${line}).`, line};
	}
	let value: Json;
	try {
		value = JSON.parse(survey.special ? quoteSpecialNumbers(text) : text) as Json;
	} catch {
		return explain(text);
	}
	return {value, duplicates: survey.keys === countKeys(value) ? [] : duplicateKeys(text)};
}

interface Survey {
	/** How many keys the text has, duplicates counted each. */
	readonly keys: number;
	readonly tooDeepAt?: number;
	/** There may be a NaN, an infinity, a long integer or a large exponent. */
	readonly special: boolean;
}

/** One pass over the text, for what JSON.parse does not tell. */
function surveyJson(text: string): Survey {
	let [keys, depth, special, digits] = [0, 0, false, 0];
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code >= 48 && code <= 57) {
			if (++digits === 16) special = true;
			continue;
		}
		// An exponent of three digits, as in 1e999.
		if (digits > 0 && (code === 69 || code === 101) && /^\+?\d{3}/.test(text.slice(at + 1, at + 5))) special = true;
		digits = 0;
		if (code === 34) {
			at = endOfString(text, at);
			if (at === -1) return {keys, special};
		} else if (code === 58) keys++;
		else if (code === 123 || code === 91) {
			if (++depth > sidecarLimits.depth) return {keys, special, tooDeepAt: at};
		} else if (code === 125 || code === 93) depth--;
		else if (code === 78 || code === 73) special = true;
	}
	return {keys, special};
}

/** Offset of the quote that ends the string which starts at `start`, or -1. */
function endOfString(text: string, start: number): number {
	for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
		let slashes = 0;
		while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
		if (slashes % 2 === 0) return at;
	}
	return -1;
}

function quoteSpecialNumbers(text: string): string {
	return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])(?:NaN|-?Infinity|-?\d{16,}|-?\d+(?:\.\d+)?[eE]\+?\d{3,})(?![\w.])/gs, token => {
		if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token;
		if (!/[eE]/.test(token)) return `"${token}"`;
		return Number.isFinite(Number(token)) ? token : `"${Number(token)}"`;
	});
}

function countKeys(value: Json): number {
	if (typeof value !== 'object' || value === null) return 0;
	const items: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
	let count = Array.isArray(value) ? 0 : items.length;
	for (const item of items) count += countKeys(item);
	return count;
}

function duplicateKeys(text: string): readonly string[] {
	const found = new Set<string>();
	const open: Array<Set<string>> = [];
	const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/gs;
	for (let match = token.exec(text); match; match = token.exec(text)) {
		const [word] = match;
		if (word === '{') open.push(new Set());
		else if (word === '}') open.pop();
		else if (/^\s*:/.test(text.slice(token.lastIndex, token.lastIndex + 64))) {
			const key = JSON.parse(word) as string;
			if (open.at(-1)?.has(key)) found.add(key);
			open.at(-1)?.add(key);
		}
	}
	return [...found];
}

function explain(text: string): Unparsable {
	const errors: ParseError[] = [];
	parse(sameLength(text), errors, {disallowComments: true});
	const [first] = errors;
	if (!first) return {message: 'is not JSON.'};
	const rest = text.slice(first.offset).trim();
	const line = lineAt(text, first.offset);
	if (rest === '' || printParseErrorCode(first.error) === 'UnexpectedEndOfString') return {message: `ends in the middle (line ${line}).`, line, cut: true};
	return {message: `is not JSON: ${words(first)} (line ${line}).`, line};
}

/** The text with special numbers replaced by zeros of the same length, so that offsets stay. */
function sameLength(text: string): string {
	return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.+-])(?:NaN|-?Infinity)(?![\w.])/gs, token =>
		token.startsWith('"') ? token : '0'.padStart(token.length),
	);
}

function words(error: ParseError): string {
	const name = printParseErrorCode(error.error);
	return name.replace(/([A-Z])/g, letter => ` ${letter.toLowerCase()}`).trim();
}

function lineAt(text: string, offset: number): number {
	let line = 1;
	for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
	return line;
}

function lineOfBadByte(bytes: Buffer): number {
	let line = 1;
	let start = 0;
	for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
		if (!isUtf8(bytes.subarray(start, end))) return line;
		[start, line] = [end + 1, line + 1];
	}
	return line;
}
