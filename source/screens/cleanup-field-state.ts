/** How the rule of a cleanup is changed, field by field. Pure. */

import {textEditState, typeText} from '../../components/text-edit.ts';
import {fields, type FieldContext, type FieldId} from './cleanup-fields.ts';
import {objectiveOfRule, type CleanupRule} from './cleanup-rule.ts';
import {fieldsOf} from './cleanup-sentence.ts';
import type {CleanupState} from './cleanup-state.ts';
import {algorithmIn, modelsIn} from './cleanup-view.ts';
import type {Typing} from './dialog.ts';
import type {ScreenContext} from './screen-context.ts';

export interface EditedField {
	readonly id: FieldId;
	readonly typing: Typing;
	/** The rule as it was, for Escape. */
	readonly before: CleanupRule;
	/** Whether what is typed means something; the rule stays as it was until it does. */
	readonly isUnderstood: boolean;
}

export type FieldAction =
	/** The text of the field, as it is now. */
	| {readonly kind: 'typing'; readonly field: FieldId; readonly typing: Typing}
	/** Characters that came in one read, without Tab and Enter. */
	| {readonly kind: 'type'; readonly text: string}
	| {readonly kind: 'step'; readonly by: 1 | -1}
	| {readonly kind: 'nextField'; readonly by: 1 | -1}
	/** Not kept: the rule is as it was before. What is not understood is not left, but taken back. */
	| {readonly kind: 'leaveField'; readonly isKept: boolean};

/** What the fields of a state are about. */
export function fieldContext(state: CleanupState, context: ScreenContext): FieldContext {
	const {rule} = state;
	const algorithm = algorithmIn(state, context.snapshot);
	const models = modelsIn(state, context.snapshot);
	const objective = algorithm === undefined ? undefined : objectiveOfRule(rule, algorithm, {...context, models});
	return {config: context.snapshot.config, models, objective};
}

/** In the first field of the rule. */
export function enteredRule(state: CleanupState, context: ScreenContext): CleanupState {
	const [first] = fieldsOf(state.rule, fieldContext(state, context));
	return first === undefined ? state : entered(state, first, context);
}

export function reduceField(state: CleanupState, action: FieldAction, context: ScreenContext): CleanupState {
	const {field, rule} = state;
	if (!field) return state;
	switch (action.kind) {
		case 'typing':
			return action.field === field.id ? typed(state, field, {typing: action.typing, context}) : state;
		case 'type': {
			const {value, cursor} = typeText(textEditState(field.typing.value, field.typing.cursor), action.text).state;
			return typed(state, field, {typing: {value, cursor}, context});
		}
		case 'step':
			return stepped(state, field, {by: action.by, context});
		case 'nextField': {
			if (!field.isUnderstood) return state;
			const ids = fieldsOf(rule, fieldContext(state, context));
			const next = ids[(ids.indexOf(field.id) + action.by + ids.length) % ids.length];
			return next === undefined ? state : entered(state, next, context);
		}
		case 'leaveField':
			if (action.isKept && !field.isUnderstood) return state;
			return {...state, field: undefined, rule: action.isKept ? rule : field.before};
	}
}

function entered(state: CleanupState, id: FieldId, context: ScreenContext): CleanupState {
	const value = fields[id].start(state.rule, fieldContext(state, context));
	return {...state, field: {id, typing: {value, cursor: value.length}, before: state.rule, isUnderstood: true}};
}

function stepped(state: CleanupState, field: EditedField, {by, context}: {readonly by: 1 | -1; readonly context: ScreenContext}): CleanupState {
	const of = fieldContext(state, context);
	const rule = fields[field.id].step(state.rule, by, of);
	const value = fields[field.id].start(rule, of);
	return {...state, rule, result: undefined, field: {...field, typing: {value, cursor: value.length}, isUnderstood: true}};
}

function typed(state: CleanupState, field: EditedField, {typing, context}: {readonly typing: Typing; readonly context: ScreenContext}): CleanupState {
	if (typing.value === field.typing.value) return {...state, field: {...field, typing}};
	if (fields[field.id].isChoice && /^ +$/.test(typing.value)) return stepped(state, field, {by: -1, context});
	const of = fieldContext(state, context);
	// An empty field: as it was.
	const isBlank = typing.value.trim() === '' && fields[field.id].start(field.before, of) === '';
	const rule = isBlank ? field.before : fields[field.id].typed(field.before, typing.value, of);
	return {...state, rule: rule ?? field.before, result: undefined, field: {...field, typing, isUnderstood: rule !== undefined}};
}
