/** The line under the tabs: the filter while it is typed or in force, else what is going on. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {TextInput} from '../../components/text-input.tsx';
import type {QueryError} from '../../store/domain/query.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {Visit} from '../routes.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {grouped, progressLine, spread} from './browse-lines.ts';
import type {BrowseAction, BrowseState} from './browse-state.ts';
import type {BrowseView} from './browse-view.ts';
import {sinceBeside, sinceLine} from './since-line.ts';

export interface MessageProps {
	readonly snapshot: Snapshot;
	readonly state: BrowseState;
	readonly view: BrowseView;
	/** Another screen opened it, and is gone back to. */
	readonly visit?: Visit;
	readonly width: number;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly dispatch: (action: BrowseAction) => void;
	readonly onRest: (text: string) => void;
}

/** The line under the tabs: the filter while it is typed or in force, else what is going on. */
export function MessageLine({snapshot, state, view, visit, width, now, dispatch, onRest}: MessageProps): ReactNode {
	const {typing} = state;
	if (!typing) {
		const line =
			state.filter === ''
				? idleLine(snapshot, {state, view, width, now})
				: view.filterError
					? // What it asks for may only not be there yet: it comes with the other models.
						progressLine(snapshot, width) || errorLine(state.filter, {view, error: view.filterError, width})
					: filterLine(state.filter, {
							view,
							visit,
							width,
							since: room => sinceBeside(snapshot, {ranks: view.ranks, algorithm: state.algorithm, width: room, now}),
						});
		return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
	}
	const note = noteOf(state, view);
	// What is wrong may take the room that a short text leaves.
	const most = Math.max(Math.floor(width * 0.55), view.filterError ? width - displayWidth(safeText(typing.value)) - 7 : 0);
	const noteWidth = Math.min(Math.max(26, displayWidth(note)), Math.max(0, most));
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

/** What is going on, else what happened since the last visit. */
function idleLine(
	snapshot: Snapshot,
	{state, view, width, now}: {readonly state: BrowseState; readonly view: BrowseView; readonly width: number; readonly now: number},
): SafeText {
	const progress = progressLine(snapshot, width);
	return progress === '' ? sinceLine(snapshot, {ranks: view.ranks, algorithm: state.algorithm, width, now}) : progress;
}

const backWords: Readonly<Record<Visit['from'], SafeText>> = {problems: safe`6 goes back`, families: safe`F goes back`};

export interface FilterLineOptions {
	readonly view: BrowseView;
	readonly visit?: Visit;
	readonly width: number;
	/** What happened since the last visit, in so many cells; it may be empty. */
	readonly since?: (room: number) => SafeText;
}

/** ` / is:untracked    2 of 40  Since 23:10 +212 · 6 goes back · Esc shows all`: what there is no room for goes from the right, what happened first. */
export function filterLine(filter: string, {view, visit, width, since}: FilterLineOptions): SafeText {
	const left = safe` / ${safeText(filter)}`;
	const found = foundWords(view);
	const hints = [...(visit ? [backWords[visit.from]] : []), safe`Esc shows all`];
	const room = width - displayWidth(left) - displayWidth(found) - 5;
	while (hints.length > 1 && displayWidth(joinSafe(hints, safe` · `)) > room) hints.pop();
	const happened = since?.(room - displayWidth(joinSafe(hints, safe` · `)) - 3) ?? emptyText;
	const beside = happened === '' ? emptyText : safe`  ${happened}`;
	const hinted = paint(theme.quiet, safe`${happened === '' ? safe`  ` : safe` · `}${joinSafe(hints, safe` · `)}`);
	return spread(left, joinSafe([found, beside, hinted]), width);
}

/** What is wrong with the filter, what Tab offers, or how much it finds. */
function noteOf({typing}: BrowseState, view: BrowseView): SafeText {
	const offered = typing?.offered;
	if (offered && offered.text === typing.value) {
		const next = offered.options.slice(offered.index + 1, offered.index + 4).map(safeText);
		const count = safe`${offered.index + 1}/${offered.options.length}`;
		return next.length === 0 ? count : safe`${count} Tab: ${joinSafe(next, safe`  `)}`;
	}
	if (!view.filterError) return foundWords(view);
	const words = unreadWords(view.filterError, {view, filter: typing?.value ?? ''});
	return typing?.isRefused === true ? safe`${words} · Esc leaves` : words;
}

/** What is wrong, and what is shown instead: `not applied, all 20 shown: ^tag: a value is missing`, else by the last filter that could be read. */
function unreadWords(error: QueryError, {view, filter}: {readonly view: BrowseView; readonly filter: string}): SafeText {
	const words = errorWords(error, filter);
	return view.isFiltered ? safe`${words} · as before: ${foundWords(view)}` : safe`not applied, all ${grouped(view.inTab)} shown: ${words}`;
}

/** `^` is where the error is, in what was typed. */
function errorWords({message, nearest, start, end}: QueryError, filter: string): SafeText {
	const at = filter.slice(start, Math.min(end, start + 16));
	// What is typed and nothing else need not be shown a second time.
	const where = at.trim() === '' || at.trim() === filter.trim() ? safe`` : safe`^${safeText(at)} `;
	return safe`${where}${safeText(message)}${nearest === undefined ? safe`` : safe`: ${safeText(nearest)}?`}`;
}

/** ` / tag:(swee      not applied, all 20 shown: ^tag: a value is missing`: both give way. */
export function errorLine(filter: string, {view, error, width}: {readonly view: BrowseView; readonly error: QueryError; readonly width: number}): SafeText {
	const typed = safe` / ${safeText(filter)}`;
	// The typed text stays whole while the words have more than half of the line.
	const room = Math.max(width - displayWidth(typed) - 3, Math.floor(width * 0.55));
	return spread(typed, paint(theme.caution, truncate(unreadWords(error, {view, filter}), Math.min(room, width - 12))), width);
}

function foundWords({rows, members, models, inTab, scores}: BrowseView): SafeText {
	if (!scores) return safe`${grouped(rows.length)} of ${grouped(inTab)}`;
	return safe`${grouped(rows.length - members.size)} rows, ${grouped(models.length)} of ${grouped(inTab)}`;
}
