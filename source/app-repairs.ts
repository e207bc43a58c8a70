/** What Problems can put right, and what it asks of the disk. */

import {useEffect, useEffectEvent} from 'react';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import type {ChangeReach, Handlers} from './app-actions.ts';
import {makeChange} from './app-changes.ts';
import {screenOf} from './app-state.ts';
import {sentences} from './screens/change-words.ts';
import {wantedRepair, type WantedRepair} from './screens/problem-repairs.ts';
import type {ProblemRow} from './screens/problem-rows.ts';
import {wantedLetGo} from './screens/problem-tag-repairs.ts';
import {rowUnderCursor} from './screens/problems-state.ts';

/** What may be put right already while the disk is asked again. */
const toldByDisk: ReadonlySet<ProblemRow['kind']> = new Set<ProblemRow['kind']>(['renamed', 'stray-file', 'stale-lock', 'unfinished']);

type RepairReach = Pick<ChangeReach, 'state' | 'context' | 'dispatch' | 'world' | 'say' | 'run'>;

export interface RepairOptions {
	/** Shows the sidecars of untracked models before they are written. @param keys of the models @param command that does the same */
	readonly adopt: (keys: readonly string[], command?: string) => void;
	/** Looks at all files again. */
	readonly rescan: () => void;
}

export function repairHandlers(reach: RepairReach, options: RepairOptions): Handlers {
	const wanted = (of: (row: ProblemRow | undefined, snapshot: Snapshot) => WantedRepair) => () => {
		const around = reach.context()?.screen;
		if (!around) return;
		const {problems} = reach.state();
		const row = rowUnderCursor(problems, around);
		// What the disk told before a repair may be put right by now.
		if (problems.isLooking && problems.disk && row && toldByDisk.has(row.kind)) {
			return reach.say('The disk is still being looked at: press it again in a moment.', true);
		}
		carryOut(reach, of(row, around.snapshot), options);
	};
	return {
		repair: wanted(wantedRepair),
		letGo: wanted(wantedLetGo),
		rescan: () => {
			options.rescan();
			reach.dispatch({kind: 'problems', action: {kind: 'ask'}});
		},
	};
}

function carryOut({dispatch, world, say, run}: RepairReach, wanted: WantedRepair, {adopt}: RepairOptions): void {
	switch (wanted.kind) {
		case 'not':
			return say(wanted.why, true);
		case 'metric':
			return dispatch({kind: 'showMetric', metric: wanted.metric});
		case 'dismiss':
			return run(async () => {
				await world.dismissGone();
				dispatch({kind: 'message', message: {text: 'Taken note: what vanished is told no more.', command: 'mreg since --dismiss'}});
				return undefined;
			});
		case 'adopt':
			return adopt(wanted.keys, wanted.command);
		case 'settle':
			return run(async () => {
				const {notes} = await world.change(wanted.request, 'dashboard');
				dispatch({kind: 'problems', action: {kind: 'ask'}});
				const text = notes.length > 0 ? sentences(notes) : 'It is put right already.';
				dispatch({kind: 'message', message: {text, command: wanted.command}});
				return undefined;
			});
		case 'change':
			return run(async () => {
				await makeChange({dispatch, world}, wanted.pending);
				return undefined;
			});
	}
}

/** Asks the disk when Problems is opened and all models are known, and whenever it is to be asked again. */
export function useDiskLook({state, dispatch, world, run}: RepairReach, {activity}: Snapshot): void {
	const {problems} = state();
	const isShown = screenOf(state()) === 'problems';
	const isReady = activity.phase === 'live' || activity.phase === 'checking';
	const look = useEffectEvent(() =>
		run(async () => {
			dispatch({kind: 'problems', action: {kind: 'looking'}});
			try {
				dispatch({kind: 'problems', action: {kind: 'read', disk: await world.examine()}});
			} catch (error) {
				if (!(error instanceof UserError)) throw error;
				dispatch({kind: 'problems', action: {kind: 'failed', why: [error.message, error.hint].filter(part => part !== undefined).join(' ')}});
			}
			return undefined;
		}),
	);
	useEffect(() => {
		if (isShown && isReady) look();
	}, [isShown, isReady, problems.asked]);
}
