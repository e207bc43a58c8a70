/** Brings a model up to date that is there already: another artifact in place of the old one, and what a run changed in its sidecar. */

import fs from 'node:fs';
import {identityOf} from './artifact-identity.ts';
import {entriesNow} from './artifact-entries.ts';
import {checksumOf} from './domain/checksum.ts';
import {formatVersion, versionOf} from './domain/family.ts';
import {baseName} from './domain/identifier.ts';
import {own, type JsonObject} from './domain/json.ts';
import {changedContent, type RunChanges} from './domain/run-changes.ts';
import {isNameOf} from './domain/run-id.ts';
import {describedNames, replacedNames} from './domain/run-names.ts';
import {UserError} from './domain/user-error.ts';
import {readNames, systemPath} from './file-names.ts';
import type {Writer} from './journal-writer.ts';
import {exists} from './move-files.ts';
import {confirmed} from './run-publish.ts';
import {letGoOfOld, placeOnDisk, replaceArtifact, stagePlan, takeReplacedBack} from './run-replace.ts';
import {contentIn} from './run-sidecar.ts';
import {addRunSidecar, editRunSidecar, plannedEdit, plannedSidecar, refuseOddSidecar, type WrittenSidecar} from './run-sidecar-file.ts';
import type {MadeRunStaging} from './run-staging.ts';
import {keyOf, targetOfRun, type RunFiles} from './run-target.ts';
import {isHeldBy, lookOfArtifact} from './same-artifact.ts';
import {readSidecar, sha256} from './sidecar-job.ts';
import {takeBack} from './staging.ts';

/** What was written in place of files that are there. */
export interface Update {
	readonly staging: MadeRunStaging;
	readonly steps: readonly Step[];
}

interface Step {
	/** The name that it was written under. */
	readonly from: string;
	/** The name in the model folder. */
	readonly to: string;
	/** What lies there, where it holds the same byte for byte: then it stays. */
	readonly same?: string;
}

/** Compares what was written with what is there: that may take long, so no lock is held. @throws UserError `usage` where it is no artifact of this model */
export function preparedUpdate(
	{root}: Writer,
	run: RunFiles,
	{staging, names, stem}: {readonly staging: MadeRunStaging; readonly names: readonly string[]; readonly stem: string},
): Update {
	const {artifact, sidecar, place} = run;
	const there = readNames(place.real);
	const steps = replacedNames(names, {artifact, sidecar, names: there, stem}).map(([from, to], index) => {
		const isArtifact = index === 0;
		if (!isArtifact && there.includes(to) && !isOwn(run, to, {stem, there})) {
			throw new UserError('failed', `${place.models}/${to} is no file of ${keyOf(run)}: it is not replaced. Nothing was saved.`, {
				hint: 'Give that file another name.',
			});
		}
		const look = lookOfArtifact(`${root}/${place.models}/${to}`);
		return {from, to, ...(look !== undefined && isHeldBy(`${staging.fresh}/${from}`, `${root}/${place.models}/${to}`) ? {same: look} : {})};
	});
	return {staging, steps};
}

/** What has the name of the model with an ending is the model's, unless it is a sidecar or has one. */
function isOwn({files, written = [], sidecar}: RunFiles, name: string, {stem, there}: {readonly stem: string; readonly there: readonly string[]}): boolean {
	if (files.includes(name) || written.includes(name)) return true;
	return name !== sidecar && isNameOf(stem, name) && !there.includes(`${name}.json`);
}

/** The steps that put something else there than what is there. */
function changesOf({real}: RunFiles['place'], {steps}: Update): readonly Step[] {
	return steps.filter(({to, same}) => same === undefined || lookOfArtifact(`${real}/${to}`) !== same);
}

/** True where all that was written is there already. */
export function isThereAlready({place}: RunFiles, update: Update): boolean {
	return changesOf(place, update).length === 0;
}

export interface UpdatedRun extends Pick<RunFiles, 'artifact' | 'files' | 'written' | 'seen' | 'inside'> {
	readonly sidecar: WrittenSidecar;
	readonly notes: readonly string[];
}

/** What is to be put there. */
export interface Updating {
	/** As in SaveRequest. */
	readonly base: (at: {readonly id: string; readonly artifact: string}) => JsonObject;
	readonly changes: RunChanges;
	readonly update?: Update;
}

