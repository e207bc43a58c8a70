/** Saves a run, as its script's own write: the artifact first, the sidecar last, both under the lock of the model folder; the journal is not told. */

import {identityOf} from './artifact-identity.ts';
import {baseName} from './domain/identifier.ts';
import type {JsonObject} from './domain/json.ts';
import {withoutModelExtension} from './domain/sidecar-place.ts';
import {UserError} from './domain/user-error.ts';
import {followLater} from './exchange-pending.ts';
import type {Writer} from './journal-writer.ts';
import {removeLeftovers} from './leftovers.ts';
import {withLock} from './lock.ts';
import {changedContent, type RunChanges} from './domain/run-changes.ts';
import {reserveId} from './run-place.ts';
import {publishNew} from './run-publish.ts';
import {contentIn} from './run-sidecar.ts';
import {isJsonName} from './domain/pairing.ts';
import {makeRunStaging, nameAlike, refuseDeadLink, removeRunStaging, syncWritten, writtenIn, type MadeRunStaging} from './run-staging.ts';
import {keyOf, targetOfRun, type RunFiles} from './run-target.ts';
import {meetingOf} from './run-meeting.ts';
import {noStrays, plannedStrays, putBeside, type Strays} from './run-strays.ts';
import {pathsIn, preparedUpdate, refuseRegistered, updateRun, type Update} from './run-update.ts';
import {codeOf, hintFor, isSystemError, reasonOf} from './system-error.ts';

export interface SaveRequest {
	readonly run: RunFiles;
	/** What the sidecar said when it was loaded or saved last. @param at where the run is now */
	readonly base: (at: {readonly id: string; readonly artifact: string}) => JsonObject;
	/** Asked when the artifact is written. */
	readonly changes: () => RunChanges;
	/** Likewise: whether it was trained since its artifact was loaded or saved last. */
	readonly isTrained: () => boolean;
}

/** A run that is saved. */
export interface SavedRun {
	readonly run: RunFiles;
	/** What its sidecar says now. */
	readonly content: JsonObject;
	/** Changes that are in it. */
	readonly changes: RunChanges;
	/** Sentences about what could not be done, or was done otherwise. */
	readonly notes: readonly string[];
}

/** Writes the artifact at an absolute path, to which it may add an extension. */
export type WriteArtifact = (path: string) => unknown;

/**
 * @param writeArtifact absent: only the sidecar is brought up to date
 * @throws UserError where it cannot be saved, and whatever `writeArtifact` throws: what was there stands then
 */
export async function saveRun(writer: Writer, request: SaveRequest, writeArtifact?: WriteArtifact): Promise<SavedRun> {
	const {run} = request;
	if (!writeArtifact) {
		if (isNew(run)) throw nothingWritten(run.id);
		return inWords(() => followed(writer, updated(writer, request)));
	}
	const stem = stemOfRun(run);
	const staging = inWords(() => makeRunStaging(writer, run.place));
	try {
		await writeArtifact(`${staging.fresh}/${stem}`);
		const saved = inWords(() => saveWritten(writer, request, {staging, stem}));
		removeRunStaging(writer.root, staging);
		return followed(writer, saved);
	} catch (error) {
		removeRunStaging(writer.root, staging);
		throw error;
	}
}

/** True for a run of which nothing is on the disk. */
export function isNew({artifact, sidecar}: RunFiles): boolean {
	return artifact === undefined && sidecar === undefined;
}

/** The name that a script writes its artifact under; it may add an extension. */
function stemOfRun(run: RunFiles): string {
	if (isNew(run)) return run.id;
	const name = baseName(keyOf(run));
	return name.startsWith(`${run.id}.`) ? run.id : withoutModelExtension(name);
}

function saveWritten(writer: Writer, request: SaveRequest, {staging, stem}: {readonly staging: MadeRunStaging; readonly stem: string}): SavedRun {
	const {run} = request;
	const {names, strays, others} = writtenIn(staging, stem);
	if (names.length === 0) throw nothingWritten(stem);
	refuseSidecarNames(run, names);
	for (const name of [...names, ...strays]) refuseDeadLink(staging, {name, folder: run.place.real});
	syncWritten(staging, [...names, ...strays]);
	const notes = others.length === 0 ? [] : [`Not kept, as no model is called so: ${others.join(', ')}.`];
	const written: WrittenFiles = {staging, stem, names, strays};
	const saved = isNew(run) ? published(writer, request, written) : updated(writer, request, {...written, update: preparedUpdate(writer, run, written)});
	return {...saved, notes: [...notes, ...saved.notes]};
}

/** What a script wrote into the staging folder. */
interface WrittenFiles {
	readonly staging: MadeRunStaging;
	/** What the names of the model's files begin with. */
	readonly stem: string;
	readonly names: readonly string[];
	readonly strays: readonly string[];
}

/** Programs take whatever ends so for the sidecar of a model. @throws UserError `usage` */
function refuseSidecarNames({artifact, files}: RunFiles, names: readonly string[]): void {
	const name = names.find(each => isJsonName(each) && each !== artifact && !files.includes(each));
	if (name === undefined) return;
	throw new UserError('usage', `${name} would be taken for a sidecar: no model file can be called so. Nothing was saved.`, {
		hint: 'Give it another extension, or make a folder of the path that is given, and write it in there.',
	});
}

