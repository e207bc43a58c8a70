/** How it is said which version of a family is the best, in every command alike. */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {FamilyBest} from '../store/domain/family-best.ts';
import type {Family} from '../store/domain/family.ts';
import {formatMetricRef} from '../store/domain/metric-ref.ts';
import {formatNumber, safeText} from './text.ts';
import {arrowOf, counted} from './words.ts';

/** `v1: acc@imagenet 0.712 ↑`; a dash where nothing ranks the versions. */
export function shortBest(best: FamilyBest | undefined): SafeText {
	if (!best) return safe`–`;
	const {version, metric, dataset, value, direction} = best;
	const ref = formatMetricRef(dataset === undefined ? {metric} : {metric, dataset});
	return safe`v${version.version}: ${safeText(ref)} ${formatNumber(value)} ${arrowOf(direction)}`;
}

/**
 * `v2 is the best by acc ↑ on imagenet.`, and how many of the versions it was not compared with.
 *
 * @param name what it is called
 * @param value its result, where no table has it
 */
export function bestSentence(name: SafeText, {metric, direction, dataset, standing}: FamilyBest, family: Family, value?: number): SafeText {
	const on = dataset === undefined ? safe`on no dataset that is named` : safe`on ${safeText(dataset)}`;
	const said = safe`${name} is the best by ${safeText(metric)} ${arrowOf(direction)} ${on}${value === undefined ? safe`` : safe`: ${formatNumber(value)}`}.`;
	const [all, compared, apart] = [family.versions.length, standing.compared.length, standing.leftOut.length];
	if (compared === all) return said;
	const untested = all - compared - apart;
	const others = [
		...(apart === 0 ? [] : [safe`${apart} ${safeText(apart === 1 ? 'was' : 'were')} measured on other data (≠)`]),
		...(untested === 0 ? [] : [safe`${untested} ${safeText(untested === 1 ? 'has' : 'have')} no result there`]),
	];
	return safe`${said} ${compared} of ${counted(all, 'version')} ${safeText(compared === 1 ? 'was' : 'were')} compared; ${joinSafe(others, safe`, `)}.`;
}
