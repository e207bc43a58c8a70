/** The last line of a screen: the keys that matter here, as many as fit. */
import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit} from './cells.ts';
import {paint} from './paint.ts';
import {lineOf, meaningAt, spaced, usePointed, type Part, type Pressed} from './pointed.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from './safe-text.ts';

export type KeyBarItem = {
	readonly key: SafeText;
	readonly label: SafeText;
	/** Shown dim: the key does nothing now. */
	readonly disabled?: boolean;
	/** The lowest go first when there is no room; among equals, the one at the right. 0 unless told. */
	readonly priority?: number;
	/** What a click on it means. */
	readonly pressed?: Pressed;
};

export type KeyBarProps = {
	readonly items: readonly KeyBarItem[];
	/** Keys at the right end of the line. */
	readonly end?: readonly KeyBarItem[];
	readonly width: number;
};

const gap = 2;

function itemWidth({key, label}: KeyBarItem): number {
	return displayWidth(key) + (label === '' ? 0 : 1 + displayWidth(label));
}

/** The items that fit into `width` cells, in their order, two spaces apart. */
export function fittingKeys<Item extends KeyBarItem>(items: readonly Item[], width: number): Item[] {
	const kept = [...items];
	let used = kept.reduce((sum, item) => sum + itemWidth(item) + gap, -gap);
	while (kept.length > 0 && used > width) {
		let weakest = 0;
		for (const [index, item] of kept.entries()) {
			if ((item.priority ?? 0) <= (kept[weakest]?.priority ?? 0)) {
				weakest = index;
			}
		}

		const [dropped] = kept.splice(weakest, 1);
		used -= (dropped ? itemWidth(dropped) : 0) + gap;
	}

	return kept;
}

function keyText({key, label, disabled = false}: KeyBarItem): SafeText {
	const name = label === '' ? emptyText : safe` ${label}`;
	return disabled ? paint({dim: true}, joinSafe([key, name])) : joinSafe([paint({bold: true}, key), name]);
}

/** The line of keys in exactly `width` cells. */
export function keyBarLine(props: KeyBarProps): SafeText {
	return fit(lineOf(keyBarParts(props)), props.width);
}

/** What stands in the line of keys, from the left. */
function keyBarParts({items, end = [], width}: KeyBarProps): ReadonlyArray<Part<Pressed>> {
	const marked = [...items.map(item => ({...item, atEnd: false})), ...end.map(item => ({...item, atEnd: true}))];
	const kept = fittingKeys(marked, width - 1);
	const parts = (atEnd: boolean) =>
		spaced(
			kept.filter(item => item.atEnd === atEnd).map(item => ({text: keyText(item), means: item.pressed})),
			safe`  `,
		);
	const [left, right] = [parts(false), parts(true)];
	const between = Math.max(0, width - 1 - displayWidth(lineOf(left)) - displayWidth(lineOf(right)));
	return [{text: safe` `}, ...left, {text: repeatSafe(safe` `, right.length === 0 ? 0 : between)}, ...right];
}

/** Draws the line of keys. */
export function KeyBar(props: KeyBarProps): ReactNode {
	const parts = keyBarParts(props);
	const box = usePointed(({column}) => meaningAt(parts, column));
	return (
		<Box ref={box} flexShrink={0}>
			<Text wrap="truncate">{fit(lineOf(parts), props.width)}</Text>
		</Box>
	);
}
