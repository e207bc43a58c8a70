/** What Problems can put right. */

import type {ChangeReach, Handlers} from './app-actions.ts';
import {makeChange} from './app-changes.ts';
import {problemAt, wantedLetGo, wantedRepair, type WantedRepair} from './screens/problem-repairs.ts';

type RepairReach = Pick<ChangeReach, 'state' | 'context' | 'dispatch' | 'world' | 'say' | 'run'>;

export function repairHandlers(reach: RepairReach): Handlers {
	const wanted = (of: typeof wantedRepair) => () => {
		const snapshot = reach.context()?.screen.snapshot;
		if (snapshot) carryOut(reach, of(problemAt(snapshot.problems, reach.state().problem), snapshot));
	};
	return {repair: wanted(wantedRepair), letGo: wanted(wantedLetGo)};
}

function carryOut({dispatch, world, say, run}: RepairReach, wanted: WantedRepair): void {
	if (wanted.kind === 'not') return say(wanted.why, true);
	run(async () => {
		await makeChange({dispatch, world}, wanted.pending);
		return undefined;
	});
}
