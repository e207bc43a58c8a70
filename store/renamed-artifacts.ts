/** Finds the artifacts of missing models under other names: by inode, by checksum, or by a size that only one of each has. Reads only. */

import type {FileMark} from './domain/change.ts';
import {checksumOf} from './domain/checksum.ts';
import type {Renamed} from './domain/finding.ts';
import {baseName, timeTextInId} from './domain/identifier.ts';
import type {Artifact, LostArtifact, Model} from './domain/model.ts';
import {artifactDigests} from './artifact-digests.ts';
import {markFile} from './file-marks.ts';
import {recordedBytes} from './recorded-bytes.ts';
import {systemReason} from './system-error.ts';

/** A missing model, and what is known of the artifact that it had. */
interface Missing {
	readonly model: Model;
	readonly lost?: LostArtifact;
	/** Bytes; undefined where nothing tells. */
	readonly bytes?: number;
}

/** An artifact that nothing describes. */
interface Candidate {
	readonly model: Model;
	readonly artifact: Artifact;
}

/** A size that is no larger tells too little (bytes). */
const leastTelling = 1024;
/** So much is read at once without anybody asking for it (bytes). */
const mostRead = 1e9;

/** @returns each artifact once; `notes`: what was not looked at, as sentences */
export async function findRenamed(root: string, models: readonly Model[]): Promise<{readonly renamed: readonly Renamed[]; readonly notes: readonly string[]}> {
	const search = searchIn(root, models);
	if (search.missing.size === 0 || search.candidates.size === 0) return {renamed: [], notes: []};
	byInode(search);
	await byChecksum(search);
	bySize(search, models);
	return {renamed: search.renamed, notes: search.notes};
}

/** What is still looked for, what is still free, and what was found. */
interface Search {
	readonly root: string;
	readonly missing: ReadonlySet<Missing>;
	readonly candidates: ReadonlySet<Candidate>;
	readonly renamed: readonly Renamed[];
	readonly notes: string[];
	readonly markOf: (candidate: Candidate) => FileMark | undefined;
	/** Takes out all that is named. */
	readonly found: (matches: Matches, by: Renamed['by']) => void;
}

/** For missing models the artifacts that may be theirs. */
type Matches = ReadonlyMap<Missing, readonly Candidate[]>;

function searchIn(root: string, models: readonly Model[]): Search {
	// What a link leads to is missing where the link itself is there: nothing was renamed.
	const gone = models.filter(({state, sidecar, artifact}) => state === 'missing' && sidecar !== undefined && !artifact);
	const bytesOf = recordedBytes(root, gone);
	const missing = new Set<Missing>(gone.map(model => ({model, lost: model.lost, bytes: model.lost?.bytes ?? bytesOf(model)})));
	const candidates = new Set(models.flatMap(candidateOf));
	const [renamed, notes]: [Renamed[], string[]] = [[], []];
	const marks = new Map<Candidate, FileMark | undefined>();
	const markOf = (candidate: Candidate) => {
		if (!marks.has(candidate)) marks.set(candidate, lookAt(root, candidate.artifact.path, notes));
		return marks.get(candidate);
	};
	const found: Search['found'] = (matches, by) => {
		const claims = Map.groupBy(
			[...matches].flatMap(([one, like]) => like.map(candidate => ({one, candidate}))),
			({candidate}) => candidate,
		);
		for (const [one, like] of matches) {
			const looked = like.flatMap(candidate => {
				const artifact = markOf(candidate);
				return artifact ? [{to: candidate.model.key, artifact}] : [];
			});
			const [first, ...others] = looked;
			if (!first) continue;
			const rivals = new Set(like.flatMap(candidate => claims.get(candidate)?.flatMap(claim => (claim.one === one ? [] : [claim.one.model.key])) ?? []));
			const or = others.map(({to}) => to);
			renamed.push({key: one.model.key, ...first, by, ...(or.length > 0 ? {or} : {}), ...(rivals.size > 0 ? {rivals: [...rivals]} : {})});
			missing.delete(one);
		}
		for (const candidate of claims.keys()) candidates.delete(candidate);
	};
	return {root, missing, candidates, renamed, notes, markOf, found};
}

function candidateOf(model: Model): readonly Candidate[] {
	const {artifact, state} = model;
	return state === 'untracked' && artifact && artifact.kind !== 'link' ? [{model, artifact}] : [];
}

