/** What Browse shows of a snapshot: tabs, and the rows of one tab after filter and sort. Pure; the last answers are kept, as nothing is copied for an equal question. */

import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {configuredObjective, type Objective} from '../../store/domain/objective.ts';
import {parseQuery, runQuery, type QueryError} from '../../store/domain/query.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {sortModels, type SortKey} from '../../store/domain/sorting.ts';

export interface BrowseTab {
	/** undefined: all algorithms. */
	readonly algorithm?: string;
	readonly label: string;
	readonly count: number;
}

/** What decides which rows are shown, and how they stand. */
export interface BrowseQuestion {
	readonly algorithm?: string;
	readonly filter: string;
	/** undefined: best first by the configured objective in an algorithm's tab, else newest first. */
	readonly sort?: SortKey;
}

export interface BrowseView {
	readonly rows: readonly Model[];
	/** The last filter that could be read stays in force while this one cannot. */
	readonly filterError?: QueryError;
	readonly objective?: Objective;
	readonly sort: SortKey;
	/** Models of the tab before the filter. */
	readonly inTab: number;
}

export const newestFirst: SortKey = {field: {kind: 'time'}, order: 'natural'};

/** All, then each algorithm by name; compared without case. */
export const tabsOf = remember((models: readonly Model[]): readonly BrowseTab[] => {
	const counts = new Map<string, {label: string; count: number}>();
	for (const {algorithm} of models) {
		const known = counts.get(algorithm.toLowerCase());
		if (known) known.count++;
		else counts.set(algorithm.toLowerCase(), {label: algorithm, count: 1});
	}
	const tabs = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([algorithm, {label, count}]) => ({algorithm, label, count}));
	return [{label: 'All', count: models.length}, ...tabs];
});

const inTab = remember((models: readonly Model[], algorithm: string | undefined): readonly Model[] =>
	algorithm === undefined ? models : models.filter(model => model.algorithm.toLowerCase() === algorithm),
);

const filtered = remember((models: readonly Model[], filter: string): {rows: readonly Model[]; error?: QueryError} => {
	const parsed = parseQuery(filter);
	return 'ok' in parsed ? {rows: runQuery(parsed.ok, models, {now: Date.now()})} : {rows: models, error: parsed.error};
});

const sorted = remember((models: readonly Model[], sort: SortKey, config: Config): readonly Model[] =>
	sort === newestFirst ? models : sortModels(models, sort, config),
);

/** The objective that ranks a tab: its algorithm's; on All the one of `*`. */
export const objectiveOf = remember((config: Config, algorithm: string | undefined): Objective | undefined => configuredObjective(config, algorithm ?? '*'));

const objectiveSort = remember((objective: Objective): SortKey => ({
	field: {kind: 'metric', metric: objective.metric, dataset: objective.dataset},
	order: 'natural',
}));

/** Rows for a question. The same arrays as before where nothing that they depend on changed. */
export function browseView({models, config}: Pick<Snapshot, 'models' | 'config'>, {algorithm, filter, sort}: BrowseQuestion): BrowseView {
	const objective = objectiveOf(config, algorithm);
	const ofTab = inTab(models, algorithm);
	const best = algorithm !== undefined && objective?.direction !== undefined ? objectiveSort(objective) : newestFirst;
	const {rows, error} = filtered(ofTab, filter);
	return {rows: sorted(rows, sort ?? best, config), filterError: error, objective, sort: sort ?? best, inTab: ofTab.length};
}

/** Keeps the last answer of a pure function for arguments that are the same, not just equal. */
function remember<Args extends readonly unknown[], Answer>(answer: (...args: Args) => Answer): (...args: Args) => Answer {
	let last: {args: Args; answer: Answer} | undefined;
	return (...args) => {
		if (last?.args.length === args.length && last.args.every((arg, index) => arg === args[index])) return last.answer;
		last = {args, answer: answer(...args)};
		return last.answer;
	};
}
