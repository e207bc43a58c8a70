/** Plots as lines, checked by hand. */

import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import {isColorEnabled, setColorEnabled} from '../../components/paint.ts';
import {plotLines, type Plot, type PlotKind} from '../../components/plot.ts';
import {vouchSafe} from '../../components/safe-text.ts';
import {sparkline} from '../../components/sparkline.ts';
import {holdsForAll} from '../helpers/property.ts';

const before = isColorEnabled();
beforeAll(() => setColorEnabled(false));
afterAll(() => setColorEnabled(before));

const styles = {axis: {}, line: {}, point: {}, frontier: {}, marked: {}, best: {}, cursor: {}};

interface Made {
	readonly points?: ReadonlyArray<readonly [x: number, y: number]>;
	readonly kinds?: ReadonlyArray<readonly [number, PlotKind]>;
	readonly line?: ReadonlyArray<readonly [x: number, y: number]>;
	readonly cursor?: number;
	readonly labels?: {readonly x?: readonly string[]; readonly y?: readonly string[]};
}

const axis = (label: string, ticks: readonly string[]) => ({
	label: vouchSafe(label),
	ticks: (most: number) => ticks.slice(0, most).map((text, index) => ({at: ticks.length === 1 ? 0.5 : index / (ticks.length - 1), text: vouchSafe(text)})),
});

function made({points = [], kinds = [], line = [], cursor, labels = {}}: Made): Plot {
	return {
		x: axis('time', labels.x ?? ['a', 'b']),
		y: axis('loss, lower is better', labels.y ?? ['0', '10']),
		xs: points.map(([x]) => x),
		ys: points.map(([, y]) => y),
		kinds: new Map(kinds),
		line: line.map(([x, y]) => ({x, y})),
		cursor,
	};
}

const drawn = (plot: Plot, width: number, height: number, isAscii = false) => plotLines(plot, {width, height, isAscii, styles});

/** So many points that each is a dot. */
const many = (points: ReadonlyArray<readonly [number, number]>) => Array.from({length: 40}, (_, index) => points[index % points.length] ?? ([0, 0] as const));

/** Columns 0 to 19 and rows 0 to 7 hold the plot: a half of 39 dots is the 20th, in column 10. */
const steps = made({
	points: [
		[0, 1],
		[0.3, 0.9],
		[0.5, 0.5],
		[0.8, 0.7],
		[1, 0],
	],
	kinds: [
		[0, 'frontier'],
		[1, 'marked'],
		[2, 'frontier'],
		[4, 'best'],
	],
	line: [
		[0, 1],
		[0.5, 1],
		[0.5, 0.5],
		[1, 0.5],
		[1, 0],
	],
});

