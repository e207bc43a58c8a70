/** Problems that only show when all models are looked at together. */

import {familiesOf, familyKey, familyNamed, idInFamily, versionAliases, versionOf, type VersionedModel} from './family.ts';
import {futureTimes} from './future-times.ts';
import {lineageProblems} from './lineage-problems.ts';
import type {Model} from './model.ts';
import type {Problem} from './problem.ts';
import {isEditable} from './repairs.ts';
import {sameIds} from './same-ids.ts';
import {shellWord} from './test-command.ts';

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
		...(hasSameIds ? sharedIds(models) : []),
		...timesToCome(models, now),
		...drift(models, drifted),
		...droppedTags(models),
		...sharedAliases(models),
		...(isGrowing ? [] : lineageProblems(models)),
	];
}

function sharedIds(models: readonly Model[]): Problem[] {
	return sameIds(models).flatMap(group =>
		group.map(model => ({
			kind: 'same-id' as const,
			path: pathOf(model),
			message: `${group.length} models of ${model.algorithm} have the id ${model.id}. Name them by their keys.`,
		})),
	);
}

/** One for all: with a wrong clock there are thousands. */
function timesToCome(models: readonly Model[], now: number): Problem[] {
	const found = futureTimes(models, now);
	return found ? [{kind: 'future-time', path: '', message: `${found.message} ${found.repair}`}] : [];
}

function drift(models: readonly Model[], count: number): Problem[] {
	if (count === 0) return [];
	const closed = models.filter(model => model.fromRegistry !== undefined && !isEditable(model));
	const bare = closed.filter(isBare).length;
	const what = count === 1 ? '1 model has tags or a note that stand' : `${count} models have tags or notes that stand`;
	return [
		{
			kind: 'registry-drift',
			path: 'model_registry.json',
			message: `${what} only in this file. They are shown as the model's own${whereTo({stuck: closed.length - bare, bare, count})}`,
		},
	];
}

/** What becomes of tags and notes: where no sidecar can be read they stay, where there is none one can be written. */
interface Whereabouts {
	readonly stuck: number;
	readonly bare: number;
	readonly count: number;
}

/** The rest of the sentence: what can become of tags and notes that stand only in model_registry.json. */
function whereTo({stuck, bare, count}: Whereabouts): string {
	if (stuck >= count) return ', and stay there: there is no sidecar that can be read to write them into.';
	if (bare >= count) return ' and go into its sidecar, which mreg adopt writes.';
	const left = [
		...(bare > 0 ? [`${bare} of the models ${bare === 1 ? 'has' : 'have'} none, and mreg adopt writes it`] : []),
		...(stuck > 0 ? [`${stuck} of the models ${stuck === 1 ? 'has' : 'have'} none that can be read, and there they stay`] : []),
	];
	const first = stuck + bare < count ? [' and go into its sidecar with the next edit'] : [''];
	return `${[...first, ...left].join('; ')}.`;
}

/** True for an artifact that a sidecar can be written for. */
function isBare({state, growing}: Model): boolean {
	return state === 'untracked' && !growing;
}

function droppedTags(models: readonly Model[]): Problem[] {
	const problems: Problem[] = [];
	for (const model of models) {
		if (!model.dropped) continue;
		const {add, remove, asked} = model.dropped;
		const isStuck = !isEditable(model);
		const why = isBare(model) ? 'It has no sidecar: mreg adopt writes one.' : noSidecar;
		if (asked.length > 0) {
			problems.push({
				kind: 'tag-lost',
				path: pathOf(model),
				message: `${quoted(asked)} set here, and gone since another program wrote the file. ${isStuck ? why : 'Put back: mreg doctor --fix; let go: mreg tag --remove.'}`,
			});
		}
		if (add.length + remove.length === 0) continue;
		const what = [add.length > 0 ? `dropped ${quoted(add)}` : '', remove.length > 0 ? `brought ${quoted(remove)} back` : ''].filter(part => part !== '');
		problems.push({
			kind: 'tags-dropped',
			path: pathOf(model),
			message: `Another program wrote it from old memory and ${what.join(' and ')}. What was set here still holds${isStuck ? `. ${why}` : '; the next edit or mreg doctor --fix writes it.'}`,
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
