/** A model as JSON: always the same object, in every command (interface.md, 'Commands'). */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {Json} from '../store/domain/json.ts';
import type {Model, ModelState} from '../store/domain/model.ts';
import type {Problem} from '../store/domain/problem.ts';
import {jsonText, safeText} from './text.ts';

const comma = safe`,`;

/** What every model has. Paths are relative to the root. */
export interface ModelFactsJson {
	/** What the sidecar says, else the artifact's name. Several models may have it. */
	readonly model_id: string;
	readonly algorithm: string;
	/** The sidecar's and those that stand only in model_registry.json. */
	readonly tags: readonly string[];
	readonly notes: string;
	/** The artifact's path: no two models have it. */
	readonly key: string;
	/** The folder of the algorithm. */
	readonly folder: string;
	/** `ok`; `untracked`: an artifact without a sidecar; `missing`: a sidecar without an artifact; `unreadable`: a sidecar that cannot be parsed. */
	readonly state: ModelState;
	/** The last good values are shown, because the file cannot be read now. */
	readonly stale: boolean;
	/** The artifact is being written, as far as can be seen. */
	readonly growing: boolean;
	readonly sidecar: string | null;
	/** null: it is missing. */
	readonly artifact: ArtifactJson | null;
	readonly problems: readonly Problem[];
}

/** The sidecar's own keys, and what we know besides. NaN and infinities are strings. */
export interface ModelJson extends ModelFactsJson {
	readonly [ownKey: string]: Json | undefined | ArtifactJson | readonly Problem[];
}

/** The files of a model. */
export interface ArtifactJson {
	/** Relative to the root. */
	readonly path: string;
	readonly kind: 'file' | 'directory' | 'link';
	/** The sum of the lengths of its files. */
	readonly bytes: number;
	/** ISO 8601, UTC; null where the disk says a time that is none. */
	readonly modified_at: string | null;
	/** Further files of the model beside the artifact, names only. */
	readonly files: readonly string[];
}

/** What a model has in JSON even where its sidecar does not say it. */
const always = {model_id: '', algorithm: '', training: null, testing: []} as const;

/** The object that stands under `model`, and in `models`. */
export function modelJson(model: Model): ModelJson {
	return {
		...always,
		...model.content,
		model_id: model.id,
		algorithm: model.algorithm,
		tags: model.tags,
		notes: model.notes,
		key: model.key,
		folder: model.folder,
		state: model.state,
		stale: model.stale,
		growing: model.growing,
		sidecar: model.sidecar ?? null,
		artifact: artifactJson(model),
		problems: model.problems,
	};
}

function artifactJson({artifact}: Model): ArtifactJson | null {
	if (!artifact) return null;
	const {path, kind, bytes, modifiedAt, files} = artifact;
	return {path, kind, bytes, modified_at: isoTime(modifiedAt), files};
}

/** The time in UTC as ISO 8601, or null where it is none. */
export function isoTime(milliseconds: number): string | null {
	return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : null;
}

/**
 * A model as one line of JSON, safe to print. Most hold nothing that needs an escape and no number that JSON lacks:
 * those are not gone through value by value, which at 100,000 models is most of the time.
 */
export function modelJsonLine(model: Model): SafeText {
	const value = modelJson(model);
	const text = JSON.stringify(value);
	const safe = safeText(text);
	// An infinite number became null: jsonText writes it as text.
	return safe === text && !text.includes('null') ? safe : jsonText(value);
}

/**
 * An object with a list in it, one element a line, so that the output of 100,000 models need never be in memory at once.
 *
 * @param before the keys in front of the list, without `schema`
 * @param after the keys behind it
 */
export function jsonListLines(
	before: Readonly<Record<string, unknown>>,
	name: string,
	items: Iterable<SafeText>,
	after: Readonly<Record<string, unknown>> = {},
): Iterable<SafeText> {
	return listLines({schema: 1, ...before}, name, items, after);
}

/** The same without `schema`, for an object in another. @param before at least one key */
export function* listLines(
	before: Readonly<Record<string, unknown>>,
	name: string,
	items: Iterable<SafeText>,
	after: Readonly<Record<string, unknown>> = {},
): Iterable<SafeText> {
	const head = Object.entries(before).map(([key, value]) => safe`${jsonText(key)}:${jsonText(value)}`);
	yield safe`{${joinSafe(head, comma)},${jsonText(name)}:[`;
	let waiting: SafeText | undefined;
	for (const item of items) {
		if (waiting !== undefined) yield safe`${waiting},`;
		waiting = item;
	}
	if (waiting !== undefined) yield waiting;
	const tail = Object.entries(after).map(([key, value]) => safe`,${jsonText(key)}:${jsonText(value)}`);
	yield safe`]${joinSafe(tail)}}`;
}
