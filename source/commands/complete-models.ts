/** The models that a word at a Tab may become: by id, key or version. */

import type {Config} from '../../store/domain/config.ts';
import {versionOf} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import type {KeptStem} from '../../store/index-file.ts';
import type {LastLook} from '../../store/last-look.ts';
import type {Asked} from '../completion-asked.ts';
import {aboutModel, familyWords, namesOf, versionNames} from '../completion-candidates.ts';
import {mostCandidates, startingWith} from '../completion-match.ts';
import type {Candidate} from '../completion-shells.ts';

/** What is said of models is said of so many: a longer list is not read. */
const mostTold = 300;

export interface ModelOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** The shell shows what a candidate is. */
	readonly isTold: boolean;
}

/** Models by what begins their names; where nothing does, the one whose id holds the text. Versions are offered where one is being typed. */
export function modelCandidates({kind, text, args}: Asked, look: LastLook, {now, isTold}: ModelOptions): readonly Candidate[] {
	const config = isTold ? look.config() : undefined;
	const [found, versions]: [Candidate[], Model[]] = [[], []];
	const holding = new Set<string>();
	for (const stem of look.stems()) {
		if (found.length >= mostCandidates) break;
		const named = matching(stem, text);
		const isVersion = text !== '' && mayBeVersion(stem.models);
		if (text.length > 1) for (const id of stem.ids) if (id.includes(text)) holding.add(id);
		const isRead = kind === 'untracked' || isVersion || (named.length > 0 && isTold && found.length < mostTold);
		if (!isRead) {
			found.push(...named.map(({name}) => ({value: name})));
			continue;
		}
		const models = look.models(stem);
		for (const {name, key} of named) {
			const model = models.find(one => one.key === key);
			if (kind !== 'untracked' || model?.state === 'untracked') found.push(candidateOf(name, model, {config, now}));
		}
		if (isVersion) versions.push(...models.filter(model => versionOf(model)));
	}
	const typed = new Set(args);
	const all = [...found, ...versionCandidates(versions, text, {config, now})].filter(({value}) => !typed.has(value));
	const [only] = holding;
	return all.length === 0 && only !== undefined && holding.size === 1 ? [{value: only}] : all;
}

function matching({ids, keys}: KeptStem, text: string): ReadonlyArray<{readonly name: string; readonly key: string}> {
	return keys.flatMap((key, index) =>
		namesOf({id: ids[index] ?? key, key}, text)
			.filter(name => name.startsWith(text))
			.map(name => ({name, key})),
	);
}

interface Told {
	/** Undefined where nothing is said of models. */
	readonly config: Config | undefined;
	readonly now: number;
}

function candidateOf(value: string, model: Model | undefined, {config, now}: Told): Candidate {
	return model && config ? {value, about: aboutModel(model, config, now)} : {value};
}

/** Family by family, the words that every family has first. */
function versionCandidates(models: readonly Model[], text: string, told: Told): readonly Candidate[] {
	const byFamily = Map.groupBy(models, model => versionOf(model)?.family ?? '');
	return [...byFamily].flatMap(([family, versions]) =>
		startingWith([...familyWords(family), ...versions.flatMap(model => versionNames(model).map(name => candidateOf(name, model, told)))], text),
	);
}

/** Whether any of a stem's models may be a registered version, without reading them. */
function mayBeVersion(bytes: Uint8Array): boolean {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('"family"');
}
