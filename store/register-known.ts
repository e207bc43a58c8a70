/** Which versions of a family have certain bytes, and whether they really do: what a sidecar says is not believed where something else lies beside it. */

import fs from 'node:fs';
import {hashArtifact} from './artifact-copy.ts';
import {readSource} from './artifact-source.ts';
import {checksumOf} from './domain/checksum.ts';
import {formatVersion, isSameFamily, versionInName, versionOf} from './domain/family.ts';
import type {RegisterItem} from './domain/journal-entry.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {isObject, own, type JsonObject} from './domain/json.ts';
import type {PresentVersion, RegistrationWay} from './domain/registration.ts';
import {isPathBelow} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {systemPath} from './file-names.ts';
import {exists} from './move-files.ts';
import {namesIn} from './staging-folder.ts';
import {parseJsonBytes} from './sidecar-file.ts';

/** Versions that do not have the bytes that their sidecars say, each with a sentence, by key. */
export type Doubted = Map<string, string>;

export interface Holding {
	readonly sha256: string;
	readonly way: RegistrationWay;
	/** Those that were looked at and have not these bytes: they are passed over, and further ones are added. */
	readonly doubted: Doubted;
	readonly onBytes?: (done: number, total: number) => void;
}

/** The first of these versions that has the bytes, which are read for it. */
export function holderOf(root: string, versions: readonly PresentVersion[], {sha256, way, doubted, onBytes}: Holding): PresentVersion | undefined {
	for (const version of versions) {
		if (version.sha256 !== sha256 || doubted.has(version.key)) continue;
		const why = whyNotHeld(`${root}/${version.key}`, {sha256, isLinkEnough: way === 'link', onBytes});
		if (why === undefined) return version;
		doubted.set(version.key, `${formatVersion(version)} was registered with these bytes, and ${why}: mreg verify tells more.`);
	}
	return undefined;
}

interface Looking {
	readonly sha256: string;
	/** Where another link is all that would be made. */
	readonly isLinkEnough: boolean;
	readonly onBytes?: (done: number, total: number) => void;
}

/** @returns the end of a sentence, or undefined */
function whyNotHeld(path: string, {sha256, isLinkEnough, onBytes}: Looking): string | undefined {
	const stat = fs.lstatSync(systemPath(path), {throwIfNoEntry: false});
	if (!stat) return 'its file is missing';
	if (stat.isSymbolicLink() && !isLinkEnough) return 'is a link to a file elsewhere';
	try {
		return hashArtifact(readSource(path), {onBytes}).value === sha256 ? undefined : 'its file has others now';
	} catch (error) {
		if (!(error instanceof UserError) || error.code === 'declined') throw error;
		return `its file cannot be used (${error.message.replace(/\.$/, '')})`;
	}
}

export interface FamilySearch {
	readonly family: string;
	/** Its model folders, relative to the root. */
	readonly folders: readonly string[];
	/** Versions that are known without. */
	readonly present: readonly PresentVersion[];
	/** Versions that were read before, by the sidecar's path: each is read once. What was none may be one by now. */
	readonly seen: Map<string, PresentVersion>;
}

/** Versions of a family with a checksum that came since it was looked at: in its folders, and as the journal tells. Sidecars are small. */
export function furtherVersions(root: string, {family, folders, present, seen}: FamilySearch, items: readonly RegisterItem[]): readonly PresentVersion[] {
	const known = new Set(present.map(({key}) => key));
	const numbered = new Set(present.map(({key}) => `${folderOf(key)}/${versionInName(family, baseName(key))}`));
	const found = new Map<string, PresentVersion>();
	const look = (sidecar: string, keyOf: (content: JsonObject) => string | undefined) => {
		const version = seen.get(sidecar) ?? versionAt(root, sidecar, {family, keyOf});
		if (!version) return;
		seen.set(sidecar, version);
		if (!known.has(version.key)) found.set(version.key, version);
	};
	for (const folder of folders) {
		for (const name of namesIn(`${root}/${folder}`)) {
			const number = name.endsWith('.json') ? versionInName(family, name) : undefined;
			if (number === undefined || numbered.has(`${folder}/${number}`)) continue;
			look(`${folder}/${name}`, content => {
				const path = own(content, 'model_path');
				return typeof path === 'string' && baseName(path) !== '' ? `${folder}/${baseName(path)}` : undefined;
			});
		}
	}
	for (const {key, sidecar, edit} of items) {
		const path = sidecar?.to ?? edit?.path;
		if (path !== undefined && isPathBelow(path) && isPathBelow(key) && !known.has(key)) look(path, () => key);
	}
	return [...found.values()];
}

interface Reading {
	readonly family: string;
	readonly keyOf: (content: JsonObject) => string | undefined;
}

function versionAt(root: string, sidecar: string, {family, keyOf}: Reading): PresentVersion | undefined {
	// Many are gone: those that the journal tells of and that were removed since.
	const content = exists(systemPath(`${root}/${sidecar}`)) ? sidecarContent(`${root}/${sidecar}`) : undefined;
	const version = content && versionOf({content});
	const checksum = content && checksumOf(content);
	const key = content && keyOf(content);
	if (!version || !checksum || key === undefined || !isSameFamily(version.family, family)) return undefined;
	return {...version, key, bytes: 0, sha256: checksum.value};
}

/** What a sidecar says; undefined where it cannot be read. */
export function sidecarContent(file: string): JsonObject | undefined {
	try {
		const parsed = parseJsonBytes(fs.readFileSync(systemPath(file)));
		return 'value' in parsed && isObject(parsed.value) ? parsed.value : undefined;
	} catch {
		return undefined;
	}
}
