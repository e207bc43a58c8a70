/** The memory of tags is the journal's: read on as it grows, and anew when it is another file. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {EditItem, MoveItem, Operation, Phase} from '../../store/domain/journal-entry.ts';
import {droppedTags} from '../../store/domain/lost-tags.ts';
import {readJournal} from '../../store/journal.ts';
import {appendJournal, type Writer} from '../../store/journal-writer.ts';
import {TagMemory} from '../../store/tag-memory.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const a = 'Net/Model/a';
const b = 'Net/Model/b';

interface Written {
	readonly memory: TagMemory;
	readonly writer: Writer;
	readonly journal: string;
	/** An edit of tags: its `begin` line, and the line that ends it. */
	readonly tag: (txn: string, items: readonly EditItem[], end?: {readonly phase: Phase; readonly items?: readonly EditItem[]}) => void;
	readonly move: (txn: string, op: 'trash' | 'restore', items: readonly MoveItem[]) => void;
}

function registry(): Written {
	const root = temporaryFolder();
	const writer: Writer = {root, by: 'test', now: Date.now, waitMs: 1000};
	const begin = (txn: string, op: Operation, items: readonly never[]) => appendJournal(writer, {txn, op, phase: 'begin', items});
	const end = (txn: string, op: Operation, {phase, items = []}: {phase: Phase; items?: readonly unknown[]}) =>
		appendJournal(writer, {txn, op, phase, items: items as readonly never[]});
	return {
		memory: new TagMemory(root),
		writer,
		journal: path.join(root, '.mreg', 'journal.jsonl'),
		tag: (txn, items, ending = {phase: 'done'}) => {
			begin(txn, 'tag', items as readonly never[]);
			end(txn, 'tag', ending);
		},
		move: (txn, op, items) => {
			begin(txn, op, items as readonly never[]);
			end(txn, op, {phase: 'done'});
		},
	};
}

function edit(key: string, before: readonly string[], after: readonly string[]): EditItem {
	return {key, before: null, sha256: {before: null, after: null}, tags: {before, after}};
}

function moved(key: string, txn: string, op: 'trash' | 'restore'): MoveItem {
	const places = [`${key}.json`, `.mreg/trash/${txn}/${key}.json`] as const;
	const [from, to] = op === 'trash' ? places : [places[1], places[0]];
	return {key, id: key, sidecar: {from, to, dev: '1', inode: '2', size: 3, mtime_ns: '4'}};
}

test('without a journal nothing is known', () => {
	expect(registry().memory.read().size).toBe(0);
});

test('what was appended since the last reading is told, and nothing twice', () => {
	const {memory, tag} = registry();
	tag('t1', [edit(a, [], ['paper'])]);
	expect([...memory.read()]).toEqual([[a, {now: ['paper'], earlier: [[]], owed: []}]]);
	expect(memory.read().size).toBe(0);
	tag('t2', [edit(b, ['x'], []), edit(a, ['paper'], ['paper', 'best'])]);
	const told = memory.read();
	expect(told.get(a)).toEqual({now: ['paper', 'best'], earlier: [[], ['paper']], owed: []});
	expect(told.get(b)).toEqual({now: [], earlier: [['x']], owed: [], removed: new Map([['x', expect.any(Number)]])});
});

test('a memory that begins now knows what one knows that followed', () => {
	const {memory, writer, tag} = registry();
	for (const [index, tags] of [['p'], ['p', 'q'], ['q'], []].entries()) {
		tag(`t${index}`, [edit(a, [['p'], ['p', 'q'], ['q'], []][index - 1] ?? [], tags)]);
		memory.read();
	}
	tag('last', [edit(a, [], ['r'])]);
	expect([...memory.read()]).toEqual([...new TagMemory(writer.root).read()]);
});

test('only what stands of a transaction counts', () => {
	const {memory, tag} = registry();
	tag('t1', [edit(a, [], ['paper']), edit(b, [], ['paper'])], {phase: 'done', items: [edit(a, [], ['paper'])]});
	tag('t2', [edit(b, [], ['best'])], {phase: 'undone'});
	const told = memory.read();
	expect(told.get(a)?.now).toEqual(['paper']);
	expect(droppedTags([], told.get(b) ?? {now: [], earlier: [], owed: []})).toBeUndefined();
});

