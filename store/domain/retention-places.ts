/** The places that a cleanup goes by: who is among the best, and where the others stand. */

import type {Config} from './config.ts';
import type {Model} from './model.ts';
import {placeOf} from './ranking.ts';
import type {AlgorithmFacts, Order} from './retention-facts.ts';
import type {KeepReason, Policy, UnrankedReason} from './retention.ts';

/** Counted from 1; of equal ones the newer is before. */
export interface RetentionPlace {
	readonly rank: number;
	readonly dataset?: string;
}

export interface RetentionPlaces {
	/** Why models are among the best N, their best place first. */
	readonly top: ReadonlyMap<Model, ReadonlyArray<Extract<KeepReason, {kind: 'top'}>>>;
	/** The best place of each model that has a rank. */
	readonly best: ReadonlyMap<Model, RetentionPlace>;
	/** Why a model has none. */
	readonly whyUnranked: (model: Model) => UnrankedReason;
}

/** The orders that a policy ranks by: that of its dataset, or all. */
export function ordersOf(facts: AlgorithmFacts, {metric, direction, dataset, foldSeeds}: Policy, {seedKeys}: Pick<Config, 'seedKeys'>): readonly Order[] {
	return facts.orders({metric, direction, dataset}, foldSeeds ? {seedKeys} : undefined);
}

/**
 * Who stands where. What is missing takes no place: to keep five means five that are there.
 *
 * @param orders those that the policy ranks by
 */
export function placesOf(orders: readonly Order[], policy: Policy): RetentionPlaces {
	const top = new Map<Model, Array<Extract<KeepReason, {kind: 'top'}>>>();
	const best = new Map<Model, RetentionPlace>();
	for (const {standing, rows} of orders) {
		const {dataset} = standing;
		let rank = 1;
		for (const {models, measured} of rows) {
			const place = {rank, dataset};
			for (const model of measured) if (rank < (best.get(model)?.rank ?? Infinity)) best.set(model, place);
			if (models.every(({state}) => state === 'missing')) continue;
			if (rank <= policy.keep) for (const model of models) put(top, model, {kind: 'top', ...place});
			rank++;
		}
	}
	for (const reasons of top.values()) reasons.sort((a, b) => a.rank - b.rank);
	return {top, best, whyUnranked: model => whyUnranked(model, orders, policy)};
}

function put<Value>(lists: Map<Model, Value[]>, model: Model, value: Value): void {
	const list = lists.get(model);
	if (list) list.push(value);
	else lists.set(model, [value]);
}

function whyUnranked(model: Model, orders: readonly Order[], {metric, direction, dataset: only}: Policy): UnrankedReason {
	const datasets = only === undefined ? new Set(model.tests.map(({dataset}) => dataset)) : [only];
	let hasNoNumber = false;
	for (const dataset of datasets) {
		const standing = orders.find(order => order.standing.dataset === dataset)?.standing;
		const place = placeOf(standing ?? {metric, dataset, direction, values: new Float64Array()}, model);
		if (place.kind === 'left-out') return 'not-comparable';
		// A place without a rank: the mean of its configuration is no number.
		if (place.kind === 'ranked' || place.why === 'NaN' || place.why === 'text') hasNoNumber = true;
	}
	return hasNoNumber ? 'no-number' : 'not-tested';
}
