/** The results of one model as tables that fit the window: one where there is room, else the metrics in several below each other. Pure. */

import {resultsTableWidth, type ResultColumn, type ResultRow} from '../../components/results-table.tsx';
import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import {resultTable} from '../model-sheet.ts';
import {safeText} from '../text.ts';

export interface ShownTable {
	readonly columns: readonly ResultColumn[];
	/** One a test, in the order of the sidecar. */
	readonly rows: readonly ResultRow[];
}

export interface ResultTablesOptions {
	readonly config: Config;
	readonly ranks: Ranks;
	/** Cells of the window. */
	readonly width: number;
}

/** A name that is longer than this part of the window is cut, as every table begins with it. */
const mostOfName = 1 / 2;

/**
 * Where not all fits, first the times of the tests go; then the metrics stand in several tables, each of which begins with dataset and queries; the rank stays
 * beside the metric that it is by. What no test says has no column. None for a model without tests.
 */
export function resultTables(model: Model, {config, ranks, width}: ResultTablesOptions): readonly ShownTable[] {
	const {columns: all, rows: cells} = resultTable(model, {config, ranks});
	if (cells.length === 0) return [];
	const columns = all.map((column, index): ResultColumn => ({
		key: String(index),
		title: safeText(column.header.trim()),
		align: column.align ?? 'left',
	}));
	const rows = cells.map((row): ResultRow => Object.fromEntries(row.map((cell, index) => [String(index), index === 0 ? safeText(cell.trim()) : cell])));
	const [dataset, queries, testedAt, ...rest] = columns;
	const [rank, remark] = [rest.at(-2), rest.at(-1)];
	if (!dataset || !queries || !testedAt || !rank || !remark) return [];
	const metrics = rest.slice(0, -2);
	const ranked = rank.title === '' ? [] : [rank];
	const remarks = cells.some(row => row.at(-1) !== '') ? [remark] : [];
	const behind = [...metrics, ...ranked, ...remarks];
	const isSaid = ({key}: ResultColumn) => rows.some(row => (row[key] ?? '') !== '');
	const first = [dataset, ...[queries].filter(isSaid)];
	const whole: readonly ShownTable[] = [
		{columns: [...first, ...[testedAt].filter(isSaid), ...behind], rows},
		{columns: [...first, ...behind], rows},
	];
	const fitting = whole.find(table => resultsTableWidth(table.columns, table.rows) <= width);
	if (fitting) return [fitting];

	const objective = metricsOf(model).indexOf(ranks.of(model.algorithm).objective?.metric ?? '');
	const blocks = metrics.map((metric, index) => (index === objective ? [metric, ...ranked] : [metric]));
	const surplus = Math.max(0, resultsTableWidth([dataset], rows) - Math.floor(width * mostOfName));
	const groups: ResultColumn[][] = [];
	for (const block of blocks) {
		const last = groups.at(-1);
		const isRoom = last && resultsTableWidth([...first, ...last, ...block, ...remarks], rows) - surplus <= width;
		if (isRoom) last.push(...block);
		else groups.push([...block]);
	}
	return (groups.length === 0 ? [[]] : groups).map(group => ({columns: [...first, ...group, ...remarks], rows}));
}

/** The names of the metrics, in the order of `resultTable`. */
function metricsOf({tests}: Model): readonly string[] {
	return [...new Set(tests.flatMap(({performance}) => Object.keys(performance)))];
}
