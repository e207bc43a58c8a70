/** How much room Compare's parts have in a terminal of now, for what they have to say. Pure. */

import {displayWidth} from '../../components/cells.ts';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {counted} from '../words.ts';
import {safeText} from '../text.ts';
import {headersOf} from './compare-header.ts';
import {compareCells, type CompareCells} from './compare-cells.ts';
import {compareColumns, compareLines, type CompareColumns, type CompareLines} from './compare-layout.ts';
import type {CompareView} from './compare-view.ts';
import {remember} from './remember.ts';
import type {ScreenContext} from './screen-context.ts';
import {wrapText} from './wrap-text.ts';

export interface CompareRoom {
	readonly lines: CompareLines;
	readonly columns: CompareColumns;
	readonly cells: CompareCells;
	/** All lines of the outcome, wrapped. */
	readonly outcome: readonly SafeText[];
}

/** The share of each part. */
export function compareRoom(view: CompareView, {width, height, snapshot}: Pick<ScreenContext, 'width' | 'height' | 'snapshot'>): CompareRoom {
	const {models, comparison, metric} = view;
	const headers = headersOf(comparison, metric);
	const cells = compareCells(view.rows);
	const isScanning = snapshot.activity.phase === 'loading' || snapshot.activity.phase === 'scanning';
	const outcome = wrapped(
		joinSafe(
			[goneWords(view.gone.length, isScanning), ...view.outcome].filter(part => part !== ''),
			safe` `,
		),
		width - 2,
	);
	return {
		lines: compareLines(height, {outcome: outcome.length, header: headers.some(({note}) => note !== '') ? 3 : 2}),
		columns: compareColumns(width, {
			field: Math.max(12, cells.field),
			least: headers.reduce((most, {id}) => Math.max(most, Math.min(18, displayWidth(id))), cells.least),
			models: models.length,
		}),
		cells,
		outcome,
	};
}

const wrapped = remember(wrapText);

/** What is to be said about models that are not there. */
export function goneWords(gone: number, isScanning: boolean): SafeText {
	if (gone === 0) return emptyText;
	return isScanning
		? safe`${counted(gone, 'model')} not found yet.`
		: safe`${counted(gone, 'model')} ${safeText(gone === 1 ? 'is' : 'are')} gone from the disk.`;
}
