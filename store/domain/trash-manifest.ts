/** What one folder of the trash tells of itself: `manifest.json`, its models, and where the files of each lie. */

import type {FileMark, Removal, Target} from './change.ts';
import {baseName, folderOf} from './identifier.ts';
import type {Move, MoveItem} from './journal-entry.ts';
import {isObject, own, type Json, type JsonObject} from './json.ts';

/** A model in the trash: its moves (`from` is where it was, relative to the root), and what the exchange files need to know of it. */
export interface TrashedModel extends MoveItem {
	/** What its files took on the disk when they were moved: blocks, and of hard links each file once. */
	readonly bytes: number;
	readonly algorithm?: string;
	readonly folder?: string;
	/** Its name in model_registry.json. */
	readonly entry?: string;
	/** What that said, as it stood there: it may know what the sidecar does not. */
	readonly entry_text?: string;
}

export interface TrashManifest {
	readonly v: 1;
	readonly txn: string;
	/** ISO 8601, UTC. */
	readonly at: string;
	readonly host: string;
	readonly user: string;
	readonly by: string;
	/** As it was then; a root may have been moved since. */
	readonly root: string;
	readonly models: readonly TrashedModel[];
}

export const manifestName = 'manifest.json';

/** The moves of a model in the order in which they are made: artifact, further files, sidecar. */
export function movesOf({artifact, files, sidecar}: MoveItem): readonly Move[] {
	return [...(artifact ? [artifact] : []), ...(files ?? []), ...(sidecar ? [sidecar] : [])];
}

/** A model with those of its moves that `keep` wants, and `change` makes of each. */
export function withMoves<T extends MoveItem>(item: T, change: (move: Move) => Move | undefined): T {
	const files = item.files?.flatMap(move => change(move) ?? []);
	return {...item, artifact: item.artifact && change(item.artifact), sidecar: item.sidecar && change(item.sidecar), files};
}

/**
 * @param options.bytes what its files take on the disk
 * @param options.to gives the place in the trash of a path below the root
 */
export function trashedModel(
	{target, artifact, sidecar, files}: Removal,
	{bytes, to}: {readonly bytes: number; readonly to: (path: string) => string},
): TrashedModel {
	const move = ({path, dev, inode, size, mtime_ns}: FileMark): Move => ({from: path, to: to(path), dev, inode, size, mtime_ns});
	return {
		key: target.key,
		id: target.id,
		artifact: artifact && move(artifact),
		sidecar: sidecar && move(sidecar),
		files: files.length > 0 ? files.map(move) : undefined,
		bytes,
		algorithm: target.algorithm,
		folder: target.folder,
		entry: target.entry,
		stray: target.isStray,
	};
}

/** What the journal says of a model: without what only the manifest has. */
export function journalItem({key, id, artifact, sidecar, files, stray}: MoveItem): MoveItem {
	return {key, id, artifact, sidecar, files, stray};
}

/** A model of the trash as a target; what an older line does not say is what its folders say. */
export function targetOfTrashed(model: TrashedModel): Target {
	const {key, id, artifact, sidecar, files} = model;
	const folder = model.folder ?? folderOf(folderOf(artifact?.from ?? sidecar?.from ?? key));
	return {
		key,
		id,
		algorithm: model.algorithm ?? baseName(folder).toLowerCase(),
		folder,
		artifact: artifact?.from,
		sidecar: sidecar?.from,
		files: files?.map(({from}) => from) ?? [],
		bytes: artifact?.size ?? 0,
		entry: model.entry ?? id,
	};
}

/** True for a path that stays below the root and out of the registry's own folders, whoever wrote it. */
export function isPathBelow(path: string): boolean {
	const parts = path.split('/');
	return !path.includes('\0') && parts[0] !== '.mreg' && parts.every(part => part !== '' && part !== '.' && part !== '..');
}

/** True for a name that a folder of the trash can have: one part of a path, and not hidden. */
export function isTransactionName(name: string): boolean {
	return isPathBelow(name) && !name.includes('/') && !name.startsWith('.');
}

/** Reads a manifest. Never throws. @returns what is wrong with it, to complete 'manifest.json ...' */
export function parseManifest(text: string): TrashManifest | string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return 'is not JSON';
	}
	if (!isObject(value)) return 'is no JSON object';
	const v = own(value, 'v');
	if (typeof v === 'number' && v > 1) return `is of a newer version of mreg (${v})`;
	const models = own(value, 'models');
	if (v !== 1 || !Array.isArray(models)) return 'does not say which models it has';
	const odd = (models as readonly Json[]).findIndex(model => !isTrashedModel(model));
	if (odd !== -1) return `has a model that cannot be used (number ${odd + 1})`;
	const textIn = (field: string) => textOf(value, field) ?? '';
	return {
		v: 1,
		txn: textIn('txn'),
		at: textIn('at'),
		host: textIn('host'),
		user: textIn('user'),
		by: textIn('by'),
		root: textIn('root'),
		// Looked at one by one above; the compiler cannot follow that.
		models: models as unknown as readonly TrashedModel[],
	};
}

function isTrashedModel(value: Json): boolean {
	if (!isObject(value) || textOf(value, 'key') === undefined || textOf(value, 'id') === undefined || !isCount(own(value, 'bytes'))) return false;
	const files = own(value, 'files') ?? [];
	if (!Array.isArray(files)) return false;
	const moves = [own(value, 'artifact'), own(value, 'sidecar'), ...(files as readonly Json[])].filter(move => move !== undefined);
	const optional = ['algorithm', 'folder', 'entry', 'entry_text'].map(field => own(value, field));
	const stray = own(value, 'stray');
	if (stray !== undefined && stray !== true) return false;
	return moves.length > 0 && moves.every(isMoveBelow) && optional.every(field => field === undefined || typeof field === 'string');
}

function isMoveBelow(value: Json): boolean {
	if (!isObject(value)) return false;
	const from = textOf(value, 'from');
	const texts = ['to', 'dev', 'inode', 'mtime_ns'].every(field => textOf(value, field) !== undefined);
	return from !== undefined && isPathBelow(from) && texts && isCount(own(value, 'size'));
}

function isCount(value: Json | undefined): boolean {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function textOf(object: JsonObject, field: string): string | undefined {
	const value = own(object, field);
	return typeof value === 'string' ? value : undefined;
}
