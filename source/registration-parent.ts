/** What a version is made from: which model of the registry is meant, or what outside. Pure. */

import {withoutUrlSecrets} from '../store/domain/clean-url.ts';
import {familiesOf, familyNamed, formatVersion, parseMarkedRef, versionOf} from '../store/domain/family.ts';
import {isObject, own} from '../store/domain/json.ts';
import {modelNaming} from '../store/domain/model-names.ts';
import type {Model} from '../store/domain/model.ts';
import type {LineageFacts} from '../store/domain/registration.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import {parseDigest, plainText} from './registration-facts.ts';

export interface ParentWords {
	readonly parent?: string;
	readonly parentDigest?: string;
}

export interface ParentFacts {
	readonly lineage: Pick<LineageFacts, 'parent' | 'parent_digest'>;
	/** A file outside whose digest is to be taken, absolute. */
	readonly path?: string;
}

/**
 * A model of the registry by its key, its id or as a version; else the file outside; else what a digest is given for; else part of an ID.
 *
 * @param promoted the model that is registered, where it is in the registry already
 * @throws UserError `usage`, `not-found`, `ambiguous`
 */
export function parentOf(
	words: ParentWords,
	{snapshot, parentPath}: {readonly snapshot: Snapshot; readonly parentPath?: string},
	promoted?: Model,
): ParentFacts {
	const named = plainText(words.parent, 'parent');
	const typed = named === undefined ? undefined : withoutUrlSecrets(named);
	const digest = parseDigest(words.parentDigest, 'digest of the parent');
	if (typed === undefined) {
		if (digest === undefined) return {lineage: {}};
		throw new UserError('usage', 'There is a digest of a parent, and no parent.', {hint: 'Name it with --parent.'});
	}
	const model = exactlyCalled(typed, snapshot) ?? exactlyCalled(parentPath, snapshot);
	if (model) return {lineage: modelAsParent(model, digest, promoted)};
	if (digest !== undefined) return {lineage: {parent: parentPath ?? typed, parent_digest: digest}};
	if (parentPath !== undefined) return {lineage: {parent: parentPath}, path: parentPath};
	return {lineage: modelAsParent(partlyCalled(typed, snapshot), undefined, promoted)};
}

/** The model that a typed ID means; an absolute path in the registry is its key. @throws UserError as `modelNaming` */
export function modelCalled(typed: string, snapshot: Snapshot): Model {
	return modelNaming(snapshot.models, {config: snapshot.config})(inRegistry(typed.trim(), snapshot)).model;
}

function inRegistry(path: string, {root}: Snapshot): string {
	return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** By its whole name. @throws UserError `ambiguous`; `not-found` for a version that a family which is here has not */
function exactlyCalled(typed: string | undefined, snapshot: Snapshot): Model | undefined {
	if (typed === undefined) return undefined;
	const name = inRegistry(typed.trim(), snapshot).normalize('NFC');
	const isNamed = snapshot.models.some(({key, id}) => key.normalize('NFC') === name || id.normalize('NFC') === name);
	const marked = parseMarkedRef(name);
	const isVersion = marked !== undefined && familyNamed(familiesOf(snapshot.models), marked.family) !== undefined;
	return isNamed || isVersion ? modelCalled(typed, snapshot) : undefined;
}

function modelAsParent(model: Model, digest: string | undefined, promoted: Model | undefined): ParentFacts['lineage'] {
	if (model === promoted) throw new UserError('usage', `${model.id} cannot be its own parent.`, {hint: 'Name the model that it was made from.'});
	const version = versionOf(model);
	const name = version ? formatVersion(version) : model.key;
	if (digest === undefined || digest === checksumOf(model)) return {parent: name};
	throw new UserError('usage', `${name} is in the registry, and it has not this digest.`, {
		hint: 'Leave out --parent-digest, or name a parent that is not in the registry.',
	});
}

function checksumOf({content}: Model): string | undefined {
	const checksum = own(content, 'checksum');
	const value = isObject(checksum) ? own(checksum, 'value') : undefined;
	return typeof value === 'string' ? `sha256:${value.toLowerCase()}` : undefined;
}

/** @throws UserError `not-found` that says what a parent outside needs */
function partlyCalled(typed: string, snapshot: Snapshot): Model {
	try {
		return modelCalled(typed, snapshot);
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
		throw new UserError('not-found', `No model and no file is called "${typed}".`, {
			hint: `${error.hint ?? ''}\nA parent outside is a file that is there, or a name with --parent-digest sha256:….`.trim(),
			cause: error,
		});
	}
}
