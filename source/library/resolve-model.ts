/** Choosing a model to run, for the library: what `mreg resolve` prints, as data. */

import type {Json} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {fileWord} from '../../store/domain/run-id.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {plannedRun} from '../../store/run-place.ts';
import {isThere} from '../../store/run-load.ts';
import {resolveModel, type RunRequest} from '../run-choice.ts';

export {resolveModel, type RunChoice, type RunRequest} from '../run-choice.ts';

/** What is asked for, and how a new run is to be made. */
export interface ResolveRequest extends RunRequest {
	/** What the id of a new run begins with; absent: the algorithm. */
	readonly name?: string;
	/** Of a new run. */
	readonly hyperparams?: Readonly<Record<string, Json>>;
}

/** The model that was chosen. */
export interface Resolved {
	readonly choice: 'named' | 'best' | 'new';
	/** Of a new run the id that it could have now. */
	readonly id: string;
	readonly algorithm: string;
	/** The absolute path of its artifact, of a new run of where that would lie; undefined where the artifact is missing. */
	readonly path: string | undefined;
	/** Undefined for a new run. */
	readonly model: Model | undefined;
	/** By which it is the best. */
	readonly metric: string | undefined;
	readonly dataset: string | undefined;
	readonly value: number | undefined;
	/** Of a new run those that were given, else those of its training. */
	readonly hyperparams: Readonly<Record<string, Json>>;
	/** What was chosen and why, and whether its artifact is missing: a sentence or two, raw. */
	readonly why: string;
}

/**
 * @param now milliseconds since 1970
 * @throws UserError as resolveModel, and where a new run cannot be called so
 */
export function resolvedModel(snapshot: Snapshot, {name, hyperparams = {}, ...request}: ResolveRequest, now: number): Resolved {
	const choice = resolveModel(snapshot, request, now);
	if (choice.kind === 'new') {
		const algorithm = fileWord(choice.algorithm, 'algorithm');
		const planned = plannedRun(snapshot.root, {algorithm, name: fileWord(name ?? algorithm, 'run'), at: now});
		return {choice: 'new', ...planned, algorithm, model: undefined, metric: undefined, dataset: undefined, value: undefined, hyperparams, why: choice.why};
	}
	const {model} = choice;
	const path = model.artifact && `${snapshot.root}/${model.artifact.path}`;
	const isPresent = path !== undefined && isThere(path);
	const best = choice.kind === 'best' ? choice.best : undefined;
	return {
		choice: choice.kind,
		id: model.id,
		algorithm: model.algorithm,
		path: isPresent ? path : undefined,
		model,
		metric: best?.metric,
		dataset: best?.dataset,
		value: best?.score.value,
		hyperparams: model.training?.hyperparams ?? {},
		why: isPresent ? choice.why : `${choice.why} Its model file is missing.`,
	};
}
