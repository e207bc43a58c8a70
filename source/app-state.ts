/** All that the dashboard remembers, and what is asked of that. Pure; how keys change it is in app-reducer.ts. */

import type {Change} from '../store/domain/change.ts';
import type {Objective} from '../store/domain/objective.ts';
import type {NamedView} from '../store/domain/session.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {ActionId, ScreenName} from './key-binding.ts';
import type {Insides, LookedInside} from './looked-inside.ts';
import {start, top, type Routes} from './routes.ts';
import {initialBrowse, type BrowseAction, type BrowseContext, type BrowseState} from './screens/browse-state.ts';
import {ranksIn} from './screens/browse-view.ts';
import {emptyCharts, type ChartsAction, type ChartsState} from './screens/charts-state.ts';
import {emptyCleanup, type CleanupAction, type CleanupState} from './screens/cleanup-state.ts';
import {emptyColumns, type ColumnsState} from './screens/columns-state.ts';
import {emptyCompare, type CompareState} from './screens/compare-state.ts';
import type {Dialog, PendingChange} from './screens/dialog.ts';
import {emptyExport, type ExportAction, type ExportState} from './screens/export-state.ts';
import {wholeHelp, type HelpSearch, type HelpSearchAction} from './screens/help-search.ts';
import {emptyLeaderboard, type LeaderboardState} from './screens/leaderboard-state.ts';
import {emptyMetrics, type MetricsState} from './screens/metrics-state.ts';
import {emptyFamilies, type FamiliesState} from './screens/families-state.ts';
import {emptyProblems, type ProblemsAction, type ProblemsState} from './screens/problems-state.ts';
import {emptyRegister, type RegisterAction, type RegisterState} from './screens/register-state.ts';
import type {ScreenContext} from './screens/screen-context.ts';
import {emptyTrash, type TrashAction, type TrashState} from './screens/trash-state.ts';

/** What was done, or why not; gone with the next key. */
export interface Message {
	/** Raw text. */
	readonly text: string;
	readonly isError?: boolean;
	/** The command that does the same. */
	readonly command?: string;
	/** `u` takes it back. */
	readonly isUndoable?: boolean;
	/** It is what came of a cleanup: not said a second time where that screen says it. */
	readonly isCleanup?: boolean;
}

/** A message of the log. */
export interface SaidMessage extends Message {
	/** Milliseconds since 1970. */
	readonly at: number;
}

/** What waits for the models that it is about. */
export interface Awaited {
	/** Key of the model that the cursor stood on. */
	readonly cursor?: string;
	/** Name of the saved view that was on. */
	readonly view?: string;
	/** A saved view that was asked for. */
	readonly asked?: NamedView;
	/** A person went on meanwhile: the cursor and what is shown are theirs. */
	readonly isMoved?: true;
}

/** A change that is under way. */
export interface Underway {
	/** What is done, raw: `tagging`. */
	readonly what: string;
	readonly done: number;
	readonly total: number;
	readonly unit?: 'bytes';
}

export interface AppState {
	readonly routes: Routes;
	readonly browse: BrowseState;
	readonly compare: CompareState;
	readonly leaderboard: LeaderboardState;
	readonly metrics: MetricsState;
	readonly export: ExportState;
	readonly columns: ColumnsState;
	readonly cleanup: CleanupState;
	readonly trash: TrashState;
	readonly families: FamiliesState;
	readonly register: RegisterState;
	readonly problems: ProblemsState;
	readonly charts: ChartsState;
	/** What the visit began with and is not there yet; undefined when all is settled. */
	readonly awaited?: Awaited;
	/** What happened since the last visit is in the log. */
	readonly isSinceTold?: true;
	/** What was chosen in the palette, the last first. */
	readonly recent: readonly string[];
	/** What was said since the start, newest first. */
	readonly said: readonly SaidMessage[];
	/** What stands over the screen. */
	readonly dialog?: Dialog;
	/** What the screen shows meanwhile: nothing moves below a question. */
	readonly held?: Snapshot;
	readonly underway?: Underway;
	/** The command that the last action equals. */
	readonly lastCommand?: string;
	/** First line in view of Detail and of Help. */
	readonly detailLine: number;
	readonly helpLine: number;
	readonly helpSearch: HelpSearch;
	/** Which message the cursor of Messages is on. */
	readonly messagesLine: number;
	/** What is in the files of the models that were shown. */
	readonly insides: Insides;
	readonly paused: boolean;
	readonly message?: Message;
}

