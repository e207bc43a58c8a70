/** What the Cleanup screen remembers: the rule, what was moved by hand, which groups are open, what is known of the disk. Pure. */

import {modelsOf} from '../../store/domain/configuration.ts';
import type {Change, Skipped} from '../../store/domain/change.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Marked} from '../../store/domain/sizes.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {ActionId} from '../key-binding.ts';
import type {TrashNow} from '../world.ts';
import {cursorRow, rowsOf, type BrowseState} from './browse-state.ts';
import {modelsByKey} from './browse-view.ts';
import {unseenDisk, withLooked, withoutLooked, type CleanupDisk} from './cleanup-disk.ts';
import {enteredRule, reduceField, type EditedField, type FieldAction} from './cleanup-field-state.ts';
import {isLoaded, otherList, withoutTags} from './cleanup-by-hand.ts';
import {isTouched} from './cleanup-remembered.ts';
import {nothingByHand, usualRule, type ByHand, type CleanupRule} from './cleanup-rule.ts';
import {cleanupPage, groupRowId, modelsIn, stopsOf, type PlanPage} from './cleanup-view.ts';
import type {Typing} from './dialog.ts';
import {movedLine} from './scroll-state.ts';
import type {ScreenContext} from './screen-context.ts';

export interface CleanupState {
	/** In lower case. */
	readonly algorithm?: string;
	readonly rule: CleanupRule;
	readonly byHand: ByHand;
	/** When this plan was left without being applied (milliseconds since 1970), as long as nothing of it was changed since. */
	readonly left?: number;
	/** Ids of the rows of groups whose models are shown. */
	readonly open: ReadonlySet<string>;
	/** The row under the cursor when it was last moved, and its id: the cursor stays with what it is on. */
	readonly row: number;
	readonly id?: string;
	readonly offset: number;
	/** The field of the rule that is being changed. */
	readonly field?: EditedField;
	/** The name of the file that the plan goes to, while it is typed. */
	readonly file?: Typing;
	/** The folder that this name is relative to; raw. */
	readonly folder?: string;
	/** What was planned from when that was asked: meanwhile the plan stays as it is. */
	readonly frozen?: Snapshot;
	readonly disk: CleanupDisk;
	/** What Browse had a filter or marks for when it was opened: the plan is for all models all the same. */
	readonly ignores?: {readonly filter: boolean; readonly marks: number};
	/** What came of the last cleanup here. */
	readonly result?: CleanupResult;
	/** How many changes of the registry were made since the screen was opened. */
	readonly changes: number;
	/** Why a key did nothing; raw. Gone with the next one. */
	readonly notice?: string;
}

export interface CleanupResult {
	readonly done: number;
	readonly skipped: readonly Skipped[];
	/** Bytes that the disk has more of; undefined where nothing was purged. */
	readonly freedBytes?: number;
	readonly isPurge: boolean;
	/** Raw sentences. */
	readonly notes: readonly string[];
}

export const emptyCleanup: CleanupState = {rule: usualRule, byHand: nothingByHand, open: new Set(), row: 0, offset: 0, disk: unseenDisk, changes: 0};

export type CleanupAction =
	| {readonly kind: 'key'; readonly action: ActionId}
	| FieldAction
	/** The name of the file: undefined closes the field. */
	| {readonly kind: 'file'; readonly typing: Typing | undefined; readonly folder?: string}
	| {readonly kind: 'looked'; readonly asked: readonly Model[]; readonly marked: readonly Marked[]; readonly skipped: readonly Skipped[]}
	| {readonly kind: 'linked'; readonly models: readonly Model[]; readonly links: ReadonlyMap<string, string>}
	| {readonly kind: 'trash'; readonly now: TrashNow}
	/** The registry was changed; `cleanup`: by a plan of this screen. */
	| {readonly kind: 'changed'; readonly change: Change; readonly cleanup?: {readonly isPurge: boolean}};

/** The screen for the algorithm of Browse's tab, or of the row under its cursor; for the same one it goes on with the plan that was left, which says so. */
export function openCleanup(before: CleanupState, browse: BrowseState, {snapshot, now}: ScreenContext): CleanupState {
	const algorithm = browse.algorithm ?? (isAwaited(before, browse, snapshot) ? before.algorithm : algorithmUnderCursor(browse, snapshot));
	const {rule, byHand, open, changes} = before;
	const ignores = {filter: browse.filter.trim() !== '', marks: marksIn(browse, snapshot)};
	if (algorithm === before.algorithm) {
		const left = isTouched(before, browse.fold) ? (before.left ?? now) : undefined;
		return {...emptyCleanup, algorithm, rule, open, changes, byHand, left, ignores};
	}
	return {...emptyCleanup, algorithm, rule: {...usualRule, foldSeeds: browse.fold}, ignores};
}

/** Whether models are on their way that the plan that was left may be for: the row under the cursor says nothing yet. */
function isAwaited(before: CleanupState, {cursor}: BrowseState, {models, activity}: Snapshot): boolean {
	if (before.algorithm === undefined || isLoaded(activity)) return false;
	return cursor === undefined || !modelsByKey(models).has(cursor);
}

/** Marks of models that are gone do not count. */
function marksIn({marks}: BrowseState, {models}: Snapshot): number {
	const known = modelsByKey(models);
	return [...marks].filter(key => known.has(key)).length;
}

