/** The form for a version that is to be registered, and how keys change it. Pure. */

import {editText, textEditState, type TextEdit} from '../../components/text-edit.ts';
import type {SourceFile} from '../world.ts';
import type {Typing} from './dialog.ts';
import {frameworkOf, isUrl, placeIn, registerFields, schemeProblem, textFields, ways, type RegisterField, type TextField, type Way} from './register-fields.ts';

export interface RegisterState {
	/** The model that becomes a version in place where no source is typed, by its key. */
	readonly from?: string;
	/** The version that a file from elsewhere comes after: its metrics are named. */
	readonly after?: string;
	/** What will be written. */
	readonly values: Readonly<Record<TextField, string>>;
	/** The family that stood there at first. */
	readonly family: string;
	/** What may be so, and is written only where someone takes it. */
	readonly suggested: Readonly<Partial<Record<TextField, string>>>;
	/** What relative paths are relative to, as a person would write it; raw. */
	readonly folder?: string;
	readonly way: Way;
	readonly field: RegisterField;
	/** The cursor in the field. */
	readonly cursor: number;
	/** What lies where `source` says. */
	readonly source?: SourceLook;
	/** Whether a file lies where `parent` says. */
	readonly parent?: {readonly typed: string; readonly path: string | undefined};
	/** Why it was not registered, until something is typed. */
	readonly refusal?: Refusal;
	/** A raw sentence about the last key, until the next one. */
	readonly notice?: string;
	/** The next Escape leaves, although something was typed. */
	readonly isLeaving?: true;
	/** The path in `source` is being completed: what is typed meanwhile comes behind that. */
	readonly completing?: {readonly typed: string};
	/** These bytes are this version already: who registers them once more means it. */
	readonly known?: string;
	/** It is under way. */
	readonly busy?: Busy;
}

export interface Busy {
	readonly stop: () => void;
	/** It was told to stop. */
	readonly isStopping?: true;
}

export type SourceLook = {readonly typed: string} & ({readonly found: SourceFile} | {readonly problem: string});

/** A raw sentence, and the field that it is about. */
export interface Refusal {
	readonly field?: RegisterField;
	readonly text: string;
}

export type RegisterAction =
	/** An edit of the field under the cursor. */
	| {readonly kind: 'edit'; readonly edit: TextEdit}
	/** The cursor goes so many fields down. */
	| {readonly kind: 'move'; readonly by: number}
	/** The next choice. */
	| {readonly kind: 'step'; readonly by: 1 | -1}
	/** Characters that came in one read were taken. */
	| {readonly kind: 'typed'; readonly form: RegisterState}
	| {readonly kind: 'source'; readonly look: SourceLook}
	| {readonly kind: 'parent'; readonly typed: string; readonly path: string | undefined}
	| {readonly kind: 'busy'; readonly busy: RegisterState['busy']}
	/** Escape where something was typed. */
	| {readonly kind: 'leaving'}
	/** It was stopped: the form is as it was. */
	| {readonly kind: 'stopped'; readonly text: string}
	/** The working folder is known. */
	| {readonly kind: 'folder'; readonly folder: string}
	/** A path is being completed, or no longer. */
	| {readonly kind: 'completing'; readonly completing: RegisterState['completing']}
	/** The path in `source` goes on so. */
	| {readonly kind: 'completed'; readonly value: string}
	| {readonly kind: 'refused'; readonly refusal: Refusal}
	| {readonly kind: 'known'; readonly version: string};

/** Every field empty. */
export const noValues = Object.fromEntries(textFields.map(field => [field, ''])) as Readonly<Record<TextField, string>>;

export const emptyRegister: RegisterState = {values: noValues, family: '', suggested: {}, way: 'copy', field: 'family', cursor: 0};

export function reduceRegister(state: RegisterState, action: RegisterAction): RegisterState {
	switch (action.kind) {
		case 'edit':
			return edited(state, action.edit);
		case 'move':
			return moved(state, action.by);
		case 'step':
			return stepped(withoutNotice(state), action.by);
		case 'typed':
			return action.form;
		case 'source':
			return {...state, source: action.look};
		case 'parent':
			return {...state, parent: {typed: action.typed, path: action.path}};
		case 'busy':
			return {...state, busy: action.busy};
		case 'refused':
			return {...entered(state, action.refusal.field ?? state.field), refusal: action.refusal, busy: undefined};
		case 'known':
			return {...entered(state, 'submit'), known: action.version, busy: undefined};
		case 'leaving':
			return {...state, isLeaving: true, notice: 'Esc again leaves: what was typed is forgotten.'};
		case 'stopped':
			return {...state, busy: undefined, notice: action.text};
		case 'folder':
			return {...state, folder: action.folder};
		case 'completing':
			return {...state, completing: action.completing};
		case 'completed':
			return withTyping(state, textEditState(action.value));
	}
}

