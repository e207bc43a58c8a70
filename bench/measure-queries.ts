/** What queries and sorting cost over all models of a registry, in a process of their own with the dashboard's memory settings. */

import {execFile} from 'node:child_process';
import process from 'node:process';
import {promisify} from 'node:util';
import {parseQuery, filterModels} from '../store/domain/query.ts';
import type {Model} from '../store/domain/model.ts';
import type {Objective} from '../store/domain/objective.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {namesIn, sortModels, type FieldNames, type SortField, type SortKey} from '../store/domain/sorting.ts';
import {readRegistry} from '../store/read-registry.ts';
import {browseView, type BrowseQuestion} from '../source/screens/browse-view.ts';
import {rowFacts} from '../source/screens/row-facts.ts';
import type {Figures, Taken} from './figures.ts';
import {pick, seededRandom} from './generate.ts';
import type {Launch} from './program.ts';
import {median, percentile} from './statistics.ts';

const queries = 40;
const sorts = 5;

/** Runs this file on a registry whose index is there. */
export async function measureQueries({node, env, cwd}: Launch, root: string): Promise<Taken> {
	// As cli.ts sets them for the dashboard.
	const memory = ['--semi-space-growth-factor=1', '--min-semi-space-size=8'];
	const {stdout} = await promisify(execFile)(node, [...memory, import.meta.filename, root], {env, cwd, maxBuffer: 2 ** 24});
	return JSON.parse(stdout) as Taken;
}

type Random = () => number;

/** What a person asks, never twice the same. */
const asked: Readonly<Record<string, (random: Random) => string>> = {
	'total_time@imdb<118.34': random => {
		const [dataset, total] = pick(totals, random());
		return `total_time@${dataset}<${(total * (0.99 + random() * 0.4)).toFixed(3)}`;
	},
	'total_time>118.34 (any dataset)': random => `total_time>${(30 + random() * 100).toFixed(3)}`,
	'age<93.4d training_time>2h': random => `age<${(random() * 1000).toFixed(2)}d training_time>${Math.ceil(random() * 7000)}s`,
	'words 0519 imdb': random => `${pick(words, random())} ${digits(random)}`,
	'word 과적합': random => `${pick(words, random())}${pick(['', ' '], random())}${pick(words, random())} -${digits(random)}`,
	'note:조인': random => `note:"${pick(words, random())}" -note:${digits(random)}`,
	'id:0519': random => `id:${digits(random)}`,
	'tag:sweep1 dataset:imdb': random => `tag:${pick(tags, random())} dataset:${pick(totals, random())[0]} -tag:none${digits(random)}`,
	'mixed: dataset:imdb total_time@imdb<118 -tag:keep 느림': random =>
		`dataset:${pick(totals, random())[0]} total_time@${pick(totals, random())[0]}<${(random() * 120).toFixed(3)} -tag:${pick(tags, random())} ${pick(words, random())}`,
	'id~05[12].$': random => `id~"${digits(random)}[${Math.floor(random() * 5)}-9]$"`,
};

const numeric = ['total_time@imdb<118.34', 'total_time>118.34 (any dataset)', 'age<93.4d training_time>2h'];
const inText = ['words 0519 imdb', 'word 과적합', 'note:조인', 'id:0519', 'tag:sweep1 dataset:imdb'];

const totals: ReadonlyArray<readonly [dataset: string, seconds: number]> = [
	['production', 43],
	['imdb', 118],
	['stats_tiny', 35],
	['tpch', 88],
];
const tags = ['experiment', 'sweep1', 'sweep2', 'baseline', '재학습', 'paper', 'best', 'keep'];
const words = ['느림', 'production', '과적합', '조인', '논문', 'tpch', '수렴', 'seed', 'sweep', '재학습', 'paper', 'imdb'];

function digits(random: Random): string {
	return String(Math.floor(random() * 10_000)).padStart(4, '0');
}

/** Reading and running of a query; the registry's names are known, as they are in the dashboard. */
function queryTimes(models: readonly Model[], {ask, names, random}: {ask: (random: Random) => string; names: FieldNames; random: Random}): readonly number[] {
	return Array.from({length: queries}, () => {
		const text = ask(random);
		return timeOf(() => {
			const read = parseQuery(text, names);
			if ('error' in read) throw new Error(`${text}: ${read.error.message}`);
			filterModels(read.ok, models, {now: Date.now(), all: models});
		});
	});
}