export interface AppContext {
	readonly browse: BrowseContext;
	readonly screen: ScreenContext;
	/** Ids of the columns that Browse shows. */
	readonly columnIds: readonly string[];
	/** What is shown is not remembered for another visit. */
	readonly isForgotten?: boolean;
	/** How many lines a page has. */
	readonly pages: {readonly detail: number; readonly help: number; readonly messages: number};
}

export type AppAction =
	| {readonly kind: 'key'; readonly action: ActionId}
	| {readonly kind: 'browse'; readonly action: BrowseAction}
	| {readonly kind: 'export'; readonly action: ExportAction}
	| {readonly kind: 'cleanup'; readonly action: CleanupAction}
	| {readonly kind: 'trash'; readonly action: TrashAction}
	| {readonly kind: 'charts'; readonly action: ChartsAction}
	| {readonly kind: 'register'; readonly action: RegisterAction}
	| {readonly kind: 'problems'; readonly action: ProblemsAction}
	/** Metrics, on this one. */
	| {readonly kind: 'showMetric'; readonly metric: string}
	| {readonly kind: 'dialog'; readonly dialog: Dialog | undefined}
	| {readonly kind: 'underway'; readonly underway: Underway | undefined}
	/** A change was made. */
	| {readonly kind: 'changed'; readonly change: Change; readonly pending: PendingChange}
	/** A model's files were looked into. */
	| {readonly kind: 'inside'; readonly key: string; readonly inside: LookedInside}
	| {readonly kind: 'paused'; readonly paused: boolean}
	| {readonly kind: 'message'; readonly message: Message | undefined}
	| {readonly kind: 'helpSearch'; readonly action: HelpSearchAction}
	/** It was chosen in the palette. */
	| {readonly kind: 'used'; readonly id: string}
	/** Only for the log of messages. */
	| {readonly kind: 'noted'; readonly message: Message};

export const initialApp: AppState = {
	routes: start,
	browse: initialBrowse,
	compare: emptyCompare,
	leaderboard: emptyLeaderboard,
	metrics: emptyMetrics,
	export: emptyExport,
	columns: emptyColumns,
	cleanup: emptyCleanup,
	trash: emptyTrash,
	families: emptyFamilies,
	register: emptyRegister,
	problems: emptyProblems,
	charts: emptyCharts,
	recent: [],
	said: [],
	detailLine: 0,
	helpLine: 0,
	helpSearch: wholeHelp,
	messagesLine: 0,
	insides: new Map(),
	paused: false,
};

/** What takes the keys now: a text field or a menu takes all but those that work everywhere. */
export function focusOf(state: AppState): 'text' | 'menu' | 'keys' {
	const screen = screenOf(state);
	if (state.dialog) return state.dialog.kind === 'copy' ? 'menu' : 'text';
	if (screen === 'export') return state.export.typing ? 'text' : 'keys';
	if (screen === 'register') return 'text';
	if (screen === 'help') return state.helpSearch.typing ? 'text' : 'keys';
	if (screen === 'cleanup') return state.cleanup.field || state.cleanup.file ? 'text' : 'keys';
	if (screen === 'charts' && state.charts.menu) return 'menu';
	if (screen !== 'browse' && screen !== 'leaderboard' && screen !== 'charts') return 'keys';
	if (state.browse.menu) return 'menu';
	return screen === 'browse' && state.browse.typing ? 'text' : 'keys';
}

/** What takes the keys now, as the mouse asks it: the screen, what stands over it, the filter of Browse, another field. */
export function takerOf(state: AppState): 'keys' | 'over' | 'filter' | 'text' {
	const focus = focusOf(state);
	if (state.dialog || focus === 'menu') return 'over';
	return focus === 'text' && screenOf(state) === 'browse' ? 'filter' : focus === 'text' ? 'text' : 'keys';
}

export function screenOf(state: AppState): ScreenName {
	return top(state.routes).screen;
}

/** True where going back means leaving the program. */
export function isAtRoot(state: AppState): boolean {
	return state.routes.length === 1;
}

/** What ranks the models of an algorithm now; undefined: all of them together. */
export function objectiveIn(state: AppState, {models, config}: ScreenContext['snapshot'], algorithm: string | undefined): Objective | undefined {
	return ranksIn(models, config, state.browse.objectives).of(algorithm).objective;
}