test('while an edit is under way, neither what it found nor what it writes is taken for lost', () => {
	const {memory, writer, tag} = registry();
	tag('t1', [edit(a, [], ['paper'])]);
	memory.read();
	appendJournal(writer, {txn: 't2', op: 'tag', phase: 'begin', items: [edit(a, ['paper'], [])]});
	const history = memory.read().get(a);
	expect(history && droppedTags(['paper'], history)).toBeUndefined();
	expect(history && droppedTags([], history)).toBeUndefined();
	appendJournal(writer, {txn: 't2', op: 'tag', phase: 'done', items: []});
	const after = memory.read().get(a);
	expect(after && droppedTags(['paper'], after)).toEqual({add: [], remove: ['paper'], asked: []});
});

test('of an edit that was made anew, what it wrote last counts', () => {
	const {memory, writer} = registry();
	const begin = (item: EditItem) => appendJournal(writer, {txn: 't1', op: 'tag', phase: 'begin', items: [item]});
	begin(edit(a, ['x'], ['x', 'paper']));
	begin(edit(a, ['y'], ['y', 'paper']));
	appendJournal(writer, {txn: 't1', op: 'tag', phase: 'done', items: []});
	expect(memory.read().get(a)).toEqual({now: ['y', 'paper'], earlier: [['y']], owed: []});
});

test('a line that is still being written is read when it is whole', () => {
	const {memory, journal, tag} = registry();
	tag('t1', [edit(a, [], ['paper'])]);
	memory.read();
	tag('t2', [edit(a, ['paper'], ['paper', '최고'])]);
	const whole = fs.readFileSync(journal);
	// In the middle of a Korean letter.
	const cut = whole.indexOf('최') + 1;
	fs.truncateSync(journal, cut);
	expect(memory.read().size).toBe(0);
	fs.appendFileSync(journal, whole.subarray(cut));
	expect(memory.read().get(a)?.now).toEqual(['paper', '최고']);
});

test('a journal that was put aside still counts, and the new one with it', () => {
	const {memory, journal, tag} = registry();
	tag('t1', [edit(a, [], ['paper'])]);
	memory.read();
	fs.renameSync(journal, path.join(path.dirname(journal), 'journal.1.jsonl'));
	expect(memory.read().size).toBe(0);
	tag('t2', [edit(b, [], ['best'])]);
	const told = memory.read();
	expect([told.get(a)?.now, told.get(b)?.now]).toEqual([['paper'], ['best']]);
});

test('broken lines, and those of a newer version, stop nothing', () => {
	const {memory, journal, tag, writer} = registry();
	tag('t1', [edit(a, [], ['paper'])]);
	memory.read();
	fs.appendFileSync(journal, '{"op":"tag", broken\n{"v":2,"txn":"x","op":"tag","phase":"begin","items":[7]}\n');
	tag('t2', [edit(a, ['paper'], [])]);
	expect(memory.read().get(a)?.now).toEqual([]);
	expect(readJournal(writer.root).problems).toHaveLength(1);
});

test('another model under the name of one in the trash owes nothing, and what comes back is known again', () => {
	const {memory, tag, move} = registry();
	tag('t1', [edit(a, [], ['paper'])]);
	expect(memory.read().get(a)).toBeDefined();
	move('t2', 'trash', [moved(a, 't2', 'trash'), moved(b, 't2', 'trash')]);
	const gone = memory.read();
	expect(droppedTags([], gone.get(a) ?? {now: ['not told'], earlier: [], owed: []})).toBeUndefined();
	// Of what nothing was known, nothing is told.
	expect(gone.has(b)).toBe(false);
	// A second model of the name, tagged and removed, too.
	tag('t3', [edit(a, ['new'], ['new', 'best'])]);
	move('t4', 'trash', [moved(a, 't4', 'trash')]);
	move('t5', 'restore', [moved(a, 't2', 'restore')]);
	expect(memory.read().get(a)).toEqual({now: ['paper'], earlier: [[]], owed: []});
});

test('a journal that is no file, or cannot be opened, is as good as none', () => {
	const {memory, journal} = registry();
	fs.mkdirSync(journal, {recursive: true});
	expect(memory.read().size).toBe(0);
});
