/** `mreg show`: all that is known of a model. */

import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {jsonListLines, modelJsonLine} from '../model-json.ts';
import {safeText} from '../text.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {byAlgorithm, ranksOf} from '../../store/domain/ranks.ts';
import {modelSheet} from '../model-sheet.ts';
import {namedModels} from './named-models.ts';
import {namesFor} from '../select.ts';

export const show: Command = {
	name: 'show',
	summary: 'show all that is known of a model: metadata, every result, files, problems',
	details:
		'An ID is a key, an id, a version (NAME/v2, NAME@latest, NAME@best, NAME@ALIAS), or any part of an id that names one model only; - reads IDs from standard input, one a line. ' +
		'No file of a model is opened: mreg inspect says what is inside.',
	arguments: [{name: '<ID...>', summary: 'the models'}],
	examples: [
		{line: 'mreg show mscn_20241019_103000', summary: 'by its id'},
		{line: 'mreg show 1019_1030 --json', summary: 'by a part of it, for a program'},
	],
	run,
};

async function run(context: Context, options: Options, args: readonly string[]): Promise<Result> {
	const snapshot = await context.snapshot();
	const models = await namedModels(snapshot, args, context);
	const name = namesFor(snapshot.models);
	if (options.json === true) {
		const [only] = models;
		const asked = args.length === 1 && args[0] !== '-' && only !== undefined;
		return {
			lines: asked ? [safe`{"schema":1,"model":${modelJsonLine(only)}}`] : jsonListLines({root: snapshot.root}, 'models', models.values().map(modelJsonLine)),
		};
	}
	if (options.quiet === true) return {lines: models.map(model => safeText(name(model)))};
	const sheets = function* (): Iterable<SafeText> {
		const ranks = ranksOf(byAlgorithm(snapshot.models), snapshot);
		for (const [index, model] of models.entries()) {
			if (index > 0) yield emptyText;
			yield* modelSheet(model, {models: snapshot.models, config: snapshot.config, ranks, now: context.now});
		}
	};
	return {lines: sheets()};
}
