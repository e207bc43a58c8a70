/** The sidecars of models that have none: what they would say is found out and shown before they are written. */

import type {Model} from '../store/domain/model.ts';
import {planAdoptions} from './adoption-plan.ts';
import type {ChangeReach} from './app-actions.ts';
import {ask, type Found} from './app-asking.ts';
import {typedNames} from './comparison-command.ts';
import {countWords} from './log-words.ts';
import {adoptionQuestion, whyNoneAdoptable} from './screens/dialog-adoption.ts';

/** Asks for these models, or says why none of them gets a sidecar. @param command that does the same; undefined: the one that names them */
export function askToAdopt(reach: ChangeReach, models: readonly Model[], command?: string): void {
	const why = whyNoneAdoptable(models);
	if (why !== undefined) return reach.say(why, true);
	ask(reach, `reading the ${models.length === 1 ? 'header' : 'headers'} of ${countWords(models.length)}`, async () => question(reach, models, command));
}

async function question({state, live, world}: ChangeReach, models: readonly Model[], command: string | undefined): Promise<Found> {
	const {dialog} = state();
	const asked = dialog?.kind === 'asking' ? dialog.question : undefined;
	const isWanted = () => {
		const {dialog: now} = state();
		return now?.kind === 'asking' && now.question === asked;
	};
	const snapshot = live();
	const plan = await planAdoptions(models, snapshot, {inspect: world.inspect, entries: world.entries, onProgress: isWanted});
	// Whoever left the question hears nothing more of it.
	if (!plan) return {kind: 'say', text: 'Nothing was done.'};
	const wanted = new Set(plan.adoptions.map(({target}) => target.key));
	const names = typedNames(
		models.filter(({key}) => wanted.has(key)),
		snapshot.models,
	);
	const found = adoptionQuestion(plan, {models, names, command});
	return typeof found === 'string' ? {kind: 'say', text: found} : found;
}
