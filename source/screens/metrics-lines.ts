/** The lines of Metrics: a row a metric, and what is said of the one under the cursor. Pure. */

import {fit, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {defaultConfig, type Direction} from '../../store/domain/config.ts';
import {directionCommand, type MetricSummary} from '../../store/domain/metric-summary.ts';
import {directionOf} from '../../store/domain/objective.ts';
import {tableLines, type Column} from '../table.ts';
import {formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import {wrapText} from './wrap-text.ts';

const columns: readonly Column[] = [
	{header: safe`METRIC`, least: 12},
	{header: safe`BETTER`},
	{header: safe`FROM`, leaveOut: 3},
	{header: safe`UNIT`, least: 4, leaveOut: 4},
	{header: safe`RESULTS`, align: 'right', leaveOut: 5},
	{header: safe`MODELS`, align: 'right', leaveOut: 1},
	{header: safe`RANGE`, leaveOut: 6},
	{header: safe`DATASETS`, least: 8, leaveOut: 2},
];

const words: Readonly<Record<Direction, SafeText>> = {minimize: safe`↓ lower`, maximize: safe`↑ higher`};

/** The header and a line a metric, each of `width` cells; those that are not set stand out. */
export function metricLines(summaries: readonly MetricSummary[], width: number): readonly SafeText[] {
	const cells = summaries.map(summary => [
		nameWords(summary),
		summary.direction === undefined ? safe`? not set` : words[summary.direction],
		safeText(summary.source ?? ''),
		safeText(summary.unit ?? ''),
		safe`${summary.results}`,
		safe`${summary.models}`,
		rangeWords(summary, safe` – `),
		joinSafe(summary.datasets.map(safeText), safe`, `),
	]);
	const [header = emptyText, ...lines] = tableLines(columns, cells, width);
	const rows = lines.map((line, index) => {
		const padded = fit(line, width);
		return summaries[index]?.direction === undefined ? paint(theme.caution, padded) : padded;
	});
	return [paint(theme.tableHeader, fit(header, width)), ...rows];
}

/** What is known of a metric, in at most `most` lines; the last ends with … where there is more. */
export function sentenceLines(summary: MetricSummary, {width, most}: {readonly width: number; readonly most: number}): readonly SafeText[] {
	const sentence = joinSafe(
		[safe`${nameWords(summary)}: ${directionWords(summary)}`, measuredWords(summary), unusableWords(summary)].filter(part => part !== ''),
		safe` `,
	);
	const lines = wrapText(sentence, width - 2);
	const shown = lines.slice(0, most).map(line => safe` ${line}`);
	const last = shown.at(-1);
	return lines.length > most && last !== undefined ? [...shown.slice(0, -1), truncate(safe`${last} …`, width)] : shown;
}

/** The command that does the same; of a metric that is not set, either direction may be meant. */
export function commandLine({name, direction}: MetricSummary, width: number): SafeText {
	const command = safeText(directionCommand(name, direction ?? 'minimize'));
	return paint(theme.quiet, fit(safe` ${command}${direction === undefined ? safe`   (or maximize)` : emptyText}`, width));
}

function nameWords({name}: MetricSummary): SafeText {
	return name.trim() === '' ? safe`"${safeText(name)}"` : safeText(name);
}

function directionWords({name, direction, source}: MetricSummary): SafeText {
	if (direction === undefined) {
		return safe`nobody said whether lower or higher is better. Until then nothing is ranked by it: no ★, no best, no leaderboard.`;
	}
	const better = direction === 'minimize' ? safe`lower is better` : safe`higher is better`;
	if (source === 'well-known') return safe`${better}, as its name is well known.`;
	const otherwise = directionOf(defaultConfig, name);
	const without = otherwise === undefined ? safe`not set` : otherwise === 'minimize' ? safe`lower` : safe`higher`;
	return safe`${better}, as mreg.config.json says (without that: ${without}).`;
}

function measuredWords({results, unusable, unit, ranges, models, ...range}: MetricSummary): SafeText {
	if (results === 0) return unusable === 0 ? safe`No test has it.` : emptyText;
	const behind = unit === undefined ? emptyText : safe` ${safeText(unit)}`;
	const named = ranges.map(one => safe`${safeText(one.dataset)} ${rangeWords(one, safe` to `)}${behind} (${one.results})`);
	const without = results - ranges.reduce((sum, one) => sum + one.results, 0);
	if (without > 0) named.push(ranges.length === 0 ? safe`${rangeWords(range, safe` to `)}${behind}, on no named dataset` : safe`no named dataset (${without})`);
	return safe`${counted(results, 'result')} of ${counted(models, 'model')}: ${joinSafe(named, safe` · `)}.`;
}

function unusableWords({unusable}: MetricSummary): SafeText {
	if (unusable === 0) return emptyText;
	return unusable === 1 ? safe`1 value is NaN or no number and has no rank.` : safe`${unusable} values are NaN or no number and have no rank.`;
}

function rangeWords({least, greatest}: {readonly least?: number; readonly greatest?: number}, between: SafeText): SafeText {
	if (least === undefined || greatest === undefined) return emptyText;
	return least === greatest ? formatNumber(least) : safe`${formatNumber(least)}${between}${formatNumber(greatest)}`;
}
