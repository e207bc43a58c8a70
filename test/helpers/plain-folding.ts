/** Which models are alike but for a seed and what such a configuration counts for, read as plainly as can be. */

import {isDeepStrictEqual} from 'node:util';
import {inOrder, isRawBetter, newestFirst, said, type RawModel, type RawResult, type Way} from './plain-reading.ts';

/** One model, or all that are alike but for a seed. */
export interface RawRow {
	/** Newest first. */
	readonly models: readonly RawModel[];
	readonly expected: number;
	readonly isFolded: boolean;
}

function hyperparamsOf({content}: RawModel): object {
	const found = said(said(content, 'training'), 'hyperparams');
	return typeof found === 'object' && found !== null ? found : {};
}

function withoutSeeds(model: RawModel, seedKeys: readonly string[]): Map<string, unknown> {
	return new Map(Object.entries(hyperparamsOf(model)).filter(([name, value]) => !seedKeys.includes(name) && value !== null));
}

function saysSeed(model: RawModel, seedKeys: readonly string[]): boolean {
	return seedKeys.some(name => (said(hyperparamsOf(model), name) ?? null) !== null);
}

/** How many different seeds models name; of several seed keys of one model the first counts. */
function seedsAmong(models: readonly RawModel[], seedKeys: readonly string[]): number {
	const seeds = models.map(model => seedKeys.map(name => said(hyperparamsOf(model), name)).find(seed => seed !== undefined));
	return new Set(seeds.map(seed => JSON.stringify(seed))).size;
}

function algorithmOf({content}: RawModel): string {
	const name = said(content, 'algorithm');
	return typeof name === 'string' ? name.toLowerCase() : '';
}

/** Algorithm and training dataset. */
function isOneFamily(a: RawModel, b: RawModel): boolean {
	return algorithmOf(a) === algorithmOf(b) && said(said(a.content, 'training'), 'dataset') === said(said(b.content, 'training'), 'dataset');
}

/** Whether two models differ in nothing but a seed, which both name. */
export function areAlike(a: RawModel, b: RawModel, seedKeys: readonly string[]): boolean {
	return (
		[a, b].every(model => saysSeed(model, seedKeys)) &&
		isOneFamily(a, b) &&
		said(said(a.content, 'training'), 'num_queries') === said(said(b.content, 'training'), 'num_queries') &&
		isDeepStrictEqual(withoutSeeds(a, seedKeys), withoutSeeds(b, seedKeys))
	);
}

/** The rows in the order of the models. */
export function rawRows(models: readonly RawModel[], seedKeys: readonly string[]): readonly RawRow[] {
	const groups: RawModel[][] = [];
	for (const model of models) {
		const group = groups.find(([first]) => first && areAlike(first, model, seedKeys));
		if (group) group.push(model);
		else groups.push([model]);
	}
	return groups.map(group => {
		const [first] = group;
		const seeds = (of: readonly RawModel[]) => seedsAmong(of, seedKeys);
		const sizes = groups.filter(other => first && other[0] && saysSeed(other[0], seedKeys) && seeds(other) > 1 && isOneFamily(other[0], first)).map(seeds);
		const often = (size: number) => sizes.filter(other => other === size).length;
		const usual = sizes.reduce((best, size) => (often(size) > often(best) || (often(size) === often(best) && size > best) ? size : best), 1);
		const expected = first && saysSeed(first, seedKeys) ? Math.max(seeds(group), usual) + group.length - seeds(group) : 1;
		return {models: newestFirst(group), expected, isFolded: expected > 1};
	});
}

export interface RawScore {
	readonly row: RawRow;
	readonly value: number;
	/** Best first. */
	readonly results: readonly RawResult[];
}

/** The mean of the results that a row has among these; undefined where it has none, or infinities of both signs. */
export function rawScore(row: RawRow, among: readonly RawResult[], direction: Way): RawScore | undefined {
	const results = inOrder(
		among.filter(({key}) => row.models.some(model => model.key === key)),
		row.models,
		direction,
	);
	const values = results.map(({value}) => value);
	const [first] = values;
	if (first === undefined) return undefined;
	const value = values.every(one => one === first) ? first : values.reduce((sum, one) => sum + one, 0) / values.length;
	return Number.isNaN(value) ? undefined : {row, value, results};
}

/** Best first; of equal ones that with the newer newest model, then the key. */
export function scoresInOrder(scores: readonly RawScore[], direction: Way): readonly RawScore[] {
	return [...scores].sort((a, b) => {
		if (a.value !== b.value) return isRawBetter(a.value, b.value, direction) ? -1 : 1;
		const [one, two] = [a.row.models[0], b.row.models[0]];
		return one && two && newestFirst([one, two])[0] === one ? -1 : 1;
	});
}

/** The middle one; of an even number the better of the two. */
export function rawMedian({results}: RawScore): string | undefined {
	return results[Math.ceil(results.length / 2) - 1]?.key;
}
