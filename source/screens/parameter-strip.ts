/** The strip of the side panel: how the results lie by the hyperparameter that matters most, a line a value. Pure; worked out once for the results of now. */

import {displayWidth, fit, padLeft, truncate} from '../../components/cells.ts';
import {isAscii} from '../../components/glyphs.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {isConfiguration} from '../../store/domain/configuration.ts';
import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import {unitOf} from '../../store/domain/objective.ts';
import {placeOf, type Measured, type Standing} from '../../store/domain/ranking.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {RankedScore} from '../../store/domain/scoring.ts';
import {shortParam} from '../../store/domain/short-names.ts';
import {axisPlaces} from '../axis-places.ts';
import {parameterGroups, type ParameterGroups} from '../parameter-groups.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import type {BrowseRow} from './browse-rows.ts';

export interface ParameterStripOptions {
	readonly config: Config;
	readonly ranks: Ranks;
	/** The row that the model is of, and the places of configurations where seeds are folded. */
	readonly row?: BrowseRow;
	readonly scores?: ReadonlyMap<string, RankedScore>;
	readonly width: number;
}

/** Fewer results make no picture, and fewer cells neither. */
const leastResults = 6;
const leastWidth = 36;
const longestLabel = 14;
const gap = 2;

const signs = {
	unicode: {few: safe`·`, some: safe`•`, many: safe`●`, own: safe`◆`, best: safe`★`},
	ascii: {few: safe`.`, some: safe`o`, many: safe`@`, own: safe`+`, best: safe`*`},
};

/** A title, the axis of the metric, and a line for each value, none wider than the width; nothing where there is too little to see. */
export function parameterStrip(model: Model, {config, ranks, row, scores, width}: ParameterStripOptions): readonly SafeText[] {
	const {standing} = ranks.of(model.algorithm);
	if (!standing || width < leastWidth) return [];
	const configuration = row !== undefined && isConfiguration(row) ? row : undefined;
	const means = configuration && scores && foldedGroups(standing, scores, config);
	// A few configurations say less than their models.
	const isFolded = means !== undefined && means.count >= leastResults;
	const found = isFolded ? means : plainGroups(standing, config);
	if (!found || found.count < leastResults) return [];
	const own = configuration ? scores?.get(configuration.key)?.value : placeValue(standing, model);
	const picture = drawn(found, standing, {width, unit: unitOf(config, standing.metric)});
	const place = found.groupOf(configuration ? configuration.models[0] : model);
	const at = own === undefined || place === undefined ? undefined : {line: place, cell: picture.cellOf(own)};
	const sign = isAscii() ? signs.ascii : signs.unicode;
	const on = standing.dataset === undefined ? safeText(standing.metric) : safeText(standing.dataset);
	const what = counted(found.count, isFolded ? 'configuration' : 'model');
	const title = safe`${on}, ${what} by ${safeText(shortParam(found.parameter))}`;
	const legend = at ? paint(theme.quiet, safe`  ${sign.own} this one`) : emptyText;
	return [
		truncate(safe`${paint(theme.section, title)}${legend}`, width),
		paint(theme.quiet, picture.axis),
		...picture.lines.map(({label, cells}, index) => safe`${label}${lineText(cells, at?.line === index ? {cell: at.cell, sign: sign.own} : undefined)}`),
		...(found.more > 0 ? [paint(theme.quiet, safe`${counted(found.more, 'further value')}, with worse results`)] : []),
	];
}

function lineText(cells: readonly SafeText[], own: {readonly cell: number; readonly sign: SafeText} | undefined): SafeText {
	return own ? joinSafe(cells.map((cell, index) => (index === own.cell ? paint(theme.focus, own.sign) : cell))) : joinSafe(cells);
}

function placeValue(standing: Standing, model: Model): number | undefined {
	const place = placeOf(standing, model);
	return place.kind === 'ranked' && Number.isFinite(place.value) ? place.value : undefined;
}

interface Picture {
	readonly axis: SafeText;
	readonly lines: ReadonlyArray<{readonly label: SafeText; readonly cells: readonly SafeText[]}>;
	/** The cell of a result. */
	readonly cellOf: (result: number) => number;
}

const plain = new WeakMap<Standing, {readonly seedKeys: readonly string[]; readonly groups: ParameterGroups | undefined}>();

