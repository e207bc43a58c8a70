/** The table of things side by side keeps its columns, whatever stands in them. */

import {expect, test} from 'vitest';
import {ComparisonTable, type ComparisonTableProps} from '../../components/comparison-table.tsx';
import {safe} from '../../components/safe-text.ts';
import {safeText} from '../../source/text.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const props: ComparisonTableProps = {
	corner: [safe`  `, safe` 2 more ▸`],
	columns: [{header: [safe`A`, safe`first`]}, {header: [safe`❯ B`, safeText('둘째 모델의 긴 이름')], isCurrent: true}],
	rows: [
		{kind: 'line', text: safe` RESULTS ───────────────────────────────────`},
		{kind: 'cells', field: safe` total_time`, cells: [safe`117.03`, safe`≠ 80 q`]},
		{kind: 'cells', field: safe`❯notes`, cells: [safeText('논문 표 2 후보'), safe`plain`], isCursor: true},
		{kind: 'cells', field: safe` same`, cells: [safe`1`]},
		{kind: 'cells', field: safe` same`, cells: [safe`1`]},
	],
	fieldWidth: 12,
	columnWidth: 10,
	width: 40,
};

test('columns stand below each other by display width, and long texts end with an ellipsis', async () => {
	using terminal = renderToScreen(<ComparisonTable {...props} />, {cols: 40, rows: 10});
	await terminal.until('notes');
	expect(terminal.screen().slice(0, 7)).toEqual([
		'              A           ❯ B',
		' 2 more ▸     first       둘째 모델…',
		' RESULTS ──────────────────────────────…',
		' total_time   117.03      ≠ 80 q',
		'❯notes        논문 표 2…  plain',
		' same         1',
		' same         1',
	]);
});

test('the row under the cursor is inverse over the whole width, its cell and the title of its column underlined', async () => {
	using terminal = renderToScreen(<ComparisonTable {...props} />, {cols: 40, rows: 10});
	await terminal.until('notes');
	expect([0, 20, 39].map(column => terminal.cell(4, column).inverse)).toEqual([true, true, true]);
	expect(terminal.cell(3, 1).inverse).toBe(false);
	expect([14, 26].map(column => terminal.cell(4, column).underline)).toEqual([false, true]);
	expect([14, 26].map(column => terminal.cell(0, column).underline)).toEqual([false, true]);
});
