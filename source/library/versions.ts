/** Registered versions: made, named, listed, verified, by the rules of the commands. */

import fs from 'node:fs';
import {homedir} from 'node:os';
import {download} from '../../store/download.ts';
import {exportPath} from '../../store/export-file.ts';
import {downloadsName, familiesOf, familyNamed, formatVersion, parseMarkedRef} from '../../store/domain/family.ts';
import {knownBest, objectivesOfFamilies} from '../../store/domain/family-best.ts';
import {knownVersions} from '../../store/domain/registered-version.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {systemPath} from '../../store/file-names.ts';
import {gitCommit} from '../../store/git.ts';
import {whereItWent} from '../../store/gone-versions.ts';
import {registeredVersions} from '../../store/registered-versions.ts';
import {goneVersion, verifyModels} from '../../store/verification.ts';
import {namingIn} from '../model-lookup.ts';
import {registrationOf, type RegistrationWords} from '../registration.ts';
import {known, requireConfig} from '../select.ts';
import {goneAmong, idsToVerify, verifiable} from '../verification-choice.ts';
import {verifiedJson, type VerifiedJson} from '../verified-json.ts';
import {bestMeant, familyJson, familyVersionFacts, notRegistered, versionJson, type FamilyJson} from '../version-json.ts';
import type {FamilyVersion, Registered, Version} from './answers.ts';
import {modelRecord} from './model-record.ts';
import {modelsNamed} from './reading.ts';
import type {RegisterRequest, VersionRequest} from './requests.ts';
import {changeIn, lookedAgain, resultOf, type World} from './world.ts';

export async function versionIn(snapshot: Snapshot, name: string, {metric, dataset}: VersionRequest): Promise<Version> {
	const named = await versionNamed(snapshot, name.trim(), {metric, dataset});
	const path = named.model.artifact && `${snapshot.root}/${named.model.artifact.path}`;
	const best = bestMeant(named, snapshot, {metric, dataset});
	const isThere = path !== undefined && fs.existsSync(systemPath(path));
	return {...versionJson(named.model, {path: isThere ? path : undefined, best}), model: modelRecord(named.model)};
}

async function versionNamed(snapshot: Snapshot, name: string, by: VersionRequest) {
	try {
		return namingIn(snapshot, {...by, isFamilyEnough: true})(name);
	} catch (error) {
		const went = await whereItWent(error, name, snapshot);
		throw went === error ? (notRegistered(error, name, snapshot) ?? error) : went;
	}
}

export function familiesIn(snapshot: Snapshot): readonly FamilyJson[] {
	requireConfig(snapshot);
	const bestOf = bestsIn(snapshot);
	return familiesOf(snapshot.models).map(family => familyJson(family, bestOf(family)));
}

export function versionsIn(snapshot: Snapshot, name: string): readonly FamilyVersion[] {
	requireConfig(snapshot);
	const families = familiesOf(snapshot.models);
	const family = familyNamed(families, name.trim());
	if (family) return [...familyVersionFacts(family, bestsIn(snapshot)(family))].map(([facts, model]) => ({...facts, model: modelRecord(model)}));
	const names = families.map(one => one.name);
	throw new UserError('not-found', `No family is called "${name}".`, {hint: known('families', name, names)});
}

function bestsIn({models, config}: Snapshot) {
	const objectives = objectivesOfFamilies(models, config);
	return (family: Parameters<typeof knownBest>[0]) => knownBest(family, {config, objective: objectives(family)});
}

export async function verifiedIn(snapshot: Snapshot, ids: readonly string[]): Promise<readonly VerifiedJson[]> {
	const versions = knownVersions(snapshot.models, registeredVersions(snapshot.root));
	const named = idsToVerify(ids, snapshot.models, versions);
	const isAll = ids.length === 0;
	const models = isAll ? verifiable(snapshot.models, versions, {isAll}) : await modelsNamed(snapshot, named);
	const gone = goneAmong(versions.gone, {ids});
	const found = [...(await verifyModels(snapshot.root, models, {known: versions})), ...gone.map(goneVersion)];
	const idOf = new Map([...models, ...gone].map(({key, id}) => [key, id]));
	return found.map(one => verifiedJson(one, idOf.get(one.key)));
}

/** @throws UserError as `mreg register` */
export async function registeredIn(world: World, request: RegisterRequest): Promise<Registered> {
	const words = wordsOf(request);
	const absolute = (typed: string) => exportPath(typed, {cwd: process.cwd(), home: homedir()});
	const place = request.path;
	const url = place !== undefined && /^\s*https?:\/\//i.test(place) ? place : undefined;
	const parentPath = request.parent === undefined || request.parent.trim() === '' ? undefined : absolute(request.parent);
	const datasetPath = request.datasetPath === undefined ? undefined : absolute(request.datasetPath);
	if (datasetPath !== undefined && !fs.existsSync(systemPath(datasetPath))) throw new UserError('not-found', `There is no training data at ${datasetPath}.`);
	// What was said is judged before anything is downloaded.
	const {checked, found} = await lookedAgain(world, snapshot => {
		if ([request.parent, request.from].some(id => parseMarkedRef(id ?? '')?.choice.kind === 'best')) requireConfig(snapshot, 'Which version is best');
		const facts = {snapshot, parentPath: parentPath !== undefined && fs.existsSync(systemPath(parentPath)) ? parentPath : undefined, datasetPath};
		return {found: facts, checked: registrationOf(words, {...facts, path: place === undefined || url !== undefined ? url : absolute(place)})};
	});
	const fetched = url === undefined ? undefined : await download(url, {folder: `${world.root}/${downloadsName}`, now: Date.now});
	const path = fetched?.path ?? (place === undefined ? undefined : absolute(place));
	const registration = path === undefined ? checked : registrationOf(words, {...found, path, url: fetched?.url, gitCommit: await gitCommit(process.cwd())});
	const change = await changeIn(world, {kind: 'register', registration});
	const {registered} = change;
	if (!registered) throw new Error('Bug: a registration without a version');
	const {isKnown, ...facts} = registered;
	return {...resultOf(world, change), ...facts, name: formatVersion(registered), known: isKnown, path: `${world.root}/${registered.key}`};
}

function wordsOf({name, from, way = 'copy', metrics = {}, hyperparams = {}, tags = [], inputShape, newVersion, ...rest}: RegisterRequest): RegistrationWords {
	const {testDataset, dataset, datasetDigest, framework, architecture, domain, parent, parentDigest, note} = rest;
	return {
		name,
		from,
		way,
		metrics: Object.entries(metrics).map(([metric, value]) => pair('metric', metric, String(value))),
		params: Object.entries(hyperparams).map(([param, value]) => pair('hyperparameter', param, JSON.stringify(value))),
		tags,
		testDataset,
		dataset,
		datasetDigest,
		framework,
		architecture,
		inputShape: inputShape?.join(','),
		domain,
		parent,
		parentDigest,
		note,
		isNewWanted: newVersion === true,
	};
}

function pair(what: string, name: string, value: string): string {
	if (!name.includes('=')) return `${name}=${value}`;
	throw new UserError('usage', `The name of the ${what} "${name}" holds "=".`);
}
