/** The table that `mreg versions NAME` prints. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {FamilyBest} from '../../store/domain/family-best.ts';
import type {Family} from '../../store/domain/family.ts';
import {tableLines, type Column, type Row} from '../table.ts';
import {formatBytes, safeText} from '../text.ts';
import {resultCell, type ResultColumn} from '../version-results.ts';
import {versionMarks} from '../version-words.ts';
import {stateWords} from '../words.ts';
import {createdWords} from './get-lines.ts';

/** More results than these are left to `mreg show` and `mreg compare`. */
const mostResults = 6;

interface TableOptions {
	readonly best: FamilyBest | undefined;
	readonly results: readonly ResultColumn[];
	/** Cells of the terminal; undefined where the output is none. */
	readonly columns: number | undefined;
}

/** A row a version, the newest first; the results that rank before the others. */
export function versionTable(family: Family, {best, results, columns: width}: TableOptions): Iterable<SafeText> {
	const shown = results.slice(0, mostResults);
	const columns: Column[] = [
		{header: safe`VERSION`},
		{header: emptyText},
		{header: safe`ALIASES`, least: 10, leaveOut: 70},
		...shown.map(({title}, index): Column => ({header: title, align: 'right', ...(index === 0 ? {} : {leaveOut: 60 - index})})),
		{header: safe`TRAINED ON`, least: 8, leaveOut: 65},
		{header: safe`CREATED`, leaveOut: 50},
		{header: safe`SIZE`, align: 'right', leaveOut: 40},
		{header: safe`STATE`, least: 8},
	];
	const rows = family.versions.map((one): Row => {
		const {version, aliases, model} = one;
		return [
			safe`v${version}`,
			versionMarks(one, family, best),
			joinSafe(aliases.map(safeText), safe`, `),
			...shown.map(column => resultCell(model, column)),
			safeText(model.training?.dataset ?? ''),
			createdWords(model),
			model.artifact ? formatBytes(model.artifact.bytes) : emptyText,
			stateWords(model),
		];
	});
	return tableLines(columns, rows, width);
}
