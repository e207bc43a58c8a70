/** The outcome of a comparison in sentences: who is best on what, what is a tie, and what could not be compared. */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {isTie, winsIn, type Comparison, type ResultCell, type ResultRow} from '../store/domain/comparison.ts';
import {relativeDistance} from '../store/domain/ranking.ts';
import {datasetName, letterOf, listed, sizeWords} from './comparison-words.ts';
import {safeText} from './text.ts';
import {counted} from './words.ts';

/** The metric that a comparison is judged by: the one that was asked for where the models have it, else the first with a direction, else the first. */
export function judgingMetric({results}: Comparison, asked: string | undefined): string | undefined {
	const metrics = [...new Map(results.map(row => [row.metric, row])).values()];
	return (metrics.find(({metric}) => metric === asked) ?? metrics.find(({direction}) => direction !== undefined) ?? metrics[0])?.metric;
}

/**
 * The sentences, the most important first; models are called by their letters.
 *
 * @param metric what `judgingMetric` says
 * @param howToSet what to do about a metric without direction: `8 sets it`
 */
export function outcomeSentences(comparison: Comparison, {metric, howToSet}: {metric: string | undefined; howToSet: SafeText}): readonly SafeText[] {
	const rows = comparison.results.filter(row => row.metric === metric);
	const [first] = rows;
	if (metric === undefined || !first) return [safe`None of these models has a test result yet.`];
	const name = safeText(metric);
	const gaps = [...leftOutSentences(rows), ...missingSentences(comparison, rows, name)];
	const comparable = rows.filter(row => row.cells.filter(({kind}) => kind === 'value').length > 1);
	if (comparable.length === 0) return [safe`No two of these models have a ${name} on the same queries of the same dataset, so none is better.`, ...gaps];
	if (first.direction === undefined) return [safe`Whether ${name} is better low or high is not known, so nothing is ranked: ${howToSet}.`, ...gaps];
	return [...bestSentences(comparable, name), ...tieSentences(comparable), ...baselineSentences(comparison, comparable), ...gaps];
}

/** Which model is best on which datasets; those where another is as good are told as ties. */
function bestSentences(rows: readonly ResultRow[], metric: SafeText): readonly SafeText[] {
	const wins = new Map<number, SafeText[]>();
	for (const row of rows) {
		const best = row.cells.findIndex(isBest);
		if (best === -1 || isTie(row)) continue;
		wins.set(best, [...(wins.get(best) ?? []), datasetName(row.dataset)]);
	}
	const winners = [...wins].sort(([a, some], [b, others]) => others.length - some.length || a - b);
	if (winners.length === 0) return [];
	const clauses = winners
		.slice(0, 3)
		.map(([model, datasets], index) => safe`${letterOf(model)}${index === 0 ? safe` is best` : safe``} on ${listed(datasets, 5)}`);
	const others = winners.slice(3);
	const rest = others.reduce((sum, [, datasets]) => sum + datasets.length, 0);
	if (rest > 0) clauses.push(safe`${counted(others.length, 'other')} on ${counted(rest, 'more dataset')}`);
	return [safe`By ${metric} ${joinSafe(clauses, safe`; `)}.`];
}

/** Sentences of one kind beyond this are summed up: the table has them all. */
const mostSentences = 3;

function tieSentences(rows: readonly ResultRow[]): readonly SafeText[] {
	const sentences = rows.filter(isTie).map(tieSentence);
	const more = sentences.length - mostSentences;
	return more < 1 ? sentences : [...sentences.slice(0, mostSentences), safe`There are ties on ${counted(more, 'more dataset')}.`];
}

function tieSentence({cells, dataset, spread}: ResultRow): SafeText {
	const best = cells.findIndex(isBest);
	const tied = cells.flatMap((cell, index) => (isTied(cell) ? [index] : []));
	const who = listed([best, ...tied].sort((a, b) => a - b).map(letterOf));
	const from = valueOf(cells[best]);
	const apart = Math.max(...tied.map(index => Math.abs(relativeDistance(valueOf(cells[index]), from) ?? 0)));
	if (tied.every(index => valueOf(cells[index]) === from)) return safe`${who} are equal on ${datasetName(dataset)}.`;
	const seeds = spread === undefined ? safe`` : safe`, seeds spread ${sizeWords(spread)}`;
	return safe`${who} tie on ${datasetName(dataset)}: ${tied.length > 1 ? safe`up to ` : safe``}${sizeWords(apart)} apart${seeds}.`;
}

/** Who is better, and who is worse, than the baseline on all that both were tested on; for two models the best says it already. */
function baselineSentences({models, baseline}: Comparison, rows: readonly ResultRow[]): readonly SafeText[] {
	if (models.length < 3) return [];
	const always = (verdict: 'better' | 'worse') =>
		models.flatMap((_, index) => {
			const compared = rows.map(row => row.cells[index]).filter(cell => cell?.kind === 'value' && cell.delta !== undefined);
			const all = compared.length > 0 && compared.every(cell => cell?.kind === 'value' && cell.verdict === verdict && !cell.likeBaseline);
			return all ? [letterOf(index)] : [];
		});
	const [better, worse] = [always('better'), always('worse')];
	const from = letterOf(baseline);
	return [
		...(better.length === 0 ? [] : [safe`${listed(better)} ${better.length === 1 ? safe`beats` : safe`beat`} ${from} wherever both were tested.`]),
		...(worse.length === 0 ? [] : [safe`${listed(worse)} ${worse.length === 1 ? safe`is` : safe`are`} worse than ${from} wherever both were tested.`]),
	];
}

