/** The function of a script that writes an artifact, while it runs: nothing else may keep the process alive then, and it cannot wait for the save that it is a part of. */

import {AsyncLocalStorage} from 'node:async_hooks';

interface Writing {
	/** Whose artifact it is. */
	readonly run: object;
	/** The one that it runs in. */
	readonly outer: Writing | undefined;
	isOver: boolean;
}

const writings = new AsyncLocalStorage<Writing>();

/** The longest that a timer can wait (milliseconds). */
const forever = 2 ** 31 - 1;

/** Runs it to its end, however long that takes. */
export async function writtenFor(run: object, writeArtifact: (path: string) => unknown, path: string): Promise<void> {
	const writing: Writing = {run, outer: writings.getStore(), isOver: false};
	const alive = setInterval(() => undefined, forever);
	try {
		await writings.run(writing, () => writeArtifact(path));
	} finally {
		writing.isOver = true;
		clearInterval(alive);
	}
}

/** True where this is called by the function that writes the artifact of a run, and that is not done. */
export function isWithinWriting(run: object): boolean {
	for (let each = writings.getStore(); each; each = each.outer) if (each.run === run && !each.isOver) return true;
	return false;
}
