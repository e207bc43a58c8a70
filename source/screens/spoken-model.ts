/** A model in one sentence to be read out: what it is, where it stands, how it is tagged. Pure. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import {isConfiguration, modelsOf, seedOf} from '../../store/domain/configuration.ts';
import {formatVersion, versionOf} from '../../store/domain/family.ts';
import {own} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf} from '../../store/domain/objective.ts';
import {placeOf, type Standing} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import {formatNumber, safeText} from '../text.ts';
import {stateWords, valueWords} from '../words.ts';
import type {BrowseRow} from './browse-rows.ts';
import {inWords, sentence} from './spoken-part.ts';

export interface SpokenModelOptions {
	readonly config: Config;
	readonly ranks: Ranks;
	/** Places of configurations by their keys, where seeds are folded. */
	readonly scores?: ReadonlyMap<string, RankedScore>;
	/** Keys of marked models; undefined: marks do not matter here. */
	readonly marks?: ReadonlySet<string>;
	/** Configurations that are open. */
	readonly open?: ReadonlySet<string>;
}

const mostStandings = 3;
const mostTags = 3;
/** Characters. */
const longestNote = 120;

/** `mscn_20241019_103000, total_time on imdb 117.03 s, rank 3 of 37, tagged paper, not marked`. */
export function rowSentence(row: BrowseRow, options: SpokenModelOptions): SafeText {
	const [model] = modelsOf(row);
	if (!isConfiguration(row)) return sentence([...modelParts(model, options), markedWords([model], options)]);
	const score = options.scores?.get(row.key);
	const seeds = safe`${row.models.length} of ${row.expected} seeds`;
	const params = Object.entries(model.training?.hyperparams ?? {})
		.filter(([name]) => seedOf(model, options.config.seedKeys) === undefined || !options.config.seedKeys.includes(name))
		.map(([name, value]) => safe`${safeText(name)} ${valueWords(value)}`);
	return sentence([
		safe`configuration with ${seeds}`,
		...params.slice(0, 6),
		score && scoreWords(score),
		safe`${options.open?.has(row.key) === true ? safe`open` : safe`closed`}`,
		markedWords(row.models, options),
	]);
}

function scoreWords({sample, rank, tied}: RankedScore): SafeText {
	const spread = sample.deviation === undefined ? emptyText : safe` plus or minus ${formatNumber(sample.deviation, 2)}`;
	return safe`mean ${formatNumber(sample.mean)}${spread}, rank ${rank}${rank === 1 ? safe`, best` : tied ? safe`, tied with the best` : emptyText}`;
}

/** What is said of a model wherever it is met. */
export function modelParts(model: Model, {config, ranks}: SpokenModelOptions): ReadonlyArray<SafeText | undefined> {
	const version = versionOf(model);
	const state = stateWords(model);
	const note = model.notes.trim().replaceAll(/\s+/g, ' ');
	return [
		safeText(model.id),
		version && safeText(formatVersion(version)),
		state === '' ? undefined : inWords(state),
		...standingParts(model, {config, ranks}),
		model.tags.length === 0 ? undefined : safe`tagged ${taggedWords(model.tags)}`,
		note === '' ? undefined : safe`note ${safeText(note.length > longestNote ? `${note.slice(0, longestNote)}…` : note)}`,
	];
}

/** `best and paper`: behind a comma a tag would be taken for what is said next, or for a rank. */
function taggedWords(tags: readonly string[]): SafeText {
	const shown = joinSafe(tags.slice(0, mostTags).map(safeText), safe` and `);
	return tags.length > mostTags ? safe`${shown} and ${tags.length - mostTags} more tags` : shown;
}

function standingParts(model: Model, {config, ranks}: SpokenModelOptions): readonly SafeText[] {
	if (model.tests.length === 0) return stateWords(model) === '' ? [safe`not tested`] : [];
	const {objective, standing, everywhere} = ranks.of(model.algorithm);
	if (!objective) return [safe`${model.tests.length === 1 ? safe`1 test` : safe`${model.tests.length} tests`}`];
	const standings = standing ? [standing] : everywhere();
	const said = standings.flatMap(one => standingWords(model, one, unitOf(config, one.metric)) ?? []);
	if (said.length === 0) {
		return [safe`no result of ${safeText(objective.metric)}${objective.dataset === undefined ? emptyText : safe` on ${safeText(objective.dataset)}`}`];
	}
	const more = said.length > mostStandings ? [safe`and on ${said.length - mostStandings} more datasets`] : [];
	return [...said.slice(0, mostStandings), ...more];
}

/** `total_time on imdb 117.03 s, rank 3 of 37`; undefined where it was not measured there. */
function standingWords(model: Model, standing: Standing, unit: string | undefined): SafeText | undefined {
	const place = placeOf(standing, model);
	const where = safe`${safeText(standing.metric)}${standing.dataset === undefined ? emptyText : safe` on ${safeText(standing.dataset)}`}`;
	if (place.kind === 'unranked') return place.why === 'NaN' || place.why === 'text' ? safe`${where}: no number` : undefined;
	const value = safe`${where} ${formatNumber(place.value)}${unit === undefined ? emptyText : safe` ${safeText(unit)}`}`;
	if (place.kind === 'left-out') return safe`${value}, left out: ${place.reason === 'other-queries' ? safe`other queries` : safe`other data`}`;
	return safe`${value}, rank ${place.rank} of ${place.of}${place.rank === 1 ? safe`, best` : emptyText}`;
}

function markedWords(models: readonly Model[], {marks}: SpokenModelOptions): SafeText | undefined {
	if (!marks) return undefined;
	const count = models.filter(({key}) => marks.has(key)).length;
	return count === 0 ? safe`not marked` : count === models.length ? safe`marked` : safe`${count} of ${models.length} marked`;
}

/** The results of a model, one sentence a test: `imdb, 113 queries: total_time 117.03 s, rank 1 of 37, best; average_time 1.04 s`. */
export function resultSentences(model: Model, {config, ranks}: SpokenModelOptions): readonly SafeText[] {
	const {everywhere} = ranks.of(model.algorithm);
	return model.tests.map(test => {
		const standing = everywhere().find(one => one.dataset === test.dataset);
		const place = standing && placeOf(standing, model);
		const parts = Object.keys(test.performance).map(metric => {
			const unit = unitOf(config, metric);
			const value = safe`${safeText(metric)} ${valueWords(own(test.performance, metric) ?? null)}${unit === undefined ? emptyText : safe` ${safeText(unit)}`}`;
			if (!place || place.kind === 'unranked' || place.test !== test || standing?.metric !== metric) return value;
			if (place.kind === 'left-out') return safe`${value}, not comparable: ${place.reason === 'other-queries' ? safe`other queries` : safe`other data`}`;
			return safe`${value}, rank ${place.rank} of ${place.of}${place.rank === 1 ? safe`, best` : emptyText}`;
		});
		const queries = test.num_queries === undefined ? emptyText : safe`, ${formatNumber(test.num_queries)} queries`;
		return safe`Result on ${safeText(test.dataset ?? 'an unnamed dataset')}${queries}: ${joinSafe(parts, safe`; `)}.`;
	});
}
