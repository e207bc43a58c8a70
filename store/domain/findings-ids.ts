/** Models of one id, and the ids that they could have instead. Pure. */

import {targetsOf, type Target} from './change.ts';
import {versionOf} from './family.ts';
import type {Finding} from './finding.ts';
import {baseName} from './identifier.ts';
import type {Model} from './model.ts';
import {isEditable} from './repairs.ts';
import {sameIds} from './same-ids.ts';
import {withoutModelExtension} from './sidecar-name.ts';

/** One finding for each model that is not the one that the id belongs to. @param all newest first */
export function idFindings(all: readonly Model[]): readonly Finding[] {
	const groups = sameIds(all);
	if (groups.length === 0) return [];
	const taken = new Set(all.map(nameOf));
	const others = groups.flatMap(group => {
		const owner = ownerOf(group);
		return group.filter(model => model !== owner).map(model => otherOf(model, {owner, count: group.length, taken}));
	});
	const able = others.filter(({why}) => why === undefined).map(({model}) => model);
	const targets = new Map(targetsOf(able, all).map(target => [target.key, target]));
	return others.map(other => findingOf(other, targets.get(other.model.key)));
}

/** A model that has the id of another one. */
interface Other {
	readonly model: Model;
	readonly owner: Model;
	/** How many models have the id. */
	readonly count: number;
	/** What it could be called. */
	readonly id: string;
	/** Why it cannot. */
	readonly why: string | undefined;
}

/** @param taken algorithm and id of all models, and of those that get one here */
function otherOf(model: Model, {owner, count, taken}: Pick<Other, 'owner' | 'count'> & {readonly taken: Set<string>}): Other {
	const id = ownName(model);
	const name = nameOf({...model, id});
	const why = whyNot(model, {id, isTaken: taken.has(name)});
	if (why === undefined) taken.add(name);
	return {model, owner, count, id, why};
}

function findingOf({model, owner, count, id, why = ''}: Other, target: Target | undefined): Finding {
	const who = count === 2 ? owner.key : `${owner.key} and ${count === 3 ? 'another one' : `${count - 2} others`}`;
	return {
		kind: 'same-id',
		keys: [model.key],
		path: model.sidecar ?? model.key,
		message: `it has the id ${model.id}, as ${who}`,
		repair: target ? `gets the id of its file's name: ${id}` : `name them by their keys: ${why}`,
		...(target ? {fix: [{kind: 'identify', edits: [{target, id}]}]} : {}),
		isInformation: false,
	};
}

/** The one that is called like its file, else the oldest. */
function ownerOf(group: readonly [Model, ...Model[]]): Model {
	return group.findLast(model => model.id === ownName(model) || model.id === baseName(model.key)) ?? group.at(-1) ?? group[0];
}

/** The name of its artifact, without the extension of a model's file. */
function ownName({key}: Model): string {
	return withoutModelExtension(baseName(key));
}

function whyNot(model: Model, {id, isTaken}: {readonly id: string; readonly isTaken: boolean}): string | undefined {
	if (versionOf(model)) return 'it is a registered version';
	if (!isEditable(model)) return 'it has no sidecar that can be read';
	if (!id.isWellFormed()) return 'its name is not UTF-8';
	return isTaken ? `the id of its file's name, ${id}, is another model's` : undefined;
}

function nameOf({algorithm, id}: Pick<Model, 'algorithm' | 'id'>): string {
	return `${algorithm.toLowerCase()}\0${id}`;
}
