/** What the cell under the cursor says, in sentences: whose result it is, its rank, how sure that is, what would fill a hole. Pure. */

import {fit} from '../../components/cells.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {LeaderboardCell, LeaderboardRow} from '../../store/domain/leaderboard.ts';
import type {Model} from '../../store/domain/model.ts';
import {relativeDistance} from '../../store/domain/ranking.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import {filledCommand} from '../../store/domain/test-command.ts';
import {welchProbability} from '../../store/domain/welch.ts';
import {queriesWords, sizeWords} from '../comparison-words.ts';
import {deviationWords} from '../grid-cell.ts';
import {noteOf} from '../leaderboard-grid.ts';
import {isTestable, leftOutWords, missingSeedWords} from '../leaderboard-words.ts';
import {formatNumber, safeText} from '../text.ts';
import {grouped} from './browse-lines.ts';
import type {BoardView} from './leaderboard-view.ts';
import {unquotedAdvice} from './leaderboard-state.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';
import {wrapText} from './wrap-text.ts';

/** What is under the cursor, in at most `lines` lines of `width` cells. */
export function cellLines(
	view: BoardView,
	{context, width, lines}: {readonly context: ScreenContext; readonly width: number; readonly lines: number},
): readonly SafeText[] {
	const sentences = cellSentences(view, context);
	const wrapped = wrapText(joinSafe(sentences, safe` `), width - 2);
	const shown = wrapped.slice(0, lines);
	const [last] = shown.slice(-1);
	const cut = wrapped.length > lines && last !== undefined ? [...shown.slice(0, -1), fit(safe`${last} ${wrapped[lines] ?? emptyText}`, width - 2)] : shown;
	return Array.from({length: lines}, (_, index) => safe` ${cut[index] ?? emptyText}`);
}

function cellSentences(view: BoardView, {snapshot}: ScreenContext): readonly SafeText[] {
	const {board, rows, row, column, cell, unit, columns} = view;
	const shown = rows[row];
	const about = board.columns[column];
	if (!shown || !cell || !about) return [];
	const dataset = about.dataset === undefined ? safe`tests that name no dataset` : safeText(about.dataset);
	const queries = about.group?.queries === undefined ? emptyText : safe`, ${queriesWords(about.group.queries)}`;
	const note = noteOf(shown);
	const ending = note === '' ? [] : [safe`“${safeText(note)}”`];
	const subject = subjectWords(shown, cell, columns.label(shown));
	switch (cell.kind) {
		case 'result':
			return [safe`${subject} on ${dataset}${queries}: ${scoreWords(cell.score, unit)}.`, ...standingSentences(view, cell.score, about.results), ...ending];
		case 'left-out': {
			const usual = about.group?.queries === undefined ? emptyText : safe`, the others ${queriesWords(about.group.queries)}`;
			const why = cell.reason === 'other-digest' ? safe`on another version of the dataset` : safe`on ${leftOutWords(cell)}${usual}`;
			return [safe`${subject} on ${dataset}: ${formatNumber(cell.value)}${unitWords(unit)}, ${why}: not comparable, so it has no rank.`, ...ending];
		}
		case 'unranked':
			return [safe`${subject} on ${dataset}: ${unrankedWhy[cell.why]}, so it has no rank.`, ...ending];
		case 'untested':
			return [safe`${subject} is not tested on ${dataset}.`, ...holeSentences(cell.models, about.dataset, snapshot.config.testCommand), ...ending];
	}
}

const unrankedWhy = {NaN: safe`the result is NaN`, text: safe`the result is not a number`, 'not-measured': safe`tested, but without this metric`} as const;

/** Of one model its id; of a configuration what tells it apart; of an algorithm the model whose result it is. */
function subjectWords({contender}: LeaderboardRow, cell: LeaderboardCell, label: SafeText): SafeText {
	const model = cell.kind === 'untested' ? cell.models[0] : cell.model;
	const isOne = cell.kind !== 'result' || cell.score.measured.length === 1;
	const id = safeText(model?.id ?? '');
	if (contender.kind === 'model') return id;
	const words = inLine(label);
	if (contender.kind === 'configuration') return isOne && cell.kind !== 'untested' ? safe`${words} (${id})` : words;
	return cell.kind === 'untested'
		? safe`${safeText(contender.algorithm)}`
		: safe`${safeText(contender.algorithm)}: ${id}${isOne ? emptyText : safe` and its seeds`}`;
}

