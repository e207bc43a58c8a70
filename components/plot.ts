/** A plot as lines of text: points, a line through some of them, and axes with ticks. It knows nothing of what is plotted. */
import {displayWidth, padLeft, truncate} from './cells.ts';
import {paint, type Style} from './paint.ts';
import {PlotCanvas} from './plot-canvas.ts';
import {emptyText, joinSafe, repeatSafe, safe, vouchSafe, type SafeText} from './safe-text.ts';

export type PlotTick = {
	/** How far along the axis, 0 to 1. */
	readonly at: number;
	readonly text: SafeText;
};

export type PlotAxis = {
	readonly label: SafeText;
	/** At most so many ticks, from the beginning of the axis. */
	readonly ticks: (most: number) => readonly PlotTick[];
};

/** How a point looks, from the least to the one that is seen where several lie in one cell. */
export type PlotKind = 'plain' | 'frontier' | 'marked' | 'best';

export type Plot = {
	readonly x: PlotAxis;
	readonly y: PlotAxis;
	/** Places of the points, 0 to 1 from the lower left. */
	readonly xs: ArrayLike<number>;
	readonly ys: ArrayLike<number>;
	/** The points that are not plain, by their index. */
	readonly kinds: ReadonlyMap<number, PlotKind>;
	/** Corners of the line, likewise; a straight one between each two. */
	readonly line: ReadonlyArray<{readonly x: number; readonly y: number}>;
	/** The index of the point under the cursor. */
	readonly cursor?: number;
};

export type PlotStyles = {
	readonly axis: Style;
	readonly line: Style;
	readonly point: Style;
	readonly frontier: Style;
	readonly marked: Style;
	readonly best: Style;
	readonly cursor: Style;
};

export type PlotSize = {
	/** Cells; no line is wider. */
	readonly width: number;
	/** Lines; there are exactly so many. */
	readonly height: number;
	readonly isAscii: boolean;
};

export type PlotOptions = PlotSize & {readonly styles: PlotStyles};

const signs = {
	unicode: {plain: '•', frontier: '○', several: '●', marked: '◆', best: '★', upright: '│', tick: '┤', level: '─', mark: '┬', corner: '└', here: '▸', up: '▴'},
	ascii: {plain: 'o', frontier: 'O', several: '@', marked: '#', best: '*', upright: '|', tick: '+', level: '-', mark: '+', corner: '+', here: '>', up: '^'},
} as const;

/** What a cell shows: of several points without a sign of their own that they are several. */
type CellSign = PlotKind | 'several';

const order: Readonly<Record<CellSign, number>> = {plain: 0, frontier: 1, several: 2, marked: 3, best: 4};

/** With fewer points than cells divided by this, each is a sign of its own: a single dot is hard to see. */
const cellsForSigns = 24;
/** So few are signs in however little room. */
const alwaysSigns = 12;

/** The plot in exactly `height` lines of at most `width` cells. In very little room, labels go first, then the axes. */
export function plotLines(plot: Plot, {width, height, isAscii, styles}: PlotOptions): readonly SafeText[] {
	const own = isAscii ? signs.ascii : signs.unicode;
	const room = roomFor(plot, width, height);
	const {rows, columns, gutter} = room;
	if (rows < 1 || columns < 1) return Array.from({length: height}, () => emptyText);
	const canvas = new PlotCanvas({width: columns, height: rows, isAscii});
	const overlay = drawn(plot, canvas, {cells: rows * columns});
	const cursorCell = plot.cursor === undefined ? undefined : canvas.cellAt(plot.xs[plot.cursor] ?? 0, plot.ys[plot.cursor] ?? 0);
	const cursorKind = plot.kinds.get(plot.cursor ?? -1) ?? 'plain';
	const ticks = yTicks(plot, canvas, {rows, isAscii});
	const body = Array.from({length: rows}, (_, row) => {
		const label = gutter === 0 ? emptyText : padLeft(truncate(ticks.get(row) ?? emptyText, gutter), gutter);
		const isHere = cursorCell !== undefined && Math.floor(cursorCell / columns) === row;
		const axis = vouchSafe(isHere ? own.here : ticks.has(row) ? own.tick : own.upright);
		const start = room.hasAxes ? paint(styles.axis, safe`${label}${gutter === 0 ? emptyText : safe` `}${axis}`) : emptyText;
		return safe`${start}${rowText(row, {canvas, overlay, columns, cursorCell, cursorKind, own, styles})}`;
	});
	const top = room.hasTitle ? [paint(styles.axis, truncate(plot.y.label, width))] : [];
	const below = room.hasAxes ? xAxisLines(plot, {...room, cursorColumn: cursorCell === undefined ? undefined : cursorCell % columns, own, styles, canvas}) : [];
	return [...top, ...body, ...below];
}

