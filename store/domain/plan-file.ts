/** A cleanup plan as JSON: what a dry run prints, and what is kept in a file until it is applied. Read back, it is another person's word and trusted in nothing. */

import type {FileMark, Removal, Target} from './change.ts';
import type {Direction} from './config.ts';
import {parseTime} from './identifier.ts';
import {isObject, own, type JsonObject} from './json.ts';
import {countAt, digitsAt, flagAt, listAt, numberAt, objectAt, odd, OddPlan, orNull, pathAt, quoted, textAt} from './plan-fields.ts';
import type {CleanupPlan} from './retention.ts';
import {reasonWords} from './retention-words.ts';
import {sizesOf, type Marked, type Sizes} from './sizes.ts';

/** The version of the JSON. */
const planSchema = 1;

/** A plan as it was read from a file. Texts are raw. */
export interface PlanFile {
	/** Absolute. */
	readonly root: string;
	/** Milliseconds since 1970. */
	readonly madeAt: number;
	readonly algorithm: string;
	readonly metric: string;
	readonly direction: Direction;
	readonly dataset?: string;
	readonly keepTop: number;
	readonly foldSeeds: boolean;
	readonly keep: readonly PlannedModel[];
	readonly remove: readonly PlannedRemoval[];
	/** Bytes. */
	readonly trashedBytes: number;
	readonly freedBytes: number;
	readonly losses: readonly PlannedLoss[];
}

export interface PlannedModel {
	readonly key: string;
	readonly id: string;
	readonly reason: string;
}

/** The files of a model as they were; their paths below the root are those of the model, whatever a plan says. */
export interface PlannedRemoval extends PlannedModel {
	readonly bytes: number;
	readonly artifact?: PlannedFile;
	readonly sidecar?: PlannedFile;
	readonly files: readonly FileMark[];
}

export type PlannedFile = Omit<FileMark, 'path'>;

/** Bests that would be lost; `to` is undefined where none stays. */
export interface PlannedLoss {
	readonly metric: string;
	readonly dataset?: string;
	readonly from: number;
	readonly to?: number;
	readonly isRanked: boolean;
}

export interface PlanJsonInput {
	readonly plan: CleanupPlan;
	/** Absolute and real. */
	readonly root: string;
	readonly sizes: Sizes;
	/** The files of what is removed. A model that is not among them had none that could be looked at: it stands there with nothing to move. */
	readonly marked: readonly Marked[];
}

/** The JSON of a plan (interface.md, "Commands"). Infinities are text. */
export function planJson({plan, root, sizes, marked}: PlanJsonInput): JsonObject {
	const {policy, madeAt, keep, remove, losses} = plan;
	const marks = new Map(marked.map(one => [one.removal.target.key, one]));
	return {
		schema: planSchema,
		plan: {
			root,
			made_at: new Date(madeAt).toISOString(),
			algorithm: policy.algorithm,
			metric: policy.metric,
			direction: policy.direction,
			dataset: policy.dataset ?? null,
			keep_top: policy.keep,
			fold_seeds: policy.foldSeeds,
			keep: keep.map(({model, reasons: [reason]}) => ({key: model.key, model_id: model.id, reason: reasonWords(reason, policy, {...policy, model})})),
			remove: remove.map(({model, reason}) => ({
				key: model.key,
				model_id: model.id,
				reason: reasonWords(reason, policy, {...policy, model}),
				...filesJson(marks.get(model.key)),
			})),
			trashed_bytes: sizes.trashed,
			freed_bytes: sizes.freed,
			losses: losses.map(({metric, dataset, from, to, isRanked}) => ({
				metric,
				dataset: dataset ?? null,
				from: numberJson(from),
				to: to === undefined ? null : numberJson(to),
				ranked: isRanked,
			})),
		},
	};
}

function filesJson(marked: Marked | undefined): JsonObject {
	const {artifact, sidecar, files = []} = marked?.removal ?? {};
	return {
		bytes: marked ? sizesOf([marked]).trashed : 0,
		artifact: artifact ? markJson(artifact) : null,
		sidecar: sidecar ? {...markJson(sidecar), sha256: sidecar.sha256 ?? null} : null,
		files: files.map(file => ({path: file.path, ...markJson(file)})),
	};
}

function markJson({dev, inode, size, mtime_ns}: FileMark): JsonObject {
	return {dev, inode, size, mtime_ns};
}

function numberJson(value: number): number | string {
	return Number.isFinite(value) ? value : String(value);
}

/**
 * Reads a parsed plan file. Never throws.
 *
 * @returns the plan, or a raw sentence that says what is wrong with it
 */