/** Whether the screen says what came of the last cleanup: it has room for that. */
export function isResultShown(state: CleanupState, context: ScreenContext): boolean {
	if (!state.result) return false;
	const page = cleanupPage(state, context);
	return page.kind === 'plan' && page.layout.said > 0;
}

function algorithmUnderCursor(browse: BrowseState, snapshot: Snapshot): string | undefined {
	const rows = rowsOf(browse, snapshot);
	const row = rows[cursorRow(browse, rows)];
	return (row ? modelsOf(row)[0] : snapshot.models[0])?.algorithm.toLowerCase();
}

export function reduceCleanup(state: CleanupState, action: CleanupAction, context: ScreenContext): CleanupState {
	const next = reduced(state, action, context);
	const isAsLeft = next.rule === state.rule && next.byHand === state.byHand;
	return isAsLeft || next.left === undefined ? next : {...next, left: undefined};
}

function reduced(state: CleanupState, action: CleanupAction, context: ScreenContext): CleanupState {
	switch (action.kind) {
		case 'key':
			return reduceKey(state, action.action, context);
		case 'file':
			if (!action.typing) return state.file ? {...state, file: undefined, folder: undefined, frozen: undefined} : state;
			return {...state, file: action.typing, folder: action.folder ?? state.folder, frozen: state.frozen ?? context.snapshot};
		case 'looked': {
			const all = modelsIn(state, context.snapshot);
			// What became another model meanwhile is looked at anew.
			const now = new Set(all);
			return {...state, disk: withLooked(state.disk, {...action, asked: action.asked.filter(model => now.has(model)), all})};
		}
		case 'linked':
			return {...state, disk: {...state.disk, links: action.links, linkedFor: action.models}};
		case 'trash': {
			const {entries, disk} = action.now;
			return {...state, disk: {...state.disk, trash: {bytes: entries.reduce((sum, {bytes}) => sum + bytes, 0)}, disk}};
		}
		case 'changed':
			return changed(state, action);
		default:
			return settled(reduceField(state, action, context), context);
	}
}

function reduceKey(before: CleanupState, action: ActionId, context: ScreenContext): CleanupState {
	const {notice: _notice, frozen: _frozen, ...state} = before;
	if (action === 'rule') return enteredRule(state, context);
	const page = cleanupPage(state, context);
	return page.kind === 'plan' ? settled(onPlan(state, action, page), context) : state;
}

function onPlan(state: CleanupState, action: ActionId, page: PlanPage): CleanupState {
	const row = page.rows[page.cursor];
	switch (action) {
		case 'otherList':
			return row ? otherList({...state, byHand: page.byHand}, row) : state;
		case 'resetByHand':
			if (state.left !== undefined) return {...state, rule: usualRule, byHand: nothingByHand, result: undefined};
			return state.byHand.kept.size + state.byHand.removed.size === 0 ? state : {...state, byHand: nothingByHand, result: undefined};
		case 'openGroup':
			return row?.kind === 'group' ? {...state, open: new Set(state.open).add(row.id)} : state;
		case 'closeGroup': {
			if (!row || row.kind === 'head') return state;
			const id = groupRowId(row.list, row.group.id);
			const open = new Set(state.open);
			open.delete(id);
			return {...state, open, id, row: page.rows.findIndex(one => one.id === id)};
		}
		case 'keepLosses':
			return {...state, rule: {...state.rule, keepLosses: !state.rule.keepLosses}, result: undefined};
		case 'letGoTag':
			return row ? withoutTags(state, row, page.policy) : state;
		default:
			return moved(state, action, page);
	}
}

function moved(state: CleanupState, action: ActionId, page: PlanPage): CleanupState {
	const stops = stopsOf(page, state);
	const at = stops.indexOf(page.cursor);
	const stop = movedLine(at, action, {count: stops.length, height: page.layout.list});
	const row = stop === undefined ? undefined : stops[stop];
	return row === undefined ? state : {...state, row, id: page.rows[row]?.id};
}

/** Remembers what is under the cursor and in view now. */
function settled(state: CleanupState, context: ScreenContext): CleanupState {
	const page = cleanupPage(state, context);
	if (page.kind !== 'plan') return state;
	return {...state, row: Math.max(0, page.cursor), id: page.rows[page.cursor]?.id, offset: page.offset};
}

/** What went is no more on any list, and what was left is looked at again. */
function changed(state: CleanupState, {change, cleanup}: Extract<CleanupAction, {kind: 'changed'}>): CleanupState {
	const {done, skipped, freedBytes, notes} = change;
	const gone = new Set(done);
	const {kept, removed} = state.byHand;
	const without = () => ({kept: new Set([...kept].filter(key => !gone.has(key))), removed: new Map([...removed].filter(([key]) => !gone.has(key)))});
	const byHand = cleanup && gone.size > 0 ? without() : state.byHand;
	return {
		...state,
		byHand,
		frozen: undefined,
		changes: state.changes + 1,
		disk: withoutLooked(
			state.disk,
			skipped.map(({key}) => key),
		),
		result: cleanup && {done: done.length, skipped, freedBytes, isPurge: cleanup.isPurge, notes},
	};
}
