/** `mreg versions`: the families of a registry, or the versions of one. */

import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {knownBest, objectivesOfFamilies, type FamilyBest} from '../../store/domain/family-best.ts';
import {familiesOf, familyNamed, idInFamily, parseMarkedRef, type Family} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {jsonListLines} from '../model-json.ts';
import {bestSentence, shortBest} from '../family-best-words.ts';
import {tableLines, type Column} from '../table.ts';
import {formatBytes, jsonText, safeText} from '../text.ts';
import {familyJson, familyVersionsJson, latestOf} from '../version-json.ts';
import {resultColumns} from '../version-results.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {known, problemNotes, requireConfig} from '../select.ts';
import {versionTable} from './version-table.ts';

export const versions: Command = {
	name: 'versions',
	summary: 'list the families of registered models, or the versions of one',
	details: 'Best is the best by the objective, as NAME@best is; – where nothing ranks the versions.',
	arguments: [{name: '[NAME]', summary: 'the family'}],
	examples: [
		{line: 'mreg versions', summary: 'all families'},
		{line: 'mreg versions resnet18', summary: 'the versions of one, the newest first'},
		{line: 'mreg versions resnet18 --quiet | mreg compare -', summary: 'side by side'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const [name] = args;
	const snapshot = await context.snapshot();
	requireConfig(snapshot);
	const families = familiesOf(snapshot.models);
	const objectives = objectivesOfFamilies(snapshot.models, snapshot.config);
	const bestOf = (family: Family) => knownBest(family, {config: snapshot.config, objective: objectives(family)});
	if (name === undefined) return allFamilies(families, {snapshot, options, context, bestOf});
	return oneFamily(familyCalled(families, name.trim()), {snapshot, options, context, bestOf});
}

interface Setting {
	readonly snapshot: Snapshot;
	readonly options: Options;
	readonly context: Context;
	readonly bestOf: (family: Family) => FamilyBest | undefined;
}

/** @throws UserError `usage`, `not-found` */
function familyCalled(families: readonly Family[], name: string): Family {
	const family = familyNamed(families, name);
	if (family) return family;
	const ref = parseMarkedRef(name);
	if (ref && familyNamed(families, ref.family)) {
		throw new UserError('usage', `"${name}" is one version.`, {
			hint: `mreg versions ${shellWord(ref.family)} lists all, mreg get ${shellWord(name)} shows this one.`,
		});
	}
	throw new UserError('not-found', `No family is called "${name}".`, {
		hint: known(
			'families',
			name,
			families.map(one => one.name),
		),
	});
}

function allFamilies(families: readonly Family[], {snapshot, options, context, bestOf}: Setting): Result {
	if (options.json === true) {
		const described = families.values().map(family => jsonText(familyJson(family, bestOf(family))));
		return {lines: jsonListLines({root: snapshot.root}, 'families', described)};
	}
	if (options.quiet === true) return {lines: families.map(family => safeText(family.name))};
	if (families.length === 0) {
		return {lines: [], notes: [safe`No model is registered as a version yet: mreg register NAME PATH, or mreg register NAME --from ID.`]};
	}
	const columns: readonly Column[] = [
		{header: safe`FAMILY`, least: 16},
		{header: safe`VERSIONS`, align: 'right', leaveOut: 60},
		{header: safe`LATEST`},
		{header: safe`BEST`, least: 12, leaveOut: 80},
		{header: safe`ALIASES`, least: 10, leaveOut: 40},
		{header: safe`SIZE`, align: 'right', leaveOut: 20},
	];
	const rows = families.map(family => [
		safeText(family.name),
		safe`${family.versions.length}`,
		safe`v${latestOf(family)}`,
		shortBest(bestOf(family)),
		joinSafe(
			family.versions.flatMap(({version, aliases}) => aliases.map(alias => safe`${safeText(alias)} v${version}`)),
			safe`, `,
		),
		formatBytes(family.bytes),
	]);
	return {lines: tableLines(columns, rows, context.columns), notes: problemNotes(snapshot)};
}

function oneFamily(family: Family, {options, context, snapshot, bestOf}: Setting): Result {
	const best = bestOf(family);
	if (options.json === true) {
		const {versions: count, ...facts} = familyJson(family, best);
		return {
			lines: jsonListLines(
				{...facts, count},
				'versions',
				Iterator.from(familyVersionsJson(family, best)).map(one => jsonText(one)),
			),
		};
	}
	if (options.quiet === true) return {lines: family.versions.map(one => safeText(idInFamily(one, family)))};
	const results = resultColumns(family, {best, config: snapshot.config});
	const isApart = results.slice(best ? 1 : 0).some(({leftOut}) => leftOut.size > 0);
	const notes = [
		...(best ? [bestSentence(safe`v${best.version.version}`, best, family)] : []),
		...(isApart ? [safe`≠ stands before what was measured on other data than the others of its column.`] : []),
		...doubleNotes(family),
	];
	return {lines: versionTable(family, {best, results, columns: context.columns}), notes};
}

function doubleNotes({versions: all}: Family): readonly SafeText[] {
	const models = new Map<number, Model[]>();
	for (const {version, model} of all) models.set(version, [...(models.get(version) ?? []), model]);
	return [...models].flatMap(([version, same]) =>
		same.length > 1
			? [safe`${same.length} models are called v${version}. Name them by their keys: ${joinSafe(same.map(({key}) => safeText(key)).slice(0, 5), safe`, `)}.`]
			: [],
	);
}
