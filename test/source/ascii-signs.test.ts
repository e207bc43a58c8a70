/** Each sign that the program draws has one in ASCII of the same width. */

import fs from 'node:fs';
import path from 'node:path';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {asciiText, drawnSigns} from '../../source/ascii-signs.ts';
import {programFiles} from '../helpers/source-imports.ts';

test('signs take one cell before and after', () => {
	for (const sign of drawnSigns) {
		expect([sign, stringWidth(sign)]).toEqual([sign, 1]);
		expect(asciiText(sign)).toMatch(/^[ -~]$/);
	}
});

test('the text of people stays as it is', () => {
	expect(asciiText('논문 표 2 후보, café, 日本語, Ωμέγα')).toBe('논문 표 2 후보, café, 日本語, Ωμέγα');
});

test('what can stand in one place stays apart', () => {
	const together = [
		['★', '≈', '≠', '·', '2', '–', '!', '?'],
		['▲', '▼', '●', '='],
		['↓', '↑', '?'],
		['▴', '▾', '…'],
		['❯', '✓', '-', ' '],
		['█', '▒', '░', '·'],
		['▸', '▾'],
	];
	for (const signs of together) expect(new Set(signs.map(asciiText)).size, signs.join(' ')).toBe(signs.length);
});

test('from one number to another is no comparison', () => {
	expect(asciiText('2.6068 → 2.6917 s, 120.5 → none, → open')).toBe('2.6068 ->2.6917 s, 120.5 ->none, > open');
});

test('braille is as dense as it has dots', () => {
	expect(asciiText('\u{2800}\u{2801}\u{280F}\u{28FF}')).toBe(' .:#');
});

test('every sign in the sources of the program has one in ASCII', () => {
	const letters = /[\p{Script=Hangul}\p{Script=Latin}\p{Script=Greek}]/u;
	// Words in comments and in what LaTeX, HTML and SVG are written with are not drawn.
	const files = programFiles().filter(
		file => /^(components|source)\//.test(file) && !/^source\/(grid-latex|chart-svg|report|hangul-keys|ascii-signs)/.test(file),
	);
	const missing = files.flatMap(file => {
		const code = fs.readFileSync(path.join(import.meta.dirname, '..', '..', file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
		return [...new Set(code.match(/[^\u{0}-\u{7F}]/gu))]
			.filter(sign => !letters.test(sign) && !/^[ -~]*$/.test(asciiText(sign)))
			.map(sign => `${file}: ${sign}`);
	});
	expect(missing).toEqual([]);
});