/** The caller holds the lock of the folder. @throws UserError or the system's error: the old artifact and the old sidecar stand */
export function updateRun(writer: Writer, run: RunFiles, {base, changes, update}: Updating): UpdatedRun {
	const {place, id, sidecar} = run;
	const target = targetOfRun(writer.root, run, {});
	// Before anything is replaced.
	if (sidecar !== undefined) refuseOddSidecar(writer, target);
	const [artifact = run.artifact] = update?.steps.map(({to}) => to) ?? [];
	const files = [...new Set([...run.files, ...(update?.steps.map(({to}) => to) ?? [])])].filter(name => name !== artifact);
	const targetNow = targetOfRun(writer.root, {...run, artifact, files}, {});
	const said = base({id, artifact: `${place.real}/${artifact}`});
	const words = {
		plan: () => (sidecar === undefined ? {...plannedSidecar(writer, targetNow, changedContent(said, changes)), before: undefined} : plannedWords()),
		write: () => (sidecar === undefined ? addRunSidecar(writer, targetNow, changedContent(said, changes)) : editRunSidecar(writer, target, withBase)),
	};
	const withBase = {...changes, base: own(said, 'training')};
	const plannedWords = () => ({path: target.sidecar ?? '', ...plannedEdit(writer, target, withBase)});
	const inside = update ? [...new Set([...(run.inside ?? []), ...pathsIn(`${update.staging.fresh}/${update.steps[0]?.from ?? ''}`)])] : run.inside;
	const written = update ? replaced(writer, run, {update, words}) : words.write();
	const names = describedNames(baseName(written.path), readNames(place.real));
	return {
		artifact: names?.artifact ?? artifact,
		files: names?.files ?? files,
		written: [...new Set([...(run.written ?? []), ...(update?.steps.map(({to}) => to) ?? [])])],
		seen: update ? identityOf(`${place.real}/${artifact}`) : run.seen,
		inside,
		sidecar: written,
		notes: [...written.notes, ...confirmed(place.real)],
	};
}

/** Words and weights: both, or neither. */
function replaced(
	writer: Writer,
	run: RunFiles,
	{
		update,
		words,
	}: {
		readonly update: Update;
		readonly words: {
			readonly plan: () => {readonly path: string; readonly bytes: Buffer; readonly before: Buffer | undefined};
			readonly write: () => WrittenSidecar;
		};
	},
): WrittenSidecar {
	const {real} = run.place;
	const {staging} = update;
	const others = changesOf(run.place, update);
	if (others.length === 0) return words.write();
	refuseRegistered(writer, run);
	for (const step of others) refuseFolder(run, staging, step);
	const files = Object.fromEntries(others.map(({from, to}) => [from, to]));
	const {path, bytes, before} = words.plan();
	const said = {sidecar_sha256: before ? sha256(before) : null, artifact: placeOnDisk(`${real}/${others[0]?.to ?? ''}`)};
	const after = Object.fromEntries(others.map(({from, to}) => [to, placeOnDisk(`${staging.fresh}/${from}`)]));
	stagePlan(staging, {files, sidecar: baseName(path), before: said, after}, bytes);
	const added = others.filter(({to}) => !exists(systemPath(`${real}/${to}`)));
	let written: WrittenSidecar;
	try {
		for (const step of others) replaceArtifact(real, staging, step);
		written = words.write();
	} catch (error) {
		takeReplacedBack(real, staging, files);
		for (const {from, to} of added) if (!exists(systemPath(`${staging.fresh}/${from}`))) takeBack(`${real}/${to}`, `${staging.fresh}/${from}`);
		throw error;
	}
	letGoOfOld(real, staging, files);
	return written;
}

/** The paths of the files in an artifact that is a folder; '' is the artifact itself. @param path absolute */
export function pathsIn(path: string): readonly string[] {
	const entries = entriesNow(path);
	return typeof entries === 'string' ? [] : entries.filter(({kind}) => kind !== 'folder').map(({path: inside}) => inside);
}

/** A file takes the place of a folder only where this run wrote all that is in it. @throws UserError `failed` */
function refuseFolder({place, inside = []}: RunFiles, {fresh}: MadeRunStaging, {from, to}: Step): void {
	const [old, written] = [`${place.real}/${to}`, `${fresh}/${from}`].map(path => fs.lstatSync(systemPath(path), {throwIfNoEntry: false}));
	if (!old?.isDirectory() || written?.isDirectory() === true) return;
	const entries = entriesNow(`${place.real}/${to}`);
	const other = typeof entries === 'string' ? undefined : entries.find(({kind, path}) => kind !== 'folder' && !inside.includes(path));
	if (!other) return;
	throw new UserError(
		'failed',
		`${place.models}/${to} is a folder with ${other.path}, which this run did not write: no file takes its place. Nothing was saved.`,
		{
			hint: 'Make a folder of the path that is given, or save it as a new run.',
		},
	);
}

/** A version that was registered is what it was registered as. @throws UserError `read-only` */
export function refuseRegistered({root}: Writer, run: RunFiles): void {
	if (run.sidecar === undefined) return;
	const read = readSidecar(`${root}/${run.place.models}/${run.sidecar}`);
	const content = 'bytes' in read ? contentIn(read.bytes) : undefined;
	if (!content || (!versionOf({content}) && !checksumOf(content))) return;
	const version = versionOf({content});
	throw new UserError(
		'read-only',
		`${keyOf(run)} is registered${version ? ` as ${formatVersion(version)}` : ''}: its model file is not replaced. Nothing was saved.`,
		{
			hint: 'Results, tags and notes can be saved; for another model file create a new run, and register that.',
		},
	);
}
