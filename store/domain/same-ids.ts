/** Models of one algorithm that have one id. */

import type {Model} from './model.ts';

/** The groups of two and more, each in the order of the models. */
export function sameIds(models: readonly Model[]): ReadonlyArray<readonly [Model, Model, ...Model[]]> {
	// Ids alone first: that tells at once where there is nothing to do.
	const ids = new Set<string>();
	const twice = new Set<string>();
	for (const {id} of models) {
		if (ids.has(id)) twice.add(id);
		else ids.add(id);
	}
	const groups = new Map<string, [Model, ...Model[]]>();
	for (const model of models) {
		if (!twice.has(model.id)) continue;
		const name = `${model.algorithm.toLowerCase()}\0${model.id}`;
		const group = groups.get(name);
		if (group) group.push(model);
		else groups.set(name, [model]);
	}
	return [...groups.values()].flatMap(([first, second, ...rest]) => (second ? [[first, second, ...rest] as const] : []));
}
