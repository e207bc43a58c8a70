/** Which points of a chart lie in one cell of the screen, and which one lies where one clicks. Pure; the last answer is kept. */

import {isAscii} from '../../components/glyphs.ts';
import {plotCells, type PlotCells, type PlotSize} from '../../components/plot.ts';
import type {Chart} from '../../store/domain/chart.ts';
import {chartPlot} from '../chart-plot.ts';
import {factsLines} from './charts-lines.ts';
import type {ChartsShown} from './charts-view.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

type ScreenSize = Pick<ScreenContext, 'width' | 'height'>;

/** What stands below the drawing: lines of facts, and whether there is room for the command. */
export function linesBelow(height: number): {readonly facts: number; readonly hasPosition: boolean} {
	return {facts: height < 9 ? 0 : height < 16 ? 1 : 2, hasPosition: height >= 12};
}

/** How large the drawing is: it stands below the title, and above the line of the point. */
export function drawingSize(page: ChartsShown, {width, height}: ScreenSize): PlotSize {
	const {facts, hasPosition} = linesBelow(height);
	const below = 1 + factsLines(page, {width, most: facts}).length + (hasPosition ? 1 : 0);
	return {width: width - 2, height: height - 1 - below, isAscii: isAscii()};
}

const cellsIn = remember((chart: Chart, width: number, height: number, ascii: boolean) => plotCells(chartPlot(chart), {width, height, isAscii: ascii}));

/** The cells of the points; undefined where there is no room to draw. */
export function chartCells(page: ChartsShown, screen: ScreenSize): PlotCells | undefined {
	const {width, height, isAscii: ascii} = drawingSize(page, screen);
	return cellsIn(page.chart, width, height, ascii);
}

/** How many points lie in the cell of the cursor besides its own. */
export function othersHere(page: ChartsShown, screen: ScreenSize): number {
	const cells = chartCells(page, screen)?.cells;
	if (!cells) return 0;
	let count = -1;
	for (const cell of cells) if (cell === cells[page.cursor]) count++;
	return count;
}

/** A click is so many cells beside a point at most. */
const reach = 1;

/**
 * The index of the point at a cell of the screen: of several the one that is seen, else the nearest beside it.
 *
 * @param cell counted from the top left of the screen
 */
export function pointAt(page: ChartsShown, screen: ScreenSize, cell: {readonly column: number; readonly row: number}): number | undefined {
	const drawn = chartCells(page, screen);
	if (!drawn) return undefined;
	// The title stands above the drawing, and a blank before it.
	const [column, row] = [cell.column - 1 - drawn.left, cell.row - 1 - drawn.top];
	const {points} = page.chart;
	let [found, least]: [number | undefined, number] = [undefined, Infinity];
	for (const [index, place] of drawn.cells.entries()) {
		const [across, down] = [Math.abs((place % drawn.columns) - column), Math.abs(Math.floor(place / drawn.columns) - row)];
		if (across > reach || down > reach) continue;
		// The one under the cursor is seen before all others, the best before those that are left.
		const distance = across + down - (index === page.cursor ? 0.5 : points[index]?.kind === 'best' ? 0.25 : 0);
		if (distance < least) [found, least] = [index, distance];
	}
	return found;
}
