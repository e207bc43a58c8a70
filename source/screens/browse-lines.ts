/** The lines of Browse around the rows: header, strip below, position, and what stands there when there are no rows. Pure. */

import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {own} from '../../store/domain/json.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import {formatVersion, versionAliases, versionOf} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import {hasMetric, metricsOf, unitOf} from '../../store/domain/objective.ts';
import {placeOf} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {Activity, Snapshot} from '../../store/domain/snapshot.ts';
import {formatAge, formatBytes, formatNumber, formatSeconds, safeText} from '../text.ts';
import {homePath} from '../home-path.ts';
import {theme} from '../theme.ts';
import {counted, saidTime, stateWords, valueWords} from '../words.ts';

/** Left and right text in exactly `width` cells; the left one gives way. */
export function spread(left: SafeText, right: SafeText, width: number): SafeText {
	const room = width - displayWidth(right) - 2;
	if (room < 8) return fit(left, width);
	const short = truncate(left, room);
	return joinSafe([short, repeatSafe(safe` `, width - displayWidth(short) - displayWidth(right) - 1), right, safe` `]);
}

export interface HeaderOptions {
	readonly width: number;
	readonly now: number;
	readonly home: string;
	readonly paused: boolean;
	readonly readOnly: boolean;
}

/** The first line of every screen: what root and why, whether it is live, free space, problems. */
export function headerLine(snapshot: Snapshot, options: HeaderOptions): SafeText {
	const root = homePath(snapshot.root, options.home);
	const reason = options.width >= 110 ? paint(theme.quiet, safe`  (${safeText(snapshot.reason)})`) : emptyText;
	const left = joinSafe([paint(theme.title, safe` mreg`), safe`  ${safeText(root)}`, reason]);
	const problems = snapshot.problems.length;
	const facts = [
		options.readOnly ? paint(theme.caution, safe`read-only`) : emptyText,
		options.paused ? paint(theme.caution, safe`paused`) : activityWords(snapshot.activity, snapshot, options.now),
		options.width >= 100 ? safe`${counted(snapshot.models.length, 'model')}` : emptyText,
		snapshot.freeBytes === undefined || options.width < 70 ? emptyText : safe`${formatBytes(snapshot.freeBytes)} free`,
		problems === 0 ? emptyText : paint(theme.bad, safe`${counted(problems, 'problem')} !`),
	];
	return spread(
		left,
		joinSafe(
			facts.filter(fact => fact !== ''),
			safe` · `,
		),
		options.width,
	);
}

function activityWords(activity: Activity, snapshot: Snapshot, now: number): SafeText {
	const live = snapshot.watching ? safe`live` : safe`checked from time to time`;
	switch (activity.phase) {
		case 'loading':
			return safe`loading`;
		case 'scanning':
			return safe`scanning`;
		case 'checking':
			return now - activity.since < longCheck ? live : safe`checking, ${shareOf(activity)}`;
		case 'live':
			return snapshot.watching ? live : checkedWords(activity, now);
		case 'stalled':
			return paint(theme.bad, safe`the disk does not answer, ${formatSeconds(Math.round((now - activity.since) / 1000))}`);
	}
}

/** A check that takes longer says how far it is (milliseconds). */
const longCheck = 2_000;
/** Where checks are farther apart, it is said when the next one comes (milliseconds). */
const longRest = 10_000;

function shareOf({done, total}: {readonly done: number; readonly total: number}): SafeText {
	return safe`${Math.floor((100 * Math.min(done, total)) / Math.max(total, 1))} %`;
}

/** Without file events: when all was looked at, and when it will be. */
function checkedWords({checkedAt, nextAt}: {readonly checkedAt: number; readonly nextAt?: number}, now: number): SafeText {
	const seconds = (ms: number) => formatSeconds(Math.max(0, Math.round(ms / 1000)));
	if (nextAt !== undefined && nextAt - checkedAt > longRest) {
		const next = nextAt - now < 1_000 ? safe`next now` : safe`next in ${seconds(nextAt - now)}`;
		return safe`checked ${seconds(now - checkedAt)} ago, ${next}`;
	}
	return now - checkedAt < 60_000 ? safe`checked from time to time` : safe`checked ${formatAge(now - checkedAt)} ago`;
}

/** The progress of a first look, as a line with a bar; empty when there is none. */
export function progressLine({activity, models}: Snapshot, width: number): SafeText {
	if (activity.phase !== 'loading' && activity.phase !== 'scanning') return emptyText;
	const [done, total] = [activity.phase === 'loading' ? models.length : activity.done, Math.max(activity.total, activity.done, 1)];
	const share = Math.min(1, done / total);
	const cells = Math.max(4, Math.min(40, width - 44));
	const full = Math.round(share * cells);
	const verb = activity.phase === 'loading' ? safe`Loading` : safe`Reading`;
	const bar = joinSafe([repeatSafe(safe`█`, full), paint(theme.quiet, repeatSafe(safe`░`, cells - full))]);
	return activity.phase === 'scanning' && activity.total <= activity.done
		? safe` ${verb} … ${grouped(done)} models`
		: safe` ${verb} ${bar} ${grouped(done)} of ${grouped(total)}`;
}

