/** The rows of Cleanup's list: the two lists with their totals, groups, and models where a group is open. Pure. */

import {displayWidth, fit, padLeft} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Kept, Policy, Removed} from '../../store/domain/retention.ts';
import {reasonWords} from '../../store/domain/retention-words.ts';
import {formatBytes, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {grouped} from './browse-lines.ts';
import {sizesOn, type CleanupDisk} from './cleanup-disk.ts';
import type {CleanupRow, PlanPage} from './cleanup-view.ts';
import {remember} from './remember.ts';
import {splitId, type IdParts} from './short-id.ts';

const countWidth = 8;
const bytesWidth = 9;
/** No line shows more of a note. */
const longestNote = 300;

interface Widths {
	readonly title: number;
	/** What is said of it; 0: there is no room. */
	readonly detail: number;
}

/** The line of a row, at most `width` cells; the one under the cursor has a sign, too. */
export function rowLine(
	row: CleanupRow,
	{page, disk, isCursor, width}: {readonly page: PlanPage; readonly disk: CleanupDisk; readonly isCursor: boolean; readonly width: number},
): SafeText {
	const widths = widthsOf(width);
	const mark = isCursor ? safe`❯` : safe` `;
	switch (row.kind) {
		case 'head': {
			const bytes = row.models.length === 0 ? safe`0 B` : bytesOf(row, disk);
			const title = paint(theme.section, fit(row.list === 'remove' ? safe`REMOVE` : safe`KEEP`, widths.title + 2));
			return joinSafe([safe` `, title, paint(theme.title, safe`${countText(row.models.length)}${padLeft(bytes, bytesWidth)}`)]);
		}
		case 'group': {
			const {title, detail, models} = row.group;
			const name = fit(safeText(title), widths.title);
			const sign = row.isOpen ? safe`▾` : safe`▸`;
			return fit(
				joinSafe([mark, sign, safe` `, name, countText(models.length), padLeft(bytesOf(row, disk), bytesWidth), detailText(safeText(detail), widths)]),
				width,
			);
		}
		case 'model':
			return fit(joinSafe([mark, modelText(row.item, row, {page, disk, widths})]), width);
	}
}

/** The id, the note as far as there is room, bytes, why. */
function modelText(
	{model}: Kept | Removed,
	row: Extract<CleanupRow, {kind: 'model'}>,
	{page, disk, widths}: {page: PlanPage; disk: CleanupDisk; widths: Widths},
): SafeText {
	const room = widths.title + countWidth - 2;
	const id = safeText(idsOf(page.models).rest(model));
	const note = model.notes === '' ? emptyText : safe`  ${paint(theme.quiet, safeText(model.notes.slice(0, longestNote)))}`;
	const looked = disk.looked.get(model.key);
	const bytes = bytesOn(disk, [model]);
	const why = looked && 'reason' in looked ? paint(theme.bad, safeText(looked.reason)) : safeText(whyText(row.item, page.policy));
	const name = displayWidth(id) > room ? fit(id, room) : fit(safe`${id}${note}`, room);
	return joinSafe([safe`    `, name, padLeft(bytes, bytesWidth), detailText(why, widths)]);
}

/** All reasons why it stays: one that is let go of may not be the only one. */
function whyText(item: Kept | Removed, policy: Policy): string {
	const reasons = 'reasons' in item ? item.reasons : [item.reason];
	return reasons.map(reason => reasonWords(reason, policy, {...policy, model: item.model})).join('; ');
}

function detailText(text: SafeText, {detail}: Widths): SafeText {
	return detail === 0 || text === '' ? emptyText : safe`  ${fit(text, detail)}`;
}

function countText(count: number): SafeText {
	return padLeft(grouped(count), countWidth);
}

function widthsOf(width: number): Widths {
	const fixed = 3 + countWidth + bytesWidth;
	const title = width >= 100 ? 38 : Math.max(8, Math.min(28, width - fixed));
	const detail = width - fixed - title - 2;
	return {title, detail: detail < 8 ? 0 : detail};
}

/** A head's and a group's bytes are asked for at every key: they are found once for a plan. */
const known = new WeakMap<readonly unknown[], {readonly looked: CleanupDisk['looked']; readonly text: SafeText}>();

function bytesOf(row: Exclude<CleanupRow, {kind: 'model'}>, disk: CleanupDisk): SafeText {
	const list = row.kind === 'head' ? row.models : row.group.models;
	const before = known.get(list);
	if (before?.looked === disk.looked) return before.text;
	const text = bytesOn(disk, row.kind === 'head' ? row.models : row.group.models.map(({model}) => model));
	known.set(list, {looked: disk.looked, text});
	return text;
}

/** `…` until all of them were looked at. */
function bytesOn({looked}: CleanupDisk, models: readonly Model[]): SafeText {
	const sizes = sizesOn(looked, models);
	return sizes ? formatBytes(sizes.trashed) : safe`…`;
}

const idsOf = remember((models: readonly Model[]): IdParts => splitId(models));
