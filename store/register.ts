/** Registers a version: bytes that are never written again, with a sidecar. */

import fs from 'node:fs';
import path from 'node:path';
import {copyArtifact, hashArtifact} from './artifact-copy.ts';
import {knownAlready} from './artifact-errors.ts';
import {realSource, type ArtifactSource} from './artifact-source.ts';
import type {OnProgress} from './changes.ts';
import {nothingDone, type Change} from './domain/change.ts';
import {familyName, isSameFamily} from './domain/family.ts';
import type {Checksum, PresentVersion, Registration} from './domain/registration.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {lineageWithDigests} from './lineage-digests.ts';
import {withLock} from './lock.ts';
import {findModelFolders} from './model-folders.ts';
import {ensureOwnFolder} from './own-folder.ts';
import {promoteModel} from './promote.ts';
import {inWords, saidWhole} from './register-errors.ts';
import {finishVersion} from './register-finish.ts';
import {furtherVersions, holderOf} from './register-known.ts';
import {itemsNow, refuseTaken, searchNumbers} from './register-numbers.ts';
import {isWithin, placeOf, type VersionPlace} from './register-place.ts';
import {publishVersion, type Published, type Ready} from './register-publish.ts';
import {globsOf, refuseOddFiles, refuseOddPlace, restingSource} from './register-source.ts';
import {makeStaging, stageLink} from './staging.ts';
import type {Staging} from './staging-folder.ts';
import {removeStaging} from './staging-removal.ts';
import {systemCode} from './system-error.ts';

export interface RegisterOptions {
	readonly onProgress: OnProgress;
}

/** How often a name may turn out to be taken by a program that does not know our locks. */
const tries = 20;

/** What is known before anything is written. */
type Plan = Omit<Ready, 'checksum' | 'staging' | 'isInPlace'>;

/**
 * @returns `registered`: the version, or the one that has these bytes already
 * @throws UserError where nothing was registered, and why
 */
export function registerVersion(writer: Writer, registration: Registration, options: RegisterOptions): Change {
	if (registration.source.kind === 'promote') return promoteModel(writer, registration, options);
	const {root} = writer;
	const {path: from, kind: way} = registration.source;
	const onBytes = (done: number, total: number) => options.onProgress({done, total, unit: 'bytes'});
	const family = familyName(registration.family);
	const real = realSource(from);
	const place = placeOf(root, registration.folder);
	const {folders} = findModelFolders(root, globsOf(root));
	refuseOddPlace(root, real, {from, way, family, place, folders});
	const source = restingSource(from, writer.now());
	refuseOddFiles(root, source, {from, way});
	const {taken, version, present, isNewWanted} = registration;
	const ours = [...new Set([place.models, ...folders.filter(({algorithm}) => isSameFamily(algorithm, family)).map(folder => folder.path)])];
	const numbers = searchNumbers(root, {family, taken, version, folders: ours.map(folder => `${root}/${folder}`)});
	// Before anything large is copied.
	refuseTaken(root, numbers);
	const facts = {...registration.facts, lineage: lineageWithDigests(registration)};
	const plan: Plan = {
		...{registration, family, way, facts, from, source, place, numbers},
		search: {family, folders: ours, present, seen: new Map()},
		doubted: new Map(),
	};
	const mayBeKnown = !isNewWanted && present.some(({bytes}) => bytes === source.bytes);
	const hashed = mayBeKnown ? saidWhole(() => hashArtifact(source, {onBytes})) : undefined;
	const known = hashed && knownAs(root, plan, {checksum: hashed, onBytes});
	return known ?? staged(writer, plan, {hashed, onBytes, isInPlace: way === 'move' && mayBeRenamed(place, source)});
}

interface Bytes {
	readonly hashed: Checksum | undefined;
	readonly onBytes: (done: number, total: number) => void;
	readonly isInPlace: boolean;
}

