/** A run on the disk: its files, and what the exchange files are to know of them. */

import fs from 'node:fs';
import type {ArtifactIdentity} from './artifact-identity.ts';
import type {Target} from './domain/change.ts';
import {own, type JsonObject} from './domain/json.ts';
import {systemPath} from './file-names.ts';
import {measureArtifact} from './measure.ts';
import type {RunPlace} from './run-place.ts';

/** The files of a run, by their names in its model folder. */
export interface RunFiles {
	readonly place: RunPlace;
	readonly id: string;
	readonly artifact?: string;
	/** Further files of the model. */
	readonly files: readonly string[];
	readonly sidecar?: string;
	/** What this run has put there, whether it counts as one of the model's files or not. */
	readonly written?: readonly string[];
	/** The artifact as it was when this run was loaded or saved last; undefined where there was none, or it cannot be looked at. */
	readonly seen?: ArtifactIdentity;
	/** Of an artifact that is a folder: the paths of what this run has put into it. */
	readonly inside?: readonly string[];
	/** What it is called in model_registry.json, where that is not its id, and who else has the id. */
	readonly entry?: Pick<Target, 'entry' | 'sharing'>;
	/** Of a model whose artifact is missing: the key that it has. */
	readonly key?: string;
}

/** The key of the model: its artifact's path below the root, or where that would lie. */
export function keyOf({place, id, artifact, sidecar, key}: RunFiles): string {
	if (artifact !== undefined) return `${place.models}/${artifact}`;
	return key ?? `${place.models}/${sidecar?.replace(/\.json$/u, '') ?? id}`;
}

/** The absolute paths of the artifact, of the model's further files, and of what else the run wrote beside them. */
export function filesOf({place, artifact, files, written = []}: RunFiles): readonly string[] {
	return [...new Set([...(artifact === undefined ? [] : [artifact]), ...files, ...written])].map(name => `${place.real}/${name}`);
}

/** @param content of its sidecar */
export function targetOfRun(root: string, run: RunFiles, content: JsonObject): Target {
	const {place, id, artifact, files, sidecar, entry} = run;
	const inFolder = (name: string) => `${place.models}/${name}`;
	const algorithm = own(content, 'algorithm');
	return {
		key: keyOf(run),
		id,
		algorithm: typeof algorithm === 'string' && algorithm !== '' ? algorithm : place.folder.slice(place.folder.lastIndexOf('/') + 1).toLowerCase(),
		folder: place.folder,
		...(artifact === undefined ? {} : {artifact: inFolder(artifact)}),
		...(sidecar === undefined ? {} : {sidecar: inFolder(sidecar)}),
		files: files.map(inFolder),
		bytes: artifact === undefined ? 0 : bytesOf(`${root}/${inFolder(artifact)}`),
		entry: entry?.entry ?? id,
		...(entry?.sharing ? {sharing: entry.sharing} : {}),
	};
}

function bytesOf(path: string): number {
	const stat = fs.lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	return stat ? measureArtifact(path, stat).artifact.bytes : 0;
}