/** Every kind of column that rows can be sorted by. */
const fields: readonly SortField[] = [
	...(['time', 'id', 'algorithm', 'dataset', 'size', 'state', 'tested', 'tests', 'tags', 'notes', 'performance', 'training_time'] as const).map(kind => ({
		kind,
	})),
	{kind: 'metric', metric: 'total_time', dataset: 'imdb'},
	{kind: 'metric', metric: 'total_time'},
	{kind: 'metric', metric: 'average_time', dataset: 'production'},
	{kind: 'param', name: 'learning_rate'},
	{kind: 'param', name: 'seed'},
];

function fieldName(field: SortField): string {
	if (field.kind === 'param') return `param ${field.name}`;
	return field.kind === 'metric' ? `${field.metric}${field.dataset === undefined ? ' (any dataset)' : `@${field.dataset}`}` : field.kind;
}

const everything: BrowseQuestion = {filter: '', objectives: new Map<string, Objective>(), fold: false, open: new Set()};

function measureAll(snapshot: Snapshot): Taken {
	const {models, config} = snapshot;
	const details: Record<string, number> = {};
	const random = seededRandom(1);
	const names = namesIn(models);
	details['names in the models'] = median(repeat(sorts, () => void namesIn(models)));
	const all: Record<string, readonly number[]> = {};
	for (const [name, ask] of Object.entries(asked)) {
		const times = queryTimes(models, {ask, names, random});
		all[name] = times;
		details[`query ${name}, p95`] = percentile(times, 0.95);
		details[`query ${name}, p50`] = percentile(times, 0.5);
		details[`query ${name}, first`] = times[0] ?? 0;
	}
	const browse: number[] = [];
	// A key in the filter: other rows, and the columns for them.
	browseView(snapshot, everything);
	for (let run = 0; run < queries; run++) {
		const filter = asked[pick([...numeric, ...inText], random())]?.(random) ?? '';
		browse.push(timeOf(() => void shown(snapshot, {...everything, filter})));
	}
	const sorted: number[] = [];
	const browseSorted: number[] = [];
	for (const field of fields) {
		const keys = Array.from({length: sorts}, (_, run): SortKey => ({field, order: run % 2 === 0 ? 'ascending' : 'descending'}));
		const plain = median(keys.map(key => timeOf(() => void sortModels(models, key, config))));
		// Sorted by something else before, so that no answer is remembered.
		const inBrowse = median(keys.map(sort => timeOf(() => void shown(snapshot, {...everything, sort}))));
		sorted.push(plain);
		browseSorted.push(inBrowse);
		details[`sort ${fieldName(field)}`] = plain;
		details[`sort ${fieldName(field)}, in Browse`] = inBrowse;
	}
	const tabs = [...new Set(models.map(({algorithm}) => algorithm.toLowerCase()))];
	details['a tab by its objective for the first time'] = median(tabs.map(algorithm => timeOf(() => void shown(snapshot, {...everything, algorithm}))));
	const joined = (some: readonly string[]) => Math.max(...some.map(name => percentile(all[name] ?? [], 0.95)));
	const figures: Figures = {
		queryNumber: joined(numeric),
		queryText: joined(inText),
		queryPattern: joined(['id~05[12].$']),
		queryBrowse: percentile(browse, 0.95),
		sortWorst: Math.max(...sorted),
		sortBrowse: Math.max(...browseSorted),
	};
	return {figures, details};
}

/** The rows, and what the columns need to know of them. */
function shown(snapshot: Snapshot, question: BrowseQuestion): void {
	const {rows, models} = browseView(snapshot, question);
	rowFacts(rows, models);
}

function repeat(times: number, act: () => void): readonly number[] {
	return Array.from({length: times}, () => timeOf(act));
}

/** Milliseconds. */
function timeOf(act: () => void): number {
	const from = performance.now();
	act();
	return performance.now() - from;
}

if (import.meta.main) {
	const [root = ''] = process.argv.slice(2);
	const snapshot = await readRegistry({root, reason: 'named', now: Date.now(), env: process.env});
	process.stdout.write(JSON.stringify(measureAll(snapshot)));
}
