/** What can be put right without asking what was meant: tags and notes that stand only in model_registry.json, and tags that another program dropped. */

import {targetsOf, type NoteEdit, type TagEdit} from './change.ts';
import type {Model} from './model.ts';

export interface Repairs {
	readonly tags: readonly TagEdit[];
	readonly notes: readonly NoteEdit[];
}

export interface RepairOptions {
	/** Tags that were set here and are gone while others changed, too, are put back as well: true unless told. */
	readonly withAsked?: boolean;
}

/**
 * The edits that write into the sidecars what already holds.
 *
 * @param models those that are to be repaired
 * @param all those of the registry, newest first
 */
export function repairsOf(models: readonly Model[], all: readonly Model[], {withAsked = true}: RepairOptions = {}): Repairs {
	const tags: TagEdit[] = [];
	const notes: NoteEdit[] = [];
	for (const {model, target} of withTargets(models.filter(isDamaged), all)) {
		const {fromRegistry, dropped} = model;
		const asked = dropped?.asked ?? [];
		// What is to be asked may still stand in model_registry.json.
		const drifted = fromRegistry?.tags.filter(tag => withAsked || !asked.includes(tag)) ?? [];
		const add = [...new Set([...(dropped?.add ?? []), ...(withAsked ? asked : []), ...drifted])];
		const remove = dropped?.remove ?? [];
		if (add.length + remove.length > 0) tags.push({target, add, remove, ...(drifted.length > 0 ? {carried: drifted} : {})});
		if (fromRegistry?.notes !== undefined) notes.push({target, text: fromRegistry.notes, append: false, isCarried: true});
	}
	return {tags, notes};
}

/**
 * The edits that let go of tags which were set here and are gone while others changed, too: they stay away. They change no file where nothing else is to be
 * repaired: what is dropped besides is a matter of `repairsOf`, which goes first.
 *
 * @param all those of the registry, newest first
 */
export function letGoOf(models: readonly Model[], all: readonly Model[]): readonly TagEdit[] {
	return withTargets(models, all).flatMap(({model: {dropped}, target}) =>
		dropped === undefined || dropped.asked.length === 0 ? [] : [{target, add: [], remove: dropped.asked, accept: true as const}],
	);
}

function isDamaged({fromRegistry, dropped}: Model): boolean {
	return fromRegistry !== undefined || dropped !== undefined;
}

/** True where there is a sidecar, and one that can be read: only that can be edited. */
export function isEditable({sidecar, state}: Pick<Model, 'sidecar' | 'state'>): boolean {
	return sidecar !== undefined && (state === 'ok' || state === 'missing');
}

function withTargets(models: readonly Model[], all: readonly Model[]) {
	const editable = models.filter(isEditable);
	return targetsOf(editable, all).flatMap((target, index) => {
		const model = editable[index];
		return model ? [{model, target}] : [];
	});
}
