/** What is wrong with lineages: parents that are gone, and models that come from themselves. */

import {registeredName, versionOf} from './family.ts';
import type {Model} from './model.ts';
import {namedParents, parentRefsOf, type ParentRefs} from './parents.ts';
import type {Problem} from './problem.ts';

interface Answer {
	readonly models: readonly Model[];
	readonly byKey: ReadonlyMap<string, Model>;
	readonly problems: readonly Problem[];
}

/** The last answer: the problems are gathered anew with each snapshot, and most changes of models leave their lineage as it is. */
let last: Answer | undefined;

/** One problem for each parent that should be here, and one for each cycle. @param models of the registry */
export function lineageProblems(models: readonly Model[]): readonly Problem[] {
	if (last && isSameLineage(models, last)) return last.problems;
	last = undefined;
	const refs = parentRefsOf(models);
	if (refs.size === 0) return [];
	const problems = [...missingParents(refs), ...cyclesIn(refs).map(cycleProblem)];
	last = {models, byKey: new Map(models.map(model => [model.key, model])), problems};
	return problems;
}

/** Whether a list has the same models as the last one, each with what makes its lineage. */
function isSameLineage(models: readonly Model[], {models: before, byKey}: Answer): boolean {
	if (models === before) return true;
	if (models.length !== byKey.size) return false;
	return models.every(model => {
		const other = byKey.get(model.key);
		return other !== undefined && (other === model || hasSameLineage(model, other));
	});
}

function hasSameLineage(one: Model, two: Model): boolean {
	if (one.id !== two.id || one.sidecar !== two.sidecar) return false;
	if (one.content === two.content) return true;
	const [first, second] = [versionOf(one), versionOf(two)];
	if (first?.family !== second?.family || first?.version !== second?.version) return false;
	return JSON.stringify(namedParents(one)) === JSON.stringify(namedParents(two));
}

function* missingParents(refs: ParentRefs): Iterable<Problem> {
	for (const [model, parents] of refs) {
		for (const {name, isMissing} of parents) {
			if (!isMissing) continue;
			yield {
				kind: 'missing-parent',
				path: pathOf(model),
				message: `Its parent ${name} is not in the registry. Look for it in mreg trash, or mend lineage.parent.`,
			};
		}
	}
}

/** More models of a cycle than these are counted. */
const mostNamed = 6;

function cycleProblem(cycle: readonly Model[]): Problem {
	const [first] = cycle;
	const names = cycle.slice(0, mostNamed).map(registeredName);
	const more = cycle.length > mostNamed ? [`${cycle.length - mostNamed} more`] : [];
	const way = [...names, ...more, ...names.slice(0, 1)].join(' ← ');
	return {
		kind: 'lineage-cycle',
		path: first ? pathOf(first) : '',
		message: `Its lineage goes round: ${way}. Mend lineage.parent of the one that names a wrong parent.`,
	};
}

/** One way round in each set of models that come from each other, from the model with the first key on: each before its parent. */
function cyclesIn(refs: ParentRefs): ReadonlyArray<readonly Model[]> {
	const parentsOf = (model: Model) => (refs.get(model) ?? []).flatMap(({models}) => models);
	return knotsOf(refs.keys(), parentsOf)
		.map(knot => wayRound(knot, parentsOf))
		.sort(([a], [b]) => ((a?.key ?? '') < (b?.key ?? '') ? -1 : 1));
}

/** The shortest way from its first model back to it. */
function wayRound(knot: readonly Model[], parentsOf: (model: Model) => readonly Model[]): readonly Model[] {
	const inside = new Set(knot);
	const start = knot.reduce((first, model) => (model.key < first.key ? model : first));
	const cameFrom = new Map<Model, Model>();
	const waiting = [start];
	for (const model of waiting) {
		for (const parent of parentsOf(model)) {
			if (parent === start) {
				const way = [model];
				for (let last = model; last !== start; way.push(last)) last = cameFrom.get(last) ?? start;
				return way.reverse();
			}
			if (!inside.has(parent) || cameFrom.has(parent)) continue;
			cameFrom.set(parent, model);
			waiting.push(parent);
		}
	}
	return [start];
}

interface Visit {
	readonly model: Model;
	readonly parents: readonly Model[];
	readonly index: number;
	low: number;
	at: number;
}

/** The sets of models that can be reached from each other (Tarjan, without recursion): of more than one model, or of one that is its own parent. */
function knotsOf(starts: Iterable<Model>, parentsOf: (model: Model) => readonly Model[]): ReadonlyArray<readonly Model[]> {
	const visits = new Map<Model, Visit>();
	const open: Model[] = [];
	const isOpen = new Set<Model>();
	const knots: Model[][] = [];
	const stack: Visit[] = [];
	const enter = (model: Model) => {
		const visit = {model, parents: parentsOf(model), index: visits.size, low: visits.size, at: 0};
		visits.set(model, visit);
		open.push(model);
		isOpen.add(model);
		stack.push(visit);
	};
	for (const start of starts) {
		if (!visits.has(start)) enter(start);
		for (let visit = stack.at(-1); visit; visit = stack.at(-1)) {
			const parent = visit.parents[visit.at++];
			if (parent) {
				const before = visits.get(parent);
				if (!before) enter(parent);
				else if (isOpen.has(parent)) visit.low = Math.min(visit.low, before.index);
				continue;
			}
			stack.pop();
			const child = stack.at(-1);
			if (child) child.low = Math.min(child.low, visit.low);
			if (visit.low !== visit.index) continue;
			const knot = open.splice(open.lastIndexOf(visit.model));
			for (const model of knot) isOpen.delete(model);
			if (knot.length > 1 || visit.parents.includes(visit.model)) knots.push(knot);
		}
	}
	return knots;
}

function pathOf(model: Model): string {
	return model.sidecar ?? model.key;
}
