/** What was removed and brought back, as a part of a report. */

import {deedWords, stateWords} from './log-words.ts';
import type {LogLine, TrashEntry} from '../store/domain/change.ts';
import {baseName} from '../store/domain/identifier.ts';
import type {JournalEntry} from '../store/domain/journal-entry.ts';
import {html, joinHtml, type Html} from './html.ts';
import {formatBytes} from './text.ts';
import {counted, formatTime} from './words.ts';

export interface ReportHistory {
	/** Newest first. */
	readonly log: readonly LogLine[];
	readonly entries: readonly JournalEntry[];
	/** What is in the trash now. */
	readonly trash: readonly TrashEntry[];
}

const mostRows = 100;
const mostNames = 5;
const removing: ReadonlySet<LogLine['op']> = new Set(['trash', 'restore', 'purge']);

/** The removals, what came back and what was deleted for good, newest first. */
export function historyHtml({log, entries, trash}: ReportHistory): Html {
	const lines = log.filter(({op, state}) => removing.has(op) && state !== 'nothing');
	if (lines.length === 0) return html`<p>Nothing was removed with mreg here yet.</p>`;
	const purged = purgedBytes(entries);
	const kept = new Map(trash.map(entry => [entry.txn, entry]));
	const rows = lines.slice(0, mostRows).map(line => rowHtml(line, bytesOf(line, {purged, kept})));
	const more = lines.length - rows.length;
	const bytes = trash.reduce((sum, entry) => sum + entry.bytes, 0);
	const held = trash.reduce((sum, {models}) => sum + models.length, 0);
	const now =
		held === 0
			? html`<p>The trash is empty.</p>`
			: html`<p>In the trash: ${counted(held, 'model')}, ${formatBytes(bytes)}. <code>mreg restore</code> brings back what is there.</p>`;
	return joinHtml([
		now,
		html`<div class="wide" role="region" tabindex="0" aria-label="Cleanup history">
			<table>
				<caption>
					Removals, what was brought back and what was purged, newest first
				</caption>
				<thead>
					<tr>
						<th scope="col">When</th>
						<th scope="col">What</th>
						<th scope="col">Models</th>
						<th scope="col">By whom</th>
						<th scope="col">With</th>
						<th scope="col" class="right">Size</th>
						<th scope="col">Since then</th>
					</tr>
				</thead>
				<tbody>
					${rows}
				</tbody>
			</table>
		</div>`,
		...(more > 0 ? [html`<p class="quiet">${counted(more, 'older one')} not shown here: <code>mreg log</code> lists all.</p>`] : []),
	]);
}

function rowHtml(line: LogLine, size: string): Html {
	const {at, user, host, by, keys} = line;
	const names = keys.slice(0, mostNames).map(baseName).join(', ');
	const more = keys.length > mostNames ? ` and ${keys.length - mostNames} more` : '';
	const who = `${user === '' ? '?' : user}${host === '' ? '' : `@${host}`}`;
	return html`<tr>
		<th scope="row">${timeHtml(at)}</th>
		<td>${deedWords(line)}</td>
		<td class="note">${names}${more}</td>
		<td>${who}</td>
		<td>${by}</td>
		<td class="right">${size}</td>
		<td>${stateWords(line) || '–'}</td>
	</tr> `;
}

/** A moment, for people and for programs; as it stands where it is none. @param at ISO 8601 */
export function timeHtml(at: string): Html {
	const time = Date.parse(at);
	if (Number.isNaN(time)) return html`${at}`;
	return html`<time datetime="${new Date(time).toISOString()}">${formatTime(time)}</time>`;
}

interface Sizes {
	readonly purged: ReadonlyMap<string, number>;
	readonly kept: ReadonlyMap<string, TrashEntry>;
}

/** What a purge freed, and what of a removal is still in the trash; others are nowhere written down. */
function bytesOf({op, txn}: LogLine, {purged, kept}: Sizes): string {
	const entry = kept.get(txn);
	if (op === 'trash') return entry ? `${formatBytes(entry.bytes)} in the trash` : '–';
	const freed = op === 'purge' ? purged.get(txn) : undefined;
	return freed === undefined ? '–' : `${formatBytes(freed)} freed`;
}

/** By transaction. An end that names no models is that of all that were begun. */
function purgedBytes(entries: readonly JournalEntry[]): ReadonlyMap<string, number> {
	const [begun, done] = [new Map<string, number>(), new Map<string, number>()];
	for (const entry of entries) {
		if (entry.op !== 'purge' || entry.phase === 'undone') continue;
		const bytes = entry.phase === 'begin' ? begun : done;
		if (entry.items.length > 0) bytes.set(entry.txn, (bytes.get(entry.txn) ?? 0) + entry.items.reduce((sum, item) => sum + item.bytes, 0));
	}
	return new Map([...begun, ...done]);
}