function lookAt(root: string, path: string, notes: string[]): FileMark | undefined {
	try {
		return markFile(`${root}/${path}`, path);
	} catch (error) {
		notes.push(`${path} cannot be looked at: ${systemReason(error)}.`);
		return undefined;
	}
}

/** Systems give the inode of a deleted file to the next one that is made: the time must be the same, too. */
function byInode(search: Search): void {
	const bySizes = Map.groupBy(search.candidates, ({artifact}) => artifact.bytes);
	const matches = new Map<Missing, readonly Candidate[]>();
	for (const missing of search.missing) {
		const {lost} = missing;
		if (!lost) continue;
		const same = (bySizes.get(lost.bytes) ?? []).filter(candidate => isLike(candidate, lost) && search.markOf(candidate)?.inode === lost.inode);
		if (same.length > 0) matches.set(missing, same);
	}
	search.found(matches, 'inode');
}

/** Copies that keep the time are as like as what was moved. */
function isLike({artifact: {kind, modifiedAt}}: Candidate, lost: LostArtifact): boolean {
	return kind === lost.kind && Math.abs(modifiedAt - lost.modifiedAt) < 1;
}

async function byChecksum(search: Search): Promise<void> {
	const resting = [...search.candidates].filter(({model}) => !model.growing);
	const bySizes = Map.groupBy(resting, ({artifact}) => artifact.bytes);
	const wanted = [...search.missing].flatMap(missing => {
		const checksum = checksumOf(missing.model.content);
		// Of one whose size nobody knows any of its folder may be it.
		const like = !checksum
			? []
			: missing.bytes === undefined
				? resting.filter(({model}) => model.folder === missing.model.folder)
				: (bySizes.get(missing.bytes) ?? []);
		return checksum && like.length > 0 ? [{missing, value: checksum.value, like}] : [];
	});
	if (wanted.length === 0) return;
	const read = [...new Set(wanted.flatMap(({like}) => like))];
	const total = read.reduce((sum, {artifact}) => sum + artifact.bytes, 0);
	if (total > mostRead) {
		search.notes.push(
			`${read.length === 1 ? 'A file' : `${read.length} files`} of ${wanted.length === 1 ? 'the size of a missing registered model' : 'the sizes of missing registered models'} were not read, as together they have more than 1 GB; sha256sum tells whether they are these.`,
		);
		return;
	}
	const digests = await artifactDigests(read.map(({artifact}) => `${search.root}/${artifact.path}`));
	const digestOf = new Map(read.map((candidate, index) => [candidate, digests[index]] as const));
	const matches = wanted.map(({missing, value, like}) => [missing, like.filter(candidate => digestOf.get(candidate) === value)] as const);
	search.found(new Map(matches.filter(([, same]) => same.length > 0)), 'checksum');
}

/** Checkpoints of one architecture have the same size mostly: it hints at something only where no other model of the folder has it, and nothing speaks against it. */
function bySize(search: Search, models: readonly Model[]): void {
	const tracked = new Set(models.filter(({state, artifact}) => state !== 'untracked' && artifact).map(model => sizeIn(model, model.artifact?.bytes)));
	// A checksum that agreed with none of its size says that none is it.
	const unread = [...search.missing].filter(({model}) => !checksumOf(model.content));
	const missingBySize = Map.groupBy(unread, ({model, bytes}) => sizeIn(model, bytes));
	const candidatesBySize = Map.groupBy(search.candidates, ({model, artifact}) => sizeIn(model, artifact.bytes));
	for (const [size, missing] of missingBySize) {
		const [only, candidate] = [missing[0], candidatesBySize.get(size)?.[0]];
		if (!only || !candidate || missing.length > 1 || candidatesBySize.get(size)?.length !== 1 || tracked.has(size)) continue;
		const isOther = (only.lost && !isLike(candidate, only.lost)) || haveOtherTimes(only.model, candidate.model);
		if (!isOther && candidate.artifact.bytes > leastTelling && !candidate.model.growing) search.found(new Map([[only, [candidate]]]), 'size');
	}
}

/** A name that states another time of training is that of another training. */
function haveOtherTimes(one: Model, two: Model): boolean {
	const times = [one, two].map(({id, key}) => timeTextInId(id) ?? timeTextInId(baseName(key)));
	return times.every(time => time !== undefined) && times[0] !== times[1];
}

/** A size in an algorithm folder; nothing else equals one that is not known. */
function sizeIn({folder, key}: Model, bytes: number | undefined): string {
	return bytes === undefined ? `?${key}` : `${bytes} ${folder}`;
}
