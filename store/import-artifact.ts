/** Finds the files that a registry.yaml names, also where its storage has moved, and tells whether a version has their bytes already. */

import fs from 'node:fs';
import path from 'node:path';
import {hashArtifact} from './artifact-copy.ts';
import {readSource} from './artifact-source.ts';
import {checksumOf} from './domain/checksum.ts';
import {isSameFamily} from './domain/family.ts';
import type {SeedVersion} from './domain/import-plan.ts';
import type {Model} from './domain/model.ts';
import {readNames, systemPath} from './file-names.ts';
import {findModelFolders} from './model-folders.ts';
import {givenNumbers} from './register-numbers.ts';
import {isWithin} from './register-place.ts';
import {globsOf} from './register-source.ts';
import {isSystemError} from './system-error.ts';

/** Where the file of a version lies. */
export type FoundFile =
	/** `isOutside`: it does not lie in the folder of the file that is imported. */
	| {readonly kind: 'there'; readonly path: string; readonly isFolder: boolean; readonly real: string; readonly isOutside: boolean}
	/** A sentence, raw. */
	| {readonly kind: 'missing'; readonly reason: string};

/**
 * Looks where an entry says, then where the seed's own code would look when its storage was moved.
 *
 * @param file the registry.yaml, absolute
 * @returns a function that keeps what it saw of the folders: a file may have tens of thousands of entries
 */
export function seedFiles(file: string): (version: Pick<SeedVersion, 'path' | 'spelled'>) => FoundFile {
	const folder = path.dirname(file);
	const real = realOf(file) ?? file;
	const storagesOf = storageFinder(folder);
	return ({path: said, spelled: {family, version}}) => {
		const name = path.posix.basename(said.replaceAll('\\', '/'));
		// As it is written on Windows, too.
		const direct = [...new Set([said, said.replaceAll('\\', '/')])].map(one => path.resolve(folder, one));
		const isName = [family, version, name].every(part => part !== '' && part !== '.' && part !== '..' && !part.includes('/'));
		const moved = isName ? [`${folder}/models/${family}/${version}/${name}`] : [];
		for (const place of [...direct, ...moved]) {
			const found = lookAt(place, real);
			if (found) return found;
		}
		const others = isName ? storagesOf(family).flatMap(storage => lookAt(`${storage}/${version}/${name}`, real) ?? []) : [];
		const [only] = others;
		if (only && others.length === 1) return only;
		const places = others.flatMap(found => (found.kind === 'there' ? [found.path] : []));
		const reason = places.length > 1 ? `Its file is not there: ${said}; it may be one of ${places.join(', ')}.` : `Its file is not there: ${said}`;
		return {kind: 'missing', reason};
	};
}

/** @param yaml the file that is imported, links followed */
function lookAt(place: string, yaml: string): FoundFile | undefined {
	const stat = quietly(() => fs.statSync(systemPath(place), {throwIfNoEntry: false}));
	const real = stat && realOf(place);
	if (!stat || real === undefined) return undefined;
	if (`${yaml}/`.startsWith(`${real}/`)) return {kind: 'missing', reason: `${place} holds the file that is imported.`};
	return {kind: 'there', path: place, isFolder: stat.isDirectory(), real, isOutside: !isWithin(real, path.dirname(yaml))};
}

/** @returns a function that tells the folders of a family in other folders of the storage */
function storageFinder(folder: string): (family: string) => readonly string[] {
	let storages: readonly string[] | undefined;
	const known = new Map<string, readonly string[]>();
	const isFolder = (place: string) => quietly(() => fs.statSync(systemPath(place), {throwIfNoEntry: false}))?.isDirectory() === true;
	return family => {
		const before = known.get(family);
		if (before) return before;
		storages ??= (quietly(() => readNames(folder)) ?? [])
			.filter(name => !name.startsWith('.') && name !== 'models')
			.map(name => `${folder}/${name}`)
			.filter(isFolder);
		const found = storages.map(storage => `${storage}/${family}`).filter(isFolder);
		known.set(family, found);
		return found;
	};
}

function realOf(place: string): string | undefined {
	return quietly(() => fs.realpathSync.native(systemPath(place), 'utf8'));
}

/** Undefined for a name that is too long, or no name at all, too. */
function quietly<Value>(look: () => Value): Value | undefined {
	try {
		return look();
	} catch (error) {
		if (isSystemError(error) || (error instanceof TypeError && 'code' in error)) return undefined;
		throw error;
	}
}

/** @returns a function that tells the numbers that a family ever had here. Reads only. `taken`: those that models have */
export function familyNumbers(root: string): (family: string, taken: readonly number[]) => ReadonlySet<number> {
	const {folders} = findModelFolders(root, globsOf(root));
	return (family, taken) => {
		const ours = folders.filter(({algorithm}) => isSameFamily(algorithm, family));
		return givenNumbers(root, {family, taken, folders: ours.map(folder => `${root}/${folder.path}`)});
	};
}

/**
 * True where a version has the bytes of a file. Both may be read for it.
 *
 * @throws UserError for a file that cannot be used
 */
export function hasBytes(root: string, model: Model, file: string, onBytes: (done: number, total: number) => void): boolean {
	const source = readSource(file);
	const {artifact} = model;
	const said = checksumOf(model.content)?.value;
	if (artifact?.kind === 'file' && artifact.bytes !== source.bytes) return false;
	if (said !== undefined) return hashArtifact(source, {onBytes}).value === said;
	return artifact !== undefined && hashArtifact(source, {onBytes}).value === hashArtifact(readSource(`${root}/${model.key}`), {onBytes}).value;
}
