/** Ready lines of text in a fixed number of rows. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import type {SafeText} from '../../components/safe-text.ts';

export function Lines({lines, height}: {readonly lines: readonly SafeText[]; readonly height: number}): ReactNode {
	return (
		<Box flexDirection="column" height={height} flexShrink={0}>
			{lines.slice(0, height).map((line, index) => (
				<Text key={index} wrap="truncate">
					{line === '' ? ' ' : line}
				</Text>
			))}
		</Box>
	);
}