function published(writer: Writer, request: SaveRequest, written: WrittenFiles): SavedRun {
	const now = request.changes();
	return locked(writer, request.run, () => {
		const saved = publishedNow(request, now, written);
		const [wanted, id] = [request.run.id, saved.run.id];
		return id === wanted ? saved : {...saved, notes: [`The id ${wanted} was taken meanwhile: this run is ${id}.`, ...saved.notes]};
	});
}

/** The caller holds the lock. */
function publishedNow({run, base}: SaveRequest, changes: RunChanges, {staging, names: written, strays}: WrittenFiles): SavedRun {
	const {place, id: wanted} = run;
	const content = (id: string, artifact: string) => changedContent(base({id, artifact}), changes);
	const beside = plannedBeside(run, staging, strays);
	const {id, names, sidecar, notes} = publishNew({id: wanted, place, staging, written, content});
	reserveId(place, id);
	const path = `${place.real}/${names.artifact}`;
	const saved = {
		place: {...place, missing: []},
		id,
		artifact: names.artifact,
		files: names.files,
		sidecar: names.sidecar,
		written: [...written.map(name => id + name.slice(wanted.length)), ...beside.files],
		seen: identityOf(path),
		inside: pathsIn(path),
	};
	return {run: saved, content: contentIn(sidecar) ?? {}, changes, notes: [...notes, ...putBeside(place.real, staging, beside)]};
}

function plannedBeside({place, written = []}: RunFiles, staging: MadeRunStaging, names: readonly string[]): Strays {
	return names.length === 0 ? noStrays : plannedStrays(place.real, staging, {names, written, models: place.models});
}

function updated(writer: Writer, request: SaveRequest, written?: WrittenFiles & {readonly update: Update}): SavedRun {
	const {run, base} = request;
	const isTrained = request.isTrained();
	const changes = request.changes();
	return locked(writer, run, () => {
		const said = base({id: run.id, artifact: `${run.place.real}/${run.artifact ?? run.id}`});
		const meeting = meetingOf(writer, run, {base: said, changes, isTrained, update: written?.update});
		if (written && meeting === 'both') return savedApart(writer, request, {changes, said, written});
		const isKept = written !== undefined && meeting === 'none';
		const beside = isKept ? plannedBeside(run, written.staging, written.strays) : noStrays;
		const {sidecar, notes, ...files} = updateRun(writer, run, {base, changes, update: isKept ? written.update : undefined});
		const now =
			meeting === 'theirs' ? {artifact: run.artifact, files: run.files} : {...files, written: [...new Set([...(files.written ?? []), ...beside.files])]};
		const dropped = meeting === 'theirs' ? [`Another program replaced the model file of ${keyOf(run)}: that stays, and what was written now is dropped.`] : [];
		const others = isKept ? putBeside(run.place.real, written.staging, beside) : [];
		return {run: {...run, ...now, sidecar: baseName(sidecar.path)}, content: contentIn(sidecar.bytes) ?? {}, changes, notes: [...dropped, ...notes, ...others]};
	});
}

/** What this run trained is a model of its own, as the one that it was is another's by now. The caller holds the lock. */
function savedApart(
	writer: Writer,
	request: SaveRequest,
	{changes, said, written}: {readonly changes: RunChanges; readonly said: JsonObject; readonly written: WrittenFiles & {readonly update: Update}},
): SavedRun {
	const {run} = request;
	refuseRegistered(writer, run);
	const {stem, staging, update} = written;
	const files = nameAlike(staging, update, stem);
	const {aliases: _, ...own} = said;
	const base: SaveRequest['base'] = ({id, artifact}) => ({...own, model_id: id, model_path: artifact});
	const apart = {place: run.place, id: stem, files: [], written: run.written};
	const saved = publishedNow({...request, run: apart, base}, changes, {...written, names: files});
	const why = `${keyOf(run)} was trained by another program since this run loaded it: that stays, and this run is ${saved.run.id}.`;
	return {...saved, notes: [why, ...saved.notes]};
}

/** Under the lock of the folder, where what killed processes left is settled first. */
function locked<T>(writer: Writer, {place}: RunFiles, action: () => T): T {
	const {waitMs, by, now} = writer;
	return withLock(place.real, {waitMs, by, now}, () => {
		removeLeftovers(place.real, {now: now(), isOurs: file => file.endsWith('.json')});
		return action();
	});
}

/** The exchange files say what the sidecar says, once those follow who are saved at the same time. */
function followed(writer: Writer, saved: SavedRun): SavedRun {
	const notes = followLater(writer, [targetOfRun(writer.root, saved.run, saved.content)]);
	return {...saved, notes: [...saved.notes, ...notes]};
}

function nothingWritten(id: string): UserError {
	return new UserError('usage', `${id} has no model file yet: nothing was written. Nothing was saved.`, {
		hint: 'Give save a function that writes the model to the path it gets: run.save(path => fs.writeFileSync(path, weights)).',
	});
}

/** A failed call of the system becomes a sentence. */
function inWords<T>(action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new UserError(codeOf(error), `The run cannot be saved: ${reasonOf(error)}${error.path === undefined ? '' : ` (${error.path})`}.`, {
			hint: hintFor(error),
			cause: error,
		});
	}
}
