/** Reads what Python prints of plain data (`{'shape': (3, 4), 'fortran_order': False}`); nothing is evaluated. */

import {FormatError} from './file-window.ts';

export type PythonValue = string | number | boolean | null | readonly PythonValue[] | ReadonlyMap<string, PythonValue>;

const mostDepth = 16;
/** One token, and the spaces before it. A text has no quote of its own kind in it but behind a backslash. */
const token = /\s*(?:('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(-?\d{1,18})L?(?![\w.])|(True|False|None)(?!\w)|([{}()[\],:]))/y;

/** @throws FormatError for anything else: calls, names, sums */
export function parsePythonLiteral(text: string): PythonValue {
	let at = 0;
	const next = (): RegExpExecArray => {
		token.lastIndex = at;
		const found = token.exec(text);
		if (!found) throw notPlain();
		at = token.lastIndex;
		return found;
	};
	/** Goes over a sign, if it comes next. */
	const skips = (sign: string): boolean => {
		const before = at;
		token.lastIndex = at;
		if (token.exec(text)?.[4] !== sign) return false;
		at = token.lastIndex;
		return at > before;
	};
	const value = (depth: number): PythonValue => {
		if (depth > mostDepth) throw notPlain();
		const [, quoted, digits, word, sign] = next();
		if (quoted !== undefined) return unescaped(quoted.slice(1, -1));
		if (digits !== undefined) return Number(digits);
		if (word !== undefined) return word === 'None' ? null : word === 'True';
		if (sign === '{') return dict(depth);
		if (sign === '[') return list(']', depth);
		if (sign === '(') return list(')', depth);
		throw notPlain();
	};
	/** `(3)` is read as `(3,)`: no shape is written so. */
	const list = (end: string, depth: number): readonly PythonValue[] => {
		const values: PythonValue[] = [];
		while (!skips(end)) {
			values.push(value(depth + 1));
			if (skips(',')) continue;
			if (!skips(end)) throw notPlain();
			break;
		}
		return values;
	};
	const dict = (depth: number): ReadonlyMap<string, PythonValue> => {
		const entries = new Map<string, PythonValue>();
		while (!skips('}')) {
			const key = value(depth + 1);
			if (typeof key !== 'string' || entries.has(key) || !skips(':')) throw notPlain();
			entries.set(key, value(depth + 1));
			if (skips(',')) continue;
			if (!skips('}')) throw notPlain();
			break;
		}
		return entries;
	};
	const result = value(0);
	if (text.slice(at).trim() !== '') throw notPlain();
	return result;
}

/** Of `\\x4f`, `\\117`, `\\u004f`, and of quotes and backslashes. @throws FormatError for escapes that stand for more than a character's number */
function unescaped(text: string): string {
	return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|([^]))/g, (all: string, ...groups: Array<string | undefined>) => {
		const [two, four, octal, other = ''] = groups;
		if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
		if (two !== undefined || four !== undefined) return String.fromCharCode(Number.parseInt(two ?? four ?? '', 16));
		if ('xuUN'.includes(other)) throw notPlain();
		return '\'"\\'.includes(other) ? other : all;
	});
}

function notPlain(): FormatError {
	return new FormatError('Its header is no plain data.');
}
