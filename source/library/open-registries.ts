/** The registries that are open in this process, so that what is written here shows in all of them at once. */

export interface OpenRegistry {
	/** Resolves when it shows what lies at these paths, relative to the root. */
	readonly seen: (paths: readonly string[]) => Promise<void>;
}

const open = new Map<string, Set<OpenRegistry>>();

/** @param root absolute and real @returns what takes it off the list */
export function joinOpen(root: string, registry: OpenRegistry): () => void {
	const others = open.get(root) ?? new Set();
	open.set(root, others.add(registry));
	return () => {
		others.delete(registry);
		if (others.size === 0 && open.get(root) === others) open.delete(root);
	};
}

/** Resolves when every open registry of a root shows what was just written there. @param paths relative to the root */
export async function shownByAll(root: string, paths: readonly string[]): Promise<void> {
	if (paths.length > 0) await Promise.all([...(open.get(root) ?? [])].map(({seen}) => seen(paths)));
}
