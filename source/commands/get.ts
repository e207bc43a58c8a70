/** `mreg get`: one version of a family, and where its artifact is. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {familiesOf, familyNamed, formatVersion, idInFamily, parseMarkedRef, registeredName, versionOf} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import type {NamedModel} from '../../store/domain/model-names.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {bestSentence} from '../family-best-words.ts';
import {jsonText, safeText} from '../text.ts';
import {bestMeant, notRegistered, versionJson} from '../version-json.ts';
import {stateWords} from '../words.ts';
import {namingIn, type NamedBy} from '../model-lookup.ts';
import {artifactPath, printablePath, stalePathNotes} from './artifact-path.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {factLines} from './get-lines.ts';
import {whereItWent} from '../../store/gone-versions.ts';
import {namesFor} from '../select.ts';

export const get: Command = {
	name: 'get',
	summary: 'print what is known of a registered version, or with --path where its artifact is',
	details:
		'NAME alone and NAME@latest are the newest version; NAME@best the best one by the objective; NAME@v2, NAME/v2; NAME@ALIAS. A key or an id of any model will do, too.\n' +
		'Where the artifact is missing: exit code 3, and --path prints nothing, so that a script never gets a path to nothing.',
	arguments: [{name: '<NAME>', summary: 'the version: NAME[@latest|@best|@vN|@ALIAS]'}],
	options: [
		{flags: '--path', summary: 'print the absolute path of its artifact instead'},
		{flags: '--metric <M>', summary: 'for NAME@best: by this metric (default: the objective, else the only one that all versions have)'},
		{flags: '--dataset <D>', summary: 'for NAME@best: tested on this dataset (default: the one that most versions have a result on)'},
	],
	examples: [
		{line: 'mreg get resnet18', summary: 'the newest version of the family'},
		{line: 'cp -r "$(mreg get resnet18@best --metric acc --path)" serving/', summary: 'the artifact of the best one'},
		{line: 'mreg get resnet18@v2 --json', summary: 'for a program'},
	],
	run,
};

/** As for a model that is not there. */
const missing = 3;

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const [name = ''] = args;
	checkOptions(name.trim(), options);
	const snapshot = await context.snapshot();
	const {metric, dataset} = options;
	const named = await versionNamed(name.trim(), snapshot, {metric, dataset, isFamilyEnough: true});
	const {model} = named;
	const best = bestMeant(named, snapshot, options);
	const path = artifactPath(model, snapshot, context);
	const exitCode = path === undefined ? missing : 0;
	const notes = [
		...(best && named.as ? [bestSentence(safeText(formatVersion(best.version)), best, named.as.family, best.value)] : []),
		...(path === undefined ? [missingNote(model)] : [...stateNotes(model), ...stalePathNotes(model, path, context)]),
	];
	if (options.path === true && path === undefined) return {lines: [], notes, exitCode};
	if (options.json === true) return {lines: [jsonText({schema: 1, ...versionJson(model, {path, best})})], notes, exitCode};
	if (options.path === true && path !== undefined) return {lines: [printablePath(path)], notes, exitCode};
	if (options.quiet === true) return {lines: [safeText(typeableName(model, snapshot.models))], notes, exitCode};
	return {lines: factLines(model, path), notes, exitCode};
}

/** @throws UserError as `namingIn`; of what is not here, where it went or how it comes to be */
async function versionNamed(name: string, snapshot: Snapshot, by: NamedBy): Promise<NamedModel> {
	try {
		return namingIn(snapshot, by)(name);
	} catch (error) {
		const went = await whereItWent(error, name, snapshot);
		throw went === error ? (notRegistered(error, name, snapshot) ?? error) : went;
	}
}

/** What can be typed where a command takes ID: `resnet18/v2`. */
function typeableName(model: Model, models: readonly Model[]): string {
	const version = versionOf(model);
	const family = version && familyNamed(familiesOf(models), version.family);
	return family ? idInFamily({...version, model}, family) : namesFor(models)(model);
}

/** @throws UserError `usage` for what would be without effect */
function checkOptions(name: string, {metric, dataset}: Options): void {
	if (metric === undefined && dataset === undefined) return;
	const ref = parseMarkedRef(name);
	if (ref?.choice.kind === 'best') return;
	throw new UserError('usage', `${metric === undefined ? '--dataset' : '--metric'} says which version is the best, and "${name}" does not ask for it.`, {
		hint: `mreg get ${shellWord(`${ref?.family ?? name}@best`)} does.`,
	});
}

function missingNote(model: Model): SafeText {
	return safe`Warning: the artifact of ${safeText(registeredName(model))} is missing: nothing is at ${safeText(model.key)}.`;
}

function stateNotes(model: Model): readonly SafeText[] {
	const state = stateWords(model);
	return state === '' ? [] : [safe`Note: it is ${state}.`];
}
