/** The lines of Compare's table: titles of sections, datasets, rows and bars. Pure. */

import {displayWidth, truncate} from '../../components/cells.ts';
import {ruleLine} from '../../components/rule.tsx';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {ComparisonSection, ResultRow} from '../../store/domain/comparison.ts';
import {mostInspected} from '../../store/domain/tensor-comparison.ts';
import {datasetWords, letterOf, moreTensorsWords, tensorValuesWords} from '../comparison-words.ts';
import {counted} from '../words.ts';
import {drawnBars} from './compare-cells.ts';
import type {CompareView} from './compare-view.ts';
import {remember} from './remember.ts';

export type BodyLine =
	| {readonly kind: 'section'; readonly section: ComparisonSection}
	/** What the files say of the values of tensors. */
	| {readonly kind: 'values'}
	/** The results of a dataset, of which `rows` are shown, begin. */
	| {readonly kind: 'dataset'; readonly rows: readonly ResultRow[]}
	/** `row` counts through the view's rows. */
	| {readonly kind: 'row'; readonly row: number}
	| {readonly kind: 'bars'; readonly row: ResultRow};

export interface CompareBody {
	readonly lines: readonly BodyLine[];
	/** Where each row stands among the lines. */
	readonly places: readonly number[];
}

const sections: readonly ComparisonSection[] = ['training', 'hyperparameters', 'results', 'tensors', 'tags'];
/** From this many lines on there is room for bars even where not everything is in view. */
const roomForBars = 16;

/** The lines for a table of `height` lines. */
export function compareBody(view: CompareView, height: number): CompareBody {
	const withBars = bodyOf(view.comparison, view.rows, view.metric);
	return withBars.lines.length <= height || height >= roomForBars ? withBars : barless(view.comparison, view.rows);
}

const bodyOf = remember((comparison: CompareView['comparison'], rows: CompareView['rows'], metric: string | undefined) =>
	linesOf(comparison, rows, row => row.metric === metric && drawnBars(row, 1) !== undefined),
);
const barless = remember((comparison: CompareView['comparison'], rows: CompareView['rows']) => linesOf(comparison, rows, () => false));

function linesOf({facts, results, tensorValues}: CompareView['comparison'], rows: CompareView['rows'], hasBars: (row: ResultRow) => boolean): CompareBody {
	const lines: BodyLine[] = [];
	const places: number[] = [];
	const hasValues = tensorValues !== undefined;
	for (const section of sections) {
		if (section === 'results' ? results.length === 0 : facts.every(row => row.section !== section)) continue;
		lines.push({kind: 'section', section});
		if (section === 'tensors' && hasValues) lines.push({kind: 'values'});
		let dataset: ResultRow | undefined;
		for (const [index, row] of rows.entries()) {
			if (row.section !== section) continue;
			if (row.section === 'results' && (!dataset || dataset.dataset !== row.dataset)) {
				dataset = row;
				lines.push({kind: 'dataset', rows: results.filter(one => one.dataset === row.dataset)});
			}
			places.push(lines.length);
			lines.push({kind: 'row', row: index});
			if (row.section === 'results' && hasBars(row)) lines.push({kind: 'bars', row});
		}
	}
	return {lines, places};
}

/** ` RESULTS ──── 3 equal rows hidden, = shows them`. */
export function sectionLine(section: ComparisonSection, view: CompareView, width: number): SafeText {
	const {comparison, rows, differences} = view;
	const all = [...comparison.facts, ...comparison.results].filter(row => row.section === section).length;
	const hidden = all - rows.filter(row => row.section === section).length;
	const equal = differences && hidden > 0 ? safe`${counted(hidden, 'equal row')} hidden, = shows ${hidden === 1 ? safe`it` : safe`them`}` : emptyText;
	const more = section === 'tensors' ? tensorNote(comparison) : emptyText;
	const legend = section === 'results' ? safe`▲ better, ▼ worse than ${letterOf(comparison.baseline)} · ★ best · ≈★ tied · ≠ other data` : more;
	const notes = [
		joinSafe(
			[equal, legend].filter(part => part !== ''),
			safe`   `,
		),
		equal,
		legend,
	];
	const title = safeTitle[section];
	const note = notes.find(text => text !== '' && displayWidth(text) + displayWidth(title) + 6 <= width);
	return ruleLine(width, {title, note});
}

/** What has no row, and what was not looked into. */
function tensorNote({models, moreTensors}: CompareView['comparison']): SafeText {
	const parts = [
		...(moreTensors === undefined ? [] : [moreTensorsWords(moreTensors)]),
		...(models.length > mostInspected ? [safe`? not read: ${mostInspected} models at most`] : []),
	];
	return joinSafe(parts, safe`   `);
}

const safeTitle: Readonly<Record<ComparisonSection, SafeText>> = {
	training: safe`TRAINING`,
	hyperparameters: safe`HYPERPARAMETERS`,
	results: safe`RESULTS`,
	tensors: safe`TENSORS`,
	tags: safe`TAGS`,
};

/** ` values: 3 of 40 tensors differ`. */
export function valuesLine({comparison}: CompareView, width: number): SafeText {
	return truncate(safe` ${tensorValuesWords(comparison)}`, width);
}

/** ` imdb, 113 queries`. */
export function datasetLine(rows: readonly ResultRow[]): SafeText {
	return safe` ${datasetWords(rows)}`;
}
