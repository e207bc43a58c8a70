/** Which trainings a training_registry.json knows by name; read only where somebody waits for one of them, and again when it changed. */

import fs from 'node:fs';
import {isObject} from './domain/json.ts';
import {parseExact} from './exact-json.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';

/** A larger history is not read (bytes). */
const largest = 256_000_000;

interface Reading {
	readonly signature: string;
	readonly names: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export class RememberedNames {
	readonly #root: string;
	readonly #readings = new Map<string, Reading>();

	constructor(root: string) {
		this.#root = root;
	}

	/**
	 * Names of the entries: none where there is no history, undefined where it cannot be read now. The same set as long as it is the same file.
	 *
	 * @param folder of the algorithm, relative to the root
	 */
	in(folder: string): ReadonlySet<string> | undefined {
		const path = systemPath(`${this.#root}/${folder}/${historyName}`);
		try {
			const stat = fs.statSync(path, {bigint: true, throwIfNoEntry: false});
			if (!stat) return none;
			if (!stat.isFile() || stat.size > BigInt(largest)) return undefined;
			const signature = `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
			const known = this.#readings.get(folder);
			if (known?.signature === signature) return known.names;
			const names = namesIn(fs.readFileSync(path, 'utf8'));
			if (!names) return undefined;
			this.#readings.set(folder, {signature, names});
			return names;
		} catch {
			// It cannot be read now: what it says is asked again.
			return undefined;
		}
	}
}

/** Undefined for what another program may be writing just now, or for another shape. */
function namesIn(text: string): ReadonlySet<string> | undefined {
	try {
		const value = parsed(text.replace(/^\ufeff/, ''));
		return isObject(value) ? new Set(Object.keys(value)) : undefined;
	} catch {
		return undefined;
	}
}

/** Python writes NaN, which only the slower way knows. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return parseExact(text);
	}
}
