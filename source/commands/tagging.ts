/** What `tag`, `protect` and `unprotect` have in common: one transaction of tags, with what other programs dropped carried along. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {targetsOf, type Change} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {planTagEdit, type PlannedEdit, type WantedTags} from '../tag-edits.ts';
import {safeText} from '../text.ts';
import {counted} from '../words.ts';
import {changeRegistry, namedShort} from './changing.ts';
import type {Context} from './command.ts';

export interface Tagged {
	readonly change: Change;
	/** What was carried along, and what nobody decided about yet. */
	readonly notes: readonly SafeText[];
}

/** Changes the tags of models. @throws UserError as `changeRegistry` */
export async function tagModels(
	context: Context,
	snapshot: Snapshot,
	{models, wanted, by}: {readonly models: readonly Model[]; readonly wanted: WantedTags; readonly by: string},
): Promise<Tagged> {
	const planned = plannedEdits(models, snapshot, wanted);
	const carried = await carryNotes(context, snapshot, {models, by});
	const change = await changeRegistry(context, snapshot.root, {kind: 'tag', edits: planned.map(({edit}) => edit)}, by);
	return {change, notes: [...carried, ...carriedNotes(planned, new Set(change.done))]};
}

function plannedEdits(models: readonly Model[], snapshot: Snapshot, wanted: WantedTags): readonly PlannedEdit[] {
	const targets = targetsOf(models, snapshot.models);
	return models.flatMap((model, index) => {
		const target = targets[index];
		return target ? [planTagEdit(model, target, wanted)] : [];
	});
}

function carriedNotes(planned: readonly PlannedEdit[], done: ReadonlySet<string>): readonly SafeText[] {
	const changed = planned.filter(({edit}) => done.has(edit.target.key));
	const count = (of: (plan: PlannedEdit) => readonly string[]) => changed.reduce((sum, plan) => sum + of(plan).length, 0);
	const [carried, mended] = [count(plan => plan.carried), count(plan => plan.mended)];
	return [
		...(carried === 0 ? [] : [safe`${counted(carried, 'tag')} that stood only in model_registry.json ${wereCarried(carried)}.`]),
		...(mended === 0 ? [] : [safe`${counted(mended, 'change')} of tags that another program had undone ${wereCarried(mended)}.`]),
		...planned
			.filter(({asked}) => asked.length > 0)
			.map(
				({edit, asked}) =>
					safe`${safeText(edit.target.id)}: ${namedShort(asked)} ${safeText(asked.length === 1 ? 'is' : 'are')} gone since the last change here, as another program wrote the tags. Set again with mreg tag, or let go with mreg tag --remove.`,
			),
	];
}

function wereCarried(count: number): SafeText {
	return count === 1 ? safe`was carried along` : safe`were carried along`;
}

/** Notes that stand only in model_registry.json go into the sidecars before its entries are written anew. @returns what was done */
async function carryNotes(
	context: Context,
	snapshot: Snapshot,
	{models, by}: {readonly models: readonly Model[]; readonly by: string},
): Promise<readonly SafeText[]> {
	const noted = models.filter(({fromRegistry}) => fromRegistry?.notes !== undefined);
	if (noted.length === 0) return [];
	const edits = targetsOf(noted, snapshot.models).map((target, index) => ({target, text: noted[index]?.notes ?? '', append: false, isCarried: true as const}));
	const {done} = await changeRegistry(context, snapshot.root, {kind: 'note', edits}, by);
	return done.length === 0 ? [] : [safe`${counted(done.length, 'note')} that stood only in model_registry.json ${wereCarried(done.length)}.`];
}

/** Tags that stand only in model_registry.json, or that another program dropped, go into the sidecars before its entries are written anew. @returns what was done */
export async function carryTags(
	context: Context,
	snapshot: Snapshot,
	{models, by}: {readonly models: readonly Model[]; readonly by: string},
): Promise<readonly SafeText[]> {
	const tagged = models.filter(({fromRegistry, dropped}) => (fromRegistry?.tags.length ?? 0) + (dropped?.add.length ?? 0) + (dropped?.remove.length ?? 0) > 0);
	if (tagged.length === 0) return [];
	const planned = plannedEdits(tagged, snapshot, {add: [], remove: []});
	const {done} = await changeRegistry(context, snapshot.root, {kind: 'tag', edits: planned.map(({edit}) => edit)}, by);
	return carriedNotes(
		planned.map(plan => ({...plan, asked: []})),
		new Set(done),
	);
}
