/** Gives models their sidecars: writes one where there is none, moves one to its renamed artifact, gives a model an id of its own. */

import {whyNoModel} from './adoptable.ts';
import type {OnProgress} from './changes.ts';
import type {Adoption, Change, Target} from './domain/change.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import type {EditItem, KnownEntry} from './domain/journal-entry.ts';
import {inAdoptingOrder, sidecarPlace} from './domain/sidecar-place.ts';
import {entryNames, followExchange} from './exchange-follow.ts';
import {markFile} from './file-marks.ts';
import {folderNames, type FolderNames} from './folder-names.ts';
import type {Writer} from './journal-writer.ts';
import {madeSidecar, writeSidecar} from './promoted-sidecar.ts';
import {restingModels} from './second-look.ts';
import {skipped, type NotReady} from './sidecar-job.ts';
import {runTasks, type DoneTask, type ReadyTask, type Task} from './sidecar-tasks.ts';
import {isSystemError, reasonOf} from './system-error.ts';

export {settleAdoption} from './adopt-recovery.ts';
export {undoAdoption} from './adopt-undo.ts';
export {identifyModels} from './identify.ts';
export {rejoinSidecars} from './rejoin.ts';

export type AdoptEntry = Extract<KnownEntry, {op: 'adopt'}>;

/** What was written less than this ago may still be being written; a second look tells (milliseconds). */
const young = 10_000;
const pause = 1_000;

/** Writes sidecars beside artifacts that have none. One transaction. @throws UserError where nothing was done */
export function adoptModels(writer: Writer, adoptions: readonly Adoption[], {onProgress}: {readonly onProgress: OnProgress}): Change {
	const unique = [...new Map(adoptions.map(one => [one.target.key, one])).values()];
	const named = withEntries(unique);
	const growing = growingAmong(
		writer,
		named.map(({target}) => target),
	);
	const known = entryNames(writer.root);
	const names = folderNames();
	const tasks = inAdoptingOrder(named.map(one => ({...one, key: one.target.key}))).map(({target, text, path}): Task => {
		const isEntryNew = !known.has(target.entry);
		const ready = () =>
			growing.has(target.key) ? skipped('It is being written: adopt it when it is whole.') : readied(writer, {target, text, path}, {names, isEntryNew});
		return {target, folders: target.artifact === undefined ? [] : [folderOf(target.artifact)], ready};
	});
	const follow = (done: readonly DoneTask[]) => followExchange(writer, {adopted: done.map(({target, item}) => ({...target, sidecar: item.path}))});
	return runTasks(writer, {op: 'adopt', tasks, follow, onSlice: names.forget, onProgress});
}

export function isAdoption(entry: KnownEntry): entry is AdoptEntry {
	return entry.op === 'adopt';
}

/** Of several that would have one name in model_registry.json the last has it: it is the oldest. */
function withEntries(adoptions: readonly Adoption[]): readonly Adoption[] {
	const owners = new Map(adoptions.map(({target}) => [target.entry, target.key]));
	return adoptions.map(one => (owners.get(one.target.entry) === one.target.key ? one : {...one, target: {...one.target, entry: one.target.key}}));
}

/** Keys of those whose artifacts change while one looks. Waits where one was written just now. */
function growingAmong({root, now}: Writer, targets: readonly Target[]): ReadonlySet<string> {
	const recent = targets.filter(({artifact}) => artifact !== undefined && isYoung(`${root}/${artifact}`, now()));
	if (recent.length === 0) return new Set();
	const resting = restingModels(root, recent, {waitMs: pause});
	return new Set(recent.map(({key}) => key).filter(key => !resting.has(key)));
}

function isYoung(path: string, now: number): boolean {
	try {
		const mark = markFile(path, '');
		return mark !== undefined && Math.abs(now - Number(BigInt(mark.mtime_ns) / 1_000_000n)) < young;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return false;
	}
}

/** @param isEntryNew model_registry.json has no entry of its name */
function readied(writer: Writer, {target, text, path}: Adoption, {names, isEntryNew}: {names: FolderNames; isEntryNew: boolean}): ReadyTask | NotReady {
	const {key, artifact} = target;
	if (artifact === undefined) return skipped(`${key} has no model file that a sidecar could describe.`);
	const [folder, name] = [folderOf(artifact), baseName(artifact)];
	const whole = `${writer.root}/${folder}`;
	let around: readonly string[];
	try {
		around = names.around(whole, name);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return skipped(`${folder} cannot be read: ${reasonOf(error)}.`);
	}
	const place = sidecarPlace(name, around);
	const why = whyNoModel(`${writer.root}/${artifact}`);
	if (why !== undefined) return skipped(why);
	if (place.kind === 'has') return skipped(`It is described already. Its sidecar is ${place.sidecar}.`);
	if (place.kind === 'refused') return skipped(place.reason);
	const to = folder === '' ? place.name : `${folder}/${place.name}`;
	if (path !== undefined && path !== to) return skipped(`Its sidecar would be ${to} by now, not ${path}: look at it once more.`);
	const made = madeSidecar({key, path: to, text});
	if (made.kind !== 'new') return made;
	names.add(whole, place.name);
	const item: EditItem = isEntryNew ? {...made.item, isEntryNew} : made.item;
	return {kind: 'ready', item, write: journal => writeSidecar(writer, {...made, item}, journal)};
}
