/** What a person moves from one list of a cleanup to the other, against the rule. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {foldText} from '../../store/domain/folded-text.ts';
import type {Kept, Policy, Removed} from '../../store/domain/retention.ts';
import type {Activity, Snapshot} from '../../store/domain/snapshot.ts';
import {modelsByKey} from './browse-view.ts';
import type {ByHand} from './cleanup-rule.ts';
import type {CleanupState} from './cleanup-state.ts';
import type {CleanupRow} from './cleanup-view.ts';
import {lookOf} from './model-look.ts';
import {remember} from './remember.ts';

/** What still holds of what was moved by hand, and how many models are not any more what they were then. */
export interface ByHandNow {
	readonly byHand: ByHand;
	readonly changed: number;
}

/** A model that was trained, tested, tagged or written since it was moved to what goes is another one: nothing says that it may go. What is kept stays so. Before all models are there, nothing is known to be gone or another. */
export function byHandNow(byHand: ByHand, {models, activity}: Pick<Snapshot, 'models' | 'activity'>): ByHandNow {
	return stillByHand(byHand, models, isLoaded(activity) && models.length > 0);
}

const stillByHand = remember((byHand: ByHand, models: readonly Model[], isAllThere: boolean): ByHandNow => {
	const {kept, removed} = byHand;
	if (!isAllThere || kept.size + removed.size === 0) return {byHand, changed: 0};
	const byKey = modelsByKey(models);
	const here = [...removed].flatMap(([key, chosen]) => {
		const model = byKey.get(key);
		return model ? [{key, chosen, isSame: lookOf(model) === chosen.look}] : [];
	});
	const same = here.filter(({isSame}) => isSame);
	const still = [...kept].filter(key => byKey.has(key));
	const changed = here.length - same.length;
	if (same.length === removed.size && still.length === kept.size) return {byHand, changed};
	return {byHand: {kept: new Set(still), removed: new Map(same.map(({key, chosen}) => [key, chosen]))}, changed};
});

/** Whether the first look is over. */
export function isLoaded({phase}: Activity): boolean {
	return phase === 'live' || phase === 'checking';
}

/** The models of a row to the other list; those that were moved by hand back to where the rule has them. */
export function otherList(state: CleanupState, row: CleanupRow): CleanupState {
	if (row.kind === 'head') return state;
	const items: ReadonlyArray<Kept | Removed> = row.kind === 'model' ? [row.item] : row.group.models;
	const [kept, removed] = [new Set(state.byHand.kept), new Map(state.byHand.removed)];
	const stuck: Model[] = [];
	for (const {model} of items) {
		if (row.list === 'remove') {
			if (!removed.delete(model.key)) kept.add(model.key);
		} else if (!kept.delete(model.key)) {
			if (whyStuck(model) === undefined) removed.set(model.key, {look: lookOf(model)});
			else stuck.push(model);
		}
	}
	const [first] = stuck;
	const notice =
		first && (stuck.length === 1 ? `${first.id} ${whyStuck(first) ?? ''}` : `${stuck.length} models stay: the first, ${first.id}, ${whyStuck(first) ?? ''}`);
	if (stuck.length === items.length) return {...state, notice};
	// What stands in its place then is under the cursor.
	return {...state, byHand: {kept, removed}, id: row.kind === 'model' ? undefined : row.id, notice, result: undefined};
}

/** Why a model cannot be removed, not even by hand. */
function whyStuck({growing, artifact, sidecar}: Model): string | undefined {
	if (growing) return 'is being written: it stays.';
	return artifact === undefined && sidecar === undefined ? 'has no files here that could be removed.' : undefined;
}

/** Without the tags that keep the models of a row. */
export function withoutTags(state: CleanupState, row: CleanupRow, {protectedTags}: Policy): CleanupState {
	const items = row.kind === 'head' ? [] : row.kind === 'model' ? [row.item] : row.group.models;
	const tags = new Set(
		items.flatMap(item => ('reasons' in item ? item.reasons.flatMap(reason => (reason.kind === 'tag' ? reason.tags : [])) : [])).map(foldText),
	);
	if (tags.size === 0) return {...state, notice: 'p lets go of the tags of a group that is kept for them: put the cursor on it.'};
	return {...state, rule: {...state.rule, protectedTags: protectedTags.filter(tag => !tags.has(foldText(tag)))}, result: undefined};
}
