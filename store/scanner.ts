/** Reads one model folder: which models are in it and what is wrong with them. Compares with what was known, so that only what changed is read. */

import fs from 'node:fs';
import type {FoundModel} from './domain/build-model.ts';
import {checksumOf} from './domain/checksum.ts';
import {versionOf} from './domain/family.ts';
import {baseName} from './domain/identifier.ts';
import {isObject, own, type JsonObject} from './domain/json.ts';
import {isJsonName, isNobodys, pairNames, stemOf, type Pair} from './domain/pairing.ts';
import type {Problem} from './domain/problem.ts';
import {isUndecodable, linkTarget, readNames, systemPath} from './file-names.ts';
import {measureArtifact} from './measure.ts';
import {notAFile, readJsonFile, sidecarLimits, signatureOf, type JsonFile} from './sidecar-file.ts';
import {leadsNowhere, lookedAt, lookOf} from './stem-look.ts';
import {withMemory} from './stem-memory.ts';
import {systemReason} from './system-error.ts';

/** A folder whose entries are models. `path` and `folder` are relative to the root, `algorithm` is what its name says. */
export interface ModelFolder {
	readonly path: string;
	readonly folder: string;
	readonly algorithm: string;
}

/** What was seen of the names of one stem, and the models that it gave. */
export interface Stem {
	/** Name, mtime, ctime, inode and size of each of its files: equal text, nothing changed. */
	readonly look: string;
	readonly models: readonly FoundModel[];
	/** It is being written, so it is looked at again soon. */
	readonly restless: boolean;
}

/** What a look at a folder needs: `now` in milliseconds since 1970; `known` gives what was known of a stem. */
export interface LookOptions {
	readonly root: string;
	readonly now: number;
	readonly known: (stem: string) => KnownStem | undefined;
	/** Look into folder artifacts even where nothing tells that they changed. */
	readonly deep?: boolean;
}

/** What is remembered of a stem between looks. */
export interface KnownStem {
	readonly look: string;
	/** Newest mtime in a folder artifact, in milliseconds; undefined where there is none. A young one is looked into at each look. */
	readonly directoryModifiedAt?: number;
	readonly restless: boolean;
	/** True where it was looked at by this process, so that a change since then means that somebody writes. */
	readonly live: boolean;
	readonly models: () => readonly FoundModel[];
}

/** An artifact this young (milliseconds) counts as being written; a sidecar this young that cannot be parsed is given time. */
export const growingFor = 10_000;
const settlesWithin = 2_000;
/** Folder artifacts whose files changed within a day are looked into at each look. */
const youngFor = 24 * 3_600_000;

/** The names of a folder by stem. @throws the system's error where it cannot be read */
export function stemsIn(root: string, folder: ModelFolder): Map<string, string[]> {
	const stems = new Map<string, string[]>();
	for (const name of readNames(`${root}/${folder.path}`)) {
		if (isNobodys(name)) continue;
		const stem = stemOf(name);
		const names = stems.get(stem);
		if (names) names.push(name);
		else stems.set(stem, [name]);
	}
	return stems;
}

/**
 * Looks at the files of one stem.
 *
 * @returns the same stem `'unchanged'` where nothing tells of a change; undefined where none of its files is there
 */
export function lookAtStem(folder: ModelFolder, stem: string, names: readonly string[], options: LookOptions): Stem | 'unchanged' | undefined {
	const sorted = names.length > 1 ? [...names].sort() : names;
	const path = (name: string) => systemPath(`${options.root}/${folder.path}/${name}`);
	const known = options.known(stem);
	if (known && !known.restless && !options.deep && !isYoung(known.directoryModifiedAt, options.now)) {
		let look = '';
		for (const name of sorted) {
			const stat = fs.lstatSync(path(name), {throwIfNoEntry: false});
			look += lookOf(name, stat, stat?.isSymbolicLink() === true && leadsNowhere(path(name)));
		}
		if (look === known.look) return 'unchanged';
	}
	const stats = new Map<string, fs.BigIntStats>();
	const broken = new Set<string>();
	let look = '';
	for (const name of sorted) {
		const stat = fs.lstatSync(path(name), {bigint: true, throwIfNoEntry: false});
		if (stat) stats.set(name, stat);
		if (stat?.isSymbolicLink() === true && leadsNowhere(path(name))) broken.add(name);
		look += lookOf(name, stat && lookedAt(stat), broken.has(name));
	}
	if (stats.size === 0) return undefined;
	const before = known?.models() ?? [];
	const context: Context = {folder, stats, broken, before, live: known?.live ?? false, options, json: new Map()};
	const pairs = pairNames([...stats.keys()], name => isLoneSidecar(context, name));
	const readings = pairs.map(pair => readPair(context, pair));
	const memory = {models: before, look: known?.look ?? '', now: options.now};
	return {look, models: readings.map(({model}) => withMemory(model, memory)), restless: readings.some(({restless}) => restless)};
}

