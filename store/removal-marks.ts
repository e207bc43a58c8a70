/** What models are on the disk now, for a plan that is to be carried out later: device, inode, size and time of each file, and the blocks that they take. */

import type {Skipped, Target} from './domain/change.ts';
import type {Model} from './domain/model.ts';
import type {Marked} from './domain/sizes.ts';

/**
 * Looks at the files of models. Reads only.
 *
 * @param root absolute and real
 * @param options.sha256 the sidecars' contents, too (for a plan that is kept in a file)
 * @returns what is there, in the order of the targets; models that cannot be looked at are `skipped`
 */
export function markRemovals(
	root: string,
	targets: readonly Target[],
	options: {readonly sha256?: boolean} = {},
): {marked: readonly Marked[]; skipped: readonly Skipped[]} {
	throw new Error(`not built yet: ${root} ${targets.length} ${options.sha256 === true}`);
}

/** By key: a link in the root, an algorithm folder or a model folder that points to a model's artifact, relative to the root. A link that is a model itself counts, too. */
export function linkTargets(root: string, models: readonly Model[]): ReadonlyMap<string, string> {
	throw new Error(`not built yet: ${root} ${models.length}`);
}
