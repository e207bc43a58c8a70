/** The changes that tags, notes and protection ask for: which models get what, in what words, by what command. Pure. */

import {targetsOf, type ChangeRequest, type LogLine, type NoteEdit, type TagEdit} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {modelsCommand, noteCommand, tagCommand} from '../change-command.ts';
import {typedNames} from '../comparison-command.ts';
import {countWords} from '../log-words.ts';
import {planTagEdit, type WantedTags} from '../tag-edits.ts';
import {modelsByKey} from './browse-view.ts';
import {firstOf, noteWords, tagWords, whatWasDone} from './change-words.ts';
import type {PendingChange} from './dialog.ts';
import {isEditable} from '../../store/domain/repairs.ts';

const by = 'dashboard';

/** @param all the models of the registry, newest first @returns undefined where nothing would change */
export function tagChange(models: readonly Model[], all: readonly Model[], wanted: WantedTags): PendingChange | undefined {
	const changing = models.filter(({tags}) => wanted.add.some(tag => !has(tags, tag)) || wanted.remove.some(tag => has(tags, tag)));
	if (changing.length === 0) return undefined;
	const own: WantedTags = {
		add: wanted.add.filter(tag => changing.some(({tags}) => !has(tags, tag))),
		remove: wanted.remove.filter(tag => changing.some(({tags}) => has(tags, tag))),
	};
	return {
		request: {kind: 'tag', edits: tagEdits(changing, all, own)},
		by,
		...ofCount(changing.length, count => tagWords(own, count)),
		command: tagCommand(own, typedNames(changing, all)),
		before: carriedNotes(changing, all),
	};
}

/** @returns undefined where the note of all of them is this one already */
export function noteChange(models: readonly Model[], all: readonly Model[], text: string): PendingChange | undefined {
	const changing = models.filter(({notes}) => notes !== text);
	if (changing.length === 0) return undefined;
	return {
		request: {kind: 'note', edits: targetsOf(changing, all).map((target): NoteEdit => ({target, text, append: false}))},
		by,
		done: noteWords(text, changing),
		doneOf: keys => noteWords(text, ofKeys(changing, keys)),
		command: noteCommand(text, typedNames(changing, all)),
		before: carriedTags(changing, all),
	};
}

/** Adds the first of the protected tags; where all of the models have it, takes it away. @returns why not, as a sentence, where no tag protects */
export function protectChange(models: readonly Model[], all: readonly Model[], protectedTags: readonly string[]): PendingChange | string {
	const [tag, ...others] = protectedTags;
	if (tag === undefined) return 'No tag protects models here: put one into protectedTags of mreg.config.json, such as "keep".';
	const isRemoval = models.filter(isEditable).every(({tags}) => has(tags, tag));
	const wanted: WantedTags = isRemoval ? {add: [], remove: [tag]} : {add: [tag], remove: []};
	const change = tagChange(models, all, wanted);
	if (!change) return 'There is no model to protect here.';
	const changing = models.filter(({tags}) => has(tags, tag) === isRemoval);
	const kept = stillKept(models, others);
	const words = (count: number) => {
		if (!isRemoval) return `protected ${countWords(count)} by the tag ${tag}`;
		const took = `took ${tag} from ${countWords(count)}`;
		return kept === undefined ? `no longer protected: ${took}` : `${took}, ${kept}`;
	};
	return {
		...change,
		...ofCount(changing.length, words),
		command: modelsCommand(isRemoval ? 'unprotect' : 'protect', typedNames(changing, all)),
	};
}

function stillKept(models: readonly Model[], others: readonly string[]): string | undefined {
	const tags = others.filter(tag => models.some(model => has(model.tags, tag)));
	if (tags.length === 0) return undefined;
	const kept = models.filter(model => tags.some(tag => has(model.tags, tag)));
	return `but ${firstOf(tags)} still ${tags.length === 1 ? 'keeps' : 'keep'} ${countWords(kept.length)}`;
}

/** Takes a transaction back. @param all the models of now */
export function undoChange(line: LogLine, all: readonly Model[]): PendingChange {
	const byKey = modelsByKey(all);
	return {
		request: {
			kind: 'undo',
			txn: line.txn,
			targets: targetsOf(
				line.keys.flatMap(key => byKey.get(key) ?? []),
				all,
			),
		},
		by,
		done: `took back: ${whatWasDone(line)}`,
		doneOf: keys => `took back: ${whatWasDone({...line, keys})}`,
		command: `mreg undo ${line.txn}`,
	};
}

function tagEdits(models: readonly Model[], all: readonly Model[], wanted: WantedTags): readonly TagEdit[] {
	const targets = targetsOf(models, all);
	return models.flatMap((model, index) => {
		const target = targets[index];
		return target ? [planTagEdit(model, target, wanted).edit] : [];
	});
}

/** Notes and tags that stand only in model_registry.json, before its entries are written anew. */
export function carriedEdits(models: readonly Model[], all: readonly Model[]): readonly ChangeRequest[] {
	return [...carriedNotes(models, all), ...carriedTags(models, all)];
}

/** The entries of model_registry.json are written anew with an edit: a note that stands only there goes into its sidecar before. */
function carriedNotes(models: readonly Model[], all: readonly Model[]): readonly ChangeRequest[] {
	const noted = models.filter(({fromRegistry}) => fromRegistry?.notes !== undefined);
	if (noted.length === 0) return [];
	return [
		{kind: 'note', edits: targetsOf(noted, all).map((target, index): NoteEdit => ({target, text: noted[index]?.notes ?? '', append: false, isCarried: true}))},
	];
}

/** The same for tags, and for those that another program dropped. */
function carriedTags(models: readonly Model[], all: readonly Model[]): readonly ChangeRequest[] {
	const edits = tagEdits(models, all, {add: [], remove: []}).filter(({add, remove}) => add.length + remove.length > 0);
	return edits.length === 0 ? [] : [{kind: 'tag', edits}];
}

function ofCount(count: number, words: (count: number) => string): Pick<PendingChange, 'done' | 'doneOf'> {
	return {done: words(count), doneOf: keys => words(keys.length)};
}

function ofKeys(models: readonly Model[], keys: readonly string[]): readonly Model[] {
	const wanted = new Set(keys);
	return models.filter(({key}) => wanted.has(key));
}

function has(tags: readonly string[], wanted: string): boolean {
	return tags.some(tag => tag === wanted || tag.normalize('NFC') === wanted.normalize('NFC'));
}
