/** A comparison as a table to print or export. */

import type {SafeText} from '../components/safe-text.ts';
import {metricNumber} from '../store/domain/sidecar.ts';
import type {Comparison, FactRow, ResultCell, ResultRow} from '../store/domain/comparison.ts';
import {
	datasetWords,
	distanceWords,
	factName,
	factTexts,
	leftOutWords,
	letterOf,
	metricWords,
	moreTensorsWords,
	tensorValuesWords,
} from './comparison-words.ts';
import type {Grid, GridCell, GridMark, GridRow} from './grid.ts';

export interface ComparisonGridOptions {
	/** How a model is called. */
	readonly name: (index: number) => string;
	/** Only rows in which the models differ. */
	readonly differences: boolean;
	/** The command that prints the same, and the like. */
	readonly comments: readonly string[];
	/** The outcome in sentences; it stands with the notes. */
	readonly outcome?: readonly string[];
	readonly title?: string;
}

/**
 * A column for each model under its name, with its letter below; rows by section, of the results one section a dataset.
 * Facts keep the words that people read whatever the digits asked for; other programs get their values.
 */
export function comparisonGrid(comparison: Comparison, {name, differences, comments, outcome = [], title = ''}: ComparisonGridOptions): Grid {
	const {models, baseline, facts, results, moreTensors = 0} = comparison;
	const isShown = (row: FactRow | ResultRow) => !differences || !row.isEqual;
	const shownFacts = (section: FactRow['section']) => facts.filter(row => row.section === section && isShown(row)).map(factRow);
	const shownResults = results.filter(isShown);
	const tensors = shownFacts('tensors');
	const values = tensorValuesWords(comparison);
	const rows = [
		...section('TRAINING', shownFacts('training')),
		...section('HYPERPARAMETERS', shownFacts('hyperparameters')),
		...byDataset(shownResults).flatMap(rows => section(`RESULTS: ${datasetWords(rows)}`, rows.map(resultRow))),
		...section(values === '' ? 'TENSORS' : `TENSORS: ${values}`, tensors),
		...section('TAGS', shownFacts('tags')),
	];
	const hidden = facts.length + results.length - rows.filter(({kind}) => kind !== 'section').length;
	return {
		title,
		comments,
		columns: [
			{header: 'field', align: 'left', kind: 'text'},
			...models.map((_, index) => ({
				header: name(index),
				sub: index === baseline ? `${letterOf(index)} baseline` : letterOf(index),
				align: 'right' as const,
				kind: 'text' as const,
			})),
		],
		rows,
		notes: [
			...outcome,
			...legend(shownResults, letterOf(baseline)),
			...(tensors.length > 0 || values === '' ? [] : [`tensors: ${values}`]),
			...(moreTensors === 0 ? [] : [moreTensorsWords(moreTensors)]),
			...(hidden === 0 ? [] : [`${hidden} ${hidden === 1 ? 'row' : 'rows'} in which all are equal: not shown`]),
		],
	};
}

function section(title: string, rows: readonly GridRow[]): readonly GridRow[] {
	return rows.length === 0 ? [] : [{kind: 'section', cells: [{text: title}]}, ...rows];
}

/** Rows of one dataset together, in their order. */
export function byDataset(results: readonly ResultRow[]): ReadonlyArray<readonly ResultRow[]> {
	return [...Map.groupBy(results, ({dataset}) => dataset).values()];
}

function factRow(row: FactRow): GridRow {
	const texts = factTexts(row);
	return {
		cells: [
			{text: factName(row)},
			...row.values.map((value, index): GridCell => {
				if (value === undefined) return row.unknown?.[index] === true ? {text: '?'} : {text: '', mark: 'untested'};
				return {text: texts[index] ?? '', value: row.field === 'trained_at' ? undefined : metricNumber(value)};
			}),
		],
	};
}

function resultRow(row: ResultRow): GridRow {
	return {cells: [{text: metricWords(row)}, ...row.cells.map(cell => resultCell(cell, row))]};
}

function resultCell(cell: ResultCell, row: ResultRow): GridCell {
	switch (cell.kind) {
		case 'value':
			// Without a text the column shows the value, with the digits asked for.
			return {text: '', value: cell.value, mark: markOf(cell), note: distanceWords(cell, row)};
		case 'left-out':
			return {text: '', value: cell.value, mark: 'other-data', note: leftOutWords(cell)};
		case 'text':
			return {text: cell.text};
		case 'NaN':
			return {text: 'NaN', value: NaN};
		case 'not-measured':
			return {text: '–'};
		case 'untested':
			return {text: '', mark: 'untested'};
	}
}

function markOf({isBest, tied, verdict}: Extract<ResultCell, {kind: 'value'}>): GridMark | undefined {
	return isBest ? 'best' : tied ? 'tied' : verdict;
}

/** What the marks mean that stand in the table. */
function legend(results: readonly ResultRow[], baseline: SafeText): readonly string[] {
	const cells = results.flatMap(row => row.cells);
	const some = (is: (cell: ResultCell) => boolean) => cells.some(is);
	const parts = [
		...(some(cell => cell.kind === 'value' && cell.isBest) ? ['★ best'] : []),
		...(some(cell => cell.kind === 'value' && cell.tied) ? ['≈ no more than chance apart from the best'] : []),
		...(some(cell => cell.kind === 'value' && cell.verdict !== undefined) ? [`▲ better, ▼ worse than ${baseline}`] : []),
		...(some(cell => cell.kind === 'left-out') ? ['≠ measured on something else, not compared'] : []),
		...(results.some(row => row.direction === undefined) ? ['? not known whether low or high is better, nothing is ranked'] : []),
	];
	return parts.length === 0 ? [] : [parts.join(' · ')];
}
