/** Versions that the journal knows, and the models that are there: what belongs together, and what is gone. Pure. */

import {checksumOf} from './checksum.ts';
import {familyKey, formatVersion, versionOf, type Version} from './family.ts';
import type {Model} from './model.ts';

/** A version that was registered in this registry, as the journal tells it. */
export interface RegisteredVersion extends Version {
	/** As it was then. */
	readonly key: string;
	readonly id: string;
	/** Relative to the root. */
	readonly sidecar?: string;
}

/** What was registered, as far as is known. */
export interface Known {
	/** The version that a model is, or was before its sidecar lost that; undefined for one that was never registered. */
	readonly versionOf: (model: Model) => (Version & Pick<RegisteredVersion, 'sidecar'>) | undefined;
	/** The version as which the journal knows the model in this place, whatever its sidecar says by now. */
	readonly registeredAs: (model: Model) => RegisteredVersion | undefined;
	/** Versions of which there is nothing any more. */
	readonly gone: readonly RegisteredVersion[];
}

/** @param models of the registry @param registered of the journal */
export function knownVersions(models: readonly Model[], registered: readonly RegisteredVersion[]): Known {
	const byKey = new Map(registered.map(one => [one.key, one]));
	const keys = new Set(models.map(({key}) => key));
	const there = new Set(models.flatMap(model => versionOf(model) ?? []).map(nameOf));
	return {
		versionOf: model => versionOf(model) ?? byKey.get(model.key),
		registeredAs: model => byKey.get(model.key),
		gone: registered.filter(one => !keys.has(one.key) && !there.has(nameOf(one))),
	};
}

/** Whether a model can be verified, or could be once. */
export function isVerifiable(model: Model, known: Known): boolean {
	return checksumOf(model.content) !== undefined || known.versionOf(model) !== undefined;
}

/** Whether a model that was registered is not what it was registered as, as far as its sidecar says. */
export function isOtherVersion(model: Model, registered: Version): boolean {
	const says = versionOf(model);
	return says === undefined || nameOf(says) !== nameOf(registered);
}

/** What has become of the sidecar of a version whose model is still there: a sentence, raw; undefined where it says what it said. */
export function lostVersion(model: Model, registered: RegisteredVersion): string | undefined {
	const name = formatVersion(registered);
	if (model.sidecar === undefined) return `The sidecar of ${name} is missing${registered.sidecar === undefined ? '' : `: ${registered.sidecar}`}.`;
	if (isSidecarUnreadable(model)) return `The sidecar of ${name} cannot be read: ${model.sidecar}.`;
	if (!isOtherVersion(model, registered)) return undefined;
	const says = versionOf(model);
	return `${model.key} says it is ${says ? formatVersion(says) : 'no version'}, and was registered as ${name}.`;
}

/** Whether what is known of a model is not what its sidecar says now: nothing, or what was good once. */
export function isSidecarUnreadable({sidecar, state, stale}: Model): boolean {
	return sidecar !== undefined && (stale || state === 'unreadable');
}

function nameOf({family, version}: Version): string {
	return `${familyKey(family)}/v${version}`;
}
