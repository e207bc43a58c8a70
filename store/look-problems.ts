/** What could not be looked at, until it can: the root, its model folders, and single names in them. */

import type {Problem} from './domain/problem.ts';
import type {StemPlace} from './gone-stems.ts';

export class LookProblems {
	#ofRoot: readonly Problem[] = [];
	readonly #ofFolders = new Map<string, Problem>();
	/** Single names that the disk failed on. */
	readonly #ofStems = new Map<string, Problem>();

	/** One folder that cannot be read may hide several: it is one problem. */
	get all(): readonly Problem[] {
		return [...new Set([...this.#ofRoot, ...this.#ofFolders.values(), ...this.#ofStems.values()])];
	}

	/** Model folders that cannot be read now, with a `/` at the end. */
	get stalePrefixes(): readonly string[] {
		return [...this.#ofFolders.keys()].map(path => `${path}/`);
	}

	setRoot(problems: readonly Problem[]): void {
		this.#ofRoot = problems;
	}

	/** A model folder cannot be found or read. */
	setFolder(path: string, problem: Problem): void {
		this.#ofFolders.set(path, problem);
	}

	/** A model folder can be read. */
	clearFolder(path: string): void {
		this.#ofFolders.delete(path);
	}

	/** A name cannot be looked at. */
	setStem({path, stem}: StemPlace, reason: string): void {
		const name = `${path}/${stem}`;
		this.#ofStems.set(name, {kind: 'unreadable-artifact', path: name, message: `It cannot be looked at: ${reason}.`});
	}

	/** A name was looked at. */
	clearStem({path, stem}: StemPlace): void {
		this.#ofStems.delete(`${path}/${stem}`);
	}

	/** Forgets what was wrong with names of a folder that are not there any more. */
	keepStems(path: string, stems: ReadonlyMap<string, unknown>): void {
		for (const name of [...this.#ofStems.keys()]) {
			if (name.startsWith(`${path}/`) && !stems.has(name.slice(path.length + 1))) this.#ofStems.delete(name);
		}
	}

	/** A model folder that is gone. */
	dropFolder(path: string): void {
		this.#ofFolders.delete(path);
		this.keepStems(path, new Map());
	}
}
