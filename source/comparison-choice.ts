/** What a comparison is asked for: with which model the others are compared, and on which dataset. Pure. */

import {familiesOf, familyNamed, parseMarkedRef} from '../store/domain/family.ts';
import {nearestName, resolveId} from '../store/domain/identifier.ts';
import type {Model} from '../store/domain/model.ts';
import {metricsOf, usualObjective} from '../store/domain/objective.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import {namingIn} from './model-lookup.ts';

/** The metric that judges where nothing else was asked for: that of the objective of the first model's algorithm. */
export function usualMetric(models: readonly Model[], {config}: Pick<Snapshot, 'config'>): string | undefined {
	return usualObjective(config, models[0]?.algorithm ?? '*', metricsOf(models))?.metric;
}

/** The place of the baseline among the models. @throws UserError `usage` where it is none of them, `ambiguous` */
export function baselineOf(
	typed: string,
	models: readonly Model[],
	{snapshot, dataset}: {readonly snapshot: Snapshot; readonly dataset: string | undefined},
): number {
	const isExact = ({key, id}: Model) => key === typed || id === typed;
	const exact = models.findIndex(isExact);
	if (exact !== -1) return exact;
	try {
		const ref = parseMarkedRef(typed);
		const isVersion = ref !== undefined && familyNamed(familiesOf(snapshot.models), ref.family) !== undefined;
		const found = snapshot.models.some(isExact) ? -1 : models.indexOf(isVersion ? namingIn(snapshot, {dataset})(typed).model : resolveId(models, typed));
		if (found !== -1) return found;
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
	}
	const names = models.map(({id}) => id);
	const shown = names.slice(0, 12).join(', ');
	throw new UserError('usage', `The baseline "${typed}" is none of the models that are compared.`, {
		hint: `These are: ${shown}${names.length > 12 ? ` and ${names.length - 12} more` : ''}.`,
	});
}

/** The dataset as the tests write it. @throws UserError `not-found` where none of the models was tested on it */
export function testedDataset(typed: string, models: readonly Model[], snapshot: Snapshot): string {
	const text = typed.normalize('NFC');
	const datasetsOf = (some: readonly Model[]) => [...new Set(some.flatMap(({tests}) => tests.flatMap(({dataset}) => dataset ?? [])))].sort();
	const known = datasetsOf(models);
	const found = known.find(dataset => dataset === typed) ?? known.find(dataset => dataset.normalize('NFC') === text);
	if (found !== undefined) return found;
	const nearest = nearestName(text.toLowerCase(), known);
	const exists = snapshot.models.some(({tests}) => tests.some(({dataset}) => dataset?.normalize('NFC') === text));
	const shown = `They were tested on: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ` and ${known.length - 12} more` : ''}.`;
	throw new UserError('not-found', exists ? `None of these models was tested on "${typed}".` : `No model was tested on "${typed}".`, {
		hint: known.length === 0 ? 'These models were not tested at all.' : nearest === undefined ? shown : `Did you mean ${nearest}? ${shown}`,
	});
}
