/** The columns of Browse: what differs between the rows, as much of it as fits the width, or what a person chose. Pure. */

import {displayWidth, fit, type Align} from '../../components/cells.ts';
import {paint, type Style} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import type {Config} from '../../store/domain/config.ts';
import {isConfiguration, modelsOf} from '../../store/domain/configuration.ts';
import {formatVersion, versionAliases, versionOf} from '../../store/domain/family.ts';
import {own} from '../../store/domain/json.ts';
import {formatMetricRef, type MetricRef} from '../../store/domain/metric-ref.ts';
import {directionOf, unitOf} from '../../store/domain/objective.ts';
import {measure} from '../../store/domain/ranking.ts';
import {shortParam} from '../../store/domain/short-names.ts';
import {metricNumber} from '../../store/domain/sidecar.ts';
import type {SortField} from '../../store/domain/sorting.ts';
import {sampleOf} from '../../store/domain/welch.ts';
import {columnDecimals} from '../decimals.ts';
import {formatAge, formatBytes, formatNumber, formatSeconds, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {otherName} from '../version-words.ts';
import {metricTitle, stateWords, testedDatasets, valueWords} from '../words.ts';
import type {BrowseRow} from './browse-rows.ts';
import {columnOfId} from '../column-ids.ts';
import {objectiveColumn, type RankedRows} from './objective-column.ts';
import {paramWidth, type RowFacts} from './row-facts.ts';

export interface BrowseColumn {
	/** As the settings name it (column-ids.ts). */
	readonly id: string;
	readonly title: SafeText;
	readonly width: number;
	readonly align: Align;
	readonly sort: SortField;
	readonly cell: (row: BrowseRow, now: number) => {readonly text: SafeText; readonly style?: Style};
}

export interface ColumnOptions extends Omit<RankedRows, 'letters'> {
	readonly config: Config;
	/** Cells for all columns. */
	readonly width: number;
	/** Rows of several algorithms. */
	readonly hasAlgorithms: boolean;
	/** Ids of the columns that a person chose; undefined: what differs. */
	readonly chosen?: readonly string[];
	/** Seeds are folded. */
	readonly isFolded: boolean;
	/** Families are asked for: which versions the rows are is to be seen. */
	readonly isOfFamily?: boolean;
}

/** The columns that fit into `width` cells: id, objective or state, tests and age always; then hyperparameters; tags and notes take the rest. */
export function browseColumns(facts: RowFacts, options: ColumnOptions): readonly BrowseColumn[] {
	const {config, width, hasAlgorithms, isFolded, chosen, isOfFamily = false} = options;
	if (chosen) return chosenColumns(facts, options, chosen);
	const hasObjective = options.objective !== undefined || facts.sample.some(row => options.ranks.of(modelsOf(row)[0].algorithm).objective);
	const fixed = [
		idColumn(facts, options),
		isOfFamily ? versionColumn(facts) : undefined,
		hasObjective ? rankColumn(facts, options) : facts.hasStates ? stateColumn() : undefined,
	];
	// What tells configurations apart are their hyperparameters.
	const hasRoom = !isFolded || width >= 90;
	const end = [facts.datasets.length > 0 && hasRoom ? coverageColumn(facts.datasets) : undefined, ageColumn()];
	const used = [...fixed, ...end].reduce((sum, column) => sum + (column ? column.width + gap : 0), 0);
	const words = facts.hasWords ? Math.min(leastWords, Math.max(8, width - used - 20)) + gap : 0;
	let room = width - used - words;
	const params: BrowseColumn[] = [];
	if (hasAlgorithms && room > 60) {
		params.push(algorithmColumn());
		room -= 8 + gap;
	}
	for (const {name, width: values} of facts.params) {
		const column = paramColumn(name, values, config);
		if (room < column.width + gap) continue;
		room -= column.width + gap;
		params.push(column);
	}
	const columns = [...fixed, ...params, ...end].filter(column => column !== undefined);
	const restOf = (shown: readonly BrowseColumn[]) => width - shown.reduce((sum, column) => sum + column.width + gap, 0);
	const shown = facts.hasOtherNames && !isOfFamily ? withRoomForNames(columns, restOf) : columns;
	const rest = restOf(shown);
	if (facts.hasWords && rest >= leastName) return [...shown, wordsColumn(rest, !isOfFamily)];
	return shown.map(column => (column.id === 'id' && !isOfFamily ? {...column, cell: (row, now) => nameOr(column.cell(row, now), row)} : column));
}

/** What a model is called goes before where it was tested, and before its age; where that does not help either, they stay. */
function withRoomForNames(columns: readonly BrowseColumn[], restOf: (shown: readonly BrowseColumn[]) => number): readonly BrowseColumn[] {
	const untested = columns.filter(({id}) => id !== 'tested');
	const least = untested.filter(({id}) => id !== 'age');
	return [columns, untested, least].find(shown => restOf(shown) >= leastName) ?? columns;
}

/** Where nothing else says which version a model is, its name stands instead of its id. */
function nameOr<Cell extends {readonly text: SafeText}>(cell: Cell, row: BrowseRow): Cell {
	const version = isConfiguration(row) ? undefined : otherName(row);
	return version ? {...cell, text: safeText(version.name)} : cell;
}

/** The id, and of the chosen columns those that fit, in their order. */
function chosenColumns(facts: RowFacts, options: ColumnOptions, chosen: readonly string[]): readonly BrowseColumn[] {
	const columns = [idColumn(facts, options)];
	let room = options.width - (columns[0]?.width ?? 0);
	for (const id of chosen) {
		const column = columnNamed(id, facts, options);
		if (!column) continue;
		// Tags and notes take what is left.
		const least = id === 'words' ? 8 + gap : column.width + gap;
		if (room < least) break;
		room -= least;
		columns.push(column);
	}
	return columns.map(column => (column.id === 'words' ? wordsColumn(8 + Math.max(0, room), !chosen.includes('version')) : column));
}

function columnNamed(id: string, facts: RowFacts, options: ColumnOptions): BrowseColumn | undefined {
	const wanted = columnOfId(id);
	switch (wanted?.kind) {
		case undefined:
			return undefined;
		case 'objective':
			return rankColumn(facts, options);
		case 'state':
			return stateColumn();
		case 'algo':
			return algorithmColumn();
		case 'tested':
			return coverageColumn(facts.datasets);
		case 'age':
			return ageColumn();
		case 'size':
			return sizeColumn();
		case 'dataset':
			return datasetColumn(facts);
		case 'took':
			return tookColumn();
		case 'version':
			return versionColumn(facts);
		case 'words':
			return wordsColumn(leastWords, true);
		case 'param':
			return paramColumn(wanted.name, paramWidth(facts.sample, wanted.name), options.config);
		case 'metric':
			return metricColumn(wanted.ref, facts, options);
	}
}

function rankColumn(facts: RowFacts, options: ColumnOptions): BrowseColumn {
	return objectiveColumn({...options, letters: new Map(datasetLetters(facts.datasets)), sample: facts.sample, isNarrow: options.width < 60});
}

/** Cells between two columns. */
export const gap = 2;
const leastWords = 14;
/** Of a version its number. */
const leastName = 4;

function idColumn({id, idWidth}: RowFacts, {width, members, isFolded, scores}: ColumnOptions): BrowseColumn {
	const title = id.prefix === '' ? safe`MODEL` : safe`${safeText(id.prefix)}…`;
	const natural = Math.max(idWidth + (isFolded && members.size > 0 ? 2 : 0), isFolded ? 10 : 0);
	return {
		id: 'id',
		title,
		width: Math.min(Math.max(natural, Math.min(displayWidth(title), 16)), Math.max(12, Math.floor(width / 3))),
		align: 'left',
		sort: {kind: 'id'},
		cell: row => {
			if (!isConfiguration(row)) return {text: members.has(row.key) ? safe`  ${safeText(id.rest(row))}` : safeText(id.rest(row))};
			const sign = members.has(row.models[0].key) ? safe`▾` : safe`▸`;
			// A seed that was not tested, or on other data, is missing as well as one that was not trained.
			const count = scores?.get(row.key)?.sample.count ?? row.models.length;
			return count < row.expected
				? {text: safe`${sign} ${count} of ${row.expected} !`, style: theme.caution}
				: {text: safe`${sign} ${row.models.length} ${row.models.length === 1 ? safe`seed` : safe`seeds`}`};
		},
	};
}

function stateColumn(): BrowseColumn {
	return {
		id: 'state',
		title: safe`STATE`,
		width: 18,
		align: 'left',
		sort: {kind: 'state'},
		cell: row => {
			const [model] = modelsOf(row);
			return {text: stateWords(model), style: ['unreadable', 'missing', 'gone'].includes(model.state) ? theme.bad : theme.caution};
		},
	};
}

function algorithmColumn(): BrowseColumn {
	return {id: 'algo', title: safe`ALGO`, width: 8, align: 'left', sort: {kind: 'algorithm'}, cell: row => ({text: safeText(modelsOf(row)[0].algorithm)})};
}

function sizeColumn(): BrowseColumn {
	return {
		id: 'size',
		title: safe`SIZE`,
		width: 7,
		align: 'right',
		sort: {kind: 'size'},
		cell: row => ({text: formatBytes(modelsOf(row).reduce((sum, {artifact}) => sum + (artifact?.bytes ?? 0), 0))}),
	};
}

function datasetColumn({sample}: RowFacts): BrowseColumn {
	const words = (row: BrowseRow) => safeText(modelsOf(row)[0].training?.dataset ?? '–');
	const width = sample.reduce((most, row) => Math.max(most, displayWidth(words(row))), 7);
	return {id: 'dataset', title: safe`TRAINED`, width: Math.min(20, width), align: 'left', sort: {kind: 'dataset'}, cell: row => ({text: words(row)})};
}

function tookColumn(): BrowseColumn {
	return {
		id: 'took',
		title: safe`TOOK`,
		width: 7,
		align: 'right',
		sort: {kind: 'training_time'},
		cell: row => {
			const seconds = modelsOf(row).flatMap(({training}) => training?.training_time ?? []);
			return {text: seconds.length === 0 ? safe`–` : formatSeconds(sampleOf(seconds).mean)};
		},
	};
}

function versionColumn({sample}: RowFacts): BrowseColumn {
	const words = (row: BrowseRow) => {
		const version = versionOf(modelsOf(row)[0]);
		return version && safeText(formatVersion(version));
	};
	const width = sample.reduce((most, row) => Math.max(most, displayWidth(words(row) ?? emptyText)), 7);
	return {
		id: 'version',
		title: safe`VERSION`,
		width: Math.min(24, width),
		align: 'left',
		sort: {kind: 'version'},
		cell: row => {
			const text = words(row);
			return text === undefined ? {text: safe`–`, style: theme.quiet} : {text};
		},
	};
}

/** A metric, on one dataset or on any (the newest result). */
function metricColumn(ref: MetricRef, {sample}: RowFacts, {config}: ColumnOptions): BrowseColumn {
	const {metric, dataset} = ref;
	const title = metricTitle(formatMetricRef(ref), {unit: unitOf(config, metric), direction: directionOf(config, metric)});
	const numberOf = (row: BrowseRow) => {
		if (isConfiguration(row) && dataset !== undefined) {
			const values = (measure(row.models, metric, {dataset}).get(dataset) ?? []).map(({value}) => value);
			return values.length === 0 ? undefined : sampleOf(values).mean;
		}
		const value = own(resultOf(modelsOf(row)[0], metric, dataset)?.performance ?? {}, metric);
		return value === undefined ? undefined : metricNumber(value);
	};
	const decimals = columnDecimals(sample.flatMap(row => numberOf(row) ?? []));
	const words = (row: BrowseRow) => {
		const number = numberOf(row);
		return number === undefined ? undefined : formatNumber(number, decimals);
	};
	const values = sample.reduce((most, row) => Math.max(most, displayWidth(words(row) ?? emptyText)), 6);
	return {
		id: `metric.${formatMetricRef(ref)}`,
		title,
		width: Math.min(24, Math.max(values, Math.min(displayWidth(title) + 1, 20))),
		align: 'right',
		sort: {kind: 'metric', metric, dataset},
		cell: row => {
			const text = words(row);
			return text === undefined ? {text: safe`–`, style: theme.quiet} : {text};
		},
	};
}

function paramColumn(name: string, values: number, {seedKeys}: Config): BrowseColumn {
	const title = safeText(shortParam(name));
	return {
		id: `param.${name}`,
		title,
		width: Math.max(values, Math.min(displayWidth(title), 12)),
		align: 'right',
		sort: {kind: 'param', name},
		cell: row => {
			if (isConfiguration(row) && seedKeys.includes(name)) return {text: safe`×${row.models.length}`, style: theme.quiet};
			const value = own(modelsOf(row)[0].training?.hyperparams ?? {}, name);
			return value === undefined || value === null ? {text: safe`–`, style: theme.quiet} : {text: valueWords(value)};
		},
	};
}

/** One letter a dataset that the model has a result on, `·` for each that it has none on; with many datasets how many of them. */
function coverageColumn(datasets: readonly string[]): BrowseColumn {
	const letters = datasetLetters(datasets);
	if (!letters) {
		return {
			id: 'tested',
			title: safe`TESTED`,
			width: 6,
			align: 'right',
			sort: {kind: 'tests'},
			cell: row => {
				const tested = testedIn(row);
				// Tests that name no dataset are tests.
				if (tested.size === 0 && modelsOf(row).some(({tests}) => tests.length > 0)) return {text: safe`–`, style: theme.quiet};
				return {text: safe`${tested.size}/${datasets.length}`, style: tested.size === 0 ? theme.quiet : undefined};
			},
		};
	}
	return {
		id: 'tested',
		title: safe`TESTED`,
		width: Math.max(6, letters.length * 2 - 1),
		align: 'left',
		sort: {kind: 'tests'},
		cell: row => {
			const tested = testedIn(row);
			return {
				text: joinSafe(
					letters.map(([dataset, letter]) => (tested.has(dataset) ? letter : paint(theme.quiet, safe`·`))),
					safe` `,
				),
			};
		},
	};
}

/** The datasets that all models of a row have a result on. */
function testedIn(row: BrowseRow): ReadonlySet<string> {
	const [first, ...rest] = modelsOf(row).map(testedDatasets);
	return rest.reduce((all, one) => new Set([...all].filter(dataset => one.has(dataset))), first ?? new Set<string>());
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
		id: 'age',
		title: safe`AGE`,
		width: 4,
		align: 'right',
		sort: {kind: 'time'},
		cell: (row, now) => {
			const [{time}] = modelsOf(row);
			return {text: Number.isFinite(time) ? formatAge(now - time) : safe`–`, style: theme.quiet};
		},
	};
}