/** Who was measured on something else: no such result is compared. */
function leftOutSentences(rows: readonly ResultRow[]): readonly SafeText[] {
	const queries = groupedByModel(rows, (cell, row) => {
		if (cell.kind !== 'left-out' || cell.reason !== 'other-queries') return undefined;
		const [said, usual] = [cell.queries, row.group?.queries];
		if (said === undefined) return safe`${datasetName(row.dataset)} (it does not say how many)`;
		return usual === undefined ? safe`${datasetName(row.dataset)} (${said})` : safe`${datasetName(row.dataset)} (${said}, not ${usual})`;
	});
	const data = groupedByModel(rows, (cell, row) => (cell.kind === 'left-out' && cell.reason === 'other-digest' ? datasetName(row.dataset) : undefined));
	return [
		...summed(queries, ({who, places}) => safe`${who} ran other queries on ${places}`, safe`ran other queries on some datasets`),
		...summed(data, ({who, places}) => safe`${who} ran another version of ${places}`, safe`ran other versions of some datasets`),
	];
}

/** Who has no result, or none that is a number. */
function missingSentences({models}: Comparison, rows: readonly ResultRow[], metric: SafeText): readonly SafeText[] {
	const everywhere = (index: number) => rows.every(({cells}) => cells[index]?.kind === 'untested' || cells[index]?.kind === 'not-measured');
	const places = (kind: 'untested' | 'not-measured') =>
		groupedByModel(rows, (cell, row, index) => (cell.kind === kind && !everywhere(index) ? datasetName(row.dataset) : undefined));
	const noNumber = groupedByModel(rows, (cell, row) => (cell.kind === 'NaN' || cell.kind === 'text' ? datasetName(row.dataset) : undefined));
	const lacking = models.flatMap((_, index) => (everywhere(index) ? [index] : []));
	const untested = lacking.filter(index => models[index]?.tests.length === 0);
	const without = lacking.filter(index => !untested.includes(index));
	const were = (plural: boolean) => (plural ? safe`were` : safe`was`);
	const have = (plural: boolean) => (plural ? safe`have` : safe`has`);
	return [
		...summed(noNumber, ({who, places}) => safe`The ${metric} of ${who} on ${places} is no number`, safe`have a ${metric} that is no number`),
		...(untested.length === 0 ? [] : [safe`${whoOf(untested)} ${were(untested.length > 1)} not tested.`]),
		...(without.length === 0 ? [] : [safe`${whoOf(without)} ${have(without.length > 1)} no ${metric}.`]),
		...summed(
			places('untested'),
			({who, places, plural}) => safe`${who} ${were(plural)} not tested on ${places}`,
			safe`were not tested on all of the datasets`,
		),
		...summed(
			places('not-measured'),
			({who, places, plural}) => safe`${who} ${have(plural)} no ${metric} on ${places}`,
			safe`have no ${metric} on some datasets`,
		),
	];
}

interface Telling {
	readonly models: readonly number[];
	readonly who: SafeText;
	readonly places: SafeText;
	readonly plural: boolean;
}

/** The models of which the same is to be said, together. */
function groupedByModel(rows: readonly ResultRow[], tell: (cell: ResultCell, row: ResultRow, model: number) => SafeText | undefined): readonly Telling[] {
	const groups = new Map<string, {models: number[]; places: readonly SafeText[]}>();
	for (const model of rows[0]?.cells.keys() ?? []) {
		const places = rows.flatMap(row => {
			const cell = row.cells[model];
			return (cell && tell(cell, row, model)) ?? [];
		});
		if (places.length === 0) continue;
		const same = groups.get(JSON.stringify(places));
		if (same) same.models.push(model);
		else groups.set(JSON.stringify(places), {models: [model], places});
	}
	return [...groups.values()].map(({models, places}) => ({models, who: whoOf(models), places: listed(places), plural: models.length > 1}));
}

/** A sentence a group, or where they are many one for all of them. */
function summed(groups: readonly Telling[], sentence: (group: Telling) => SafeText, together: SafeText): readonly SafeText[] {
	if (groups.length <= mostSentences) return groups.map(group => safe`${sentence(group)}.`);
	return [safe`${whoOf(groups.flatMap(({models}) => models).sort((a, b) => a - b))} ${together}.`];
}

function whoOf(models: readonly number[]): SafeText {
	return listed(models.map(letterOf));
}

/** `wins (3 datasets): B 3 · C 0, tied 2 · A 0`, the most first: a tie is no win; models that have neither are counted together where they are many. */
export function winsParts(comparison: Comparison, metric: string): readonly SafeText[] {
	const {datasets, wins, ties} = winsIn(comparison, metric);
	if (datasets === 0) return [];
	const scores = comparison.models.map((_, index) => ({index, wins: wins[index] ?? 0, ties: ties[index] ?? 0}));
	const scoring = scores.filter(score => score.wins + score.ties > 0).sort((a, b) => b.wins - a.wins || b.ties - a.ties || a.index - b.index);
	const none = scores.filter(score => score.wins + score.ties === 0);
	const rest = none.length > 3 ? [safe`${counted(none.length, 'other')} 0`] : none.map(({index}) => safe`${letterOf(index)} 0`);
	const words = scoring.map(score => safe`${letterOf(score.index)} ${score.wins}${score.ties > 0 ? safe`, tied ${score.ties}` : safe``}`);
	return [safe`wins (${counted(datasets, 'dataset')}): `, ...words, ...rest];
}

function isBest(cell: ResultCell): boolean {
	return cell.kind === 'value' && cell.isBest;
}

function isTied(cell: ResultCell): boolean {
	return cell.kind === 'value' && cell.tied;
}

function valueOf(cell: ResultCell | undefined): number {
	return cell?.kind === 'value' ? cell.value : NaN;
}
