/** Which artifacts are being written: a headless command looks twice instead of waiting until they are ten seconds old. */

import type {Target} from './domain/change.ts';
import {markFile} from './file-marks.ts';
import {isSystemError} from './system-error.ts';

/** Between the two looks at what seems to be written now (milliseconds). */
export const secondLookAfter = 1_000;

/**
 * Looks at the artifacts of models, waits, and looks again. Blocks this thread, reads only.
 *
 * @param root absolute and real
 * @param options.waitMs between the looks
 * @returns the keys of those that did not change: nobody writes them
 */
export function restingModels(root: string, targets: readonly Target[], {waitMs}: {readonly waitMs: number}): ReadonlySet<string> {
	const before = targets.map(target => lookAt(root, target));
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
	const resting = targets.filter((target, index) => {
		const look = before[index];
		return look !== undefined && lookAt(root, target) === look;
	});
	return new Set(resting.map(({key}) => key));
}

/** What is different after anything was written; undefined where it cannot be told. */
function lookAt(root: string, {artifact, files}: Target): string | undefined {
	try {
		return JSON.stringify([...(artifact === undefined ? [] : [artifact]), ...files].map(path => markFile(`${root}/${path}`, path) ?? null));
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}
