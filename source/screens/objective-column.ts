/** The column that ranks: the value by the objective with its distance to the best, or in words why there is none. Pure. */

import {displayWidth, fit, padLeft} from '../../components/cells.ts';
import {paint, type Style} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import {configurationKey, isConfiguration, modelsOf} from '../../store/domain/configuration.ts';
import {formatMetricRef} from '../../store/domain/metric-ref.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf, type Objective} from '../../store/domain/objective.ts';
import {placeOf, relativeDistance, type Place, type Standing} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import {columnDecimals} from '../decimals.ts';
import {formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {arrowOf, stateWords} from '../words.ts';
import type {BrowseColumn} from './browse-columns.ts';
import type {BrowseRow} from './browse-rows.ts';

export interface RankedRows {
	readonly ranks: Ranks;
	readonly scores?: ReadonlyMap<string, RankedScore>;
	/** Keys of models that stand below their configuration, which has the place. */
	readonly members: ReadonlySet<string>;
	/** A letter for each dataset, for rows that are ranked on different ones. */
	readonly letters: ReadonlyMap<string, SafeText>;
	/** What ranks all rows; undefined: each its algorithm's. */
	readonly objective?: Objective;
}

/** What a row has to say in the column. */
interface RowResult {
	/** The value; undefined where there is none. */
	readonly value?: SafeText;
	/** What follows it: `★ best`, `+0.3% ≈`, `80 q`. */
	readonly suffix?: SafeText;
	/** Instead of a value: `not tested`. */
	readonly words?: SafeText;
	readonly style?: Style;
}

/** Where a row stands, for its number: a rank, `≠` for a result that is not comparable, `–` for none; undefined where nothing ranks. */
export function rankWords(row: BrowseRow, {ranks, scores}: Pick<RankedRows, 'ranks' | 'scores'>): SafeText | undefined {
	const {standing} = ranks.of(modelsOf(row)[0].algorithm);
	if (!standing) return undefined;
	const score = scores?.get(row.key);
	if (score) return safe`${score.rank}`;
	if (isConfiguration(row)) {
		return row.models.some(model => placeOf(standing, model).kind === 'left-out') ? safe`≠` : safe`–`;
	}
	const place = placeOf(standing, row);
	return place.kind === 'ranked' ? safe`${place.rank}` : place.kind === 'left-out' ? safe`≠` : safe`–`;
}

const suffixCells = {wide: 9, narrow: 1};

/** @param sample rows to measure what the values need */
export function objectiveColumn(of: RankedRows & {readonly config: Config; readonly sample: readonly BrowseRow[]; readonly isNarrow: boolean}): BrowseColumn {
	const {objective, sample, isNarrow} = of;
	const values = Map.groupBy(
		sample.flatMap(row => numberIn(row, of) ?? []),
		({metric}) => metric,
	);
	const decimals = new Map([...values].map(([metric, numbers]) => [metric, columnDecimals(numbers.map(({value}) => value))]));
	const numberText = (value: number, metric = '') => formatNumber(value, decimals.has(metric) ? decimals.get(metric) : usualDecimals);
	const result = (row: BrowseRow) => rowResult(row, {...of, numberText}, isNarrow);
	const title = titleOf(objective);
	const results = sample.map(result);
	const hasSuffix = results.some(({suffix}) => suffix !== undefined);
	const suffixWidth = hasSuffix
		? Math.max(isNarrow ? suffixCells.narrow : suffixCells.wide, ...results.map(({suffix}) => displayWidth(suffix ?? emptyText)))
		: 0;
	const behind = suffixWidth === 0 ? 0 : suffixWidth + 1;
	const valueWidth = results.reduce((most, {value}) => Math.max(most, displayWidth(value ?? emptyText)), Math.max(6, displayWidth(title) + 1 - behind));
	const wordsWidth = results.reduce((most, {words}) => Math.max(most, displayWidth(words ?? emptyText)), 0);
	const width = Math.min(34, Math.max(valueWidth + behind, wordsWidth));
	return {
		id: 'objective',
		// The title ends where the values end.
		title: displayWidth(title) + 1 <= width - behind ? joinSafe([title, fit(emptyText, behind)]) : title,
		width,
		align: 'right',
		sort: objective?.dataset === undefined ? {kind: 'objective'} : {kind: 'metric', metric: objective.metric, dataset: objective.dataset},
		cell: row => {
			const {value, suffix, words, style} = result(row);
			if (words !== undefined) return {text: fitWords(words, width, behind), style};
			const text = padLeft(value ?? emptyText, Math.max(0, width - behind));
			return {text: behind === 0 ? text : joinSafe([text, safe` `, fit(suffix ?? emptyText, suffixWidth)]), style};
		},
	};
}

/** Words end where values end, if they fit before that. */
function fitWords(words: SafeText, width: number, behind: number): SafeText {
	const own = displayWidth(words);
	return own <= width - behind ? joinSafe([padLeft(words, width - behind), fit(emptyText, behind)]) : fit(words, width, 'right');
}

function titleOf(objective: Objective | undefined): SafeText {
	if (!objective) return safe`OBJECTIVE`;
	return safe`${safeText(formatMetricRef(objective))} ${arrowOf(objective.direction)}`;
}

/** What is not measured with the others (below the first rows) has so many digits behind the point. */
const usualDecimals = 2;

/** The number that a row shows, and what it is one of: those of one metric have equally many digits behind the point. */
function numberIn(row: BrowseRow, {ranks, scores}: Pick<RankedRows, 'ranks' | 'scores'>): {readonly metric: string; readonly value: number} | undefined {
	const {objective, standing} = ranks.of(modelsOf(row)[0].algorithm);
	if (!objective) return undefined;
	const {metric} = objective;
	const score = scores?.get(row.key);
	if (score) return {metric, value: score.sample.mean};
	if (isConfiguration(row)) return undefined;
	const place = placeOf(standing ?? unordered(objective), row);
	return place.kind === 'unranked' ? undefined : {metric, value: place.value};
}

interface Shown extends RankedRows {
	readonly config: Config;
	/** @param metric that it is of */
	readonly numberText: (value: number, metric: string | undefined) => SafeText;
}

function rowResult(row: BrowseRow, {ranks, scores, members, letters, config, numberText, objective: shared}: Shown, isNarrow: boolean): RowResult {
	const [model] = modelsOf(row);
	const {objective, standing} = ranks.of(model.algorithm);
	const unit = objective === undefined ? undefined : unitOf(config, objective.metric);
	const inUnit = (text: SafeText) => (unit === undefined ? text : safe`${text} ${safeText(unit)}`);
	const shown = (value: number) => numberText(value, objective?.metric);
	// Where rows are ranked by different objectives, each says by which.
	const letter = shared?.dataset === undefined && objective?.dataset !== undefined ? letters.get(objective.dataset) : undefined;
	const on = letter === undefined ? emptyText : paint(theme.quiet, safe` ${letter}`);
	const metric = shared || !objective ? on : safe` ${safeText(objective.metric)}${on}`;
	const score = scores?.get(row.key);
	if (score) {
		const {mean, deviation} = score.sample;
		const value = deviation === undefined ? shown(mean) : safe`${shown(mean)} ± ${shown(deviation)}`;
		const best = bestScore(scores);
		const isBest = best === score;
		return {
			value: safe`${inUnit(value)}${metric}`,
			suffix: suffixOf({isBest, tied: score.tied, value: score.value, best: best?.value, isNarrow}),
			style: isBest ? theme.best : undefined,
		};
	}
	if (isConfiguration(row)) {
		return {
			words: row.models.some(({tests}) => tests.length > 0) ? otherWords(row.models, standing, value => inUnit(shown(value))) : safe`not tested`,
			style: theme.quiet,
		};
	}
	const state = stateWords(model);
	if (state !== '') return {words: state, style: ['unreadable', 'missing', 'gone'].includes(model.state) ? theme.bad : theme.caution};
	if (!standing) return unrankedResult(model, ranks, value => inUnit(shown(value)));
	const place = placeOf(standing, model);
	if (place.kind === 'unranked') return {words: unrankedWords(place, model), style: place.why === 'text' || place.why === 'NaN' ? theme.caution : theme.quiet};
	const value = safe`${inUnit(shown(place.value))}${metric}`;
	if (place.kind === 'left-out') {
		const said =
			place.reason === 'other-digest' ? safe`data ≠` : place.test.num_queries === undefined ? safe`? q ≠` : safe`${formatNumber(place.test.num_queries)} q ≠`;
		return {value, suffix: isNarrow ? safe`≠` : said, style: theme.caution};
	}
	if (members.has(model.key)) return {value, suffix: emptyText};
	if (standing.compared.length === 1) return {value, suffix: isNarrow ? emptyText : safe`only one`};
	const isBest = standing.best.model === model;
	const tied = !isBest && (place.value === standing.best.value || isSameConfiguration(model, standing.best.model, config));
	return {value, suffix: suffixOf({isBest, tied, value: place.value, best: standing.best.value, isNarrow}), style: isBest ? theme.best : undefined};
}

/** Two seeds of one configuration: what lies between them is the spread itself. */
function isSameConfiguration(a: Model, b: Model, {seedKeys}: Config): boolean {
	const key = configurationKey(a, seedKeys);
	return key !== undefined && key === configurationKey(b, seedKeys);
}

function bestScore(scores: ReadonlyMap<string, RankedScore> | undefined): RankedScore | undefined {
	return scores?.values().next().value;
}

function suffixOf({
	isBest,
	tied,
	value,
	best,
	isNarrow,
}: {
	isBest: boolean;
	tied: boolean;
	value: number;
	best: number | undefined;
	isNarrow: boolean;
}): SafeText {
	if (isBest) return isNarrow ? safe`★` : safe`★ best`;
	if (isNarrow) return tied ? safe`≈` : emptyText;
	const distance = best === undefined ? undefined : relativeDistance(value, best);
	const words = distance === undefined ? emptyText : distanceWords(distance);
	return tied ? joinSafe(words === '' ? [safe`≈`] : [words, safe` ≈`]) : words;
}

/** `+0.3%`, `−12%`, `+3.4×` for what lies far away. */
export function distanceWords(distance: number): SafeText {
	const sign = distance < 0 ? safe`−` : safe`+`;
	const size = Math.abs(distance);
	// Beyond that a distance says nothing: the best is next to 0.
	if (size >= 1000) return safe`${sign}>999×`;
	if (size >= 10) return safe`${sign}${formatNumber(Math.round(size))}×`;
	return safe`${sign}${size < 1 ? formatNumber(size * 100, 1) : formatNumber(Math.round(size * 100))}%`;
}

function unrankedWords(place: Extract<Place, {kind: 'unranked'}>, model: Model): SafeText {
	switch (place.why) {
		case 'untested':
			return model.tests.length === 0 ? safe`not tested` : safe`–`;
		case 'not-here':
		case 'not-measured':
			return safe`–`;
		case 'text':
			return safe`not a number`;
		case 'NaN':
			return safe`NaN`;
	}
}

/** A value without a place: nobody said whether lower or higher is better. */
function unrankedResult(model: Model, ranks: Ranks, shown: (value: number) => SafeText): RowResult {
	const {objective} = ranks.of(model.algorithm);
	if (!objective) return {words: model.tests.length === 0 ? safe`not tested` : safe`–`, style: theme.quiet};
	const place = placeOf(unordered(objective), model);
	return place.kind === 'unranked' ? {words: unrankedWords(place, model), style: theme.quiet} : {value: shown(place.value)};
}

/** For values that have no order. */
function unordered({metric, dataset}: Objective): Parameters<typeof placeOf>[0] {
	return {metric, dataset, direction: 'minimize', values: new Float64Array()};
}

/** A configuration of which no result is comparable. */
function otherWords(models: readonly Model[], standing: Standing | undefined, shown: (value: number) => SafeText): SafeText {
	const place = standing && models.map(model => placeOf(standing, model)).find(one => one.kind === 'left-out');
	if (place?.kind !== 'left-out') return safe`–`;
	return safe`${shown(place.value)} ${place.test.num_queries === undefined ? safe`≠` : safe`≠ ${formatNumber(place.test.num_queries)} q`}`;
}
