/** Models whose time is later than now: one sentence for all, as one clock or zone is behind most of them. */

import {ageWords} from './age.ts';
import type {Model} from './model.ts';

/** Clocks of two machines may differ by this much (milliseconds). */
const clockSlack = 5 * 60_000;
/** Zones differ by no more (milliseconds). */
const widestZones = 26 * 3_600_000;

export interface FutureTimes {
	readonly models: readonly Model[];
	/** What is wrong, as a sentence; raw. */
	readonly message: string;
	/** How to see which they are, as a sentence; raw. */
	readonly repair: string;
}

/** @param models newest first @param now milliseconds since 1970 @returns undefined where there are none */
export function futureTimes(models: readonly Model[], now: number): FutureTimes | undefined {
	const [first] = models;
	if (!first || first.time <= now + clockSlack) return undefined;
	const end = models.findIndex(model => model.time <= now + clockSlack);
	const late = models.slice(0, end === -1 ? models.length : end);
	const ahead = first.time - now;
	const what = late.length === 1 ? '1 model has a time in the future' : `${late.length} models have times in the future`;
	const why = ahead <= widestZones ? 'Another time zone, or a clock that is wrong?' : 'Is a clock wrong?';
	return {
		models: late,
		message: `${what}, by up to ${ageWords(ahead)} (${late.length === 1 ? '' : 'latest '}${dayOf(first.time)}, ${first.id}). ${why}`,
		// The list shows the newest first.
		repair: `mreg list --limit ${late.length} shows ${late.length === 1 ? 'it' : 'them'}: mend the times in the sidecars, or the clock of the machine that wrote them.`,
	};
}

/** `2031-01-01`, local. */
function dayOf(ms: number): string {
	const date = new Date(ms);
	const two = (value: number) => String(value).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
