/** From words to a registration: what was typed, for the command and the form alike. Pure. */

import {targetsOf} from '../store/domain/change.ts';
import {withoutUrlSecrets} from '../store/domain/clean-url.ts';
import {
	familiesOf,
	familyName,
	familyNamed,
	formatVersion,
	isSameFamily,
	largestVersion,
	newFamilyFolder,
	parseMarkedRef,
	type Family,
} from '../store/domain/family.ts';
import {isObject, own} from '../store/domain/json.ts';
import type {Model} from '../store/domain/model.ts';
import type {PresentVersion, Registration, RegistrationSource, VersionFacts} from '../store/domain/registration.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import {noteText, parseDigest, parseMetrics, parseParams, parseShape, plainText} from './registration-facts.ts';
import {modelCalled, parentOf} from './registration-parent.ts';
import {parseTags} from './tag-words.ts';

/** What was typed about a version; raw. */
export interface RegistrationWords {
	readonly name: string;
	/** The model that is promoted; without it there is a file. */
	readonly from?: string;
	readonly way: 'copy' | 'move' | 'link';
	/** `NAME=VALUE`. */
	readonly metrics: readonly string[];
	readonly params: readonly string[];
	readonly tags: readonly string[];
	readonly testDataset?: string;
	readonly dataset?: string;
	readonly datasetDigest?: string;
	readonly framework?: string;
	readonly architecture?: string;
	readonly inputShape?: string;
	readonly domain?: string;
	readonly parent?: string;
	readonly parentDigest?: string;
	readonly note?: string;
	readonly isNewWanted: boolean;
}

/** What is known besides. */
export interface RegistrationFound {
	readonly snapshot: Snapshot;
	/** The file or folder, absolute; and where it was downloaded from. */
	readonly path?: string;
	readonly url?: string;
	readonly gitCommit?: string;
	/** The parent is this file outside, absolute. */
	readonly parentPath?: string;
	readonly datasetPath?: string;
}

/** @throws UserError `usage`, `not-found`, `ambiguous`; `failed` for a number that a version has already */
export function registrationOf(words: RegistrationWords, found: RegistrationFound): Registration {
	const {snapshot, datasetPath} = found;
	const {name, version} = wantedVersion(words.name);
	const known = familyNamed(familiesOf(snapshot.models), name);
	const family = known?.name ?? name;
	const taken = [...new Set(known?.versions.map(one => one.version))];
	if (version !== undefined && taken.includes(version)) throw versionExists({family, version});
	const promoted = words.from === undefined ? undefined : promotedModel(words.from, snapshot);
	const parent = parentOf(words, found, promoted);
	return {
		family,
		folder: folderOf(family, known, snapshot.models),
		version,
		taken,
		present: presentOf(known),
		isNewWanted: words.isNewWanted,
		source: sourceOf(words, found, promoted),
		parentPath: parent.path,
		datasetPath,
		facts: factsOf(words, found, parent.lineage),
	};
}

/** @throws UserError `usage` for a name that asks for no number that a new version can have */
function wantedVersion(typed: string): {readonly name: string; readonly version?: number} {
	const ref = parseMarkedRef(typed.trim());
	if (!ref) return {name: familyName(typed)};
	const name = familyName(ref.family);
	const {choice} = ref;
	if (choice.kind !== 'version') {
		throw new UserError('usage', `"${typed}" means a version that is there; a new one gets a number.`, {
			hint: `${name} for the next number, ${name}@v3 for the number 3. An alias is given afterwards: mreg alias.`,
		});
	}
	if (choice.version >= 1 && choice.version <= largestVersion) return {name, version: choice.version};
	throw new UserError('usage', `"${typed}" asks for a number that no version can have.`, {
		hint: `${name} for the next number; the first is 1, the last ${largestVersion}.`,
	});
}

function versionExists(version: {readonly family: string; readonly version: number}): UserError {
	return new UserError('failed', `${formatVersion(version)} exists already, and a version never changes.`, {
		hint: `${version.family} alone gets the next number.`,
	});
}

