/** Of a model that was known what only the index can tell: the artifact that it lost, and the training that was overwritten. */

import type {FoundModel} from './domain/build-model.ts';
import {baseName} from './domain/identifier.ts';
import type {LostArtifact} from './domain/model.ts';
import {overwrittenBy} from './domain/overwritten.ts';
import {fileInLook} from './stem-look.ts';

/** A program writes artifact and sidecar within so many milliseconds. */
const settlesWithin = 2_000;

/** What was known of the models of a stem. */
export interface Before {
	readonly models: readonly FoundModel[];
	/** The look that belongs to them. */
	readonly look: string;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** The model as it was found, with what was known of it. */
export function withMemory(model: FoundModel, before: Before): FoundModel {
	const previous = before.models.find(({key}) => key === model.key);
	if (!previous) {
		// Its artifact came behind its sidecar, or has another name of the same stem: it is still the same.
		const [firstSeen] = before.models.flatMap(one => one.firstSeen ?? []);
		return firstSeen === undefined ? model : {...model, firstSeen};
	}
	const lost = model.artifact || model.sidecar === undefined ? undefined : (previous.lost ?? lostArtifact(before, previous));
	const overwrote = overwrittenBy({
		before: previous.content,
		after: model.content,
		seenAt: before.now,
		artifactBytes: bytesOfTraining(before, previous),
		known: previous.overwrote,
		isKept: previous.isRemembered,
	});
	const isRemembered = previous.isRemembered === true && overwrote === previous.overwrote;
	// What was trained anew is new again.
	const firstSeen = overwrote && overwrote !== previous.overwrote ? before.now : previous.firstSeen;
	if (!lost && !overwrote && firstSeen === undefined) return model;
	return {
		...model,
		...(lost && {lost}),
		...(overwrote && {overwrote}),
		...(isRemembered && {isRemembered}),
		...(firstSeen === undefined ? {} : {firstSeen}),
	};
}

function lostArtifact({look}: Before, {key, artifact}: FoundModel): LostArtifact | undefined {
	if (!artifact) return undefined;
	const {kind, bytes, modifiedAt} = artifact;
	return {kind, inode: fileInLook(look, baseName(key))?.inode ?? '', bytes, modifiedAt};
}

/** A training program may have written the artifact anew already when its old sidecar was seen last: then nobody knows. */
function bytesOfTraining({look}: Before, {artifact, sidecar}: FoundModel): number | undefined {
	if (!artifact || artifact.kind === 'link' || sidecar === undefined) return undefined;
	const written = fileInLook(look, baseName(sidecar))?.modifiedAt;
	return written !== undefined && artifact.modifiedAt <= written + settlesWithin ? artifact.bytes : undefined;
}
