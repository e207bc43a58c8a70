/** Numbers and texts as pickles of protocol 0 write them: in words, one a line. */

import {PickleFault} from './pickle-cursor.ts';

/** Digits of a number that is kept. */
const mostDigits = 1_000;

/**
 * As Python's int() and C's strtol take it: `0x10`, `010`, `1_0`, up to a byte 0. NaN for what is too long to be kept.
 *
 * @throws PickleFault
 */
export function integerOf(line: string): number | bigint {
	const text = line
		.replace(/\0[^]*$/, '')
		.trim()
		.replace(/L$/, '')
		.replaceAll('_', '');
	const [, sign = '', octal, digits = ''] = /^([+-]?)(?:0([0-7]+)|(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+))$/.exec(text) ?? [];
	const magnitude = octal === undefined ? digits : `0o${octal}`;
	if (magnitude === '') throw new PickleFault('a line of it is no number');
	if (magnitude.length > mostDigits) return NaN;
	const value = BigInt(magnitude) * (sign === '-' ? -1n : 1n);
	return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** A number of the memo: always decimal. @throws PickleFault */
export function indexOf(line: string): number {
	const digits = line
		.replace(/\0[^]*$/, '')
		.trim()
		.replaceAll('_', '');
	if (!/^[+-]?\d+$/.test(digits)) throw new PickleFault('a line of it is no number');
	return Number(digits);
}

/** @throws PickleFault */
export function floatOf(line: string): number {
	const word = line
		.replace(/\0[^]*$/, '')
		.trim()
		.replaceAll('_', '')
		.toLowerCase();
	const infinity = /^([+-]?)inf(inity)?$/.exec(word);
	if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
	const number = Number(word);
	if (word === '' || (Number.isNaN(number) && !/^[+-]?nan$/.test(word))) throw new PickleFault('a line of it is no number');
	return number;
}

/** A signed number of up to 1 kB, the lowest byte first. */
export function longOf(bytes: Buffer): number | bigint {
	if (bytes.length === 0) return 0;
	if (bytes.length <= 6) return bytes.readIntLE(0, bytes.length);
	const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`));
	return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Of a line in Python's raw-unicode-escape: all but `\uXXXX` and `\UXXXXXXXX` stands for itself; a backslash before another hides it. */
export function rawUnicodeOf(line: string): string {
	if (!line.includes('\\')) return line;
	return line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g, (all: string, short: string | undefined, long: string | undefined) =>
		short === undefined && long === undefined ? all : characterOf(all, short ?? long ?? ''),
	);
}

const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': ''};

/**
 * Of a line with a text as Python's repr writes it.
 *
 * @throws PickleFault where it stands in no quotes
 */
export function quotedOf(line: string): string {
	const text = line.trim();
	if (text.length < 2 || (text[0] !== "'" && text[0] !== '"') || !text.endsWith(text[0])) throw new PickleFault('a line of it is no text in quotes');
	return text
		.slice(1, -1)
		.replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^]))/g, (all: string, hex: string | undefined, octal: string | undefined, other: string | undefined) => {
			if (hex !== undefined) return characterOf(all, hex);
			if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
			return escapes[other ?? ''] ?? (other === '\\' || other === "'" || other === '"' ? other : all);
		});
}

function characterOf(all: string, hex: string): string {
	const code = Number.parseInt(hex, 16);
	return code <= 0x10ffff ? String.fromCodePoint(code) : all;
}
