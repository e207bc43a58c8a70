/** How keys and what came of them change what the dashboard remembers. Pure; what acts on the world is in app-actions.ts. */

import type {Change} from '../store/domain/change.ts';
import {modelsOf} from '../store/domain/configuration.ts';
import {reduceInCharts, showCharts} from './app-charts.ts';
import {afterRegistering, backToFamilies, neighbourVersion, reduceInFamilies, showFamilies, showForm} from './app-families.ts';
import {changedProblems, reduceInProblems, showMetric, showProblems} from './app-problems.ts';
import {settleSession} from './app-session.ts';
import {showNew, tellSince} from './app-since.ts';
import {settleVisit} from './app-visits.ts';
import {lookedInside} from './app-insides.ts';
import {screenOf, type AppAction, type AppContext, type AppState, type Message} from './app-state.ts';
import {allOnLeaderboard, back, leaderboardOfView, neighbour, openDetail, showColumns, showCompare, showExport, showLeaderboard} from './app-going.ts';
import type {ActionId} from './key-binding.ts';
import {push, toBrowse, top} from './routes.ts';
import {keysOf} from './screens/browse-rows.ts';
import {cursorRow, reduceBrowse, rowsOf, undoOneStep, type BrowseState} from './screens/browse-state.ts';
import {ranksIn} from './screens/browse-view.ts';
import {reduceCharts} from './screens/charts-state.ts';
import {cleanupOf} from './screens/cleanup-question.ts';
import {isResultShown, openCleanup, reduceCleanup, type CleanupState} from './screens/cleanup-state.ts';
import {reduceColumns} from './screens/columns-state.ts';
import {modelUnderCursor as modelInCompare, reduceCompare} from './screens/compare-state.ts';
import type {PendingChange} from './screens/dialog.ts';
import {gridOf} from './screens/export-grid.ts';
import {reduceExport, type ExportAction, type ExportState} from './screens/export-state.ts';
import {hasSearchLine, reduceHelpSearch, wholeHelp} from './screens/help-search.ts';
import {keysUnderCursor, modelUnderCursor as modelInLeaderboard, reduceLeaderboard} from './screens/leaderboard-state.ts';
import {emptyMetrics, reduceMetrics} from './screens/metrics-state.ts';
import {reduceProblems} from './screens/problems-state.ts';
import {reduceRegister, type RegisterAction} from './screens/register-state.ts';
import type {ScreenContext} from './screens/screen-context.ts';
import {movedLine} from './screens/scroll-state.ts';
import {emptyTrash, reduceTrash} from './screens/trash-state.ts';

/** What the dashboard is after a key, or after what came of one. */
export function reduceApp(state: AppState, action: AppAction, context: AppContext): AppState {
	return tellSince(settleSession(state, settleVisit(state, reduced(state, action, context)), {action, context}), {action, context});
}

function reduced(state: AppState, action: AppAction, context: AppContext): AppState {
	switch (action.kind) {
		case 'browse': {
			const browsed = {...state, browse: reduceBrowse(state.browse, action.action, context.browse)};
			return action.action.kind === 'view' && screenOf(state) === 'leaderboard' ? leaderboardOfView(browsed, context) : browsed;
		}
		case 'export':
			return {...state, export: reduceExported(state, action.action, context)};
		case 'inside':
			return lookedInside(state, action, context);
		case 'cleanup':
			return {...state, cleanup: reduceCleanup(state.cleanup, action.action, context.screen)};
		case 'trash':
			return {...state, trash: reduceTrash(state.trash, action.action, context.screen)};
		case 'charts':
			return {...state, charts: reduceCharts(state.charts, action.action, context.screen)};
		case 'register':
			return {...state, register: reduceRegister(state.register, action.action), message: isTyped(action.action) ? undefined : state.message};
		case 'problems':
			return {...state, problems: reduceProblems(state.problems, action.action, context.screen)};
		case 'showMetric':
			return showMetric(state, action.metric);
		case 'dialog':
			if (!action.dialog) return {...state, dialog: undefined, held: undefined};
			return {...state, dialog: action.dialog, held: state.held ?? context.screen.snapshot, message: undefined};
		case 'underway':
			return {...state, underway: action.underway};
		case 'changed':
			return afterRegistering(
				{
					...state,
					browse: withoutMarks(state.browse, action),
					cleanup: changedCleanup(state, action, context.screen),
					problems: changedProblems(state, action, context.screen),
				},
				action.change.registered,
				context,
			);
		case 'paused':
			return {...state, paused: action.paused};
		case 'message':
			return state.message === action.message ? state : said(state, action.message, context);
		case 'helpSearch':
			return {...state, helpLine: 0, helpSearch: reduceHelpSearch(state.helpSearch, action.action)};
		case 'used':
			return {...state, recent: [action.id, ...state.recent.filter(id => id !== action.id)].slice(0, mostRecent)};
		case 'noted':
			return {...state, said: logged(state, action.message, context)};
		case 'key':
			return reduceKey(state.message ? {...state, message: undefined} : state, action.action, context);
	}
}

