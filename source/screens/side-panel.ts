/** The side panel of Browse: one model at a glance, in the width that is left beside the rows. Pure. */

import {displayWidth, fit, padLeft, padRight, truncate} from '../../components/cells.ts';
import {fileLink} from '../../components/link.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import type {Config} from '../../store/domain/config.ts';
import {isConfiguration, seedOf, type Configuration} from '../../store/domain/configuration.ts';
import {formatVersion, registeredName, versionAliases, versionOf} from '../../store/domain/family.ts';
import {isObject, own} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {directionOf, unitOf} from '../../store/domain/objective.ts';
import {placeOf, relativeDistance} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import {tieFrom} from '../../store/domain/welch.ts';
import {formatBytes, formatNumber, formatSeconds, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {agoWords, arrowOf, counted, formatTime, stateWords, valueWords} from '../words.ts';
import type {BrowseRow} from './browse-rows.ts';
import {parameterStrip} from './parameter-strip.ts';
import {wrapText} from './wrap-text.ts';

export interface PanelOptions {
	readonly config: Config;
	/** Where models stand by the objective of their algorithm, whose metric is shown; without one, or a result of it, the first that a test has. */
	readonly ranks: Ranks;
	/** The row that the model is of: with seeds folded a configuration, with its place. */
	readonly row?: BrowseRow;
	readonly scores?: ReadonlyMap<string, RankedScore>;
	readonly width: number;
	/** Lines that are seen; undefined: all are. */
	readonly height?: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** No terminal shows more of a list, or of a note. */
const mostLines = 200;
const longestNote = 10_000;

/** The lines of the panel, none wider than its width. */
export function panelLines(model: Model, options: PanelOptions): readonly SafeText[] {
	const strip = parameterStrip(model, options);
	const before = [
		...(options.row && isConfiguration(options.row) ? [configurationLines(options.row, options)] : []),
		head(model, options),
		note(model, options),
		results(model, options),
	];
	const after = [training(model), parameters(model, options), lineage(model), files(model), problems(model, options)];
	const all = joined([...before, strip, ...after]);
	// In less room the facts matter more than the picture.
	const hasRoom = options.height === undefined || options.height >= roomy || all.length <= options.height;
	return (hasRoom ? all : joined([...before, ...after])).map(line => truncate(line, options.width));
}

/** From so many lines on the panel has its picture, and what stands last may be cut. */
const roomy = 28;

/** The sections that say something, with an empty line between. */
function joined(sections: ReadonlyArray<readonly SafeText[]>): readonly SafeText[] {
	return sections.filter(lines => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : [emptyText, ...lines]));
}

/** What a folded row stands for: its models, and how sure its place is. */
function configurationLines(row: Configuration, {config, scores}: PanelOptions): readonly SafeText[] {
	const seeds = row.models.map(model => valueWords(seedOf(model, config.seedKeys) ?? null));
	const missing = row.expected - row.models.length;
	const lines = [
		section(safe`${row.models.length} OF ${row.expected} SEEDS`),
		safe`seeds ${joinSafe(seeds, safe`, `)}${missing > 0 ? paint(theme.caution, safe`, ${missing} missing`) : emptyText}`,
	];
	const [best, second] = scores ? [...scores.values()].slice(0, 2) : [];
	const own = scores?.get(row.key);
	if (!best || !own) return lines;
	const {mean, deviation, count} = own.sample;
	const value = deviation === undefined ? safe`${formatNumber(mean)} (one result)` : safe`${formatNumber(mean)} ± ${formatNumber(deviation, 2)} (n = ${count})`;
	const other = own === best ? second : best;
	const apart = other && relativeDistance(other.value, own.value);
	const tied = own === best ? second?.tied === true : own.tied;
	const words = own === best ? safe`ahead of #2` : safe`from the best`;
	const verdict =
		other === undefined
			? []
			: [
					safe`${apart === undefined ? emptyText : safe`${formatNumber(Math.abs(apart) * 100, 1)}% `}${words}${tied ? safe`: a tie (Welch p > ${tieFrom})` : emptyText}`,
				];
	return [...lines, safe`rank ${own.rank}  ${value}`, ...verdict];
}

function head(model: Model, {now}: PanelOptions): readonly SafeText[] {
	const state = stateWords(model);
	const facts = [
		safeText(model.algorithm),
		state === '' ? emptyText : paint(theme.caution, state),
		model.artifact ? formatBytes(model.artifact.bytes) : emptyText,
		Number.isFinite(model.time) ? safe`${formatTime(model.time)}, ${agoWords(now - model.time)}` : emptyText,
	].filter(fact => fact !== '');
	const version = versionOf(model);
	const names = [...versionAliases(model).map(alias => `@${alias}`), ...model.tags];
	const tags = joinSafe(
		names.map(name => paint(theme.tag, safeText(name))),
		safe` `,
	);
	return [
		paint(theme.title, safeText(model.id)),
		...(version ? [safeText(formatVersion(version))] : []),
		joinSafe(facts, safe` · `),
		...(tags === '' ? [] : [tags]),
	];
}

function note({notes}: Model, {width}: PanelOptions): readonly SafeText[] {
	return notes.trim() === '' ? [] : wrapText(safeText(notes.slice(0, longestNote).trim().replaceAll(/\s+/g, ' ')), width);
}

/** The result that counts on each dataset, and how often it was tested there. */
function results(model: Model, {config, ranks}: PanelOptions): readonly SafeText[] {
	const {objective, everywhere} = ranks.of(model.algorithm);
	const wanted = objective?.metric;
	const names = [...new Set(model.tests.flatMap(test => Object.keys(test.performance)))];
	const metric = wanted !== undefined && names.includes(wanted) ? wanted : names[0];
	if (metric === undefined) return [section(safe`RESULTS`), paint(theme.quiet, safe`not tested`)];
	const datasets = [...new Set(model.tests.map(test => test.dataset))].slice(0, mostLines);
	const rows = datasets.map(dataset => {
		const all = model.tests.filter(test => test.dataset === dataset);
		const test = resultOf({tests: all}, metric);
		const value = test ? valueWords(own(test.performance, metric) ?? null) : safe`–`;
		const standing = metric === wanted ? everywhere().find(one => one.dataset === dataset) : undefined;
		const place = standing && placeOf(standing, model);
		return {
			rank:
				place?.kind === 'ranked' ? safe`${place.rank}/${place.of}${place.rank === 1 ? safe` ★` : emptyText}` : place?.kind === 'left-out' ? safe`≠` : emptyText,
			dataset: safeText(dataset ?? '–'),
			value,
			queries: test?.num_queries === undefined ? emptyText : safe`${formatNumber(test.num_queries)} queries`,
			repeated: all.length > 1 ? safe`tested ${all.length} times` : emptyText,
		};
	});
	const unit = unitOf(config, metric);
	const direction = directionOf(config, metric);
	const arrow = direction === undefined ? emptyText : safe` ${arrowOf(direction)}`;
	const widest = (of: (row: (typeof rows)[number]) => SafeText) => Math.max(...rows.map(row => displayWidth(of(row))));
	const [nameWidth, valueWidth, rankWidth] = [widest(row => row.dataset), widest(row => row.value), widest(row => row.rank)];
	return [
		section(safe`RESULTS  ${safeText(metric)}${unit === undefined ? emptyText : safe`, ${safeText(unit)}`}${arrow}`),
		...rows.map(row =>
			joinSafe(
				[
					padRight(row.dataset, nameWidth),
					padLeft(row.value, valueWidth),
					padLeft(row.rank, rankWidth),
					paint(
						theme.quiet,
						joinSafe(
							[row.queries, row.repeated].filter(part => part !== ''),
							safe`, `,
						),
					),
				],
				safe`  `,
			),
		),
	];
}

function training({training, problems}: Model): readonly SafeText[] {
	if (!training && problems.length > 0) return [];
	if (!training) return [section(safe`TRAINED`), paint(theme.quiet, safe`no training recorded`)];
	const facts = [
		training.dataset === undefined ? emptyText : safe`on ${safeText(training.dataset)}`,
		training.num_queries === undefined ? emptyText : safe`${formatNumber(training.num_queries)} queries`,
		training.training_time === undefined ? emptyText : safe`took ${formatSeconds(training.training_time)}`,
	].filter(fact => fact !== '');
	// The time stands above, and the hyperparameters below.
	if (facts.length === 0 && (training.trained_at !== undefined || Object.keys(training.hyperparams).length > 0)) return [];
	return [section(safe`TRAINED`), facts.length === 0 ? paint(theme.quiet, safe`no training recorded`) : joinSafe(facts, safe`, `)];
}

function parameters({training}: Model, {width}: PanelOptions): readonly SafeText[] {
	const entries = Object.entries(training?.hyperparams ?? {}).slice(0, mostLines);
	if (entries.length === 0) return [];
	const nameWidth = Math.min(Math.floor(width / 2), Math.max(...entries.map(([name]) => displayWidth(safeText(name)))));
	return [section(safe`HYPERPARAMETERS`), ...entries.map(([name, value]) => safe`${fit(safeText(name), nameWidth)}  ${valueWords(value)}`)];
}

/** What it was made from. */
function lineage(model: Model): readonly SafeText[] {
	const said = own(model.content, 'lineage');
	const parents = said !== undefined && isObject(said) ? [own(said, 'parent')].flat() : [];
	const names = parents.filter(parent => typeof parent === 'string').filter(parent => parent !== '');
	if (names.length === 0) return [];
	const self = safeText(registeredName(model));
	return [section(safe`LINEAGE`), ...names.slice(0, mostLines).map(parent => safe`${safeText(parent)} ─▸ ${self}`)];
}

function files({artifact, sidecar, key}: Model): readonly SafeText[] {
	const kind = artifact?.kind === 'directory' ? safe`folder, ${counted(artifact.count, 'file')}` : artifact ? safeText(artifact.kind) : safe`missing`;
	return [
		section(safe`FILES`),
		safe`${artifact ? fileLink(artifact.path, safeText(artifact.path)) : safeText(key)}  ${paint(theme.quiet, kind)}`,
		sidecar === undefined ? paint(theme.quiet, safe`no sidecar`) : fileLink(sidecar, safeText(sidecar)),
	];
}

function problems({problems}: Model, {width}: PanelOptions): readonly SafeText[] {
	if (problems.length === 0) return [];
	return [paint(theme.bad, safe`PROBLEMS !`), ...problems.flatMap(problem => wrapText(safeText(problem.message), width))];
}

function section(title: SafeText): SafeText {
	return paint(theme.section, title);
}
