/** Builds a model from what the scanner found on disk: the only place where the fields of a model are decided. */

import {versionAliases} from './family.ts';
import {baseName, comparePlainTimes, parseTime, timeInId} from './identifier.ts';
import {own, type JsonObject} from './json.ts';
import {droppedTags, withDropped, type TagHistory} from './lost-tags.ts';
import type {Artifact, EarlierTraining, LostArtifact, Model, ModelState, TestResult} from './model.ts';
import type {Problem} from './problem.ts';
import {interpretSidecar, metricNumber} from './sidecar.ts';

/** What the disk says about one model. It is what the index keeps, too. */
export interface FoundModel {
	readonly key: string;
	readonly folder: string;
	/** The algorithm that the folder stands for, if the sidecar names none. */
	readonly folderAlgorithm: string;
	readonly state: ModelState;
	readonly stale: boolean;
	readonly growing: boolean;
	/** The sidecar's path relative to the root. */
	readonly sidecar?: string;
	/** Its path is the key. */
	readonly artifact?: Omit<Artifact, 'path'>;
	/** Of a missing one: what the artifact was. */
	readonly lost?: LostArtifact;
	/** The training that this one has overwritten. */
	readonly overwrote?: EarlierTraining;
	/** When it came after the index was first made, or was trained anew, in milliseconds since 1970. */
	readonly firstSeen?: number;
	/** training_registry.json has what was overwritten: as long as it does, it is not told. */
	readonly isRemembered?: true;
	/** The parsed sidecar; an empty object where there is none or none that can be read. */
	readonly content: JsonObject;
	/** What was wrong with the files; what is odd in the content is added when the model is built. */
	readonly problems: readonly Problem[];
	/** The text for bare words where it is known already (from the index). */
	readonly search?: string;
}

/** Tags and notes that model_registry.json has for an id. */
export interface RegistryExtras {
	readonly tags: readonly string[];
	readonly notes: string;
}

/**
 * @param found what is on disk
 * @param extras what model_registry.json says about the model's id, if it says more than the sidecar
 * @param history what the journal knows of its tags
 */
export function buildModel(found: FoundModel, extras?: RegistryExtras, history?: TagHistory): Model {
	const said = interpretSidecar(found.content);
	const name = baseName(found.key);
	const id = said.modelId ?? name;
	const dropped = history && found.state !== 'unreadable' ? droppedTags(said.tags, history) : undefined;
	const ownTags = dropped ? withDropped(said.tags, dropped) : said.tags;
	const extraTags = dropped ? extras?.tags.filter(tag => !dropped.remove.includes(tag)) : extras?.tags;
	const tags = mergeTags(ownTags, extraTags);
	const notes = said.notes === '' ? (extras?.notes ?? '') : said.notes;
	const added = tags.slice(ownTags.length);
	const fromRegistry = added.length > 0 || notes !== said.notes ? {tags: added, notes: notes === said.notes ? undefined : notes} : undefined;
	const algorithm = said.algorithm ?? found.folderAlgorithm;
	return {
		key: found.key,
		id,
		algorithm,
		folder: found.folder,
		folderAlgorithm: found.folderAlgorithm,
		state: found.state,
		stale: found.stale,
		growing: found.growing,
		sidecar: found.sidecar,
		artifact: found.artifact && {...found.artifact, path: found.key},
		...(found.lost ? {lost: found.lost} : {}),
		...(found.overwrote && found.isRemembered !== true ? {overwrote: found.overwrote} : {}),
		...(found.firstSeen === undefined ? {} : {firstSeen: found.firstSeen}),
		time: timeOfModel({trainedAt: said.training?.trained_at, createdAt: said.createdAt, id, modifiedAt: found.artifact?.modifiedAt}),
		training: said.training,
		tests: said.tests,
		tags,
		notes,
		fromRegistry,
		dropped,
		content: found.content,
		problems: allProblems(found, said.odd),
		search:
			fromRegistry === undefined && dropped === undefined && found.search !== undefined
				? found.search
				: searchText([id, name, algorithm, said.training?.dataset, ...said.tests.map(test => test.dataset), ...tags, ...versionAliases(found), notes]),
	};
}

/** `training.trained_at`, else `created_at`, else the time in the id, else the artifact's mtime; -Infinity where nothing tells. Milliseconds since 1970. */
function timeOfModel(of: {trainedAt?: string; createdAt?: number; id: string; modifiedAt?: number}): number {
	return (of.trainedAt === undefined ? undefined : parseTime(of.trainedAt)) ?? of.createdAt ?? timeInId(of.id) ?? of.modifiedAt ?? -Infinity;
}

function mergeTags(own: readonly string[], extra: readonly string[] | undefined): readonly string[] {
	if (!extra || extra.length === 0) return own;
	const known = new Set(own);
	const missing = extra.filter(tag => !known.has(tag));
	return missing.length === 0 ? own : [...own, ...missing];
}

function allProblems(found: FoundModel, odd: ReadonlyArray<{field: string; message: string}>): readonly Problem[] {
	if (odd.length === 0) return found.problems;
	const path = found.sidecar ?? found.key;
	const named = odd.slice(0, mostOdd).map(({field, message}) => `${field} ${message}.`);
	if (odd.length > mostOdd) named.push(`And ${odd.length - mostOdd} more fields are not what their names say.`);
	return [...found.problems, ...named.map(message => ({kind: 'odd-value' as const, path, message}))];
}

/** Odd fields of one sidecar that are named one by one. */
const mostOdd = 20;

/** Lower-cased NFC text in which bare words are looked for. */
function searchText(parts: ReadonlyArray<string | undefined>): string {
	return [...new Set(parts)]
		.filter(part => part !== undefined && part !== '')
		.join('\n')
		.toLowerCase()
		.normalize('NFC');
}

/**
 * The result of a model for a metric: of its tests (on the dataset, if one is given) that have the metric as a number,
 * the one with the greatest `tested_at`; missing times are oldest, of equal ones the later in the list wins.
 */
export function resultOf(model: Pick<Model, 'tests'>, metric: string, dataset?: string): TestResult | undefined {
	let best: TestResult | undefined;
	for (const test of model.tests) {
		if (dataset !== undefined && test.dataset !== dataset) continue;
		const value = own(test.performance, metric);
		if (value === undefined || metricNumber(value) === undefined) continue;
		if (best === undefined || !isTestedBefore(test, best)) best = test;
	}
	return best;
}

/** Whether a test was run before another; one without a time was run before all that have one. */
export function isTestedBefore({tested_at: one}: TestResult, {tested_at: two}: TestResult): boolean {
	if (one === two || two === undefined) return false;
	if (one === undefined) return parseTime(two) !== undefined;
	// To read a time costs far more than to compare two texts.
	const difference = comparePlainTimes(one, two);
	if (difference !== undefined) return difference < 0;
	return (parseTime(one) ?? -Infinity) < (parseTime(two) ?? -Infinity);
}
