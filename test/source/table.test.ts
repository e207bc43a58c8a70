/** Printed tables: alignment by display width, and what happens in a narrow terminal. */

import {expect, test} from 'vitest';
import {cutText, displayWidth, pairLines, tableLines, type Column} from '../../source/table.ts';
import {safeText} from '../../source/text.ts';

const text = safeText;
const rows = (...of: string[][]) => of.map(row => row.map(text));
const columns = (...of: ReadonlyArray<string | Partial<Column>>): Column[] =>
	of.map(column => (typeof column === 'string' ? {header: text(column)} : {header: text('H'), ...column}));

test('pads to the widest cell, numbers to the right, and leaves no space at the end', () => {
	const lines = tableLines(columns('NAME', {header: text('N'), align: 'right'}, 'NOTE'), rows(['a', '5', 'x'], ['long', '100', '']));
	expect([...lines]).toEqual(['NAME    N  NOTE', 'a       5  x', 'long  100']);
});

test('widths are display widths: Hangul, Han and emoji take two cells, combining marks none', () => {
	expect(['한글', '漢字', '👍🏽', 'e\u0301', 'abc', '…'].map(displayWidth)).toEqual([4, 4, 2, 1, 3, 1]);
	const lines = [...tableLines(columns('A', 'B'), rows(['한글', 'x'], ['abcd', 'x'], ['👍', 'x']))];
	expect(lines).toEqual(['A     B', '한글  x', 'abcd  x', '👍    x']);
});

test('a column without anything in it is left out', () => {
	expect([...tableLines(columns('A', 'B', 'C'), rows(['1', '', '3'], ['1', '', '']))]).toEqual(['A  C', '1  3', '1']);
});

test('a table without rows is its header', () => {
	expect([...tableLines(columns('A', 'B'), [])]).toEqual(['A  B']);
});

test('without a width nothing is cut', () => {
	const long = 'x'.repeat(500);
	expect([...tableLines(columns({least: 5}), rows([long]))][1]).toBe(long);
});

test('in a narrow terminal columns shrink to their least width, the widest first', () => {
	const lines = [...tableLines(columns('ID', {least: 4}, {least: 4}), rows(['abc', 'x'.repeat(20), 'y'.repeat(8)]), 20)];
	expect(lines[1]).toBe('abc  xxxx…  yyyyyyyy');
});

test('then whole columns are left out, the smallest number first', () => {
	const table = columns('ID', {header: text('SIZE'), leaveOut: 1}, {header: text('AGE'), leaveOut: 2});
	expect([...tableLines(table, rows(['abcdef', '10 MB', '3d']), 12)]).toEqual(['ID      AGE', 'abcdef  3d']);
	expect([...tableLines(table, rows(['abcdef', '10 MB', '3d']), 8)]).toEqual(['ID', 'abcdef']);
});

test.each([10, 14, 20, 33, 80])('no line is wider than a terminal of %d cells', width => {
	const table = columns({header: text('ID'), least: 8}, {leaveOut: 1, least: 3}, {leaveOut: 2}, {least: 5, leaveOut: 3});
	const lines = [...tableLines(table, rows(['한글 이름이 아주 긴 모델', 'abcdefgh', '12345', '메모 메모 메모'], ['a', 'b', 'c', 'd']), width)];
	expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
});

test('text is cut with an ellipsis at a cell boundary', () => {
	expect(cutText(text('한글 이름'), 6)).toBe('한글 …');
	expect(cutText(text('한글 이름'), 4)).toBe('한…');
	expect(cutText(text('abc'), 3)).toBe('abc');
	expect(cutText(text('abc'), 0)).toBe('');
});

test('pairs have their values aligned', () => {
	expect(
		pairLines([
			[text('key'), text('a')],
			[text('이름'), text('b')],
		]),
	).toEqual(['  key   a', '  이름  b']);
});
