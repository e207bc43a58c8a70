/** Which models have a sidecar that tags and notes can go into, and what is said of those that have none. Raw text. Pure. */

import type {Model} from '../../store/domain/model.ts';
import {isEditable} from '../../store/domain/repairs.ts';
import {subjectWords} from './change-words.ts';

/** What is to be kept in a sidecar. */
export type Kept = 'tags' | 'note';

/** Why nothing can be kept for any of these models, as a sentence; undefined where it can for one at least. */
export function whyNoneEditable(models: readonly Model[], kept: Kept): string | undefined {
	const [first, ...others] = models;
	if (!first || models.some(isEditable)) return undefined;
	const what = kept === 'note' ? 'a note' : 'tags';
	if (others.length === 0) return first.sidecar === undefined ? `It has no sidecar in which ${what} could be kept.` : unreadableWords(first, kept);
	const {without, unreadable} = countsOf(models);
	if (unreadable === 0) return `None of the ${models.length} has a sidecar in which ${what} could be kept.`;
	const parts = [...(without === 0 ? [] : [`${without} ${without === 1 ? 'has' : 'have'} none`]), `${unreadable} cannot be read`];
	return `None of the ${models.length} has a sidecar in which ${what} could be kept: ${parts.join(', ')}.`;
}

/** `m_1`, `3 models`, `3 models, 1 of them without a sidecar`: one line of a dialog has room for it. */
export function editableSubject(models: readonly Model[]): string {
	const {without, unreadable} = countsOf(models);
	const subject = subjectWords(models);
	if (without === 0) return unreadable === 0 ? subject : `${subject}, ${unreadable} of them with an unreadable sidecar`;
	return unreadable === 0 ? `${subject}, ${without} of them without a sidecar` : `${subject}, ${without} without a sidecar, ${unreadable} unreadable`;
}

function countsOf(models: readonly Model[]): {readonly without: number; readonly unreadable: number} {
	const without = models.filter(({sidecar}) => sidecar === undefined).length;
	return {without, unreadable: models.filter(model => !isEditable(model)).length - without};
}

function unreadableWords({problems}: Model, kept: Kept): string {
	const message = problems.find(({kind}) => kind === 'unreadable-sidecar')?.message ?? 'The sidecar cannot be read.';
	return `No ${kept} can be kept: ${message.replace(/^The /, 'the ')}`;
}
