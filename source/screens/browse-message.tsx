/** The line under the tabs: the filter while it is typed or in force, else what is going on. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {TextInput} from '../../components/text-input.tsx';
import type {QueryError} from '../../store/domain/query.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {Visit} from '../routes.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {grouped, progressLine, spread} from './browse-lines.ts';
import type {BrowseAction, BrowseState} from './browse-state.ts';
import type {BrowseView} from './browse-view.ts';

export interface MessageProps {
	readonly snapshot: Snapshot;
	readonly state: BrowseState;
	readonly view: BrowseView;
	/** Another screen opened it, and is gone back to. */
	readonly visit?: Visit;
	readonly width: number;
	readonly dispatch: (action: BrowseAction) => void;
	readonly onRest: (text: string) => void;
}

/** The line under the tabs: the filter while it is typed or in force, else what is going on. */
export function MessageLine({snapshot, state, view, visit, width, dispatch, onRest}: MessageProps): ReactNode {
	const {typing} = state;
	if (!typing) {
		const line =
			state.filter === ''
				? progressLine(snapshot, width)
				: view.filterError
					? errorLine(state.filter, view.filterError, width)
					: filterLine(state.filter, {view, visit, width});
		return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
	}
	const note = noteOf(state, view);
	const noteWidth = Math.min(Math.max(26, displayWidth(note)), Math.max(0, Math.floor(width * 0.55)));
	return (
		<Box>
			<Text>{safe` / `}</Text>
			<TextInput
				value={typing.value}
				cursor={typing.cursor}
				width={Math.max(4, width - 5 - noteWidth)}
				toSafe={safeText}
				placeholder={safe`words, or total_time@imdb<120 tag:best -is:untested age<7d; Tab completes`}
				onKey={key => {
					if (key === 'tab' || key === 'backTab') dispatch({kind: 'complete', step: key === 'tab' ? 1 : -1});
				}}
				onChange={next => dispatch({kind: 'filter', ...next})}
				onSubmit={(_value, rest) => {
					dispatch({kind: 'filterDone'});
					if (rest !== '') onRest(rest);
				}}
				onCancel={() => dispatch({kind: 'filterCancel'})}
				isActive
			/>
			<Text wrap="truncate">{paint(view.filterError ? theme.caution : theme.quiet, fit(note, noteWidth, 'right'))}</Text>
		</Box>
	);
}

const backWords: Readonly<Record<Visit['from'], SafeText>> = {problems: safe`6 goes back`, families: safe`F goes back`};

/** ` / is:untracked    2 of 40  6 goes back · Esc shows all`: what there is no room for goes from the right. */
export function filterLine(filter: string, {view, visit, width}: {readonly view: BrowseView; readonly visit?: Visit; readonly width: number}): SafeText {
	const left = safe` / ${safeText(filter)}`;
	const found = foundWords(view);
	const hints = [...(visit ? [backWords[visit.from]] : []), safe`Esc shows all`];
	const room = width - displayWidth(left) - displayWidth(found) - 5;
	while (hints.length > 1 && displayWidth(joinSafe(hints, safe` · `)) > room) hints.pop();
	return spread(left, joinSafe([found, paint(theme.quiet, safe`  ${joinSafe(hints, safe` · `)}`)]), width);
}

/** What is wrong with the filter, what Tab offers, or how much it finds. */
function noteOf({typing}: BrowseState, view: BrowseView): SafeText {
	const offered = typing?.offered;
	if (offered && offered.text === typing.value) {
		const next = offered.options.slice(offered.index + 1, offered.index + 4).map(safeText);
		const count = safe`${offered.index + 1}/${offered.options.length}`;
		return next.length === 0 ? count : safe`${count} Tab: ${joinSafe(next, safe`  `)}`;
	}
	return view.filterError ? errorWords(view.filterError, typing?.value ?? '') : foundWords(view);
}

/** `^` is where the error is, in what was typed. */
function errorWords({message, nearest, start, end}: QueryError, filter: string): SafeText {
	const at = filter.slice(start, Math.min(end, start + 16));
	const where = at.trim() === '' ? safe`` : safe`^${safeText(at)} `;
	return safe`${where}${safeText(message)}${nearest === undefined ? safe`` : safe`: ${safeText(nearest)}?`}`;
}

function errorLine(filter: string, error: QueryError, width: number): SafeText {
	return spread(safe` / ${safeText(filter)}`, paint(theme.caution, errorWords(error, filter)), width);
}

function foundWords({rows, members, models, inTab, scores}: BrowseView): SafeText {
	if (!scores) return safe`${grouped(rows.length)} of ${grouped(inTab)}`;
	return safe`${grouped(rows.length - members.size)} rows, ${grouped(models.length)} of ${grouped(inTab)}`;
}
