/** Sentences of the keys that change models: what was done, what is asked. Raw text: the exit makes it safe. Pure. */

import type {Change, ChangeRequest, LogLine} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import {countWords, deedWords} from '../log-words.ts';
import type {WantedTags} from '../tag-edits.ts';

/** `5 models`, or the id of one. */
export function subjectWords(models: ReadonlyArray<Pick<Model, 'id'>>): string {
	const [first, ...others] = models;
	return first && others.length === 0 ? first.id : countWords(models.length);
}

/** `tagged 5 models paper`, `took wip from 3 models`, `tagged 2 models paper, took wip`. @param count models that change */
export function tagWords({add, remove}: WantedTags, count: number): string {
	const [added, removed] = [add.join(' '), remove.join(' ')];
	if (add.length === 0) return `took ${removed} from ${countWords(count)}`;
	return `tagged ${countWords(count)} ${added}${remove.length === 0 ? '' : `, took ${removed}`}`;
}

/** `wrote the note of m_1`, `took the note from 3 models`. */
export function noteWords(text: string, models: ReadonlyArray<Pick<Model, 'id'>>): string {
	return text === '' ? `took the note from ${subjectWords(models)}` : `wrote the note of ${subjectWords(models)}`;
}

/** Whether `u` takes back what came of a request. */
export function isUndoable({txn, done, freedBytes}: Change, {kind}: ChangeRequest): boolean {
	if (txn === undefined || done.length === 0 || kind === 'purge' || kind === 'undo' || kind === 'restore') return false;
	// What a purge frees is gone; what links free is taken again by the undo.
	return freedBytes === undefined || kind === 'link';
}

/** What is under way: `tagging`. */
export function doingWords({kind}: ChangeRequest): string {
	switch (kind) {
		case 'tag':
			return 'tagging';
		case 'note':
			return 'writing notes';
		case 'result':
			return 'writing results';
		case 'trash':
			return 'moving to the trash';
		case 'restore':
			return 'bringing back';
		case 'undo':
			return 'taking back';
		case 'purge':
			return 'purging';
		case 'settle':
			return 'putting right';
		case 'register':
			return 'registering';
		case 'alias':
			return 'naming versions';
		case 'adopt':
			return 'writing sidecars';
		case 'rejoin':
			return 'moving sidecars';
		case 'identify':
			return 'giving ids';
		case 'link':
			return 'linking files';
		case 'remember':
			return 'keeping what was overwritten';
	}
}

/** What a transaction did, with the tags that it set: `tagged 5 models paper`. */
export function whatWasDone(line: Pick<LogLine, 'op' | 'keys' | 'what' | 'inverseOf'>): string {
	const {op, what = ''} = line;
	if (op !== 'tag' || what === '') return deedWords(line);
	const words = what.split(' ');
	const count = line.keys.length;
	if (words.every(word => word.startsWith('+'))) return tagWords({add: words.map(word => word.slice(1)), remove: []}, count);
	if (words.every(word => word.startsWith('−'))) return tagWords({add: [], remove: words.map(word => word.slice(1))}, count);
	return `${deedWords(line)} ${what}`;
}

/** Longer names are cut where there is little room (characters). */
const longestName = 60;

/** A name that leaves room for what is said of it. */
export function shortName(name: string): string {
	const characters = Array.from(name.slice(0, 2 * longestName + 2));
	return characters.length > longestName ? `${characters.slice(0, longestName - 1).join('')}…` : name;
}

/** Sentences one after the other; the last one ends as it is. */
export function sentences(parts: readonly string[]): string {
	return parts.map((part, index) => (index === parts.length - 1 || /[.!?…]$/.test(part) ? part : `${part}.`)).join(' ');
}

/** The first few, and how many more there are: `a, b and 3 more`. */
export function firstOf(names: readonly string[], most = 3): string {
	const shown = names.slice(0, most).join(', ');
	return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
