/** The columns of the list of families: how wide they are, and what stands in their cells. Pure. */

import {displayWidth, fit} from '../../components/cells.ts';
import {isAscii} from '../../components/glyphs.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {sparkline} from '../../components/sparkline.ts';
import type {Config} from '../../store/domain/config.ts';
import type {FamilyBest} from '../../store/domain/family-best.ts';
import type {Family, VersionedModel} from '../../store/domain/family.ts';
import {formatMetricRef} from '../../store/domain/metric-ref.ts';
import {unitOf} from '../../store/domain/objective.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {formatAge, formatBytes, formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {stateWords} from '../words.ts';
import type {BestOrWhyNot} from './family-best.ts';

export interface FamilyFacts {
	readonly config: Config;
	readonly bestOf: (family: Family) => BestOrWhyNot;
	/** Milliseconds since 1970. */
	readonly now: number;
}

export interface FamilyColumn {
	readonly id: 'family' | 'latest' | 'best' | 'trend' | 'count' | 'age' | 'size' | 'aliases';
	readonly title: SafeText;
	readonly align: 'left' | 'right';
	readonly width: number;
	/** @param room cells that it has */
	readonly cell: (family: Family, room: number) => SafeText;
}

/** What a column asks for: what it takes where there is room, and with how little it makes do; 0: it is not there. */
interface Wanted extends Omit<FamilyColumn, 'width'> {
	readonly natural: number;
	readonly least: number;
}

const gap = 2;
/** Cells before the first column: the cursor and a blank. */
const gutter = 2;
/** From here on a best says its dataset. */
const wide = 120;

/**
 * The columns that fit: the family and its latest version always; then what matters more. The aliases take what is left.
 *
 * @param sample families to measure by
 */
export function familyColumns(sample: readonly Family[], facts: FamilyFacts, width: number): readonly FamilyColumn[] {
	const columns = wantedColumns(sample, facts, width);
	const shown = new Set<FamilyColumn['id']>(['family', 'latest']);
	let room = width - gutter + gap;
	for (const {id, least} of columns) if (shown.has(id)) room -= least + gap;
	for (const id of ['best', 'count', 'aliases', 'trend', 'age', 'size'] as const) {
		const column = columns.find(one => one.id === id);
		if (!column || column.natural === 0 || room < column.least + gap) continue;
		shown.add(id);
		room -= column.least + gap;
	}
	// What is left goes to those that would be cut, the aliases last.
	const widths = new Map<FamilyColumn['id'], number>();
	for (const id of ['family', 'best', 'aliases'] as const) {
		const column = columns.find(one => one.id === id);
		if (!column || !shown.has(id)) continue;
		const width = Math.min(column.natural, column.least + room);
		widths.set(id, width);
		room -= width - column.least;
	}
	return columns
		.filter(({id}) => shown.has(id))
		.map(({id, title, align, natural, least, cell}) => {
			const width = widths.get(id) ?? natural;
			// Where some have no room for their long form, all have the short one.
			return {id, title, align, width, cell: family => cell(family, width < natural ? least : width)};
		});
}

function wantedColumns(sample: readonly Family[], facts: FamilyFacts, width: number): readonly Wanted[] {
	const {config, bestOf, now} = facts;
	const wanted = (
		column: Pick<Wanted, 'id' | 'title' | 'align' | 'cell'>,
		{least = Infinity, most = Infinity}: {readonly least?: number | 'shortest'; readonly most?: number} = {},
	): Wanted => {
		const widest = (room: number) => sample.reduce((cells, family) => Math.max(cells, displayWidth(column.cell(family, room))), displayWidth(column.title));
		const natural = Math.min(most, widest(Infinity));
		return {...column, natural, least: Math.min(natural, least === 'shortest' ? widest(0) : least)};
	};
	const aliases = wanted({id: 'aliases', title: safe`ALIASES`, align: 'left', cell: aliasWords}, {least: 12});
	const trend = wanted({id: 'trend', title: safe`TREND`, align: 'left', cell: family => trendWords(family, bestOf(family))});
	const withDataset = width >= wide;
	return [
		wanted({id: 'family', title: safe`FAMILY`, align: 'left', cell: ({name}) => safeText(name)}, {least: 12, most: Math.max(12, Math.floor(width / 3))}),
		wanted({id: 'count', title: safe`COUNT`, align: 'right', cell: ({versions}) => safe`${versions.length}`}),
		wanted({id: 'latest', title: safe`LATEST`, align: 'left', cell: ({versions: [latest]}) => latestWords(latest)}),
		wanted({id: 'age', title: safe`AGE`, align: 'right', cell: family => paint(theme.quiet, ageOf(family, now))}),
		wanted(
			{id: 'best', title: safe`BEST`, align: 'left', cell: (family, room) => bestWords(bestOf(family), config, {room, withDataset})},
			{least: 'shortest', most: 40},
		),
		sample.some(family => trendWords(family, bestOf(family)) !== '') ? trend : {...trend, natural: 0, least: 0},
		wanted({id: 'size', title: safe`SIZE`, align: 'right', cell: ({bytes}) => formatBytes(bytes)}),
		sample.some(({versions}) => versions.some(one => one.aliases.length > 0)) ? aliases : {...aliases, natural: 0, least: 0},
	];
}