function promotedModel(typed: string, snapshot: Snapshot): Model {
	const model = modelCalled(typed, snapshot);
	if (model.artifact) return model;
	throw new UserError('not-found', `The artifact of ${model.id} is missing: there is nothing to register.`, {hint: `See \`mreg show ${model.id}\`.`});
}

function sourceOf({way}: RegistrationWords, {snapshot, path, url}: RegistrationFound, promoted: Model | undefined): RegistrationSource {
	if (promoted && path !== undefined) {
		throw new UserError('usage', `Both a file and a model of the registry are named: ${withoutUrlSecrets(path)}, and ${promoted.id}.`, {
			hint: 'Name one of them.',
		});
	}
	const [target] = promoted ? targetsOf([promoted], snapshot.models) : [];
	if (target) return {kind: 'promote', target};
	if (path === undefined) {
		throw new UserError('usage', 'Which file?', {hint: 'A file, a folder or a URL; or --from ID for a model that is in the registry already.'});
	}
	return {kind: way, path, url};
}

/** Where the files of a new version go. */
function folderOf(family: string, known: Family | undefined, models: readonly Model[]): string {
	const latest = known?.versions.find(({model}) => model.folder !== '')?.model;
	// One of which only the entry in the exchange file is left has no folder.
	const named = new Set(models.filter(model => model.folder !== '' && isSameFamily(model.folderAlgorithm, family)).map(model => model.folder));
	if (latest && named.has(latest.folder)) return latest.folder;
	const [nearest] = [...named].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
	if (nearest !== undefined) return nearest;
	// A folder that the config names has no `Model` that would say whose it is.
	const isElsewhere = latest !== undefined && latest.folder !== '.' && !latest.key.startsWith(`${latest.folder}/Model/`);
	return isElsewhere && depthOf(latest.folder) < deepest ? latest.folder : newFamilyFolder(family);
}

/** A `Model` further down is not found by a scan. */
const deepest = 4;

function depthOf(folder: string): number {
	return folder === '.' ? 0 : folder.split('/').length;
}

function presentOf(known: Family | undefined): readonly PresentVersion[] {
	return (known?.versions ?? []).flatMap(({family, version, model: {key, artifact, content}}) => {
		const checksum = own(content, 'checksum');
		const value = isObject(checksum) ? own(checksum, 'value') : undefined;
		if (!artifact || typeof value !== 'string' || !/^[0-9a-f]{64}$/i.test(value)) return [];
		return [{family, version, key, bytes: artifact.bytes, sha256: value.toLowerCase()}];
	});
}

function factsOf(words: RegistrationWords, {path, url, gitCommit, datasetPath}: RegistrationFound, parent: VersionFacts['lineage']): VersionFacts {
	const digest = parseDigest(words.datasetDigest, 'digest of the dataset');
	if (digest !== undefined && datasetPath !== undefined) {
		throw new UserError('usage', 'The dataset has a digest and a file to take it from.', {hint: 'Leave out one of --dataset-digest and --dataset-path.'});
	}
	const isFile = words.from === undefined;
	const params = parseParams(words.params);
	return {
		framework: plainText(words.framework, 'framework'),
		architecture: plainText(words.architecture, 'architecture'),
		input_shape: parseShape(words.inputShape),
		domain: plainText(words.domain, 'domain'),
		dataset: plainText(words.dataset, 'dataset'),
		hyperparams: Object.keys(params).length === 0 ? undefined : params,
		test: testOf(words),
		tags: parseTags(words.tags),
		notes: noteText(words.note),
		lineage: {
			...parent,
			dataset_digest: digest,
			source: isFile ? (url ?? path) : undefined,
			// Of a model that was there before, the working folder of now says nothing.
			git_commit: isFile ? gitCommit : undefined,
		},
	};
}

function testOf(words: RegistrationWords): VersionFacts['test'] {
	const performance = parseMetrics(words.metrics);
	const dataset = plainText(words.testDataset, 'test dataset');
	if (Object.keys(performance).length > 0) return {dataset, performance};
	if (dataset === undefined) return undefined;
	throw new UserError('usage', `What was measured on ${dataset}?`, {hint: 'A test dataset stands with a metric: --metric acc=0.697.'});
}
