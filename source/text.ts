/** Values to words: the one place where raw text becomes safe to show, and how bytes, ages and numbers are written. */
import type {SafeText} from '../components/safe-text.ts';

// What needs no look: ASCII, Latin, Greek, Cyrillic, punctuation, arrows, mathematics, boxes, kana, Han, Hangul; all of it is NFC already.
const ordinary =
	/^[ -~\u00A0-\u00AC\u00AE-\u02FF\u0391-\u03A9\u03B1-\u03C9\u0410-\u044F\u2010-\u2027\u2030-\u205E\u2190-\u22FF\u2500-\u25FF\u3001-\u3020\u3041-\u3096\u30A1-\u30FE\u4E00-\u9FFF\uAC00-\uD7A3]*$/;

// An emoji as the standard lists it keeps its joiners and selectors, but not the invisible letters of a tag sequence.
// A combining mark at the start would join what stands before the text, and one behind an escape would change how it reads;
// a vowel or final jamo needs an initial one.
// Read when it is needed, which is seldom: its tables take longer than all else that a short command does.
let unsafePattern: RegExp | undefined;
const unsafe = () =>
	(unsafePattern ??=
		/(?<emoji>[\p{RGI_Emoji}--\p{RGI_Emoji_Tag_Sequence}])|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]\p{M}*|^\p{M}+|(?<![\u1100-\u115E\u1161-\u11FF\uA960-\uA97C\uD7B0-\uD7FB])[\u1160-\u11FF\uD7B0-\uD7FB]+/gv);

const invisible = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gv;

const shortEscapes: Readonly<Record<string, string>> = {'\u{1B}': '\\e', '\n': '\\n', '\r': '\\r', '\t': '\\t'};

function visibleEscape(character: string): string {
	const short = shortEscapes[character];
	if (short) {
		return short;
	}

	const code = character.codePointAt(0) ?? 0;
	if (code <= 0x7f) {
		return `\\x${code.toString(16).padStart(2, '0')}`;
	}

	// Bytes of a file name that are not UTF-8 come as U+DC80 to U+DCFF.
	if (code >= 0xdc80 && code <= 0xdcff) {
		return `\\x${(code - 0xdc00).toString(16)}`;
	}

	return `\\u{${code.toString(16)}}`;
}

function safeLiteral(text: string): SafeText {
	return text as SafeText;
}

/**
 * Raw text as it may be shown: controls, bidirectional marks, invisible characters and undecodable bytes become visible
 * escapes (`\e`, `\n`, `\x07`, `\u{202e}`, `\xff`), the rest is shown composed (NFC). Promise 12 rests on it.
 */
export function safeText(raw: string): SafeText {
	if (ordinary.test(raw)) {
		return safeLiteral(raw);
	}

	return safeLiteral(raw.normalize('NFC').replaceAll(unsafe(), (found, emoji: string | undefined) => emoji ?? Array.from(found, visibleEscape).join('')));
}

function jsonEscape(character: string): string {
	let escaped = '';
	for (let index = 0; index < character.length; index++) {
		escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
	}

	return escaped;
}

function jsonValue(_key: string, value: unknown): unknown {
	if (typeof value === 'number' && !Number.isFinite(value)) {
		return String(value);
	}

	return typeof value === 'bigint' ? String(value) : value;
}

/**
 * A value as JSON that may be printed: controls, bidirectional and invisible characters are \u escapes, and NaN, Infinity and
 * -Infinity are strings. Reading it back gives the same text. Throws a RangeError on values nested too deep for JSON.stringify.
 */
export function jsonText(value: unknown, indent?: number): SafeText {
	const text: string | undefined = JSON.stringify(value, jsonValue, indent);
	if (text === undefined) {
		return safeLiteral('null');
	}

	// Indented JSON has line ends of its own; inside strings JSON.stringify has escaped them already.
	return safeLiteral(text.replaceAll(invisible, found => (found === '\n' ? found : jsonEscape(found))));
}

const dash = safeLiteral('–');
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** At most one decimal below 10, none above: 1.7, 8, 41, 612. */
function shortNumber(value: number): string {
	const tenths = Math.round(value * 10) / 10;
	return tenths < 10 ? String(tenths) : formatNumber(Math.round(value));
}

