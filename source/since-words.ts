/** What happened since a time, in words that the dashboard and `mreg since` share. Pure. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {Config} from '../store/domain/config.ts';
import type {BestSince} from '../store/domain/happened-since.ts';
import {unitOf} from '../store/domain/objective.ts';
import {columnDecimals} from './decimals.ts';
import {formatNumber, safeText} from './text.ts';
import {formatTime} from './words.ts';

/** A time as short as it can be told from now: `23:10`, `23:10 yesterday`, `2026-11-20 23:10`. @param time milliseconds since 1970 */
export function sinceTime(time: number, now: number, {isLong}: {readonly isLong: boolean}): SafeText {
	const days = dayOf(now) - dayOf(time);
	const full = formatTime(time);
	const clock = safeText(full.slice(-5));
	if (days === 0) return clock;
	// In the morning nobody takes yesterday's evening for one to come.
	if (days === 1 && time > now - 86_400_000) return isLong ? safe`${clock} yesterday` : clock;
	return full;
}

/** The day of a time by the local calendar, as a number that goes up by one. */
function dayOf(time: number): number {
	const date = new Date(time);
	return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** `120.50 → 117.03 s`; `117.03 s, none before`; `117.03 → 120.50 s, worse`. */
export function changeOfBest({from, to, improved, standing: {metric}}: BestSince, config: Config): SafeText {
	const decimals = columnDecimals(from ? [from.value, to.value] : [to.value]);
	const unit = unitOf(config, metric);
	const now = safe`${formatNumber(to.value, decimals)}${unit === undefined ? emptyText : safe` ${safeText(unit)}`}`;
	return from ? safe`${formatNumber(from.value, decimals)} → ${now}${improved ? emptyText : safe`, worse`}` : safe`${now}, none before`;
}

/** `best imdb 120.50 → 117.03 s`; long: `best@imdb 120.50 → 117.03 s, new best 3 times`. @param isNamed with the algorithm */
export function bestWords(best: BestSince, config: Config, {isLong, isNamed}: {readonly isLong: boolean; readonly isNamed: boolean}): SafeText {
	const {dataset} = best.standing;
	const who = isNamed ? safe` ${safeText(best.algorithm)}` : emptyText;
	const where = dataset === undefined ? emptyText : safe`${isLong ? safe`@` : safe` `}${safeText(dataset)}`;
	const times = isLong && best.times > 1 ? safe`, new best ${best.times} times` : emptyText;
	return joinSafe([safe`best`, who, where, safe` `, changeOfBest(best, config), times]);
}
