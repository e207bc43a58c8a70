/** Which model is run: the choice as the registry answers with it. */

import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {Json} from '../../store/domain/json.ts';
import {modelRecord, type ModelRecord} from './model-record.ts';
import {resolvedModel, type ResolveRequest} from './resolve-model.ts';

/** The model that was chosen. */
export interface ResolvedModel {
	/** `named`: it was asked for by its ID; `best`: it is the best on the dataset; `new`: it is to be trained. */
	readonly choice: 'named' | 'best' | 'new';
	/** Of a new run one that nothing has yet. */
	readonly id: string;
	readonly algorithm: string;
	/** Of its artifact, absolute; of a new run where that would lie; null where it is missing. */
	readonly path: string | null;
	/** null of a new run. */
	readonly model: ModelRecord | null;
	/** By which it is the best; null where it was not chosen for that. */
	readonly metric: string | null;
	readonly dataset: string | null;
	readonly value: number | null;
	/** Of a new run those that were given, else those of its training. */
	readonly hyperparams: Readonly<Record<string, Json>>;
	/** What was chosen and why, and whether its artifact is missing; a sentence or two. */
	readonly why: string;
}

export function resolvedIn(snapshot: Snapshot, request: ResolveRequest, now: number): ResolvedModel {
	const {path, model, metric, dataset, value, ...rest} = resolvedModel(snapshot, request, now);
	return {
		...rest,
		path: path ?? null,
		model: model ? modelRecord(model) : null,
		metric: metric ?? null,
		dataset: dataset ?? null,
		value: value ?? null,
	};
}
