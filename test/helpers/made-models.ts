/** Models for tests of the rules, built from what a disk would say. */

import {buildModel, type FoundModel, type RegistryExtras} from '../../store/domain/build-model.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Artifact, Model} from '../../store/domain/model.ts';

/** What was found of a model with this key and sidecar. */
export function foundModel(key: string, content: JsonObject = {}, rest: Partial<FoundModel> = {}): FoundModel {
	const folder = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
	return {
		key,
		folder,
		folderAlgorithm: folder.toLowerCase(),
		state: 'ok',
		stale: false,
		growing: false,
		sidecar: `${key}.json`,
		artifact: madeArtifact(key),
		content,
		problems: [],
		...rest,
	};
}

/** The model of it. */
export function madeModel(key: string, content: JsonObject = {}, rest: Partial<FoundModel> & {extras?: RegistryExtras} = {}): Model {
	const {extras, ...found} = rest;
	return buildModel(foundModel(key, content, found), extras);
}

/** A file of one byte, changed at the beginning of 1970. */
export function madeArtifact(path: string, rest: Partial<Artifact> = {}): Artifact {
	return {path, kind: 'file', bytes: 1, modifiedAt: 0, count: 1, files: [], ...rest};
}