function reduceKey(state: AppState, action: ActionId, context: AppContext): AppState {
	switch (action) {
		case 'help': {
			const from = screenOf(state);
			return from === 'help' ? back(state) : {...state, helpLine: 0, helpSearch: wholeHelp, routes: push(state.routes, {screen: 'help', from})};
		}
		case 'showBrowse':
			return {...state, routes: toBrowse(state.routes)};
		case 'showProblems':
			return showProblems(state);
		case 'showMetrics':
			return {...state, metrics: emptyMetrics, routes: push(state.routes, {screen: 'metrics'})};
		case 'showLeaderboard':
			return showLeaderboard(state);
		case 'showCleanup':
			// What was moved by hand there is not lost by a second x.
			if (screenOf(state) === 'cleanup') return state;
			return {...state, cleanup: openCleanup(state.cleanup, state.browse, context.screen), routes: push(state.routes, {screen: 'cleanup'})};
		case 'showTrash':
			return {...state, trash: emptyTrash, routes: push(state.routes, {screen: 'trash'})};
		case 'showCharts':
			return showCharts(state, context);
		case 'showMessages':
			return {...state, messagesLine: 0, routes: push(state.routes, {screen: 'messages'})};
		case 'showFamilies':
			return showFamilies(state, context);
		case 'register':
			return showForm(state, context);
		case 'compare':
		case 'showCompare':
			return showCompare(state, context);
		case 'export':
			return showExport(state);
		case 'columns':
			return showColumns(state, context);
		case 'back':
			return backToFamilies(state, context) ?? back(state);
		case 'escape': {
			if (state.dialog) return {...state, dialog: undefined, held: undefined};
			if (state.browse.menu) return {...state, browse: undoOneStep(state.browse)};
			if (state.charts.menu) return {...state, charts: reduceCharts(state.charts, {kind: 'closeMenu'}, context.screen)};
			if (screenOf(state) === 'help' && hasSearchLine(state.helpSearch)) return {...state, helpLine: 0, helpSearch: wholeHelp};
			if (screenOf(state) === 'export' && state.export.typing) return {...state, export: {...state.export, typing: undefined}};
			if (screenOf(state) !== 'browse') return backToFamilies(state, context) ?? back(state);
			const browse = undoOneStep(state.browse);
			return browse === state.browse ? state : {...state, browse};
		}
		default:
			return reduceScreen(state, action, context);
	}
}

/** So many choices of the palette stand first. */
const mostRecent = 8;

/** So many messages are kept. */
const mostSaid = 500;

function said(state: AppState, message: Message | undefined, {screen}: AppContext): AppState {
	const isSaid = message?.isCleanup === true && screenOf(state) === 'cleanup' && isResultShown(state.cleanup, screen);
	const log = message ? logged(state, message, {screen}) : state.said;
	// On Messages the cursor stays on what it is on.
	const messagesLine = state.messagesLine + (message && screenOf(state) === 'messages' ? 1 : 0);
	return {...state, message: isSaid ? undefined : message, said: log, messagesLine, lastCommand: message?.command ?? state.lastCommand};
}

function logged({said: before}: AppState, message: Message, {screen}: Pick<AppContext, 'screen'>): AppState['said'] {
	return [{...message, at: screen.now}, ...before].slice(0, mostSaid);
}

function changedCleanup({cleanup}: AppState, {change, pending}: Extract<AppAction, {kind: 'changed'}>, screen: ScreenContext): CleanupState {
	return reduceCleanup(cleanup, {kind: 'changed', change, cleanup: cleanupOf(pending)}, screen);
}

