/** Which models others name as what they were trained from, for those that must not lose it. */

import type {Model} from './model.ts';
import {parentRefsOf} from './parents.ts';

/** By the model that names them. */
export type Parents = ReadonlyMap<Model, readonly Model[]>;

/**
 * The parents of models (see `parents.ts`) among those that a cleanup is about. Where several models have a name, all of them are meant.
 *
 * @param all of the registry: who may name a parent
 * @param models of them, among which the parents are looked for
 */
export function parentsIn(all: readonly Model[], models: readonly Model[]): Parents {
	const refs = parentRefsOf(all);
	const parents = new Map<Model, readonly Model[]>();
	if (refs.size === 0) return parents;
	const looked = new Set(models);
	for (const [child, named] of refs) {
		const found = new Set(named.flatMap(ref => ref.models.filter(model => model !== child && looked.has(model))));
		if (found.size > 0) parents.set(child, [...found]);
	}
	return parents;
}
