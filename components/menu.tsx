/** A short menu of fixed choices in a frame. ink-select-input draws it; the keys are read here, because it loses those that come in one read. */
import {Box, Text, useInput, type Key} from 'ink';
import SelectInput from 'ink-select-input';
import {createContext, useContext, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState, type ReactNode} from 'react';
import {displayWidth, fit} from './cells.ts';
import {paint} from './paint.ts';
import {usePointed} from './pointed.ts';
import {emptyText, joinSafe, safe, vouchSafe, type SafeText} from './safe-text.ts';
import {useSpoken} from './spoken.ts';

export type MenuItem<Value> = {
	readonly label: SafeText;
	readonly value: Value;
	/** Shown dim behind the label. */
	readonly hint?: SafeText;
};

export type MenuProps<Value> = {
	readonly title: SafeText;
	/** The choices; their values must differ. When there are others, the cursor stays on its value, else it goes to the top. */
	readonly items: ReadonlyArray<MenuItem<Value>>;
	/** The value that the cursor stands on at first. */
	readonly current?: Value;
	/** Enter, or a digit 1 to 9 for the item at that place. */
	readonly onSelect: (value: Value) => void;
	readonly onHighlight?: (value: Value) => void;
	/** What was typed for it before it was there. */
	readonly typed?: string;
	/** Only a focused menu takes keys. */
	readonly isFocused?: boolean;
	/** The most cells that the menu may take, with its frame. */
	readonly width?: number;
	/** The most items shown at once; more scroll. */
	readonly height?: number;
};

function Indicator({isSelected = false}: {readonly isSelected?: boolean}): ReactNode {
	return <Text>{isSelected ? safe` ❯ ` : safe`   `}</Text>;
}

/** Takes the item at a place. */
const TakeContext = createContext((_place: number): void => undefined);

type ItemProps = {readonly label: string; readonly isSelected?: boolean; readonly value?: number};

function Item({label, isSelected = false, value}: ItemProps): ReactNode {
	const take = useContext(TakeContext);
	const box = usePointed(() => (value === undefined ? undefined : {kind: 'run', run: () => take(value)}));
	return (
		<Box ref={box}>
			<Text wrap="truncate">{isSelected ? paint({bold: true}, vouchSafe(label)) : label}</Text>
		</Box>
	);
}

function placeOf<Value>(items: ReadonlyArray<MenuItem<Value>>, value: Value | undefined): number {
	return Math.max(
		0,
		items.findIndex(item => item.value === value),
	);
}

export type MenuStep = {
	/** Where the cursor stands, from 0. */
	readonly place: number;
	/** Whether the item there was chosen; keys behind that are not the menu's. */
	readonly isChosen: boolean;
};

/**
 * The cursor's way through a menu of `count` items for keys that were typed in one read: j and ㅓ down, k and ㅏ up, round the ends;
 * Enter chooses, and so does the digit of an item.
 */
export function menuStep(start: number, keys: string, count: number): MenuStep {
	let place = start;
	for (const key of keys) {
		const digit = /^[1-9]$/.test(key) ? Number(key) : 0;
		if (key === '\r') {
			return {place, isChosen: true};
		}

		if (digit > 0 && digit <= count) {
			return {place: digit - 1, isChosen: true};
		}

		if (key === 'j' || key === 'ㅓ') {
			place = (place + 1) % count;
		} else if (key === 'k' || key === 'ㅏ') {
			place = (place + count - 1) % count;
		}
	}

	return {place, isChosen: false};
}

function typedKeys(input: string, key: Key): string {
	if (key.downArrow) {
		return 'j';
	}

	if (key.upArrow) {
		return 'k';
	}

	if (key.return) {
		return '\r';
	}

	return key.ctrl || key.meta ? '' : input;
}

/** Draws a framed menu. ↑↓ and j k move, Enter and digits choose; Escape is the parent's. */
export function Menu<Value>({title, items, current, onSelect, onHighlight, typed = '', isFocused = true, width, height}: MenuProps<Value>): ReactNode {
	const inner = width === undefined ? undefined : Math.max(1, width - 6);
	const choices = useMemo(() => {
		const labelWidth = Math.max(0, ...items.map(({label}) => displayWidth(label)));
		const texts = items.map(({label, hint = emptyText}) => (hint === '' ? label : joinSafe([fit(label, labelWidth), safe`  `, paint({dim: true}, hint)])));
		// Every line is as wide as the widest: blanks cover what the menu is drawn over.
		const widest = Math.max(displayWidth(title) - 2, ...texts.map(displayWidth));
		const width = inner === undefined ? widest : Math.min(widest, inner);
		return texts.map((text, index) => ({key: String(index), label: joinSafe([fit(text, width), safe` `]), value: index, width}));
	}, [items, inner, title]);
	// The cursor stands on a value, not at a place, so that it stays where it is when the items change.
	const [value, setValue] = useState(current);
	const place = placeOf(items, value);
	// Several keys may come before the next render; each goes on from the one before.
	const latest = useRef(place);
	useLayoutEffect(() => {
		latest.current = place;
	});

	const take = (keys: string): void => follow(menuStep(latest.current, keys, items.length));
	const follow = (step: MenuStep): void => {
		const before = latest.current;
		const at = items[step.place];
		if (!at) {
			return;
		}

		latest.current = step.place;
		setValue(() => at.value);
		if (step.place !== before) {
			onHighlight?.(at.value);
		}

		if (step.isChosen) {
			onSelect(at.value);
		}
	};

	useInput(
		(input, key) => {
			if (key.eventType !== 'release') {
				take(typedKeys(input, key));
			}
		},
		{isActive: isFocused},
	);
	const here = items[place];
	useSpoken('asked', title);
	useSpoken('choice', here && joinSafe([safe`${place + 1} of ${items.length}: ${here.label}`, ...(here.hint ? [here.hint] : [])], safe`, `));
	const takeTyped = useEffectEvent(() => take(typed));
	useEffect(() => takeTyped(), []);

	// It takes its place once, and goes to the top when its values change: so a new place is a new one, and its values are numbers.
	return (
		<Box flexDirection="column" borderStyle="round" alignSelf="flex-start" flexShrink={0}>
			<Text wrap="truncate">{fit(paint({bold: true}, safe` ${title}`), (choices[0]?.width ?? displayWidth(title)) + 4)}</Text>
			<TakeContext value={place => follow({place, isChosen: true})}>
				<SelectInput
					key={`${place} of ${items.length}`}
					items={choices}
					initialIndex={place}
					isFocused={false}
					limit={height}
					indicatorComponent={Indicator}
					itemComponent={Item}
				/>
			</TakeContext>
		</Box>
	);
}
