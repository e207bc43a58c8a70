/** How the files of a version are called, and what its sidecar says when it is made. */

import type {Version} from './family.ts';
import {baseName} from './identifier.ts';
import type {Json, JsonObject} from './json.ts';
import {isNobodys, modelExtensions} from './pairing.ts';
import type {Checksum, VersionFacts} from './registration.ts';

/** The names in the model folder. */
export interface VersionNames {
	/** `resnet18_v1`: the model's id. */
	readonly id: string;
	readonly artifact: string;
	readonly sidecar: string;
}

/** @param source how the model is called outside, by its path or its name */
export function versionNames({family, version}: Version, source: {readonly path: string; readonly isFolder: boolean}): VersionNames {
	const id = `${family}_v${version}`;
	const extension = source.isFolder ? '' : extensionOf(baseName(source.path));
	const artifact = `${id}${extension}`;
	const isKnown = extension === '' || modelExtensions.some(known => extension === `.${known}`);
	// By its whole name where the pairing does not know the extension.
	return {id, artifact, sidecar: `${isKnown ? id : artifact}.json`};
}

/** With its dot; '' where there is none, or one of names that are never a model's. */
function extensionOf(name: string): string {
	const extension = /.(\.tar\.[a-z0-9]{1,8}|\.[\p{L}][\p{L}\p{N}_-]{0,19})$/u.exec(name.normalize('NFC'))?.[1] ?? '';
	return isNobodys(`x${extension}`) ? '' : extension;
}

export interface VersionOrigin extends Version {
	/** The names that versionNames gives. */
	readonly id: string;
	/** Absolute. */
	readonly path: string;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	readonly checksum: Checksum;
}

/** What a sidecar says of a version: what is not known is left out. */
export function versionContent(facts: VersionFacts, {id, path, family, version, createdAt, checksum}: VersionOrigin): JsonObject {
	const at = facts.created_at ?? new Date(createdAt).toISOString();
	const {test, lineage, others = {}} = facts;
	const content = known({
		model_id: id,
		algorithm: family,
		family,
		version,
		label: facts.label,
		model_path: path,
		created_at: at,
		framework: facts.framework,
		architecture: facts.architecture,
		input_shape: facts.input_shape,
		domain: facts.domain,
		training: unlessEmpty(known({dataset: facts.dataset, hyperparams: facts.hyperparams})),
		testing: test && [known({dataset: test.dataset, tested_at: at, performance: test.performance})],
		tags: facts.tags.length === 0 ? undefined : facts.tags,
		notes: facts.notes === '' ? undefined : facts.notes,
		lineage: unlessEmpty(
			known({
				parent: lineage.parent,
				parent_digest: lineage.parent_digest,
				dataset_digest: lineage.dataset_digest,
				source: lineage.source,
				git_commit: lineage.git_commit,
			}),
		),
		checksum: known({algorithm: checksum.algorithm, value: checksum.value, files: checksum.files}),
	});
	return {...content, ...Object.fromEntries(Object.entries(others).filter(([name]) => !Object.hasOwn(content, name)))};
}

/**
 * The text of a sidecar as it is made.
 *
 * @param limit a larger one is not read again (bytes): then the checksums of a folder's files are left out
 */
export function versionText(facts: VersionFacts, origin: VersionOrigin, limit: number): {readonly text: string; readonly isWhole: boolean} {
	const whole = textOf(versionContent(facts, origin));
	if (origin.checksum.files === undefined || new TextEncoder().encode(whole).length <= limit) return {text: whole, isWhole: true};
	const {algorithm, value} = origin.checksum;
	return {text: textOf(versionContent(facts, {...origin, checksum: {algorithm, value}})), isWhole: false};
}

function textOf(content: JsonObject): string {
	return `${JSON.stringify(content, null, 2)}\n`;
}

function known(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
	return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}

function unlessEmpty(fields: JsonObject): JsonObject | undefined {
	return Object.keys(fields).length === 0 ? undefined : fields;
}
