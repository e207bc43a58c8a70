/** The versions of a family as a table: a line each, in the width that there is. Pure; the last table is kept. */

import {displayWidth, fit} from '../../components/cells.ts';
import {paint, type Style} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import type {Family, VersionedModel} from '../../store/domain/family.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {columnWidths, type Column} from '../table.ts';
import {formatAge, formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {resultCell, resultColumns} from '../version-results.ts';
import {otherName, versionMarks} from '../version-words.ts';
import {stateWords} from '../words.ts';
import type {BestOrWhyNot} from './family-best.ts';
import {remember} from './remember.ts';

export interface VersionsTable {
	readonly head: SafeText;
	/** @param isCursor the cursor is on it */
	readonly line: (row: number, isCursor: boolean) => SafeText;
}

interface VersionColumn extends Column {
	readonly cell: (one: VersionedModel) => SafeText;
	readonly style?: Style | ((one: VersionedModel) => Style | undefined);
}

/** More results than these are left to Compare and Leaderboard. */
const mostResults = 6;
/** Below this many cells marks are signs, not words. */
const wordsFrom = 70;
/** Cells before the first column: the cursor and a blank. */
const gutter = 2;

export interface TableFacts {
	readonly best: BestOrWhyNot;
	readonly config: Config;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Ages are brought up to date every ten seconds. */
export function versionsTable(family: Family, {best, config, now}: TableFacts, width: number): VersionsTable {
	return made(family, best, config, Math.floor(now / 10_000) * 10_000, width);
}

const made = remember((family: Family, best: BestOrWhyNot, config: Config, now: number, width: number): VersionsTable => {
	const columns = columnsOf(family, {best, config, now}, width);
	const rows = family.versions.map(one => columns.map(({cell}) => cell(one)));
	const widths = columnWidths(columns, rows, width - gutter);
	const shown = columns.flatMap((column, index) => {
		const cells = widths[index] ?? 0;
		return cells === 0 ? [] : [{...column, index, cells}];
	});
	return {
		head: fit(
			paint(
				theme.tableHeader,
				safe`  ${joinSafe(
					shown.map(({header, cells, align}) => fit(header, cells, align)),
					safe`  `,
				)}`,
			),
			width,
		),
		line: (row, isCursor) => {
			const one = family.versions[row];
			const texts = shown.map(({index, cells, align, style}) => {
				const text = fit(rows[row]?.[index] ?? emptyText, cells, align);
				const look = one && typeof style === 'function' ? style(one) : style;
				return look && typeof look !== 'function' ? paint(look, text) : text;
			});
			return fit(safe`${isCursor ? safe`❯` : safe` `} ${joinSafe(texts, safe`  `)}`, width);
		},
	};
});

function columnsOf(family: Family, {best, config, now}: TableFacts, width: number): readonly VersionColumn[] {
	const found = best instanceof UserError ? undefined : best;
	const results = resultColumns(family, {best: found, config}).slice(0, mostResults);
	const isBest = (one: VersionedModel) => one === found?.version;
	const tied = new Set(found?.tied);
	const marks = (one: VersionedModel) => {
		const sign = tied.has(one) ? safe`≈` : emptyText;
		if (width < wordsFrom) return isBest(one) ? safe`★` : sign;
		return joinSafe(
			[versionMarks(one, family, found), sign].filter(mark => mark !== ''),
			safe`, `,
		);
	};
	return [
		{header: width < wordsFrom ? safe`V` : safe`VERSION`, cell: ({version}) => safe`v${version}`, style: one => (isBest(one) ? theme.best : undefined)},
		{header: emptyText, cell: marks, style: one => (isBest(one) ? theme.best : undefined)},
		{header: safe`ALIASES`, least: 10, leaveOut: 70, cell: ({aliases}) => joinSafe(aliases.slice(0, mostAliases).map(safeText), safe`, `), style: theme.tag},
		...results.map((column, index): VersionColumn => {
			const cell = ({model}: VersionedModel) => resultCell(model, column);
			const values = family.versions.reduce((most, one) => Math.max(most, displayWidth(cell(one))), 0);
			const least = Math.max(values, Math.min(12, displayWidth(column.title)));
			const style = (one: VersionedModel) => (column.leftOut.has(one.model) ? theme.caution : isBest(one) && index === 0 ? theme.best : undefined);
			return {header: column.title, align: 'right', least, ...(index === 0 ? {} : {leaveOut: 60 - index}), cell, style};
		}),
		{header: safe`TRAINED ON`, least: 8, leaveOut: 65, cell: ({model}) => safeText(model.training?.dataset ?? '')},
		{
			header: safe`AGE`,
			align: 'right',
			leaveOut: 66,
			cell: ({model}) => (Number.isFinite(model.time) ? formatAge(now - model.time) : safe`–`),
			style: theme.quiet,
		},
		{header: safe`SIZE`, align: 'right', leaveOut: 40, cell: ({model}) => (model.artifact ? formatBytes(model.artifact.bytes) : emptyText)},
		{
			header: safe`ID`,
			least: 12,
			leaveOut: 55,
			cell: ({model}) => (otherName(model) ? safeText(model.id) : emptyText),
			style: theme.quiet,
		},
		{header: safe`STATE`, least: 8, cell: ({model}) => stateWords(model), style: ({model}) => (model.state === 'ok' ? theme.caution : theme.bad)},
	];
}

/** No row shows more. */
const mostAliases = 50;
