/** State that a reducer changes at once: several keys may come in one event, and each must see what the one before did. */

import {useState, useSyncExternalStore} from 'react';

export interface Store<State, Action> {
	readonly get: () => State;
	readonly dispatch: (action: Action) => void;
	readonly subscribe: (listener: () => void) => () => void;
}

function createStore<State, Action>(initial: State, reduce: (state: State, action: Action) => State): Store<State, Action> {
	let state = initial;
	const listeners = new Set<() => void>();
	return {
		get: () => state,
		dispatch: action => {
			const next = reduce(state, action);
			if (next === state) return;
			state = next;
			for (const listener of listeners) listener();
		},
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}

/** @returns the state of now, and the store, which stays the same; `reduce` is taken once */
export function useStore<State, Action>(initial: State, reduce: (state: State, action: Action) => State): [State, Store<State, Action>] {
	const [store] = useState(() => createStore(initial, reduce));
	return [useSyncExternalStore(store.subscribe, store.get), store];
}
