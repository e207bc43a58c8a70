/** What the list of families remembers, and how keys change it. Pure. */

import type {Family} from '../../store/domain/family.ts';
import type {ActionId} from '../key-binding.ts';
import {familiesView, type FamilyOrder} from './families-view.ts';
import type {ScreenContext} from './screen-context.ts';
import {movedLine} from './scroll-state.ts';
import {versionsView, type VersionsView} from './versions-view.ts';

export interface FamiliesState {
	/** The family under the cursor; undefined: the first. */
	readonly cursor?: string;
	/** Its row when it was last seen, for when it goes away. */
	readonly row: number;
	/** The first row in view. */
	readonly offset: number;
	readonly order: FamilyOrder;
	/** Its versions are shown. */
	readonly open?: OpenFamily;
}

/** The list of a family's versions. */
export interface OpenFamily {
	/** Its name. */
	readonly family: string;
	/** Key of the version under the cursor; undefined: the latest. */
	readonly cursor?: string;
	/** Its row when it was last seen. */
	readonly row: number;
	readonly offset: number;
}

export const emptyFamilies: FamiliesState = {row: 0, offset: 0, order: 'name'};

/** The list, on a family where one is meant; else where it was left. */
export function openFamilies(state: FamiliesState, family: string | undefined, context: ScreenContext): FamiliesState {
	const closed = closeVersions(state);
	return settled(family === undefined ? closed : {...closed, cursor: family}, context);
}

/** The versions of a family. @param key of the version that the cursor goes to; undefined: the latest */
export function openVersions(state: FamiliesState, family: string, key?: string): FamiliesState {
	return {...state, cursor: family, open: {family, cursor: key, row: 0, offset: 0}};
}

/** The list of families again. */
export function closeVersions(state: FamiliesState): FamiliesState {
	return state.open ? {...state, open: undefined} : state;
}

export function reduceFamilies(state: FamiliesState, action: ActionId, context: ScreenContext): FamiliesState {
	const opened = versionsView(state, context);
	if (opened) return movedInVersions(state, action, {opened, context});
	if (action === 'sortMenu') return settled({...state, order: nextOrder[state.order]}, context);
	const {families, row, layout} = familiesView(state, context);
	const next = movedLine(row, action, {count: families.length, height: layout.rows});
	return next === undefined || families.length === 0 ? state : settled({...state, cursor: families[next]?.name, row: next}, context);
}

/** What the cursor is on; undefined where there is nothing. */
export function familyUnderCursor(state: FamiliesState, context: ScreenContext): Family | undefined {
	const {families, row} = familiesView(state, context);
	return families[row];
}

function movedInVersions(
	state: FamiliesState,
	action: ActionId,
	{opened, context}: {readonly opened: VersionsView; readonly context: ScreenContext},
): FamiliesState {
	const {family, row: before, layout} = opened;
	const row = movedLine(before, action, {count: family.versions.length, height: layout.rows});
	if (row === undefined) return state;
	const moved = {...state, open: {family: family.name, cursor: family.versions[row]?.model.key, row, offset: opened.offset}};
	// What is in view is remembered, so that the next key moves it no farther than needed.
	return {...moved, open: {...moved.open, offset: versionsView(moved, context)?.offset ?? 0}};
}

const nextOrder = {name: 'newest', newest: 'size', size: 'name'} as const satisfies Record<FamilyOrder, FamilyOrder>;

/** Remembers what is in view, so that the next key moves it no farther than needed. */
function settled(state: FamiliesState, context: ScreenContext): FamiliesState {
	const {families, row, offset} = familiesView(state, context);
	return {...state, cursor: families[row]?.name, row: Math.max(0, row), offset};
}
