/** `mreg alias`: gives a version of a family a further name, which only one version has at a time; or lists those names. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {targetsOf} from '../../store/domain/change.ts';
import {aliasesOf, aliasName, familiesOf, familyNamed, formatVersion, versionOf, type Version, type VersionedModel} from '../../store/domain/family.ts';
import type {AliasEdit} from '../../store/domain/registration.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {tableLines} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {familyAlone, namesByKey} from '../model-lookup.ts';
import {changeRegistry, changeResult} from './changing.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {namedModels} from './named-models.ts';

export const alias: Command = {
	name: 'alias',
	summary: 'give a version of a family a further name, or list those names',
	details:
		'An alias is on one version of its family at a time: the version that had it loses it, in one transaction, and there is no moment at which none has it.\n' +
		'Without an ALIAS the aliases are listed: of one version, of a family, or of all.',
	arguments: [
		{name: '[NAME]', summary: 'a version, as in resnet18@v2; a family or a version to list'},
		{name: '[ALIAS...]', summary: 'what it is called from now on'},
	],
	options: [{flags: '--remove', summary: 'take the aliases away'}],
	examples: [
		{line: 'mreg alias resnet18@v2 champion', summary: 'resnet18@champion is this version from now on'},
		{line: 'mreg alias resnet18', summary: 'lists the aliases of the family'},
		{line: 'mreg alias resnet18@v2 champion --remove', summary: 'takes it away'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const [name, ...words] = args;
	const isRemoval = options.remove === true;
	if (isRemoval && words.length === 0) throw new UserError('usage', 'Which aliases?', {hint: 'mreg alias NAME@v2 ALIAS --remove'});
	const aliases = [...new Set(words.map(aliasName))];
	const snapshot = await context.snapshot();
	if (name === undefined || aliases.length === 0) return listed(await listedVersions(snapshot, name, context), {context, options});
	const version = await namedVersion(snapshot, name, context);
	const edits = isRemoval ? removals(version, aliases, snapshot) : moves(version, aliases, snapshot);
	const change = await changeRegistry(context, snapshot.root, {kind: 'alias', edits}, 'mreg alias');
	const isDone = change.done.includes(version.model.key);
	const losers = others(version, snapshot).filter(({model}) => change.done.includes(model.key));
	return changeResult(change, {
		options,
		done: change.done.length === 0 ? undefined : isRemoval ? removedWords(version, aliases) : movedWords(version, aliases, losers),
		name: namesByKey(snapshot.models, snapshot.models),
		notes: isDone || change.skipped.length > 0 || losers.length > 0 ? [] : [nothingToDo(version, aliases, isRemoval)],
		json: {family: version.family, version: version.version, aliases},
	});
}

/** @throws UserError `not-found`, `ambiguous`; `failed` for a model that is no version */
async function namedVersion(snapshot: Snapshot, name: string, context: Context): Promise<VersionedModel> {
	const [model] = await namedModels(snapshot, [name], context);
	if (!model) throw new Error('Bug: a name means no model, and nobody said so');
	const version = versionOf(model);
	if (version) return {...version, model, aliases: aliasesOf(model.content)};
	throw new UserError('failed', `${model.id} is not a registered version, and only those have aliases.`, {
		hint: `mreg register NAME --from ${model.id} makes it one.`,
	});
}

/** An alias goes to this version from all others of its family that have it. */
function moves(version: VersionedModel, aliases: readonly string[], snapshot: Snapshot): readonly AliasEdit[] {
	const taken = others(version, snapshot)
		.map(({model, aliases: had}) => ({model, remove: had.filter(one => aliases.some(alias => isSame(one, alias)))}))
		.filter(({remove}) => remove.length > 0);
	const targets = targetsOf([version.model, ...taken.map(({model}) => model)], snapshot.models);
	const add = aliases.map(alias => version.aliases.find(one => isSame(one, alias)) ?? alias);
	return targets.map((target, index) => (index === 0 ? {target, add, remove: []} : {target, add: [], remove: taken[index - 1]?.remove ?? []}));
}

