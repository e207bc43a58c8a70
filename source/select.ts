/** Which models are meant: the filters that commands and the library share, and how models are named in what is printed. Pure. */

import {safe, type SafeText} from '../components/safe-text.ts';
import {nearestName} from '../store/domain/identifier.ts';
import {defaultConfig} from '../store/domain/config.ts';
import type {Model} from '../store/domain/model.ts';
import {parseQuery, runQuery, type Query, type QueryContext} from '../store/domain/query.ts';
import {byAlgorithm, ranksOf} from '../store/domain/ranks.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {namesIn} from '../store/domain/sorting.ts';
import {inOneLine, UserError} from '../store/domain/user-error.ts';
import {displayWidth} from './table.ts';
import {safeText} from './text.ts';

/** The algorithm of all of the models, in lower case, if it is one: each has an objective of its own. */
export function onlyAlgorithm(models: readonly Model[]): string | undefined {
	const first = models[0]?.algorithm.toLowerCase();
	return models.every(({algorithm}) => algorithm.toLowerCase() === first) ? first : undefined;
}

/** The models of an algorithm, compared without case; all of them where none is named. @throws UserError `nothing-matched` */
export function ofAlgorithm(models: readonly Model[], algorithm: string | undefined): readonly Model[] {
	if (algorithm === undefined) return models;
	const found = models.filter(model => model.algorithm.toLowerCase() === algorithm.toLowerCase());
	if (found.length > 0) return found;
	throw new UserError('nothing-matched', `No model is of the algorithm "${algorithm}".`, {
		hint: known(
			'algorithms',
			algorithm,
			models.map(model => model.algorithm),
		),
	});
}

/** What lets models through; what is undefined lets all through. */
export interface Filter {
	/** The algorithm, upper or lower case. */
	readonly algo?: string;
	/** Trained on it. */
	readonly dataset?: string;
	/** It has all of these. */
	readonly tags?: readonly string[];
	/** A query. */
	readonly where?: string;
}

/** What `matchingModels` needs besides the options; `all` is taken from the models. */
export interface Matching extends Omit<QueryContext, 'all' | 'isBest' | 'isComparable'> {
	/** The query of `--where`, where it was read before (see `parseWhere`). */
	readonly query?: Query;
}

/**
 * The models that all of `--algo`, `--dataset` (trained on), `--tags` (every one) and `--where` let through,
 * in their order, or sorted and cut where the query says so.
 *
 * @param models all of the registry
 * @throws UserError `usage` for a query that cannot be read, `nothing-matched` where they let through none
 */
export function matchingModels(models: readonly Model[], options: Filter, matching: Matching): readonly Model[] {
	const query = matching.query ?? parseWhere(options.where, models);
	let found = ofAlgorithm(models, options.algo);
	if (options.dataset !== undefined) found = trainedOn(found, options.dataset);
	if (options.tags !== undefined) found = tagged(found, options.tags);
	if (query === undefined) return found;
	const {now, config = defaultConfig, lastVisit} = matching;
	// What is gone is only listed.
	const there = models.some(({state}) => state === 'gone') ? models.filter(({state}) => state !== 'gone') : models;
	const ranks = remembered(() => ranksOf(byAlgorithm(there), {models: there, config}));
	const matched = runQuery(query, found, {now, config, lastVisit, isBest: model => ranks().isBest(model), all: there});
	if (matched.length > 0) return matched;
	throw new UserError('nothing-matched', `None of ${found.length} models matches "${options.where ?? ''}".`);
}

/** Found when it is first asked for. */
export function remembered<Value>(make: () => Value): () => Value {
	let value: Value | undefined;
	return () => (value ??= make());
}

function trainedOn(models: readonly Model[], dataset: string): readonly Model[] {
	const found = models.filter(model => model.training?.dataset !== undefined && isSameText(model.training.dataset, dataset));
	if (found.length > 0) return found;
	throw new UserError('nothing-matched', `None of ${models.length} models was trained on "${dataset}".`, {
		hint: known(
			'training datasets',
			dataset,
			models.flatMap(model => model.training?.dataset ?? []),
		),
	});
}

