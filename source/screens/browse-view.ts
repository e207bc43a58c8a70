/** What Browse shows of a snapshot: tabs, and the rows of one tab after filter, sort and fold. Pure; the last answers are kept. */

import type {Config} from '../../store/domain/config.ts';
import {modelsOf} from '../../store/domain/configuration.ts';
import {withGone} from '../../store/domain/gone-models.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Objective} from '../../store/domain/objective.ts';
import {filterModels, parseQuery, querySort, type Query, type QueryError} from '../../store/domain/query.ts';
import type {Condition} from '../../store/domain/query-condition.ts';
import {completeQuery, type Completion} from '../../store/domain/query-completion.ts';
import {wordsIn} from '../../store/domain/query-words.ts';
import type {Standing} from '../../store/domain/ranking.ts';
import {byAlgorithm, ranksOf, type Ranks} from '../../store/domain/ranks.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {namesIn, type SortKey} from '../../store/domain/sorting.ts';
import {byScore, byStanding, fold, sortFolded, sortPlain, withOpened, type BrowseRow} from './browse-rows.ts';
import {remember} from './remember.ts';

export interface BrowseTab {
	/** undefined: all algorithms. */
	readonly algorithm?: string;
	readonly label: string;
	readonly count: number;
}

/** What decides which rows are shown, and how they stand. */
export interface BrowseQuestion {
	/** In lower case. */
	readonly algorithm?: string;
	readonly filter: string;
	/** The last filter that could be read: it holds while this one cannot. */
	readonly lastGood?: string;
	/** undefined: the filter's `sort:`, else best first by the objective in an algorithm's tab, else newest first. */
	readonly sort?: SortKey;
	/** Objectives chosen here, by algorithm in lower case; `*`: for all. */
	readonly objectives: ReadonlyMap<string, Objective>;
	/** Models alike but for a seed are one row. */
	readonly fold: boolean;
	/** Keys of the configurations whose models are shown. */
	readonly open: ReadonlySet<string>;
}

export interface BrowseView {
	readonly rows: readonly BrowseRow[];
	/** Keys of models that stand below their open configuration. */
	readonly members: ReadonlySet<string>;
	/** The models behind the rows. */
	readonly models: readonly Model[];
	/** The same in whatever order: without a filter one list while only the order changes. */
	readonly unordered: readonly Model[];
	/** All of the tab, before the filter. */
	readonly ofTab: readonly Model[];
	/** The last filter that could be read stays in force while this one cannot. */
	readonly filterError?: QueryError;
	/** A filter is in force, be it the last that could be read. */
	readonly isFiltered: boolean;
	/** The filter in force asks for families. */
	readonly isOfFamily: boolean;
	/** What ranks the tab; on All undefined where its algorithms are ranked by different ones. */
	readonly objective?: Objective;
	readonly ranks: Ranks;
	/** Places of configurations by their keys, where seeds are folded. */
	readonly scores?: ReadonlyMap<string, RankedScore>;
	/** All rows of the tab with its seeds folded; empty where they are not. */
	readonly folded: readonly BrowseRow[];
	readonly sort: SortKey;
	/** The rows stand best first by the objective: the comparable ones, then the others. */
	readonly isRanked: boolean;
	/** Models of the tab before the filter. */
	readonly inTab: number;
}

export const newestFirst: SortKey = {field: {kind: 'time'}, order: 'natural'};

let groupsBefore: ReadonlyMap<string, readonly Model[]> | undefined;
/** The models of each algorithm. */
export const groupsOf = remember((models: readonly Model[]) => (groupsBefore = byAlgorithm(models, groupsBefore)));

/** The models by their keys: made when marks are first asked for. */
export const modelsByKey = remember((models: readonly Model[]): ReadonlyMap<string, Model> => new Map(models.map(model => [model.key, model])));

