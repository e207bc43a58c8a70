/** Where a version goes to. */

import fs from 'node:fs';
import path from 'node:path';
import {ensureFolder} from './atomic-file.ts';
import {isSameFamily} from './domain/family.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {ownFolder} from './own-folder.ts';
import {namesIn} from './staging-folder.ts';
import {isSystemError, systemCode, systemReason} from './system-error.ts';

/** A model folder that gets a version. */
export interface VersionPlace {
	/** The algorithm folder, relative to the root. */
	readonly folder: string;
	/** Likewise: `Resnet18/Model`. */
	readonly models: string;
	/** Absolute, where a link in it was followed. */
	readonly real: string;
	/** Of these folders those that are not there yet, the innermost first; absolute. */
	readonly missing: readonly string[];
}

/**
 * The model folder of an algorithm folder; one whose name differs in case only is the same. Makes nothing.
 *
 * @throws UserError where a link leads into the registry's own folder or nowhere, or something else has its name
 */
export function placeOf(root: string, wanted: string): VersionPlace {
	if (wanted !== '.' && !isPathBelow(wanted)) {
		throw new UserError('failed', `${JSON.stringify(wanted)} is no folder of the registry. Nothing was registered.`, {hint: 'Give the family another name.'});
	}
	const folder = wanted === '.' ? wanted : spelled(root, wanted);
	const models = folder === '.' ? 'Model' : `${folder}/Model`;
	const missing: string[] = [];
	let there = `${root}/${models}`;
	for (; isMissing(there); there = path.dirname(there)) missing.push(there);
	const real = realPathOf(there);
	// Links are followed as a scan follows them: somebody put their models on another disk.
	if (isWithin(real, ownFolder(root))) {
		throw new UserError('failed', `${there} is a link into the registry's own folder: nothing is registered there.`, {
			hint: 'Put a folder in place of the link, or give the family another name.',
		});
	}
	if (!fs.statSync(systemPath(real)).isDirectory()) {
		throw new UserError('failed', `${there} is no folder: no version can be put there.`, {hint: 'Move that file away, or give the family another name.'});
	}
	return {folder, models, real: path.join(real, path.relative(there, `${root}/${models}`)), missing};
}

/** Makes what is missing of it. @throws WriteError */
export function makePlace({real}: Pick<VersionPlace, 'real'>): void {
	ensureFolder(real, {fsync: true});
}

/** The folder as it is spelled on the disk, where it is there in any case: one family has one folder. */
function spelled(root: string, folder: string): string {
	if (!isMissing(`${root}/${folder}`)) return folder;
	const outer = folderOf(folder);
	const prefix = outer === '' ? '' : `${outer}/`;
	const others = namesIn(outer === '' ? root : `${root}/${outer}`)
		.filter(name => isSameFamily(name, baseName(folder)) && isFolder(`${root}/${prefix}${name}`))
		.sort();
	const name = others.find(each => !isMissing(`${root}/${prefix}${each}/Model`)) ?? others[0];
	return name === undefined ? folder : prefix + name;
}

function isFolder(file: string): boolean {
	try {
		return fs.statSync(systemPath(file)).isDirectory();
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}

/** True for a path that is the folder or lies in it; both real. */
export function isWithin(inner: string, folder: string): boolean {
	return inner === folder || inner.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** Below a file nothing can be, either: that is told where the file is looked at. */
function isMissing(folder: string): boolean {
	try {
		fs.lstatSync(systemPath(folder));
		return false;
	} catch (error) {
		return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
	}
}

/** Where a folder of the registry lies, links followed. @throws UserError */
export function realPathOf(folder: string): string {
	try {
		return fs.realpathSync.native(systemPath(folder), 'utf8');
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError('failed', `${folder} cannot be followed: ${systemReason(error)}. Nothing was registered.`, {
			hint: 'Mend or remove that link.',
			cause: error,
		});
	}
}