/** Where the points of a drawing lie, in cells. */
export type PlotCells = {
	/** The field of points begins so many cells from the left of the drawing, and so many lines from its top. */
	readonly left: number;
	readonly top: number;
	readonly columns: number;
	readonly rows: number;
	/** The cell of each point by its index, counted along the rows of the field. */
	readonly cells: Int32Array;
};

/** What `plotLines` draws where; undefined where it draws nothing. */
export function plotCells(plot: Plot, {width, height, isAscii}: PlotSize): PlotCells | undefined {
	const {rows, columns, hasTitle} = roomFor(plot, width, height);
	if (rows < 1 || columns < 1) return undefined;
	const canvas = new PlotCanvas({width: columns, height: rows, isAscii});
	const cells = Int32Array.from(plot.xs, (x, index) => canvas.cellAt(x, plot.ys[index] ?? 0));
	return {left: width - columns, top: hasTitle ? 1 : 0, columns, rows, cells};
}

type Room = {
	readonly rows: number;
	readonly columns: number;
	/** Cells of the labels at the left. */
	readonly gutter: number;
	readonly hasAxes: boolean;
	/** The y axis has its label above. */
	readonly hasTitle: boolean;
	/** The x axis has its label in a line of its own. */
	readonly hasFoot: boolean;
};

function roomFor(plot: Plot, width: number, height: number): Room {
	const hasAxes = height >= 5 && width >= 16;
	const hasTitle = hasAxes && height >= 6;
	const hasFoot = hasAxes && height >= 10;
	const rows = height - (hasTitle ? 1 : 0) - (hasAxes ? 2 : 0) - (hasFoot ? 1 : 0);
	const wanted = hasAxes ? Math.max(0, ...plot.y.ticks(mostTicks(rows)).map(({text}) => displayWidth(text))) : 0;
	const gutter = wanted > width / 2 ? Math.floor(width / 3) : wanted;
	const columns = width - (hasAxes ? gutter + (gutter === 0 ? 1 : 2) : 0);
	return {rows, columns, gutter, hasAxes, hasTitle, hasFoot};
}

function mostTicks(rows: number): number {
	return Math.max(2, Math.floor(rows / 3));
}

/** Labels by row. */
function yTicks(plot: Plot, canvas: PlotCanvas, {rows, isAscii}: {readonly rows: number; readonly isAscii: boolean}): ReadonlyMap<number, SafeText> {
	const found = new Map<number, SafeText>();
	for (const {at, text} of plot.y.ticks(mostTicks(rows))) {
		const row = Math.floor(canvas.dotAt(0, at).row / (isAscii ? 1 : 4));
		if (!found.has(row)) found.set(row, text);
	}

	return found;
}

/** Draws all points and the line. @returns by cell the sign that stands for its points, where it is not dots */
function drawn(plot: Plot, canvas: PlotCanvas, {cells}: {readonly cells: number}): ReadonlyMap<number, CellSign> {
	const {xs, ys, kinds, line} = plot;
	const overlay = new Map<number, CellSign>();
	const hasSigns = xs.length <= alwaysSigns || xs.length * cellsForSigns <= cells;
	for (let index = 0; index < xs.length; index++) {
		const [x, y] = [xs[index] ?? 0, ys[index] ?? 0];
		canvas.point(x, y);
		if (!hasSigns) continue;
		const cell = canvas.cellAt(x, y);
		overlay.set(cell, overlay.has(cell) ? 'several' : 'plain');
	}

	for (const [index, kind] of kinds) {
		if (kind === 'plain') continue;
		const cell = canvas.cellAt(xs[index] ?? 0, ys[index] ?? 0);
		if (order[kind] > order[overlay.get(cell) ?? 'plain'] || !overlay.has(cell)) overlay.set(cell, kind);
	}

	for (const [index, to] of line.entries()) {
		const from = line[index - 1];
		if (from) canvas.line(from, to);
	}

	return overlay;
}