function reduceScreen(state: AppState, action: ActionId, context: AppContext): AppState {
	const route = top(state.routes);
	const {pages, screen} = context;
	switch (route.screen) {
		case 'browse': {
			if (action === 'showNew') return showNew(state, context);
			if (action !== 'open') {
				const browse = reduceBrowse(state.browse, {kind: 'key', action}, context.browse);
				return action === 'toBest' && browse === state.browse ? {...state, message: whyNoBest(state, context)} : {...state, browse};
			}
			const rows = rowsOf(state.browse, screen.snapshot);
			const row = rows[cursorRow(state.browse, rows)];
			// A folded row opens in its place.
			if (row && keysOf(row)[0] !== row.key) return {...state, browse: reduceBrowse(state.browse, {kind: 'key', action}, context.browse)};
			return openDetail(state, row?.key);
		}
		case 'detail':
			if (action === 'showNew') return showNew(state, context);
			if (action === 'left' || action === 'right') {
				const step = action === 'left' ? -1 : 1;
				return neighbourVersion(state, step, context) ?? neighbour(state, route, {step, context});
			}
			return {...state, detailLine: scrolled(state.detailLine, action, {count: pages.detail, height: screen.height})};
		case 'compare':
			if (action === 'open') return openDetail(state, modelInCompare(state.compare, screen));
			return {...state, compare: reduceCompare(state.compare, action, screen)};
		case 'leaderboard':
			return reduceOnLeaderboard(state, action, context);
		case 'metrics':
			return {...state, metrics: reduceMetrics(state.metrics, action, screen)};
		case 'export':
			return {...state, export: reduceExported(state, {kind: 'key', action}, context)};
		case 'columns':
			return reduceOnColumns(state, action, screen);
		case 'cleanup':
			return {...state, cleanup: reduceCleanup(state.cleanup, {kind: 'key', action}, screen)};
		case 'trash':
			return {...state, trash: reduceTrash(state.trash, {kind: 'key', action}, screen)};
		case 'families':
			return reduceInFamilies(state, action, context);
		case 'register':
			return state;
		case 'problems':
			return reduceInProblems(state, action, context);
		case 'charts':
			return reduceInCharts(state, action, context);
		case 'messages':
			return {
				...state,
				messagesLine: movedLine(state.messagesLine, action, {count: state.said.length, height: Math.ceil(screen.height / 2)}) ?? state.messagesLine,
			};
		case 'help':
			if (action === 'searchHelp') return {...state, helpSearch: reduceHelpSearch(state.helpSearch, {kind: 'open'})};
			return {...state, helpLine: scrolled(state.helpLine, action, {count: pages.help, height: screen.height - (hasSearchLine(state.helpSearch) ? 3 : 2)})};
	}
}

/** What went to the trash is marked no longer. */
function withoutMarks(browse: BrowseState, {change, pending}: {readonly change: Change; readonly pending: PendingChange}): BrowseState {
	if (pending.request.kind !== 'trash' || !change.done.some(key => browse.marks.has(key))) return browse;
	const gone = new Set(change.done);
	return {...browse, anchor: undefined, marks: new Set([...browse.marks].filter(key => !gone.has(key)))};
}

/** Why there is no best to go to. */
function whyNoBest({browse}: AppState, {screen: {snapshot}}: AppContext): Message {
	const rows = rowsOf(browse, snapshot);
	const row = rows[cursorRow(browse, rows)];
	const {objective, standing} = ranksIn(snapshot.models, snapshot.config, browse.objectives).of(browse.algorithm ?? (row && modelsOf(row)[0].algorithm));
	if (standing) return {text: `The best, ${standing.best.model.id}, is not among these rows: Esc takes the filter away.`, isError: true};
	if (!objective) return {text: 'Nothing ranks these models yet: o chooses a metric.', isError: true};
	if (objective.direction !== undefined) return {text: `None of these models has a result of ${objective.metric} yet.`, isError: true};
	return {text: `It is not known whether ${objective.metric} is better small or large: 8 sets it.`, isError: true};
}

function reduceOnLeaderboard(state: AppState, action: ActionId, {browse, screen}: AppContext): AppState {
	if (action === 'open') return openDetail(state, modelInLeaderboard(state.leaderboard, screen));
	if (action === 'objective') {
		return {...state, browse: {...state.browse, menu: 'objective', menuKeys: undefined, choice: {algorithm: state.leaderboard.algorithm ?? '*'}}};
	}
	if (action === 'markNone') return {...allOnLeaderboard(state), browse: reduceBrowse(state.browse, {kind: 'key', action}, browse)};
	const leaderboard = reduceLeaderboard(state.leaderboard, action, screen);
	if (action !== 'mark') return {...state, leaderboard};
	return {...state, leaderboard, browse: reduceBrowse(state.browse, {kind: 'toggleMarks', keys: keysUnderCursor(state.leaderboard, screen)}, browse)};
}

function reduceOnColumns(state: AppState, action: ActionId, {height}: ScreenContext): AppState {
	if (action === 'resetColumns' || action === 'saveColumns') return back(state);
	return {...state, columns: reduceColumns(state.columns, action, {height: height - 2})};
}

function reduceExported(state: AppState, action: ExportAction, {screen}: AppContext): ExportState {
	const route = top(state.routes);
	return route.screen === 'export' ? reduceExport(state.export, action, gridOf(route.of, state, screen), screen) : state.export;
}

function scrolled(line: number, action: ActionId, of: {count: number; height: number}): number {
	const last = Math.max(0, of.count - of.height);
	return Math.min(last, movedLine(line, action, {count: last + 1, height: of.height}) ?? line);
}

/** What a key did in the form: what was said before is over. */
function isTyped({kind}: RegisterAction): boolean {
	return kind === 'edit' || kind === 'move' || kind === 'step' || kind === 'typed';
}
