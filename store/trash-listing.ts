/** What lies in the trash, from its own manifests: it tells of itself without the journal. */

import type {TrashEntry} from './domain/change.ts';
import type {Problem} from './domain/problem.ts';

/** @returns the transactions that have models in the trash, newest first */
export function listTrash(root: string): {entries: readonly TrashEntry[]; problems: readonly Problem[]} {
	throw new Error(`not built yet: ${root}`);
}