function plainGroups(standing: Standing, {seedKeys}: Config): ParameterGroups | undefined {
	let known = plain.get(standing);
	if (known?.seedKeys !== seedKeys) {
		plain.set(standing, (known = {seedKeys, groups: parameterGroups(standing.compared, {seedKeys, direction: standing.direction})}));
	}
	return known.groups;
}

const folded = new WeakMap<ReadonlyMap<string, RankedScore>, ParameterGroups | 'none'>();

/** A configuration counts by its mean. */
function foldedGroups(standing: Standing, scores: ReadonlyMap<string, RankedScore>, {seedKeys}: Config): ParameterGroups | undefined {
	let known = folded.get(scores);
	if (known === undefined) {
		const means = [...scores.values()].map(({measured: [first], value}): Measured => ({...first, value}));
		folded.set(scores, (known = parameterGroups(means, {seedKeys, direction: standing.direction}) ?? 'none'));
	}
	return known === 'none' ? undefined : known;
}

const pictures = new WeakMap<ParameterGroups, {readonly width: number; readonly ascii: boolean; readonly picture: Picture}>();

function drawn(found: ParameterGroups, standing: Standing, {width, unit}: {readonly width: number; readonly unit: string | undefined}): Picture {
	const ascii = isAscii();
	const before = pictures.get(found);
	if (before?.width === width && before.ascii === ascii) return before.picture;
	const picture = pictureOf(found, standing, {width, unit, ascii});
	pictures.set(found, {width, ascii, picture});
	return picture;
}

/** From so many times its least value an axis is logarithmic. */
const logFrom = 100;

function pictureOf(
	{groups, from, to}: ParameterGroups,
	{metric, direction}: Standing,
	{width, unit, ascii}: {readonly width: number; readonly unit: string | undefined; readonly ascii: boolean},
): Picture {
	const labelWidth = Math.min(longestLabel, Math.max(...groups.map(({label}) => displayWidth(label))));
	const room = width - labelWidth - gap;
	const scale = from > 0 && to / from > logFrom ? 'log' : 'linear';
	const places = axisPlaces({label: metric, scale, from, to}, 0);
	const cellOf = (result: number) => Math.min(room - 1, Math.max(0, Math.round(places.at(result) * (room - 1))));
	const counts = groups.map(({values}) => {
		const cells = new Array<number>(room).fill(0);
		for (const value of values) cells[cellOf(value)] = (cells[cellOf(value)] ?? 0) + 1;
		return cells;
	});
	const fullest = Math.max(...counts.flat());
	const best = direction === 'minimize' ? from : to;
	const sign = ascii ? signs.ascii : signs.unicode;
	const signOf = (count: number, isBest: boolean) => {
		if (count === 0) return safe` `;
		if (isBest) return paint(theme.best, sign.best);
		// One of a few is as much as there is.
		const part = fullest === 1 ? 2 : Math.ceil((3 * count) / fullest);
		return part >= 3 ? sign.many : part === 2 ? sign.some : sign.few;
	};
	let isMarked = false;
	const lines = groups.map(({label, values}, line) => ({
		label: safe`${padLeft(fit(label, Math.min(labelWidth, displayWidth(label))), labelWidth)}${repeatSafe(safe` `, gap)}`,
		cells: (counts[line] ?? []).map((count, cell) => {
			const isBest = !isMarked && cell === cellOf(best) && values.includes(best);
			isMarked ||= isBest;
			return signOf(count, isBest);
		}),
	}));
	return {axis: axisText(places.ticks(Math.max(2, Math.floor(room / 9))), {before: labelWidth + gap, room, unit}), lines, cellOf};
}

/** The numbers of the axis, each over its place; the last has the unit. */
function axisText(
	ticks: ReadonlyArray<{readonly at: number; readonly text: SafeText}>,
	{before, room, unit}: {readonly before: number; readonly room: number; readonly unit: string | undefined},
): SafeText {
	let line = emptyText;
	for (const [index, {at, text}] of ticks.entries()) {
		const words = index === ticks.length - 1 && unit !== undefined ? safe`${text} ${safeText(unit)}` : text;
		const middle = before + Math.round(at * (room - 1)) - Math.floor(displayWidth(text) / 2);
		const start = Math.min(middle, before + room - displayWidth(words));
		const free = start - displayWidth(line);
		if (free < (line === '' ? 0 : 1)) continue;
		line = safe`${line}${repeatSafe(safe` `, free)}${words}`;
	}
	return truncate(line, before + room);
}
