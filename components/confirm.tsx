/** A framed question, or a framed field with a title: it covers what it is drawn over. */
import {Box, Text, useInput} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit} from './cells.ts';
import {paint} from './paint.ts';
import {lineOf, meaningAt, usePointed, type Part, type Pressed} from './pointed.ts';
import {joinSafe, safe, type SafeText} from './safe-text.ts';
import {useSpoken} from './spoken.ts';

export type ConfirmProps = {
	/** The question, then what is to be known about it; each in one line. */
	readonly lines: readonly SafeText[];
	/** What the answers are, each with what a click on it means. */
	readonly prompt: ReadonlyArray<Part<Pressed>>;
	/** Behind the prompt: where the answer is typed. */
	readonly field?: ReactNode;
	/** Cells and lines of the whole, with its frame. */
	readonly width: number;
	readonly height: number;
};

/** Draws the question; what there is no room for is left out, but never the question itself nor the answers. */
export function Confirm({lines, prompt, field, width, height}: ConfirmProps): ReactNode {
	// Blanks at either side are drawn, too: they cover what lies below.
	const inner = Math.max(1, width - 4);
	const room = Math.max(1, height - 3);
	const asked = lineOf(prompt);
	useSpoken('asked', joinSafe([...lines, asked], safe` `));
	const box = usePointed(({column}) => meaningAt([{text: safe` `}, ...prompt], column));
	const shown = lines.length > room ? [...lines.slice(0, room - 1), safe`…`].slice(0, room) : lines;
	return (
		<Box flexDirection="column" borderStyle="round" width={width} flexShrink={0}>
			{shown.map((line, index) => (
				<Text key={index} wrap="truncate">
					{safe` ${index === 0 ? paint({bold: true}, fit(line, inner)) : fit(line, inner)} `}
				</Text>
			))}
			<Box ref={box}>
				<Text wrap="truncate">{safe` ${fit(asked, field === undefined ? inner : Math.min(inner, displayWidth(asked)))}`}</Text>
				{field}
				<Text>{safe` `}</Text>
			</Box>
		</Box>
	);
}

export type TakeKeysProps = {
	/** Typed characters as they came in one read, Enter as `\r`. */
	readonly onText: (text: string) => void;
	/** Escape. */
	readonly onCancel: () => void;
};

/** Takes the keys for a question that has no field. */
export function TakeKeys({onText, onCancel}: TakeKeysProps): ReactNode {
	useInput((input, key) => {
		if (key.eventType === 'release') return;
		if (key.escape) return onCancel();
		if (key.return) return onText('\r');
		if (!key.ctrl && !key.meta && input !== '') onText(input);
	});
	return null;
}
