/** What registering a version is told, and what came of it, as data. */

import type {Target} from './change.ts';
import type {Version} from './family.ts';
import type {Json, JsonObject} from './json.ts';

/** How the model file comes into the registry. */
export type RegistrationWay = 'copy' | 'move' | 'link' | 'promote';

/** Where the bytes come from. */
export type RegistrationSource =
	/** A file or a folder outside, by its absolute path. `link`: a symbolic link to it is registered. `url`: where it was downloaded from. */
	| {readonly kind: 'copy' | 'move' | 'link'; readonly path: string; readonly url?: string}
	/** A model of the registry, in place: nothing is copied or moved. */
	| {readonly kind: 'promote'; readonly target: Target};

/** What is said of a version, under the names that the sidecar uses. Absent: nothing is written. */
export interface VersionFacts {
	/** When it was made as its source says, as it is spelled there; absent: now. */
	readonly created_at?: string;
	/** How another registry called this version. */
	readonly label?: string;
	readonly framework?: string;
	readonly architecture?: string;
	readonly input_shape?: ReadonlyArray<number | string>;
	readonly domain?: string;
	/** Of the training. */
	readonly dataset?: string;
	readonly hyperparams?: Readonly<Record<string, Json>>;
	/** One test; without a dataset where it is not known. */
	readonly test?: {readonly dataset?: string; readonly performance: Readonly<Record<string, number>>};
	readonly tags: readonly string[];
	readonly notes?: string;
	readonly lineage: LineageFacts;
	/** Further keys of the sidecar, as another registry has them; those that are written anyway stand. */
	readonly others?: JsonObject;
}

export interface LineageFacts {
	/** `resnet18/v1`, a key, or what names a model that is not in the registry. */
	readonly parent?: string;
	/** Of a parent that is not in the registry: `sha256:...`. */
	readonly parent_digest?: string;
	readonly dataset_digest?: string;
	/** An absolute path or a URL (without what signs it in). */
	readonly source?: string;
	/** Of the working folder; `-dirty` behind it where something there was changed. */
	readonly git_commit?: string;
}

/** A version that is to be made. */
export interface Registration {
	/** As the family spells it, or as it is to be spelled. */
	readonly family: string;
	/** The algorithm folder, relative to the root: its `Model/` gets the files. Not used for `promote`. */
	readonly folder: string;
	/** The number that was asked for; undefined: the next one. */
	readonly version?: number;
	/** Numbers that models are known to have; the journal, the folder, the training history and the trash know of more. */
	readonly taken: readonly number[];
	/** Versions of the family that are there, and what their bytes are: the same bytes are not registered twice. */
	readonly present: readonly PresentVersion[];
	/** The same bytes again are a new version. */
	readonly isNewWanted: boolean;
	readonly source: RegistrationSource;
	/** A parent outside the registry and a file of training data, by their absolute paths: their digests go into the lineage. */
	readonly parentPath?: string;
	readonly datasetPath?: string;
	readonly facts: VersionFacts;
}

export interface PresentVersion extends Version {
	readonly key: string;
	/** Of the artifact's files, in bytes. */
	readonly bytes: number;
	/** `checksum.value` of its sidecar, in hexadecimal. */
	readonly sha256: string;
}

/** What was registered. */
export interface Registered extends Version {
	readonly key: string;
	/** It was there already: these bytes are this version. Nothing was changed. */
	readonly isKnown: boolean;
	readonly sha256: string;
	readonly bytes: number;
}

/** `checksum` in a sidecar. */
export interface Checksum {
	readonly algorithm: 'sha256';
	/** In hexadecimal: of a file its own; of a folder that of the lines that `digestLines` makes. */
	readonly value: string;
	/** Of a folder: each file by its path in it, `/`-separated. A link inside has `linkMark` and where it points to. */
	readonly files?: Readonly<Record<string, string>>;
}

/** Before the target of a link, where a file has its checksum. */
export const linkMark = '-> ';

/**
 * What the checksum of a folder is taken of: a line a file, as `sha256sum` prints it, sorted by the bytes of the paths.
 * `find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum` in the folder gives the same for one without links.
 * A link has a line, too: `-> TARGET  PATH`. Folders have none, so that an empty one more or less is no difference.
 */
export function digestLines(files: Readonly<Record<string, string>>): string {
	return Object.entries(files)
		.sort(([one], [other]) => compareBytes(one, other))
		.map(([path, hash]) => {
			const line = `${hash}  ${path}`;
			return /[\\\n\r]/.test(line) ? `\\${escaped(line)}\n` : `${line}\n`;
		})
		.join('');
}

function escaped(text: string): string {
	return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** As the bytes of UTF-8 are compared. */
function compareBytes(one: string, other: string): number {
	const shorter = Math.min(one.length, other.length);
	for (let at = 0; at < shorter; at++) {
		const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
		if (a !== b) return orderOf(a) - orderOf(b);
	}
	return one.length - other.length;
}

/** Halves of a character beyond U+FFFF come behind U+E000 to U+FFFF, as their characters do. */
function orderOf(unit: number): number {
	if (unit < 0xd800) return unit;
	return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Aliases that a version is to have, and those that it is not to have. */
export interface AliasEdit {
	readonly target: Target;
	readonly add: readonly string[];
	readonly remove: readonly string[];
}
