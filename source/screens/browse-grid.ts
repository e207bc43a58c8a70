/** The rows of Browse as a table to export: the columns that are shown, without the limit of a line's width. Pure. */

import {unpainted} from '../../components/paint.ts';
import type {Config} from '../../store/domain/config.ts';
import {isConfiguration, modelsOf} from '../../store/domain/configuration.ts';
import {own} from '../../store/domain/json.ts';
import {formatMetricRef} from '../../store/domain/metric-ref.ts';
import {unitOf} from '../../store/domain/objective.ts';
import {placeOf} from '../../store/domain/ranking.ts';
import {metricNumber} from '../../store/domain/sidecar.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import type {Grid, GridCell, GridColumn} from '../grid.ts';
import {formatTime} from '../words.ts';
import {browseColumns, type BrowseColumn} from './browse-columns.ts';
import type {BrowseRow} from './browse-rows.ts';
import {chosenColumnsOf, type BrowseState} from './browse-state.ts';
import {browseView, type BrowseView} from './browse-view.ts';
import {rankWords} from './objective-column.ts';
import {remember} from './remember.ts';
import {rowFacts} from './row-facts.ts';
import type {ScreenContext} from './screen-context.ts';

/** Every column fits into it. */
const wide = 100_000;

/** The rows that are shown, with their columns. The same object while nothing changes. */
export function browseGrid(state: BrowseState, {snapshot, now}: ScreenContext): Grid {
	const view = browseView(snapshot, state);
	const {rows, unordered: models, ofTab, ranks, scores, members, isOfFamily} = view;
	return gridOfRows(
		rows,
		models,
		ofTab,
		ranks,
		scores,
		members,
		isOfFamily,
		chosenColumnsOf(state),
		commandOf(state, view),
		snapshot.config,
		Math.floor(now / 60_000) * 60_000,
	);
}

const gridOfRows = remember(
	(
		rows: BrowseView['rows'],
		models: BrowseView['models'],
		ofTab: BrowseView['models'],
		ranks: BrowseView['ranks'],
		scores: BrowseView['scores'],
		members: BrowseView['members'],
		isOfFamily: boolean,
		chosen: readonly string[] | undefined,
		command: string,
		config: Config,
		now: number,
	): Grid => {
		const view = {ranks, scores, members, objective: rows[0] && ranks.of(modelsOf(rows[0])[0].algorithm).objective};
		const hasAlgorithms = new Set(models.map(({algorithm}) => algorithm.toLowerCase())).size > 1;
		const facts = rowFacts(rows, models, ofTab);
		const columns = browseColumns(facts, {
			...view,
			objective: hasAlgorithms ? undefined : view.objective,
			config,
			width: wide,
			hasAlgorithms,
			chosen,
			isOfFamily,
			isFolded: scores !== undefined,
		});
		return {
			title: `${models.length} models`,
			comments: [command, String(formatTime(now))],
			columns: [{header: 'RANK', align: 'right', kind: 'text'}, ...columns.map(column => gridColumn(column, config))],
			rows: rows.map(row => ({
				cells: [{text: rankWords(row, view) ?? ''}, ...columns.map(column => gridCell(column, row, {view, now}))],
			})),
			notes: ['≠ was measured on other data and is not ranked; ≈ is no more than chance apart from the best'],
		};
	},
);

function commandOf({algorithm, filter, fold}: BrowseState, {sort}: BrowseView): string {
	const by = sort.field.kind === 'metric' ? formatMetricRef(sort.field) : sort.field.kind === 'param' ? sort.field.name : sort.field.kind;
	const parts = [
		'mreg list',
		...(algorithm === undefined ? [] : ['--algo', shellWord(algorithm)]),
		...(filter.trim() === '' ? [] : ['--where', shellWord(filter)]),
		...(sort.field.kind === 'time' ? [] : ['--sort', shellWord(by)]),
	];
	return `${parts.join(' ')}${fold ? '   (with seeds folded in the dashboard)' : ''}`;
}

function gridColumn(column: BrowseColumn, config: Config): GridColumn {
	const unit = column.sort.kind === 'metric' ? unitOf(config, column.sort.metric) : undefined;
	const header = column.id === 'id' ? 'MODEL' : unpainted(column.title).trim();
	return {
		header: column.id === 'objective' && unit !== undefined ? `${header} ${unit}` : header,
		align: column.align === 'right' ? 'right' : 'left',
		kind: column.id === 'objective' ? 'number' : 'text',
	};
}

interface CellOptions {
	readonly view: Pick<BrowseView, 'ranks' | 'scores' | 'members'>;
	readonly now: number;
}

function gridCell(column: BrowseColumn, row: BrowseRow, {view, now}: CellOptions): GridCell {
	const [model] = modelsOf(row);
	if (column.id === 'id' && !isConfiguration(row)) return {text: model.id};
	if (column.id === 'objective') return objectiveCell(row, view) ?? {text: unpainted(column.cell(row, now).text).trim()};
	const text = unpainted(column.cell(row, now).text).trim();
	if (column.sort.kind !== 'param') return {text};
	const value = metricNumber(own(model.training?.hyperparams ?? {}, column.sort.name) ?? null);
	return value === undefined ? {text} : {text, value};
}

function objectiveCell(row: BrowseRow, {ranks, scores, members}: CellOptions['view']): GridCell | undefined {
	const score = scores?.get(row.key);
	if (score) {
		const {deviation, count} = score.sample;
		const mark = score.rank === 1 && !score.tied ? 'best' : score.tied ? 'tied' : undefined;
		return {text: '', value: score.value, deviation, count, mark, note: count < score.expected ? `${count} of ${score.expected} seeds` : undefined};
	}
	if (isConfiguration(row)) return undefined;
	const {standing} = ranks.of(row.algorithm);
	const place = standing && placeOf(standing, row);
	if (!place || place.kind === 'unranked') return undefined;
	if (place.kind === 'left-out') {
		const {num_queries: queries} = place.test;
		return {text: '', value: place.value, mark: 'other-data', note: queries === undefined ? 'other data' : `${queries} queries`};
	}
	return {text: '', value: place.value, mark: standing?.best.model === row && !members.has(row.key) ? 'best' : undefined};
}
