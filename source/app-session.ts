/** What is remembered of a visit, and how the next one begins with it: what cannot be used any more is left out once all models are there. Pure. */

import type {Json} from '../store/domain/json.ts';
import type {Objective} from '../store/domain/objective.ts';
import type {NamedView, Session, View} from '../store/domain/session.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {SortKey} from '../store/domain/sorting.ts';
import type {AppAction, AppContext, AppState, Awaited} from './app-state.ts';
import {visitIn} from './routes.ts';
import {holds} from './screens/browse-rows.ts';
import {cursorRow, offsetFor, reduceBrowse, rowsOf, type BrowseState} from './screens/browse-state.ts';
import {groupsOf, modelsByKey, namesOf, readableFilter} from './screens/browse-view.ts';
import {isLoaded} from './screens/cleanup-by-hand.ts';
import {cleanupJson, readCleanup} from './screens/cleanup-remembered.ts';
import type {CleanupState} from './screens/cleanup-state.ts';
import {remember} from './screens/remember.ts';
import {takenView} from './screens/taken-view.ts';

const listOf = remember((marks: ReadonlySet<string>): readonly string[] => [...marks]);
const recordOf = remember((objectives: ReadonlyMap<string, Objective>): Readonly<Record<string, Objective>> => Object.fromEntries(objectives));

/** Its time is that of the last change: it stays the same while nobody does anything. */
function planOf(cleanup: CleanupState, {fold, now}: {readonly fold: boolean; readonly now: number}): Json | undefined {
	if (lastPlan?.cleanup === cleanup && lastPlan.fold === fold) return lastPlan.json;
	lastPlan = {cleanup, fold, json: cleanupJson(cleanup, {fold, now})};
	return lastPlan.json;
}

let lastPlan: {readonly cleanup: CleanupState; readonly fold: boolean; readonly json: Json | undefined} | undefined;

/** What is remembered of a state; the same objects as before where nothing changed. Without the time that the visit ended. @param above see `rowsAbove` */
export function sessionOf({browse, routes, cleanup, awaited}: AppState, {above, now}: {readonly above: number; readonly now: number}): Session {
	// What another screen shows there for a while is not what the person left.
	const {algorithm, filter, sort, cursor} = visitIn(routes)?.before ?? browse;
	const {fold, panel, marks, objectives, view} = browse;
	return {
		...{algorithm, sort, cursor, fold, panel},
		above: cursor === undefined || above === 0 ? undefined : above,
		view: view?.name ?? awaited?.view,
		filter: filter.trim() === '' || isOfVisit(filter) ? undefined : filter.trimEnd(),
		marks: listOf(marks),
		objectives: recordOf(objectives),
		cleanup: planOf(cleanup, {fold, now}),
	};
}

