/** The journal as a list of transactions for people, and which of them can be taken back. */

import type {LogLine} from './change.ts';
import {formatVersion} from './family.ts';
import {baseName} from './identifier.ts';
import type {EditItem, JournalEntry, KnownEntry, Operation, UnknownEntry} from './journal-entry.ts';
import {own} from './json.ts';

/** Operations that can be taken back. */
const undoable: ReadonlySet<Operation> = new Set(['tag', 'note', 'result', 'alias', 'trash', 'register', 'adopt', 'link', 'remember']);
/** Of a note so much is said (characters). */
const longestNote = 100;

/** The transactions of a journal, newest first. */
export function logOf(entries: readonly JournalEntry[]): readonly LogLine[] {
	const stories = storiesOf(entries);
	const takenBack = new Set<string>();
	const [purged, restored] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
	// The newest first: what was taken back itself took nothing back.
	for (const {line, takesBack, paths} of stories.toReversed()) {
		if (line.state !== 'done') continue;
		if (takesBack !== undefined && !takenBack.has(line.txn)) takenBack.add(takesBack);
		for (const [key, path] of paths) addGone(line.op === 'purge' ? purged : restored, key, path);
	}
	return stories
		.map(({line}) => (takenBack.has(line.txn) && line.state === 'done' ? {...line, state: 'undone' as const} : line))
		.map(line => {
			const gone = purged.get(line.txn);
			const since = {restored: restored.get(line.txn)?.size ?? 0, purged: gone?.size ?? 0};
			return {...line, ...(line.op === 'trash' && since.restored + since.purged > 0 ? {since} : {}), undoable: isUndoable(line, gone)};
		})
		.reverse();
}

/** Whether a transaction can be taken back: of what went to the trash something must still be there. @param inTrash transactions that have models in the trash */
export function isUndoableNow({txn, op, undoable: isUndoable}: LogLine, inTrash: ReadonlySet<string>): boolean {
	return isUndoable && (op !== 'trash' || inTrash.has(txn));
}

/** What `undo` takes back where nothing is named: never what took something back, or it would go round. @param log newest first @returns undefined where nothing can be taken back */
export function newestUndoable(log: readonly LogLine[], inTrash: ReadonlySet<string>): LogLine | undefined {
	return log.find(line => line.inverseOf === undefined && isUndoableNow(line, inTrash));
}

/** One transaction, as its lines tell it. */
interface Story {
	readonly line: LogLine;
	/** The transaction that it took back whole. One that left models as they were does not say so in its end: the rest can be taken back, too. */
	readonly takesBack?: string;
	/** Where in the trash the models of a purge or a restore lay, by key. */
	readonly paths: ReadonlyMap<string, string>;
}

/** In the order in which they began. */
function storiesOf(entries: readonly JournalEntry[]): readonly Story[] {
	const begins = new Map<string, JournalEntry[]>();
	const ends = new Map<string, JournalEntry>();
	for (const entry of entries) {
		if (entry.txn === undefined) continue;
		const begun = begins.get(entry.txn);
		if (!begun) begins.set(entry.txn, entry.phase === 'begin' ? [entry] : []);
		else if (entry.phase === 'begin') begun.push(entry);
		if (entry.phase !== 'begin') ends.set(entry.txn, entry);
	}
	const nameOf = versionNamesIn(entries);
	return [...begins].flatMap(([txn, begun]) => {
		const end = ends.get(txn);
		const first = begun[0] ?? end;
		return first ? storyOf(txn, first, {begun, end, nameOf}) : [];
	});
}

interface Told {
	readonly begun: readonly JournalEntry[];
	readonly end: JournalEntry | undefined;
	/** How a version is called, by its key. */
	readonly nameOf: (key: string) => string;
}