function tagged(models: readonly Model[], tags: readonly string[]): readonly Model[] {
	const found = models.filter(model => tags.every(tag => model.tags.some(own => isSameText(own, tag))));
	if (found.length > 0) return found;
	const names = models.flatMap(model => model.tags);
	const unknown = tags.find(tag => !names.some(name => isSameText(name, tag)));
	if (unknown === undefined) throw new UserError('nothing-matched', `None of ${models.length} models has all of these tags.`);
	throw new UserError('nothing-matched', `None of ${models.length} models has the tag "${unknown}".`, {hint: known('tags', unknown, names)});
}

/** One text may be written in two ways in Unicode: a Korean tag typed on macOS is still the tag. */
export function isSameText(a: string, b: string): boolean {
	return a === b || a.normalize('NFC') === b.normalize('NFC');
}

/**
 * The query of `--where`, if it is given.
 *
 * @param models all of the registry: a field that none of them has is an error
 * @throws UserError `usage`, with a caret below the place
 */
export function parseWhere(text: string | undefined, models: readonly Model[]): Query | undefined {
	if (text === undefined) return undefined;
	const parsed = parseQuery(text, namesIn(models));
	if ('ok' in parsed) return parsed.ok;
	const {start, end, message, nearest} = parsed.error;
	const line = text.replaceAll(/\s/g, ' ');
	const cells = (from: number, to: number) => displayWidth(safeText(line.slice(from, to)));
	const caret = `${' '.repeat(cells(0, start))}${'^'.repeat(Math.max(1, cells(start, end)))}`;
	throw new UserError('usage', `The query cannot be read: ${message}.`, {
		hint: `  ${line}\n  ${caret}${nearest === undefined ? '' : `\nDid you mean ${nearest}?`}`,
	});
}

/** The nearest of the names that there are, or a few of them. */
export function known(what: string, wanted: string, names: readonly string[]): string | undefined {
	const distinct = [...new Set(names)].sort().map(inOneLine);
	const nearest = nearestName(wanted.toLowerCase(), distinct);
	if (nearest !== undefined) return `Did you mean ${nearest}?`;
	if (distinct.length === 0) return `There are no ${what}.`;
	return `The ${what}: ${distinct.slice(0, 12).join(', ')}${distinct.length > 12 ? ` and ${distinct.length - 12} more` : ''}.`;
}

/**
 * What prints a model's name so that it can be typed back: its id, or its key where another model has that id, too.
 *
 * @param models all of the registry
 */
export function namesFor(models: readonly Model[]): (model: Model) => string {
	const seen = new Set<string>();
	const taken = new Set<string>();
	for (const {id} of models) {
		const name = id.normalize('NFC');
		if (seen.has(name)) taken.add(name);
		else seen.add(name);
	}
	// A key decides before an id.
	for (const {key, id} of models) if (key !== id && seen.has(key)) taken.add(key);
	return model => (taken.has(model.id.normalize('NFC')) ? model.key : model.id);
}

/**
 * What ranks, and what is protected, needs the config: what it says must not be replaced by defaults in silence.
 *
 * @param unknown what cannot be told without it
 * @throws UserError `unreadable` while there is a config that cannot be read
 */
export function requireConfig({problems}: Snapshot, unknown = 'What ranks the models'): void {
	const problem = problems.find(({kind}) => kind === 'unreadable-config');
	if (!problem) return;
	const [reason = ''] = problem.message.split(' The defaults are used');
	throw new UserError('unreadable', `${unknown} is not known: ${reason}`, {hint: `Mend ${problem.path}; mreg list and mreg show work meanwhile.`});
}

/** Says on standard error that something could not be read; nothing where all is well. */
export function problemNotes(snapshot: Snapshot): readonly SafeText[] {
	const count = snapshot.problems.length;
	return count === 0 ? [] : [safe`${count} ${safeText(count === 1 ? 'problem' : 'problems')}: see mreg problems.`];
}
