/** What is read out of the dashboard in place of a drawn screen: after each key as few lines as say what is there now. */

import {useEffect, useEffectEvent, useState} from 'react';
import {emptyText, safe, type SafeText} from '../components/safe-text.ts';
import type {Speaker, SpokenSlot} from '../components/spoken.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {focusOf, type AppContext, type AppState, type Message} from './app-state.ts';
import {keyOf} from './keymap.ts';
import {top} from './routes.ts';
import type {BrowseColumn} from './screens/browse-columns.ts';
import {modelsByKey, ranksIn} from './screens/browse-view.ts';
import {exportedGrid} from './screens/export-text.ts';
import {gridOf} from './screens/export-grid.ts';
import {spokenBrowse} from './screens/spoken-browse.ts';
import {fieldLabel, ruleHelp, spokenExport, spokenRegister} from './screens/spoken-forms.ts';
import {
	spokenCharts,
	spokenCleanup,
	spokenColumns,
	spokenFamilies,
	spokenMessages,
	spokenMetrics,
	spokenProblems,
	spokenTrash,
} from './screens/spoken-lists.ts';
import {nothingSaid, saidAnew, type SpokenMemory} from './screens/spoken-memory.ts';
import {detailSentences, helpSentences, spokenDetail, spokenHelp} from './screens/spoken-pages.ts';
import {inWords, type SpokenPart} from './screens/spoken-part.ts';
import {spokenCompare, spokenLeaderboard} from './screens/spoken-tables.ts';
import {safeText} from './text.ts';

export interface SpokenApp {
	readonly state: AppState;
	/** The registry as it is now, whatever the screen shows meanwhile. */
	readonly live: Snapshot;
	readonly context: AppContext['screen'];
	readonly columns: readonly BrowseColumn[];
	/** Why nothing may be changed; undefined where it may. */
	readonly readOnly: string | undefined;
}

/** What parts of the screen said of themselves. */
export type Slots = ReadonlyMap<SpokenSlot, SafeText>;

/** All that could be said now. While models are first read there is nothing but that. */
export function spokenParts(app: SpokenApp, slots: Slots): readonly SpokenPart[] {
	const {state, live} = app;
	const isTyping = focusOf(state) === 'text';
	const isOver = state.dialog !== undefined || slots.has('asked') || isTyping;
	return [
		...progressParts(live),
		...messageParts(state),
		// What lies below a question, or changes with each character, waits until that is over.
		...(isOver && top(state.routes).screen !== 'register' ? [] : screenParts(app)),
		...questionParts(state, slots),
	];
}

function progressParts({activity, models}: Snapshot): readonly SpokenPart[] {
	switch (activity.phase) {
		case 'loading':
		case 'scanning':
			return models.length > 0 ? [] : [{name: 'progress', key: 'reading', text: safe`Reading the models …`}];
		case 'stalled':
			return [{name: 'progress', key: 'stalled', text: safe`The disk does not answer.`}];
		case 'checking':
		case 'live':
			return [];
	}
}

function messageParts({message, said, underway, dialog}: AppState): readonly SpokenPart[] {
	if (message) return [{name: 'message', key: `${said.length} ${message.text}`, text: messageWords(message)}];
	if (underway) return [{name: 'message', key: underway.what, text: safe`${safeText(underway.what)} …`}];
	return dialog?.kind === 'asking' ? [{name: 'message', key: dialog.what, text: safe`${safeText(dialog.what)} …`}] : [];
}

/** Longer texts are cut (characters): a command may name 10,000 models; Messages has it whole. */
const longest = 500;

function messageWords({text, isError, isUndoable}: Message): SafeText {
	const said = inWords(safeText(text.length > longest ? `${text.slice(0, longest)}…` : text));
	return safe`${isError === true ? safe`Error: ` : emptyText}${said}${isUndoable === true ? safe`. u takes it back.` : emptyText}`;
}

function questionParts(state: AppState, slots: Slots): readonly SpokenPart[] {
	const rule = ruleHelp(state.cleanup);
	const asked = slots.get('asked') ?? (rule === '' || state.dialog ? undefined : rule);
	const [choice, field] = [slots.get('choice'), slots.get('field')];
	const name = fieldLabel(state.dialog, state);
	const label =
		name !== '' ? name : state.browse.typing ? safe`filter` : state.export.typing ? safe`file` : state.helpSearch.typing ? safe`search` : safe`text`;
	return [
		...(asked === undefined ? [] : [{name: 'asked' as const, key: asked, text: asked}]),
		...(choice === undefined ? [] : [{name: 'choice' as const, key: choice, text: safe`${inWords(choice)}.`}]),
		...(field === undefined ? [] : [{name: 'field' as const, key: `${label} ${field}`, text: safe`${label}: ${field}`}]),
	];
}

