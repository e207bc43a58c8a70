/** Texts are measured, cut and padded in terminal cells. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {decimalAligned, displayWidth, fit, padLeft, padRight, truncate, truncateStart} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {safeText} from '../../source/text.ts';

const texts = fc
	.array(
		fc.oneof(
			fc.constantFrom('한', '글', '논문', '🎉', '👍🏽', '👩‍👩‍👧', 'e\u{301}', '\u{1112}\u{1161}', 'a', ' ', 'ｱ', '…'),
			fc.string({unit: 'grapheme', maxLength: 3}),
		),
	)
	.map(parts => safeText(parts.join('')));

test.each([
	['abc', 5, 'left', 'abc  '],
	['abc', 5, 'right', '  abc'],
	['abc', 6, 'center', ' abc  '],
	['abcdef', 4, 'left', 'abc…'],
	['논문 후보', 9, 'left', '논문 후보'],
	['논문 후보', 8, 'left', '논문 후…'],
	['논문 후보', 7, 'left', '논문 … '],
	['논문 후보', 5, 'right', '논문…'],
	['한글', 2, 'left', '… '],
	['한글', 1, 'left', '…'],
	['한글', 0, 'left', ''],
	['👩‍👩‍👧x', 3, 'left', '👩‍👩‍👧x'],
	['e\u{301}a', 1, 'left', '…'],
] as const)('%s in %d cells, %s: "%s"', (text, width, align, expected) => {
	expect(fit(safeText(text), width, align)).toBe(expected);
});

test('every text fits any width exactly', () => {
	fc.assert(
		fc.property(texts, fc.integer({min: 0, max: 30}), fc.constantFrom('left', 'right', 'center'), (text, width, align) => {
			expect(displayWidth(fit(text, width, align))).toBe(width);
		}),
		{numRuns: 2000},
	);
});

test('colours take no cells and are closed where a text is cut', () => {
	const painted = paint({bold: true}, safeText('논문 후보'));
	expect(displayWidth(painted)).toBe(9);
	expect(fit(painted, 6)).toBe('\u{1B}[1m논문 \u{1B}[22m…');
	expect(displayWidth(fit(painted, 12))).toBe(12);
});

test('cuts the start off where the end is what matters', () => {
	expect(truncateStart(safeText('~/실험/a'), 8)).toBe('~/실험/a');
	expect(truncateStart(safeText('~/실험/a'), 6)).toBe('…험/a');
	expect(truncateStart(safeText('~/실험/a'), 5)).toBe('…험/a');
	expect(truncateStart(safeText('abc'), 1)).toBe('…');
	expect(truncateStart(safeText('abc'), 0)).toBe('');
});

test('truncates only what is too long', () => {
	expect(truncate(safeText('한글'), 4)).toBe('한글');
	expect(truncate(safeText('한글말'), 5)).toBe('한글…');
});

test('padding keeps longer texts whole', () => {
	expect(padLeft(safeText('한'), 4)).toBe('  한');
	expect(padRight(safeText('한'), 4)).toBe('한  ');
	expect(padRight(safeText('한글말'), 4)).toBe('한글말');
});

test('decimal points stand under each other, words at the right', () => {
	expect(decimalAligned(['117.03', '0.341', '42', '-5.1', '3e-4', 'not tested', '–'].map(safeText))).toEqual([
		'   117.03 ',
		'     0.341',
		'    42    ',
		'    -5.1  ',
		'     3e-4 ',
		'not tested',
		'         –',
	]);
});

test('a column of no values is empty', () => {
	expect(decimalAligned([])).toEqual([]);
});