/** A count with thin groups: `12,000`. */
export function grouped(count: number): SafeText {
	return safeText(count.toLocaleString('en-US'));
}

/** No line shows more of a note. */
const longestNote = 1_000;

/** Three lines about the model under the cursor. */
export function stripLines(model: Model | undefined, snapshot: Snapshot, options: {width: number; now: number; ranks: Ranks}): readonly SafeText[] {
	if (!model) return [emptyText, emptyText, emptyText];
	const {width} = options;
	const state = stateWords(model);
	const size = model.artifact ? formatBytes(model.artifact.bytes) : emptyText;
	const head = joinSafe([
		paint(theme.title, safe` ${safeText(model.id)}`),
		versionWords(model),
		state === '' ? emptyText : paint(theme.caution, safe`  ${state}`),
		model.notes === '' ? emptyText : safe`  ${safeText(model.notes.slice(0, longestNote))}`,
	]);
	return [spread(head, size, width), fit(safe` ${trainedWords(model)}`, width), fit(safe` ${resultsWords(model, snapshot, options.ranks)}`, width)];
}

/** `  mscn/v1 @champion` of a registered version. */
function versionWords(model: Model): SafeText {
	const version = versionOf(model);
	if (!version) return emptyText;
	const aliases = versionAliases(model).slice(0, mostNamed);
	const named = aliases.map(alias => safe` ${paint(theme.tag, safe`@${safeText(alias)}`)}`);
	return safe`  ${paint(theme.quiet, safeText(formatVersion(version)))}${joinSafe(named)}`;
}

/** `trained on production, 500 q, in 30 min · lr 3e-4 · epoch 200`. @param except hyperparameters that are not said */
export function trainedWords(model: Model, except: readonly string[] = []): SafeText {
	const {training} = model;
	const nothing = () => (model.problems[0] ? safeText(model.problems[0].message) : paint(theme.quiet, safe`no training recorded`));
	if (!training) return nothing();
	const on = training.dataset === undefined ? safe`trained` : safe`trained on ${safeText(training.dataset)}`;
	const queries = training.num_queries === undefined ? [] : [safe`${formatNumber(training.num_queries)} q`];
	const took = training.training_time === undefined ? [] : [safe`in ${formatSeconds(training.training_time)}`];
	const params = Object.keys(training.hyperparams)
		.filter(name => !except.includes(name))
		.map(name => safe`${safeText(name)} ${valueWords(own(training.hyperparams, name) ?? null)}`);
	const isBare = training.dataset === undefined && queries.length + took.length + Object.keys(training.hyperparams).length === 0;
	if (isBare) return training.trained_at === undefined ? nothing() : safe`trained ${saidTime(training.trained_at)}`;
	return joinSafe([joinSafe([on, ...queries, ...took], safe`, `), ...params], safe` · `);
}

/** The result that counts on each dataset with its place: `imdb 117.03 s 1/37 · production 42.15 s 3/41`. */
function resultsWords(model: Model, {config}: Snapshot, ranks: Ranks): SafeText {
	if (model.tests.length === 0) return paint(theme.quiet, safe`not tested`);
	const {objective} = ranks.of(model.algorithm);
	const metric = objective && hasMetric([model], objective.metric) ? objective.metric : [...metricsOf([model])][0];
	if (metric === undefined) return paint(theme.quiet, safe`no result is a number`);
	const unit = unitOf(config, metric);
	const isRanked = metric === objective?.metric;
	const name = isRanked ? emptyText : safe`${safeText(metric)} `;
	const datasets = [...new Set(model.tests.map(({dataset}) => dataset))].slice(0, mostNamed);
	const parts = datasets.map(dataset => {
		const value = own(resultOf({tests: model.tests.filter(test => test.dataset === dataset)}, metric)?.performance ?? {}, metric);
		if (value === undefined) return safe`${safeText(dataset ?? 'no dataset')} –`;
		const standing = isRanked
			? ranks
					.of(model.algorithm)
					.everywhere()
					.find(one => one.dataset === dataset)
			: undefined;
		const place = standing && placeOf(standing, model);
		const rank = place?.kind === 'ranked' ? safe` ${place.rank}/${place.of}` : place?.kind === 'left-out' ? paint(theme.caution, safe` ≠`) : emptyText;
		return safe`${safeText(dataset ?? 'no dataset')} ${name}${valueWords(value)}${unit === undefined ? emptyText : safe` ${safeText(unit)}`}${rank}`;
	});
	return joinSafe(parts, safe` · `);
}

/** No line shows more. */
const mostNamed = 50;

/**
 * What is marked, and how much of it cannot be seen: `3 marked, 1 out of view, 5.1 MB`.
 *
 * @param marked the models that are marked
 * @param shown how many of them are in the rows
 */
export function marksWords(marked: readonly Model[], shown: number): SafeText {
	if (marked.length === 0) return emptyText;
	const hidden = marked.length - shown;
	const bytes = marked.reduce((sum, model) => sum + (model.artifact?.bytes ?? 0), 0);
	return joinSafe(
		[safe`${grouped(marked.length)} marked`, hidden === 0 ? emptyText : safe`${grouped(hidden)} out of view`, formatBytes(bytes)].filter(part => part !== ''),
		safe`, `,
	);
}
