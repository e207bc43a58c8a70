/** One line of the plan of an import, and how the plan is shown. */

import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {shellWord} from '../../store/domain/test-command.ts';
import {tableLines} from '../table.ts';
import {formatNumber, safeText} from '../text.ts';
import {counted, namedShort} from '../words.ts';

export interface PlanRow {
	readonly kind: 'version' | 'sidecar';
	/** `resnet18/v1`, or an id; raw. */
	readonly name: string;
	/** Absolute; what is copied, moved or linked, or the file whose entry is written. */
	readonly from?: string;
	/** The same as it is shown: relative to the file that is imported where it lies there. */
	readonly shownFrom?: string;
	/** It does not lie in the folder of the file that is imported. */
	readonly isOutside?: boolean;
	/** Relative to the root. */
	readonly to?: string;
	readonly metrics?: ReadonlyArray<readonly [name: string, value: number]>;
	readonly action: 'import' | 'skip';
	/** Why not: a sentence, raw. */
	readonly reason?: string;
	/** It is as it is to be: nothing is wrong. */
	readonly isThere?: boolean;
	/** The key under which it lies in the trash. */
	readonly trashed?: string;
	/** Raw sentences. */
	readonly remarks?: readonly string[];
}

/** Rows that are shown one by one. */
const mostShown = 40;

/** The plan as a table: what is imported first, then what is not and why. @param width of the terminal in cells */
export function* planLines(rows: readonly PlanRow[], width: number | undefined): Iterable<SafeText> {
	const going = rows.filter(({action}) => action === 'import');
	if (going.length > 0) {
		yield* tableLines(
			[
				{header: safe`IMPORT`, least: 16},
				{header: safe`FROM`, least: 16},
				{header: safe`TO`, least: 16},
				{header: safe`METRICS`, least: 8, leaveOut: 1},
			],
			going.slice(0, mostShown).map(row => [safeText(row.name), safeText(row.shownFrom ?? ''), safeText(row.to ?? ''), metricWords(row)]),
			width,
		);
		if (going.length > mostShown) yield more(going.length);
	}
	const left = rows.filter(({action}) => action === 'skip');
	if (left.length === 0) return;
	yield* tableLines(
		[{header: safe`NOT IMPORTED`, least: 16}, {header: safe`WHY`}],
		left.slice(0, mostShown).map(({name, reason = ''}) => [safeText(name), safeText(reason)]),
	);
	if (left.length > mostShown) yield more(left.length);
}

function more(count: number): SafeText {
	return safe`… ${count - mostShown} more: --json names them all`;
}

function metricWords({metrics = []}: PlanRow): SafeText {
	return joinSafe(
		metrics.map(([name, value]) => safe`${safeText(name)} ${formatNumber(value)}`),
		safe`, `,
	);
}

/** More rows of which the same is to be known are told of in one line. */
const fewAlike = 3;

/** What is to be known besides, each with its name. */
export function remarkLines(rows: readonly PlanRow[]): readonly SafeText[] {
	const all = rows.flatMap(({name, remarks = []}) => remarks.map(remark => ({name, remark})));
	return [...Map.groupBy(all, ({remark}) => remark)].flatMap(([remark, same]) => {
		const names = same.map(({name}) => name);
		return same.length > fewAlike ? [safe`${namedShort(names)}: ${safeText(remark)}`] : names.map(name => safe`${safeText(name)}: ${safeText(remark)}`);
	});
}

/** `3 versions`, `1 sidecar`. */
export function countWords(rows: readonly PlanRow[]): SafeText {
	return counted(rows.length, rows[0]?.kind ?? 'version');
}

/** As `--json` has it. */
export function rowJson({kind, name, from, isOutside = false, to, action, reason}: PlanRow): object {
	return {kind, name, from: from ?? null, ...(kind === 'version' ? {outside: isOutside} : {}), to: to ?? null, action, reason: reason ?? null};
}

/** The command line that brings these back from the trash, for a shell. */
export function restoreCommand(keys: readonly string[]): string {
	return `mreg restore ${keys.some(key => key.startsWith('-')) ? '-- ' : ''}${keys.map(shellWord).join(' ')}`;
}
