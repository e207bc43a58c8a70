/** Why a cleanup keeps or removes a model, in a few words: raw text, as names stand in it as they are. */

import {ageWords} from './age.ts';
import {formatMetricRef} from './metric-ref.ts';
import type {Model} from './model.ts';
import type {KeepReason, Policy, RemoveReason, UnrankedReason} from './retention.ts';

/** The model that a reason is of, and what ranks. */
export interface Ranked extends Pick<Policy, 'metric' | 'dataset'> {
	readonly model: Model;
}

/**
 * `3rd best on imdb`, `tag keep`, `never tested, 13 days old`, `outranked: 41st on imdb`.
 *
 * @param ranked tells what a model without a rank was not tested on
 */
export function reasonWords(reason: KeepReason | RemoveReason, {foldSeeds}: Pick<Policy, 'foldSeeds'>, ranked?: Ranked): string {
	switch (reason.kind) {
		case 'top': {
			const best = reason.rank === 1 ? 'best' : `${ordinal(reason.rank)} best`;
			return best + (foldSeeds ? ' configuration' : '') + onDataset(reason.dataset);
		}
		case 'best-elsewhere':
			return `best by ${formatMetricRef(reason)}`;
		case 'tag':
			return `${reason.tags.length === 1 ? 'tag' : 'tags'} ${reason.tags.join(', ')}`;
		case 'version':
			return `version ${reason.family}/v${reason.version}`;
		case 'parent':
			return `parent of ${reason.of}`;
		case 'link-target':
			return `${reason.from} points to it`;
		case 'young':
			return youngWords(reason.ageMs);
		case 'growing':
			return 'is being written';
		case 'unreadable':
			return 'unreadable sidecar';
		case 'missing':
			return 'missing artifact';
		case 'untracked':
			return 'untracked: no sidecar';
		case 'stale':
			return 'cannot be read now';
		case 'bad-name':
			return 'a name that is not UTF-8';
		case 'unranked': {
			const why = unrankedWords(reason.why, ranked ? [ranked.model] : [], ranked);
			return 'ageMs' in reason ? `${why}, ${oldWords(reason.ageMs)}` : why;
		}
		case 'configuration':
			return `same configuration as ${reason.of}`;
		case 'outranked':
			return `outranked: ${ordinal(reason.rank)}${foldSeeds ? ' configuration' : ''}${onDataset(reason.dataset)}`;
		case 'hand':
			return 'by hand';
	}
}

/** `never tested`, `not tested on imdb`, `not comparable`, `result is no number`: the same of one model as of many. */
export function unrankedWords(why: UnrankedReason, models: readonly Model[], of?: Pick<Policy, 'metric' | 'dataset'>): string {
	switch (why) {
		case 'not-tested':
			return notTestedWords(models, of);
		case 'not-comparable':
			return 'not comparable';
		case 'no-number':
			return 'result is no number';
	}
}

function notTestedWords(models: readonly Model[], of: Pick<Policy, 'metric' | 'dataset'> | undefined): string {
	if (!of) return 'not tested';
	if (models.every(({tests}) => tests.length === 0)) return 'never tested';
	const {metric, dataset} = of;
	// What was tested on the dataset has no result of the metric.
	const isOnDataset = models.some(({tests}) => tests.some(test => test.dataset === dataset));
	return dataset === undefined || isOnDataset ? `not tested for ${formatMetricRef({metric, dataset})}` : `not tested${onDataset(dataset)}`;
}

/** `1st`, `22nd`, `113th`. */
export function ordinal(rank: number): string {
	const [tens, ones] = [rank % 100, rank % 10];
	if (tens >= 11 && tens <= 13) return `${rank}th`;
	return `${rank}${ones === 1 ? 'st' : ones === 2 ? 'nd' : ones === 3 ? 'rd' : 'th'}`;
}

/** `best 6, paper 3`, in the order in which they first come; of one name the count is that of the group. */
export function counts(names: readonly string[]): string {
	const groups = [...Map.groupBy(names, name => name)];
	return groups.map(([name, same]) => (groups.length === 1 ? name : `${name} ${same.length}`)).join(', ');
}

/** ` on imdb`; nothing for results without a dataset. */
export function onDataset(dataset: string | undefined): string {
	return dataset === undefined ? '' : ` on ${dataset}`;
}

function youngWords(ageMs: number): string {
	if (ageMs === Infinity) return 'its age is not known';
	return ageMs >= 0 ? `young: ${oldWords(ageMs)}` : 'its time is still to come';
}

function oldWords(ageMs: number): string {
	return `${ageWords(ageMs)} old`;
}
