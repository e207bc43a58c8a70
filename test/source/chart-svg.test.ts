/** Charts as SVG: well-formed, self-contained, told in words. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {chartSvg} from '../../source/chart-svg.ts';
import type {Chart} from '../../store/domain/chart.ts';
import {chartFor, type ChartX} from '../../store/domain/charting.ts';
import type {Json} from '../../store/domain/json.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';
import {readXml, type XmlElement} from '../helpers/xml.ts';

interface Said {
	readonly id?: string;
	readonly value: Json;
	readonly params?: Readonly<Record<string, Json>>;
	readonly day?: number;
}

function chartOf(said: readonly Said[], x: ChartX = {kind: 'time'}, more: {name?: string; unit?: string} = {}): Chart {
	const models = said.map(({id, value, params = {}, day = 1}, index) =>
		madeModel(`M/Model/${index}`, {
			model_id: id ?? `m_${index}`,
			training: {trained_at: `2024-10-${String(day).padStart(2, '0')}T00:00:00`, hyperparams: params},
			testing: [{dataset: 'imdb', performance: {loss: value}}],
		}),
	);
	const chart = chartFor(models, x, {metric: 'loss', direction: 'minimize', ...more});
	if (!chart) throw new Error('nothing was drawn');
	return chart;
}

const few = [
	{value: 3, day: 1},
	{value: 5, day: 2},
	{value: 1, day: 3},
];

function all(element: XmlElement, name: string): readonly XmlElement[] {
	return [...(element.name === name ? [element] : []), ...element.children.flatMap(child => all(child, name))];
}

const textsOf = (svg: XmlElement) => all(svg, 'text').map(({text}) => text);

test('every point is there with its name and values, the best as a star, the line in steps', () => {
	const svg = readXml(chartSvg(chartOf(few, {kind: 'time'}, {name: 'mscn', unit: 's'})));
	expect(svg.name).toBe('svg');
	expect(all(svg, 'circle').map(({attributes}) => attributes.class)).toEqual(['mc-point', 'mc-frontier']);
	const titles = [...all(svg, 'circle'), ...all(svg, 'path')].flatMap(one => one.children.filter(({name}) => name === 'title').map(({text}) => text));
	expect(titles).toEqual([
		'm_1: loss@imdb 5 s, trained 2024-10-02 00:00',
		'm_0: loss@imdb 3 s, trained 2024-10-01 00:00',
		'm_2: loss@imdb 1 s, trained 2024-10-03 00:00',
	]);
	const [line] = all(svg, 'path').filter(({attributes}) => attributes.class === 'mc-line');
	// Each step is first across, then up or down.
	const corners = [...(line?.attributes.d ?? '').matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
	expect(corners).toHaveLength(4);
	for (const [index, [x, y]] of corners.slice(1).entries()) expect([corners[index]?.[0] === x, corners[index]?.[1] === y].filter(Boolean)).toHaveLength(1);
});

test('it says in words what is seen', () => {
	const svg = readXml(chartSvg(chartOf(few, {kind: 'time'}, {name: 'mscn', unit: 's'}), {id: 'one'}));
	expect(svg.attributes.role).toBe('img');
	expect(svg.attributes['aria-labelledby']).toBe('one-title one-desc');
	const [title, description] = svg.children;
	expect([title?.attributes.id, title?.text]).toEqual(['one-title', 'mscn · loss on imdb']);
	expect(description?.text).toBe(
		'3 models, best 1 s: m_2. Across: trained, from 2024-10-01 00:00 to 2024-10-03 00:00. Up: loss@imdb, s, lower is better, from 1 s to 5 s. The line is the best so far.',
	);
	expect(textsOf(svg)).toContain('★ m_2, 1 s · line: the best so far');
});

test('it is the same each time, and needs nothing from outside', () => {
	const chart = chartOf(few);
	expect(chartSvg(chart)).toBe(chartSvg(chart));
	expect(chartSvg(chart)).not.toMatch(/<script|<image|<use|@import|url\(|href|https?:\/\/(?!www\.w3\.org\/2000\/svg")/);
});

test('it is dark where the reader is, and has plain colours for programs that know no variables', () => {
	const style = all(readXml(chartSvg(chartOf(few))), 'style')[0]?.text ?? '';
	expect(style).toContain('@media (prefers-color-scheme:dark)');
	expect(style).toMatch(/\.mc-best\{fill:#[0-9a-f]{6};fill:var\(--mc-best\)\}/);
});

test('text from disk is only text, whatever it holds', () => {
	const names = fc.oneof(anyName, fc.constantFrom('</svg><script>alert(1)</script>', '"onload="x', ']]>', '&amp;', '\u202Ecod.exe', '\u0000\uFFFF\uD800', "'"));
	holdsForAll(
		[names, names, names],
		(id, param, word) => {
			const chart = chartOf(
				[
					{id, value: 1, params: {[param === '' ? 'p' : param]: word}},
					{value: 2, params: {[param === '' ? 'p' : param]: 'b'}},
				],
				{kind: 'parameter', name: param === '' ? 'p' : param},
				{name: id, unit: word},
			);
			const text = chartSvg(chart);
			const svg = readXml(text);
			expect(all(svg, 'script')).toEqual([]);
			expect(all(svg, 'circle').length + all(svg, 'path').filter(({attributes}) => attributes.class === 'mc-best').length).toBe(2);

			expect(text).not.toMatch(
				/[\u0000-\u0008\u000B-\u001F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|[\uD800-\uDFFF](?<![\uD800-\uDBFF][\uDC00-\uDFFF])(?![\uDC00-\uDFFF])/,
			);
		},
		{runs: 150},
	);
});

test('numbers are rounded, and all lies inside', () => {
	const chart = chartOf(
		Array.from({length: 30}, (_, index) => ({value: Math.sin(index) * 1e-7, params: {lr: 10 ** -(index % 7)}})),
		{kind: 'parameter', name: 'lr'},
	);
	const svg = readXml(chartSvg(chart, {width: 400, height: 300}));
	for (const {attributes} of all(svg, 'circle')) {
		expect(`${attributes.cx} ${attributes.cy}`).toMatch(/^\d+(\.\d)? \d+(\.\d)?$/);
		expect(Number(attributes.cx)).toBeLessThan(400);
		expect(Number(attributes.cy)).toBeLessThan(300);
	}
});

test('of many points it stays small: one dot a pixel, but the best is there', () => {
	const many = Array.from({length: 5000}, (_, index) => ({value: 100 + ((index * 7919) % 100), day: 1 + (index % 28)}));
	const text = chartSvg(chartOf(many));
	expect(text.length).toBeLessThan(100_000);
	const paths = all(readXml(text), 'path').map(({attributes}) => attributes.class);
	expect(paths).toContain('mc-dots');
	expect(paths.filter(name => name === 'mc-best')).toHaveLength(1);
});

test('one point, and equal values, have a place', () => {
	expect(all(readXml(chartSvg(chartOf([{value: 5}]))), 'path').filter(({attributes}) => attributes.class === 'mc-best')).toHaveLength(1);
	expect(chartSvg(chartOf([{value: 5}, {value: 5, day: 4}]))).not.toContain('NaN');
});

test('no number is too large or too small to have a place', () => {
	const odd = fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 1e308, -1e308, Number.MIN_VALUE, 1e-300, 0, 1, 100);
	const number = fc.oneof(odd, fc.double({noNaN: true, noDefaultInfinity: true}));
	const point = fc.tuple(number, number);
	holdsForAll(
		[fc.array(point, {minLength: 1, maxLength: 6}), fc.boolean()],
		(points, isTime) => {
			const said = points.map(([value, x], index) => ({value, params: {x}, day: index + 1}));
			const text = chartSvg(chartOf(said, isTime ? {kind: 'time'} : {kind: 'parameter', name: 'x'}, {unit: 's'}));
			expect(text).not.toMatch(/NaN|Infinity|\binf\b/);
			const svg = readXml(text);
			for (const {attributes} of all(svg, 'circle')) {
				expect(Number(attributes.cx)).toBeLessThanOrEqual(760);
				expect(Number(attributes.cy)).toBeLessThanOrEqual(420);
			}
			expect(all(svg, 'text').filter(({attributes}) => attributes.class === 'mc-tick').length).toBeGreaterThan(1);
		},
		{runs: 300},
	);
});
