/** The index while it is in use: what it holds now, and whether its file is behind. */

import type {Blob} from './blob-file.ts';
import type {Problem} from './domain/problem.ts';
import {openIndex, type Index, type IndexData, type IndexListener} from './index-file.ts';
import {isSystemError, reasonOf} from './system-error.ts';

export class KeptIndex {
	readonly #index: Index;
	#unsaved = false;

	/** @param root absolute and real @param listener told what `read` reads */
	constructor(root: string, env: NodeJS.ProcessEnv, listener: IndexListener) {
		this.#index = openIndex(root, env, listener);
	}

	get data(): IndexData {
		return this.#index.db.data;
	}

	/** The file is behind. */
	get isUnsaved(): boolean {
		return this.#unsaved;
	}

	/** The file could not be used. */
	get problem(): Problem | undefined {
		const trouble = this.#index.trouble();
		return trouble === undefined ? undefined : {kind: 'index', path: '', message: `The index was built anew: ${trouble}.`};
	}

	/** Reads the file. */
	async read(): Promise<void> {
		await this.#index.db.read();
	}

	/** All was looked at: what comes from here on is new. */
	makeWhole(): void {
		if (!this.data.isWhole) [this.data.isWhole, this.#unsaved] = [true, true];
	}

	/** All that it holds came from its file, if that could be used. */
	markAsRead(): void {
		this.#unsaved = this.#index.trouble() !== undefined;
	}

	/** Keeps the bytes of models until the next write. */
	keep(models: Uint8Array): Blob {
		return this.#index.keep(models);
	}

	/** It holds something else now. */
	changed(): void {
		this.#unsaved = true;
	}

	/** Models came or went: it holds something else, and what model_registry.json says of them may be another thing. */
	cameOrWent(): void {
		[this.#unsaved, this.data.exchangeDue] = [true, true];
	}

	/** Writes the file if it is behind. @returns the problem where it cannot be written: nothing is lost but time */
	async save(): Promise<Problem | undefined> {
		if (!this.#unsaved) return undefined;
		this.#unsaved = false;
		try {
			await this.#index.db.write();
			return undefined;
		} catch (error) {
			return {
				kind: 'index',
				path: '',
				message: `The index cannot be kept, so the next start is slower: ${isSystemError(error) ? reasonOf(error) : (error as Error).message.replace(/\.$/, '')}.`,
			};
		}
	}
}