describe('drawn', () => {
	test('signs for the best, a marked one, those of the line and others, with steps between', () => {
		expect(drawn(steps, 24, 12)).toEqual([
			'loss, lower is better',
			'10 ┤○⠉⠉⠉⠉⠉◆⠉⠉⠉⡇',
			'   │          ⡇',
			'   │          ⡇    •',
			'   │          ⡇',
			'   │          ○⠉⠉⠉⠉⠉⠉⠉⠉⢹',
			'   │                   ⢸',
			'   │                   ⢸',
			' 0 ┤                   ★',
			'   └┬──────────────────┬',
			'    a                  b',
			'            time',
		]);
	});

	test('the same with ASCII signs', () => {
		expect(drawn(steps, 24, 12, true)).toEqual([
			'loss, lower is better',
			'10 +O---------|',
			'   |      #   |',
			'   |          |    o',
			'   |          |',
			'   |          O--------|',
			'   |                   |',
			'   |                   |',
			' 0 +                   *',
			'   ++------------------+',
			'    a                  b',
			'            time',
		]);
	});

	test('the axes point at what is under the cursor, for those who see no colours', () => {
		const lines = drawn({...steps, cursor: 3}, 24, 12);
		expect(lines[3]).toBe('   ▸          ⡇    •');
		expect(lines[9]).toBe('   └┬──────────────▴───┬');
	});

	test('of many points each is a dot of its own: eight in a cell', () => {
		const corners = [
			[0, 0],
			[1, 1],
			[0, 1],
			[1, 0],
		] as const;
		expect(drawn(made({points: many(corners)}), 10, 3)).toEqual(['⠁        ⠈', '', '⡀        ⢀']);
		// In ASCII a sign of its own stands where several lie.
		expect(drawn(made({points: many(corners)}), 10, 3, true)).toEqual(['@        @', '', '@        @']);
	});

	test('where several lie in one cell a sign says so, unless one of them is marked or the best', () => {
		const several = made({
			points: [...[0, 0, 0.5, 0.5, 0.7, 0.7, 1, 1].map(x => [x, 0.5] as const), [0.25, 0.5]],
			kinds: [
				[1, 'frontier'],
				[3, 'marked'],
				[5, 'best'],
			],
		});
		expect(drawn(several, 11, 1)).toEqual(['● •  ◆ ★  ●']);
		expect(drawn(several, 11, 1, true)).toEqual(['@  o # *  @']);
	});

	test('the cursor shows the sign of its own point, whatever lies there besides', () => {
		const several = made({
			points: [
				[0, 0],
				[0, 0],
				[1, 0],
			],
			kinds: [
				[0, 'best'],
				[2, 'marked'],
			],
		});
		expect(drawn({...several, cursor: 1}, 5, 1)).toEqual(['•   ◆']);
		expect(drawn({...several, cursor: 0}, 5, 1)).toEqual(['★   ◆']);
	});

	test('a straight line', () => {
		const plot = made({
			line: [
				[0, 0],
				[1, 1],
			],
		});
		expect(drawn(plot, 10, 3)).toEqual(['      ⢀⡠⠔⠊', '   ⢀⠤⠒⠁', '⡠⠔⠊⠁']);
		expect(drawn(plot, 10, 4, true)).toEqual(['        /-', '     /--', '  /--', '--']);
	});

	test('labels of two cells a character stand and are cut by what is seen', () => {
		expect(drawn({...steps, ...made({labels: {x: ['모델 이름', '둘째 것'], y: ['아주 긴 이름이다', '나']}}), xs: steps.xs, ys: steps.ys}, 24, 9)).toEqual([
			'loss, lower is better',
			'      나 ┤•   •',
			'         │           •',
			'         │',
			'         │       •',
			'         │',
			'아주 긴… ┤             •',
			'         └┬─────────────',
			'          모델 …',
		]);
	});

	test('in very little room the axes go, then there is nothing', () => {
		expect(drawn(steps, 15, 4).map(line => line.length)).toEqual([8, 12, 15, 15]);
		expect(drawn(steps, 0, 3)).toEqual(['', '', '']);
	});

	test('no line is wider than it may be, and there are as many as asked for', () => {
		const place = fc.double({noNaN: true, min: -0.5, max: 1.5});
		const points = fc.array(fc.tuple(place, place), {maxLength: 60});
		const label = fc.constantFrom('1', '-0.0005', '이름', 'a very long label indeed', '');
		holdsForAll([points, fc.array(label, {maxLength: 6}), fc.nat(70), fc.nat(30), fc.boolean()], (list, labels, width, height, isAscii) => {
			const plot = made({
				points: list,
				line: list,
				cursor: list.length === 0 ? undefined : 0,
				kinds: list.length === 0 ? [] : [[0, 'best']],
				labels: {x: labels, y: labels},
			});
			const lines = drawn(plot, width, height, isAscii);
			expect(lines).toHaveLength(height);
			for (const line of lines) {
				expect(displayWidth(line)).toBeLessThanOrEqual(width);
				if (isAscii) expect(line.replaceAll(/[이름…]/g, '')).toMatch(/^[ -~]*$/);
			}
		});
	});
});

describe('sparklines', () => {
	test('one bar a value from the least to the greatest, a gap where it is missing', () => {
		expect(sparkline([1, 2, undefined, 8, NaN, 4.5], {width: 9, isAscii: false})).toBe('▁▂ █ ▅');
		expect(sparkline([0, 7, 3], {width: 9, isAscii: true})).toBe('_%=');
	});

	test('of values that are all alike, and of one, the middle', () => {
		expect(sparkline([5, 5], {width: 9, isAscii: false})).toBe('▅▅');
	});

	test('of more values than there is room for the last', () => {
		expect(sparkline([9, 1, 2], {width: 2, isAscii: false})).toBe('▁█');
		expect(sparkline([9, 1], {width: 0, isAscii: false})).toBe('');
	});

	test('on a scale that is given', () => {
		expect(sparkline([0, 5, 10, 20], {width: 4, isAscii: false, from: 0, to: 10})).toBe('▁▅██');
	});
});
