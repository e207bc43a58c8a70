/** Help: the keys, those of the screen it was opened from first, and the query language; only what has some words, where one searches. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {Overlay} from '../../components/overlay.tsx';
import {paint} from '../../components/paint.ts';
import {safe} from '../../components/safe-text.ts';
import {TextInput, type FieldKey} from '../../components/text-input.tsx';
import type {ActionId} from '../key-binding.ts';
import type {HelpedScreen} from '../routes.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {spread} from './browse-lines.ts';
import {helpLines, helpTextWidth} from './help-lines.ts';
import {hasSearchLine, type HelpSearch, type HelpSearchAction} from './help-search.ts';

export interface HelpScreenProps {
	readonly from: HelpedScreen;
	readonly search: HelpSearch;
	readonly onSearch: (action: HelpSearchAction) => void;
	/** The page moves while words are typed. */
	readonly onMove: (action: ActionId) => void;
	/** What was typed behind the Enter of the field. */
	readonly onRest: (text: string) => void;
	/** The first line in view. */
	readonly offset: number;
	/** The keys that change the registry are not there. */
	readonly readOnly: boolean;
	readonly width: number;
	readonly height: number;
}

export function HelpScreen({from, search, offset, readOnly, width, height, ...does}: HelpScreenProps): ReactNode {
	const lines = helpLines(from, helpTextWidth(width), readOnly, search.words);
	if (!hasSearchLine(search)) return <Overlay title={safe`Keys`} {...{lines, width, height, offset}} />;
	return (
		<Box flexDirection="column" height={height}>
			<Overlay title={safe`Keys`} {...{lines, width, offset}} height={height - 1} />
			<SearchLine {...{search, width, ...does}} />
		</Box>
	);
}

function SearchLine({
	search: {words, typing},
	width,
	onSearch,
	onMove,
	onRest,
}: Pick<HelpScreenProps, 'search' | 'width' | 'onSearch' | 'onMove' | 'onRest'>): ReactNode {
	if (!typing) return <Text wrap="truncate">{spread(safe` / ${safeText(words)}`, paint(theme.quiet, safe`Esc shows all `), width)}</Text>;
	return (
		<Box>
			<Text>{safe` / `}</Text>
			<TextInput
				{...typing}
				width={Math.max(4, width - 4)}
				toSafe={safeText}
				placeholder={safe`words that help is to have`}
				onChange={next => onSearch({kind: 'typed', typing: next})}
				onSubmit={(_value, rest) => {
					onSearch({kind: 'done'});
					if (rest !== '') onRest(rest);
				}}
				onCancel={() => onSearch({kind: 'clear'})}
				onKey={key => {
					const move = moves[key];
					if (move !== undefined) onMove(move);
				}}
				isActive
			/>
		</Box>
	);
}

const moves: Readonly<Partial<Record<FieldKey, ActionId>>> = {up: 'up', down: 'down', pageUp: 'pageUp', pageDown: 'pageDown'};
