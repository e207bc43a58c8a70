/** The journal as a list of transactions: what each did, how it ended, and which can be taken back. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {LogLine} from '../../store/domain/change.ts';
import {parseJournalLine, type JournalEntry} from '../../store/domain/journal-entry.ts';
import {logOf, newestUndoable} from '../../store/domain/log.ts';
import {anyJson, holdsForAll} from '../helpers/property.ts';

/** A line of the journal, read as from the disk. */
function entry(line: object): JournalEntry {
	const read = parseJournalLine(JSON.stringify({v: 1, at: '2026-11-22T08:12:00Z', host: 'gpu7', user: 'jiwoo', by: 'mreg x', ...line})).entry;
	if (!read) throw new Error('This is no line of a journal.');
	return read;
}

const hashes = {before: null, after: null};

function tag(key: string, before: readonly string[], after: readonly string[]): object {
	return {key, before: null, sha256: hashes, tags: {before, after}};
}

function note(key: string, after: string): object {
	return {key, before: null, sha256: hashes, note: {before: '', after}};
}

function moved(key: string): object {
	return {key, id: key};
}

function purged(key: string, txn: string, at = '.mreg/trash'): object {
	return {key, id: key, path: `${at}/${txn}/${key}`, bytes: 1};
}

function begin(txn: string, op: string, items: readonly object[], more: object = {}): JournalEntry {
	return entry({txn, op, phase: 'begin', items, ...more});
}

function done(txn: string, op: string, items: readonly object[] = [], more: object = {}): JournalEntry {
	return entry({txn, op, phase: 'done', items, ...more});
}

function only(entries: readonly JournalEntry[]): LogLine {
	const [line, ...others] = logOf(entries);
	if (!line || others.length > 0) throw new Error(`There are ${others.length + (line ? 1 : 0)} lines.`);
	return line;
}

/** By transaction, whether it can be taken back. */
function undoable(entries: readonly JournalEntry[]): object {
	return Object.fromEntries(logOf(entries).map(line => [line.txn, line.undoable]));
}

test('a transaction is one line, the newest first, with who did what to which models', () => {
	const lines = logOf([
		begin('t1', 'tag', [tag('a', [], ['paper']), tag('b', ['x'], ['x', 'paper'])]),
		done('t1', 'tag'),
		begin('t2', 'trash', [moved('c')], {at: '2026-11-22T09:00:00Z', user: 'min', host: 'gpu8', by: 'mreg cleanup'}),
		done('t2', 'trash', [], {at: '2026-11-22T09:00:07Z'}),
	]);
	expect(lines).toEqual([
		{
			...{txn: 't2', op: 'trash', at: '2026-11-22T09:00:00Z', host: 'gpu8', user: 'min', by: 'mreg cleanup', state: 'done'},
			...{inverseOf: undefined, keys: ['c'], what: undefined, undoable: true},
		},
		{
			...{txn: 't1', op: 'tag', at: '2026-11-22T08:12:00Z', host: 'gpu7', user: 'jiwoo', by: 'mreg x', state: 'done'},
			...{inverseOf: undefined, keys: ['a', 'b'], what: '+paper', undoable: true},
		},
	]);
});

test('several begin lines of one transaction are one line of all their models, of the time of the first', () => {
	const line = only([begin('t', 'tag', [tag('a', [], ['x'])]), begin('t', 'tag', [tag('b', [], ['x'])], {at: '2027-01-01T00:00:00Z'}), done('t', 'tag')]);
	expect(line).toMatchObject({keys: ['a', 'b'], at: '2026-11-22T08:12:00Z', what: '+x', state: 'done'});
});

test('transactions that run at the same time stand in the order in which they began', () => {
	const lines = logOf([begin('t1', 'tag', []), begin('t2', 'note', []), done('t2', 'note'), done('t1', 'tag')]);
	expect(lines.map(({txn}) => txn)).toEqual(['t2', 't1']);
});

test('where only some were done those are its models', () => {
	expect(only([begin('t', 'trash', [moved('a'), moved('b')]), done('t', 'trash', [moved('b')])]).keys).toEqual(['b']);
});

test('a line without its begin, as after the journal was cut, is a transaction, too', () => {
	expect(only([done('t', 'trash', [moved('a')])])).toMatchObject({op: 'trash', keys: ['a'], state: 'done', undoable: true});
});

