/** How commands look twice at what seems to be written now. */

import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {withSecondLook as lookedAtTwice} from '../second-look.ts';

/** The snapshot in which only those models are growing that are written now. @param wouldGo the models that would be removed if nothing were growing */
export async function withSecondLook(snapshot: Snapshot, wouldGo: (snapshot: Snapshot) => readonly Model[]): Promise<Snapshot> {
	return lookedAtTwice(snapshot, wouldGo, async (root, targets) => {
		const {restingModels, secondLookAfter} = await import('../../store/second-look.ts');
		return restingModels(root, targets, {waitMs: secondLookAfter});
	});
}
