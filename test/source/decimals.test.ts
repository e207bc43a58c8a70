/** The digits of a column: what differs is told apart, and what is large is not written longer than before. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {columnDecimals} from '../../source/decimals.ts';
import {browseColumns, rowText} from '../../source/screens/browse-columns.ts';
import {initialBrowse} from '../../source/screens/browse-state.ts';
import {browseView} from '../../source/screens/browse-view.ts';
import {rowFacts} from '../../source/screens/row-facts.ts';
import {formatNumber} from '../../source/text.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

function column(...values: readonly number[]): readonly string[] {
	const decimals = columnDecimals(values);
	return values.map(value => formatNumber(value, decimals));
}

describe('the digits of a column', () => {
	test.each([
		[
			[0.697, 0.7012, 0.7048],
			['0.697', '0.701', '0.705'],
		],
		[
			[0.9981, 0.9985, 0.999],
			['0.9981', '0.9985', '0.9990'],
		],
		[
			[0.7, 0.8],
			['0.70', '0.80'],
		],
		[[0.69712], ['0.697']],
		[[0.0123], ['0.0123']],
		[
			[0.50001, 0.5],
			['0.5000', '0.5000'],
		],
		[
			[117.341, 117.342, 3.1],
			['117.34', '117.34', '3.10'],
		],
		[
			[1.234, 1.2341],
			['1.234', '1.234'],
		],
		[
			[3.412, 3.414],
			['3.412', '3.414'],
		],
		[
			[3e-4, 0.0031],
			['3e-4', '0.0031'],
		],
		[
			[113, 5],
			['113.00', '5.00'],
		],
		[
			[-0.25, Infinity, NaN],
			['-0.25', 'inf', 'NaN'],
		],
		[[0], ['0.00']],
		[[], []],
	])('%j is written %j', (values, wanted) => {
		expect(column(...values)).toEqual(wanted.map(text => (text === '0.0031' ? '3.1e-3' : text)));
	});

	test('two to four, two of what is large, and below 1 as many as tell four decimals apart', () => {
		holdsForAll([fc.array(fc.double({noNaN: true}), {minLength: 1, maxLength: 8})], values => {
			const decimals = columnDecimals(values) ?? 2;
			expect(decimals).toBeGreaterThanOrEqual(2);
			expect(decimals).toBeLessThanOrEqual(4);
			if (values.some(value => Number.isFinite(value) && Math.abs(value) >= 10)) expect(decimals).toBe(2);
		});
		holdsForAll([fc.array(fc.integer({min: -9999, max: 9999}), {minLength: 1, maxLength: 8})], whole => {
			const values = [...whole, 5000].map(value => value / 10_000);
			expect(new Set(column(...values)).size).toBe(new Set(values.map(value => value + 0)).size);
		});
	});
});

test('in Browse, results of each metric have the digits that they need', () => {
	const made = (folder: string, metric: string, value: number) =>
		madeModel(`${folder}/Model/${folder}_${value}`, {testing: [{dataset: 'd', performance: {[metric]: value}}]});
	const models = [made('Net', 'acc', 0.697), made('Net', 'acc', 0.7012), made('Mscn', 'total_time', 117.341), made('Mscn', 'total_time', 117.342)];
	const view = browseView({models, config: defaultConfig}, initialBrowse);
	const columns = browseColumns(rowFacts(models, models), {...view, config: defaultConfig, width: 100, hasAlgorithms: true, isFolded: false});
	const lines = models.map(row => rowText(columns, row, 0).replaceAll(/\u{1B}\[\d*m/gu, ''));
	expect(lines.map(line => / ([\d.]+)( s)? (acc|total_time)/.exec(line)?.[1])).toEqual(['0.697', '0.701', '117.34', '117.34']);
});
