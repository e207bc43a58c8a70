/** What the rows of a leaderboard are called beside their algorithm. */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {isConfiguration, modelsOf, type Configuration} from '../store/domain/configuration.ts';
import type {Config} from '../store/domain/config.ts';
import {own, type Json} from '../store/domain/json.ts';
import type {Contender} from '../store/domain/leaderboard.ts';
import type {Model} from '../store/domain/model.ts';
import {shortParam} from '../store/domain/short-names.ts';
import {formatNumber, safeText} from './text.ts';
import {counted, valueWords} from './words.ts';

/** What tells the configurations of an algorithm apart. */
interface Varying {
	readonly params: readonly string[];
	readonly dataset: boolean;
	readonly queries: boolean;
}

/**
 * The names of rows beside their algorithm: a model's id, the hyperparameters in which a configuration differs from the others of its algorithm
 * (`lr 3e-4 ep 200`), how many models an algorithm has.
 *
 * @param nameOf what a model is called
 */
export function rowNames(
	contenders: readonly Contender[],
	{seedKeys, nameOf}: Pick<Config, 'seedKeys'> & {readonly nameOf: (model: Model) => string},
): (contender: Contender) => SafeText {
	const groups = new Map<string, Configuration[]>();
	for (const {rows, algorithm} of contenders) {
		const [row] = rows;
		if (!row || rows.length > 1 || !isConfiguration(row)) continue;
		const same = groups.get(algorithm.toLowerCase());
		if (same) same.push(row);
		else groups.set(algorithm.toLowerCase(), [row]);
	}
	const varying = new Map([...groups].map(([algorithm, rows]) => [algorithm, varyingIn(rows, seedKeys)]));
	return ({kind, rows, algorithm}) => {
		const [row] = rows;
		if (!row) return safe``;
		if (kind === 'algorithm') {
			const models = rows.reduce((sum, one) => sum + modelsOf(one).length, 0);
			return counted(models, 'model');
		}
		const known = varying.get(algorithm.toLowerCase());
		return known && isConfiguration(row) ? configurationName(row, known, nameOf) : safeText(nameOf(modelsOf(row)[0]));
	};
}

/** With one configuration alone nothing differs: its first hyperparameters are its name. */
const fewParams = 2;

function varyingIn(rows: readonly Configuration[], seedKeys: readonly string[]): Varying {
	const values = new Map<string, Set<string>>();
	const [datasets, queries] = [new Set<string | undefined>(), new Set<number | undefined>()];
	const names = new Set<string>();
	for (const {models} of rows) for (const name of Object.keys(paramsOf(models[0]))) if (!seedKeys.includes(name)) names.add(name);
	for (const {models} of rows) {
		const [model] = models;
		datasets.add(model.training?.dataset);
		queries.add(model.training?.num_queries);
		for (const name of names) {
			const seen = values.get(name) ?? new Set<string>();
			values.set(name, seen);
			// One more than one is all there is to know.
			if (seen.size < 2) seen.add(JSON.stringify(own(paramsOf(model), name) ?? null));
		}
	}
	const differing = [...names].filter(name => (values.get(name)?.size ?? 0) > 1);
	const [dataset, count] = [datasets.size > 1, queries.size > 1];
	return {params: differing.length > 0 || dataset || count ? differing : [...names].slice(0, fewParams), dataset, queries: count};
}

function configurationName({models}: Configuration, {params, dataset, queries}: Varying, nameOf: (model: Model) => string): SafeText {
	const [model] = models;
	const parts = params.map(name => safe`${safeText(shortParam(name))} ${paramText(own(paramsOf(model), name))}`);
	if (dataset) parts.push(safe`on ${safeText(model.training?.dataset ?? '–')}`);
	if (queries) parts.push(safe`${model.training?.num_queries === undefined ? safe`–` : formatNumber(model.training.num_queries)} q`);
	return parts.length > 0 ? joinSafe(parts, safe` `) : safeText(nameOf(model));
}

function paramsOf({training}: Model): {readonly [name: string]: Json} {
	return training?.hyperparams ?? {};
}

function paramText(value: Json | undefined): SafeText {
	return value === undefined || value === null ? safe`–` : valueWords(value);
}
