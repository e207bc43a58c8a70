/** Registries with results, for journeys through ranks, comparisons and leaderboards. */

import fs from 'node:fs';
import path from 'node:path';
import {putModel} from './dashboard.ts';
import {temporaryFolder} from './temporary-folder.ts';

export interface TestedModel {
	readonly folder?: string;
	readonly params?: Readonly<Record<string, unknown>>;
	/** By dataset: the value of `total_time`, or all metrics. */
	readonly on?: Readonly<Record<string, unknown>>;
	/** By dataset, where it is not 113. */
	readonly queries?: Readonly<Record<string, number>>;
	readonly tags?: readonly string[];
	readonly notes?: string;
	/** Day of October 2024; the 1st unless told. */
	readonly day?: number;
}

/** Puts a model with these results into a registry, or in place of the one that is there. */
export function putTested(
	root: string,
	id: string,
	{folder = 'Mscn', params = {}, on = {}, queries = {}, tags = [], notes = '', day = 1}: TestedModel,
): string {
	return putModel(root, {
		id,
		folder,
		sidecar: {
			training: {dataset: 'production', trained_at: `2024-10-${String(day).padStart(2, '0')}T00:00:00`, hyperparams: params},
			testing: Object.entries(on).map(([dataset, said]) => ({
				dataset,
				num_queries: queries[dataset] ?? 113,
				tested_at: '2024-11-01T00:00:00',
				performance: typeof said === 'object' && said !== null ? said : {total_time: said},
			})),
			tags,
			notes,
		},
	});
}

/** A registry of these models, each named by its id. @param config text of mreg.config.json, or its content */
export function rankedRegistry(models: Readonly<Record<string, TestedModel>>, config?: string | object): string {
	const root = temporaryFolder();
	for (const [id, model] of Object.entries(models)) putTested(root, id, model);
	if (config !== undefined) fs.writeFileSync(configOf(root), typeof config === 'string' ? config : JSON.stringify(config));
	return root;
}

/** The config's path. */
export function configOf(root: string): string {
	return path.join(root, 'mreg.config.json');
}

/** Five seeds, four seeds of which one is missing, and one model without a seed; best first by `total_time@imdb`. */
export function seededRegistry(): string {
	const seeds = (lr: number, values: readonly number[], from: number) =>
		values.map((value, seed): [string, TestedModel] => [`lr${lr}_s${seed}`, {params: {lr, seed}, on: {imdb: value, tpch: value * 2}, day: from + seed}]);
	return rankedRegistry({
		...Object.fromEntries(seeds(0.1, [99, 100, 101, 102, 98], 1)),
		...Object.fromEntries(seeds(0.2, [120, 121, 122, 123], 10)),
		plain: {params: {lr: 0.3}, on: {imdb: 150, tpch: 300}, day: 20},
	});
}