/** No row shows more. */
const mostTags = 100;
const longestNote = 1_000;

/** @param withVersion it says which version a model is, where its id does not */
function wordsColumn(width: number, withVersion: boolean): BrowseColumn {
	return {
		id: 'words',
		title: safe`TAG, NOTE`,
		width,
		align: 'left',
		sort: {kind: 'tags'},
		cell: row => {
			const models = modelsOf(row);
			const names = isConfiguration(row) ? [...new Set(models.flatMap(({tags}) => tags))] : models[0].tags;
			const aliases = models.flatMap(versionAliases).map(alias => `@${alias}`);
			const said = models.find(({notes}) => notes !== '')?.notes ?? '';
			const version = withVersion && !isConfiguration(row) ? otherName(row) : undefined;
			const tags = joinSafe(
				[
					...(version ? [versionWords(version, {width, isAlone: aliases.length + names.length === 0 && said === ''})] : []),
					...[...aliases, ...names].slice(0, mostTags).map(tag => paint(theme.tag, safeText(tag))),
				],
				safe` `,
			);
			const note = said === '' ? emptyText : safeText(said.slice(0, longestNote));
			return {text: tags === '' ? note : note === '' ? tags : safe`${tags}  ${note}`};
		},
	};
}

/** Where there is no room for the family, at least the number. */
function versionWords(
	{name, number}: {readonly name: string; readonly number: string},
	{width, isAlone}: {readonly width: number; readonly isAlone: boolean},
): SafeText {
	const whole = safeText(name);
	// Where more stands behind it, a blank and an ellipsis must have room.
	const needed = displayWidth(whole) + (isAlone ? 0 : 2);
	return paint(theme.quiet, needed <= width ? whole : safeText(number));
}

/** The cells of one row, painted, in exactly the widths of the columns. */
export function rowText(columns: readonly BrowseColumn[], row: BrowseRow, now: number): SafeText {
	const cells = columns.map(column => {
		const {text, style} = column.cell(row, now);
		const fitted = fit(text, column.width, column.align);
		return style ? paint(style, fitted) : fitted;
	});
	return joinSafe(cells, safe`  `);
}
