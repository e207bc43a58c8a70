/** The dataset that is ranked on: the one that was asked for, else the configured one. */

import type {Model} from '../store/domain/model.ts';
import {UserError} from '../store/domain/user-error.ts';
import {counted} from './words.ts';
import {isSameText, known} from './select.ts';

/**
 * @param typed that of `--dataset`
 * @param configured that of the objective; taken only where a model has a result on it
 * @returns undefined: every dataset
 * @throws UserError `nothing-matched` for one that no model was tested on
 */
export function testDataset(models: readonly Model[], typed: string | undefined, configured: string | undefined): string | undefined {
	if (typed !== undefined) return knownDataset(models, typed);
	return configured !== undefined && models.some(({tests}) => tests.some(test => test.dataset === configured)) ? configured : undefined;
}

/** The dataset as the tests write it. */
function knownDataset(models: readonly Model[], typed: string): string {
	const names = [...new Set(models.flatMap(({tests}) => tests.flatMap(test => test.dataset ?? [])))];
	const name = names.find(one => one === typed) ?? names.find(one => isSameText(one, typed));
	if (name !== undefined) return name;
	throw new UserError('nothing-matched', `None of ${counted(models.length, 'model')} was tested on "${typed}".`, {hint: known('test datasets', typed, names)});
}
