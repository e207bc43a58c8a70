/** Counts how often a file gets another one in its place, by the events of its folder. */

import fs from 'node:fs';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {until} from './until.ts';

/** @returns asks how often it was so far, all events until now counted */
export function countReplacements(file: string): () => Promise<number> {
	const folder = path.dirname(file);
	const seen: string[] = [];
	const watcher = fs.watch(folder, (kind, name) => void (kind === 'rename' && seen.push(name ?? '')));
	onTestFinished(() => watcher.close());
	let asked = 0;
	return async () => {
		// Events come in their order: what comes before this one is all that there was.
		const last = `asked-${++asked}.tmp`;
		fs.writeFileSync(path.join(folder, last), '');
		await until(() => seen.includes(last));
		fs.rmSync(path.join(folder, last));
		return seen.filter(name => name === path.basename(file)).length;
	};
}