/** `v3`, or `v3 !` where something is wrong with it. */
function latestWords(latest: VersionedModel | undefined): SafeText {
	if (!latest) return emptyText;
	return stateWords(latest.model) === '' ? safe`v${latest.version}` : safe`v${latest.version} ${paint(theme.bad, safe`!`)}`;
}

function ageOf({versions: [latest]}: Family, now: number): SafeText {
	return latest && Number.isFinite(latest.model.time) ? formatAge(now - latest.model.time) : safe`–`;
}

/** `v1  acc@imagenet 0.697`, `v1  acc 0.697` or `v1  0.697`, the longest form that has room; `≈` where others are as good as it. */
function bestWords(best: BestOrWhyNot, config: Config, {room, withDataset}: {readonly room: number; readonly withDataset: boolean}): SafeText {
	if (best instanceof UserError) return paint(theme.quiet, safe`–`);
	const {version, metric, dataset} = best;
	const value = best.tied.length === 0 ? bestValue(best, config) : safe`${bestValue(best, config)} ≈`;
	const refs = [...(withDataset ? [{metric, dataset}] : []), {metric}];
	const forms = refs.map(ref => safe`v${version.version}  ${safeText(formatMetricRef(ref))} ${value}`);
	return forms.find(form => displayWidth(form) <= room) ?? safe`v${version.version}  ${value}`;
}

/** Versions of which one sees how they went, the last ones. */
const mostTrend = 12;

/**
 * The results of the versions from the first to the last by what ranks them, a bar each; the best is a star. Gaps are versions without a
 * comparable result; nothing where fewer than two have one.
 */
function trendWords({versions}: Family, best: BestOrWhyNot): SafeText {
	if (best instanceof UserError || best.standing.compared.length < 2) return emptyText;
	const values = new Map(best.standing.compared.map(({model, value}) => [model, value]));
	const shown = versions.slice(0, mostTrend).toReversed();
	const bars = [
		...sparkline(
			shown.map(({model}) => values.get(model)),
			{width: mostTrend, isAscii: isAscii()},
		),
	];
	const star = isAscii() ? safe`@` : safe`★`;
	return joinSafe(bars.map((bar, index) => (shown[index] === best.version ? paint(theme.best, star) : safeText(bar))));
}

/** `0.697`, `117.03 s`. */
export function bestValue({value, metric}: Pick<FamilyBest, 'value' | 'metric'>, config: Config): SafeText {
	const unit = unitOf(config, metric);
	return unit === undefined ? formatNumber(value) : safe`${formatNumber(value)} ${safeText(unit)}`;
}

/** No row shows more. */
const mostAliases = 50;

/** `champion v2, paper v1`, those of the highest number first. */
export function aliasWords({versions}: Family): SafeText {
	const named = versions.flatMap(({version, aliases}) => aliases.map(alias => ({alias, version})));
	return joinSafe(
		named.slice(0, mostAliases).map(({alias, version}) => safe`${paint(theme.tag, safeText(alias))} v${version}`),
		safe`, `,
	);
}

/** The heads of the columns, in `width` cells; that which the rows are sorted by is marked. */
export function headLine(columns: readonly FamilyColumn[], {sorted, width}: {readonly sorted: FamilyColumn['id']; readonly width: number}): SafeText {
	const titles = columns.map(({id, title, align, width: cells}) => {
		const fitted = fit(title, cells, align);
		return id === sorted ? paint({underline: true}, fitted) : fitted;
	});
	return fit(paint(theme.tableHeader, safe`  ${joinSafe(titles, safe`  `)}`), width);
}

/** The line of a family, in `width` cells. */
export function familyLine(
	family: Family,
	columns: readonly FamilyColumn[],
	{isCursor, width}: {readonly isCursor: boolean; readonly width: number},
): SafeText {
	const cells = columns.map(({cell, align, width: room}) => fit(cell(family, room), room, align));
	return fit(safe`${isCursor ? safe`❯` : safe` `} ${joinSafe(cells, safe`  `)}`, width);
}
