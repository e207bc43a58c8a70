/** A model as a page of text: what `mreg show` prints, and what Detail and the side panel show. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {resultOf} from '../store/domain/build-model.ts';
import type {Config} from '../store/domain/config.ts';
import {isObject, own, type JsonObject} from '../store/domain/json.ts';
import {formatMetricRef} from '../store/domain/metric-ref.ts';
import type {Model, TestResult} from '../store/domain/model.ts';
import {directionOf, unitOf} from '../store/domain/objective.ts';
import {placeOf, type Standing} from '../store/domain/ranking.ts';
import type {Ranks} from '../store/domain/ranks.ts';
import {metricNumber} from '../store/domain/sidecar.ts';
import {sampleOf} from '../store/domain/welch.ts';
import {pairLines, tableLines, type Column} from './table.ts';
import {formatBytes, formatNumber, formatSeconds, safeText} from './text.ts';
import {describedPairs, lineageSection, registeredKeys, versionPairs} from './version-sheet.ts';
import {agoWords, counted, formatTime, metricTitle, saidTime, stateWords, valueWords} from './words.ts';

interface SheetOptions {
	/** Of the registry: among them are those that it comes from, and those that came from it. */
	readonly models: readonly Model[];
	readonly config: Config;
	/** Where the models of each algorithm stand. */
	readonly ranks: Ranks;
	/** Milliseconds since 1970. */
	readonly now: number;
}

type Pair = readonly [SafeText, SafeText];

/** Keys of a sidecar that have a place of their own on the page. */
const placed = new Set(['model_id', 'algorithm', 'model_path', 'training', 'testing', 'tags', 'notes']);
const placedInTraining = new Set(['enabled', 'dataset', 'num_queries', 'hyperparams', 'trained_at', 'training_time']);

/** All of a model, section by section; a section without content is left out. */
export function* modelSheet(model: Model, options: SheetOptions): Iterable<SafeText> {
	yield* sheetBefore(model, options);
	const {columns, rows} = resultTable(model, options);
	yield* section(safe`RESULTS`, rows.length === 0 ? [] : [...tableLines(columns, rows)]);
	yield* sheetAfter(model, options);
}

/** What stands above the results: what it is, how it was trained. */
export function* sheetBefore(model: Model, options: Pick<SheetOptions, 'now'>): Iterable<SafeText> {
	yield safeText(model.id);
	yield* pairLines(generalPairs(model, options.now));
	yield* section(safe`TRAINING`, pairLines(trainingPairs(model)));
	yield* section(
		safe`HYPERPARAMETERS`,
		pairLines(Object.entries(model.training?.hyperparams ?? {}).map(([name, value]) => [safeText(name), valueWords(value)])),
	);
}

/** What stands below the results: repeated tests, where it comes from, the rest of the sidecar, files, problems. */
export function* sheetAfter(model: Model, {config, models, ranks}: Pick<SheetOptions, 'config' | 'models' | 'ranks'>): Iterable<SafeText> {
	yield* section(safe`REPEATED TESTS`, repeatedLines(model, config));
	yield* section(safe`LINEAGE`, lineageSection(model, {models, ranks}));
	yield* section(safe`FURTHER METADATA`, pairLines(furtherPairs(model)));
	yield* section(safe`FILES`, pairLines(filePairs(model)));
	yield* section(
		safe`PROBLEMS`,
		model.problems.map(({path, message}) => safe`  ${safeText(path)}: ${safeText(message)}`),
	);
}

function* section(title: SafeText, lines: readonly SafeText[]): Iterable<SafeText> {
	if (lines.length === 0) return;
	yield emptyText;
	yield title;
	yield* lines;
}

function generalPairs(model: Model, now: number): readonly Pair[] {
	const state = stateWords(model);
	const fromRegistry = model.fromRegistry === undefined ? emptyText : safe` (some of it stands only in model_registry.json)`;
	return [
		...versionPairs(model),
		[safe`key`, safeText(model.key)],
		[safe`algorithm`, safeText(model.algorithm)],
		[safe`state`, state === '' ? safe`ok` : state],
		[safe`made`, Number.isFinite(model.time) ? safe`${formatTime(model.time)}, ${agoWords(now - model.time)}` : safe`unknown`],
		// Where it was made when it was registered, the time is said once.
		...describedPairs(model)
			.filter(({key, text}) => key !== 'created_at' || text !== formatTime(model.time))
			.map(({label, text}) => [label, text] as const),
		[safe`tests`, model.tests.length === 0 ? safe`not tested` : safe`${model.tests.length}`],
		...(model.tags.length === 0 ? [] : [[safe`tags`, safe`${joinSafe(model.tags.map(safeText), safe`, `)}${fromRegistry}`] as const]),
		...model.notes
			.split(/\r?\n/)
			.filter((line, index) => index > 0 || line !== '')
			.map((line, index) => [index === 0 ? safe`notes` : emptyText, safeText(line)] as const),
	];
}

function trainingPairs({training, content}: Model): readonly Pair[] {
	if (!training) return [];
	const said = own(content, 'training');
	const {dataset, num_queries: queries, trained_at: trainedAt, training_time: seconds} = training;
	return [
		...(dataset === undefined ? [] : [[safe`dataset`, safeText(dataset)] as const]),
		...(queries === undefined ? [] : [[safe`queries`, formatNumber(queries)] as const]),
		...(trainedAt === undefined ? [] : [[safe`trained at`, saidTime(trainedAt)] as const]),
		...(seconds === undefined ? [] : [[safe`training time`, safe`${formatSeconds(seconds)} (${formatNumber(seconds)} s)`] as const]),
		...otherPairs(isObject(said) ? said : {}, placedInTraining),
	];
}

