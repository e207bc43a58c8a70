/** The text that Export shows and writes. Pure; the last one of each grid is kept, as it is asked for with every frame. */

import type {SafeText} from '../../components/safe-text.ts';
import {clipboardSequence} from '../clipboard.ts';
import {gridLines} from '../grid-formats.ts';
import {gridJsonLines} from '../grid-json.ts';
import type {Grid} from '../grid.ts';

export const exportFormats = ['md', 'csv', 'latex', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What decides the text. */
export interface ExportLook {
	readonly format: ExportFormat;
	/** Behind the point; undefined: five significant ones. */
	readonly digits?: number;
}

export interface Exported {
	readonly lines: readonly SafeText[];
	/** The lines, each with its end. */
	readonly text: string;
	/** Of the text in UTF-8. */
	readonly bytes: number;
	/** False where a terminal's clipboard does not take so much. */
	readonly fitsClipboard: boolean;
}

const kept = new WeakMap<Grid, {readonly look: ExportLook; readonly exported: Exported}>();

/** The grid in a format. The same object as before for the same grid (not an equal one), format and digits. */
export function exportedGrid(grid: Grid, {format, digits}: ExportLook): Exported {
	const look: ExportLook = hasDigits(format) ? {format, digits} : {format};
	const last = kept.get(grid);
	if (last && last.look.format === look.format && last.look.digits === look.digits) return last.exported;
	const lines = [...(look.format === 'json' ? gridJsonLines(grid) : gridLines(grid, look.format, {digits: look.digits}))];
	const text = lines.map(line => `${line}\n`).join('');
	const exported: Exported = {lines, text, bytes: Buffer.byteLength(text), fitsClipboard: 'sequence' in clipboardSequence(text, {})};
	kept.set(grid, {look, exported});
	return exported;
}

/** Whether the digits change a format: for other programs numbers are written in full precision. */
export function hasDigits(format: ExportFormat): boolean {
	return format === 'md' || format === 'latex';
}

const extensions: Readonly<Record<ExportFormat, string>> = {md: 'md', csv: 'csv', latex: 'tex', json: 'json'};

/** A name for the file, from the command that makes the grid, else from the first word of its title: `leaderboard.tex`. */
export function exportFileName({title, comments}: Grid, format: ExportFormat): string {
	const command = comments.map(comment => /^mreg ([a-z]+)/.exec(comment)?.[1]).find(name => name !== undefined);
	const name = command === 'list' ? 'models' : (command ?? /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}/u.exec(title.trim())?.[0] ?? 'export');
	return `${name.toLowerCase()}.${extensions[format]}`;
}
