/** A comparison as a table to print and export. */

import {expect, test} from 'vitest';
import {comparisonCommand, typedNames} from '../../source/comparison-command.ts';
import {comparisonGrid} from '../../source/comparison-grid.ts';
import {gridLines, type GridFormat} from '../../source/grid-formats.ts';
import {compareModels} from '../../store/domain/comparison.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {comparable} from '../helpers/compared-models.ts';

const models = [
	comparable('one', {params: {lr: 0.000_123_456_789, layers: [1, 2], deep: true}, on: {imdb: {total_time: 100, q: 3}, tpch: 7}, notes: '기준'}),
	comparable('two', {params: {lr: 0.000_123_456_788, layers: [1, 2], deep: false}, on: {imdb: {total_time: 80.125, q: 2}}}),
	comparable('three', {params: {lr: 0.001, layers: [1, 2]}, on: {imdb: 50}, queries: {imdb: 80}}),
];

function printed(format: GridFormat, {differences = false, digits}: {differences?: boolean; digits?: number} = {}): string[] {
	const comparison = compareModels(models, {config: defaultConfig});
	const grid = comparisonGrid(comparison, {
		name: index => models[index]?.id ?? '',
		differences,
		comments: ['mreg compare one two three'],
		outcome: ['B wins.'],
	});
	return [...gridLines(grid, format, {digits})].map(line => line.replaceAll(/ +/g, ' ').trim());
}

test('CSV has values in full precision under the ids', () => {
	const lines = printed('csv');
	expect(lines[0]).toBe('section,field,one,two,three');
	expect(lines).toContain('HYPERPARAMETERS,lr,0.000123456789,0.000123456788,0.001');
	expect(lines).toContain('HYPERPARAMETERS,deep,true,false,');
	expect(lines).toContain('"RESULTS: imdb, 100 queries",total_time ↓,100,80.125,');
	expect(lines).toContain('"RESULTS: tpch, 100 queries",total_time ↓,7,,');
});

test('Markdown marks the best, the distance, and what is not comparable', () => {
	const lines = printed('md', {digits: 1});
	expect(lines.find(line => line.includes('| field'))).toBe('| field | one<br>A baseline | two<br>B | three<br>C |');
	expect(lines).toContain('| total_time ↓ | 100.0 | **80.1** ★ −19.9% | 50.0 ≠ 80 queries |');
	expect(lines).toContain('| q ? | 3.0 | 2.0 −1 | – |');
	expect(lines).toContain('- B wins.');
});

test('digits do not touch hyperparameters, and values that differ never read alike', () => {
	expect(printed('md', {digits: 0})).toContain('| lr | 0.000123456789 | 0.000123456788 | 1e-3 |');
});

test('with differences only equal rows are left out and counted', () => {
	const lines = printed('md', {differences: true});
	expect(lines.join('\n')).not.toContain('layers');
	expect(lines.at(-1)).toMatch(/^- \d+ rows in which all are equal: not shown$/);
});

test('the command can be typed back', () => {
	expect(comparisonCommand({names: ['a b', 'c'], differences: true, baseline: 'c', format: 'table'})).toBe("mreg compare 'a b' c --baseline c --differences");
	expect(comparisonCommand({names: ['-x', 'c'], differences: false, format: 'md', digits: 2})).toBe("mreg compare --format md --digits 2 -- '-x' c");
	expect(comparisonCommand({names: ['a', 'b', 'c'], differences: false}, 1)).toBe('mreg compare a …2 more');
});

test('models of one id are named by their keys', () => {
	const all = [
		{key: 'A/Model/x', id: 'same'},
		{key: 'B/Model/x', id: 'same'},
		{key: 'A/Model/y', id: 'own'},
		{key: 'own2', id: 'z'},
		{key: 'A/Model/w', id: 'own2'},
	];
	expect(typedNames(all, all)).toEqual(['A/Model/x', 'B/Model/x', 'own', 'z', 'A/Model/w']);
});
