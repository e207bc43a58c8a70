/** The journal as a list of transactions for people, and which of them can be taken back. */

import type {LogLine} from './change.ts';
import type {EditItem, JournalEntry, KnownEntry, Operation} from './journal-entry.ts';

/** Operations that can be taken back. */
const undoable: ReadonlySet<Operation> = new Set(['tag', 'note', 'result', 'trash']);

/** The transactions of a journal, newest first. */
export function logOf(entries: readonly JournalEntry[]): readonly LogLine[] {
	const lines = new Map<string, LogLine & {readonly paths: readonly string[]}>();
	const takenBack = new Set<string>();
	const purged = new Set<string>();
	for (const entry of entries) {
		if (entry.txn === undefined) continue;
		const known = lines.get(entry.txn);
		if (entry.op === 'unknown') {
			if (!known) lines.set(entry.txn, {...unknownLine(entry.txn, entry.content['at']), paths: []});
			continue;
		}
		if (entry.phase === 'begin') {
			const keys = [...(known?.keys ?? []), ...entry.items.map(item => item.key)];
			const paths = entry.op === 'purge' ? entry.items.map(item => item.path) : [];
			lines.set(entry.txn, {...lineOf(entry, known?.state ?? 'open'), keys, paths: [...(known?.paths ?? []), ...paths], what: known?.what ?? whatOf(entry)});
			continue;
		}
		const keys = entry.items.length > 0 ? entry.items.map(item => item.key) : (known?.keys ?? []);
		lines.set(entry.txn, {...(known ?? {...lineOf(entry, 'done'), paths: []}), state: entry.phase, keys});
		if (entry.phase === 'done' && entry.inverse_of !== undefined) takenBack.add(entry.inverse_of);
		if (entry.phase === 'done' && entry.op === 'purge') for (const txn of purgedBy(lines.get(entry.txn)?.paths ?? [])) purged.add(txn);
	}
	return [...lines.values()]
		.map(line => ({...line, state: takenBack.has(line.txn) && line.state === 'done' ? ('undone' as const) : line.state}))
		.map(({paths, ...line}) => ({...line, undoable: isUndoable(line) && !purged.has(line.txn)}))
		.reverse();
}

function isUndoable({op, state, inverseOf}: LogLine): boolean {
	return op !== 'unknown' && undoable.has(op) && state === 'done' && inverseOf === undefined;
}

/** The transactions in whose folders the purged models lay: `.mreg/trash/TXN/…`. */
function purgedBy(paths: readonly string[]): readonly string[] {
	return paths.flatMap(path => /(?:^|\/)trash\/([^/]+)(?:\/|$)/.exec(path)?.[1] ?? []);
}

function lineOf({txn, op, at, host, user, by, inverse_of}: KnownEntry, state: LogLine['state']): LogLine {
	return {txn, op, at, host, user, by, state, inverseOf: inverse_of, keys: [], undoable: false};
}

function unknownLine(txn: string, at: unknown): LogLine {
	return {txn, op: 'unknown', at: typeof at === 'string' ? at : '', host: '', user: '', by: '', state: 'done', keys: [], undoable: false};
}

/** What an edit changed, in a few words; undefined where there is nothing to say or it differs between models. */
function whatOf(entry: KnownEntry): string | undefined {
	if (entry.op !== 'tag' && entry.op !== 'note') return undefined;
	const said = new Set(entry.items.slice(0, 100).map(item => (entry.op === 'tag' ? tagWords(item) : item.note?.after)));
	const [only] = said;
	return said.size === 1 ? only : undefined;
}

function tagWords({tags}: EditItem): string | undefined {
	if (!tags) return undefined;
	const added = tags.after.filter(tag => !tags.before.includes(tag)).map(tag => `+${tag}`);
	const removed = tags.before.filter(tag => !tags.after.includes(tag)).map(tag => `−${tag}`);
	return [...added, ...removed].join(' ');
}
