/** `mreg leaderboard`: models, or the best of each algorithm, by datasets. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {holesOf, type Leaderboard} from '../../store/domain/leaderboard.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf, type DirectedMetric} from '../../store/domain/objective.ts';
import {filledCommand} from '../../store/domain/test-command.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {gridLines} from '../grid-formats.ts';
import {askedBoard} from '../leaderboard-choice.ts';
import {leaderboardLine, type LeaderboardCommand} from '../leaderboard-command.ts';
import {leaderboardGrid, modelsComment} from '../leaderboard-grid.ts';
import {leaderboardJson} from '../leaderboard-json.ts';
import {boardFacts, isTestable, shownModels} from '../leaderboard-words.ts';
import {jsonText, safeText} from '../text.ts';
import {counted, formatTime} from '../words.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {leaderboardBlocks} from './leaderboard-blocks.ts';
import {algorithmOption, foldOption, gridFormats, gridOptions, isFolded, oneOf, parseDigits} from './options.ts';
import {namedModels} from './named-models.ts';
import {viewOption, withView} from './viewed.ts';
import {namesFor, problemNotes, requireConfig} from '../select.ts';

export const leaderboardCommand: Command = {
	name: 'leaderboard',
	summary: 'rank models, or the best of each algorithm, on every dataset',
	details:
		'Compared is what ran the same queries of the same dataset; other results are marked ≠. ' +
		'The mean rank counts only the datasets that all rows with a result have. An ID is a key, an id, a version (NAME/v2, NAME@latest, NAME@best, NAME@ALIAS), or any part of an id that names one model only; - reads IDs from standard input.',
	arguments: [{name: '[ID...]', summary: 'only these models'}],
	options: [
		{flags: '--metric <M>', summary: 'rank by this metric (default: the objective)'},
		algorithmOption,
		{flags: '--where <Q>', summary: 'only models that match a query, as / in the dashboard'},
		foldOption,
		viewOption,
		{flags: '--by <ROW>', summary: 'one row a model, or one an algorithm (default: model where some are chosen, else algorithm)'},
		{flags: '--mixed', summary: 'rank all results of a dataset, whatever they were measured on'},
		...gridOptions,
		{flags: '--holes', summary: 'print the commands that would test what is not tested yet, from testCommand in mreg.config.json'},
	],
	examples: [
		{line: 'mreg leaderboard', summary: 'the best of each algorithm on each dataset'},
		{line: 'mreg leaderboard --algo mscn --fold seed', summary: 'the configurations of one algorithm'},
		{line: 'mreg leaderboard --where tag:paper --format latex --digits 1 > table.tex', summary: 'for a paper'},
	],
	run,
};

async function run(context: Context, typed: Options, args: readonly string[]): Promise<Result> {
	const format = oneOf(gridFormats, typed.format ?? 'table', '--format');
	const asked = typed.by === undefined ? undefined : oneOf(['model', 'algorithm'], typed.by, '--by');
	const digits = parseDigits(typed.digits);
	isFolded(typed.fold);
	const snapshot = await context.snapshot();
	requireConfig(snapshot);
	const options = withView(typed, snapshot);
	const fold = isFolded(options.fold);
	const {config} = snapshot;
	const {algo, where, metric} = options;
	const mixed = options.mixed === true;
	const named = args.length === 0 || snapshot.models.length === 0 ? undefined : await namedModels(snapshot, args, context, {metric});
	const {board, models, by} = askedBoard(snapshot, {named, algo, where, metric, by: asked, fold, mixed}, context.now);
	if (options.json === true) return {lines: [jsonText(leaderboardJson(board))], notes: leftOutNotes(board)};
	if (options.holes === true) return holes(board, config.testCommand);
	const nameOf = namesFor(snapshot.models);
	if (options.quiet === true) return {lines: [...new Set(board.rows.flatMap(row => shownModels(row)))].map(model => safeText(nameOf(model)))};
	const names = args.length === 0 ? [] : models.map(nameOf);
	const line = leaderboardLine({...typedCommand(board, options), names, fold, by, mixed, format, digits});
	const grid = leaderboardGrid(board, {
		comments: [line, formatTime(context.now), modelsComment(board.rows, nameOf)],
		unit: unitOf(config, board.metric),
		seedKeys: config.seedKeys,
		nameOf,
	});
	const notes = [...leftOutNotes(board), ...onlyOneNotes(board, models)];
	if (format !== 'table') return {lines: gridLines(grid, format, {digits}), notes};
	return {lines: leaderboardBlocks(grid, {digits, columns: context.columns}), notes: [...notes, ...problemNotes(snapshot)]};
}

/** One command a line. @throws UserError `usage` where the config does not say how a model is tested */
function holes(board: Leaderboard, testCommand: string | undefined): Result {
	if (testCommand === undefined) {
		throw new UserError('usage', 'mreg.config.json does not say how a model is tested.', {
			hint: 'Write there, for example: "testCommand": "python test.py --db {dataset} --load-model {id}".',
		});
	}
	const found = holesOf(board).filter(({model}) => isTestable(model));
	const commands = found.flatMap(({model, dataset}) => filledCommand(testCommand, {dataset, id: model.id}) ?? []);
	const unfilled = found.length - commands.length;
	return {
		lines: commands.map(safeText),
		notes: [
			...(found.length === 0 ? [safe`There are no holes that a test could fill.`] : []),
			...(unfilled === 0
				? []
				: [safe`${unfilled} left out: names that are no plain words cannot stand safely inside the quotes of testCommand; leave these out there.`]),
		],
	};
}

function typedCommand({metric}: DirectedMetric, {algo, where}: Options): Pick<LeaderboardCommand, 'metric' | 'algorithm' | 'where'> {
	return {metric, algorithm: algo, where};
}

function leftOutNotes(board: Leaderboard): readonly SafeText[] {
	const {leftOut} = boardFacts(board);
	if (leftOut === 0) return [];
	const results = counted(leftOut, 'result');
	return [safe`${results} left out (≠): ${leftOut === 1 ? safe`it was` : safe`they were`} measured on other queries or other data. --mixed ranks all.`];
}

function onlyOneNotes({rows}: Leaderboard, models: readonly Model[]): readonly SafeText[] {
	const [only] = rows;
	if (!only || rows.length > 1) return [];
	if (only.contender.kind === 'algorithm' && models.length > 1) return [safe`There is only one algorithm here: --by model ranks its ${models.length} models.`];
	return [safe`There is only one row, so it is best by itself.`];
}
