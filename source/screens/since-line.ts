/** The line that says what happened since the last visit. Pure. */

import {displayWidth, fit} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {happenedSince, type BestSince, type HappenedSince} from '../../store/domain/happened-since.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {bestWords, sinceTime} from '../since-words.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted, formatTime} from '../words.ts';
import {grouped, spread} from './browse-lines.ts';
import {groupsOf} from './browse-view.ts';
import {remember} from './remember.ts';

type Seen = Pick<Snapshot, 'models' | 'gone' | 'goneMore' | 'config' | 'lastVisit'>;

/** Worked out when models or what ranks them change, and not at each key. */
const happened = remember(
	(
		models: Snapshot['models'],
		gone: Snapshot['gone'],
		goneMore: Snapshot['goneMore'],
		...[config, ranks, since]: readonly [Snapshot['config'], Ranks, number]
	): HappenedSince => happenedSince({models, gone, goneMore, config}, {ranks, since}),
);

export interface SinceOptions {
	readonly ranks: Ranks;
	/** Of the tab, in lower case. */
	readonly algorithm?: string;
	readonly width: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** So many bests are named where there is room. */
const mostBests = 3;

/** How much is said: all, with this many bests; `least` is without the word `models`. */
interface Form {
	readonly isLong: boolean;
	readonly most: number;
	readonly isLeast?: true;
}

/** What says it at different lengths; undefined where nothing happened, or where no visit is remembered. */
function sayings({models, gone, goneMore, config, lastVisit}: Seen, {ranks, algorithm, now}: Omit<SinceOptions, 'width'>) {
	if (lastVisit === undefined) return undefined;
	const all = happened(models, gone, goneMore, config, ranks, lastVisit);
	const {came, goneCount} = all;
	const bests = ownFirst(all.bests, algorithm);
	if (came.length === 0 && bests.length === 0 && goneCount === 0) return undefined;
	const isNamed = groupsOf(models).size > 1 && (algorithm === undefined || bests.some(({algorithm: other}) => other.toLowerCase() !== algorithm));
	const lineOf = ({isLong, most, isLeast}: Form) => {
		const others = bests.length - most;
		const parts = [
			...(came.length > 0 ? [isLeast ? safe`+${grouped(came.length)}` : cameWords(all, algorithm)] : []),
			...bests.slice(0, most).map(best => paint(best.improved ? theme.good : theme.caution, bestWords(best, config, {isLong, isNamed}))),
			...(others > 0 && most > 0 ? [safe`${others} more ${others === 1 ? safe`best` : safe`bests`}`] : []),
			...(goneCount > 0 ? [paint(theme.caution, goneWords(goneCount, isLong))] : []),
		];
		const time = sinceTime(lastVisit, now, {isLong});
		const blanks = isLeast ? safe` ` : isLong ? safe`   ` : safe`  `;
		return safe`${paint(theme.quiet, safe`Since ${time}`)}${blanks}${joinSafe(parts, paint(theme.quiet, safe` · `))}`;
	};
	return {lineOf, came, bests, goneCount, lastVisit, isNamed};
}

/** `Since 23:10  +212 models · best imdb 120.50 → 117.03 s · 3 files vanished`; empty where nothing happened, or where no visit is remembered. */
export function sinceLine(seen: Seen, {width, ...options}: SinceOptions): SafeText {
	const said = sayings(seen, options);
	if (!said) return emptyText;
	const {came} = said;
	const lineOf = (form: Form) => safe` ${said.lineOf(form)}`;
	const forms = [
		...Array.from({length: mostBests}, (_, index) => ({isLong: true, most: mostBests - index})),
		{isLong: false, most: 1},
		{isLong: false, most: 0},
	];
	const hint = came.length === 0 ? emptyText : paint(theme.quiet, safe`N shows them`);
	for (const form of forms) {
		const line = lineOf(form);
		const room = width - displayWidth(line) - 1;
		if (room >= displayWidth(hint) + 3) return spread(line, hint, width);
		if (room >= 0) return line;
	}
	return fit(lineOf({isLong: false, most: 0}), width);
}

/** The same beside something else, in at most `width` cells: `Since 23:10 +212`; empty where there is no room, and where nothing happened. */
export function sinceBeside(seen: Seen, {width, ...options}: SinceOptions): SafeText {
	const said = sayings(seen, options);
	if (!said) return emptyText;
	const forms: readonly Form[] = [
		{isLong: false, most: 1},
		{isLong: false, most: 0},
		{isLong: false, most: 0, isLeast: true},
	];
	const isSaid = (form: Form) => form.most > 0 || said.came.length + said.goneCount > 0;
	const found = forms.filter(isSaid).find(form => displayWidth(said.lineOf(form)) <= width);
	return found ? said.lineOf(found) : emptyText;
}

/** The same as a message, and the command that tells it whole; raw. undefined where nothing happened. */
export function sinceMessage(seen: Seen, {ranks, now}: Pick<SinceOptions, 'ranks' | 'now'>): {readonly text: string; readonly command: string} | undefined {
	const said = sayings(seen, {ranks, now});
	if (!said) return undefined;
	const {came, bests, goneCount, lastVisit, isNamed} = said;
	const parts = [
		...(came.length > 0 ? [safe`${counted(came.length, 'model')} came`] : []),
		...bests.slice(0, mostSaid).map(best => bestWords(best, seen.config, {isLong: true, isNamed})),
		...(bests.length > mostSaid ? [safe`${grouped(bests.length - mostSaid)} more best results changed`] : []),
		...(goneCount > 0 ? [goneWords(goneCount, true)] : []),
	];
	const words = joinSafe(parts, safe`; `);
	return {
		text: `Since ${sinceTime(lastVisit, now, {isLong: true})}, your last visit: ${words}.`,
		command: `mreg since ${formatTime(lastVisit).replace(' ', 'T')}`,
	};
}

/** So many bests are named in a message. */
const mostSaid = 8;

/** `+212 models`; in a tab those of others are told apart: `+2 mscn, +1 resnet`. */
function cameWords({came, byAlgorithm}: HappenedSince, algorithm: string | undefined): SafeText {
	const others = byAlgorithm.filter(one => one.algorithm.toLowerCase() !== algorithm);
	if (algorithm === undefined || others.length === 0) return safe`+${grouped(came.length)} ${came.length === 1 ? safe`model` : safe`models`}`;
	const own = byAlgorithm.filter(one => !others.includes(one));
	const elsewhere = others.reduce((sum, {count}) => sum + count, 0);
	const named = (others.length === 1 ? byAlgorithm : own).toSorted((a, b) => Number(own.includes(b)) - Number(own.includes(a)));
	const parts = named.map(one => safe`+${grouped(one.count)} ${safeText(one.algorithm)}`);
	return joinSafe(others.length === 1 ? parts : [...parts, safe`+${grouped(elsewhere)} in other tabs`], safe`, `);
}

/** Those of the tab come first. */
function ownFirst(bests: readonly BestSince[], algorithm: string | undefined): readonly BestSince[] {
	if (algorithm === undefined) return bests;
	const isOwn = (best: BestSince) => best.algorithm.toLowerCase() === algorithm;
	return [...bests.filter(isOwn), ...bests.filter(best => !isOwn(best))];
}

function goneWords(count: number, isLong: boolean): SafeText {
	return safe`${grouped(count)} ${count === 1 ? safe`file` : safe`files`} vanished${isLong ? safe` (not by mreg)` : emptyText}`;
}
