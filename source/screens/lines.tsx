/** Ready lines of text in a fixed number of rows. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {usePointed, type Pressed} from '../../components/pointed.ts';
import type {SafeText} from '../../components/safe-text.ts';

export interface LinesProps {
	readonly lines: readonly SafeText[];
	readonly height: number;
	/** What a click on a line means. */
	readonly pressed?: (line: number) => Pressed | undefined;
}

export function Lines({lines, height, pressed}: LinesProps): ReactNode {
	const box = usePointed(({row}) => pressed?.(row));
	return (
		<Box ref={box} flexDirection="column" height={height} flexShrink={0}>
			{lines.slice(0, height).map((line, index) => (
				<Text key={index} wrap="truncate">
					{line === '' ? ' ' : line}
				</Text>
			))}
		</Box>
	);
}