/** All, then each algorithm by name; compared without case. */
export const tabsOf = remember((models: readonly Model[]): readonly BrowseTab[] => {
	const tabs = [...groupsOf(models)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([algorithm, group]) => ({algorithm, label: group[0]?.algorithm ?? algorithm, count: group.length}));
	return [{label: 'All', count: models.length}, ...tabs];
});

/** What ranks the algorithms of a snapshot now. */
export const ranksIn = remember((models: readonly Model[], config: Config, objectives: ReadonlyMap<string, Objective>): Ranks =>
	ranksOf(groupsOf(models), {models, config, chosen: objectives}),
);

/** Names that a query may use. */
export const namesOf = remember(namesIn);

/** What Tab can offer in the filter. */
export const wordsOf = remember((models: readonly Model[]) => {
	const words = wordsIn(models);
	return {complete: (text: string, cursor: number): Completion | undefined => completeQuery(text, cursor, words)};
});

function readFilter(filter: string, models: readonly Model[]): {readonly query?: Query; readonly error?: QueryError} {
	if (filter.trim() === '') return {};
	const result = parseQuery(filter, namesOf(models));
	return 'ok' in result ? {query: result.ok} : {error: result.error};
}

const parsed = remember(readFilter);
const parsedBefore = remember(readFilter);

/** The filter that is in force while `filter` is typed: itself, else what is left of it without the part that cannot be read yet, else the one before. */
export function readableFilter(filter: string, models: readonly Model[], before: string): string {
	const {error} = parsed(filter, models);
	if (!error) return filter;
	const rest = `${filter.slice(0, error.start)} ${filter.slice(error.end)}`.trim();
	return parsedBefore(rest, models).error ? before : rest;
}

interface Around {
	readonly config: Config;
	readonly all: readonly Model[];
	readonly ranks: Ranks;
	readonly lastVisit: number | undefined;
}

const matching = remember((query: Query | undefined, models: readonly Model[], {config, all, ranks, lastVisit}: Around): readonly Model[] =>
	query ? filterModels(query, models, {now: Date.now(), config, all, lastVisit, isBest: ranks.isBest}) : models,
);

const around = remember((config: Config, all: readonly Model[], ranks: Ranks, lastVisit: number | undefined): Around => ({config, all, ranks, lastVisit}));

/** What a filter is asked of: the models that are there, and those that are gone where it asks for these. */
const asked = remember(withGone);
const inTabWithGone = remember((models: readonly Model[], algorithm: string) => models.filter(model => model.algorithm.toLowerCase() === algorithm));

const sorted = remember((models: readonly Model[], sort: SortKey, config: Config, ranks: Ranks): readonly Model[] =>
	sort === newestFirst ? models : sortPlain(models, sort, {config, ranks}),
);
const rankedModels = remember(byStanding);
const folded = remember(fold);
const rankedRows = remember(byScore);
const sortedRows = remember((rows: readonly BrowseRow[], sort: SortKey, config: Config, ranks: Ranks) => sortFolded(rows, sort, {config, ranks}));
const opened = remember(withOpened);
const behind = remember((rows: readonly BrowseRow[]) => rows.flatMap(row => modelsOf(row)));

/** The order that a filter asks for: one object as long as it stays, as what is sorted by it is remembered. */
const sortOf = remember((query: Query, models: readonly Model[]): SortKey | undefined => query.sort && querySort(query, namesOf(models)));

const objectiveSort = remember((objective: Objective): SortKey => ({
	field: {kind: 'metric', metric: objective.metric, dataset: objective.dataset},
	order: 'natural',
}));

/** What Browse needs of a snapshot. */
export type Browsed = Pick<Snapshot, 'models' | 'gone' | 'config' | 'lastVisit'> & Partial<Pick<Snapshot, 'activity'>>;

