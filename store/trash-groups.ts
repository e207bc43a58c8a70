/** Which models go to the trash together: those of one folder, to a place on its own disk; and those that cannot go at all. */

import fs from 'node:fs';
import type {FileMark, Removal, Skipped} from './domain/change.ts';
import {baseName, folderOf} from './domain/identifier.ts';
import {isNobodys} from './domain/pairing.ts';
import {isStrayName} from './domain/strays.ts';
import {isPathBelow, trashedModel, type TrashedModel} from './domain/trash-manifest.ts';
import {UserError} from './domain/user-error.ts';
import {takenBy} from './file-marks.ts';
import type {Writer} from './journal-writer.ts';
import {systemReason} from './system-error.ts';
import {ensurePlace, ownPlace, placeBeside, toldPath, type Place} from './trash-place.ts';

/** A model that is to be moved. */
export interface Job {
	readonly removal: Removal;
	readonly model: TrashedModel;
}

/** The models of one folder, and where they go. */
export interface Group {
	/** Relative to the root. */
	readonly folder: string;
	readonly place: Place;
	readonly jobs: readonly Job[];
}

/** The models by their folders; those that cannot be moved at all are skipped. Makes the places, which is no change yet. @throws UserError where the registry's own cannot be made */
export function groupsOf(writer: Writer, removals: readonly Removal[], {txn, skipped}: {txn: string; skipped: Skipped[]}): readonly Group[] {
	const goesWhole = new Set(removals.flatMap(({artifact}) => artifact?.path ?? []));
	const taken = new Set<string>();
	const byFolder = new Map<string, Removal[]>();
	for (const removal of removals) {
		const marks = marksOf(removal);
		const reason = oddMarks(removal, marks) ?? (marks.some(({path}) => taken.has(path)) ? 'Another model of this request has the same files.' : undefined);
		if (reason !== undefined) {
			skipped.push({key: removal.target.key, reason});
			continue;
		}
		for (const {path} of marks) taken.add(path);
		const folder = folderOf(marks[0]?.path ?? '');
		const known = byFolder.get(folder);
		if (known) known.push(removal);
		else byFolder.set(folder, [removal]);
	}
	const makePlace = placeMaker(writer);
	return [...byFolder].flatMap(([folder, members]) => {
		const outer = foldersAbove(folder).find(above => goesWhole.has(above));
		const place = outer === undefined ? makePlace(folder) : `It lies inside ${outer}, which is to go as a whole.`;
		if (typeof place !== 'string') {
			const to = (path: string) => toldPath(place, txn, path);
			const bytes = (removal: Removal) => takenBy(marksOf(removal).map(({path}) => `${writer.root}/${path}`));
			return {folder, place, jobs: members.map(removal => ({removal, model: trashedModel(removal, {bytes: bytes(removal), to})}))};
		}
		skipped.push(...members.map(({target}) => ({key: target.key, reason: place})));
		return [];
	});
}

/** The files of a model in the order in which they are moved: artifact, further files, sidecar. */
export function marksOf({artifact, sidecar, files}: Removal): readonly FileMark[] {
	return [...(artifact ? [artifact] : []), ...files, ...(sidecar ? [sidecar] : [])];
}

/** Why no model can have these files. Marks may come from a file that somebody wrote. */
function oddMarks({target}: Removal, marks: readonly FileMark[]): string | undefined {
	const [first] = marks;
	if (!first) return 'It has no files here.';
	const isStray = target.isStray === true && marks.length === 1 && isStrayName(baseName(first.path));
	const folder = folderOf(first.path);
	const odd = marks.find(({path}) => !isPathBelow(path) || folderOf(path) !== folder || (isNobodys(baseName(path)) && !isStray));
	return odd && `${odd.path} is no file of a model.`;
}

function foldersAbove(folder: string): readonly string[] {
	const parts = folder.split('/');
	return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Finds and makes the place for a folder's models: the root's own, else one beside the folder. @returns why there is none */
function placeMaker({root}: Writer): (folder: string) => Place | string {
	const own = ownPlace(root);
	const made = new Map<string, Place | string>();
	let ownDevice: number | undefined;
	return folder => {
		if (ownDevice === undefined) {
			ensurePlace(root, own);
			ownDevice = fs.statSync(own.path).dev;
		}
		try {
			const real = fs.realpathSync(`${root}/${folder}`);
			const {dev} = fs.statSync(real);
			if (dev === ownDevice) return own;
			const place = placeBeside(real);
			const known = made.get(place.path) ?? otherPlace(root, place, dev);
			made.set(place.path, known);
			return known;
		} catch (error) {
			return `Its folder cannot be opened: ${systemReason(error)}.`;
		}
	};
}

function otherPlace(root: string, place: Place, dev: number): Place | string {
	try {
		ensurePlace(root, place);
	} catch (error) {
		if (error instanceof UserError) return `It lies on another disk than the registry, and no trash can be made there. ${error.message}`;
		throw error;
	}
	return fs.statSync(place.path).dev === dev ? place : 'It lies on a disk of its own, which has no room for a trash beside its folder.';
}
