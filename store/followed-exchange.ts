/** Follows model_registry.json: what the index keeps of it is read again where the file changed, or where sidecars lost what it may still have. */

import type {Problem} from './domain/problem.ts';
import {entryModels} from './exchange-comparison.ts';
import {exchangeSignature, readExchange} from './exchange-file.ts';
import type {IndexedExchange} from './index-file.ts';
import type {KeptIndex} from './kept-index.ts';
import {systemReason} from './system-error.ts';

export class FollowedExchange {
	readonly #root: string;
	readonly #index: KeptIndex;
	#error: string | undefined;
	/** The names that it says more of than the sidecars, of the reading that they belong to. */
	#names: {readonly of: IndexedExchange | undefined; readonly names: ReadonlySet<string>} = {of: undefined, names: new Set()};

	constructor(root: string, index: KeptIndex) {
		this.#root = root;
		this.#index = index;
	}

	/** What it says beyond the sidecars; undefined: there is none. */
	get said(): IndexedExchange | undefined {
		return this.#index.data.exchange;
	}

	/** It is to be compared again with the sidecars. */
	get isDue(): boolean {
		return this.said !== undefined && this.#index.data.exchangeDue;
	}

	/** It cannot be read now. */
	get problem(): Problem | undefined {
		if (this.#error === undefined) return undefined;
		return {
			kind: 'unreadable-registry',
			path: 'model_registry.json',
			message: `It cannot be used: ${this.#error}. The sidecars are; tags that stand only in it are not shown.`,
		};
	}

	/** Asks for another comparison. */
	makeDue(): void {
		this.#index.data.exchangeDue = true;
	}

	/** True where it says more of an id or a key than the sidecars did. */
	names(name: string): boolean {
		const {said} = this;
		if (this.#names.of !== said) {
			this.#names = {
				of: said,
				names: new Set([...(said?.extras ?? []).flatMap(([key, , name]) => [key, name]), ...(said?.missing ?? []).map(found => found.key)]),
			};
		}
		return this.#names.names.has(name);
	}

	/** Reads it again if there is a reason to. */
	check(): void {
		let signature;
		try {
			signature = exchangeSignature(this.#root);
		} catch (error) {
			this.#error = systemReason(error);
			return;
		}
		const {data} = this.#index;
		const before = data.exchange;
		if (!signature) {
			this.#error = undefined;
			if (before) {
				data.exchange = undefined;
				this.#index.changed();
			}
			return;
		}
		const same = before?.signature.mtime_ns === signature.mtime_ns && before.signature.inode === signature.inode && before.signature.size === signature.size;
		if (same && !data.exchangeDue && this.#error === undefined) return;
		const reading = readExchange(this.#root, entryModels(this.#root, data.folders));
		data.exchangeDue = false;
		if ('error' in reading) {
			// What was good before stays until it can be read again.
			this.#error = reading.error;
			return;
		}
		this.#error = undefined;
		data.exchange = {signature, ...reading.ok};
		this.#index.changed();
	}
}
