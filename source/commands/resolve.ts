/** `mreg resolve`: choose a model to run: the one named, the best, or a new one. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {fileWord} from '../../store/domain/run-id.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {plannedRun} from '../../store/run-place.ts';
import {modelJson} from '../model-json.ts';
import {parseParams} from '../registration-facts.ts';
import {resolveModel, type RunChoice} from '../run-choice.ts';
import {namesFor} from '../select.ts';
import {jsonText, safeText} from '../text.ts';
import {stateWords} from '../words.ts';
import {artifactPath, printablePath} from './artifact-path.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {algorithmOption} from './options.ts';

export const resolve: Command = {
	name: 'resolve',
	summary: 'choose a model to run: the one named, the best, or a new one',
	details:
		'Prints its id and the absolute path of its artifact on one line, with a tab between; what was chosen and why on standard error.\n' +
		'With --id that model. Else, without --training, the best that was tested on the dataset, as mreg best finds it.\n' +
		'Else, also where no model was tested there, a new run: an id that nothing has yet. Nothing is made.\n' +
		'Where the artifact is missing: exit code 3, and no path is printed.',
	options: [
		{...algorithmOption, summary: 'of this algorithm; default: the only one that there is'},
		{flags: '--id <ID>', summary: 'this model, whatever else is asked for'},
		{flags: '--dataset <D>', summary: 'the best that was tested on it; default: the dataset of the objective, else the only one'},
		{flags: '--metric <M>', summary: 'the best by this metric; default: the objective'},
		{flags: '--where <Q>', summary: 'the best among models that match a query'},
		{flags: '--training', summary: 'a new run is trained'},
		{flags: '--name <N>', summary: 'what the id of a new run begins with; default: the algorithm'},
		{flags: '--params <NAME=VALUE>', summary: 'a hyperparameter of a new run, for --json', list: 'params'},
		{flags: '--path', summary: 'print the path only'},
	],
	examples: [
		{line: 'mreg resolve --algo mscn --dataset imdb', summary: 'the best on imdb, or a new run'},
		{line: 'python test.py --load "$(mreg resolve --algo mscn --dataset imdb --path)"', summary: 'runs it'},
		{line: 'mreg resolve --algo mscn --training --params num_epoch=100 --json', summary: 'a new run, for a program'},
	],
	run,
};

/** As for a model that is not there. */
const missing = 3;

/** What was chosen, and where it is. */
interface Chosen {
	readonly choice: RunChoice;
	/** As it is typed back. */
	readonly name: string;
	readonly id: string;
	/** Undefined where the artifact is missing. */
	readonly path: string | undefined;
}

async function run(context: Context, options: Options): Promise<Result> {
	const {id, algo: algorithm, dataset, metric, where, training, params = []} = options;
	const hyperparams = parseParams(params);
	const snapshot = await context.snapshot();
	const choice = resolveModel(snapshot, {id, algorithm, dataset, metric, where, training}, context.now);
	const chosen = choice.kind === 'new' ? planned(choice, snapshot, {context, name: options.name}) : present(choice, snapshot, context);
	const {path} = chosen;
	const notes = [safeText(choice.why), ...(path === undefined ? [safe`Warning: the artifact of ${safeText(chosen.name)} is missing.`] : stateNotes(choice))];
	const exitCode = path === undefined ? missing : 0;
	if (options.json === true) return {lines: [jsonLine(chosen, hyperparams)], notes, exitCode};
	if (options.path === true) return {lines: path === undefined ? [] : [printablePath(path)], notes, exitCode};
	if (options.quiet === true) return {lines: [safeText(chosen.name)], notes, exitCode};
	return {lines: path === undefined ? [] : [safe`${safeText(chosen.name)}\t${printablePath(path)}`], notes, exitCode};
}

/** @throws UserError `usage` for what cannot be the name of a file */
function planned(choice: Extract<RunChoice, {kind: 'new'}>, {root}: Snapshot, {context, name}: {readonly context: Context; readonly name?: string}): Chosen {
	const algorithm = fileWord(choice.algorithm, 'algorithm');
	const {id, path} = plannedRun(root, {algorithm, name: fileWord(name ?? algorithm, 'run'), at: context.now});
	return {choice, name: id, id, path};
}

function present(choice: Exclude<RunChoice, {kind: 'new'}>, snapshot: Snapshot, context: Context): Chosen {
	const {model} = choice;
	return {choice, name: namesFor(snapshot.models)(model), id: model.id, path: artifactPath(model, snapshot, context)};
}

function stateNotes(choice: RunChoice): readonly SafeText[] {
	const state = choice.kind === 'new' ? '' : stateWords(choice.model);
	return state === '' ? [] : [safe`Note: it is ${safeText(state)}.`];
}

function jsonLine({choice, id, path}: Chosen, given: ReturnType<typeof parseParams>): SafeText {
	const model = choice.kind === 'new' ? undefined : choice.model;
	const best = choice.kind === 'best' ? choice.best : undefined;
	return jsonText({
		schema: 1,
		choice: choice.kind,
		id,
		path: path ?? null,
		model: model ? modelJson(model) : null,
		metric: best?.metric ?? null,
		value: best?.score.value ?? null,
		hyperparams: model ? (model.training?.hyperparams ?? {}) : given,
		why: choice.why,
	});
}