function screenParts({state, context, columns, readOnly}: SpokenApp): readonly SpokenPart[] {
	const {snapshot} = context;
	const isReading = snapshot.models.length === 0 && (snapshot.activity.phase === 'loading' || snapshot.activity.phase === 'scanning');
	if (isReading) return [];
	const route = top(state.routes);
	const models = {config: snapshot.config, ranks: ranksIn(snapshot.models, snapshot.config, state.browse.objectives), marks: state.browse.marks};
	const options = {context, readOnly, models};
	switch (route.screen) {
		case 'browse':
			return spokenBrowse(state.browse, {snapshot, columns, readOnly: readOnly !== undefined, now: context.now});
		case 'detail':
			return spokenDetail(modelsByKey(snapshot.models).get(route.key), state.detailLine, {context, models, inside: state.insides.get(route.key)});
		case 'compare':
			return spokenCompare(state.compare, context);
		case 'leaderboard':
			return spokenLeaderboard(state.leaderboard, context, state.browse.marks);
		case 'metrics':
			return spokenMetrics(state.metrics, options);
		case 'columns':
			return spokenColumns(state.columns);
		case 'export':
			return spokenExport(state.export, exportedGrid(gridOf(route.of, state, context), state.export).lines.length);
		case 'cleanup':
			return spokenCleanup(state.cleanup, options);
		case 'trash':
			return spokenTrash(state.trash, options);
		case 'families':
			return spokenFamilies(state.families, options);
		case 'register':
			return spokenRegister(state.register, context);
		case 'problems':
			return spokenProblems(state.problems, options);
		case 'charts':
			return spokenCharts(state.charts, options);
		case 'messages':
			return spokenMessages(state.said, state.messagesLine);
		case 'help':
			return spokenHelp(route.from, state.helpLine, {readOnly: readOnly !== undefined, words: state.helpSearch.words});
	}
}

/** How many lines the pages have that are read line by line: the last one can be reached, whatever stands on a drawn screen. */
export function spokenPages(app: SpokenApp): AppContext['pages'] {
	const {state, context, readOnly} = app;
	const {snapshot, height} = context;
	const route = top(state.routes);
	const model = route.screen === 'detail' ? modelsByKey(snapshot.models).get(route.key) : undefined;
	const models = {config: snapshot.config, ranks: ranksIn(snapshot.models, snapshot.config, state.browse.objectives)};
	const inside = model && state.insides.get(model.key);
	return {
		detail: model ? detailSentences(model, {context, models, inside}).length + height - 1 : 1,
		help: route.screen === 'help' ? helpSentences(route.from, readOnly !== undefined, state.helpSearch.words).length + height - 3 : 0,
		messages: state.said.length,
	};
}

/** The first line: where the keys are found. */
function greeting(): SafeText {
	const [help, quit] = [keyOf('help'), keyOf('back')];
	return help === ''
		? safe`mreg.`
		: safe`mreg. ${help === '?' ? safe`The question mark` : safeText(help)} gives the keys${quit === '' ? emptyText : safe`, ${safeText(quit)} quits`}.`;
}

export interface Speech {
	readonly speaker: Speaker;
	/** Says all of the screen again. */
	readonly again: () => void;
}

/** Keeps what was said, and says what became another. @param write to the terminal; undefined: the screen is drawn instead */
export function useSpeech(write: ((text: string) => void) | undefined, app: () => SpokenApp | undefined): Speech | undefined {
	const now = useEffectEvent((slots: Slots) => {
		const of = app();
		return of ? spokenParts(of, slots) : undefined;
	});
	const [speech] = useState(() => write && createSpeech(write));
	useEffect(() => speech?.wake(now));
	useEffect(() => speech?.close, [speech]);
	return speech;
}

type Parts = (slots: Slots) => readonly SpokenPart[] | undefined;

function createSpeech(write: (text: string) => void): Speech & {readonly wake: (parts: Parts) => void; readonly close: () => void} {
	const slots = new Map<SpokenSlot, SafeText>();
	let memory: SpokenMemory = nothingSaid;
	let isInField = false;
	let isGreeted = false;
	let parts: Parts = () => undefined;
	let waiting: NodeJS.Immediate | undefined;
	const speak = () => {
		waiting = undefined;
		const now = parts(slots);
		if (!now) return;
		const {memory: next, lines, echo} = saidAnew(memory, now);
		memory = next;
		if (!isGreeted) write(`\n${greeting()}`);
		isGreeted = true;
		if (echo && isInField) return write(`${'\b \b'.repeat(echo.erase)}${echo.text}`);
		// The cursor stays behind what is to be read.
		const all = echo ? [next.get('field')?.text ?? emptyText] : lines;
		for (const line of all) write(`\n${line}`);
		if (all.length > 0) isInField = all.at(-1) === next.get('field')?.text;
	};
	// A key changes several things, one after the other: what comes of them is said once.
	const wake = () => (waiting ??= setImmediate(speak));
	return {
		speaker: {
			hear: (slot, text) => {
				if (text === undefined) slots.delete(slot);
				else slots.set(slot, text);
				wake();
			},
		},
		again: () => {
			memory = nothingSaid;
			wake();
		},
		wake: given => {
			parts = given;
			wake();
		},
		close: () => clearImmediate(waiting),
	};
}
