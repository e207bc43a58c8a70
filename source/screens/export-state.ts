/** What Export remembers: format, digits, scrolling, the file's name while it is typed. Pure. */

import type {ActionId} from '../key-binding.ts';
import type {Grid} from '../grid.ts';
import {exportedGrid, exportFileName, exportFormats, hasDigits, type ExportFormat} from './export-text.ts';
import type {ScreenContext} from './screen-context.ts';
import {movedLine} from './scroll-state.ts';

export {exportFormats, type ExportFormat} from './export-text.ts';

export interface ExportState {
	readonly format: ExportFormat;
	/** Behind the point; undefined: five significant ones. */
	readonly digits?: number;
	/** The first line of the preview in view. */
	readonly line: number;
	/** The file's name while it is typed. */
	readonly typing?: {readonly value: string; readonly cursor: number};
	/** The name that was typed last, for when it could not be written. */
	readonly typed?: {readonly value: string; readonly format: ExportFormat};
}

export const emptyExport: ExportState = {format: 'md', line: 0};

export type ExportAction =
	{readonly kind: 'key'; readonly action: ActionId} | {readonly kind: 'typing'; readonly value: string; readonly cursor: number} | {readonly kind: 'typed'};

const firstDigits = 2;
const mostDigits = 12;

/** @param grid what is exported */
export function reduceExport(state: ExportState, action: ExportAction, grid: Grid, context: ScreenContext): ExportState {
	switch (action.kind) {
		case 'key':
			return reduceKey(state, action.action, grid, context);
		case 'typing':
			return state.typing ? {...state, typing: {value: action.value, cursor: action.cursor}} : state;
		case 'typed':
			return state.typing ? {...state, typing: undefined, typed: {value: state.typing.value, format: state.format}} : state;
	}
}

function reduceKey(state: ExportState, action: ActionId, grid: Grid, context: ScreenContext): ExportState {
	switch (action) {
		case 'nextFormat':
			return withFormat(state, 1);
		case 'previousFormat':
			return withFormat(state, -1);
		case 'moreDigits':
			return withDigits(state, state.digits === undefined ? firstDigits : Math.min(mostDigits, state.digits + 1), grid, context);
		case 'fewerDigits':
			return withDigits(state, state.digits === undefined || state.digits === 0 ? undefined : state.digits - 1, grid, context);
		case 'write': {
			const value = state.typed?.format === state.format ? state.typed.value : exportFileName(grid, state.format);
			return {...state, typing: {value, cursor: value.length}};
		}
		case 'escape':
			return state.typing ? {...state, typing: undefined} : state;
		default: {
			const height = previewHeight(context.height);
			const line = movedLine(firstLine(state, grid, height), action, {count: lastLine(state, grid, height) + 1, height});
			return line === undefined ? state : {...state, line};
		}
	}
}

function withFormat(state: ExportState, step: 1 | -1): ExportState {
	const next = exportFormats[(exportFormats.indexOf(state.format) + step + exportFormats.length) % exportFormats.length];
	return {...state, format: next ?? state.format, line: 0};
}

function withDigits(state: ExportState, digits: number | undefined, grid: Grid, context: ScreenContext): ExportState {
	if (!hasDigits(state.format)) return state;
	const next: ExportState = {...state, digits};
	return {...next, line: firstLine(next, grid, previewHeight(context.height))};
}

/** Lines of the preview: the screen without title, rule and the two lines below. */
export function previewHeight(height: number): number {
	return Math.max(1, height - 4);
}

/** The first line of the preview in view, for the text and the screen of now. */
export function firstLine(state: ExportState, grid: Grid, height: number): number {
	return Math.min(state.line, lastLine(state, grid, height));
}

function lastLine(state: ExportState, grid: Grid, height: number): number {
	return Math.max(0, exportedGrid(grid, state).lines.length - height);
}

/** The text in the chosen format, to the end of its last line. */
export function exportText(grid: Grid, state: ExportState): string {
	return exportedGrid(grid, state).text;
}