type Drawing = {
	readonly canvas: PlotCanvas;
	readonly overlay: ReadonlyMap<number, CellSign>;
	readonly columns: number;
	readonly cursorCell: number | undefined;
	/** Of the point under the cursor. */
	readonly cursorKind: PlotKind;
	readonly own: (typeof signs)['unicode' | 'ascii'];
	readonly styles: PlotStyles;
};

/** One row of cells; cells that look alike are painted at once. */
function rowText(row: number, {canvas, overlay, columns, cursorCell, cursorKind, own, styles}: Drawing): SafeText {
	const parts: SafeText[] = [];
	let run = '';
	let style: Style | undefined;
	const end = (next: Style | undefined) => {
		if (run !== '') parts.push(style ? paint(style, vouchSafe(run)) : vouchSafe(run));
		[run, style] = ['', next];
	};

	let last = columns - 1;
	// What is blank at the end is left out.
	while (last >= 0 && !overlay.has(row * columns + last) && row * columns + last !== cursorCell && canvas.character(row * columns + last) === ' ') last--;
	for (let column = 0; column <= last; column++) {
		const cell = row * columns + column;
		const kind = overlay.get(cell);
		const text = kind ? own[kind] : canvas.character(cell);
		const look =
			kind && kind !== 'plain' && kind !== 'several' ? styles[kind] : text === ' ' ? undefined : canvas.hasLine(cell) && !kind ? styles.line : styles.point;
		const next = cell === cursorCell ? styles.cursor : look;
		if (next !== style) end(next);
		// Of what lies there together, the one that is meant.
		run += cell === cursorCell ? own[cursorKind] : text;
	}

	end(undefined);
	return joinSafe(parts);
}

type AxisRoom = Room & {
	readonly cursorColumn: number | undefined;
	readonly own: Drawing['own'];
	readonly styles: PlotStyles;
	readonly canvas: PlotCanvas;
};

/** The x axis: its line, the labels, and its name. */
function xAxisLines(plot: Plot, {columns, gutter, hasFoot, cursorColumn, own, styles, canvas}: AxisRoom): readonly SafeText[] {
	const before = gutter === 0 ? emptyText : repeatSafe(safe` `, gutter + 1);
	const cellOf = (at: number) => Math.floor(canvas.dotAt(at, 0).column / (canvas.columns / columns));
	const labels = fittingLabels(plot.x, columns, cellOf);
	const marks = new Set(labels.map(({cell}) => cell));
	const level = Array.from({length: columns}, (_, column) => (column === cursorColumn ? own.up : marks.has(column) ? own.mark : own.level)).join('');
	let text = '';
	for (const {start, text: label} of labels) text += ' '.repeat(Math.max(0, start - displayWidth(text))) + label;
	const name = truncate(plot.x.label, columns);
	const indent = repeatSafe(safe` `, Math.floor((columns - displayWidth(name)) / 2));
	const lines = [safe`${before}${vouchSafe(own.corner + level)}`, safe`${before} ${vouchSafe(text)}`];
	if (hasFoot) lines.push(safe`${before} ${indent}${name}`);
	return lines.map(one => paint(styles.axis, one));
}

type PlacedLabel = {readonly cell: number; readonly start: number; readonly text: SafeText};

/** As many labels as stand beside each other with two cells between. */
function fittingLabels(axis: PlotAxis, columns: number, cellOf: (at: number) => number): readonly PlacedLabel[] {
	for (let most = Math.max(2, Math.floor(columns / 6)); most > 1; most--) {
		const labels = placedLabels(axis.ticks(most), columns, cellOf);
		if (labels.every(({start}, index) => start >= endOf(labels[index - 1]))) return labels;
	}

	const [first] = placedLabels(axis.ticks(1), columns, cellOf);
	return first ? [first] : [];
}

function placedLabels(ticks: readonly PlotTick[], columns: number, cellOf: (at: number) => number): readonly PlacedLabel[] {
	return ticks.map(({at, text: whole}) => {
		const text = truncate(whole, Math.max(1, Math.floor(columns / 2)));
		const cell = cellOf(at);
		const width = displayWidth(text);
		return {cell, text, start: Math.max(0, Math.min(columns - width, cell - Math.floor((width - 1) / 2)))};
	});
}

function endOf(label: PlacedLabel | undefined): number {
	return label ? label.start + displayWidth(label.text) + 2 : 0;
}
