/** The last line of the dashboard: what was done, or the keys that matter now. */

import {Text} from 'ink';
import type {ReactNode} from 'react';
import {truncate} from '../components/cells.ts';
import {KeyBar} from '../components/key-bar.tsx';
import {paint} from '../components/paint.ts';
import {safe} from '../components/safe-text.ts';
import {isConfiguration} from '../store/domain/configuration.ts';
import {focusOf, screenOf, type AppState} from './app-state.ts';
import {foldedOpen, footerKeys, takerKeys, type FooterKey} from './footer-keys.ts';
import type {BrowseRow} from './screens/browse-rows.ts';
import {cursorRow} from './screens/browse-state.ts';
import {safeText} from './text.ts';
import {theme} from './theme.ts';

export interface FooterProps {
	readonly state: AppState;
	/** What Browse shows. */
	readonly rows: readonly BrowseRow[];
	/** How many problems the registry has. */
	readonly problems: number;
	readonly width: number;
	/** Nothing may be changed. */
	readonly readOnly: boolean;
}

/** The keys that matter here; until the next key what was done, or why not. */
export function Footer({state, rows, problems, width, readOnly}: FooterProps): ReactNode {
	const {message} = state;
	if (message) {
		const text = truncate(safe` ${safeText(message.text)}`, width);
		return <Text wrap="truncate">{paint(message.isError === true ? theme.bad : theme.good, text)}</Text>;
	}
	const items = keysNow(state, {rows, problems, readOnly}).map(({shown, label, weight}) => ({key: safeText(shown), label: safeText(label), priority: weight}));
	return <KeyBar items={items} width={width} />;
}

/** The keys that do something now, the most important first. */
export function keysNow(state: AppState, {rows, problems, readOnly}: Omit<FooterProps, 'state' | 'width'>): readonly FooterKey[] {
	const [screen, focus] = [screenOf(state), focusOf(state)];
	if (focus !== 'keys') return takerKeys[focus === 'menu' ? 'menu' : screen === 'export' ? 'file' : 'filter'];
	const keys = footerKeys(screen, readOnly).filter(({id}) => id !== 'showProblems' || problems > 0);
	const row = screen === 'browse' ? rows[cursorRow(state.browse, rows)] : undefined;
	if (!row || !isConfiguration(row)) return keys;
	const label = foldedOpen[state.browse.open.has(row.key) ? 'opened' : 'closed'];
	return keys.map(key => (key.id === 'open' ? {...key, label} : key));
}
