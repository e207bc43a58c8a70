/** The columns of Browse: what differs between the rows, as much of it as fits the width. Pure. */

import {fit, displayWidth, type Align} from '../../components/cells.ts';
import {paint, type Style} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import type {Config} from '../../store/domain/config.ts';
import {own, type Json} from '../../store/domain/json.ts';
import {formatMetricRef} from '../../store/domain/metric-ref.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf, type Objective} from '../../store/domain/objective.ts';
import {metricNumber} from '../../store/domain/sidecar.ts';
import type {SortField} from '../../store/domain/sorting.ts';
import {formatAge, formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {stateWords, testedDatasets, valueWords} from '../words.ts';
import {splitId, type IdParts} from './short-id.ts';

export interface BrowseColumn {
	readonly title: SafeText;
	readonly width: number;
	readonly align: Align;
	readonly sort: SortField;
	readonly cell: (model: Model, now: number) => {readonly text: SafeText; readonly style?: Style};
}

/** What the columns depend on; found once for the rows, whatever the width. */
export interface RowFacts {
	/** Hyperparameters that have more than one value, those that most rows have first. */
	readonly params: ReadonlyArray<{readonly name: string; readonly width: number}>;
	/** Datasets that any row has a result on, by name. */
	readonly datasets: readonly string[];
	readonly id: IdParts;
	readonly hasStates: boolean;
	readonly hasWords: boolean;
	/** Cells of the widest short id. */
	readonly idWidth: number;
	/** Some rows, to measure what columns need. */
	readonly sample: readonly Model[];
}

const mostParams = 12;
const widestParam = 12;

/** Looks at all rows once. */
export function rowFacts(rows: readonly Model[]): RowFacts {
	const params = new Map<string, {first: Json; varies: boolean; count: number}>();
	const datasets = new Set<string>();
	let [hasStates, hasWords] = [false, false];
	for (const model of rows) {
		hasStates ||= model.state !== 'ok' || model.growing || model.stale;
		hasWords ||= model.tags.length > 0 || model.notes !== '';
		for (const test of model.tests) if (test.dataset !== undefined) datasets.add(test.dataset);
		const hyperparams = model.training?.hyperparams;
		if (!hyperparams) continue;
		for (const name of Object.keys(hyperparams)) {
			const value = own(hyperparams, name) ?? null;
			const known = params.get(name);
			if (!known) params.set(name, {first: value, varies: false, count: 1});
			else {
				known.count++;
				known.varies ||= !sameValue(known.first, value);
			}
		}
	}
	const varying = [...params].filter(([, param]) => param.varies);
	varying.sort(([a, one], [b, two]) => two.count - one.count || (a < b ? -1 : 1));
	const id = splitId(rows);
	const sample = rows.slice(0, 500);
	return {
		params: varying.slice(0, mostParams).map(([name]) => ({name, width: paramWidth(sample, name)})),
		sample,
		datasets: [...datasets].sort(),
		id,
		hasStates,
		hasWords,
		idWidth: rows.reduce((most, model) => Math.max(most, displayWidth(safeText(id.rest(model)))), 4),
	};
}

function sameValue(a: Json, b: Json): boolean {
	return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

/** The width that the values of a hyperparameter need; others that are longer are cut. */
function paramWidth(sample: readonly Model[], name: string): number {
	let width = 0;
	for (const model of sample) {
		const value = own(model.training?.hyperparams ?? {}, name);
		if (value !== undefined && value !== null) width = Math.max(width, displayWidth(valueWords(value)));
	}
	return Math.min(widestParam, Math.max(width, 2));
}

/** The columns that fit into `width` cells: id, objective or state, tests and age always; then hyperparameters; tags and notes take the rest. */
export function browseColumns(
	facts: RowFacts,
	options: {objective?: Objective; config: Config; width: number; hasAlgorithms: boolean},
): readonly BrowseColumn[] {
	const {objective, config, width, hasAlgorithms} = options;
	const fixed = [idColumn(facts, width), objective ? objectiveColumn(objective, {config, facts}) : facts.hasStates ? stateColumn() : undefined];
	const end = [facts.datasets.length > 0 ? coverageColumn(facts.datasets) : undefined, ageColumn()];
	const used = [...fixed, ...end].reduce((sum, column) => sum + (column ? column.width + gap : 0), 0);
	const words = facts.hasWords ? Math.min(leastWords, Math.max(8, width - used - 20)) + gap : 0;
	let room = width - used - words;
	const params: BrowseColumn[] = [];
	if (hasAlgorithms && room > 60) {
		params.push(algorithmColumn());
		room -= 8 + gap;
	}
	for (const {name, width: values} of facts.params) {
		const column = paramColumn(name, values);
		if (room < column.width + gap) continue;
		room -= column.width + gap;
		params.push(column);
	}
	const columns = [...fixed, ...params, ...end].filter(column => column !== undefined);
	const rest = width - columns.reduce((sum, column) => sum + column.width + gap, 0);
	return facts.hasWords && rest >= 4 ? [...columns, wordsColumn(rest)] : columns;
}

/** Cells between two columns. */
export const gap = 2;
const leastWords = 14;

function idColumn({id, idWidth}: RowFacts, width: number): BrowseColumn {
	const title = id.prefix === '' ? safe`MODEL` : safe`${safeText(id.prefix)}…`;
	return {
		title,
		width: Math.min(Math.max(idWidth, Math.min(displayWidth(title), 16)), Math.max(12, Math.floor(width / 3))),
		align: 'left',
		sort: {kind: 'id'},
		cell: model => ({text: safeText(id.rest(model))}),
	};
}

function objectiveColumn(objective: Objective, {config, facts}: {config: Config; facts: RowFacts}): BrowseColumn {
	const arrow = objective.direction === undefined ? safe` ?` : objective.direction === 'minimize' ? safe` ↓` : safe` ↑`;
	const title = safe`${safeText(formatMetricRef(objective))}${arrow}`;
	const letters = new Map(objective.dataset === undefined ? datasetLetters(facts.datasets) : []);
	const queries = objective.dataset === undefined ? undefined : usualQueries(facts.sample, objective);
	const cell = (model: Model) => resultCell(model, objective, {unit: unitOf(config, objective.metric), letters, queries});
	const needed = facts.sample.reduce((most, model) => Math.max(most, displayWidth(cell(model).text)), displayWidth(title) + 1);
	return {title, width: Math.min(26, needed), align: 'right', sort: {kind: 'metric', metric: objective.metric, dataset: objective.dataset}, cell};
}

/** The number of queries that most results have; undefined where none tells. */
function usualQueries(sample: readonly Model[], {metric, dataset}: Objective): number | undefined {
	const counts = new Map<number, number>();
	for (const model of sample) {
		const queries = resultOf(model, metric, dataset)?.num_queries;
		if (queries !== undefined) counts.set(queries, (counts.get(queries) ?? 0) + 1);
	}
	return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The result that counts, or in words why there is none; where it may be of any dataset, with the letter of its own. */
function resultCell(
	model: Model,
	{metric, dataset}: Objective,
	of: {unit?: string; letters: ReadonlyMap<string, SafeText>; queries?: number},
): {readonly text: SafeText; readonly style?: Style} {
	const state = stateWords(model);
	if (state !== '') return {text: state, style: model.state === 'unreadable' || model.state === 'missing' ? theme.bad : theme.caution};
	const test = resultOf(model, metric, dataset);
	const number = test && metricNumber(own(test.performance, metric) ?? null);
	if (number === undefined) {
		const isText = model.tests.some(({dataset: on, performance}) => (dataset === undefined || on === dataset) && (own(performance, metric) ?? null) !== null);
		if (isText) return {text: safe`not a number`, style: theme.caution};
		return {text: model.tests.length === 0 ? safe`not tested` : safe`–`, style: theme.quiet};
	}
	const unit = of.unit === undefined ? emptyText : safe` ${safeText(of.unit)}`;
	// What ran other queries is not comparable.
	if (of.queries !== undefined && test?.num_queries !== undefined && test.num_queries !== of.queries) {
		return {text: safe`${formatNumber(number, 2)}${unit} ≠ ${formatNumber(test.num_queries)} q`, style: theme.caution};
	}
	const letter = of.letters.get(test?.dataset ?? '');
	return {text: safe`${formatNumber(number, 2)}${unit}${letter === undefined ? emptyText : paint(theme.quiet, safe` ${letter}`)}`};
}

function stateColumn(): BrowseColumn {
	return {
		title: safe`STATE`,
		width: 18,
		align: 'left',
		sort: {kind: 'state'},
		cell: model => ({text: stateWords(model), style: model.state === 'unreadable' || model.state === 'missing' ? theme.bad : theme.caution}),
	};
}

function algorithmColumn(): BrowseColumn {
	return {title: safe`ALGO`, width: 8, align: 'left', sort: {kind: 'algorithm'}, cell: model => ({text: safeText(model.algorithm)})};
}

const shortNames: Readonly<Record<string, string>> = {
	learning_rate: 'lr',
	num_epoch: 'epoch',
	num_epochs: 'epoch',
	batch_size: 'batch',
	weight_decay: 'wd',
	random_seed: 'seed',
	manual_seed: 'seed',
};

function paramColumn(name: string, values: number): BrowseColumn {
	const title = safeText(Object.hasOwn(shortNames, name) ? (shortNames[name] ?? name) : name);
	return {
		title,
		width: Math.max(values, Math.min(displayWidth(title), widestParam)),
		align: 'right',
		sort: {kind: 'param', name},
		cell: model => {
			const value = own(model.training?.hyperparams ?? {}, name);
			return value === undefined || value === null ? {text: safe`–`, style: theme.quiet} : {text: valueWords(value)};
		},
	};
}

/** One letter a dataset that the model has a result on, `·` for each that it has none on; with many datasets how many of them. */
function coverageColumn(datasets: readonly string[]): BrowseColumn {
	const letters = datasetLetters(datasets);
	if (!letters) {
		return {
			title: safe`TESTED`,
			width: 6,
			align: 'right',
			sort: {kind: 'tests'},
			cell: model => ({text: safe`${testedDatasets(model).size}/${datasets.length}`, style: model.tests.length === 0 ? theme.quiet : undefined}),
		};
	}
	return {
		title: safe`TESTED`,
		width: Math.max(6, letters.length * 2 - 1),
		align: 'left',
		sort: {kind: 'tests'},
		cell: model => {
			const tested = testedDatasets(model);
			return {
				text: joinSafe(
					letters.map(([dataset, letter]) => (tested.has(dataset) ? letter : paint(theme.quiet, safe`·`))),
					safe` `,
				),
			};
		},
	};
}

const mostLetters = 8;

/** A letter for each dataset, its first that no other has; undefined where there are too many. */
export function datasetLetters(datasets: readonly string[]): ReadonlyArray<readonly [dataset: string, letter: SafeText]> | undefined {
	if (datasets.length > mostLetters) return undefined;
	const taken = new Set<string>();
	const pairs: Array<readonly [string, SafeText]> = [];
	for (const dataset of datasets) {
		const letter = [...dataset.toUpperCase().normalize('NFC')].find(
			character => /[\p{L}\p{N}]/u.test(character) && !taken.has(character) && displayWidth(character) === 1,
		);
		if (letter === undefined) return undefined;
		taken.add(letter);
		pairs.push([dataset, safeText(letter)]);
	}
	return pairs;
}

function ageColumn(): BrowseColumn {
	return {
		title: safe`AGE`,
		width: 4,
		align: 'right',
		sort: {kind: 'time'},
		cell: (model, now) => ({text: Number.isFinite(model.time) ? formatAge(now - model.time) : safe`–`, style: theme.quiet}),
	};
}

/** No row shows more. */
const mostTags = 100;
const longestNote = 1_000;

function wordsColumn(width: number): BrowseColumn {
	return {
		title: safe`TAG, NOTE`,
		width,
		align: 'left',
		sort: {kind: 'tags'},
		cell: model => {
			const tags = joinSafe(
				model.tags.slice(0, mostTags).map(tag => paint(theme.tag, safeText(tag))),
				safe` `,
			);
			const note = model.notes === '' ? emptyText : safeText(model.notes.slice(0, longestNote));
			return {text: tags === '' ? note : note === '' ? tags : safe`${tags}  ${note}`};
		},
	};
}

/** The cells of one row, painted, in exactly the widths of the columns. */
export function rowText(columns: readonly BrowseColumn[], model: Model, now: number): SafeText {
	const cells = columns.map(column => {
		const {text, style} = column.cell(model, now);
		const fitted = fit(text, column.width, column.align);
		return style ? paint(style, fitted) : fitted;
	});
	return joinSafe(cells, safe`  `);
}