export function parsePlan(value: unknown): {readonly ok: PlanFile} | {readonly error: string} {
	try {
		return {ok: readPlan(value)};
	} catch (error) {
		if (error instanceof OddPlan) return {error: error.message};
		throw error;
	}
}

function readPlan(value: unknown): PlanFile {
	if (!isObject(value)) throw odd('the file', 'is not a JSON object');
	const schema = own(value, 'schema');
	if (typeof schema === 'number' && schema > planSchema) throw new OddPlan(`This plan was written by a newer version of mreg (schema ${schema}).`);
	if (schema !== planSchema) throw odd('schema', `is not ${planSchema}`);
	const plan = objectAt(value, 'plan', '');
	const at = 'plan.';
	const direction = own(plan, 'direction');
	if (direction !== 'minimize' && direction !== 'maximize') throw odd('plan.direction', 'is neither minimize nor maximize');
	const madeAt = parseTime(textAt(plan, 'made_at', at));
	if (madeAt === undefined) throw odd('plan.made_at', 'is not an ISO 8601 time');
	const root = textAt(plan, 'root', at);
	if (!root.startsWith('/')) throw odd('plan.root', 'is not an absolute path');
	const read: PlanFile = {
		root,
		madeAt,
		algorithm: textAt(plan, 'algorithm', at),
		metric: textAt(plan, 'metric', at),
		direction,
		dataset: orNull(plan, 'dataset', at, textAt),
		keepTop: countAt(plan, 'keep_top', at),
		foldSeeds: flagAt(plan, 'fold_seeds', at),
		keep: listAt(plan, 'keep', at).map(([one, place]) => ({
			key: textAt(one, 'key', place),
			id: textAt(one, 'model_id', place),
			reason: textAt(one, 'reason', place),
		})),
		remove: listAt(plan, 'remove', at).map(([one, place]) => readRemoval(one, place)),
		trashedBytes: countAt(plan, 'trashed_bytes', at),
		freedBytes: countAt(plan, 'freed_bytes', at),
		losses: listAt(plan, 'losses', at).map(([one, place]) => readLoss(one, place)),
	};
	checkKeys(read);
	return read;
}

function readRemoval(one: JsonObject, place: string): PlannedRemoval {
	return {
		key: pathAt(one, 'key', place),
		id: textAt(one, 'model_id', place),
		reason: textAt(one, 'reason', place),
		bytes: countAt(one, 'bytes', place),
		artifact: orNull(one, 'artifact', place, fileAt),
		sidecar: orNull(one, 'sidecar', place, fileAt),
		files: listAt(one, 'files', place).map(([file, where]) => ({path: pathAt(file, 'path', where), ...readFile(file, where)})),
	};
}

function readLoss(one: JsonObject, place: string): PlannedLoss {
	return {
		metric: textAt(one, 'metric', place),
		dataset: orNull(one, 'dataset', place, textAt),
		from: numberAt(one, 'from', place),
		to: orNull(one, 'to', place, numberAt),
		isRanked: flagAt(one, 'ranked', place),
	};
}

function fileAt(object: JsonObject, name: string, place: string): PlannedFile {
	return readFile(objectAt(object, name, place), `${place}${name}.`);
}

function readFile(file: JsonObject, place: string): PlannedFile {
	const sha256 = orNull(file, 'sha256', place, textAt);
	if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) throw odd(`${place}sha256`, 'is not 64 hexadecimal digits');
	const mark = {dev: digitsAt(file, 'dev', place), inode: digitsAt(file, 'inode', place), size: countAt(file, 'size', place)};
	return {...mark, mtime_ns: digitsAt(file, 'mtime_ns', place), ...(sha256 === undefined ? {} : {sha256})};
}

/** Each model stands in a plan once. */
function checkKeys({keep, remove}: PlanFile): void {
	const known = new Set<string>();
	for (const {key} of [...keep, ...remove]) {
		if (known.has(key)) throw odd('plan', `has ${quoted(key)} twice`);
		known.add(key);
	}
}

/**
 * What a plan from a file would remove of a model, with the paths of our own scan.
 *
 * @param target the model as it is now
 * @returns undefined where it has other files now than the plan knows: it stays
 */
export function removalOf({artifact, sidecar, files}: PlannedRemoval, target: Target): Removal | undefined {
	if ((artifact === undefined) !== (target.artifact === undefined) || (sidecar === undefined) !== (target.sidecar === undefined)) return undefined;
	const known = new Set(target.files);
	if (files.length !== known.size || !files.every(({path}) => known.has(path))) return undefined;
	return {
		target,
		artifact: artifact && target.artifact !== undefined ? {...artifact, path: target.artifact} : undefined,
		sidecar: sidecar && target.sidecar !== undefined ? {...sidecar, path: target.sidecar} : undefined,
		files,
	};
}