function isYoung(modifiedAt: number | undefined, now: number): boolean {
	return modifiedAt !== undefined && now - modifiedAt < youngFor;
}

interface Context {
	readonly folder: ModelFolder;
	readonly stats: ReadonlyMap<string, fs.BigIntStats>;
	/** Links to nothing. */
	readonly broken: ReadonlySet<string>;
	readonly before: readonly FoundModel[];
	readonly live: boolean;
	readonly options: LookOptions;
	/** What was read already while pairing. */
	readonly json: Map<string, JsonFile | undefined>;
}

/** A `.json` that describes nothing here is a sidecar if it looks like one or cannot be parsed; a big one is somebody's model. */
function isLoneSidecar(context: Context, name: string): boolean {
	const stat = context.stats.get(name);
	if (stat?.isDirectory()) return false;
	if (stat?.isFile() && stat.size > BigInt(sidecarLimits.bytes)) return false;
	const file = readOnce(context, name);
	if (!file || !('parsed' in file)) return true;
	const {value} = file.parsed;
	return isObject(value) && ['model_id', 'training', 'testing'].some(key => own(value, key) !== undefined);
}

function readOnce(context: Context, name: string): JsonFile | undefined {
	if (!context.json.has(name)) context.json.set(name, readOne(context, name));
	return context.json.get(name);
}

function readOne(context: Context, name: string): JsonFile | undefined {
	const stat = context.stats.get(name);
	// What is no file is never opened: a FIFO without a reader would be woken by it.
	if (stat && !stat.isFile() && !stat.isSymbolicLink()) return {signature: signatureOf(stat), failure: {message: notAFile(stat)}};
	const path = `${context.options.root}/${context.folder.path}/${name}`;
	if (stat?.isSymbolicLink()) {
		const target = statTarget(path);
		if (target && !target.isFile()) return {signature: signatureOf(stat), failure: {message: `is a link to something that ${notAFile(target)}`}};
	}
	return readJsonFile(path);
}

function statTarget(path: string): fs.BigIntStats | undefined {
	try {
		return fs.statSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	} catch {
		// A circle of links: opening it tells the reason.
		return undefined;
	}
}

interface Reading {
	readonly model: FoundModel;
	readonly restless: boolean;
}

function readPair(context: Context, pair: Pair): Reading {
	const {folder, before, options} = context;
	const problems: Problem[] = [];
	const key = keyOfPair(context, pair);
	const name = baseName(key);
	const previous = before.find(model => model.key === key);
	const artifact = pair.artifact === undefined ? undefined : readArtifact(context, pair.artifact, pair.files, problems);
	const isWhole = () => isWholeVersion(context, pair);
	const isBroken = pair.artifact !== undefined && context.broken.has(pair.artifact);
	if (isBroken) problems.push({kind: 'broken-link', path: key, message: brokenWords(`${options.root}/${key}`)});
	const growing = artifact !== undefined && isGrowing(artifact, {before: context.live ? previous?.artifact : undefined, now: options.now, isWhole});
	if (isUndecodable(name)) problems.push({kind: 'bad-name', path: key, message: 'The name is not UTF-8. Rename it; until then no rule removes it.'});
	const common = {key, folder: folder.folder, folderAlgorithm: folder.algorithm, artifact, growing};
	if (pair.sidecar === undefined) return {model: {...common, state: 'untracked', stale: false, content: {}, problems}, restless: growing};
	const sidecarPath = `${folder.path}/${pair.sidecar}`;
	if (pair.taken) {
		const by = pair.taken.by;
		problems.push({kind: 'two-sidecars', path: sidecarPath, message: `${pair.taken.artifact} is described by ${by}, too. Keep one of the two.`});
	}
	const file = readOnce(context, pair.sidecar);
	const content = contentOf(file);
	if (typeof content !== 'string') {
		if (file && 'parsed' in file && file.parsed.duplicates.length > 0) {
			problems.push({kind: 'duplicate-key', path: sidecarPath, message: `${file.parsed.duplicates.join(', ')} stands twice; the last one is used.`});
		}
		return {model: {...common, sidecar: sidecarPath, state: artifact && !isBroken ? 'ok' : 'missing', stale: false, content, problems}, restless: growing};
	}
	// Somebody may be writing it just now: what was good before is kept until it has had its time.
	const settling = isSettling(context.stats.get(pair.sidecar), options.now);
	problems.push({kind: 'unreadable-sidecar', path: sidecarPath, message: `The sidecar ${content} Mend it: it is read again at once.`});
	const good = previous !== undefined && Object.keys(previous.content).length > 0;
	return {
		model: {...common, sidecar: sidecarPath, state: 'unreadable', stale: good, content: good ? previous.content : {}, problems},
		restless: growing || settling,
	};
}

