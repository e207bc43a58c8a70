/** What Browse says where there are no rows: why, and what to do next. Pure. */

import {displayWidth, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {sinceTime} from '../since-words.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';

interface EmptyRoom {
	readonly width: number;
	/** Nothing may be changed. */
	readonly readOnly: boolean;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** `seenInstead` is what lies in a root without models, from the store. */
export function emptyLines(snapshot: Snapshot, filter: {readonly text: string; readonly isReadable: boolean}, room: EmptyRoom): readonly SafeText[] {
	return linesFor(snapshot, filter, room).map(line => truncate(line, room.width));
}

function linesFor(
	snapshot: Snapshot,
	{text: filter, isReadable}: {readonly text: string; readonly isReadable: boolean},
	{width, readOnly, now}: EmptyRoom,
): readonly SafeText[] {
	const {phase} = snapshot.activity;
	if (snapshot.models.length > 0 && !isReadable) {
		return [
			emptyText,
			safe`  The filter cannot be read yet, and what was typed before matched nothing.`,
			paint(theme.quiet, safe`  Esc takes it away; ? shows how to write one.`),
		];
	}
	if (snapshot.models.length > 0 && filter.trim() === 'is:new') {
		const {lastVisit} = snapshot;
		const why =
			lastVisit === undefined
				? safe`Nothing counts as new: no earlier visit is remembered.`
				: safe`Nothing came here since ${sinceTime(lastVisit, now, {isLong: true})}, your last visit.`;
		return [emptyText, safe`  ${why}`, paint(theme.quiet, safe`  Esc shows all models.`)];
	}
	if (snapshot.models.length > 0 && filter !== '') {
		return [emptyText, safe`  Nothing matches ${safeText(JSON.stringify(filter))}.`, paint(theme.quiet, safe`  Esc takes the filter away; / changes it.`)];
	}
	if (snapshot.models.length === 0 && (phase === 'loading' || phase === 'scanning')) return [emptyText, paint(theme.quiet, safe`  Looking for models …`)];
	if (snapshot.models.length > 0) return [emptyText, safe`  This algorithm has no models any more.`, paint(theme.quiet, safe`  Tab goes to the next.`)];
	const seen = snapshot.seenInstead ?? '';
	const key = readOnly ? '' : 'R registers a model file; in a shell: ';
	const how = `${key}mreg register NAME FILE makes a numbered version of it.`;
	return [
		emptyText,
		paint(theme.title, safe`  No models here yet.`),
		safe`  ${safeText(snapshot.root)}  (${safeText(snapshot.reason)})`,
		emptyText,
		...seen.split('\n').flatMap(line => wrapped(line, width - 3).map(part => safe`  ${part}`)),
		emptyText,
		...wrapped(how, width - 3).map(part => safe`  ${part}`),
		paint(theme.quiet, safe`  A model that is written now appears here by itself. r looks again, q quits.`),
	];
}

/** The words of a text in lines of at most `width` cells; what is to be typed must not be cut. */
function wrapped(text: string, width: number): readonly SafeText[] {
	const lines: SafeText[] = [];
	for (const word of text.split(' ').map(safeText)) {
		const last = lines.at(-1);
		const longer = last === undefined ? word : safe`${last} ${word}`;
		if (last === undefined || displayWidth(longer) > width) lines.push(word);
		else lines[lines.length - 1] = longer;
	}
	return lines;
}
