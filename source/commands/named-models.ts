/** The models that a command is told by name: IDs that were typed or read from standard input, or a query. */

import {familiesOf, familyNamed, parseMarkedRef, type Family} from '../../store/domain/family.ts';
import {modelNaming, type NamedModel, type Naming} from '../../store/domain/model-names.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {inOneLine, UserError} from '../../store/domain/user-error.ts';
import {safeText} from '../text.ts';
import type {Context} from './command.ts';
import {whereItWent} from './gone-versions.ts';
import {matchingModels, namesFor, remembered, requireConfig} from './select.ts';

/** How the models of a change are named, by their keys; a key that is none of theirs is its own name. @param all of the registry */
export function namesByKey(models: readonly Model[], all: readonly Model[]): (key: string) => string {
	const name = namesFor(all);
	const names = new Map(models.map(model => [model.key, name(model)]));
	return key => names.get(key) ?? key;
}

/** How the best version of a family is chosen, where a command lets one say so, and whether a family's name alone means its latest version. */
export type NamedBy = Omit<Naming, 'config'>;

/**
 * The models that the arguments name, each once, in their order; `-` stands for the lines of standard input.
 *
 * @throws UserError `not-found`, `ambiguous`, and for `family@best` what says why nothing ranks its versions
 */
export async function namedModels(snapshot: Snapshot, ids: readonly string[], context: Context, by: NamedBy = {}): Promise<readonly Model[]> {
	const typed = await typedIds(ids, context);
	const byKey = new Map(snapshot.models.map(model => [model.key, model]));
	const byId = uniqueById(snapshot.models);
	const exact = (id: string) => byKey.get(id) ?? byId.get(id);
	const printed = remembered(() => byPrinted(snapshot.models, namesFor(snapshot.models)));
	const naming = namingIn(snapshot, by);
	let last = '';
	const named = (id: string) => naming((last = id.trim())).model;
	try {
		return [...new Set(typed.map(id => exact(id) ?? exact(id.trim()) ?? (isEscaped(id) ? printed().get(id) : undefined) ?? named(id)))];
	} catch (error) {
		throw await whereItWent(error, last, snapshot);
	}
}

/** What tells which model a typed name means; `family@best` needs a config that can be read. */
export function namingIn(snapshot: Snapshot, options: NamedBy): (typed: string) => NamedModel {
	const naming = modelNaming(snapshot.models, {...options, config: snapshot.config});
	return typed => {
		if (parseMarkedRef(typed)?.choice.kind === 'best') requireConfig(snapshot, 'Which version is best');
		return naming(typed);
	};
}

/** The family of a plain name, which is no model's key or id. */
export function familyAlone(models: readonly Model[], name: string): Family | undefined {
	if (/[@/]/u.test(name) || models.some(({key, id}) => key === name || id === name)) return undefined;
	return familyNamed(familiesOf(models), name);
}

/** Whether a name may be one that was printed with escapes in place of what would drive the terminal. */
export function isEscaped(name: string): boolean {
	return name.includes('\\');
}

/** What has a name, by that name as it is printed; where two are printed alike, neither. */
export function byPrinted<Named>(all: readonly Named[], name: (one: Named) => string): ReadonlyMap<string, Named> {
	const found = new Map<string, Named>();
	const twice = new Set<string>();
	for (const one of all) {
		const printed: string = safeText(name(one));
		if (found.has(printed)) twice.add(printed);
		found.set(printed, one);
	}
	for (const printed of twice) found.delete(printed);
	return found;
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
	return matchingModels(snapshot.models, {where}, {now: context.now, config: snapshot.config});
}

/** Ids that one model alone has: what `resolveId` would find, without going through all models for each. */
function uniqueById(models: readonly Model[]): Map<string, Model> {
	const name = namesFor(models);
	return new Map(models.filter(model => name(model) === model.id).map(model => [model.id, model]));
}
