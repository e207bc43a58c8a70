/**
 * A chart as an SVG image that needs nothing from outside: no script, no font, no network. Dark and light as the reader's system is, with
 * text for those who do not see it, and the same bytes for the same chart.
 */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {axisPlaces, axisTitle, type AxisTick} from './axis-places.ts';
import type {Chart, ChartPoint} from '../store/domain/chart.ts';
import {frontierPlaces} from './chart-plot.ts';
import {bestPoint, chartSummary, frontierWords, leftOutWords, pointWords, valueOn} from './chart-words.ts';
import {cutText, displayWidth} from './table.ts';
import {safeText} from './text.ts';

export interface SvgOptions {
	/** Pixels. */
	readonly width?: number;
	readonly height?: number;
	/** Begins the ids of its title and description: must differ between the charts of one page. */
	readonly id?: string;
	/** Keys of models that are marked, or meant by who asks. */
	readonly marked?: ReadonlySet<string>;
}

const pad = {x: 0.02, y: 0.04};
/** How each of them begins: a file that begins so is one of them. */
export const svgBeginning = '<svg xmlns="http://www.w3.org/2000/svg" class="mreg-chart"';

/** Pixels of a cell of text, about. */
const cell = 6.8;
/** Of more points than these only the notable ones can be pointed at; the others are dots of one path, one a pixel. */
const mostNamed = 400;

/** The image, as text without an XML declaration: it may stand in a file of its own, or in a page. */
export function chartSvg(chart: Chart, {width = 760, height = 420, id = 'chart', marked = new Set()}: SvgOptions = {}): string {
	const [x, y] = [axisPlaces(chart.x, pad.x), axisPlaces(chart.y, pad.y)];
	const yTicks = y.ticks(Math.max(2, Math.floor(height / 60)));
	const gutter = Math.min(width / 3, Math.max(...yTicks.map(({text}) => displayWidth(text) * cell), 20));
	const frame = {left: Math.round(gutter + 24), top: 58, right: width - 18, bottom: height - 92};
	const across = (at: number) => frame.left + at * (frame.right - frame.left);
	const down = (at: number) => frame.bottom - at * (frame.bottom - frame.top);
	const place = (point: ChartPoint) => ({left: across(x.at(point.x)), top: down(y.at(point.y))});
	const line = frontierPlaces(chart, x.at, y.at);
	const fits = (text: SafeText) => cutText(text, Math.floor((width - 28) / cell));
	const parts = [
		`${svgBeginning} viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${xml(id)}-title ${xml(id)}-desc">`,
		`<title id="${xml(id)}-title">${xml(chart.title)}</title>`,
		`<desc id="${xml(id)}-desc">${description(chart)}</desc>`,
		`<style>${style}</style>`,
		`<rect class="mc-back" width="${width}" height="${height}"/>`,
		`<text class="mc-title" x="14" y="24">${xml(cutText(safeText(chart.title), Math.floor((width - 28) / (cell * 1.3))))}</text>`,
		`<text class="mc-note" x="14" y="43">${xml(fits(axisTitle(chart.y, {spelled: true})))}</text>`,
		...yTicks.map(tick => yTick(tick, {down, frame})),
		...fitting(x.ticks(Math.max(2, Math.floor((frame.right - frame.left) / 80))), across, width).map(tick => xTick(tick, {across, frame})),
		`<path class="mc-axis" d="M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}"/>`,
		`<text class="mc-note" text-anchor="middle" x="${round((frame.left + frame.right) / 2)}" y="${frame.bottom + 38}">${xml(fits(axisTitle(chart.x)))}</text>`,
		line.length === 0
			? ''
			: `<path class="mc-line" d="${line.map((corner, index) => `${index === 0 ? 'M' : 'L'}${round(across(corner.x))} ${round(down(corner.y))}`).join('')}"/>`,
		...pointParts(chart, {place, marked}),
		...footnotes(chart).map((note, index) => `<text class="mc-note" x="14" y="${height - 31 + index * 17}">${xml(fits(note))}</text>`),
		'</svg>',
	];
	return `${parts.filter(part => part !== '').join('\n')}\n`;
}

