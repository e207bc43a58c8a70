/** The models that a command is told by name: IDs that were typed or read from standard input, or a query. */

import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {inOneLine, UserError} from '../../store/domain/user-error.ts';
import {whereItWent} from '../../store/gone-versions.ts';
import {modelLookup, type NamedBy} from '../model-lookup.ts';
import {matchingModels} from '../select.ts';
import type {Context} from './command.ts';

/**
 * The models that the arguments name, each once, in their order; `-` stands for the lines of standard input.
 *
 * @throws UserError `not-found`, `ambiguous`, and for `family@best` what says why nothing ranks its versions
 */
export async function namedModels(snapshot: Snapshot, ids: readonly string[], context: Context, by: NamedBy = {}): Promise<readonly Model[]> {
	const typed = await typedIds(ids, context);
	const lookup = modelLookup(snapshot, by);
	let last = '';
	try {
		return [...new Set(typed.map(id => lookup((last = id))))];
	} catch (error) {
		throw await whereItWent(error, last.trim(), snapshot);
	}
}

/** The arguments, with the lines of standard input in place of `-`. @throws UserError `nothing-matched` where there is none */
export async function typedIds(ids: readonly string[], context: Context): Promise<readonly string[]> {
	const typed: string[] = [];
	for (const id of ids) {
		if (id !== '-') typed.push(id);
		else for (const line of await context.inputLines()) if (line.trim() !== '') typed.push(line);
	}
	if (typed.length > 0) return typed;
	throw new UserError('nothing-matched', 'Standard input names no model.', {hint: 'One id a line, as `mreg list --quiet` prints them.'});
}

/**
 * The models that a change is for: those of `--where`, or those that IDs name.
 *
 * @param hint what to type where neither was given
 * @throws UserError `usage` for both or neither, and as `matchingModels` and `namedModels`
 */
export async function chosenModels(
	snapshot: Snapshot,
	{ids, where, hint}: {readonly ids: readonly string[]; readonly where: string | undefined; readonly hint: string},
	context: Context,
): Promise<readonly Model[]> {
	if (where === undefined && ids.length === 0) throw new UserError('usage', 'Which models?', {hint});
	if (where === undefined) return namedModels(snapshot, ids, context);
	if (ids.length > 0) {
		throw new UserError('usage', `Models are named by --where, and by ${inOneLine(ids.join(' '))}, too.`, {hint: 'Leave out one of the two.'});
	}
	return matchingModels(snapshot.models, {where}, {now: context.now, config: snapshot.config, lastVisit: snapshot.lastVisit});
}
