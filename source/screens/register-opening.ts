/** What the form for a version opens with. Pure. */

import {formatVersion, versionOf} from '../../store/domain/family.ts';
import {isObject, own, type JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {frameworkOf} from './register-fields.ts';
import {emptyRegister, entered, noValues, type RegisterState} from './register-state.ts';

/**
 * The form for a model of the registry, which becomes a version in place; for a version the form for the next one from a file, with what may be the same as
 * suggestions; without a model an empty one.
 */
export function openRegister(model: Model | undefined): RegisterState {
	if (!model) return emptyRegister;
	const version = versionOf(model);
	const family = version?.family ?? model.algorithm;
	const form = {...emptyRegister, family, values: {...noValues, family}};
	if (version) {
		const parent = formatVersion(version);
		const suggested = {
			dataset: model.training?.dataset ?? textIn(model.content, 'dataset'),
			framework: textIn(model.content, 'framework'),
			architecture: textIn(model.content, 'architecture'),
			inputShape: shapeIn(model.content),
			domain: textIn(model.content, 'domain'),
			parent,
		};
		// The parent is a model, and need not be looked for on the disk.
		return entered({...form, after: model.key, suggested, parent: {typed: parent, path: undefined}}, 'source');
	}
	if (!model.artifact) return entered(form, 'source');
	const framework = textIn(model.content, 'framework') === '' ? (frameworkOf(model.artifact.path) ?? '') : '';
	return entered({...form, from: model.key, suggested: {framework}}, 'family');
}

function textIn(content: JsonObject, name: string): string {
	const value = own(content, name);
	// What has several lines is no value of a field.
	return typeof value === 'string' && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) ? value : '';
}

function shapeIn(content: JsonObject): string {
	const shape = own(content, 'input_shape');
	return Array.isArray(shape) && !shape.some(part => isObject(part) || Array.isArray(part)) ? shape.map(String).join(',') : '';
}
