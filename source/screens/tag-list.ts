/** The list of tags: what of it is shown, what is ticked, and what that asks for. Pure. */

import type {Model} from '../../store/domain/model.ts';
import type {WantedTags} from '../tag-edits.ts';
import {nothingTyped, type TagCount, type TagsDialog} from './dialog.ts';

export type TagRow =
	| {readonly kind: 'tag'; readonly tag: string; readonly count: number; readonly state: TickState; readonly isTouched: boolean}
	/** A tag that there is not yet. */
	| {readonly kind: 'make'; readonly tag: string};

/** Of the models that are tagged all have it, some or none. */
export type TickState = 'all' | 'some' | 'none';

/** All tags of the registry: those of the targets first, then the most used. */
export function tagsOf(models: readonly Model[], targets: readonly Model[]): readonly TagCount[] {
	const counts = new Map<string, {count: number; have: number}>();
	const count = (of: readonly Model[], what: 'count' | 'have') => {
		for (const {tags} of of) {
			for (const tag of new Set(tags.map(one => one.normalize('NFC')))) {
				const known = counts.get(tag) ?? {count: 0, have: 0};
				counts.set(tag, {...known, [what]: known[what] + 1});
			}
		}
	};
	count(models, 'count');
	count(targets, 'have');
	return [...counts]
		.map(([tag, both]) => ({tag, ...both}))
		.sort((a, b) => Number(b.have > 0) - Number(a.have > 0) || b.count - a.count || (a.tag < b.tag ? -1 : 1));
}

/** A typed text as a tag: composed, without control characters and without blanks around it; '' for none. */
export function typedTag(text: string): string {
	return text
		.normalize('NFC')
		.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
		.trim()
		.slice(0, longestTag);
}

/** As in `mreg tag` (characters). */
const longestTag = 200;

/** The rows that fit what was typed, the tag that is exactly that first; the last offers to make it where there is none. */
export function tagRows({tags, typing, ticks, keys}: TagsDialog): readonly TagRow[] {
	const typed = typedTag(typing.value);
	const wanted = folded(typed);
	const rank = (tag: string) => (tag === typed ? 0 : folded(tag) === wanted ? 1 : folded(tag).startsWith(wanted) ? 2 : 3);
	const found = tags.filter(({tag}) => folded(tag).includes(wanted));
	const rows = (typed === '' ? found : found.toSorted((a, b) => rank(a.tag) - rank(b.tag))).map((one): TagRow => {
		const tick = ticks.get(one.tag);
		const state = tick === undefined ? stateOf(one, keys.length) : tick ? 'all' : 'none';
		return {kind: 'tag', tag: one.tag, count: one.count, state, isTouched: ticks.has(one.tag)};
	});
	return typed === '' || isAlias(typed) || tags.some(({tag}) => tag === typed) ? rows : [...rows, {kind: 'make', tag: typed}];
}

/** `@champion` is how an alias is shown: a tag that looks like one would be taken for it. */
function isAlias(text: string): boolean {
	return text.startsWith('@');
}

/** Why what is asked for cannot be; raw. undefined: it can. */
export function tagRefusal(dialog: TagsDialog): string | undefined {
	const typed = typedTag(dialog.typing.value);
	const alias = [...wantedTags(dialog).add, ...(tagRows(dialog).length === 0 ? [typed] : [])].find(isAlias);
	if (alias === undefined) return undefined;
	return `${alias} is an alias, not a tag: mreg alias NAME@vN ${alias.slice(1) || 'ALIAS'}.`;
}

function folded(text: string): string {
	return text.toLowerCase().normalize('NFC');
}

function stateOf({have}: TagCount, models: number): TickState {
	return have === 0 ? 'none' : have < models ? 'some' : 'all';
}

/** The cursor's row, as far as there is one. */
export function rowOf(dialog: TagsDialog, rows: readonly TagRow[]): number {
	return Math.max(0, Math.min(rows.length - 1, dialog.row));
}

/** Moves the cursor round the ends. */
export function movedTag(dialog: TagsDialog, step: number): TagsDialog {
	const rows = tagRows(dialog);
	if (rows.length === 0) return dialog;
	const row = Math.abs(step) === 1 ? (rowOf(dialog, rows) + step + rows.length) % rows.length : rowOf({...dialog, row: dialog.row + step}, rows);
	return {...dialog, row};
}

/**
 * Ticks the row under the cursor: all of the models, none, and where only some have it, as it was. A tag that is made here joins the list. What was
 * typed has done its work, and goes; the cursor stays on the tag.
 */
export function tickedTag(dialog: TagsDialog): TagsDialog {
	const rows = tagRows(dialog);
	const row = rows[rowOf(dialog, rows)];
	if (!row) return dialog;
	const ticks = new Map(dialog.ticks);
	if (row.kind === 'make') ticks.set(row.tag, true);
	else ticks.set(row.tag, nextTick(dialog, row));
	const tags = row.kind === 'make' ? [{tag: row.tag, count: 0, have: 0}, ...dialog.tags] : dialog.tags;
	const next: TagsDialog = {...dialog, tags, ticks, typing: nothingTyped};
	return {...next, row: tagRows(next).findIndex(({tag}) => tag === row.tag)};
}

function nextTick({tags, keys}: TagsDialog, {tag, state}: {readonly tag: string; readonly state: TickState}): boolean | undefined {
	const own = tags.find(one => one.tag === tag);
	const isHalf = own !== undefined && stateOf(own, keys.length) === 'some';
	if (state === 'some') return true;
	return state === 'all' ? false : isHalf ? undefined : true;
}

/** What Enter asks for: what was ticked; and where something was typed since, the row under the cursor the other way round. */
export function wantedTags(dialog: TagsDialog): WantedTags {
	const {ticks} = typedTag(dialog.typing.value) === '' ? dialog : tickedTag(dialog);
	const ofTick = (wanted: boolean) => [...ticks].filter(([, tick]) => tick === wanted).map(([tag]) => tag);
	return {add: ofTick(true), remove: ofTick(false)};
}
