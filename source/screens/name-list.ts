/** Many names in little room: the first of them, and how many more there are. Pure. */

import {displayWidth, truncate} from '../../components/cells.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {safeText} from '../text.ts';
import {grouped} from './browse-lines.ts';

const comma = safe`, `;
/** No line of a terminal holds more. */
const most = 60;

/** `a, b and 9 more`, in at most `width` cells: as many as there is room for, and one at least. @param names raw */
export function firstNames(names: readonly string[], width: number): SafeText {
	const shown = names.slice(0, most).map(safeText);
	const more = (count: number) => (names.length > count ? safe` and ${grouped(names.length - count)} more` : emptyText);
	for (let count = shown.length; count > 1; count--) {
		const line = safe`${joinSafe(shown.slice(0, count), comma)}${more(count)}`;
		if (displayWidth(line) <= width) return line;
	}
	const rest = more(1);
	return safe`${truncate(shown[0] ?? emptyText, Math.max(1, width - displayWidth(rest)))}${rest}`;
}

/** At most `count` lines of names; the last says how many more there are. @param names raw */
export function nameLines(names: readonly string[], {width, count}: {readonly width: number; readonly count: number}): readonly SafeText[] {
	const lines: SafeText[] = [];
	let from = 0;
	while (from < names.length && lines.length < count) {
		const rest = names.slice(from);
		if (lines.length === count - 1) return [...lines, truncate(firstNames(rest, width), width)];
		const fitting = fittingNames(rest, width);
		from += fitting.length;
		lines.push(truncate(safe`${joinSafe(fitting, comma)}${from < names.length ? safe`,` : emptyText}`, width));
	}
	return lines;
}

/** Those of a line, one at least; behind them stands a comma. */
function fittingNames(names: readonly string[], width: number): readonly SafeText[] {
	const line: SafeText[] = [];
	let used = 0;
	for (const name of names.slice(0, most)) {
		const text = safeText(name);
		used += displayWidth(text) + comma.length;
		if (line.length > 0 && used - 1 > width) break;
		line.push(text);
	}
	return line;
}