/** Bytes in decimal units: `0 B`, `1.7 MB`, `41 GB`, `612 GB`; `–` for what is no number. */
export function formatBytes(bytes: number): SafeText {
	if (!Number.isFinite(bytes)) {
		return dash;
	}

	let size = Math.abs(bytes);
	let unit = 0;
	while (Math.round(size) >= 1000 && unit < byteUnits.length - 1) {
		size /= 1000;
		unit++;
	}

	const digits = unit === 0 ? String(Math.round(size)) : shortNumber(size);
	return safeLiteral(`${bytes < 0 ? '-' : ''}${digits} ${byteUnits[unit] ?? ''}`);
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const month = 30.44 * day;
const year = 365.25 * day;

function ageWords(ms: number): string {
	if (ms < minute) {
		return 'now';
	}

	if (ms < hour) {
		return `${Math.floor(ms / minute)}m`;
	}

	if (ms < day) {
		return `${Math.floor(ms / hour)}h`;
	}

	if (ms < 2 * week) {
		return `${Math.floor(ms / day)}d`;
	}

	if (ms < 9 * week) {
		return `${Math.floor(ms / week)}w`;
	}

	return ms < 2 * year ? `${Math.floor(ms / month)}mo` : `${Math.floor(ms / year)}y`;
}

/** An age in milliseconds in at most four cells: `now`, `12m`, `4h`, `3d`, `5w`, `14mo`, `2y`; a time to come has a `+`. */
export function formatAge(ms: number): SafeText {
	if (!Number.isFinite(ms)) {
		return dash;
	}

	return safeLiteral(ms <= -minute ? `+${ageWords(-ms)}` : ageWords(Math.max(0, ms)));
}

/** Five significant digits say all that a measured number has to say; the rest is noise of its floating point. */
function rounded(value: number): number {
	return Number(value.toPrecision(5));
}

/**
 * A hyperparameter or a metric: whole numbers in full, others to five significant digits (`117.03`, `0.341`), small ones as `3e-4`.
 * With `decimals` the digits behind the point are fixed, for a column. `NaN`, `inf` and `-inf` are said so.
 */
export function formatNumber(value: number, decimals?: number): SafeText {
	if (Number.isNaN(value)) {
		return safeLiteral('NaN');
	}

	if (!Number.isFinite(value)) {
		return safeLiteral(value > 0 ? 'inf' : '-inf');
	}

	const size = Math.abs(rounded(value));
	if (size >= 1e15 || (size > 0 && size <= 0.01 && decimals === undefined)) {
		// Rounding the greatest numbers up leads to infinity: they are rounded as text.
		const text = size === Infinity ? value.toExponential(4) : rounded(value).toExponential();
		return safeLiteral(text.replace('e+', 'e'));
	}

	if (decimals !== undefined) {
		const fixed = value.toFixed(decimals);
		return safeLiteral(Number(fixed) === 0 ? fixed.replace('-', '') : fixed);
	}

	if (Number.isInteger(value)) {
		return safeLiteral(String(value === 0 ? 0 : value));
	}

	return safeLiteral(size >= 10_000 ? value.toFixed(0) : String(rounded(value)));
}

/** A duration in seconds: `120 ms`, `45 s`, `30 min`, `2.1 h`, `3 d`. */
export function formatSeconds(seconds: number): SafeText {
	if (!Number.isFinite(seconds)) {
		return dash;
	}

	const size = Math.abs(seconds);
	const sign = seconds < 0 ? '-' : '';
	if (size > 0 && size < 0.9995) {
		return safeLiteral(`${sign}${shortNumber(size * 1000)} ms`);
	}

	if (size < 59.5) {
		return safeLiteral(`${sign}${shortNumber(size)} s`);
	}

	if (size < 59.5 * 60) {
		return safeLiteral(`${sign}${shortNumber(size / 60)} min`);
	}

	return safeLiteral(size < 47.5 * 3600 ? `${sign}${shortNumber(size / 3600)} h` : `${sign}${shortNumber(size / 86_400)} d`);
}
