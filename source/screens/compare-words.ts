/** The lines of Compare around its table: title, the cell under the cursor in full, wins, command. Pure. */

import {displayWidth, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, joinSafe, repeatSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {isTie, repeatsOf, type Comparison, type FactRow, type ResultRow} from '../../store/domain/comparison.ts';
import {winsParts} from '../comparison-outcome.ts';
import {datasetName, factName, factTexts, leftOutWords, letterOf, percentWords, queriesWords, resultWords, sizeWords} from '../comparison-words.ts';
import {formatNumber, safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {compareCommand, modelsWords, type CompareView} from './compare-view.ts';

/** ` compare  4 models, mscn    baseline A  (B: …)    differences only (= all rows)`: what has no room goes first from the middle. */
export function titleLine(view: CompareView, width: number): SafeText {
	const {models, comparison, differences} = view;
	const left = safe` ${paint(theme.title, safe`compare`)}  ${modelsWords(models)}`;
	const baseline = safe`baseline ${letterOf(comparison.baseline)}`;
	const hint = safe`${baseline}  ${paint(theme.quiet, safe`(B: make the model under the cursor the baseline)`)}`;
	const rows = differences ? safe`differences only (= all rows)` : safe`all rows (= differences only)`;
	const choices = [
		[left, hint, rows],
		[left, baseline, rows],
		[left, baseline, differences ? safe`differences =` : safe`all rows =`],
		[left, baseline],
		[left],
	];
	return spreadOut(choices.find(parts => needed(parts) <= width) ?? [truncate(left, width)], width);
}

/** ` wins (3 datasets): B 3 · C 0, tied 2     ? = direction unknown: 8 sets it     row 10/16`. */
export function winsLine({comparison, metric, rows}: CompareView, {row, width}: {readonly row: number; readonly width: number}): SafeText {
	const place = safe`row ${rows.length === 0 ? 0 : row + 1}/${rows.length} `;
	const unknown = rows.some(one => one.section === 'results' && one.direction === undefined);
	const hint = unknown ? paint(theme.quiet, safe`? = direction unknown, nothing ranked: 8 sets it`) : emptyText;
	const [head, ...parts] = metric === undefined ? [] : winsParts(comparison, metric);
	const wins = head === undefined ? safe` no wins: nothing is ranked` : safe` ${head}${joinSafe(parts, safe` · `)}`;
	if (hint !== '' && needed([wins, hint, place]) <= width) return spreadOut([wins, hint, place], width);
	if (needed([wins, place]) <= width) return spreadOut([wins, place], width);
	return spreadOut([truncate(wins, Math.max(0, width - displayWidth(place) - 2)), place], width);
}

/** ` mreg compare a b … --differences`, with as many ids as there is room for. */
export function commandLine(view: CompareView, width: number): SafeText {
	for (let most = view.names.length; most > 0; most--) {
		const line = safe` ${safeText(compareCommand(view, most))}`;
		if (displayWidth(line) <= width) return line;
	}
	return truncate(safe` ${safeText(compareCommand(view, 0))}`, width);
}

/** All about the cell under the cursor, nothing shortened. */
export function cellSentence(view: CompareView, {row, model}: {readonly row: number; readonly model: number}): SafeText {
	const {rows, models, comparison} = view;
	const [one, of] = [rows[row], models[model]];
	if (!of) return emptyText;
	const who = safe`${letterOf(model)} ${safeText(of.id)}`;
	if (!one) return safe`${who}: the models do not differ in anything that is known of them.`;
	return safe`${who}  ${one.section === 'results' ? resultSentence(one, comparison, model) : factSentence(one, comparison, model)}`;
}

function factSentence(row: FactRow, {baseline}: Comparison, model: number): SafeText {
	const texts = factTexts(row);
	const said = (index: number) => {
		const value = row.values[index];
		const text = texts[index] ?? emptyText;
		// Words are rounded: here the number stands as it is.
		return typeof value === 'number' && row.section === 'hyperparameters' ? safeText(String(value)) : text;
	};
	const than = row.differs[model] === true ? safe`  ● ${letterOf(baseline)}: ${said(baseline)}` : emptyText;
	return safe`${factName(row)}: ${said(model)}${than}`;
}

function resultSentence(row: ResultRow, comparison: Comparison, model: number): SafeText {
	const cell = row.cells[model];
	const where = safe`${safeText(row.metric)} on ${datasetName(row.dataset)}`;
	if (cell?.kind === 'left-out') {
		const others = row.group?.queries === undefined || cell.reason !== 'other-queries' ? emptyText : safe`, the others ${queriesWords(row.group.queries)}`;
		return safe`${where}: ${exact(cell.value, row)}, not compared (${leftOutWords(cell)}${others})${repeats(row, comparison, model)}`;
	}
	if (cell?.kind !== 'value') return safe`${where}: ${cell ? resultWords(cell) : emptyText}`;
	const parts = [safe`${where}: ${exact(cell.value, row)}`, ...baselineParts(row, comparison, model), ...bestParts(row, model)];
	return safe`${joinSafe(parts, safe`, `)}${repeats(row, comparison, model)}`;
}

function baselineParts(row: ResultRow, {baseline}: Comparison, model: number): readonly SafeText[] {
	const [cell, base] = [row.cells[model], row.cells[baseline]];
	if (cell?.kind !== 'value' || cell.delta === undefined || base?.kind !== 'value') return [];
	const than = safe`${letterOf(baseline)} (${exact(base.value, row)})`;
	if (cell.delta === 0) return [safe`the same as ${than}`];
	if (cell.verdict === undefined) return [safe`${cell.relative === undefined ? formatNumber(cell.delta) : percentWords(cell.relative)} against ${than}`];
	const chance = cell.likeBaseline ? safe`, no more than chance` : emptyText;
	return [safe`${cell.relative === undefined ? emptyText : safe`${sizeWords(cell.relative)} `}${safeText(cell.verdict)} than ${than}${chance}`];
}

function bestParts(row: ResultRow, model: number): readonly SafeText[] {
	const {cells} = row;
	const cell = cells[model];
	if (cell?.kind !== 'value') return [];
	const best = cells.findIndex(one => one.kind === 'value' && one.isBest);
	const count = cells.filter(one => one.kind === 'value').length;
	if (best === -1) return [];
	if (cell.isBest) return [isTie(row) ? safe`best of ${count}, a tie` : safe`best of ${count}`];
	return cell.tied ? [safe`tied with ${letterOf(best)}, the best of ${count}`] : [];
}

/** Of several tests the newest counts: the others are said. */
function repeats({metric, dataset}: ResultRow, {models}: Comparison, model: number): SafeText {
	const of = models[model];
	const values = of ? repeatsOf(of, metric, dataset) : [];
	if (values.length < 2) return emptyText;
	return safe` · tested ${values.length} times: ${joinSafe(
		values.map(value => formatNumber(value)),
		safe`, `,
	)}`;
}

function exact(value: number, {unit}: ResultRow): SafeText {
	return unit === undefined ? safeText(String(value)) : safe`${safeText(String(value))} ${safeText(unit)}`;
}

/** The lines of a comparison that has fewer than two models. */
export function tooFewLines({models, gone}: CompareView, goneLine: SafeText): readonly SafeText[] {
	const [only] = models;
	const first = only ? safe` Only one model to compare: ${safeText(only.id)}.` : gone.length > 0 ? emptyText : safe` Nothing to compare yet.`;
	return [
		safe` ${paint(theme.title, safe`compare`)}`,
		safe` `,
		...(goneLine === '' ? [] : [safe` ${paint(theme.caution, goneLine)}`, ...gone.slice(0, 10).map(key => safe`   ${safeText(key)}`)]),
		...(first === '' ? [] : [first]),
		safe` In Browse (1) mark two models or more with Space, then press c.`,
	];
}

function needed(parts: readonly SafeText[]): number {
	return parts.reduce((sum, part) => sum + displayWidth(part) + 2, -2);
}

/** The parts over the whole width: the first at the left, the last at the right. */
function spreadOut(parts: readonly SafeText[], width: number): SafeText {
	const gaps = parts.length - 1;
	if (gaps < 1) return parts[0] ?? emptyText;
	const free = Math.max(gaps, width - parts.reduce((sum, part) => sum + displayWidth(part), 0));
	const each = Math.floor(free / gaps);
	return joinSafe(parts.flatMap((part, index) => (index === 0 ? [part] : [repeatSafe(safe` `, index === gaps ? free - each * (gaps - 1) : each), part])));
}
