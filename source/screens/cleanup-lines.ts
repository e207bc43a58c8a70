/** The lines of Cleanup around its list: title, what would be lost, what was done, what the keys do, the command. Pure. */

import {fit} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import {unitOf} from '../../store/domain/objective.ts';
import type {Loss} from '../../store/domain/retention.ts';
import {formatBytes, formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {agoWords, counted} from '../words.ts';
import {grouped, spread} from './browse-lines.ts';
import {planSizes} from './cleanup-bars.ts';
import {isFull, sizesOn, spaceOf} from './cleanup-disk.ts';
import {guardedIn, guardKinds} from './cleanup-guarded.ts';
import {nothingWords} from './cleanup-question.ts';
import {commandOf, whyNoCommand} from './cleanup-rule.ts';
import type {CleanupResult, CleanupState} from './cleanup-state.ts';
import type {CleanupPage, PlanPage} from './cleanup-view.ts';
import type {ScreenContext} from './screen-context.ts';

/** ` cleanup  mscn  368 models, 612 GB              disk 0 B free of 2 TB · trash 0 B`. */
export function titleLine(state: CleanupState, page: CleanupPage, context: ScreenContext): SafeText {
	const {width} = context;
	const {form} = page.layout;
	const {free, total} = spaceOf(state.disk, context.snapshot);
	const sizes = sizesOn(state.disk.looked, page.models);
	const count = form === 'wide' ? counted(page.models.length, 'model') : grouped(page.models.length);
	const left = joinSafe([
		paint(theme.title, safe` cleanup`),
		page.algorithm === undefined ? emptyText : safe`  ${safeText(page.algorithm)}`,
		page.models.length === 0 ? emptyText : safe`  ${count}, ${sizes ? formatBytes(sizes.trashed) : safe`…`}`,
	]);
	const of = form === 'wide' && total !== undefined ? safe` of ${formatBytes(total)}` : emptyText;
	const disk = isFull(free, total)
		? paint(theme.bad, form === 'wide' ? safe`DISK FULL, ${formatBytes(free ?? 0)} free${of}` : safe`DISK FULL`)
		: free === undefined || form === 'least'
			? emptyText
			: safe`${form === 'wide' ? safe`disk ` : emptyText}${formatBytes(free)} free${of}`;
	const {trash} = state.disk;
	const parts = [disk, trash && form !== 'least' ? safe`trash ${formatBytes(trash.bytes)}` : emptyText].filter(part => part !== '');
	return parts.length === 0 ? fit(left, width) : spread(left, joinSafe(parts, safe` · `), width);
}

/** `YOU WOULD LOSE  no best that you rank by.  Also measured: median_time@tpch 0.341 → 0.352 s (+3.2%)  L keeps that too`. */
export function lossesLine({plan, layout}: PlanPage, {snapshot: {config}, width}: ScreenContext): SafeText {
	const {losses, policy, remove} = plan;
	if (remove.length === 0) return fit(emptyText, width);
	const [ranked, others] = [losses.filter(({isRanked}) => isRanked), losses.filter(({isRanked}) => !isRanked)];
	const isShort = layout.form !== 'wide';
	const words = (list: readonly Loss[]) => safe`${lossWords(list[0], {config, isShort})}${list.length > 1 ? safe` and ${list.length - 1} more` : emptyText}`;
	const parts =
		losses.length === 0
			? [policy.keepLosses === true ? safe`no best: L, which keeps all of them, is on` : safe`no best that is known`]
			: [
					...(ranked.length > 0 ? [paint(theme.bad, words(ranked))] : [isShort ? safe`no best you rank by` : safe`no best that you rank by.`]),
					...(others.length > 0
						? [isShort ? safe`${ranked.length > 0 ? safe`also ` : emptyText}${words(others)}` : safe`Also measured: ${words(others)}`]
						: []),
				];
	const key =
		losses.length === 0
			? emptyText
			: isShort
				? losses.length === 1
					? safe`L keeps it`
					: safe`L keeps them`
				: losses.length === 1
					? safe`L keeps that too`
					: safe`L keeps those too`;
	const left = joinSafe([paint(theme.title, safe` YOU WOULD LOSE`), joinSafe(parts, isShort ? safe`; ` : safe`  `)], safe`  `);
	return key === '' ? fit(left, width) : spread(left, key, width);
}

/** `total_time@imdb 117.03 → 118.9 s (+1.6%)`, or in short `total_time@imdb +1.6%`. */
function lossWords(loss: Loss | undefined, {config, isShort}: {readonly config: Config; readonly isShort: boolean}): SafeText {
	if (!loss) return emptyText;
	const {metric, dataset, from, to} = loss;
	const name = safeText(dataset === undefined ? metric : `${metric}@${dataset}`);
	if (to === undefined) return safe`${name} ${formatNumber(from)} → none`;
	const unit = unitOf(config, metric);
	const share = (100 * (to - from)) / Math.abs(from);
	const change = Number.isFinite(share) ? safeText(`${share > 0 ? '+' : ''}${share.toFixed(Math.abs(share) < 10 ? 1 : 0)}%`) : emptyText;
	if (isShort && change !== '') return safe`${name} ${change}`;
	return safe`${name} ${formatNumber(from)} → ${formatNumber(to)}${unit === undefined ? emptyText : safe` ${safeText(unit)}`}${change === '' ? emptyText : safe` (${change})`}`;
}

/** How many models were moved by hand, and how that is taken back; of a plan that was left also when; that it is for all models, whatever Browse shows. Nothing for one that is new, and where none was moved. */
export function byHandLine(state: CleanupState, {plan, byHand, changed, layout}: PlanPage, {snapshot: live, width, now}: ScreenContext): SafeText {
	const {frozen, disk, left} = state;
	const moved = byHand.kept.size + byHand.removed.size;
	const ignored = ignoredWords(state, plan.keep.length + plan.remove.length);
	if (moved + changed === 0 && left === undefined) return ignored === '' ? emptyText : fit(safe` ${ignored}`, width);
	const {models, config} = frozen ?? live;
	const guarded = guardedIn(plan, models, config, disk.links);
	const isShort = layout.form === 'least';
	const said = moved === 0 && left === undefined ? emptyText : byHandWords(left, moved, {isShort, now});
	const who = isShort ? grouped(guarded.length) : moved === 1 ? safe`it is` : safe`${grouped(guarded.length)} of them`;
	const caution = guarded.length === 0 ? emptyText : safe`  ${paint(theme.caution, safe`${who} protected by ${safeText(guardKinds(guarded))}`)}`;
	return fit(safe`${changedWords(changed, isShort)}${said}${caution}${ignored === '' ? emptyText : safe`  ${ignored}`}`, width);
}

/** ` 1 that you moved has changed since: the rule decides `: it stands first, as nobody expects it. */
function changedWords(changed: number, isShort: boolean): SafeText {
	if (changed === 0) return emptyText;
	if (isShort) return paint(theme.caution, safe` ${grouped(changed)} changed since `);
	return paint(theme.caution, safe` ${grouped(changed)} that you moved ${changed === 1 ? safe`has` : safe`have`} changed since: the rule decides `);
}

/** `Of all 20 models: the filter and 3 marks do not count here`; empty where Browse has neither. */
export function ignoredWords({ignores}: CleanupState, models: number): SafeText {
	const marks = ignores?.marks ?? 0;
	const what = [ignores?.filter === true ? safe`the filter` : emptyText, marks === 0 ? emptyText : counted(marks, 'mark')].filter(part => part !== '');
	if (what.length === 0) return emptyText;
	const one = what.length === 1 && (ignores?.filter === true || marks === 1);
	return paint(theme.caution, safe`Of all ${counted(models, 'model')}: ${joinSafe(what, safe` and `)} ${one ? safe`does` : safe`do`} not count here`);
}

/** ` 2 moved by hand, 0 takes that back`, ` The plan that you left 9h ago, not applied: 2 moved by hand, 0 begins anew`. */
function byHandWords(left: number | undefined, moved: number, {isShort, now}: {readonly isShort: boolean; readonly now: number}): SafeText {
	const key = paint(theme.title, safe`0`);
	const by = isShort ? safe`${grouped(moved)} by hand` : safe`${grouped(moved)} moved by hand`;
	if (left === undefined) return isShort ? safe` ${by} (${key})` : safe` ${by}, ${key} takes that back`;
	const when = agoWords(now - left);
	if (isShort) return safe` left ${when}${moved === 0 ? emptyText : safe`, ${by}`} (${key})`;
	return safe` ${paint(theme.title, safe`The plan that you left ${when}`)}, not applied${moved === 0 ? emptyText : safe`: ${by}`}, ${key} begins anew`;
}

/** What was done here last or could not be; else that the disk is full; undefined where there is nothing to say. */
export function saidLine(state: CleanupState, context: ScreenContext): SafeText | undefined {
	const {notice, result} = state;
	if (notice !== undefined) return fit(paint(theme.caution, safe` ${safeText(notice)}`), context.width);
	if (result) return fit(resultWords(result), context.width);
	const {free, total} = spaceOf(state.disk, context.snapshot);
	return isFull(free, total)
		? fit(paint(theme.bad, safe` The disk is full. The trash is on the same disk and frees nothing until purged.`), context.width)
		: undefined;
}

function resultWords({done, skipped, freedBytes, isPurge, notes}: CleanupResult): SafeText {
	const [first] = skipped;
	const besides = notes.length === 0 ? emptyText : safe` · ${safeText(notes.join(' '))}`;
	const left = first === undefined ? emptyText : safe` · ${grouped(skipped.length)} left: ${safeText(first.key)}: ${safeText(first.reason)}`;
	if (done === 0) return paint(theme.caution, safe` Nothing was moved${left}${besides}`);
	const what = isPurge
		? safe` Deleted ${counted(done, 'model')} for good${freedBytes === undefined ? emptyText : safe`: ${formatBytes(freedBytes)} freed`}`
		: safe` Moved ${counted(done, 'model')} to the trash: frees 0 B until purged, u brings ${done === 1 ? safe`it` : safe`them`} back`;
	return joinSafe([paint(theme.good, what), paint(theme.caution, safe`${left}${besides}`)]);
}

/** What Enter and P would do, in one line or two. */
export function keyLines(
	state: CleanupState,
	page: PlanPage,
	{width, readOnly}: {readonly width: number; readonly readOnly: string | undefined},
): readonly SafeText[] {
	const {layout, plan} = page;
	if (layout.keys === 0) return [];
	const two = (first: SafeText, second: SafeText = emptyText) => (layout.keys === 1 ? [fit(first, width)] : [fit(first, width), fit(second, width)]);
	// A field takes Enter then, and P is a letter.
	if (state.field ?? state.file) return two(emptyText);
	if (readOnly !== undefined) return two(paint(theme.caution, safe`   ${safeText(readOnly)}`));
	const {length} = plan.remove;
	if (length === 0) return two(paint(theme.quiet, safe`   ${safeText(nothingWords(page.models.length))}`));
	const sizes = planSizes(page, state.disk);
	const freed = sizes ? formatBytes(sizes.freed) : safe`…`;
	const [enter, purge] = [paint(theme.title, safe`Enter`), paint(theme.title, safe`P`)];
	if (layout.form === 'wide') {
		return [
			fit(
				safe`   ${enter}  move ${grouped(length)} to trash: frees 0 B, u undoes it       ${purge}  move and purge: frees ${freed}, no way back (type ${length})`,
				width,
			),
		];
	}
	if (layout.keys === 1) return [fit(safe` ${enter} ${grouped(length)} to trash  ${purge} purge ${freed}`, width)];
	return [
		fit(safe`   ${enter}  ${grouped(length)} to trash: frees 0 B, u undoes it`, width),
		fit(safe`   ${purge}      purge at once: frees ${freed}, no way back, type ${length}`, width),
	];
}

/** The command by which the same would be planned, or that only a plan file says it all. */
export function commandLine({policy, layout}: PlanPage, {snapshot: {config}, width}: ScreenContext): SafeText {
	const why = whyNoCommand(policy, config);
	const words =
		why === undefined
			? commandOf(policy, {dryRun: true})
			: layout.form === 'wide'
				? `No command says this: ${why}. W writes the plan for mreg apply FILE.`
				: `W writes the plan for mreg apply FILE: ${why}`;
	return paint(theme.quiet, fit(safe` ${safeText(words)}`, width));
}
