/** Detail's chart: how the results of its algorithm went over time, with this model marked, and where it stands. Pure; the last drawing is kept. */

import {displayWidth, fit} from '../../components/cells.ts';
import {isAscii} from '../../components/glyphs.ts';
import {paint, unpainted} from '../../components/paint.ts';
import {plotLines, type Plot} from '../../components/plot.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {chartOfStanding} from '../../store/domain/charting.ts';
import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf} from '../../store/domain/objective.ts';
import {placeOf, type Standing} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import {ordinal} from '../../store/domain/retention-words.ts';
import {chartPlot} from '../chart-plot.ts';
import type {Chart} from '../../store/domain/chart.ts';
import {leftOutWords} from '../leaderboard-words.ts';
import {plotStyles} from '../plot-styles.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {remember} from './remember.ts';
import {wrapText} from './wrap-text.ts';

export interface DetailChartOptions {
	readonly config: Config;
	readonly ranks: Ranks;
	/** Of the screen, in cells and lines. */
	readonly width: number;
	readonly height: number;
}

/** What stands above the results and below them, with the chart where there is room for it. */
export interface PageWithChart {
	readonly before: readonly SafeText[];
	readonly below: readonly SafeText[];
}

const lines = 9;
/** Cells and lines: in less room the facts matter more. */
const least = {beside: 56, below: 60, height: 28};
/** A wider chart tells no more. */
const widest = 120;
const gap = 4;

/**
 * Puts the chart beside the last lines above the results, which are short; else below the results, where the page is high enough.
 *
 * @param before lines above the results, as they look
 */
export function withChart(model: Model, before: readonly SafeText[], {config, ranks, width, height}: DetailChartOptions): PageWithChart {
	const {standing, objective, models} = ranks.of(model.algorithm);
	const chart = standing && chartOf(standing, config, models.length, safeText(model.algorithm));
	if (!standing || !chart || chart.points.length < 2) return {before, below: []};
	const metric = safeText(objective?.metric ?? standing.metric);
	const on = standing.dataset === undefined ? emptyText : safe` on ${safeText(standing.dataset)}`;
	const said = safe`${metric}${on} of ${safeText(model.algorithm)}: ${placeWords(model, standing, chart)}.`;
	const section = (room: number) => [
		paint(theme.section, safe`HISTORY`),
		...wrapText(said, room - 2).map(line => safe`  ${line}`),
		...drawn(chart, model.key, Math.min(room, widest), isAscii()),
	];
	return beside(before, section, width) ?? {before, below: width < least.below || height < least.height ? [] : [safe` `, ...section(width)]};
}

/** undefined: there is no room. */
function beside(before: readonly SafeText[], section: (room: number) => readonly SafeText[], width: number): PageWithChart | undefined {
	// The first line is the title. Beside the title of a section it looks best; else as low as can be.
	const counts = Array.from({length: Math.max(0, Math.min(before.length, lines + 6) - lines - 2)}, (_, index) => lines + 2 + index);
	const isTitle = (count: number) => /^\S/.test(unpainted(before[before.length - count] ?? emptyText));
	for (const count of [...counts.filter(isTitle), ...counts]) {
		const from = before.length - count;
		const left = gap + before.slice(from).reduce((most, line) => Math.max(most, displayWidth(line)), 0);
		if (width - left < least.beside) continue;
		const right = section(width - left);
		if (right.length > count) continue;
		return {before: before.map((line, index) => (index < from ? line : safe`${fit(line, left)}${right[index - from] ?? emptyText}`)), below: []};
	}
	return undefined;
}

const chartOf = remember((standing: Standing, config: Config, of: number, name: SafeText) =>
	chartOfStanding(standing, {kind: 'time'}, {direction: standing.direction, unit: unitOf(config, standing.metric), name, of}),
);

const drawn = remember((chart: Chart, key: string, width: number, ascii: boolean) =>
	plotLines(withTicks(chartPlot(chart, {marked: new Set([key])})), {width, height: lines, isAscii: ascii, styles: plotStyles()}),
);

/** In so few lines one number alone would say nothing of the scale. */
function withTicks(plot: Plot): Plot {
	return {...plot, y: {...plot.y, ticks: most => plot.y.ticks(Math.max(3, most))}};
}

/** `the 3rd of 37 (◆), best when it came (○ the others that were)`. */
function placeWords(model: Model, standing: Standing, chart: Chart): SafeText {
	const [own, so] = isAscii() ? [safe`#`, safe`O`] : [safe`◆`, safe`○`];
	const place = placeOf(standing, model);
	switch (place.kind) {
		case 'unranked':
			return safe`it has no result there; ${so} was the best when it came`;
		case 'left-out':
			return safe`it is not compared, as it was measured on ${leftOutWords({kind: 'left-out', reason: place.reason, queries: place.test.num_queries, value: place.value, model})}; ${so} was the best when it came`;
		case 'ranked':
			break;
	}
	const index = chart.points.findIndex(({key}) => key === model.key);
	const point = chart.points[index];
	if (!point) return safe`${safeText(ordinal(place.rank))} of ${place.of}, not drawn`;
	if (point.kind === 'best') return safe`this is the best of ${place.of} (${isAscii() ? safe`*` : safe`★`})`;
	const came = point.kind === 'frontier' ? (index === 0 ? safe`, the first of all` : safe`, the best when it came`) : emptyText;
	return safe`this is the ${safeText(ordinal(place.rank))} of ${place.of} (${own})${came}; ${so} was the best when it came`;
}
