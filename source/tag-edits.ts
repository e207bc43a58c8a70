/** Edits of tags that leave nothing behind: with what is asked for go back the tags that other programs dropped, and those that stand only in model_registry.json. */

import {targetsOf, type NoteEdit, type Target, type TagEdit} from '../store/domain/change.ts';
import type {Model} from '../store/domain/model.ts';

/** What a person wants; raw text. */
export interface WantedTags {
	readonly add: readonly string[];
	readonly remove: readonly string[];
}

export interface PlannedEdit {
	readonly edit: TagEdit;
	/** Tags that stood only in model_registry.json and go into the sidecar. */
	readonly carried: readonly string[];
	/** Tags that another program dropped, or brought back, and that are put right. */
	readonly mended: readonly string[];
	/** Tags that were set here, are gone, and that nobody decided about yet. */
	readonly asked: readonly string[];
}

/** The edit of one model. Tags are told apart in NFC: one that is there in another spelling is not added, and is removed. */
export function planTagEdit(model: Model, target: Target, wanted: WantedTags): PlannedEdit {
	const {fromRegistry, dropped} = model;
	const isRemoved = (tag: string) => wanted.remove.some(one => isSame(one, tag));
	const isAdded = (tag: string) => wanted.add.some(one => isSame(one, tag));
	const carried = (fromRegistry?.tags ?? []).filter(tag => !isRemoved(tag));
	const back = (dropped?.add ?? []).filter(tag => !isRemoved(tag));
	const away = (dropped?.remove ?? []).filter(tag => !isAdded(tag));
	const add = wanted.add.filter(tag => !model.tags.some(own => isSame(own, tag)) && !isRemoved(tag));
	const remove = [...model.tags, ...wanted.remove].filter(isRemoved);
	const asked = (dropped?.asked ?? []).filter(tag => !isRemoved(tag) && !isAdded(tag));
	const isDecided = [...(fromRegistry?.tags ?? []), ...(dropped?.asked ?? [])].some(isRemoved) || (dropped?.remove ?? []).some(isAdded);
	return {
		edit: {
			target,
			add: [...new Set([...add, ...carried, ...back])],
			remove: [...new Set([...remove, ...away])],
			...(carried.length > 0 ? {carried} : {}),
			// The file may say so already: what is decided is remembered all the same, and all at once.
			...(isDecided && asked.length === 0 ? {accept: true as const} : {}),
		},
		carried,
		mended: [...back, ...away],
		asked,
	};
}

/** The edits of several models. @param all of the registry, newest first */
export function planTagEdits(models: readonly Model[], all: readonly Model[], wanted: WantedTags): readonly PlannedEdit[] {
	const targets = targetsOf(models, all);
	return models.flatMap((model, index) => {
		const target = targets[index];
		return target ? [planTagEdit(model, target, wanted)] : [];
	});
}

/** Whether tags of a model stand only in model_registry.json, or were changed here and by another program since. */
export function hasTagsToCarry({fromRegistry, dropped}: Model): boolean {
	return (fromRegistry?.tags.length ?? 0) + (dropped?.add.length ?? 0) + (dropped?.remove.length ?? 0) > 0;
}

/** Notes that stand only in model_registry.json, as edits that bring them into the sidecars. @param all of the registry, newest first */
export function carriedNoteEdits(models: readonly Model[], all: readonly Model[]): readonly NoteEdit[] {
	const noted = models.filter(({fromRegistry}) => fromRegistry?.notes !== undefined);
	return targetsOf(noted, all).map((target, index) => ({target, text: noted[index]?.fromRegistry?.notes ?? '', append: false, isCarried: true as const}));
}

function isSame(a: string, b: string): boolean {
	return a === b || a.normalize('NFC') === b.normalize('NFC');
}
