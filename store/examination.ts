/** Looks for what is wrong in a registry and only the disk tells: renamed artifacts, overwritten trainings, strays, dead locks, duplicates. Reads only. */

import {unadoptable} from './adoptable.ts';
import type {DiskFacts} from './domain/finding.ts';
import {describeLock} from './domain/lock-holder.ts';
import type {Model} from './domain/model.ts';
import type {Snapshot} from './domain/snapshot.ts';
import {findDuplicates} from './duplicate-files.ts';
import {entrySidecars} from './import-exchange.ts';
import {locksIn} from './lock-listing.ts';
import {registryFolders} from './registry-folders.ts';
import {findRenamed} from './renamed-artifacts.ts';
import {findStrays} from './stray-files.ts';
import {toldTrainings} from './told-trainings.ts';
import {cutOffIn} from './unfinished.ts';

export interface ExaminationOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Read all artifacts that have another one of their size, and say which have the same bytes. */
	readonly duplicates?: boolean;
	/** Read the headers of all artifacts, and say which are wrong. */
	readonly headers?: boolean;
	/** Told of models whose headers were read. */
	readonly onHeaders?: (done: number, total: number) => void;
	/** Told of bytes that were read. */
	readonly onBytes?: (done: number, total: number) => void;
}

/** Fails never for the disk: what cannot be looked at is among the notes. @param root absolute and real */
export async function examineRegistry(root: string, snapshot: Pick<Snapshot, 'models' | 'config'>, options: ExaminationOptions): Promise<DiskFacts> {
	const {models, config} = snapshot;
	const {now, duplicates, headers, onBytes = () => undefined, onHeaders = () => undefined} = options;
	const folders = registryFolders(root, config.modelFolders);
	const found = await findRenamed(root, models);
	await breath();
	const {strays, notes} = findStrays(root, {folders, models, now});
	await breath();
	const overwritten = await toldTrainings(root, models);
	await breath();
	const stale = locksIn(root, folders).filter(({judgement}) => judgement === 'stale');
	const facts = {
		renamed: found.renamed,
		strays,
		staleLocks: stale.map(({folder, reading}) => ({folder, holder: describeLock(reading)})),
		unfinished: cutOffIn(root),
		described: [...entrySidecars(root, models).sidecars].map(([key, {id}]) => ({key, entry: id})),
		overwritten,
		unadoptable: unadoptable(root, models),
	};
	const {broken, notes: closed} = headers === true ? await headersOf(root, models, onHeaders) : {broken: undefined, notes: []};
	const {groups, notes: unread} = duplicates === true ? await findDuplicates(root, models, {onBytes}) : {groups: undefined, notes: []};
	return {...facts, broken, duplicates: groups, notes: [...found.notes, ...notes, ...closed, ...unread]};
}

/** What reads headers is loaded only where somebody asks for it. */
async function headersOf(root: string, models: readonly Model[], onModel: (done: number, total: number) => void) {
	const {findBroken} = await import('./broken-headers.ts');
	return findBroken(root, models, {onModel});
}

/** Keys are answered between the steps. */
async function breath(): Promise<void> {
	await new Promise(resolve => setImmediate(resolve));
}