function brokenWords(path: string): string {
	const target = linkTarget(path);
	const where = target === undefined ? '' : ` (${target})`;
	return `It is a link to what is not there${where}. Put the file back; mreg verify tells whether it is the same. To be rid of the model: mreg rm.`;
}

/** The artifact's path; without an artifact its last known path, else the sidecar's without `.json`. */
function keyOfPair({folder, before}: Context, pair: Pair): string {
	if (pair.artifact !== undefined) return `${folder.path}/${pair.artifact}`;
	const sidecarPath = `${folder.path}/${pair.sidecar ?? ''}`;
	const last = pair.taken ? undefined : before.find(model => model.sidecar === sidecarPath);
	return last?.key ?? sidecarPath.replace(/\.json$/, '');
}

function contentOf(file: JsonFile | undefined): JsonObject | string {
	if (!file) return 'vanished while it was read.';
	if ('failure' in file) return file.failure.message;
	const {value} = file.parsed;
	if (isObject(value)) return value;
	return `holds ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`}, not an object.`;
}

function readArtifact(context: Context, name: string, files: readonly string[], problems: Problem[]): FoundModel['artifact'] {
	const path = `${context.folder.path}/${name}`;
	const stat = context.stats.get(name);
	if (!stat) return undefined;
	const {artifact, problem} = measureArtifact(`${context.options.root}/${path}`, stat);
	if (problem) problems.push({...problem, path});
	return {...artifact, files};
}

interface Growth {
	readonly before: FoundModel['artifact'];
	readonly now: number;
	/** Asked only of what is young. */
	readonly isWhole: () => boolean;
}

function isGrowing(artifact: NonNullable<FoundModel['artifact']>, {before, now, isWhole}: Growth): boolean {
	if (artifact.kind === 'link') return false;
	if (Math.abs(now - artifact.modifiedAt) < growingFor && !isWhole()) return true;
	return before !== undefined && (before.bytes !== artifact.bytes || before.modifiedAt !== artifact.modifiedAt || before.count !== artifact.count);
}

/** A registered file: it was copied whole, and nobody may write it. Its sidecar came last. */
function isWholeVersion(context: Context, {artifact = '', sidecar}: Pair): boolean {
	const stat = context.stats.get(artifact);
	if (sidecar === undefined || !stat?.isFile() || (stat.mode & 0o222n) !== 0n) return false;
	const content = contentOf(readOnce(context, sidecar));
	return typeof content !== 'string' && versionOf({content}) !== undefined && checksumOf(content) !== undefined;
}

function isSettling(stat: fs.BigIntStats | undefined, now: number): boolean {
	return stat !== undefined && Math.abs(now - Number(stat.mtimeMs)) < settlesWithin;
}

/** The problem of a folder that cannot be read; its models stay, as stale. */
export function unreadableFolder(folder: ModelFolder, error: unknown): Problem {
	return {kind: 'unreadable-folder', path: folder.path, message: `This folder cannot be read: ${systemReason(error)}. What was known of it is shown as stale.`};
}

/** True for names that tell of a change worth a look. */
export function isHintName(name: string): boolean {
	return isJsonName(name) && !isNobodys(name);
}
