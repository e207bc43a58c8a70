/** What stands in the empty fields of the form: what is suggested, and what is known already of the model that it was opened on. Raw text. Pure. */

import {formatVersion, versionOf} from '../../store/domain/family.ts';
import {isObject, own} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {counted} from '../words.ts';
import {firstOf} from './change-words.ts';
import type {TextField} from './register-fields.ts';
import {isPromotion, suggestionFor, type RegisterState} from './register-state.ts';

/** @param model that which the form was opened on */
export function placeholderOf(state: RegisterState, field: TextField, model: Model | undefined): string {
	const suggestion = suggestionFor(state, field);
	if (suggestion !== '') return `→ ${suggestion}`;
	if (field === 'source') return model && state.from !== undefined ? `this model: ${model.id}` : '';
	if (!model) return '';
	if (!isPromotion(state)) return state.after !== undefined && field === 'metrics' ? metricsAfter(model) : '';
	return inSidecar(field, model);
}

/** What its sidecar says already: it stays. */
function inSidecar(field: TextField, model: Model): string {
	switch (field) {
		case 'metrics':
			return model.tests.length === 0 ? '' : `${counted(model.tests.length, 'result')} there already: ${firstOf(resultsOf(model))}`;
		case 'dataset':
			return said(model.training?.dataset);
		case 'framework':
		case 'architecture':
		case 'domain':
			return said(textIn(model, field));
		case 'inputShape':
			return said(textIn(model, 'input_shape'));
		case 'parent': {
			const lineage = own(model.content, 'lineage');
			return said(isObject(lineage) ? wordOf(own(lineage, 'parent')) : undefined);
		}
		case 'tags':
			return model.tags.length === 0 ? '' : `there already: ${firstOf(model.tags)}`;
		case 'note':
			return model.notes === '' ? '' : `there already: ${model.notes}`;
		case 'family':
		case 'source':
		case 'testDataset':
			return '';
	}
}

function said(value: string | undefined): string {
	return value === undefined || value === '' ? '' : `${value}, as its sidecar says`;
}

function textIn({content}: Model, name: string): string | undefined {
	return wordOf(own(content, name));
}

function wordOf(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	return Array.isArray(value) && value.every(part => typeof part === 'number' || typeof part === 'string') ? value.join(',') : undefined;
}

/** `acc=0.697 on imagenet`. */
function resultsOf({tests}: Model): readonly string[] {
	return tests.flatMap(({dataset, performance}) =>
		Object.entries(performance).flatMap(([name, value]) =>
			typeof value === 'number' ? [`${name}=${value}${dataset === undefined ? '' : ` on ${dataset}`}`] : [],
		),
	);
}

function metricsAfter(model: Model): string {
	const names = [...new Set(model.tests.flatMap(({performance}) => Object.keys(performance)))];
	const version = versionOf(model);
	return names.length === 0 || !version ? '' : `${formatVersion(version)} has ${firstOf(names, 5)}`;
}