describe('what an edit set', () => {
	const what = (...items: readonly object[]) => only([begin('t', 'tag', items), done('t', 'tag')]).what;

	test('is said of tags with + and −', () => {
		expect(what(tag('a', ['wip', 'x'], ['x', 'paper', 'best']))).toBe('+paper +best −wip');
		expect(what(tag('a', ['x'], ['x']))).toBe('');
	});

	test('is not said where it differs, however far behind', () => {
		expect(what(tag('a', [], ['x']), tag('b', [], ['y']))).toBeUndefined();
		const many = Array.from({length: 200}, (_, index) => tag(`m${index}`, [], ['x']));
		expect(what(...many)).toBe('+x');
		expect(what(...many, tag('last', ['x'], []))).toBeUndefined();
		expect(what(...many, {key: 'bare', before: null, sha256: hashes})).toBeUndefined();
	});

	test('is said of a note, of a long one its first words, whole characters', () => {
		const words = (text: string) => only([begin('t', 'note', [note('a', text)]), done('t', 'note')]).what;
		expect(words('논문 표 2')).toBe('논문 표 2');
		expect(words('')).toBe('');
		expect(words('x'.repeat(100))).toBe('x'.repeat(100));
		expect(words('x'.repeat(10_000))).toBe(`${'x'.repeat(100)}…`);
		expect(words(`${'x'.repeat(99)}📊📊`)).toBe(`${'x'.repeat(99)}…`);
	});

	test('is said of an alias by the versions that had and have it, whatever their files are called', () => {
		const alias = (key: string, before: readonly string[], after: readonly string[]) => ({key, before: null, sha256: hashes, aliases: {before, after}});
		const registered = [begin('r', 'register', [{key: 'M/Model/m_1', id: 'i', family: 'mscn', version: 6, way: 'promote'}]), done('r', 'register')];
		const moving = [alias('M/Model/mscn_v5.pt', ['champion'], []), alias('M/Model/m_1', [], ['champion', 'new'])];
		const [line] = logOf([...registered, begin('t', 'alias', moving), done('t', 'alias')]);
		expect(line?.what).toBe('champion: mscn/v5 → mscn/v6, new → mscn/v6');
	});

	test('is not said of other operations', () => {
		expect(only([begin('t', 'trash', [moved('a')]), done('t', 'trash')]).what).toBeUndefined();
	});
});

describe('the state', () => {
	test('is open as long as a transaction has no end, and then it cannot be taken back', () => {
		expect(only([begin('t', 'trash', [moved('a')])])).toMatchObject({state: 'open', undoable: false});
	});

	test('is nothing where it ended without anything done', () => {
		expect(only([begin('t', 'trash', [moved('a')]), entry({txn: 't', op: 'trash', phase: 'undone'})])).toMatchObject({state: 'nothing', undoable: false});
	});

	test('is undone when another one has taken it back, which cannot be taken back itself', () => {
		const lines = logOf([
			begin('t', 'trash', [moved('a')]),
			done('t', 'trash'),
			begin('u', 'restore', [moved('a')], {inverse_of: 't'}),
			done('u', 'restore', [], {inverse_of: 't'}),
		]);
		expect(lines).toMatchObject([
			{txn: 'u', inverseOf: 't', state: 'done', undoable: false},
			{txn: 't', state: 'undone', undoable: false},
		]);
	});

	test.each([
		['has not ended', []],
		['was rolled back', [entry({txn: 'u', op: 'tag', phase: 'undone', inverse_of: 't'})]],
	])('stays done while the one that takes it back %s', (_, end) => {
		const entries = [begin('t', 'tag', [tag('a', [], ['x'])]), done('t', 'tag'), begin('u', 'tag', [tag('a', ['x'], [])], {inverse_of: 't'}), ...end];
		expect(logOf(entries)[1]).toMatchObject({txn: 't', state: 'done', undoable: true});
	});

	test('is done still where what takes it back left some of it as it was, and does not say so in its end', () => {
		const entries = [begin('t', 'tag', [tag('a', [], ['x'])]), done('t', 'tag'), begin('u', 'tag', [tag('a', ['x'], [])], {inverse_of: 't'}), done('u', 'tag')];
		expect(logOf(entries)[1]).toMatchObject({txn: 't', state: 'done', undoable: true});
	});

	test('cannot be taken back where it only says that the tags are right', () => {
		expect(only([begin('t', 'tag', [tag('a', ['x'], ['x'])]), done('t', 'tag')])).toMatchObject({state: 'done', undoable: false});
	});
});

