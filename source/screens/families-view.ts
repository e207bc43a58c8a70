/** What the list of families shows: the families in their order, with one cursor. Pure; the last answers are kept. */

import {scrollTo} from '../../components/scroll.ts';
import {familiesOf, familyNamed, versionOf, type Family} from '../../store/domain/family.ts';
import type {Model} from '../../store/domain/model.ts';
import type {FamiliesState} from './families-state.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';

/** By name, the one with the newest version first, or the largest first. */
export type FamilyOrder = 'name' | 'newest' | 'size';

export interface FamiliesView {
	readonly families: readonly Family[];
	/** The cursor's row; -1: there are none. */
	readonly row: number;
	/** The first row in view. */
	readonly offset: number;
	readonly layout: FamiliesLayout;
}

export interface FamiliesLayout {
	/** Rows in the window. */
	readonly rows: number;
	/** Lines of what is said below the rule. */
	readonly strip: number;
}

export function familiesView(state: FamiliesState, {snapshot, height}: Pick<ScreenContext, 'snapshot' | 'height'>): FamiliesView {
	const layout = familiesLayout(height);
	const {families, rowOf} = listOf(snapshot.models, state.order);
	const row = rowOf.get(state.cursor ?? '') ?? Math.min(state.row, families.length - 1);
	return {families, row, offset: scrollTo(state.offset, Math.max(0, row), layout.rows, families.length), layout};
}

/** How the lines between header and footer are shared out: title, heads of the columns, rows, rule, strip. */
export function familiesLayout(height: number): FamiliesLayout {
	const strip = height >= 18 ? 4 : height >= 11 ? 2 : 1;
	return {rows: Math.max(1, height - 3 - strip), strip};
}

/** The family that a model is a version of. */
export function familyOf(model: Model, models: readonly Model[]): Family | undefined {
	const version = versionOf(model);
	return version && familyNamed(familiesOf(models), version.family);
}

const listOf = remember((models: readonly Model[], order: FamilyOrder) => {
	const families = ordered(familiesOf(models), order);
	return {families, rowOf: new Map(families.map(({name}, row) => [name, row]))};
});

function ordered(families: readonly Family[], order: FamilyOrder): readonly Family[] {
	switch (order) {
		case 'name':
			return families;
		case 'newest': {
			const newest = new Map(families.map(family => [family, newestOf(family)]));
			return families.toSorted((a, b) => compare(newest.get(b), newest.get(a)));
		}
		case 'size':
			return families.toSorted((a, b) => b.bytes - a.bytes);
	}
}

/** When its newest version was made, in milliseconds since 1970. */
function newestOf({versions}: Family): number {
	return versions.reduce((newest, {model}) => Math.max(newest, model.time), -Infinity);
}

/** Also of infinities, which have no difference. */
function compare(a = -Infinity, b = -Infinity): number {
	return a === b ? 0 : a < b ? -1 : 1;
}
