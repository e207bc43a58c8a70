/** Detail: the results of a model can be read in every window. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {resultsTableWidth} from '../../components/results-table.tsx';
import {browseView} from '../../source/screens/browse-view.ts';
import {initialBrowse} from '../../source/screens/browse-state.ts';
import type {LookedInside} from '../../source/looked-inside.ts';
import {DetailScreen, detailHeight} from '../../source/screens/detail-screen.tsx';
import {resultTables} from '../../source/screens/result-tables.ts';
import {defaultConfig, type Config} from '../../store/domain/config.ts';
import type {Inspection} from '../../store/domain/inspection.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {madeInspection, madeTensor, unknownInside} from '../helpers/made-inspections.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const config: Config = defaultConfig;
const five = {total_time: 163.11, average_time: 1.4434, median_time: 1.2347, p95_time: 3.9574, throughput: 0.6928};

function tested(...tests: readonly JsonObject[]): Model {
	return madeModel('Mscn/Model/m', {testing: tests.map(test => ({num_queries: 113, tested_at: '2024-10-24T23:22:34', ...test}))});
}

const model = tested({dataset: 'imdb', performance: five}, {dataset: 'production', performance: five});

function around(of: Model, width: number) {
	const {ranks} = browseView({models: [of], config}, initialBrowse);
	return {config, ranks, width};
}

async function drawn(of: Model, width: number, height = 60, inside?: LookedInside): Promise<string[]> {
	const {ranks} = around(of, width);
	const snapshot = {root: '/r', reason: 'test', models: [of], problems: [], config, activity: {phase: 'live', checkedAt: 0}, watching: true} as const;
	const screen = <DetailScreen {...{snapshot, width, height, ranks}} model={of} modelKey={of.key} offset={0} now={0} inside={inside} />;
	using terminal = renderToScreen(screen, {cols: width, rows: height});
	await terminal.settled();
	return terminal.screen();
}

describe('the results', () => {
	test('are one table with the times of the tests where there is room', async () => {
		const lines = await drawn(model, 160);
		expect(lines.filter(line => line.startsWith('┌'))).toHaveLength(1);
		expect(lines.join('\n')).toMatch(/│ DATASET +│ QUERIES │ TESTED AT +│ total_time.*│ throughput.*│ RANK +│/);
		expect(lines.join('\n')).toContain('│ 2024-10-24 23:22 │');
	});

	test('lose the times where there is no room', async () => {
		const [all] = resultTables(model, around(model, 400));
		const least = all ? resultsTableWidth(all.columns, all.rows) : 0;
		for (const [width, times] of [
			[least, / 2024-10-24 23:22 /],
			[least - 1, /^(?!.*TESTED AT)/s],
		] as const) {
			const lines = await drawn(model, width);
			expect(lines.filter(line => line.startsWith('┌'))).toHaveLength(1);
			expect(lines.join('\n')).toMatch(times);
		}
	});

	test.each([56, 80, 100, 120])('are whole in %i columns: all numbers, all titles, a dataset at the beginning of each line', async width => {
		const text = (await drawn(model, width)).filter(line => /^[┌│└]/.test(line));
		for (const value of Object.values(five)) expect(text.filter(line => line.includes(` ${value} `))).toHaveLength(2);
		for (const metric of Object.keys(five)) expect(text.join('\n')).toContain(` ${metric} `);
		expect(text.join('\n')).not.toContain('…');
		for (const line of text.filter(one => one.startsWith('│'))) expect(line).toMatch(/^│ (DATASET +│ QUERIES|imdb +│ +113|production +│ +113) │/);
	});

	test('have no column that no test fills', async () => {
		const bare = madeModel('Mscn/Model/m', {testing: [{dataset: 'imdb', performance: five}]});
		for (const width of [60, 160]) {
			const text = (await drawn(bare, width)).join('\n');
			expect(text).toMatch(/DATASET +│ total_time/);
			expect(text).not.toMatch(/QUERIES|TESTED AT/);
		}
	});

	test('in the narrowest window lose parts of names, but no number', async () => {
		const text = await drawn(model, 40);
		for (const value of Object.values(five)) expect(text.filter(line => line.includes(` ${value} `))).toHaveLength(2);
	});

	test('keep the rank beside the metric that it is by', async () => {
		const text = (await drawn(model, 80)).join('\n');
		expect(text).toMatch(/│ total_time[^│]*│ RANK +│/);
		expect(text.match(/RANK/g)).toHaveLength(1);
	});

	test('say of an earlier test that it is one, in every table', async () => {
		const twice = tested({dataset: 'imdb', performance: five}, {dataset: 'imdb', performance: five, tested_at: '2024-10-25T00:00:00'});
		const text = (await drawn(twice, 80)).filter(line => line.startsWith('│ imdb'));
		expect(text.length).toBeGreaterThan(2);
		expect(text.filter(line => line.includes('earlier test'))).toHaveLength(text.length / 2);
	});

	test('cut a long name of a dataset rather than a number', async () => {
		const long = tested({dataset: 'x'.repeat(70), performance: five});
		const text = (await drawn(long, 60)).filter(line => line.startsWith('│ xxx'));
		for (const value of Object.values(five)) expect(text.join('\n')).toContain(` ${value} `);
		expect(text.every(line => line.includes('…'))).toBe(true);
	});

	test('show each metric of any model once, whatever it is called', () => {
		const anyTests = fc.array(fc.record({dataset: anyName, performance: fc.dictionary(anyName, fc.double({noNaN: true}), {maxKeys: 8})}), {
			minLength: 1,
			maxLength: 3,
		});
		holdsForAll([anyTests, fc.integer({min: 40, max: 200})], (tests, width) => {
			const of = tested(...tests);
			const metrics = new Set(of.tests.flatMap(({performance}) => Object.keys(performance)));
			const shown = resultTables(of, around(of, width)).flatMap(({columns}) => columns.filter(({align}) => align === 'right').map(({key}) => key));
			// QUERIES is in each.
			expect(shown.filter(key => key !== '1')).toHaveLength(metrics.size);
			expect(new Set(shown).size).toBe(metrics.size + 1);
		});
	});
});

test.each([44, 60, 80, 100, 160])('a page has as many lines in %i columns as it scrolls over', async width => {
	for (const one of [model, madeModel('Mscn/Model/n')]) {
		const lines = await drawn(one, width, 90);
		expect(lines.findLastIndex(line => line.trim() !== '') + 1).toBe(detailHeight(one, {models: [one], now: 0, height: 90, ...around(one, width)}));
	}
});

describe('what is inside', () => {
	const inside = (inspection: Inspection): LookedInside => ({mark: '', found: {inspection}});
	const many = madeInspection(
		Array.from({length: 50}, (_, at) => madeTensor(`층.${at}`, [at + 1])),
		{imports: ['posix.system']},
	);

	test('has a line from the beginning, and comes in its place', async () => {
		const before = await drawn(model, 80);
		const at = before.indexOf('INSIDE');
		expect(before[at + 1]).toBe('  reading…');
		const after = await drawn(model, 80, 60, inside(many));
		expect(after.slice(1, at + 1)).toEqual(before.slice(1, at + 1));
		expect(after[at + 1]).toBe('  format      PyTorch');
	});

	test('has some tensors and tells how to see the others; what would run is told beside the title', async () => {
		const lines = await drawn(model, 80, 120, inside(many));
		expect(lines[0]).toBe(' m  ! loading it runs code: posix.system');
		expect(lines.filter(line => /^ {2}층\.\d/.test(line))).toHaveLength(30);
		expect(lines.findLast(line => line !== '')).toBe('  … 20 more: mreg inspect m');
	});

	test('that is broken is told beside the title, too', async () => {
		const broken = madeInspection([], {problems: ['It is cut off.', 'It is odd.'], imports: ['posix.system']});
		expect((await drawn(model, 80, 60, inside(broken)))[0]).toBe(' m  ! loading it runs code: posix.system  ! It is cut off.');
		expect((await drawn(model, 80, 60, {mark: '', found: {problem: 'It cannot be read.'}}))[0]).toBe(' m  ! It cannot be read.');
	});

	test('is told in words where it cannot be read, is of no known format, or is being written', async () => {
		const said = async (of: Model, given: LookedInside) => {
			const lines = await drawn(of, 80, 60, given);
			return lines[lines.indexOf('INSIDE') + 1];
		};
		expect(await said(model, {mark: '', found: {problem: 'It took too long.\u0007'}})).toBe(String.raw`  It took too long.\x07`);
		expect(await said(model, inside(unknownInside))).toMatch(/^ {2}It is of no format that is known here \(PyTorch/);
		expect(await said({...model, growing: true}, inside(many))).toBe('  being written: looked into when it is whole');
		expect(await drawn({...model, artifact: undefined}, 80)).not.toContain('INSIDE');
	});

	test.each([40, 80, 160])('has as many lines as the page says in %i columns', async width => {
		const rest = {models: [model], now: 0, height: 120, ...around(model, width), inside: inside(many)};
		const lines = await drawn(model, width, 120, inside(many));
		expect(lines.findLastIndex(line => line.trim() !== '') + 1).toBe(detailHeight(model, rest));
	});
});
