/** Until when the user knows of the models that vanished: beside the index, so that a dashboard that is open hears of it from a command. */

import path from 'node:path';
import {ensureFolder, writeFileAtomic} from './atomic-file.ts';
import {isObject, own} from './domain/json.ts';
import {cacheFolder} from './index-file.ts';
import {readJsonFile} from './sidecar-file.ts';

/** What vanished until then was dismissed, in milliseconds since 1970; undefined: nothing was. @param root absolute and real */
export function dismissedAt(root: string, env: NodeJS.ProcessEnv): number | undefined {
	const file = readJsonFile(fileOf(root, env));
	const value = file && 'parsed' in file ? file.parsed.value : null;
	const at = isObject(value) ? own(value, 'dismissed_at') : undefined;
	return typeof at === 'number' ? at : undefined;
}

/** Dismisses all that vanished until now. @param root absolute and real @param now milliseconds since 1970 @throws WriteError */
export function dismissGone(root: string, env: NodeJS.ProcessEnv, now: number): void {
	const file = fileOf(root, env);
	ensureFolder(path.dirname(file), {mode: 0o700});
	writeFileAtomic(file, `${JSON.stringify({dismissed_at: now})}\n`, {mode: 0o600, fsync: false});
}

function fileOf(root: string, env: NodeJS.ProcessEnv): string {
	return path.join(cacheFolder(root, env), 'dismissed.json');
}