function staged(writer: Writer, plan: Plan, {hashed, onBytes, isInPlace}: Bytes): Change {
	const {way, source} = plan;
	const {root} = writer;
	let staging: Staging | undefined;
	try {
		const begun = beginStaging(writer, plan);
		({staging} = begun);
		const {place, search, numbers} = begun.plan;
		removeLeftovers(place.real, {now: writer.now()});
		const bringing = {way, source, staging, isInPlace, place, root, hashed, onBytes};
		const checksum = saidWhole(() => brought(bringing));
		// Without a lock: few are left to be read under it.
		furtherVersions(root, search, itemsNow(root, numbers));
		const ready: Ready = {...begun.plan, checksum, staging, isInPlace};
		const known = knownAs(root, plan, {checksum, onBytes});
		const outcome = known ?? published(writer, ready, onBytes);
		if (!('kind' in outcome)) {
			removeStaging(root, staging.folder);
			return outcome;
		}
		const change = finishVersion(writer, ready, outcome);
		return {...change, notes: [...plan.doubted.values(), ...change.notes]};
	} catch (error) {
		if (staging) removeStaging(root, staging.folder);
		// Mounts of one disk have one device, and no renames between them.
		if (isInPlace && systemCode(error) === 'EXDEV') return staged(writer, plan, {hashed: undefined, onBytes, isInPlace: false});
		throw inWords(error, {...plan, isInPlace});
	}
}

/** Under the lock of the root: of two that begin a family at once, the second one finds the folder of the first. */
function beginStaging(writer: Writer, plan: Plan): {readonly plan: Plan; readonly staging: Staging} {
	const {root, waitMs, by, now} = writer;
	ensureOwnFolder(root);
	return withLock(root, {waitMs, by, now}, () => {
		const place = placeOf(root, plan.registration.folder);
		const staging = makeStaging(writer, place);
		const folders = [...new Set([place.models, ...plan.search.folders])];
		const numbers = {...plan.numbers, folders: folders.map(folder => `${root}/${folder}`)};
		return {plan: {...plan, place, numbers, search: {...plan.search, folders}}, staging};
	});
}

interface Bringing extends Bytes {
	readonly way: 'copy' | 'move' | 'link';
	readonly source: ArtifactSource;
	readonly staging: Staging;
	readonly place: VersionPlace;
	readonly root: string;
}

/** Puts the artifact in the staging folder, unless it stays where it is until it is moved. @returns its checksum */
function brought({way, source, staging, isInPlace, place, root, hashed, onBytes}: Bringing): Checksum {
	if (way === 'link') stageLink(staging, linkText(root, place, source.path));
	return way === 'link' || isInPlace ? (hashed ?? hashArtifact(source, {onBytes})) : copyArtifact(source, staging.artifact, {onBytes});
}

/** Inside the root a relative one, so that the root can be moved. */
function linkText(root: string, {real}: VersionPlace, target: string): string {
	return isWithin(target, root) && isWithin(real, root) ? path.relative(real, target) : target;
}

/** @returns the version that has these bytes already, where there is one */
function published(writer: Writer, ready: Ready, onBytes: Bytes['onBytes']): Published | Change {
	const taken = new Set(ready.numbers.numbers);
	for (let attempt = 0; attempt < tries;) {
		const outcome = publishVersion(writer, {...ready, numbers: {...ready.numbers, numbers: taken}});
		if (outcome.kind === 'published') return outcome;
		if (outcome.kind === 'known') {
			// Its bytes are not read under a lock. One that has others is passed over from now on.
			const known = knownAs(writer.root, ready, {checksum: ready.checksum, onBytes, further: [outcome.present]});
			if (known) return known;
			continue;
		}
		attempt++;
		taken.add(outcome.version);
	}
	throw new UserError('changed', `Another program makes files in ${ready.place.models} all the time. Nothing was registered.`, {
		hint: 'Try again when it rests.',
	});
}

/** Whether a rename can bring it there, and happens to no other name of it. */
function mayBeRenamed({real, missing}: VersionPlace, source: ArtifactSource): boolean {
	const there = missing.length === 0 ? real : path.dirname(missing.at(-1) ?? real);
	return !source.hasOtherNames && fs.statSync(systemPath(there)).dev === fs.statSync(systemPath(source.path)).dev;
}

interface Knowing {
	readonly checksum: Checksum;
	readonly onBytes: Bytes['onBytes'];
	/** Versions that the registration does not tell of. */
	readonly further?: readonly PresentVersion[];
}

/** What is said where a version has these bytes. @throws UserError `failed` where another number was asked for */
function knownAs(root: string, {registration, source, way, doubted}: Plan, {checksum, onBytes, further = []}: Knowing): Change | undefined {
	if (registration.isNewWanted) return undefined;
	const known = holderOf(root, [...registration.present, ...further], {sha256: checksum.value, way, doubted, onBytes});
	if (!known) return undefined;
	const {family, version, key, sha256} = known;
	if (registration.version !== undefined) throw knownAlready(known, registration.version);
	return {...nothingDone, unchanged: [key], notes: [...doubted.values()], registered: {family, version, key, isKnown: true, sha256, bytes: source.bytes}};
}
