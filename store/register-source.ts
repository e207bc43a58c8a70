/** What is registered, as it lies outside: whether it rests, and whether it may come from there. */

import fs from 'node:fs';
import path from 'node:path';
import {changedSince, readSource, type ArtifactSource} from './artifact-source.ts';
import {configName} from './config-file.ts';
import {formatVersion, versionOf} from './domain/family.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {isObject, own} from './domain/json.ts';
import {isNobodys, stemOf} from './domain/pairing.ts';
import {UserError} from './domain/user-error.ts';
import {exchangeName} from './exchange-file.ts';
import {decodeName, systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';
import {ownFolder, ownFolderName} from './own-folder.ts';
import {isWithin, realPathOf, type VersionPlace} from './register-place.ts';
import type {ModelFolder} from './scanner.ts';
import {readJsonFile} from './sidecar-file.ts';
import {isSystemError} from './system-error.ts';

/** A file that was written less than this ago may still be being written; a second look tells (milliseconds). */
const young = 10_000;
const pause = 1_000;

/** The source, which nobody writes. Waits for a second where it was written just now. @throws UserError as readSource, `changed` where somebody writes it */
export function restingSource(from: string, now: number): ArtifactSource {
	const source = readSource(from);
	if (now - source.changedAt >= young) return source;
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
	const changed = changedSince(source);
	if (changed === undefined) return source;
	throw new UserError('changed', `${changed} is still being written: it changed within the last second. Nothing was registered.`, {
		hint: 'Register it when it is whole.',
	});
}

/** Further model folders that the config names; none where it cannot be read. */
export function globsOf(root: string): readonly string[] {
	const file = readJsonFile(`${root}/${configName}`);
	const config = file && 'parsed' in file ? file.parsed.value : undefined;
	const globs = isObject(config) ? own(config, 'modelFolders') : undefined;
	return Array.isArray(globs) ? globs.filter(glob => typeof glob === 'string') : [];
}

export interface SourceRules {
	/** As it was typed, absolute. */
	readonly from: string;
	readonly way: 'copy' | 'move' | 'link';
	readonly family: string;
	readonly place: VersionPlace;
	/** The model folders of the registry. */
	readonly folders: readonly ModelFolder[];
}

/** Before anything of it is looked at. @param real where it lies @throws UserError for what cannot be registered from there */
export function refuseOddPlace(root: string, real: string, {from, way, family, place, folders}: SourceRules): void {
	const refuse = (why: string, hint: string) => refuseSource(from, why, hint);
	if (isWithin(place.real, real)) refuse('contains the registry that it is to go to', 'Name the file or the folder of the model itself.');
	if (isWithin(real, ownFolder(root))) refuse("lies in the registry's own folder", 'What is in the trash comes back with mreg restore.');
	if (way === 'move' && fs.lstatSync(systemPath(from)).isSymbolicLink()) refuse(`is a link to ${real}`, 'Name the file itself to have it moved.');
	const around = folders.find(folder => `${place.folder}/`.startsWith(`${folder.path}/`));
	if (around) refuse(`cannot go to ${place.folder}: ${around.path} is a folder of models itself, as the config says`, 'Give the family another name.');
	for (const {path: relative} of folders) {
		const models = realPathOf(`${root}/${relative}`);
		if (isWithin(models, real)) refuse('has models of the registry in it', 'Name the file or the folder of one model.');
		if (path.dirname(real) === models) {
			const id = baseName(real);
			refuse('is a model of this registry already', `To register it where it is: mreg register ${family} --from ${id}`);
		}
		if (way === 'move' && isWithin(real, models)) refuse('is a part of a model of this registry', 'Leave out --move: it is copied then.');
	}
	const linked = way === 'move' ? linkedModel(root, real, folders) : undefined;
	if (linked !== undefined) refuse(`cannot be moved: ${linked} is a link to it`, 'Leave out --move: it is copied then.');
}

/** @throws UserError where it is to be moved or linked and has files that a registry lives from */
export function refuseOddFiles(root: string, source: ArtifactSource, {from, way}: Pick<SourceRules, 'from' | 'way'>): void {
	if (way === 'copy') return;
	const paths = [source.path, ...[...source.files, ...source.folders.map(folder => ({path: folder}))].map(each => `${source.path}/${each.path}`)];
	if (paths.some(each => `${each}/`.includes(`/${ownFolderName}/`))) {
		refuseSource(from, `is, or has in it, what belongs to a registry (${ownFolderName})`, `Leave out --${way}: it is copied then.`);
	}
	const owned = paths.find(
		each => each === `${root}/${configName}` || each === `${root}/${exchangeName}` || (isWithin(each, root) && baseName(each) === historyName),
	);
	if (owned !== undefined) {
		refuseSource(from, `is, or has in it, a file of the registry (${baseName(owned)})`, 'Name the file or the folder of the model itself.');
	}
}

/** The model that would lose its bytes if this moved away: a link in a model folder leads to it, into it or around it. @returns `resnet18/v1`, or its key */
function linkedModel(root: string, real: string, folders: readonly ModelFolder[]): string | undefined {
	for (const {path: folder} of folders) {
		for (const name of linksIn(`${root}/${folder}`)) {
			const target = leadsTo(`${root}/${folder}/${name}`);
			if (target !== undefined && (isWithin(target, real) || isWithin(real, target))) return versionName(root, `${folder}/${name}`);
		}
	}
	return undefined;
}

function linksIn(folder: string): readonly string[] {
	try {
		const entries = fs.readdirSync(systemPath(folder), {withFileTypes: true, encoding: 'buffer'});
		return entries
			.filter(entry => entry.isSymbolicLink())
			.map(({name}) => decodeName(name))
			.filter(name => !isNobodys(name));
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return [];
	}
}

/** Undefined for a link to nothing: it has nothing to lose. */
function leadsTo(link: string): string | undefined {
	try {
		return fs.realpathSync.native(systemPath(link), 'utf8');
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}

function versionName(root: string, key: string): string {
	for (const sidecar of [`${key}.json`, `${folderOf(key)}/${stemOf(baseName(key))}.json`]) {
		const file = readJsonFile(`${root}/${sidecar}`);
		const content = file && 'parsed' in file ? file.parsed.value : undefined;
		const version = isObject(content) ? versionOf({content}) : undefined;
		if (version) return formatVersion(version);
	}
	return key;
}

function refuseSource(from: string, why: string, hint: string): never {
	throw new UserError('failed', `${from} ${why}. Nothing was registered.`, {hint});
}
