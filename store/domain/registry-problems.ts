/** Problems that only show when all models are looked at together. */

import {familiesOf, familyKey, familyNamed, idInFamily, versionAliases, versionOf, type VersionedModel} from './family.ts';
import {lineageProblems} from './lineage-problems.ts';
import type {Model} from './model.ts';
import type {Problem} from './problem.ts';
import {isEditable} from './repairs.ts';
import {shellWord} from './test-command.ts';

/** Clocks of two machines may differ by this much (milliseconds). */
const clockSlack = 5 * 60_000;

export interface RegistryFacts {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** How many ids have tags or notes only in model_registry.json. */
	readonly drifted: number;
	/** Whether any id stands twice at all: to look for them takes long where there are many models. */
	readonly hasSameIds: boolean;
	/** Models are still coming in: a parent may be among those to come. */
	readonly isGrowing?: boolean;
}

/** @param models newest first */
export function registryProblems(models: readonly Model[], {now, drifted, hasSameIds, isGrowing = false}: RegistryFacts): Problem[] {
	return [
		...(hasSameIds ? sameIds(models) : []),
		...futureTimes(models, now),
		...drift(models, drifted),
		...droppedTags(models),
		...sharedAliases(models),
		...(isGrowing ? [] : lineageProblems(models)),
	];
}

function sameIds(models: readonly Model[]): Problem[] {
	const first = new Map<string, Model>();
	const twice = new Map<string, Model[]>();
	for (const model of models) {
		const name = `${model.algorithm.toLowerCase()}\0${model.id}`;
		const other = first.get(name);
		if (!other) first.set(name, model);
		else if (twice.has(name)) twice.get(name)?.push(model);
		else twice.set(name, [other, model]);
	}
	return [...twice.values()].flatMap(group =>
		group.map(model => ({
			kind: 'same-id' as const,
			path: pathOf(model),
			message: `${group.length} models of ${model.algorithm} have the id ${model.id}. Name them by their keys.`,
		})),
	);
}

function futureTimes(models: readonly Model[], now: number): Problem[] {
	const problems: Problem[] = [];
	for (const model of models) {
		if (model.time <= now + clockSlack) break;
		problems.push({kind: 'future-time', path: pathOf(model), message: 'Its time is in the future. Was it trained in another time zone, or is a clock wrong?'});
	}
	return problems;
}

function drift(models: readonly Model[], count: number): Problem[] {
	if (count === 0) return [];
	const stuck = models.filter(model => model.fromRegistry !== undefined && !isEditable(model)).length;
	const what = count === 1 ? '1 model has tags or a note that stand' : `${count} models have tags or notes that stand`;
	return [
		{
			kind: 'registry-drift',
			path: 'model_registry.json',
			message: `${what} only in this file. They are shown as the model's own${whereTo(stuck, count)}`,
		},
	];
}

/** The rest of the sentence: what can become of tags and notes that stand only in model_registry.json. */
function whereTo(stuck: number, count: number): string {
	if (stuck === 0) return ' and go into its sidecar with the next edit.';
	if (stuck >= count) return ', and stay there: there is no sidecar that can be read to write them into.';
	return ` and go into its sidecar with the next edit; ${stuck} of the models ${stuck === 1 ? 'has' : 'have'} none that can be read, and there they stay.`;
}

function droppedTags(models: readonly Model[]): Problem[] {
	const problems: Problem[] = [];
	for (const model of models) {
		if (!model.dropped) continue;
		const {add, remove, asked} = model.dropped;
		const isStuck = !isEditable(model);
		if (asked.length > 0) {
			problems.push({
				kind: 'tag-lost',
				path: pathOf(model),
				message: `${quoted(asked)} set here, and gone since another program wrote the file. ${isStuck ? noSidecar : 'Put back: mreg doctor --fix; let go: mreg tag --remove.'}`,
			});
		}
		if (add.length + remove.length === 0) continue;
		const what = [add.length > 0 ? `dropped ${quoted(add)}` : '', remove.length > 0 ? `brought ${quoted(remove)} back` : ''].filter(part => part !== '');
		problems.push({
			kind: 'tags-dropped',
			path: pathOf(model),
			message: `Another program wrote it from old memory and ${what.join(' and ')}. What was set here still holds${isStuck ? `. ${noSidecar}` : '; the next edit or mreg doctor --fix writes it.'}`,
		});
	}
	return problems;
}

/** Of an alias that several versions of a family have nobody can tell which is meant. */
function sharedAliases(models: readonly Model[]): Problem[] {
	const holders = new Map<string, Holder[]>();
	for (const model of models) {
		// Most models have none, and there may be many.
		for (const alias of versionAliases(model)) {
			const version = versionOf(model);
			if (!version) continue;
			const name = `${familyKey(version.family)}\0${alias.normalize('NFC')}`;
			holders.set(name, [...(holders.get(name) ?? []), {...version, model, alias}]);
		}
	}
	return [...holders.values()].filter(({length}) => length > 1).flatMap(group => group.map(one => sharedAlias(one, {group, models})));
}

interface Holder extends Pick<VersionedModel, 'family' | 'version' | 'model'> {
	readonly alias: string;
}

function sharedAlias({alias, ...one}: Holder, {group, models}: {readonly group: readonly Holder[]; readonly models: readonly Model[]}): Problem {
	const family = familyNamed(familiesOf(models), one.family);
	const nameOf = (other: Holder | typeof one) => (family ? idInFamily(other, family) : other.model.key);
	const others = group.filter(({model}) => model !== one.model).map(nameOf);
	const [first = '', ...rest] = others;
	const who = rest.length === 0 ? first : `${first} and ${rest.length} more`;
	return {
		kind: 'alias-twice',
		path: pathOf(one.model),
		message: `${nameOf(one)} has the alias ${JSON.stringify(alias)}, and ${who}, too. To leave it to this one: mreg alias ${shellWord(nameOf(one))} ${shellWord(alias)}`,
	};
}

const noSidecar = 'It has no sidecar that can be read: nothing can be written into it now.';

function quoted(tags: readonly string[]): string {
	return tags.map(tag => JSON.stringify(tag)).join(', ');
}

function pathOf(model: Model): string {
	return model.sidecar ?? model.key;
}