/** What is new now is nothing new at the next visit: its list would be empty. */
function isOfVisit(filter: string): boolean {
	return /(?<![\p{L}\p{N}_:"'])is:new(?![\p{L}\p{N}_-])/iu.test(filter);
}

/** How many rows stand above the cursor in a window. */
export function rowsAbove({browse}: AppState, {browse: {snapshot, height}}: AppContext): number {
	const rows = rowsOf(browse, snapshot);
	return Math.max(0, cursorRow(browse, rows) - offsetFor(browse, rows, height));
}

/** The dashboard as it was left: what depends on the models is tried, and settled when all are there. @param asked a saved view to begin with instead */
export function resumed(state: AppState, session: Session, asked?: NamedView): AppState {
	const {algorithm, filter = '', sort, cursor, above = 0, fold, panel, marks = [], objectives = {}, cleanup, view} = session;
	const shown = asked ? shownFirst(asked.view) : {algorithm, filter, sort, fold: fold ?? state.browse.fold};
	const browse: BrowseState = {
		...state.browse,
		...shown,
		cursor,
		// The cursor's row comes to stand where it stood in the window.
		offset: -above,
		panel: panel ?? state.browse.panel,
		marks: new Set(marks),
		objectives: new Map(Object.entries(objectives)),
	};
	return {...state, browse, cleanup: readCleanup(cleanup) ?? state.cleanup, awaited: {cursor, ...(asked ? {asked} : {view})}};
}

/** What of a view needs no models to be understood. */
function shownFirst({algorithm, query = '', fold}: View): Pick<BrowseState, 'algorithm' | 'filter' | 'sort' | 'fold'> {
	return {algorithm: algorithm?.toLowerCase(), filter: query, sort: undefined, fold: fold === 'seed'};
}

/** What a visit began with waits for its models: until they came, or until a person goes on. */
export function settleSession(before: AppState, after: AppState, {action, context}: {readonly action: AppAction; readonly context: AppContext}): AppState {
	const {awaited} = after;
	if (!awaited) return after;
	if (action.kind !== 'browse' || action.action.kind !== 'settle') {
		return isMoved(before.browse, after.browse) ? {...after, awaited: {...awaited, cursor: undefined, asked: undefined, isMoved: true}} : after;
	}
	const {snapshot} = context.screen;
	const {cursor} = awaited;
	const isHere = cursor === undefined || isShown(cursor, before.browse, snapshot);
	// A cursor that is waited for is not given another model.
	const browse = isHere ? after.browse : {...after.browse, ...placeOf(before.browse)};
	// Without any models the disk may only be away.
	if (!isLoaded(snapshot.activity) || snapshot.models.length === 0) return {...after, browse, awaited: isHere ? {...awaited, cursor: undefined} : awaited};
	return settled({...after, browse, awaited: undefined}, awaited, context);
}

function settled(state: AppState, awaited: Awaited, {browse: around, screen: {snapshot}}: AppContext): AppState {
	const {cursor, asked} = awaited;
	const taken = asked && takenView(asked.name, asked.view, snapshot.models);
	const found = usable(state.browse, awaited, snapshot);
	const shown = taken && 'view' in taken ? reduceBrowse(found, {kind: 'view', view: taken.view}, around) : found;
	const placed = cursor === undefined || isShown(cursor, shown, snapshot) ? shown : {...shown, cursor: undefined, row: 0, offset: 0};
	const browse = reduceBrowse(placed, {kind: 'settle'}, around);
	const text = taken && 'problem' in taken ? taken.problem : droppedWords(state.browse, browse);
	return {...state, browse, message: text === undefined ? state.message : {text, isError: true}};
}

function isShown(key: string, browse: BrowseState, snapshot: Snapshot): boolean {
	return rowsOf(browse, snapshot).some(row => holds(row, key));
}

function placeOf({cursor, row, offset}: BrowseState): Pick<BrowseState, 'cursor' | 'row' | 'offset'> {
	return {cursor, row, offset};
}

/** A person went on before all was there. */
function isMoved(before: BrowseState, after: BrowseState): boolean {
	const {cursor, algorithm, filter, sort, fold, typing, view} = after;
	return (
		before.cursor !== cursor ||
		before.algorithm !== algorithm ||
		before.filter !== filter ||
		before.sort !== sort ||
		before.fold !== fold ||
		before.typing !== typing ||
		before.view !== view
	);
}

/** What of the last visit can be used with these models. */
function usable(browse: BrowseState, {isMoved, view}: Awaited, snapshot: Snapshot): BrowseState {
	const {models, config} = snapshot;
	const byKey = modelsByKey(models);
	const {metrics} = namesOf(models);
	const marks = [...browse.marks].filter(key => byKey.has(key));
	const objectives = [...browse.objectives].filter(([, {metric}]) => metrics.has(metric));
	const kept: BrowseState = {
		...browse,
		marks: marks.length === browse.marks.size ? browse.marks : new Set(marks),
		objectives: objectives.length === browse.objectives.size ? browse.objectives : new Map(objectives),
	};
	if (isMoved === true) return kept;
	const {algorithm, filter, sort} = kept;
	const isThere = algorithm === undefined || groupsOf(models).has(algorithm);
	const isReadable = readableFilter(filter, models, '') === filter;
	const found: BrowseState = {
		...kept,
		algorithm: isThere ? algorithm : undefined,
		filter: isReadable ? filter : '',
		sort: sort && canSort(sort, snapshot) ? sort : undefined,
	};
	const saved = view === undefined || !Object.hasOwn(config.views, view) ? undefined : config.views[view];
	const taken = saved && view !== undefined ? takenView(view, saved, models) : undefined;
	if (!taken || !('view' in taken)) return found;
	const {columns} = taken.view;
	return {...found, view: taken.view, columnsForNow: columns && {algorithm: taken.view.algorithm ?? '*', columns}};
}

function canSort({field}: SortKey, {models}: Snapshot): boolean {
	const {metrics, datasets, params} = namesOf(models);
	if (field.kind === 'metric') return metrics.has(field.metric) && (field.dataset === undefined || datasets.has(field.dataset));
	return field.kind !== 'param' || params.has(field.name);
}

/** What of the last visit is missing that a person would look for; raw. */
function droppedWords(before: BrowseState, after: BrowseState): string | undefined {
	const filter = before.filter !== '' && after.filter === '' ? [`its filter ${before.filter} cannot be read any more`] : [];
	const tab = before.algorithm !== undefined && after.algorithm === undefined ? [`there are no models of ${before.algorithm} any more`] : [];
	const parts = [...tab, ...filter];
	return parts.length === 0 ? undefined : `Not all is as at your last visit: ${parts.join(', and ')}.`;
}
