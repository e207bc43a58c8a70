/** `mreg latest`: the newest model. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {modelJsonLine} from '../model-json.ts';
import {safeText} from '../text.ts';
import {stateWords} from '../words.ts';
import {artifactPath, printablePath} from './artifact-path.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {algorithmOption} from './options.ts';
import {namesFor, ofAlgorithm} from '../select.ts';

export const latest: Command = {
	name: 'latest',
	summary: 'print the id of the newest model',
	details: 'With --path: exit code 3 where its artifact is missing, so that a script never gets a path to nothing.',
	options: [algorithmOption, {flags: '--path', summary: 'print the absolute path of its artifact instead'}],
	examples: [
		{line: 'mreg latest --algo mscn', summary: 'its id'},
		{line: 'cp -r "$(mreg latest --algo mscn --path)" serving/', summary: 'its artifact'},
	],
	run,
};

async function run(context: Context, options: Options): Promise<Result> {
	const snapshot = await context.snapshot();
	const [model] = ofAlgorithm(snapshot.models, options.algo);
	if (!model) throw new UserError('nothing-matched', `There are no models in ${snapshot.root} yet.`);
	const path = artifactPath(model, snapshot, context);
	if (options.path === true) {
		if (path === undefined) {
			throw new UserError('not-found', `The artifact of the newest model, ${model.id}, is missing.`, {hint: `See \`mreg show ${model.id}\`.`});
		}
		return {lines: options.json === true ? [jsonLine(model)] : [printablePath(path)]};
	}
	const notes: readonly SafeText[] = path === undefined ? [safe`Warning: its artifact is missing.`] : stateNotes(model);
	if (options.json === true) return {lines: [jsonLine(model)], notes: path === undefined ? notes : []};
	return {lines: [safeText(namesFor(snapshot.models)(model))], notes};
}

function jsonLine(model: Model): SafeText {
	return safe`{"schema":1,"model":${modelJsonLine(model)}}`;
}

function stateNotes(model: Model): readonly SafeText[] {
	const state = stateWords(model);
	return state === '' ? [] : [safe`Note: it is ${state}.`];
}