/** Without the blanks that align it with others. */
function inLine(label: SafeText): SafeText {
	return safeText(label.replaceAll(/ {2,}/g, ' ').trim());
}

function scoreWords(score: RankedScore, unit: string | undefined): SafeText {
	const {sample, value} = score;
	const deviation = sample.deviation === undefined ? emptyText : safe` ± ${deviationWords(sample.deviation, value)}`;
	const seeds = missingSeedWords(score) ?? (sample.count > 1 ? safe`${sample.count} seeds` : undefined);
	return safe`${formatNumber(value)}${deviation}${unitWords(unit)}${seeds === undefined ? emptyText : safe` (${seeds})`}`;
}

function unitWords(unit: string | undefined): SafeText {
	return unit === undefined ? emptyText : safe` ${safeText(unit)}`;
}

/** The best and the next of a column. */
interface Leaders {
	readonly best: {readonly row: LeaderboardRow; readonly score: RankedScore};
	readonly second?: {readonly row: LeaderboardRow; readonly score: RankedScore};
}

const leadersIn = remember((rows: readonly LeaderboardRow[], column: number): Leaders | undefined => {
	let best: Leaders['best'] | undefined;
	let second: Leaders['second'];
	for (const row of rows) {
		const cell = row.cells[column];
		if (cell?.kind !== 'result') continue;
		if (cell.mark === 'best') best = {row, score: cell.score};
		else if (cell.mark === 'second') second = {row, score: cell.score};
	}
	return best && {best, second};
});

function standingSentences({board, column, columns}: BoardView, score: RankedScore, of: number): readonly SafeText[] {
	const leaders = leadersIn(board.rows, column);
	if (!leaders) return [];
	const {best, second} = leaders;
	const name = (row: LeaderboardRow) => (row.contender.kind === 'algorithm' ? safeText(row.contender.algorithm) : inLine(columns.label(row)));
	if (of === 1) return [safe`The only row with a comparable result.`];
	if (score.row !== best.score.row) {
		if (score.value === best.score.value) return [safe`Rank 1 of ${grouped(of)}, with the same value as ${name(best.row)}.`];
		return [
			safe`Rank ${grouped(score.rank)} of ${grouped(of)}, ${distanceWords(score.value, best.score.value)} behind ${name(best.row)}.`,
			...testSentence(score, best.score),
		];
	}
	if (!second) return [safe`The best of ${grouped(of)}.`];
	if (score.value === second.score.value) return [safe`The best of ${grouped(of)}, with the same value as ${name(second.row)}; it is newer.`];
	return [
		safe`The best of ${grouped(of)}, ${distanceWords(second.score.value, score.value)} ahead of ${name(second.row)}.`,
		...testSentence(second.score, score),
	];
}

function distanceWords(value: number, from: number): SafeText {
	const relative = relativeDistance(value, from);
	return relative === undefined ? formatNumber(Math.abs(value - from)) : sizeWords(relative);
}

/** Whether a lead is more than chance, where there are several results to tell. */
function testSentence(behind: RankedScore, best: RankedScore): readonly SafeText[] {
	const probability = welchProbability(behind.sample, best.sample);
	if (probability === undefined) {
		if (behind.expected === 1 && best.expected === 1) return [];
		return [safe`One result alone has no spread: whether that is chance cannot be told.`];
	}
	const p = probability < 0.001 ? safe`p < 0.001` : safe`p = ${formatNumber(probability, probability < 0.1 ? 3 : 2)}`;
	return [behind.tied ? safe`Inside the spread of the seeds (Welch ${p}): a tie.` : safe`More than the spread of the seeds (Welch ${p}).`];
}

function holeSentences(models: readonly Model[], dataset: string | undefined, testCommand: string | undefined): readonly SafeText[] {
	const [model, ...others] = models.filter(isTestable);
	if (!model) return [safe`There is no artifact to test.`];
	if (dataset === undefined) return [];
	if (testCommand === undefined) return [safe`How a model is tested is not said: testCommand in mreg.config.json.`];
	const more = others.length === 0 ? emptyText : safe` and ${others.length} more (y copies all)`;
	const command = filledCommand(testCommand, {dataset, id: model.id});
	return [command === undefined ? safeText(unquotedAdvice) : safe`To fill it: ${safeText(command)}${more}`];
}
