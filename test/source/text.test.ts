/** What raw text, bytes, ages and numbers look like when they are shown. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatAge, formatBytes, formatNumber, formatSeconds, jsonText, safeText} from '../../source/text.ts';
import {holdsForAll} from '../helpers/property.ts';

const invisible = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB]/v;
const emoji = /[\p{RGI_Emoji}--\p{RGI_Emoji_Tag_Sequence}]/gv;

const nasty = fc.constantFrom(
	...['\u{1B}[2J', '\u{1B}]52;c;AA\u{7}', '\u{9B}31m', '\r', '\n', '\t', '\0', '\u{7F}', '\u{85}', '\u{61C}', '\u{200E}', '\u{202E}', '\u{2066}'],
	...['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{180E}', '\u{FE0F}', '\u{FE0E}', '\u{E0001}', '\u{E0067}', '\u{E0100}'],
	...['\uDC80', '\uDCFF', '\uD800', '\u2028', '\u2029', '\u{301}', '\u{1161}', '\u{11A8}', '\u{3164}', '\u{115F}', '\u{34F}'],
	...['한글', '\u{1112}\u{1161}\u{11AB}', 'e', '👩‍👩‍👧', '❤️', '1️⃣', '🏴\u{E0067}\u{E0062}\u{E007F}', '👍🏽', '\\', '}'],
);
const hostile = fc
	.array(fc.oneof(nasty, fc.string({unit: 'binary', maxLength: 4}), fc.string({unit: 'grapheme', maxLength: 4})), {maxLength: 12})
	.map(parts => parts.join(''));

describe('safeText', () => {
	test.each([
		['mscn_20261122_031544', 'mscn_20261122_031544'],
		['논문 표 2 후보', '논문 표 2 후보'],
		['a\u{1B}[31mb', 'a\\e[31mb'],
		['one\r\ntwo\t3', 'one\\r\\ntwo\\t3'],
		['ring\u{7}\u{7F}', 'ring\\x07\\x7f'],
		['c1 \u{9B}', 'c1 \\u{9b}'],
		['abc\u{202E}gpj.exe', 'abc\\u{202e}gpj.exe'],
		['zero\u{200B}width\u{FEFF}\u{AD}', 'zero\\u{200b}width\\u{feff}\\u{ad}'],
		['tag\u{E0041}', 'tag\\u{e0041}'],
		['lone \u{FE0F}', 'lone \\u{fe0f}'],
		['caf\uDCE9.pt', 'caf\\xe9.pt'],
		['\uD800', '\\u{d800}'],
		['line\u2028end', 'line\\u{2028}end'],
		['\u{301}first', '\\u{301}first'],
		['\n\u{303}', '\\n\\u{303}'],
		['(v1) {a,b} a\\b !x #1', '(v1) {a,b} a\\b !x #1'],
	])('%j is shown as %j', (raw, shown) => {
		expect(safeText(raw)).toBe(shown);
	});

	test('shows decomposed Hangul and Latin composed', () => {
		expect(safeText('한글 é'.normalize('NFD'))).toBe('한글 é');
	});

	test('keeps the joiners inside an emoji', () => {
		expect(safeText('👩‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇰🇷')).toBe('👩‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇰🇷');
	});

	test('shows a joiner between letters', () => {
		expect(safeText('a\u{200D}b')).toBe('a\\u{200d}b');
	});

	test('never lets through what is invisible or drives the terminal', () => {
		fc.assert(
			fc.property(hostile, raw => {
				expect(safeText(raw).replaceAll(emoji, '')).not.toMatch(invisible);
			}),
			{numRuns: 3000},
		);
	});

	test('leaves safe text as it is', () => {
		fc.assert(
			fc.property(hostile, raw => {
				const once = safeText(raw);
				expect(safeText(once)).toBe(once);
			}),
			{numRuns: 3000},
		);
	});

	test('takes the short way only for text that the long way leaves alone', () => {
		for (let code = 0; code <= 0xffff; code++) {
			const character = String.fromCharCode(code);
			const shown = safeText(`x${character}`);
			if (shown === `x${character}`) {
				expect(character).not.toMatch(invisible);
				expect(`x${character}`.normalize('NFC')).toBe(shown);
			}
		}
	});
});

describe('jsonText', () => {
	test('escapes controls, bidirectional and invisible characters', () => {
		expect(jsonText({'\u{202E}k': 'a\u{1B}\u{7F}\u{9B}\u{200B}\u{E0041}'})).toBe(String.raw`{"\u202ek":"a\u001b\u007f\u009b\u200b\udb40\udc41"}`);
	});

	test('writes numbers that JSON does not have as strings', () => {
		expect(jsonText([NaN, Infinity, -Infinity, 1.5])).toBe('["NaN","Infinity","-Infinity",1.5]');
	});

	test('writes nothing as null', () => {
		expect(jsonText(undefined)).toBe('null');
	});

	test('reads back as the same value, and shows nothing invisible', () => {
		fc.assert(
			fc.property(hostile, fc.json(), (raw, json) => {
				const value: unknown = {text: raw, json, more: [raw]};
				const text = jsonText(value);
				expect(JSON.parse(text)).toEqual(value);
				expect(text).not.toMatch(invisible);
			}),
		);
	});
});

describe('formatBytes', () => {
	test.each([
		[0, '0 B'],
		[999, '999 B'],
		[1000, '1 kB'],
		[1_234_000, '1.2 MB'],
		[1_700_000, '1.7 MB'],
		[17_400_000, '17 MB'],
		[999_600, '1 MB'],
		[41e9, '41 GB'],
		[612e9, '612 GB'],
		[2e12, '2 TB'],
		[9.96e9, '10 GB'],
		[-5e6, '-5 MB'],
		[NaN, '–'],
	])('%d is %s', (bytes, text) => {
		expect(formatBytes(bytes)).toBe(text);
	});
});

describe('formatAge', () => {
	const hour = 3_600_000;
	test.each([
		[0, 'now'],
		[59_000, 'now'],
		[12 * 60_000, '12m'],
		[4.9 * hour, '4h'],
		[3 * 24 * hour, '3d'],
		[13 * 24 * hour, '13d'],
		[36 * 24 * hour, '5w'],
		[430 * 24 * hour, '14mo'],
		[800 * 24 * hour, '2y'],
		[-30_000, 'now'],
		[-3 * 24 * hour, '+3d'],
		[NaN, '–'],
	])('%d ms is %s', (ms, text) => {
		expect(formatAge(ms)).toBe(text);
	});
});

describe('formatNumber', () => {
	test.each([
		[3e-4, '3e-4'],
		[0.001, '1e-3'],
		[0.01, '1e-2'],
		[0.00012345678, '1.2346e-4'],
		[0.05, '0.05'],
		[0.1 + 0.2, '0.3'],
		[0.341, '0.341'],
		[117.03, '117.03'],
		[117.034999, '117.03'],
		[-42.15, '-42.15'],
		[200, '200'],
		[20_261_122, '20261122'],
		[123_456.789, '123457'],
		[1.5e18, '1.5e18'],
		[-0, '0'],
		[Number.MAX_VALUE, '1.7977e308'],
		[-Number.MAX_VALUE, '-1.7977e308'],
		[1e308, '1e308'],
		[NaN, 'NaN'],
		[-Infinity, '-inf'],
	])('%d is %s', (value, text) => {
		expect(formatNumber(value)).toBe(text);
	});

	test('says no finite number is infinite, with or without decimals, and no duration', () => {
		holdsForAll([fc.oneof(fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE), fc.double({noNaN: true, noDefaultInfinity: true}))], value => {
			for (const text of [formatNumber(value), formatNumber(value, 2), formatSeconds(value)]) expect(text).not.toMatch(/inf|NaN/i);
		});
	});

	test('keeps the decimals that a column asks for', () => {
		expect([120.5, 117.034, -0.001].map(value => formatNumber(value, 2))).toEqual(['120.50', '117.03', '0.00']);
	});
});

describe('formatSeconds', () => {
	test.each([
		[0, '0 s'],
		[0.12, '120 ms'],
		[3.25, '3.3 s'],
		[45, '45 s'],
		[59.7, '1 min'],
		[1800, '30 min'],
		[7560, '2.1 h'],
		[3 * 86_400, '3 d'],
		[NaN, '–'],
	])('%d is %s', (seconds, text) => {
		expect(formatSeconds(seconds)).toBe(text);
	});
});