/** By what was registered here; what another program registered by its usual file name. */
function versionNamesIn(entries: readonly JournalEntry[]): (key: string) => string {
	const items = entries.flatMap(entry => (entry.op === 'register' ? entry.items : []));
	const names = new Map(items.map(item => [item.key, formatVersion(item)]));
	return key => names.get(key) ?? baseName(key).replace(/^(.+)_v(\d+)(?:\..*)?$/su, '$1/v$2');
}

function storyOf(txn: string, first: JournalEntry, {begun, end, nameOf}: Told): Story {
	// What one does not understand of a transaction may be the part that matters.
	const odd = [...begun, ...(end ? [end] : [])].find(entry => entry.op === 'unknown');
	const state = end === undefined ? 'open' : (end.phase ?? 'done') === 'undone' ? 'nothing' : 'done';
	if (first.op === 'unknown' || odd) return {line: unknownLine(txn, first, state), paths: new Map()};
	const known = begun.filter(entry => entry.op !== 'unknown');
	const ended = end?.op === 'unknown' ? undefined : end;
	const held = ended && ended.items.length > 0 ? [ended] : known;
	const {op, at, host, user, by} = first;
	const inverseOf = first.inverse_of ?? ended?.inverse_of;
	return {
		takesBack: ended?.inverse_of,
		line: {
			...{txn, op, at, host, user, by, state},
			inverseOf,
			keys: held.flatMap(({items}) => items.map(({key}) => key)),
			what: whatOf(known, nameOf),
			undoable: false,
		},
		paths: new Map(held.flatMap(pathsOf)),
	};
}

function unknownLine(txn: string, first: JournalEntry, state: LogLine['state']): LogLine {
	const said = first.op === 'unknown' ? (name: 'at' | 'host' | 'user' | 'by') => textIn(first, name) : (name: 'at' | 'host' | 'user' | 'by') => first[name];
	return {txn, op: 'unknown', at: said('at'), host: said('host'), user: said('user'), by: said('by'), state, keys: [], undoable: false};
}

function textIn({content}: UnknownEntry, name: string): string {
	const value = own(content, name);
	return typeof value === 'string' ? value : '';
}

function pathsOf(entry: KnownEntry): ReadonlyArray<readonly [key: string, path: string]> {
	switch (entry.op) {
		case 'purge':
			return entry.items.map(({key, path}) => [key, path]);
		case 'restore':
			return entry.items.flatMap(({key, artifact, sidecar}) => {
				const from = (artifact ?? sidecar)?.from;
				return from === undefined ? [] : [[key, from] as const];
			});
		default:
			return [];
	}
}

/** Models in the trash lie in `.mreg/trash/TXN/…`, also where that is beside a linked folder. */
function addGone(gone: Map<string, Set<string>>, key: string, path: string): void {
	const txn = /(?:^|\/)\.mreg\/trash\/([^/]+)(?:\/|$)/.exec(path)?.[1];
	if (txn !== undefined) addTo(gone, txn, key);
}

function addTo(sets: Map<string, Set<string>>, name: string, value: string): void {
	const values = sets.get(name);
	if (values) values.add(value);
	else sets.set(name, new Set([value]));
}

/** @param purged keys of its models that were deleted since: as long as there is another one, that comes back */
function isUndoable({op, state, inverseOf, keys, what}: LogLine, purged: ReadonlySet<string> | undefined): boolean {
	if (op === 'unknown' || !undoable.has(op) || state !== 'done') return false;
	// A version that went to the trash comes back from there as any other model.
	if (inverseOf !== undefined && op !== 'trash') return false;
	// It only says that the tags are right as they are.
	if (op === 'tag' && what === '') return false;
	return purged === undefined || !keys.every(key => purged.has(key));
}

