/** `mreg plot`: results over time, or against a hyperparameter, as a chart. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {plotLines} from '../../components/plot.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {asciiText} from '../ascii-signs.ts';
import {chosenChart, type ChosenChart} from '../chart-choice.ts';
import {chartJson} from '../chart-json.ts';
import {chartPlot} from '../chart-plot.ts';
import {chartSvg, svgBeginning} from '../chart-svg.ts';
import {bestPoint, frontierWords, leftOutWords, pointWords} from '../chart-words.ts';
import {problemNotes} from '../select.ts';
import {cutText} from '../table.ts';
import {jsonText, safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';
import {wrappedLines} from '../wrapped-lines.ts';
import type {Command, Context, Options, Result} from './command.ts';
import {writeOwnExport} from './own-export.ts';
import {algorithmOption} from './options.ts';

export const plot: Command = {
	name: 'plot',
	summary: 'draw results over time, or against a hyperparameter',
	details:
		'Drawn is what is ranked: of each model the newest result, of the largest group that ran the same queries of the same dataset.\n' +
		'Over time the line is the best so far. Against a hyperparameter whose values repeat it joins the best at each value, else it is the best up to each. ' +
		'An axis is logarithmic where its values are positive and span two powers of ten or more.',
	options: [
		algorithmOption,
		{flags: '--dataset <D>', summary: 'tested on this dataset (not: trained on it); default: that of the objective, else the one with the most results'},
		{flags: '--metric <M>', summary: 'draw this metric; default: the objective, else total_time, else the only one with a direction'},
		{flags: '--x <NAME>', summary: 'time (default), or a hyperparameter'},
		{flags: '--where <Q>', summary: 'only models that match a query'},
		{flags: '--mixed', summary: 'draw all results, whatever they were measured on'},
		{flags: '--ascii', summary: 'draw with ASCII signs only, as where the locale is not one of UTF-8'},
		{flags: '--svg <FILE>', summary: 'write it as an SVG image; over no file but an earlier chart; - prints it'},
	],
	examples: [
		{line: 'mreg plot --algo mscn', summary: 'is it still getting better?'},
		{line: 'mreg plot --algo mscn --x learning_rate --dataset imdb', summary: 'which learning rate?'},
		{line: 'mreg plot --algo mscn --x num_epoch --svg - > epochs.svg', summary: 'for a paper or a page'},
	],
	run,
};

/** Cells and lines where standard output is no terminal. */
const usual = {width: 80, height: 20} as const;
const least = {width: 20, height: 12} as const;
const highest = 32;
/** Nothing is painted in what commands print. */
const plain = {axis: {}, line: {}, point: {}, frontier: {}, marked: {}, best: {}, cursor: {}} as const;

async function run(context: Context, options: Options): Promise<Result> {
	const {algo, dataset, metric, where, mixed, x, svg} = options;
	if (svg?.trim() === '') throw new UserError('usage', '--svg takes the name of a file, or - for standard output.');
	const snapshot = await context.snapshot();
	const chosen = chosenChart(snapshot, {algo, dataset, metric, where, mixed, x}, context.now);
	const {chart, standing} = chosen;
	const notes = [...notesOf(chosen, options), ...problemNotes(snapshot)];
	const image = svg === undefined ? undefined : chartSvg(chart);
	if (image !== undefined && svg === '-') return {lines: image.trimEnd().split('\n').map(safeText), notes};
	const written = image === undefined ? [] : [await write(context, svg ?? '', image)];
	if (options.json === true) return {lines: [jsonText(chartJson(chart, standing))], notes: written};
	if (options.quiet === true) return {lines: chart.points.map(({label}) => safeText(label)), notes: written};
	if (image !== undefined) return {lines: [], notes: [...written, ...notes]};
	const isAscii = options.ascii ?? context.isAscii;
	return {lines: drawing(chosen, {columns: context.columns, isAscii}), notes: isAscii === true ? notes.map(note => safeText(asciiText(note))) : notes};
}

/** @returns what to say */
async function write(context: Context, typed: string, image: string): Promise<SafeText> {
	const file = await writeOwnExport(context, {file: typed, text: image, beginning: svgBeginning});
	return safe`Wrote the chart to ${safeText(file)}.`;
}

function drawing({chart}: ChosenChart, {columns, isAscii = false}: Pick<Context, 'columns' | 'isAscii'>): readonly SafeText[] {
	const width = Math.max(least.width, columns ?? usual.width);
	const height = Math.min(highest, Math.max(least.height, Math.round((width * usual.height) / usual.width)));
	const best = bestPoint(chart);
	const line = frontierWords(chart);
	return [
		safe`${safeText(chart.title)} · ${counted(chart.points.length, 'model')}`,
		...plotLines(chartPlot(chart), {width, height, isAscii, styles: plain}),
		...(best ? wrappedLines(safe`★ ${safeText(best.label)}: ${pointWords(chart, best)}`, width) : []),
		...(line === '' ? [] : wrappedLines(safe`The line is ${line}.`, width)),
	].map(said => (isAscii ? safeText(asciiText(cutText(said, width))) : cutText(said, width)));
}

function notesOf({chart, others, direction, standing}: ChosenChart, {dataset}: Options): readonly SafeText[] {
	const leftOut = leftOutWords(chart);
	return [
		...(leftOut === '' ? [] : [joinSafe([leftOut, chart.leftOut.otherData === 0 ? emptyText : safe`; --mixed draws these, too`, safe`.`])]),
		...(dataset !== undefined || others.length === 0
			? []
			: [
					safe`This is ${standing.dataset === undefined ? safe`what names no dataset` : safeText(standing.dataset)}; --dataset draws another: ${namedShort(others, 6)}.`,
				]),
		...(direction === undefined
			? [safe`Nobody said whether ${safeText(standing.metric)} is better small or large, so nothing is marked as best: mreg metrics set does.`]
			: []),
	];
}