/** Rows for a question. The same arrays as before where nothing that they depend on changed. */
export function browseView({models, gone, config, lastVisit}: Browsed, question: BrowseQuestion): BrowseView {
	const {algorithm, filter, objectives} = question;
	const ranks = ranksIn(models, config, objectives);
	const {query: read, error} = parsed(filter, models);
	const query = error ? parsedBefore(question.lastGood ?? '', models).query : read;
	const known = asked(models, gone, query?.where);
	const ofTab = algorithm === undefined ? known : known === models ? (groupsOf(models).get(algorithm) ?? noModels) : inTabWithGone(known, algorithm);
	const {objective, standing} = algorithm === undefined ? {objective: sharedObjective(models, ranks), standing: undefined} : ranks.of(algorithm);
	const usual = standing && objective ? objectiveSort(objective) : newestFirst;
	const sort = question.sort ?? (query && sortOf(query, models)) ?? usual;
	const isRanked = standing !== undefined && sort.order === 'natural' && sort.field.kind === 'metric' && isOf(sort.field, standing);
	const order = question.fold ? ofTab : sortedModels(ofTab, {sort, config, ranks, standing: isRanked ? standing : undefined});
	const found = matching(query, order, around(config, models, ranks, lastVisit));
	const isOfFamily = query?.where !== undefined && asksForFamily(query.where);
	const shared = {filterError: error, isFiltered: query !== undefined, isOfFamily, objective, ranks, sort, isRanked, inTab: ofTab.length, ofTab};
	if (!question.fold) {
		const rows = query?.top === undefined ? found : firstModels(found, query.top);
		return {...shared, rows, members: noMembers, models: rows, unordered: query ? rows : ofTab, folded: noModels};
	}
	const all = folded(ofTab, config, standing);
	const rows = isRanked ? rankedRows(all, standing) : sortedRows(all.rows, sort, config, ranks);
	const matched = found.length === ofTab.length ? rows : holding(rows, found);
	const heads = query?.top === undefined ? matched : firstRows(matched, query.top);
	return {
		...shared,
		...opened(heads, question.open, all.scores),
		models: behind(heads),
		unordered: query ? behind(heads) : ofTab,
		scores: all.scores,
		folded: all.rows,
	};
}

function asksForFamily(condition: Condition): boolean {
	switch (condition.kind) {
		case 'and':
		case 'or':
			return condition.items.some(asksForFamily);
		case 'compare':
			return condition.field.kind === 'builtin' && condition.field.name === 'family';
		default:
			return false;
	}
}

const noModels: readonly Model[] = [];
const noMembers: ReadonlySet<string> = new Set();

/** A configuration is shown where any of its models is found. */
const holding = remember((rows: readonly BrowseRow[], found: readonly Model[]) => {
	const set = new Set(found);
	return rows.filter(row => modelsOf(row).some(model => set.has(model)));
});

const firstModels = remember((rows: readonly Model[], count: number) => rows.slice(0, count));
const firstRows = remember((rows: readonly BrowseRow[], count: number) => rows.slice(0, count));

function sortedModels(
	models: readonly Model[],
	{sort, config, ranks, standing}: {readonly sort: SortKey; readonly config: Config; readonly ranks: Ranks; readonly standing: Standing | undefined},
): readonly Model[] {
	return standing ? rankedModels(models, standing) : sorted(models, sort, config, sort.field.kind === 'objective' ? ranks : noRanks);
}

/** For orders that do not depend on ranks: they stay while ranks change. */
const noRanks: Ranks = {of: () => ({models: [], everywhere: () => []}), isBest: () => false};

function isOf({metric, dataset}: {readonly metric: string; readonly dataset?: string}, standing: Standing): boolean {
	return metric === standing.metric && dataset === standing.dataset;
}

/** The objective of all algorithms where it is one and the same; with its dataset only where that is, too. */
function sharedObjective(models: readonly Model[], ranks: Ranks): Objective | undefined {
	const objectives = [...groupsOf(models).keys()].map(name => ranks.of(name).objective);
	const [first] = objectives;
	if (!first || objectives.some(one => one?.metric !== first.metric || one.direction !== first.direction)) return undefined;
	return objectives.every(one => one?.dataset === first.dataset) ? first : {metric: first.metric, direction: first.direction};
}
