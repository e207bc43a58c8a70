/** Models to compare, made from what matters in a comparison. */

import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {madeModel} from './made-models.ts';

export interface Made {
	readonly algorithm?: string;
	readonly params?: JsonObject;
	/** By dataset: the value of `total_time`, or all metrics. */
	readonly on?: Readonly<Record<string, number | JsonObject>>;
	/** By dataset, where it is not 100. */
	readonly queries?: Readonly<Record<string, number>>;
	readonly notes?: string;
	readonly tags?: readonly string[];
}

/** A model called `name`. */
export function comparable(name: string, {algorithm = 'net', params, on = {}, queries = {}, notes = '', tags = []}: Made = {}): Model {
	return madeModel(`Net/Model/${name}`, {
		model_id: name,
		algorithm,
		training: {dataset: 'imdb', hyperparams: params ?? {}},
		testing: Object.entries(on).map(([dataset, said]) => ({
			dataset,
			num_queries: queries[dataset] ?? 100,
			performance: typeof said === 'number' ? {total_time: said} : said,
		})),
		notes,
		tags,
	});
}