/** What → puts into an empty field; '' where nothing is suggested, or something is typed. */
export function suggestionFor(state: RegisterState, field: RegisterField): string {
	if (field === 'way' || field === 'submit' || state.values[field] !== '') return '';
	if (isPromotion(state)) return state.suggested[field] ?? '';
	const named = field === 'framework' ? frameworkOf(state.values.source) : undefined;
	return named ?? (state.after === undefined ? '' : (state.suggested[field] ?? ''));
}

/** Whether more stands in the form than what it opened with. */
export function isAnythingTyped({values, family}: RegisterState): boolean {
	return textFields.some(field => values[field] !== (field === 'family' ? family : ''));
}

/** The text of the field under the cursor; nothing where nothing is typed. */
export function typingOf(state: RegisterState): Typing {
	const {field, cursor} = state;
	return field === 'way' || field === 'submit' ? {value: '', cursor: 0} : {value: state.values[field], cursor};
}

/** Whether a model of the registry becomes a version where it is. */
export function isPromotion({from, values}: RegisterState): boolean {
	return from !== undefined && placeIn(values.source) === '';
}

/** Whether Tab asks the disk how the path under the cursor goes on. */
export function canComplete({field, cursor, values: {source}, busy}: RegisterState): boolean {
	const place = placeIn(source);
	const isPath = place !== '' && place === source.trim() && !isUrl(source) && schemeProblem(source) === undefined;
	return field === 'source' && isPath && cursor === source.length && !busy;
}

/** The fields that can be changed now, in their order. */
export function fieldsIn(state: RegisterState): readonly RegisterField[] {
	return isPromotion(state) || isUrl(state.values.source) ? registerFields.filter(field => field !== 'way') : registerFields;
}

/** An edit of the field under the cursor: → in an empty one takes what is suggested. */
export function edited(state: RegisterState, edit: TextEdit): RegisterState {
	const suggestion = edit.type === 'right' ? suggestionFor(state, state.field) : '';
	if (suggestion !== '') return withTyping(state, textEditState(suggestion));
	const {value, cursor} = typingOf(state);
	return withTyping(state, editText(textEditState(value, cursor), edit));
}

/** What was said of the last key is over. */
export function withoutNotice(state: RegisterState): RegisterState {
	return state.notice === undefined && state.isLeaving === undefined ? state : {...state, notice: undefined, isLeaving: undefined};
}

/** The form with another text in its field. What was said of it before holds no longer. */
export function withTyping(state: RegisterState, {value, cursor}: Typing): RegisterState {
	const {field, values} = state;
	if (state.busy || field === 'way' || field === 'submit') return state;
	if (value === values[field]) return {...withoutNotice(state), cursor};
	return {
		...withoutNotice(state),
		values: {...values, [field]: value},
		cursor,
		refusal: undefined,
		known: undefined,
	};
}

/** So many fields down; from the last on to the first. */
export function moved(state: RegisterState, by: number): RegisterState {
	const fields = fieldsIn(state);
	const at = fields.indexOf(state.field);
	const isStep = Math.abs(by) === 1;
	const next = isStep ? (at + by + fields.length) % fields.length : Math.max(0, Math.min(fields.length - 1, at + by));
	return entered(withoutNotice(left(state)), fields[next] ?? 'family');
}

/** Quotes around a path that was pasted are taken off where its field is left. */
function left(state: RegisterState): RegisterState {
	const source = placeIn(state.values.source);
	if (state.field !== 'source' || state.busy || source === state.values.source.trim()) return state;
	return {...state, values: {...state.values, source}};
}

/** The next way, where it is the field of ways. */
export function stepped(state: RegisterState, by: 1 | -1): RegisterState {
	if (state.field !== 'way' || state.busy) return state;
	const way = ways[(ways.indexOf(state.way) + by + ways.length) % ways.length] ?? 'copy';
	return {...state, way, refusal: undefined, known: undefined};
}

/** The form with the cursor at the end of another field. */
export function entered(state: RegisterState, field: RegisterField): RegisterState {
	const next = {...state, field};
	const value = field === 'way' || field === 'submit' ? '' : next.values[field];
	return {...next, cursor: textEditState(value).cursor};
}
