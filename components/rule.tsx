/** The one horizontal line that parts a screen, with an optional title in it. */
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit, line, truncate} from './cells.ts';
import {paint} from './paint.ts';
import {emptyText, joinSafe, safe, type SafeText} from './safe-text.ts';

export type RuleText = {
	/** Stands at the left, before the line. */
	readonly title?: SafeText;
	/** Stands at the right, behind the line. */
	readonly note?: SafeText;
};

/** A rule of exactly `width` cells: `──────`, ` TITLE ──────` or ` TITLE ────── note`; the note goes first when there is no room. */
export function ruleLine(width: number, {title, note}: RuleText = {}): SafeText {
	const shownTitle = title === undefined ? emptyText : safe` ${truncate(title, Math.max(0, width - 4))} `;
	const left = width - displayWidth(shownTitle);
	const shownNote = note === undefined || displayWidth(note) + 3 > left ? emptyText : safe` ${note}`;
	const rest = line(safe`─`, Math.max(0, left - displayWidth(shownNote)));
	return fit(joinSafe([paint({bold: true}, shownTitle), paint({dim: true}, joinSafe([rest, shownNote]))]), width);
}

/** Draws a rule over `width` cells. */
export function Rule({width, title, note}: RuleText & {readonly width: number}): ReactNode {
	return <Text wrap="truncate">{ruleLine(width, {title, note})}</Text>;
}
