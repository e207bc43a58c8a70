/** The lines of Charts around the drawing: which chart, the point under the cursor, what is left out, the equal command. Pure. */

import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {ChartPoint} from '../../store/domain/chart.ts';
import type {Model} from '../../store/domain/model.ts';
import {metricsOf} from '../../store/domain/objective.ts';
import {relativeDistance, rankOf} from '../../store/domain/ranking.ts';
import {bestPoint, frontierWords, leftOutWords, valueOn} from '../chart-words.ts';
import {keyOf} from '../keymap.ts';
import {plotLine} from '../plot-command.ts';
import {formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {arrowOf, counted, namedShort} from '../words.ts';
import {grouped, spread} from './browse-lines.ts';
import type {ChartsState} from './charts-state.ts';
import type {ChartsEmpty, ChartsShown} from './charts-view.ts';
import {wrapText} from './wrap-text.ts';

/** ` charts  [over time]  by learning_rate                      mscn · total_time on imdb · 37 models`; in less room ` [time]  learning_rate`. */
export function chartsTitle({chart: shown, parameter: before}: ChartsState, {chart, parameter, effects}: ChartsShown, width: number): SafeText {
	const name = parameter === undefined ? undefined : truncate(safeText(parameter.name), 24);
	const tab = (words: SafeText, isShown: boolean) => (isShown ? paint(theme.title, safe`[${words}]`) : safe` ${words} `);
	const tabs = (time: SafeText, by: SafeText) => safe`${tab(time, shown === 'history')} ${tab(by, shown === 'scatter')}`;
	const usual = safe` ${paint(theme.title, safe`charts`)}  ${tabs(safe`over time`, safe`by ${name ?? safe`a hyperparameter`}`)}`;
	const right = safe`${safeText(chart.title)} · ${counted(chart.points.length, 'model')}`;
	if (displayWidth(usual) + displayWidth(right) + 3 <= width) return spread(usual, right, width);
	// Both have a name in however little room: else nobody learns that there is another one.
	const other = truncate(name ?? safeText(before ?? effects[0]?.name ?? 'hyperparameter'), Math.max(8, Math.min(16, Math.floor(width / 4))));
	const short = safe` ${tabs(safe`time`, other)}`;
	const room = width - displayWidth(short) - 3;
	if (room < 12) return fit(short, width);
	return spread(short, displayWidth(right) <= room ? right : truncate(safeText(chart.title), room), width);
}

export interface PointLineOptions {
	readonly width: number;
	/** So many others lie in the same cell. */
	readonly others?: number;
}

/** `❯ mscn_20261122_031544  117.03 s · 2 more here · 2026-11-22 03:15 · rank 1 of 37 ★ · paper`. */
export function pointLine({chart, cursor, standing, objective}: ChartsShown, model: Model | undefined, {width, others = 0}: PointLineOptions): SafeText {
	const point = chart.points[cursor];
	if (!point) return emptyText;
	const {x, y} = chart;
	const place = safe`rank ${rankOf(standing, point.y)} of ${standing.values.length}`;
	const rank = objective.direction === undefined ? emptyText : point.kind === 'best' ? safe`${place} ★` : place;
	const tags = model && model.tags.length > 0 ? paint(theme.tag, namedShort(model.tags)) : emptyText;
	const value = paint(theme.title, valueOn(y, point.y));
	const along = x.scale === 'time' ? valueOn(x, point.x) : safe`${safeText(x.label)} ${valueOn(x, point.x)}`;
	const here = others === 0 ? emptyText : safe`${grouped(others)} more here`;
	const parts = [value, here, distanceWords(chart, point), along, rank, tags].filter(part => part !== '');
	const id = safeText(point.label);
	const rest = joinSafe(parts, safe` · `);
	// The name gives way first: its end is what tells models apart in the list, its values are what one looks for here.
	const room = width - displayWidth(rest) - 6;
	return truncate(safe` ❯ ${truncate(id, Math.max(12, room))}  ${rest}`, width);
}

/** `+1.2%` from the best; empty for the best, and where there is none. */
function distanceWords(chart: ChartsShown['chart'], point: ChartPoint): SafeText {
	const best = bestPoint(chart);
	const distance = best && best !== point ? relativeDistance(point.y, best.y) : undefined;
	if (distance === undefined) return emptyText;
	return safe`${distance < 0 ? safe`-` : safe`+`}${formatNumber(Math.abs(distance) * 100, 1)}%`;
}

/** What the line is, how much the hyperparameter explains; then what is left out and why. Empty parts are left out. */
function factsOf({chart, parameter, objective}: ChartsShown): readonly SafeText[] {
	const line = frontierWords(chart);
	const unset = objective.direction === undefined ? safe`which values are better is not set: ${safeText(keyOf('showMetrics'))} sets it` : emptyText;
	const effect =
		parameter && objective.direction !== undefined
			? safe`${safeText(parameter.name)} explains ${formatNumber(parameter.effect * 100, 0)}% of the ranking`
			: emptyText;
	const said = joinSafe(
		[line === '' ? emptyText : safe`line: ${line}`, unset, effect].filter(part => part !== ''),
		safe` · `,
	);
	return [said, leftOutWords(chart)].filter(part => part !== '');
}

/** All of that in one line, or, where it is too long for one and there is room, in two. */
export function factsLines(page: ChartsShown, {width, most}: {readonly width: number; readonly most: number}): readonly SafeText[] {
	const parts = factsOf(page);
	const whole = joinSafe(parts, safe` · `);
	const lines = most > 1 && displayWidth(whole) + 1 > width ? parts : [whole];
	return lines.slice(0, most).map(one => paint(theme.quiet, truncate(safe` ${one}`, width)));
}

/** The command that draws it, and where the cursor is. */
export function chartsPosition(
	state: ChartsState,
	{chart, cursor, standing, parameter}: ChartsShown,
	{width, marked}: {width: number; marked: number},
): SafeText {
	const command = plotLine({algorithm: state.algorithm, metric: standing.metric, dataset: standing.dataset, parameter: parameter?.name});
	const marks = marked === 0 ? emptyText : safe` · ${grouped(marked)} marked`;
	return spread(paint(theme.quiet, safe` ${safeText(command)}`), safe`${grouped(cursor + 1)}/${grouped(chart.points.length)}${marks}`, width);
}

/** Why nothing is drawn, and what to do next. Lines of at most `width` cells. */
export function emptyChartsLines(page: ChartsEmpty, state: ChartsState, {phase, width}: {readonly phase: string; readonly width: number}): readonly SafeText[] {
	const [what, ...next] = sentences(page, state, phase);
	return [
		safe` ${paint(theme.title, safe`charts`)}`,
		emptyText,
		...wrapText(what, width - 3).map(line => safe`  ${line}`),
		...next.flatMap(line => wrapText(line, width - 3)).map(line => paint(theme.quiet, safe`  ${line}`)),
	];
}

function sentences({why, models, objective, parameter}: ChartsEmpty, {algorithm}: ChartsState, phase: string): readonly [SafeText, ...SafeText[]] {
	const metric = safeText(objective?.metric ?? '');
	const key = (id: Parameters<typeof keyOf>[0]) => safeText(keyOf(id));
	switch (why) {
		case 'no-models':
			if (phase === 'loading' || phase === 'scanning') return [safe`Looking for models …`];
			if (algorithm !== undefined) return [safe`${safeText(algorithm)} has no models any more.`, safe`${key('showBrowse')} goes back to the models.`];
			return [safe`There are no models here yet.`, safe`A model that is written now appears by itself.`];
		case 'no-objective':
			if (metricsOf(models).size === 0) {
				return [safe`None of ${counted(models.length, 'model')} has a test result yet.`, safe`A result that is written now appears by itself.`];
			}
			return [
				safe`Nothing says which metric to draw.`,
				safe`${key('objective')} chooses one; ${key('showMetrics')} shows them all, and sets which values are better.`,
			];
		case 'no-results': {
			const on = objective?.dataset === undefined ? emptyText : safe` on ${safeText(objective.dataset)}`;
			return [
				safe`None of ${counted(models.length, 'model')} has a result of ${metric}${on} that is a number.`,
				safe`${key('objective')} chooses another metric or dataset.`,
			];
		}
		case 'no-times':
			return [
				safe`None of the results of ${metric} is a finite number of a model that says when it was trained.`,
				safe`Tab draws them against a hyperparameter.`,
			];
		case 'no-parameters':
			return [
				safe`No hyperparameter has several values among the models with a result of ${metric}.`,
				safe`Tab draws them over time; ${key('objective')} chooses another metric or dataset.`,
			];
		case 'without-parameter':
			return [
				safe`None of the models with a result of ${metric} says ${safeText(parameter ?? '')}.`,
				safe`${key('chooseParameter')} chooses another hyperparameter.`,
			];
	}
}

/** `total_time@imdb s ↓`, of the menus. */
export function objectiveWords({metric, dataset, direction}: ChartsShown['objective']): SafeText {
	return safe`${safeText(metric)}${dataset === undefined ? emptyText : safe`@${safeText(dataset)}`} ${arrowOf(direction)}`;
}
