/** What the training histories say of the sizes of artifacts that are gone. Reads only. */

import fs from 'node:fs';
import {isObject, own, type JsonObject} from './domain/json.ts';
import type {Model} from './domain/model.ts';
import {systemPath} from './file-names.ts';
import {historyName} from './history-file.ts';

/** A larger history is not read (bytes). */
const largest = 64_000_000;

/** Reads the histories of these models' folders. @returns the bytes of a model's artifact; undefined where nothing tells */
export function recordedBytes(root: string, models: readonly Pick<Model, 'folder'>[]): (model: Model) => number | undefined {
	const histories = new Map([...new Set(models.map(({folder}) => folder))].map(folder => [folder, readHistory(`${root}/${folder}/${historyName}`)]));
	return ({folder, key, id}) => {
		const history = histories.get(folder) ?? {};
		for (const name of [key, id]) {
			const entry = own(history, name);
			const bytes = isObject(entry) ? own(entry, 'artifact_bytes') : undefined;
			if (typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
		}
		return undefined;
	};
}

/** One that is broken is a problem of the scan, and tells nothing here. */
function readHistory(file: string): JsonObject {
	try {
		const stat = fs.statSync(systemPath(file));
		if (!stat.isFile() || stat.size > largest) return {};
		const value: unknown = JSON.parse(fs.readFileSync(systemPath(file), 'utf8').replace(/^\ufeff/, ''));
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}