describe('what can be taken back', () => {
	test.each([
		['tag', true],
		['note', true],
		['result', true],
		['trash', true],
		['restore', false],
		['purge', false],
		['register', true],
		['alias', true],
		['adopt', true],
		['config', false],
	])('of %s: %s', (op, can) => {
		expect(only([done('t', op)]).undoable).toBe(can);
	});

	test('is no removal that was purged', () => {
		expect(undoable([begin('t', 'trash', [moved('a/b')]), done('t', 'trash'), begin('p', 'purge', [purged('a/b', 't')]), done('p', 'purge')])).toEqual({
			t: false,
			p: false,
		});
	});

	test('is a removal of which something is left', () => {
		const removal = [begin('t', 'trash', [moved('a'), moved('b')]), done('t', 'trash')];
		const purge = begin('p', 'purge', [purged('a', 't'), purged('b', 't')]);
		expect(undoable([...removal, purge, done('p', 'purge', [purged('a', 't')])])).toMatchObject({t: true});
		expect(undoable([...removal, purge, done('p', 'purge', [purged('a', 't')]), done('q', 'purge', [purged('b', 't')])])).toMatchObject({t: false});
	});

	test('is a removal whose purge did nothing, or is not over', () => {
		const entries = [begin('t', 'trash', [moved('a')]), done('t', 'trash'), begin('p', 'purge', [purged('a', 't')])];
		expect(undoable(entries)).toMatchObject({t: true});
		expect(undoable([...entries, entry({txn: 'p', op: 'purge', phase: 'undone'})])).toMatchObject({t: true});
	});

	test('is no removal that was purged in a trash elsewhere, even if folders are called trash', () => {
		const entries = [begin('t', 'trash', [moved('trash/x/a')]), done('t', 'trash')];
		expect(undoable([...entries, done('p', 'purge', [purged('trash/x/a', 't', 'trash/x/.mreg/trash')])])).toMatchObject({t: false});
		expect(undoable([...entries, done('p', 'purge', [purged('trash/x/a', 'x', '.mreg/trash')])])).toMatchObject({t: true});
	});
});

describe('of a removal', () => {
	const removal = [begin('t', 'trash', [moved('M/a'), moved('M/b')]), done('t', 'trash')];
	const back = (key: string, to = key) => {
		const move = {from: `.mreg/trash/t/${key}`, to, dev: '1', inode: '1', size: 1, mtime_ns: '1'};
		return {key: to, id: key, artifact: move};
	};
	const since = (...entries: readonly JournalEntry[]) => logOf([...removal, ...entries]).find(({txn}) => txn === 't')?.since;

	test('is counted what was brought back and what was purged since', () => {
		expect(since()).toBeUndefined();
		expect(since(begin('r', 'restore', [back('M/a', 'M/a-restored')]), done('r', 'restore'))).toEqual({restored: 1, purged: 0});
		expect(since(done('r', 'restore', [back('M/a')]), done('p', 'purge', [purged('M/b', 't')]))).toEqual({restored: 1, purged: 1});
	});

	test('is not counted what was not done, or came from another one', () => {
		expect(since(begin('r', 'restore', [back('M/a')]), entry({txn: 'r', op: 'restore', phase: 'undone'}))).toBeUndefined();
		expect(since(begin('r', 'restore', [back('M/a')]))).toBeUndefined();
		expect(since(done('p', 'purge', [purged('M/a', 'x')]))).toBeUndefined();
	});
});

describe('what this version does not know', () => {
	test('is shown with who and when, never taken back, and open as long as it has no end', () => {
		const begun = entry({v: 2, txn: 't', op: 'trash', phase: 'begin', items: [moved('a')]});
		expect(only([begun])).toEqual({
			...{txn: 't', op: 'unknown', at: '2026-11-22T08:12:00Z', host: 'gpu7', user: 'jiwoo', by: 'mreg x'},
			...{state: 'open', keys: [], undoable: false},
		});
		expect(only([begun, entry({v: 2, txn: 't', op: 'trash', phase: 'done'})])).toMatchObject({op: 'unknown', state: 'done', undoable: false});
		expect(only([entry({v: 2, txn: 't', at: 5})])).toMatchObject({op: 'unknown', at: '', state: 'done'});
	});

	test('of one line of a transaction makes all of it unknown', () => {
		expect(only([begin('t', 'trash', [moved('a')]), entry({v: 2, txn: 't', op: 'trash', phase: 'done'})])).toMatchObject({
			op: 'unknown',
			user: 'jiwoo',
			undoable: false,
		});
		expect(only([begin('t', 'trash', [moved('a')]), entry({txn: 't', op: 'trash', phase: 'begin', items: [{}]}), done('t', 'trash')])).toMatchObject({
			op: 'unknown',
			undoable: false,
		});
	});

	test('without a transaction is left out', () => {
		expect(logOf([entry({v: 2})])).toEqual([]);
	});
});

