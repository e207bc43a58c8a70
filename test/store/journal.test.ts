/** The journal is read whatever has become of it: what can be understood is there, what cannot is named and never taken for something else. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseJournalLine, type KnownEntry} from '../../store/domain/journal-entry.ts';
import {mayHaveUnfinished, readJournal} from '../../store/journal.ts';
import {appendJournal, newTransaction} from '../../store/journal-writer.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures/journal');

describe('fixtures', () => {
	test('complete: every line is an entry, every transaction has its end', () => {
		const {entries, problems, unfinished} = readFixture('complete');
		expect(entries.map(({op, phase}) => `${op} ${phase}`)).toEqual([
			'tag begin',
			'tag done',
			'trash begin',
			'trash done',
			'restore begin',
			'restore done',
			'note begin',
			'note undone',
		]);
		expect(problems).toEqual([]);
		expect(unfinished).toEqual([]);
		const trash = entries[2];
		if (trash?.op !== 'trash') return expect.fail('not the trash entry');
		expect(trash.items[0]?.artifact).toMatchObject({from: 'Mscn/Model/mscn_20241019_103000', inode: '18446744073709551615'});
		const restore = entries[4];
		expect(restore?.op === 'restore' && restore.inverse_of).toBe(trash.txn);
		const note = entries[6];
		expect(note?.op === 'note' && note.items[0]).toMatchObject({before: null, after: '"학습률을 낮춤"', offset: 412});
	});

	test('cut-last-line: it is left out, its transaction is unfinished, there is no problem', () => {
		const {entries, problems, unfinished} = readFixture('cut-last-line');
		expect(entries.map(({op}) => op)).toEqual(['tag', 'tag', 'trash']);
		expect(problems).toEqual([]);
		expect(unfinished).toEqual([entries[2]]);
	});

	test('broken-middle-line: a problem names line and reason, and the others are read', () => {
		const {entries, problems, unfinished} = readFixture('broken-middle-line');
		expect(problems).toEqual([
			{kind: 'unreadable-journal', path: '.mreg/journal.jsonl', message: expect.stringMatching(/^line 3: not JSON: /)},
			{kind: 'unreadable-journal', path: '.mreg/journal.jsonl', message: 'line 6: item 1 has no usable "before"'},
		]);
		expect(entries.map(({op}) => op)).toEqual(['tag', 'tag', 'restore', 'restore', 'unknown', 'note']);
		expect(unfinished).toEqual([]);
	});

	test('unfinished: what has neither done nor undone', () => {
		const {entries, unfinished} = readFixture('unfinished');
		expect(unfinished).toEqual([entries[2]]);
		expect(unfinished[0]).toMatchObject({op: 'trash', phase: 'begin', txn: '20261122T110000-4200-02'});
	});

	test('newer-version: kept as unknown with its reason, open ones among the unfinished', () => {
		const {entries, problems, unfinished} = readFixture('newer-version');
		expect(problems).toEqual([]);
		expect(entries.slice(2, 5)).toMatchObject([
			{
				op: 'unknown',
				txn: '20261122T110000-4200-02',
				reason: 'written by a newer version of mreg (journal format 2)',
				content: {op: 'tag', what: {models: ['x']}},
			},
			{op: 'unknown', phase: 'begin', reason: expect.stringContaining('"merge"')},
			{op: 'unknown', phase: 'done'},
		]);
		expect(unfinished).toEqual([entries[2]]);
	});
});

describe('readJournal', () => {
	test('is empty where there is no journal', () => {
		const root = temporaryFolder();
		expect(readJournal(root)).toEqual({entries: [], problems: [], unfinished: [], end: 0});
		fs.mkdirSync(path.join(root, '.mreg'));
		expect(readJournal(root)).toEqual({entries: [], problems: [], unfinished: [], end: 0});
		expect(fs.readdirSync(path.join(root, '.mreg'))).toEqual([]);
	});

	test('reads rotated files by their number, then the present one; a transaction may span them', () => {
		const root = rootWith({
			'journal.jsonl': ended(line('d', {phase: 'done'})),
			'journal.2.jsonl': ended(line('b')) + ended(line('c')),
			'journal.10.jsonl': ended(line('d')),
			'journal.1.jsonl': ended(line('a')) + ended(line('a', {phase: 'done'})),
			'journal.x.jsonl': 'something else',
		});
		const {entries, problems, unfinished} = readJournal(root);
		expect(entries.map(({txn}) => txn)).toEqual(['a', 'a', 'b', 'c', 'd', 'd']);
		expect(unfinished.map(({txn}) => txn)).toEqual(['b', 'c']);
		expect(problems).toEqual([]);
	});

	test('reads a file once that has two names while it is rotated', () => {
		const root = rootWith({'journal.jsonl': ended(line('a'))});
		fs.linkSync(path.join(root, '.mreg/journal.jsonl'), path.join(root, '.mreg/journal.1.jsonl'));
		expect(readJournal(root).entries.length).toBe(1);
	});

	test('takes a last line that lacks only its newline', () => {
		const {entries, problems} = readJournal(rootWith({'journal.jsonl': ended(line('a')) + line('b')}));
		expect(entries.map(({txn}) => txn)).toEqual(['a', 'b']);
		expect(problems).toEqual([]);
	});

	test('cut anywhere: no problem, and every line before the cut is there', () => {
		const text = Buffer.from(ended(line('a', {by: '태그'})) + ended(line('b', {by: '메모'})));
		const root = rootWith({'journal.jsonl': ''});
		const first = text.indexOf(10);
		for (let length = 0; length <= text.length; length++) {
			fs.writeFileSync(path.join(root, '.mreg/journal.jsonl'), text.subarray(0, length));
			const {entries, problems} = readJournal(root);
			expect(problems).toEqual([]);
			expect(entries.length).toBe(length < first ? 0 : length < text.length - 1 ? 1 : 2);
		}
	});

	test.each([
		{what: 'what is not UTF-8', broken: Buffer.from([0x7b, 0xff, 0x7d]), says: 'line 2: not UTF-8'},
		{what: 'zeros of a power cut', broken: Buffer.alloc(50), says: 'line 2: not JSON'},
		{what: 'a list', broken: Buffer.from('[1]'), says: 'line 2: not a JSON object'},
		{what: 'null', broken: Buffer.from('null'), says: 'line 2: not a JSON object'},
		{what: 'a line without a version', broken: Buffer.from('{"txn": "b"}'), says: 'line 2: no usable "v"'},
		{what: 'a line without a transaction', broken: Buffer.from(line('')), says: 'line 2: no usable "txn"'},
		{what: 'a phase that is none', broken: Buffer.from(line('b', {phase: 'constructor'})), says: 'line 2: no usable "phase"'},
		{what: '100,000 levels', broken: Buffer.from('['.repeat(100_000)), says: 'line 2: '},
	])('names $what and reads on', ({broken, says}) => {
		const newline = Buffer.from('\n');
		const root = rootWith({'journal.jsonl': Buffer.concat([Buffer.from(line('a')), newline, broken, newline, Buffer.from(line('c')), newline])});
		const {entries, problems} = readJournal(root);
		expect(entries.filter(({op}) => op !== 'unknown').map(({txn}) => txn)).toEqual(['a', 'c']);
		expect(problems.map(({message}) => message)).toEqual([expect.stringContaining(says)]);
	});

	test('skips empty lines and takes CRLF', () => {
		const {entries, problems} = readJournal(rootWith({'journal.jsonl': `\n${line('a')}\r\n\r\n${line('b')}\r\n`}));
		expect(entries.map(({txn}) => txn)).toEqual(['a', 'b']);
		expect(problems).toEqual([]);
	});

	test('takes no operation from what every object inherits', () => {
		const {entries, unfinished} = readJournal(rootWith({'journal.jsonl': ended(line('a', {op: 'constructor'})) + ended(line('b', {op: '__proto__'}))}));
		expect(entries.map(({op}) => op)).toEqual(['unknown', 'unknown']);
		expect(unfinished.map(({txn}) => txn)).toEqual(['a', 'b']);
	});

	test('a pipe, a folder or a file in its place is a problem, and blocks nothing', () => {
		const root = rootWith({});
		spawnSync('mkfifo', [path.join(root, '.mreg/journal.jsonl')]);
		fs.mkdirSync(path.join(root, '.mreg/journal.1.jsonl'));
		expect(readJournal(root).problems).toEqual([
			{kind: 'unreadable-journal', path: '.mreg/journal.jsonl', message: 'not a regular file'},
			{kind: 'unreadable-journal', path: '.mreg/journal.1.jsonl', message: 'not a regular file'},
		]);
		const other = temporaryFolder();
		fs.writeFileSync(path.join(other, '.mreg'), '');
		expect(readJournal(other).problems.map(({message}) => message)).toContain('cannot be read: not a directory (ENOTDIR)');
	});

	test('1 bad line in 1,000: 999 entries, 1 problem', () => {
		const lines = Array.from({length: 1000}, (_, index) => (index === 499 ? '{"v": 1, "txn": "cut' : line(`t${index}`)));
		const {entries, problems} = readJournal(rootWith({'journal.jsonl': lines.map(ended).join('')}));
		expect(entries.length).toBe(999);
		expect(problems.map(({message}) => message)).toEqual([expect.stringContaining('line 500: ')]);
	});

	test('16 MB are read quickly', () => {
		const one = ended(line('t'));
		const count = Math.ceil(2 ** 24 / one.length);
		const root = rootWith({'journal.jsonl': Array.from({length: count}, (_, index) => ended(line(`t${index}`))).join('')});
		const before = process.cpuUsage();
		const {entries} = readJournal(root);
		const {user, system} = process.cpuUsage(before);
		expect(entries.length).toBe(count);
		// About 0.7 s of the processor's time; only another order of cost fails.
		expect((user + system) / 1e6).toBeLessThan(7);
	});
});

describe('parseJournalLine', () => {
	const edit = {key: 'k', before: null, sha256: {before: null, after: 'f'}};
	const move = {from: 'a', to: 'b', dev: '1', inode: '2', size: 3, mtime_ns: '4'};
	const moved = {key: 'k', id: 'i', artifact: move, files: [move]};
	const version = {
		...{key: 'k', id: 'i', family: 'resnet18', version: 2, way: 'move', staging: 's', copied_from: '/o'},
		...{artifact: {to: 'k', from: '/o'}, sidecar: {to: 'k.json', sha256: 'f'}},
	};

	test.each([
		...(['tag', 'note', 'result', 'alias', 'adopt', 'config'] as const).map(op => ({op, item: edit})),
		{op: 'register' as const, item: version},
		{op: 'register' as const, item: {key: 'k', id: 'i', family: 'f', version: 1, way: 'promote', edit, modes: {k: 0o644}}},
		{op: 'trash' as const, item: moved},
		{op: 'restore' as const, item: {key: 'k', id: 'i', sidecar: move}},
		{op: 'purge' as const, item: {key: 'k', id: 'i', path: '.mreg/trash/t/k', bytes: 5}},
	])('reads $op as it was written', ({op, item}) => {
		const written = {v: 1, txn: 't', phase: 'begin', at: '2026-11-22T10:00:00.000Z', host: 'gpu3', user: 'jiwoo', by: 'mreg', op, items: [item]};
		expect(parseJournalLine(JSON.stringify(written))).toEqual({entry: written});
	});

	test('never takes a line with an odd item for a known one', () => {
		const known: Record<string, object> = {
			tag: edit,
			register: version,
			trash: moved,
			purge: {key: 'k', id: 'i', path: 'p', bytes: 1},
		};
		for (const [op, item] of Object.entries(known)) {
			for (const field of Object.keys(item)) {
				const {entry, problem} = parseJournalLine(line('t', {op, items: [item, {...item, [field]: 42.5}]}));
				expect(entry).toMatchObject({op: 'unknown', txn: 't', phase: 'begin'});
				expect(problem).toBe(`item 2 has no usable "${field}"`);
			}
		}
	});

	test('never throws, whatever the line', () => {
		const shape = fc.record(
			{
				v: fc.constantFrom<unknown>(1, 2, '1', null),
				txn: fc.jsonValue(),
				phase: fc.constantFrom<unknown>('begin', 'x', null),
				op: fc.constantFrom('tag', 'trash', 'x'),
				at: fc.string(),
				items: fc.jsonValue(),
			},
			{requiredKeys: []},
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.json(),
					shape.map(value => JSON.stringify(value)),
				),
				text => {
					const {entry, problem} = parseJournalLine(text);
					expect(entry !== undefined || problem !== undefined).toBe(true);
				},
			),
		);
	});

	test('is of a type that tells the items by the operation', () => {
		const bytes = (entry: KnownEntry): number => (entry.op === 'purge' ? entry.items.reduce((sum, item) => sum + item.bytes, 0) : 0);
		const {entry} = parseJournalLine(line('t', {op: 'purge', items: [{key: 'k', id: 'i', path: 'p', bytes: 7}]}));
		expect(entry !== undefined && entry.op !== 'unknown' && bytes(entry)).toBe(7);
	});
});

function readFixture(name: string) {
	return readJournal(rootWith({'journal.jsonl': fs.readFileSync(path.join(fixtures, name, 'journal.jsonl'))}));
}

function rootWith(files: Record<string, string | Buffer>): string {
	const root = temporaryFolder();
	fs.mkdirSync(path.join(root, '.mreg'));
	for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(root, '.mreg', name), content);
	return root;
}

function line(txn: string, fields: Record<string, unknown> = {}): string {
	return JSON.stringify({
		v: 1,
		txn,
		at: '2026-11-22T10:00:00.000Z',
		host: 'gpu3',
		user: 'jiwoo',
		by: 'mreg tag',
		op: 'tag',
		phase: 'begin',
		items: [],
		...fields,
	});
}

function ended(text: string): string {
	return `${text}\n`;
}

describe('mayHaveUnfinished', () => {
	test('is true exactly where a transaction is open, for lines as they are written here', () => {
		const root = temporaryFolder();
		const writer = {root, by: 'mreg tag "x\\', now: () => Date.UTC(2026, 10, 22), waitMs: 1_000};
		expect(mayHaveUnfinished(root)).toBe(false);
		const [one, two] = [newTransaction(writer), newTransaction(writer)];
		const item = {key: 'a/Model/"phase":"done"', before: null, sha256: {before: null, after: null}};
		appendJournal(writer, {txn: one, op: 'tag', phase: 'begin', items: [item]});
		expect(mayHaveUnfinished(root)).toBe(true);
		appendJournal(writer, {txn: two, op: 'note', phase: 'begin', items: [item]});
		appendJournal(writer, {txn: one, op: 'tag', phase: 'done', items: []});
		expect(mayHaveUnfinished(root)).toBe(true);
		appendJournal(writer, {txn: two, op: 'note', phase: 'undone', items: []});
		expect(mayHaveUnfinished(root)).toBe(false);
		expect(readJournal(root).unfinished).toEqual([]);
	});

	test('is true where a line was written by another program or is cut', () => {
		const root = temporaryFolder();
		fs.mkdirSync(path.join(root, '.mreg'));
		for (const name of ['complete', 'unfinished', 'cut-last-line', 'broken-middle-line', 'newer-version']) {
			fs.copyFileSync(path.join(fixtures, name, 'journal.jsonl'), path.join(root, '.mreg/journal.jsonl'));
			expect(mayHaveUnfinished(root)).toBe(true);
		}
	});
});
