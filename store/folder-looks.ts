/** Looks at model folders: at all names of one, or at single names and what they pair with. */

import {isNobodys, modelExtensions, stemOf} from './domain/pairing.ts';
import type {StemPlace} from './gone-stems.ts';
import {folderTime} from './known-folders.ts';
import type {KnownStems} from './known-stems.ts';
import type {LookProblems} from './look-problems.ts';
import {lookAtStem, stemsIn, unreadableFolder, type ModelFolder, type Stem} from './scanner.ts';
import {namesInLook} from './stem-look.ts';
import {systemReason} from './system-error.ts';

const batchSize = 500;
/** On a slow disk it breathes after so long (milliseconds): what it yields says that the disk answers. */
const breath = 200;

export interface FolderLooksOptions {
	/** Absolute and real. */
	readonly root: string;
	readonly clock: () => number;
	/** Takes in what is seen. */
	readonly stems: KnownStems;
	/** Takes in what cannot be looked at. */
	readonly problems: LookProblems;
}

export class FolderLooks {
	readonly #options: FolderLooksOptions;
	/** When the names of a model folder last changed, as of their last reading. */
	readonly #times = new Map<string, number | undefined>();

	constructor(options: FolderLooksOptions) {
		this.#options = options;
	}

	/** Its own time changed since its names were read. */
	hasChanged({path}: ModelFolder): boolean {
		return this.#times.get(path) !== folderTime(this.#options.root, path);
	}

	/** Looks at all names of a folder. @returns how many it has seen, so that its caller may breathe */
	*all(folder: ModelFolder, deep: boolean): Generator<number> {
		const {root, stems, problems} = this.#options;
		const {path} = folder;
		const known = stems.in(path);
		this.#times.set(path, folderTime(root, path));
		let names: Map<string, string[]>;
		try {
			names = stemsIn(root, folder);
		} catch (error) {
			problems.setFolder(path, unreadableFolder(folder, error));
			problems.keepStems(path, new Map());
			return;
		}
		problems.clearFolder(path);
		let seen = 0;
		let from = performance.now();
		for (const [stem, stemNames] of names) {
			this.#look(folder, stem, {names: stemNames, deep});
			if (++seen % batchSize !== 0 && performance.now() - from < breath) continue;
			stems.flush();
			yield seen;
			from = performance.now();
		}
		for (const stem of [...known.keys()]) if (!names.has(stem)) stems.forget({path, stem}, {isGone: true});
		problems.keepStems(path, names);
		yield seen;
	}

	/** Looks at single names of a folder, and at what they pair with. */
	names(folder: ModelFolder, names: readonly string[]): void {
		for (const stem of new Set(names.map(stemOf))) {
			this.stem(
				folder,
				stem,
				names.filter(name => stemOf(name) === stem),
			);
		}
	}

	/** Looks at all that is known of a stem or may pair with it. @param hinted names that may be there, too */
	stem(folder: ModelFolder, stem: string, hinted: readonly string[] = []): void {
		const known = this.#options.stems.in(folder.path).get(stem);
		const bases = new Set([stem, ...hinted.map(name => name.replace(/\.json$/, ''))]);
		const partners = [...bases].flatMap(base => [base, `${base}.json`, ...modelExtensions.map(extension => `${base}.${extension}`)]);
		const names = [...new Set([...hinted, ...partners, ...namesInLook(known?.look ?? '')])].filter(name => !isNobodys(name));
		this.#look(folder, stem, {names, deep: false});
	}

	#look(folder: ModelFolder, stem: string, {names, deep}: {readonly names: readonly string[]; readonly deep: boolean}): void {
		const {root, clock, stems, problems} = this.#options;
		const place: StemPlace = {path: folder.path, stem};
		const returning = stems.returning(place);
		let seen: Stem | 'unchanged' | undefined;
		try {
			seen = lookAtStem(folder, stem, names, {root, now: clock(), deep, known: () => stems.known(place) ?? returning?.known});
		} catch (error) {
			// One name that the disk fails on costs its own row: what was known of it stays.
			problems.setStem(place, systemReason(error));
			return;
		}
		problems.clearStem(place);
		if (seen === 'unchanged') return returning?.revive();
		if (!seen || seen.models.length === 0) stems.forget(place, {isGone: seen === undefined});
		else stems.remember(place, seen);
	}
}