test('the newest that can be taken back is no removal of which nothing is in the trash any more', () => {
	const entries = [done('a', 'tag', [tag('k', [], ['x'])]), done('b', 'trash', [moved('k')]), done('c', 'trash', [moved('l')])];
	const newest = (...inTrash: readonly string[]) => newestUndoable(logOf(entries), new Set(inTrash))?.txn;
	expect(newest('b', 'c')).toBe('c');
	expect(newest('b')).toBe('b');
	expect(newest()).toBe('a');
	expect(newestUndoable(logOf(entries.slice(1)), new Set())).toBeUndefined();
});

test('a version whose registration was taken back can come back from the trash, and is registered then; without a name that is not what undo takes back', () => {
	const registered = [begin('r', 'register', [{key: 'k', id: 'i', family: 'f', version: 2, way: 'copy'}]), done('r', 'register')];
	const takenBack = [begin('t', 'trash', [moved('k')], {inverse_of: 'r'}), done('t', 'trash', [], {inverse_of: 'r'})];
	const states = (...entries: readonly JournalEntry[]) => Object.fromEntries(logOf(entries).map(({txn, state, undoable}) => [txn, [state, undoable]]));
	expect(states(...registered, ...takenBack)).toEqual({r: ['undone', false], t: ['done', true]});
	expect(newestUndoable(logOf([...registered, ...takenBack]), new Set(['t']))).toBeUndefined();
	expect(states(...registered, ...takenBack, done('u', 'restore', [moved('k')], {inverse_of: 't'}))).toEqual({
		r: ['done', true],
		t: ['undone', false],
		u: ['done', false],
	});
	expect(logOf(registered)[0]?.what).toBe('f/v2');
});

test('any lines give one line a transaction, and none that is undoable is open, taken back or unknown', () => {
	const anyLine = fc
		.record({
			v: fc.constantFrom(1, 1, 1, 2),
			txn: fc.constantFrom('t', 'u', '__proto__'),
			op: fc.constantFrom('tag', 'trash', 'restore', 'purge', 'other'),
			phase: fc.constantFrom('begin', 'done', 'undone'),
			items: fc.oneof(fc.constant([]), fc.constant([moved('a')]), fc.constant([purged('a', 't')]), fc.constant([tag('a', [], ['x'])]), anyJson),
			inverse_of: fc.constantFrom(undefined, undefined, 't', 'u'),
		})
		.map(line => entry(line));
	holdsForAll(
		[fc.array(anyLine, {maxLength: 8})],
		entries => {
			const lines = logOf(entries);
			expect(lines.map(({txn}) => txn).sort()).toEqual([...new Set(entries.map(({txn}) => txn ?? ''))].sort());
			for (const line of lines.filter(one => one.undoable)) {
				expect(line).toMatchObject({state: 'done', op: expect.stringMatching(/^(tag|trash)$/)});
				// Only what came from registering goes to the trash by being taken back.
				if (line.op !== 'trash') expect(line.inverseOf).toBeUndefined();
			}
		},
		{runs: 500},
	);
});

describe('a result', () => {
	const result = (key: string, after: string, before: string | null = null) => ({key, before, after, sha256: hashes});

	test.each([
		['an item behind others', result('a', ', {"dataset": "imdb", "performance": {}}'), 'on imdb'],
		['a list in place of an empty one', result('a', '[{"dataset": "한글 \\"x\\""}]', '[]'), 'on 한글 "x"'],
		['a list in place of a shorter one', result('a', '[{"dataset": "a"}, {"dataset": "b"}]', '[{"dataset": "a"}]'), 'on b'],
		['no dataset', result('a', '[{"performance": {}}]', '[]'), undefined],
		['a text that is none', result('a', ', {"dataset": "\\x"}'), undefined],
	])('says its dataset: %s', (_, item, what) => {
		expect(only([begin('t', 'result', [item]), done('t', 'result')])).toMatchObject({op: 'result', keys: ['a'], what, undoable: true});
	});

	test('of several models says it where all are on one', () => {
		const items = (second: string) => [result('a', ', {"dataset": "imdb"}'), result('b', `, {${second}}`)];
		expect(only([begin('t', 'result', items('"dataset": "imdb"')), done('t', 'result')]).what).toBe('on imdb');
		expect(only([begin('t', 'result', items('"dataset": "tpch"')), done('t', 'result')]).what).toBeUndefined();
		expect(only([begin('t', 'result', items('"n": 1')), done('t', 'result')]).what).toBeUndefined();
	});
});
