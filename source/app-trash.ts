/** What the Trash screen asks of the disk, and what it does. */

import {useEffect, useEffectEvent, useRef} from 'react';
import type {Model} from '../store/domain/model.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {makeChange} from './app-changes.ts';
import {screenOf} from './app-state.ts';
import {rowUnderCursor} from './screens/trash-state.ts';
import {wantedPurge, wantedRestore, wantedUndo, type Wanted} from './screens/trash-requests.ts';
import type {TrashRow} from './screens/trash-view.ts';
import type {TrashNow} from './world.ts';

type TrashReach = Pick<ChangeReach, 'state' | 'context' | 'dispatch' | 'world' | 'say' | 'run'>;

export function trashHandlers(reach: TrashReach): Handlers {
	const {state, context, say} = reach;
	const on = (wanted: (row: TrashRow | undefined, said: TrashNow, now: {readonly models: readonly Model[]; readonly now: number}) => Wanted) => () => {
		const [around, said] = [context(), state().trash.now];
		if (!around) return;
		if (!said) return say('What lies in the trash is still being read: press it again in a moment.', true);
		const {screen} = around;
		carryOut(reach, wanted(rowUnderCursor(state().trash, screen), said, {models: screen.snapshot.models, now: screen.now}));
	};
	return {restore: on(wantedRestore), undo: on(wantedUndo), purge: on(wantedPurge)};
}

/** What opens the screen, from anywhere. */
export function trashOpeners({dispatch, world}: Pick<ChangeReach, 'dispatch' | 'world'>): Handlers {
	return {
		showTrash: () => {
			dispatch({kind: 'key', action: 'showTrash'});
			world.warm();
		},
	};
}

function carryOut(reach: TrashReach, wanted: Wanted): void {
	const {state, dispatch, say, run} = reach;
	// A key that is pressed twice means what was there at the first.
	if (state().trash.isBusy) return;
	if (wanted.kind === 'not') return say(wanted.why, true);
	const {pending, ask} = wanted;
	if (ask) return dispatch({kind: 'dialog', dialog: {kind: 'confirm', ...ask, typing: {value: '', cursor: 0}, pending}});
	run(async () => {
		dispatch({kind: 'trash', action: {kind: 'busy', isBusy: true}});
		try {
			await makeChange(reach, pending);
		} finally {
			await readTrash(reach).finally(() => dispatch({kind: 'trash', action: {kind: 'busy', isBusy: false}}));
		}
		return undefined;
	});
}

async function readTrash({world, dispatch}: Pick<ChangeReach, 'world' | 'dispatch'>): Promise<void> {
	dispatch({kind: 'trash', action: {kind: 'read', now: await world.trash()}});
}

/** Least time between two readings that nobody asked for (milliseconds). */
const rest = 1_000;

/** Reads trash and log when the screen is opened or a question left, after each change, and while it is shown with every snapshot, but for `rest`. */
export function useTrashReading({state, dispatch, world, run}: TrashReach, snapshot: Snapshot): void {
	const {message, dialog} = state();
	// Below a question nothing moves.
	const isShown = screenOf(state()) === 'trash' && !dialog;
	const lastRead = useRef(-Infinity);
	const read = useEffectEvent(() => {
		lastRead.current = performance.now();
		run(async () => {
			await readTrash({world, dispatch});
			return undefined;
		});
	});
	useEffect(() => {
		if (isShown) read();
	}, [isShown]);
	// What comes of a change is said: it may be one of the trash alone.
	useEffect(() => {
		if (isShown && message) read();
	}, [isShown, message]);
	useEffect(() => {
		if (!isShown) return undefined;
		const timer = setTimeout(read, Math.max(0, lastRead.current + rest - performance.now()));
		return () => clearTimeout(timer);
	}, [isShown, snapshot]);
}
