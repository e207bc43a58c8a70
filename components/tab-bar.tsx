/** The tabs of a screen in one line, with their counts; the active one stands in brackets. */
import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit, truncate} from './cells.ts';
import {paint} from './paint.ts';
import {lineOf, meaningAt, spaced, usePointed, type Part, type Pressed} from './pointed.ts';
import {emptyText, repeatSafe, safe, type SafeText} from './safe-text.ts';

export type Tab = {readonly label: SafeText; readonly count?: number};

export type TabBarProps = {
	/** The first tab (All) always stays. */
	readonly tabs: readonly Tab[];
	/** The index of the active tab. */
	readonly active: number;
	readonly width: number;
	/** Stands at the right end of the line, if there is room. */
	readonly note?: SafeText;
	/** What a click on a tab means. */
	readonly pressed?: (tab: number) => Pressed;
};

const gap = 3;
const longestLabel = 24;

function tabText({label, count}: Tab, isActive: boolean): SafeText {
	const short = truncate(label, longestLabel);
	const text = count === undefined ? short : safe`${short} ${count}`;
	return isActive ? paint({bold: true}, safe`[${text}]`) : text;
}

/**
 * Which tabs stand in a line: the first, and a run of neighbours that holds the active one.
 * `widths` are those of the tabs as drawn, `more` that of the mark for what is left out.
 */
export function visibleTabs(widths: readonly number[], active: number, width: number, more: number): number[] {
	const all = widths.map((_, index) => index);
	const room = (indexes: readonly number[]): number =>
		indexes.reduce((sum, index) => sum + (widths[index] ?? 0) + gap, indexes.length < widths.length ? more : -gap);
	if (room(all) <= width) {
		return all;
	}

	const here = Math.max(0, Math.min(widths.length - 1, active));
	let shown = here === 0 ? [0] : [0, here];
	if (room(shown) > width) {
		return [here];
	}

	// From the left as far as it goes; when that does not reach the active one, the run that ends with it.
	for (let index = here - 1; index > 0 && room([...shown, index]) <= width; index--) {
		shown = [0, index, ...shown.slice(1)];
	}

	for (let index = here + 1; index < widths.length && room([...shown, index]) <= width; index++) {
		shown = [...shown, index];
	}

	return shown;
}

/** The line of tabs in exactly `width` cells: ` All 504   [mscn 368]   lero 118   +31`. */
export function tabBarLine(props: TabBarProps): SafeText {
	return fit(lineOf(tabBarParts(props)), props.width);
}

/** What stands in the line of tabs, from the left. */
function tabBarParts({tabs, active, width, note = emptyText, pressed}: TabBarProps): ReadonlyArray<Part<Pressed>> {
	const texts = tabs.map((tab, index) => tabText(tab, index === active));
	const more = displayWidth(safe`+${tabs.length}`);
	const shown = visibleTabs(texts.map(displayWidth), active, width - 2, more);
	const hidden = tabs.length - shown.length;
	const parts: Array<Part<Pressed>> = shown.map(index => ({text: texts[index] ?? emptyText, means: pressed?.(index)}));
	if (hidden > 0) {
		parts.push({text: paint({dim: true}, safe`+${hidden}`)});
	}

	const left = [{text: safe` `}, ...spaced(parts, repeatSafe(safe` `, gap))];
	const between = width - displayWidth(lineOf(left)) - displayWidth(note) - 1;
	return note === '' || between < gap ? left : [...left, {text: repeatSafe(safe` `, between)}, {text: note}];
}

/** Draws the line of tabs. */
export function TabBar(props: TabBarProps): ReactNode {
	const parts = tabBarParts(props);
	const box = usePointed(({column}) => meaningAt(parts, column));
	return (
		<Box ref={box} flexShrink={0}>
			<Text wrap="truncate">{fit(lineOf(parts), props.width)}</Text>
		</Box>
	);
}