interface Frame {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

function yTick({at, text}: AxisTick, {down, frame}: {readonly down: (at: number) => number; readonly frame: Frame}): string {
	const top = round(down(at));
	const label = `<text class="mc-tick" text-anchor="end" x="${frame.left - 8}" y="${round(down(at) + 4)}">${xml(cutText(text, Math.floor((frame.left - 10) / cell)))}</text>`;
	return `<path class="mc-grid" d="M${frame.left} ${top}H${frame.right}"/>${label}`;
}

function xTick({at, text}: AxisTick, {across, frame}: {readonly across: (at: number) => number; readonly frame: Frame}): string {
	const left = round(across(at));
	return `<path class="mc-axis" d="M${left} ${frame.bottom}v5"/><text class="mc-tick" text-anchor="middle" x="${left}" y="${frame.bottom + 19}">${xml(text)}</text>`;
}

/** Labels that would lie over one another are left out; what would not end inside the image is cut. */
function fitting(ticks: readonly AxisTick[], across: (at: number) => number, width: number): readonly AxisTick[] {
	let end = -Infinity;
	return ticks.flatMap(({at, text: whole}) => {
		const place = across(at);
		const text = cutText(whole, Math.max(1, Math.floor(Math.min(width / 3, 2 * Math.min(place, width - place)) / cell)));
		const half = (displayWidth(text) * cell) / 2;
		if (place - half < end) return [];
		end = place + half + 8;
		return [{at, text}];
	});
}

interface Drawn {
	readonly place: (point: ChartPoint) => {readonly left: number; readonly top: number};
	readonly marked: ReadonlySet<string>;
}

/** The plain points first, the best last. */
function pointParts(chart: Chart, {place, marked}: Drawn): readonly string[] {
	const kindOf = (point: ChartPoint) => (point.kind !== 'best' && marked.has(point.key) ? 'marked' : point.kind);
	const of = (kind: ReturnType<typeof kindOf>) => chart.points.filter(point => kindOf(point) === kind);
	const named = (point: ChartPoint) => `<title>${xml(point.label)}: ${xml(pointWords(chart, point))}</title>`;
	const circle = (point: ChartPoint, look: string, radius: number) => {
		const {left, top} = place(point);
		return `<circle class="mc-${look}" cx="${round(left)}" cy="${round(top)}" r="${radius}">${named(point)}</circle>`;
	};
	const plain = of('plain');
	const frontier = of('frontier');
	// A sweep may have as many of these as points.
	const isNamed = chart.points.length <= mostNamed;
	return [
		...(isNamed ? plain.map(point => circle(point, 'point', 3)) : [dots(plain, place, 'mc-dots')]),
		...(frontier.length <= mostNamed ? frontier.map(point => circle(point, 'frontier', 3.5)) : [dots(frontier, place, 'mc-dots mc-far')]),
		...of('marked')
			.slice(0, mostNamed)
			.map(point => circle(point, 'marked', 5)),
		...of('best').map(point => {
			const {left, top} = place(point);
			return `<path class="mc-best" d="${star(left, top, 8)}">${named(point)}</path>`;
		}),
	];
}

/** One dot a pixel: a hundred thousand models make a picture, not a file of ten megabytes. */
function dots(points: readonly ChartPoint[], place: Drawn['place'], look: string): string {
	const seen = new Set<string>();
	for (const point of points) {
		const {left, top} = place(point);
		seen.add(`M${Math.round(left)} ${Math.round(top)}h0`);
	}
	return seen.size === 0 ? '' : `<path class="${look}" d="${[...seen].join('')}"/>`;
}

function star(left: number, top: number, radius: number): string {
	const corners = Array.from({length: 10}, (_, index) => {
		const angle = (index * Math.PI) / 5 - Math.PI / 2;
		const far = index % 2 === 0 ? radius : radius * 0.45;
		return `${round(left + far * Math.cos(angle))} ${round(top + far * Math.sin(angle))}`;
	});
	return `M${corners.join('L')}Z`;
}

/** What is seen, in words. */
function description(chart: Chart): string {
	const {x, y} = chart;
	const line = frontierWords(chart);
	const sentences = [
		`${chartSummary(chart)}.`,
		`Across: ${axisTitle(x)}, from ${valueOn(x, x.from)} to ${valueOn(x, x.to)}.`,
		`Up: ${axisTitle(y, {spelled: true})}, from ${valueOn(y, y.from)} to ${valueOn(y, y.to)}.`,
		...(line === '' ? [] : [`The line is ${line}.`]),
		...(leftOutWords(chart) === '' ? [] : [`${leftOutWords(chart)}.`]),
	];
	return sentences.map(xml).join(' ');
}

/** Who is best and what the line is, then what is left out. */
function footnotes(chart: Chart): readonly SafeText[] {
	const best = bestPoint(chart);
	const line = frontierWords(chart);
	const said = [...(best ? [safe`★ ${safeText(best.label)}, ${valueOn(chart.y, best.y)}`] : []), ...(line === '' ? [] : [safe`line: ${line}`])];
	return [joinSafe(said, safe` · `), leftOutWords(chart)].filter(note => note !== '');
}

/** Without the zeros and the noise of floating point. */
function round(value: number): number {
	return Math.round(value * 10) / 10 || 0;
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

/** Raw or safe text as XML may hold it, in text and in attributes: U+FFFE and U+FFFF are no characters there. */
function xml(text: string | SafeText): string {
	return safeText(text)
		.replaceAll(/[\uFFFE\uFFFF]/g, found => `\\u{${found.charCodeAt(0).toString(16)}}`)
		.replaceAll(/[&<>"']/g, found => entities[found] ?? '');
}

/** Each colour twice: programs that know no variables take the first. */
const looks: ReadonlyArray<readonly [selector: string, property: string, variable: string, light: string, dark: string]> = [
	['.mc-back', 'fill', '--mc-back', '#ffffff', '#16181d'],
	['.mc-title', 'fill', '--mc-text', '#1b1d22', '#eceef2'],
	['.mc-note', 'fill', '--mc-note', '#4a4f59', '#b6bcc8'],
	['.mc-tick', 'fill', '--mc-note', '#4a4f59', '#b6bcc8'],
	['.mc-axis', 'stroke', '--mc-axis', '#7a808c', '#7a808c'],
	['.mc-grid', 'stroke', '--mc-grid', '#e4e7ec', '#2b2f37'],
	['.mc-line', 'stroke', '--mc-line', '#0b62c4', '#6cb2ff'],
	['.mc-point', 'fill', '--mc-point', '#6b7280', '#9aa2b1'],
	['.mc-dots', 'stroke', '--mc-point', '#6b7280', '#9aa2b1'],
	['.mc-far', 'stroke', '--mc-line', '#0b62c4', '#6cb2ff'],
	['.mc-frontier', 'stroke', '--mc-line', '#0b62c4', '#6cb2ff'],
	['.mc-frontier', 'fill', '--mc-back', '#ffffff', '#16181d'],
	['.mc-marked', 'fill', '--mc-line', '#0b62c4', '#6cb2ff'],
	['.mc-best', 'fill', '--mc-best', '#b35c00', '#ffb454'],
];

const variables = (dark: boolean) => [...new Set(looks.map(([, , variable, light, shade]) => `${variable}:${dark ? shade : light}`))].join(';');

const style = [
	`.mreg-chart{${variables(false)};font:12px system-ui,sans-serif;max-width:100%;height:auto}`,
	...looks.map(([selector, property, variable, light]) => `.mreg-chart ${selector}{${property}:${light};${property}:var(${variable})}`),
	'.mreg-chart .mc-title{font-size:15px;font-weight:600}',
	'.mreg-chart .mc-axis,.mreg-chart .mc-grid,.mreg-chart .mc-line{fill:none}',
	'.mreg-chart .mc-line{stroke-width:2}',
	'.mreg-chart .mc-frontier{stroke-width:2}',
	'.mreg-chart .mc-point{fill-opacity:.65}',
	'.mreg-chart .mc-dots{fill:none;stroke-width:3;stroke-linecap:round;stroke-opacity:.55}',
	`@media (prefers-color-scheme:dark){.mreg-chart{${variables(true)}}}`,
].join('');
