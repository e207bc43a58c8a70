/** Which model a script is to run: the one that is named, the best, or a new one; and why. Pure. */

import type {Best} from '../store/domain/best.ts';
import {nearestName} from '../store/domain/identifier.ts';
import {unitOf} from '../store/domain/objective.ts';
import type {Model} from '../store/domain/model.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {inOneLine, UserError} from '../store/domain/user-error.ts';
import {bestsOf, noResult} from './best-choice.ts';
import {modelLookup} from './model-lookup.ts';
import {isSameText, onlyAlgorithm} from './select.ts';
import {formatNumber} from './text.ts';
import {counted} from './words.ts';

/** What is asked for. */
export interface RunRequest {
	/** A model, as every command takes it: it is the one, whatever else is asked for. */
	readonly id?: string;
	/** Absent: the only one that there is. */
	readonly algorithm?: string;
	/** On which the best is to be tested; absent: the objective's, else the only one. */
	readonly dataset?: string;
	/** By which it is the best; absent: the objective. */
	readonly metric?: string;
	/** Only among models that match a query. */
	readonly where?: string;
	/** A new one is trained. */
	readonly training?: boolean;
}

/** `why` is a sentence, raw. */
export type RunChoice =
	| {readonly kind: 'named'; readonly model: Model; readonly why: string}
	| {readonly kind: 'best'; readonly model: Model; readonly best: Best; readonly why: string}
	| {readonly kind: 'new'; readonly algorithm: string; readonly why: string};

/**
 * Chooses: the model that is named; else, when not training, the best on the dataset; else, also where no model was tested there, a new run. The best is the
 * one that `mreg best` prints. Whether its artifact is there is for the caller to see.
 *
 * @param now milliseconds since 1970, for ages in the query
 * @throws UserError `not-found` and `ambiguous` for a name, `usage` where several algorithms or datasets could be meant, `unset-direction`, and `not-found` for a
 * metric that no test has
 */
export function resolveModel(snapshot: Snapshot, request: RunRequest, now: number): RunChoice {
	const {id, training = false} = request;
	if (id !== undefined) return named(snapshot, {...request, id});
	const algorithm = spelledAs(snapshot.models, request.algorithm ?? algorithmOf(snapshot.models));
	if (training) return {kind: 'new', algorithm, why: `Training: a new run.${firstOf(snapshot.models, algorithm)}`};
	try {
		return bestChoice(snapshot, {...request, algorithm}, now);
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'nothing-matched') throw error;
		return {kind: 'new', algorithm, why: whyNew(snapshot, {...request, algorithm}, error)};
	}
}

/** An algorithm as the models spell it that have it, the newest first; as it was typed where none has. */
function spelledAs(models: readonly Model[], algorithm: string): string {
	return models.find(model => isOf(model, algorithm))?.algorithm ?? algorithm;
}

function isOf(model: Model, algorithm: string): boolean {
	return model.algorithm.toLowerCase() === algorithm.toLowerCase();
}

/** What is said where others have models, and this algorithm has none: it may be a slip. */
function firstOf(models: readonly Model[], algorithm: string): string {
	if (models.length === 0 || models.some(model => isOf(model, algorithm))) return '';
	const nearest = nearestName(
		algorithm.toLowerCase(),
		models.map(model => model.algorithm.toLowerCase()),
	);
	return ` There is no model of ${algorithm} yet.${nearest === undefined ? '' : ` Did you mean ${inOneLine(nearest)}?`}`;
}

function whyNew({models}: Snapshot, {algorithm, dataset}: RunRequest & {readonly algorithm: string}, {message, hint = ''}: UserError): string {
	const own = models.filter(model => isOf(model, algorithm));
	const isUntested = dataset !== undefined && !own.some(({tests}) => tests.some(test => test.dataset !== undefined && isSameText(test.dataset, dataset)));
	const why =
		own.length === 0 ? `There is no model of ${algorithm} yet` : isUntested ? `No model of ${algorithm} was tested on ${dataset}` : message.replace(/\.$/u, '');
	// A slip of the fingers begins a training, too.
	return `${why}: a new run.${hint.startsWith('Did you mean') ? ` ${hint}` : ''}`;
}

function named(snapshot: Snapshot, {id, algorithm}: RunRequest & {readonly id: string}): RunChoice {
	const model = modelLookup(snapshot)(id);
	if (algorithm !== undefined && !isOf(model, algorithm)) {
		throw new UserError('usage', `${model.id} is a model of ${model.algorithm}, not of ${algorithm}.`, {
			hint: 'Leave out the algorithm, or name another model.',
		});
	}
	return {kind: 'named', model, why: `Named: ${model.id}.`};
}

function bestChoice(snapshot: Snapshot, {algorithm, dataset, metric, where}: RunRequest & {readonly algorithm: string}, now: number): RunChoice {
	const bests = bestsOf(snapshot, {algo: algorithm, dataset, metric, where}, now);
	const [best] = bests.found;
	if (!best) throw noResult(bests);
	if (bests.found.length > 1) throw severalDatasets(bests.found);
	return {kind: 'best', model: best.model, best, why: bestWords(best, unitOf(snapshot.config, best.metric))};
}

function bestWords({of, dataset, metric, score, leftOut}: Best, unit: string | undefined): string {
	const on = dataset === undefined ? '' : ` on ${dataset}`;
	const others = leftOut.length === 0 ? '' : ` (${counted(leftOut.length, 'result')} measured on other data left out)`;
	return `Best of ${of}${on}: ${metric} ${formatNumber(score.value)}${unit === undefined ? '' : ` ${unit}`}${others}.`;
}

function algorithmOf(models: readonly Model[]): string {
	const only = models.length === 0 ? undefined : onlyAlgorithm(models);
	if (only !== undefined) return only;
	const names = [...new Set(models.map(({algorithm}) => algorithm.toLowerCase()))].sort().map(inOneLine);
	const hint =
		names.length === 0
			? 'There are no models yet: name it with --algo.'
			: `Choose with --algo: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`;
	throw new UserError('usage', 'Of which algorithm?', {hint});
}

function severalDatasets(found: readonly Best[]): UserError {
	const names = found.map(({dataset}) => inOneLine(dataset ?? '(no dataset)'));
	return new UserError('usage', `There is a best model on each of ${found.length} datasets.`, {
		hint: `Choose with --dataset: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`,
	});
}
