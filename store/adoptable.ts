/** Tells why an artifact on the disk can have no sidecar: it is no model, or its folder cannot be written. Reads only. */

import fs from 'node:fs';
import {folderOf} from './domain/identifier.ts';
import type {Model} from './domain/model.ts';
import {decodeName, systemPath} from './file-names.ts';
import {isSystemError, systemReason} from './system-error.ts';

/** By key why models without a sidecar can have none, as sentences. */
export function unadoptable(root: string, models: readonly Model[]): ReadonlyMap<string, string> {
	const folders = new Map<string, string | undefined>();
	return new Map(
		models.flatMap(({key, state, artifact}) => {
			if (state !== 'untracked' || !artifact) return [];
			const folder = folderOf(artifact.path);
			if (!folders.has(folder)) folders.set(folder, whyUnwritable(root, folder));
			const why = folders.get(folder) ?? (isPlain(artifact) ? undefined : whyNoModel(`${root}/${artifact.path}`));
			return why === undefined ? [] : [[key, why] as const];
		}),
	);
}

/** A file of some bytes, or a folder with such files, is neither empty nor something else than it seems. */
function isPlain({kind, bytes}: {readonly kind: string; readonly bytes: number}): boolean {
	return kind !== 'link' && bytes > 0;
}

/** What is no regular file and no folder with one in it, links followed. @returns a sentence */
export function whyNoModel(path: string): string | undefined {
	try {
		const stat = fs.statSync(systemPath(path), {throwIfNoEntry: false});
		if (!stat) return fs.lstatSync(systemPath(path), {throwIfNoEntry: false}) ? 'It is a link that leads nowhere.' : undefined;
		if (stat.isFIFO()) return 'It is a FIFO, and no model.';
		if (stat.isSocket()) return 'It is a socket, and no model.';
		if (stat.isDirectory()) return holdsFile(path) ? undefined : 'It is an empty folder.';
		return stat.isFile() ? undefined : 'It is a device, and no model.';
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return `It cannot be looked at: ${systemReason(error)}.`;
	}
}

function whyUnwritable(root: string, folder: string): string | undefined {
	try {
		fs.accessSync(systemPath(`${root}/${folder}`), fs.constants.W_OK | fs.constants.X_OK);
		return undefined;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return `Its folder cannot be written: ${systemReason(error)}.`;
	}
}

function holdsFile(folder: string): boolean {
	const entries = fs.readdirSync(systemPath(folder), {withFileTypes: true, encoding: 'buffer'});
	if (entries.some(entry => !entry.isDirectory())) return true;
	return entries.some(({name}) => holdsFile(`${folder}/${decodeName(name)}`));
}