function removals({model, aliases: had}: VersionedModel, aliases: readonly string[], snapshot: Snapshot): readonly AliasEdit[] {
	const remove = [...new Set([...aliases, ...had.filter(one => aliases.some(alias => isSame(one, alias)))])];
	return targetsOf([model], snapshot.models).map(target => ({target, add: [], remove}));
}

/** Sidecars that were written by hand may have another Unicode form. */
function isSame(one: string, alias: string): boolean {
	return one.normalize('NFC') === alias.normalize('NFC');
}

/** The other versions of its family. */
function others({family, model}: VersionedModel, snapshot: Snapshot): readonly VersionedModel[] {
	return (familyNamed(familiesOf(snapshot.models), family)?.versions ?? []).filter(one => one.model !== model);
}

/** `champion: resnet18/v1 → resnet18/v2`; the aliases that were there already are left out where others were not. */
function movedWords(version: VersionedModel, aliases: readonly string[], losers: readonly VersionedModel[]): SafeText {
	const moved = aliases.map(alias => ({alias, from: losers.filter(({aliases: had}) => had.some(one => isSame(one, alias)))}));
	const changed = moved.filter(({alias, from}) => from.length > 0 || !version.aliases.some(one => isSame(one, alias)));
	return joinSafe(
		changed.map(({alias, from}) => safe`${safeText(alias)}${from.length === 0 ? emptyText : safe`: ${versionNames(from)}`} → ${versionName(version)}`),
		safe`, `,
	);
}

function removedWords(version: VersionedModel, aliases: readonly string[]): SafeText {
	const had = aliases.filter(alias => version.aliases.some(one => isSame(one, alias)));
	return safe`took ${names(had)} off ${versionName(version)}`;
}

function nothingToDo(version: VersionedModel, aliases: readonly string[], isRemoval: boolean): SafeText {
	return safe`${versionName(version)} ${safeText(isRemoval ? 'has no alias' : 'has the alias')} ${names(aliases)}${safeText(isRemoval ? '' : ' already')}: nothing to do.`;
}

function names(aliases: readonly string[]): SafeText {
	return joinSafe(aliases.map(safeText), safe`, `);
}

function versionNames(versions: readonly Version[]): SafeText {
	return joinSafe(versions.map(versionName), safe`, `);
}

function versionName(version: Version): SafeText {
	return safeText(formatVersion(version));
}

/** The versions whose aliases are listed. @throws UserError as `namedVersion` */
async function listedVersions(snapshot: Snapshot, name: string | undefined, context: Context): Promise<readonly VersionedModel[]> {
	if (name === undefined) return familiesOf(snapshot.models).flatMap(({versions}) => versions);
	const family = familyAlone(snapshot.models, name);
	return family ? family.versions : [await namedVersion(snapshot, name, context)];
}

function listed(versions: readonly VersionedModel[], {context, options}: {readonly context: Context; readonly options: Options}): Result {
	const rows = versions.flatMap(version => version.aliases.map(alias => ({alias, version})));
	if (options.json === true) {
		const aliases = rows.map(({alias, version: {family, version, model}}) => ({alias, family, version, key: model.key, model_id: model.id}));
		return {lines: [jsonText({schema: 1, aliases})]};
	}
	if (options.quiet === true) return {lines: rows.map(({alias}) => safeText(alias))};
	if (rows.length === 0) return {lines: [], notes: [safe`There is no alias. mreg alias NAME@v2 ALIAS gives one.`]};
	const cells = rows.map(({alias, version}) => [safeText(alias), versionName(version), safeText(version.model.id)]);
	return {lines: tableLines([{header: safe`ALIAS`}, {header: safe`VERSION`}, {header: safe`ID`, leaveOut: 1}], cells, context.columns)};
}