/** One row a test, in the order of the sidecar; of tests on one dataset the latest counts, the others are marked. */
export function resultTable(
	model: Model,
	{config, ranks}: Pick<SheetOptions, 'config' | 'ranks'>,
): {readonly columns: readonly Column[]; readonly rows: ReadonlyArray<readonly SafeText[]>} {
	const metrics = [...new Set(model.tests.flatMap(test => Object.keys(test.performance)))];
	const {objective, everywhere} = ranks.of(model.algorithm);
	const standings = new Map(everywhere().map(standing => [standing.dataset, standing]));
	const columns: Column[] = [
		{header: safe`  DATASET`},
		{header: safe`QUERIES`, align: 'right'},
		{header: safe`TESTED AT`},
		...metrics.map((metric): Column => ({header: metricHeader(metric, config), align: 'right'})),
		{header: objective && metrics.includes(objective.metric) ? safe`RANK` : emptyText},
		{header: emptyText},
	];
	const rows = model.tests.map(test => [
		safe`  ${safeText(test.dataset ?? '–')}`,
		test.num_queries === undefined ? emptyText : formatNumber(test.num_queries),
		test.tested_at === undefined ? emptyText : saidTime(test.tested_at),
		...metrics.map(metric => metricWords(test, metric)),
		rankWords(standings.get(test.dataset), model, test),
		isSuperseded(model, test) ? safe`earlier test` : emptyText,
	]);
	return {columns, rows};
}

/** `1/37 ★`, `≠` for a result that is not comparable; nothing for a test that does not count. */
function rankWords(standing: Standing | undefined, model: Model, test: TestResult): SafeText {
	const place = standing && placeOf(standing, model);
	if (!place || place.kind === 'unranked' || place.test !== test) return emptyText;
	if (place.kind === 'left-out') return place.reason === 'other-queries' ? safe`≠ other queries` : safe`≠ other data`;
	return safe`${place.rank}/${place.of}${place.rank === 1 ? safe` ★` : emptyText}`;
}

/** Of what was measured more than once on the same: mean, spread and how often. */
function repeatedLines(model: Model, config: Config): readonly SafeText[] {
	const repeated = new Map<string, {readonly test: TestResult; readonly metric: string; readonly values: number[]}>();
	for (const test of model.tests) {
		for (const metric of Object.keys(test.performance)) {
			const value = metricNumber(own(test.performance, metric) ?? null);
			if (value === undefined || Number.isNaN(value)) continue;
			const id = JSON.stringify([test.dataset ?? null, test.dataset_digest ?? null, test.num_queries ?? null, metric]);
			const known = repeated.get(id);
			if (known) known.values.push(value);
			else repeated.set(id, {test, metric, values: [value]});
		}
	}
	return pairLines(
		[...repeated.values()]
			.filter(({values}) => values.length > 1)
			.map(({test, metric, values}) => {
				const {mean, deviation = 0, count} = sampleOf(values);
				const unit = unitOf(config, metric);
				const name = safe`${safeText(formatMetricRef({metric, dataset: test.dataset}))}`;
				return [
					name,
					safe`${formatNumber(mean)} ± ${formatNumber(deviation, 2)}${unit === undefined ? emptyText : safe` ${safeText(unit)}`} over ${count} tests`,
				] as const;
			}),
	);
}

function metricHeader(metric: string, config: Config): SafeText {
	return metricTitle(metric, {unit: unitOf(config, metric), direction: directionOf(config, metric)});
}

function metricWords(test: TestResult, metric: string): SafeText {
	const value = own(test.performance, metric);
	return value === undefined || value === null ? safe`–` : valueWords(value);
}

/** True where a later test on the same dataset has all that this one has. */
function isSuperseded(model: Model, test: TestResult): boolean {
	const sameDataset = {tests: model.tests.filter(other => other.dataset === test.dataset)};
	if (sameDataset.tests.length === 1) return false;
	const metrics = Object.keys(test.performance);
	return metrics.length > 0 && metrics.every(metric => resultOf(sameDataset, metric) !== test);
}

/** What the sidecar says besides, as JSON where it is not plain. */
function furtherPairs(model: Model): readonly Pair[] {
	const path = own(model.content, 'model_path');
	const shown = new Set([...placed, ...describedPairs(model).map(({key}) => key), ...registeredKeys(model)]);
	return [...otherPairs(model.content, shown), ...(typeof path === 'string' ? [[safe`model_path`, safeText(path)] as const] : [])];
}

function otherPairs(object: JsonObject, except: ReadonlySet<string>): readonly Pair[] {
	return Object.entries(object)
		.filter(([name, value]) => !except.has(name) && value !== null)
		.map(([name, value]) => [safeText(name), valueWords(value)] as const);
}

function filePairs({artifact, sidecar}: Model): readonly Pair[] {
	const pairs: Pair[] = [];
	if (artifact) {
		const kind = artifact.kind === 'directory' ? safe`folder of ${counted(artifact.count, 'file')}` : safeText(artifact.kind);
		pairs.push([safe`artifact`, safe`${safeText(artifact.path)} (${kind}, ${formatBytes(artifact.bytes)}, changed ${formatTime(artifact.modifiedAt)})`]);
		for (const name of artifact.files) pairs.push([safe`also`, safeText(name)]);
	} else pairs.push([safe`artifact`, safe`missing`]);
	pairs.push([safe`sidecar`, sidecar === undefined ? safe`none` : safeText(sidecar)]);
	return pairs;
}
