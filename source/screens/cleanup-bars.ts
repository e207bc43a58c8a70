/** The bars of Cleanup: what the models take now, if what goes lies in the trash, and if that is purged. Pure. */

import {displayWidth, fit, padLeft, padRight} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {formatBytes} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import {grouped} from './browse-lines.ts';
import {isFull, sizesOn, type CleanupDisk} from './cleanup-disk.ts';
import type {PlanPage} from './cleanup-view.ts';
import {remember} from './remember.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Removed} from '../../store/domain/retention.ts';

/** Bytes; undefined while the files are looked at. */
export interface PlanSizes {
	/** Of all models. */
	readonly now: number;
	/** That the trash would hold. */
	readonly trashed: number;
	/** That a purge would free. */
	readonly freed: number;
}

/** What the plan means for the disk. Found once for a plan: it goes through all models. */
export function planSizes({models, plan}: Pick<PlanPage, 'models' | 'plan'>, {looked}: CleanupDisk): PlanSizes | undefined {
	return sizesOfPlan(models, plan.remove, looked);
}

const sizesOfPlan = remember((models: readonly Model[], remove: readonly Removed[], looked: CleanupDisk['looked']): PlanSizes | undefined => {
	const [all, gone] = [
		sizesOn(looked, models),
		sizesOn(
			looked,
			remove.map(({model}) => model),
		),
	];
	return all && gone && {now: all.trashed, trashed: gone.trashed, freed: gone.freed};
});

export interface BarOptions {
	readonly width: number;
	/** How many of the three there is room for: one is the last. */
	readonly lines: number;
	/** Bytes, where they are known. */
	readonly free: number | undefined;
	readonly total: number | undefined;
}

const names = [safe`now`, safe`if trashed`, safe`if purged`] as const;
const nameWidth = 10;
const bytesWidth = 7;
/** In fewer cells there is no bar. */
const leastBar = 8;
/** In fewer cells the models are not counted. */
const countedFrom = 100;

/** `now ████████ 612 GB  368 models`, `if trashed ██████▒▒ 612 GB  300 stay, 68 in the trash`, each of at most `width` cells. */
export function barLines(page: PlanPage, disk: CleanupDisk, {width, lines, free, total}: BarOptions): readonly SafeText[] {
	if (lines === 0) return [];
	const sizes = planSizes(page, disk);
	const kept = page.models.length - page.plan.remove.length;
	const counts = width < countedFrom ? [emptyText, emptyText, emptyText] : alike(countsOf(page.models.length, kept));
	const notes = sizes ? notesOf(sizes, {free, total}) : [emptyText, emptyText, emptyText];
	const bytes = sizes ? [sizes.now, sizes.now, sizes.now - sizes.freed].map(formatBytes) : [safe`…`, safe`…`, safe`…`];
	const noteWidth = Math.max(...notes.map(displayWidth));
	const indent = width < countedFrom ? 1 : 3;
	const rest = indent + nameWidth + 1 + 1 + bytesWidth + displayWidth(counts[0] ?? emptyText) + (noteWidth === 0 ? 0 : 2 + noteWidth) + 1;
	const cells = width - rest;
	const bars = cells < leastBar ? [emptyText, emptyText, emptyText] : barsOf(sizes, cells);
	const all = names.map((name, index) =>
		fit(
			joinSafe([
				repeatSafe(safe` `, indent),
				padRight(name, nameWidth + 1),
				bars[index] ?? emptyText,
				padLeft(bytes[index] ?? emptyText, bytesWidth + 1),
				counts[index] ?? emptyText,
				notes[index] === emptyText ? emptyText : safe`  ${notes[index] ?? emptyText}`,
			]),
			width,
		),
	);
	return lines >= 3 ? all : all.slice(-lines);
}

/** `14 models`, `7 stay, 7 in the trash`, `7 stay`. */
function countsOf(all: number, kept: number): readonly SafeText[] {
	const stay = safe`${grouped(kept)} ${kept === 1 ? safe`stays` : safe`stay`}`;
	return [counted(all, 'model'), kept === all ? stay : safe`${stay}, ${grouped(all - kept)} in the trash`, stay];
}

/** Of one width, begun in one column. */
function alike(texts: readonly SafeText[]): readonly SafeText[] {
	const widest = Math.max(...texts.map(displayWidth));
	return texts.map(text => safe`  ${padRight(text, widest)}`);
}

/** What is free then. */
function notesOf({freed}: PlanSizes, {free, total}: Pick<BarOptions, 'free' | 'total'>): readonly SafeText[] {
	if (free === undefined) return [emptyText, safe`frees 0 B`, safe`frees ${formatBytes(freed)}`];
	const still = isFull(free, total) ? paint(theme.bad, safe`still full`) : safe`frees 0 B`;
	return [emptyText, still, safe`${formatBytes(free + freed)} free`];
}

/** █ what stays, ▒ what is in the trash, ░ what is free then. */
function barsOf(sizes: PlanSizes | undefined, cells: number): readonly SafeText[] {
	if (!sizes) return [0, 1, 2].map(() => paint(theme.quiet, repeatSafe(safe`·`, cells)));
	const share = (bytes: number) => (sizes.now === 0 ? 0 : Math.min(cells, Math.round((cells * bytes) / sizes.now)));
	// What there is little of is seen all the same.
	const gone = (bytes: number) => (bytes === 0 ? 0 : Math.max(1, share(bytes)));
	const [trashed, freed] = [gone(sizes.trashed), gone(sizes.freed)];
	const bar = (stays: number, rest: SafeText) => joinSafe([repeatSafe(safe`█`, stays), paint(theme.quiet, repeatSafe(rest, cells - stays))]);
	return [bar(cells, safe`░`), bar(cells - trashed, safe`▒`), bar(cells - freed, safe`░`)];
}
