/** What Families shows of one family that is open: its versions, with a cursor. Pure. */

import {scrollTo} from '../../components/scroll.ts';
import {familiesOf, familyNamed, type Family, type VersionedModel} from '../../store/domain/family.ts';
import type {FamiliesState} from './families-state.ts';
import {familiesLayout, type FamiliesLayout} from './families-view.ts';
import type {ScreenContext} from './screen-context.ts';

export interface VersionsView {
	readonly family: Family;
	readonly row: number;
	/** The first row in view. */
	readonly offset: number;
	readonly layout: FamiliesLayout;
}

/** undefined where no family is open, or where it is there no more. */
export function versionsView({open}: FamiliesState, {snapshot, height}: Pick<ScreenContext, 'snapshot' | 'height'>): VersionsView | undefined {
	const family = open && familyNamed(familiesOf(snapshot.models), open.family);
	if (!open || !family) return undefined;
	const {versions} = family;
	const layout = familiesLayout(height);
	const own = open.cursor === undefined ? -1 : versions.findIndex(({model}) => model.key === open.cursor);
	const row = own === -1 ? Math.min(open.row, versions.length - 1) : own;
	return {family, row, offset: scrollTo(open.offset, row, layout.rows, versions.length), layout};
}

/** What the cursor is on; undefined where no family is open. */
export function versionUnderCursor(state: FamiliesState, context: Pick<ScreenContext, 'snapshot' | 'height'>): VersionedModel | undefined {
	const view = versionsView(state, context);
	return view?.family.versions[view.row];
}
