/** A grid as a table of a page: headers with their scope, and every mark in words, too. */

import type {SafeText} from '../components/safe-text.ts';
import {cellsOf, cellWords, sectionTitle, type CellWords} from './grid-cell.ts';
import type {Grid, GridColumn, GridMark, GridRow} from './grid.ts';
import {html, type Html} from './html.ts';

export interface TableOptions {
	readonly caption: string;
	/** The column whose cells name their rows. */
	readonly names: number;
	/** The anchor that the name of a row leads to; undefined: to none. */
	readonly rowAnchor?: (row: number) => string | undefined;
	/** Likewise of a column's header. */
	readonly columnAnchor?: (column: number) => string | undefined;
}

/** The table in a frame that scrolls by itself where it is wider than the page, and what its marks mean. */
export function tableHtml(grid: Grid, options: TableOptions): Html {
	const {columns, rows, notes} = grid;
	const bodies = groupsOf(rows).map(
		body =>
			html`<tbody>
				${body.map(({row, index, hole}) => (row.kind === 'section' ? groupHtml(row, columns.length) : rowHtml({row, index, hole}, {grid, options})))}
			</tbody>`,
	);
	const heads = columns.map((column, index) => headHtml(column, options.columnAnchor?.(index)));
	return html`<div class="wide" role="region" tabindex="0" aria-label="${options.caption}">
			<table>
				<caption>
					${options.caption}
				</caption>
				<thead>
					<tr>
						${heads}
					</tr>
				</thead>
				${bodies}
			</table>
		</div>
		${notesHtml(notes)}`;
}

export function notesHtml(notes: readonly string[]): Html {
	return notes.length === 0
		? html``
		: html`<ul class="notes">
				${notes.map(note => html`<li>${note}</li>`)}
			</ul>`;
}

/** What an element leads to, where it leads anywhere. @param anchor made by `anchorsFor` */
export function linked(inner: Html, anchor: string | undefined): Html {
	return anchor === undefined ? inner : html`<a href="#${anchor}">${inner}</a>`;
}

interface Numbered {
	readonly row: GridRow;
	readonly index: number;
	/** What a hole in it means. */
	readonly hole: string;
}

/** A section and its rows are one body of the table. */
function groupsOf(rows: readonly GridRow[]): ReadonlyArray<readonly Numbered[]> {
	const groups: Numbered[][] = [];
	let hole = untested;
	for (const [index, row] of rows.entries()) {
		if (row.kind === 'section') hole = sectionTitle(row).startsWith('RESULTS') ? untested : '–';
		if (row.kind === 'section' || groups.length === 0) groups.push([]);
		groups.at(-1)?.push({row, index, hole});
	}
	return groups;
}

/** Of a result; of a fact there is nothing to say. */
const untested = 'not tested';

function headHtml({header, sub, align}: GridColumn, anchor: string | undefined): Html {
	const name = linked(html`${header.trim()}`, anchor);
	return html`<th scope="col" class="${align}">${name}${sub === undefined || sub.trim() === '' ? undefined : html` <small>${sub.trim()}</small>`}</th>`;
}

function groupHtml(row: GridRow, columns: number): Html {
	return html`<tr>
		<th scope="rowgroup" class="group" colspan="${columns}">${sectionTitle(row)}</th>
	</tr> `;
}

function rowHtml({row, index, hole}: Numbered, {grid: {columns}, options}: {readonly grid: Grid; readonly options: TableOptions}): Html {
	const cells = cellsOf(row, columns).map((cell, at) => {
		const column = columns[at] ?? plainColumn;
		const words = cellWords(cell, column, undefined);
		if (at === options.names) return html`<th scope="row">${linked(html`${words.text ?? '–'}`, options.rowAnchor?.(index))}</th>`;
		return cellHtml(words, column, hole);
	});
	return html`<tr>
		${cells}
	</tr> `;
}

const signs: Readonly<Partial<Record<GridMark, SafeText | string>>> = {best: '★', second: '2nd', tied: '≈', better: '▲', worse: '▼', 'other-data': '≠'};
/** What stands beside a sign; the others say so themselves, or by the words beside them. */
const words: Readonly<Partial<Record<GridMark, string>>> = {best: 'best', tied: 'tie', better: 'better', worse: 'worse', 'other-data': 'other data'};

/** A longer text is broken into lines, and begins at the left (characters). */
const longest = 24;

function cellHtml({text, deviation, mark, note}: CellWords, {align}: GridColumn, hole: string): Html {
	const isLong = (text ?? '').length > longest;
	const classes = [isLong ? 'note' : align, mark === 'untested' ? 'hole' : (mark ?? '')].filter(name => name !== '').join(' ');
	if (mark === 'untested') return html`<td class="${classes}">${hole}</td>`;
	const parts = [
		text === undefined || text === '' ? undefined : mark === 'best' || mark === 'second' ? html`<b>${text}</b>` : html`${text}`,
		deviation === undefined ? undefined : html`± ${deviation}`,
		mark === undefined ? undefined : html`<small><span class="sign">${signs[mark]}</span>${wordsOf(mark, note)}</small>`,
		note === undefined || note === '' ? undefined : html`<small>${note}</small>`,
	].filter(part => part !== undefined);
	if (parts.length === 0 && text === undefined) return html`<td class="${classes}">–</td>`;
	return html`<td class="${classes}">${parts.map((part, index) => (index === 0 ? part : html` ${part}`))}</td>`;
}

/** A note says more than the word would. */
function wordsOf(mark: GridMark, note: string | undefined): Html | undefined {
	const said = mark === 'other-data' && note !== undefined && note !== '' ? undefined : words[mark];
	return said === undefined ? undefined : html` ${said}`;
}

const plainColumn: GridColumn = {header: '', align: 'left', kind: 'text'};