/** What an edit changed, in a few words; '' where that is nothing any more, undefined where there is nothing to say or it differs between models. */
function whatOf(begun: readonly KnownEntry[], nameOf: (key: string) => string): string | undefined {
	if (begun[0]?.op === 'alias') {
		return aliasWords(
			begun.flatMap(entry => (entry.op === 'alias' ? entry.items : [])),
			nameOf,
		);
	}
	if (begun[0]?.op === 'adopt') return adoptWords(begun.flatMap(entry => (entry.op === 'adopt' ? entry.items : [])));
	if (begun[0]?.op === 'link') return 'hard links';
	if (begun[0]?.op === 'remember') return 'earlier training';
	if (begun[0]?.op === 'result') return datasetWords(begun.flatMap(entry => (entry.op === 'result' ? entry.items : [])));
	if (begun[0]?.op === 'register') return begun.flatMap(entry => (entry.op === 'register' ? entry.items.map(formatVersion) : [])).join(', ');
	let only: string | undefined;
	for (const entry of begun) {
		if (entry.op !== 'tag' && entry.op !== 'note') return undefined;
		for (const item of entry.items) {
			const words = entry.op === 'tag' ? tagWords(item) : noteWords(item);
			if (words === undefined || (only !== undefined && words !== only)) return undefined;
			only = words;
		}
	}
	return only;
}

function tagWords({tags}: EditItem): string | undefined {
	if (!tags) return undefined;
	const added = tags.after.filter(tag => !tags.before.includes(tag)).map(tag => `+${tag}`);
	const removed = tags.before.filter(tag => !tags.after.includes(tag)).map(tag => `−${tag}`);
	return [...added, ...removed].join(' ');
}

/** `on stats_tiny`; undefined where the datasets of the results differ, or one is not said. */
function datasetWords(items: readonly EditItem[]): string | undefined {
	const [only, ...others] = new Set(items.map(datasetIn));
	return only === undefined || others.length > 0 ? undefined : `on ${only}`;
}

/** Of the result that an edit added, or took out as the only one. */
function datasetIn({before, after}: EditItem): string | undefined {
	const [had, has] = [datasetsIn(before), datasetsIn(after)];
	if (has.length === had.length + 1) return has.at(-1);
	return has.length === 0 && had.length === 1 ? had[0] : undefined;
}

function datasetsIn(text: string | null | undefined): readonly string[] {
	return [...(text ?? '').matchAll(/"dataset"\s*:\s*("(?:[^"\\]|\\.)*")/g)].flatMap(([, said = '']) => unquoted(said));
}

/** None for what is no text of JSON: the journal may be anybody's. */
function unquoted(text: string): readonly string[] {
	try {
		return [String(JSON.parse(text))];
	} catch {
		return [];
	}
}

/** What models got; undefined where that differs. */
function adoptWords(items: readonly EditItem[]): string | undefined {
	const words = new Set(items.map(({from, id}) => (id ? 'new id' : from === undefined ? 'sidecar' : 'sidecar moved')));
	const [only, other] = words;
	return other === undefined ? only : undefined;
}

/** `champion: resnet18/v1 → resnet18/v2`, and what was taken away as `−champion`. @param items of one that was made anew several */
function aliasWords(items: readonly EditItem[], nameOf: (key: string) => string): string {
	const [from, to] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
	for (const {key, aliases: {before, after} = {before: [], after: []}} of items) {
		for (const alias of before) if (!after.includes(alias)) addTo(from, alias, nameOf(key));
		for (const alias of after) if (!before.includes(alias)) addTo(to, alias, nameOf(key));
	}
	const names = [...new Set([...to.keys(), ...from.keys()])];
	return names.map(alias => aliasMove(alias, [...(from.get(alias) ?? [])], [...(to.get(alias) ?? [])])).join(', ');
}

function aliasMove(alias: string, from: readonly string[], to: readonly string[]): string {
	if (to.length === 0) return `−${alias}`;
	return `${alias}${from.length === 0 ? '' : `: ${from.join(', ')}`} → ${to.join(', ')}`;
}

function noteWords({note}: EditItem): string | undefined {
	if (!note || note.after.length <= longestNote) return note?.after;
	// Not between the halves of a character.
	return `${note.after.slice(0, longestNote).replace(/[\ud800-\udbff]$/, '')}…`;
}
