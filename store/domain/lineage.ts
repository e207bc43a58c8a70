/** Where models come from and what was made of them. */

import {registeredName} from './family.ts';
import type {Model} from './model.ts';
import {parentRefsOf, type ParentRef} from './parents.ts';

/** A model in the tree of another one. */
export interface LineageNode {
	/** Undefined: it is not in the registry. */
	readonly model?: Model;
	/** As the sidecar names it, or how the model is called; raw. */
	readonly name: string;
	/** Of one that is not in the registry, where it is known. */
	readonly digest?: string;
	/** It should be in the registry, and is not. */
	readonly isMissing?: true;
	/** It stands above on its own path: the lineage goes round. Nothing is below it. */
	readonly isCycle?: true;
	/** It stands elsewhere in the tree already, with what is beyond it. Nothing is below it here. */
	readonly isRepeated?: true;
	/** Further away from the model: of ancestors the parents, of descendants the children, by time. */
	readonly next: readonly LineageNode[];
}

export interface Lineage {
	readonly model: Model;
	readonly ancestors: readonly LineageNode[];
	readonly descendants: readonly LineageNode[];
}

/** A node and how many steps it is away from the model: 1 for parents and children. */
export interface PlacedNode {
	readonly node: LineageNode;
	readonly depth: number;
	/** The node from which it was reached; undefined: the model. */
	readonly from?: LineageNode;
}

/** The whole tree of a model, each other model with what is beyond it once. @param models of the registry, newest first */
export function lineageOf(model: Model, models: readonly Model[]): Lineage {
	const parents = parentRefsOf(models);
	if (parents.size === 0) return {model, ancestors: none, descendants: none};
	const children = childrenIn(models);
	return {
		model,
		ancestors: expanded(model, one => (parents.get(one) ?? []).flatMap(stepsOf)),
		descendants: expanded(model, one => (children.get(one) ?? []).map(child => ({model: child, name: registeredName(child)}))),
	};
}

/** The nodes of a tree, each before those beyond it, however deep it is. */
export function* nodesOf(nodes: readonly LineageNode[]): Iterable<PlacedNode> {
	const stack: PlacedNode[] = nodes.map(node => ({node, depth: 1})).reverse();
	for (let placed = stack.pop(); placed; placed = stack.pop()) {
		yield placed;
		const {node, depth} = placed;
		for (let index = node.next.length - 1; index >= 0; index--) {
			const next = node.next[index];
			if (next) stack.push({node: next, depth: depth + 1, from: node});
		}
	}
}

const none: readonly LineageNode[] = [];

/** The last answers: the tree is drawn anew with each move of a cursor. */
const known = new WeakMap<readonly Model[], ReadonlyMap<Model, readonly Model[]>>();

/** The models that name a model as their parent, the oldest first. */
function childrenIn(models: readonly Model[]): ReadonlyMap<Model, readonly Model[]> {
	const before = known.get(models);
	if (before) return before;
	const children = new Map<Model, Model[]>();
	for (const [child, refs] of [...parentRefsOf(models)].reverse()) {
		for (const parent of new Set(refs.flatMap(ref => ref.models))) {
			const others = children.get(parent);
			if (others) others.push(child);
			else children.set(parent, [child]);
		}
	}
	known.set(models, children);
	return children;
}

type Step = Omit<LineageNode, 'next' | 'isCycle' | 'isRepeated'>;

function stepsOf({name, digest, models, isMissing}: ParentRef): readonly Step[] {
	return models.length === 0 ? [{name, digest, ...(isMissing ? {isMissing} : {})}] : models.map(model => ({model, name: registeredName(model)}));
}

interface Frame {
	readonly model: Model;
	readonly steps: readonly Step[];
	readonly next: LineageNode[];
	at: number;
}

/** Without recursion, and each model once: lineages may be thousands of models long, and may meet again and again. */
function expanded(start: Model, stepsFrom: (model: Model) => readonly Step[]): readonly LineageNode[] {
	const frameOf = (model: Model): Frame => ({model, steps: stepsFrom(model), next: [], at: 0});
	const top = frameOf(start);
	const path = new Set([start]);
	const seen = new Set([start]);
	const stack = [top];
	for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
		const step = frame.steps[frame.at++];
		if (!step) {
			stack.pop();
			path.delete(frame.model);
			continue;
		}
		const {model} = step;
		if (!model) frame.next.push({...step, next: none});
		else if (path.has(model)) frame.next.push({...step, isCycle: true, next: none});
		else if (seen.has(model)) frame.next.push({...step, isRepeated: true, next: none});
		else {
			const below = frameOf(model);
			frame.next.push({...step, next: below.next});
			path.add(model);
			seen.add(model);
			stack.push(below);
		}
	}
	return top.next;
}
