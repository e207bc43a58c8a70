/** Walks through the values of a pickle, however deep they lie, and finds the tensors with their names. */

import {inspectionLimits} from '../domain/inspection.ts';
import {tensorOf, type NestedStorages, type PickledTensor} from './pickled-tensor.ts';
import {entriesOf, isDictLike, itemsOf, valuesIn, type Opaque, type PickleObject, type PickleValue} from './pickle-values.ts';

export interface FoundTensor {
	/** Keys and places of all that it lies in, joined by dots; of a module as its state_dict names it. */
	readonly name: string;
	readonly tensor: PickledTensor;
	/** Below a key of the outermost dict that optimizers are kept under, or of what is an optimizer's state alone. */
	readonly isOptimizer: boolean;
	/** The value that it was made from: the same for a tensor that stands in two places. */
	readonly source: PickleValue;
}

interface Step {
	readonly value: PickleObject;
	readonly name: string;
	readonly isOptimizer: boolean;
	readonly isTop: boolean;
}

const optimizerKeys: ReadonlySet<string> = new Set(['optimizer', 'optimizers', 'optimizer_state_dict', 'optimizer_states', 'optim']);

/** Fields of a torch module that do not show in the names of its tensors. */
const moduleFields: ReadonlySet<string> = new Set(['_parameters', '_buffers', '_modules']);

/** How many steps all walks through a file may take together. */
export interface WalkBudget {
	/** Below 0, as well as the other: there was more than was looked at. */
	steps: number;
	/** Values of all kinds, in however many places they stand. */
	looks: number;
}

/** Of 100,000 tensors with an optimizer's state half as many. */
const [mostSteps, mostLooks] = [1_200_000, 6_000_000];

export function walkBudget(): WalkBudget {
	return {steps: mostSteps, looks: mostLooks};
}

interface WalkOptions {
	readonly nested: NestedStorages;
	readonly name?: string;
	readonly budget: WalkBudget;
}

/** In the order of the pickle. What holds others is entered once, in however many places it stands: a small pickle can say a billion of them. */
export function* tensorsIn(root: PickleValue, {nested, name = '', budget}: WalkOptions): Generator<FoundTensor> {
	/** Arguments are seen as the list that they are: a million calls may share one. */
	const seen = new Set<PickleObject | readonly PickleValue[]>();
	const isNew = (held: PickleObject | readonly PickleValue[]): boolean => {
		if (seen.has(held)) return false;
		seen.add(held);
		budget.looks -= Array.isArray(held) ? held.length : 1;
		return true;
	};
	const steps: Step[] = [];
	if (holdsOthers(root)) steps.push({value: root, name, isOptimizer: false, isTop: true});
	for (let step = steps.pop(); step; step = steps.pop()) {
		const tensor = tensorOf(step.value, nested);
		if (tensor) {
			yield {name: step.name, tensor, isOptimizer: step.isOptimizer, source: step.value};
			continue;
		}
		if (!isNew(step.value)) continue;
		budget.looks -= valuesIn(step.value);
		if (budget.looks < 0) return;
		const from = steps.length;
		for (const inner of stepsInto(step, {isNew, budget})) {
			if (--budget.steps < 0) return;
			steps.push(inner);
		}
		reverseFrom(steps, from);
	}
}

/** As `optimizer.state_dict()` gives it. */
function isOptimizerState(keys: ReadonlyMap<PickleValue, PickleValue> | undefined): boolean {
	return keys?.size === 2 && keys.has('state') && keys.has('param_groups');
}

/** The first child comes next: it must lie on top. */
function reverseFrom(steps: Step[], from: number): void {
	for (let [low, high] = [from, steps.length - 1]; low < high; low++, high--) {
		const [first, last] = [steps[low], steps[high]];
		if (first && last) [steps[low], steps[high]] = [last, first];
	}
}

interface Seen {
	/** True for what was not entered before. */
	readonly isNew: (held: PickleObject | readonly PickleValue[]) => boolean;
	readonly budget: WalkBudget;
}

function* stepsInto(before: Step, seen: Seen): Generator<Step> {
	const {value} = before;
	const {isNew} = seen;
	const entries = entriesOf(value);
	const step = isOptimizerState(entries) ? {...before, isOptimizer: true} : before;
	for (const [key, inner] of entries ?? []) {
		if (holdsOthers(inner)) yield below(step, keyText(key), inner);
	}
	const items = itemsOf(value);
	if (items && isNew(items)) yield* listed(step, items);
	if (value.kind !== 'opaque') return;
	if (!entries && isNew(value.args)) yield* listed(step, value.args);
	yield* listed(step, value.items ?? []);
	yield* stateOf(step, value, seen);
}

function* listed(step: Step, items: readonly PickleValue[]): Generator<Step> {
	for (const [at, inner] of items.entries()) {
		if (holdsOthers(inner)) yield below(step, String(at), inner);
	}
}

/** A dict of attributes, or that and one of slots. */
function* stateOf(step: Step, {state}: Opaque, {isNew, budget}: Seen): Generator<Step> {
	const parts = isDictLike(state) ? [state] : itemsOf(state);
	if (!parts || (parts.length > 1 && !isNew(parts))) return;
	for (const part of parts) {
		if (!isDictLike(part)) {
			if (holdsOthers(part)) yield below(step, undefined, part);
			continue;
		}
		if (!isNew(part)) continue;
		budget.looks -= valuesIn(part);
		for (const [key, inner] of entriesOf(part) ?? []) {
			const name = keyText(key);
			if (holdsOthers(inner)) yield below(step, moduleFields.has(name) ? undefined : name, inner);
		}
	}
}

function below(step: Step, key: string | undefined, value: PickleObject): Step {
	const isOptimizer = step.isOptimizer || (step.isTop && key !== undefined && optimizerKeys.has(key));
	if (key === undefined || step.name.length > inspectionLimits.text) return {value, name: step.name, isOptimizer, isTop: false};
	return {value, name: step.name === '' ? key : `${step.name}.${key}`, isOptimizer, isTop: false};
}

function keyText(key: PickleValue): string {
	return typeof key === 'object' && key !== null ? '?' : String(key);
}

function holdsOthers(value: PickleValue): value is PickleObject {
	return typeof value === 'object' && value !== null && value.kind !== 'bytes' && value.kind !== 'global' && value.kind !== 'persistent';
}
