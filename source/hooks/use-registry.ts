/** The snapshot of now, in React. */

import {useSyncExternalStore} from 'react';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {Registry} from '../../store/registry.ts';

/** @returns the registry's snapshot; renders again when it is replaced */
export function useRegistry(registry: Registry): Snapshot {
	return useSyncExternalStore(registry.subscribe, registry.getSnapshot);
}
