/** The models of a registry as candidates: by their ids, keys and versions, with the value that ranks them and their age. Pure. */

import {resultOf} from '../store/domain/build-model.ts';
import type {Config} from '../store/domain/config.ts';
import {versionAliases, versionOf} from '../store/domain/family.ts';
import {own} from '../store/domain/json.ts';
import type {Model} from '../store/domain/model.ts';
import {metricsOf, unitOf, usualObjective} from '../store/domain/objective.ts';
import type {Candidate} from './completion-shells.ts';
import {formatAge, formatNumber, safeText} from './text.ts';

/** `45.23 s on production · 3mo`: the value by which its algorithm is ranked, and the age. */
export function aboutModel(model: Model, config: Config, now: number): string {
	const age = Number.isFinite(model.time) ? [formatAge(now - model.time)] : [];
	const state = model.state === 'ok' ? [] : [model.state];
	return [...state, ...valueWords(model, config), ...age].join(' · ');
}

function valueWords(model: Model, config: Config): readonly string[] {
	const objective = usualObjective(config, model.algorithm, metricsOf([model]));
	if (!objective) return model.tests.length === 0 && model.state === 'ok' ? ['not tested'] : [];
	const test = resultOf(model, objective.metric, objective.dataset) ?? resultOf(model, objective.metric);
	const value = test && own(test.performance, objective.metric);
	if (typeof value !== 'number') return [];
	const unit = unitOf(config, objective.metric);
	return [`${formatNumber(value)}${unit === undefined ? '' : ` ${safeText(unit)}`}${test?.dataset === undefined ? '' : ` on ${safeText(test.dataset)}`}`];
}

/** A version by its names: `resnet18/v2`, `resnet18@v2`, `resnet18@champion`. */
export function versionNames(model: Model): readonly string[] {
	const version = versionOf(model);
	if (!version) return [];
	const {family, version: number} = version;
	return [`${family}/v${number}`, ...[`v${number}`, ...versionAliases(model)].map(name => `${family}@${name}`)];
}

/** What every family has. */
export function familyWords(family: string): readonly Candidate[] {
	return [
		{value: `${family}@latest`, about: 'the highest version'},
		{value: `${family}@best`, about: 'the best version'},
	];
}

/** A key is offered where it is being typed, as every model has an id that is shorter. */
export function namesOf(model: Pick<Model, 'id' | 'key'>, typed: string): readonly string[] {
	return typed.includes('/') || (typed !== '' && model.key.startsWith(typed)) ? [model.id, model.key] : [model.id];
}
