/** Aliases go from one version to another as one transaction, in which the new one has it before the old one loses it. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {Change} from '../../store/domain/change.ts';
import {logOf} from '../../store/domain/log.ts';
import {readJournal} from '../../store/journal.ts';
import {journalOf, rootOf, sidecarOf, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';

interface Wanted {
	readonly add?: readonly string[];
	readonly remove?: readonly string[];
}

const v1 = '{"family": "net", "version": 1, "aliases": ["champion", 1.50]}';
const v2 = '{"family": "net", "version": 2}';

function edit(root: string, edits: Readonly<Record<string, Wanted>>): Change {
	const aliases = Object.entries(edits).map(([name, {add = [], remove = []}]) => ({target: targetOf(name), add, remove}));
	return runChange(writerOf(root, {by: 'mreg alias'}), {kind: 'alias', edits: aliases});
}

const move = (root: string, from: string, to: string) => edit(root, {[from]: {remove: ['champion']}, [to]: {add: ['champion']}});

function undo(root: string, {txn = ''}: Change, names: readonly string[]): Change {
	return runChange(writerOf(root, {by: 'mreg undo'}), {kind: 'undo', txn, targets: names.map(name => targetOf(name))});
}

const aliasesOf = (root: string, name: string) => (JSON.parse(sidecarOf(root, name)) as {aliases?: readonly unknown[]}).aliases;
const key = (name: string) => targetOf(name).key;

test('an alias is given and taken in one transaction; other values in the list stay, and undo brings the very bytes back', () => {
	const root = rootOf({a: v1, b: v2});
	const change = move(root, 'a', 'b');
	expect(change).toMatchObject({done: [key('b'), key('a')], unchanged: [], skipped: []});
	expect(sidecarOf(root, 'a')).toBe('{"family": "net", "version": 1, "aliases": [1.50]}');
	expect(sidecarOf(root, 'b')).toBe('{"family": "net", "version": 2, "aliases": ["champion"]}');
	expect(journalOf(root).map(({op, phase}) => [op, phase])).toEqual([
		['alias', 'begin'],
		['alias', 'done'],
	]);
	expect(journalOf(root)[0]?.items.map(({aliases}) => aliases)).toEqual([
		{before: [], after: ['champion']},
		{before: ['champion'], after: []},
	]);
	expect(logOf(readJournal(root).entries)[0]).toMatchObject({op: 'alias', what: 'champion: a → b', undoable: true});
	expect(undo(root, change, ['a', 'b'])).toMatchObject({done: [key('a'), key('b')], skipped: []});
	expect([sidecarOf(root, 'a'), sidecarOf(root, 'b')]).toEqual([v1, v2]);
});

test('between folders the version that gets it is written first, whatever the order they were named in', () => {
	const root = rootOf({a: v1, 'Lero/Model/b': v2});
	const {txn} = move(root, 'a', 'Lero/Model/b');
	expect(journalOf(root).flatMap(({phase, items}) => (phase === 'begin' ? items.map(item => item.key) : []))).toEqual(['Lero/Model/b', key('a')]);
	expect(logOf(readJournal(root).entries)[0]).toMatchObject({txn, keys: ['Lero/Model/b', key('a')]});
});

describe('where the new version cannot get the alias the old one keeps it', () => {
	test.each([
		['in one folder', 'b'],
		['in another folder', 'Lero/Model/b'],
	])('%s', (_, name) => {
		const root = rootOf({a: v1, [name]: '{"aliases": "champion"}'});
		const change = move(root, 'a', name);
		expect(change.done).toEqual([]);
		expect(change.skipped).toEqual([
			{key: key(name), reason: expect.stringContaining('has "aliases" that are no list') as string},
			{key: key('a'), reason: `Mscn/Model/a.json stays as it is, because ${key(name)} could not be changed.`},
		]);
		expect(sidecarOf(root, 'a')).toBe(v1);
		expect(journalOf(root)).toEqual([]);
	});

	test('and it loses it where the new one has it already', () => {
		const root = rootOf({a: v1, b: v1});
		expect(move(root, 'a', 'b')).toMatchObject({done: [key('a')], unchanged: [key('b')]});
		expect([aliasesOf(root, 'a'), aliasesOf(root, 'b')]).toEqual([[1.5], ['champion', 1.5]]);
	});
});

describe('taking a move back', () => {
	test('in files that changed since only touches the alias', () => {
		const root = rootOf({a: v1, b: v2});
		const change = move(root, 'a', 'b');
		for (const name of ['a', 'b']) fs.writeFileSync(path.join(root, `${key(name)}.json`), sidecarOf(root, name).replace('{', '{"new": NaN, '));
		undo(root, change, ['a', 'b']);
		expect(sidecarOf(root, 'a')).toBe('{"new": NaN, "family": "net", "version": 1, "aliases": [1.50, "champion"]}');
		expect(sidecarOf(root, 'b')).toBe('{"new": NaN, "family": "net", "version": 2}');
	});

	test('does not give an alias back that went on to a third version', () => {
		const root = rootOf({a: v1, b: v2, c: v2});
		const change = move(root, 'a', 'b');
		move(root, 'b', 'c');
		const {done, skipped} = undo(root, change, ['a', 'b', 'c']);
		expect(done).toEqual([]);
		expect(skipped[0]).toEqual({
			key: key('a'),
			reason: 'Mscn/Model/a.json does not get the alias "champion" back: the model that got it has it no more.',
		});
		expect(['a', 'b', 'c'].map(name => aliasesOf(root, name))).toEqual([[1.5], [], ['champion']]);
	});

	test('leaves the alias where it is if the model that had it is gone', () => {
		const root = rootOf({a: v1, b: v2});
		const change = move(root, 'a', 'b');
		expect(undo(root, change, ['b'])).toMatchObject({done: [], skipped: [{key: key('a')}, {key: key('b')}]});
		expect(aliasesOf(root, 'b')).toEqual(['champion']);
	});
});

/** The last lines of the journal never came: as after a kill between the two files. */
function cutOff(root: string): void {
	const file = path.join(root, '.mreg/journal.jsonl');
	const [begin = ''] = fs.readFileSync(file, 'utf8').split('\n');
	const line = JSON.parse(begin) as {process: {pid: number; start: string | null}};
	fs.writeFileSync(file, `${JSON.stringify({...line, process: {...line.process, start: '1'}})}\n`);
}

test('a move that was cut off between its files says what stands, and that much is taken back', () => {
	const root = rootOf({a: v1, b: v2});
	const change = move(root, 'a', 'b');
	cutOff(root);
	fs.writeFileSync(path.join(root, `${key('a')}.json`), v1);
	const {notes} = runChange(writerOf(root), {kind: 'settle'});
	expect(notes).toEqual(['An earlier `mreg alias` was cut off: 1 of 2 models have the change; mreg log shows it.']);
	expect([aliasesOf(root, 'a'), aliasesOf(root, 'b')]).toEqual([['champion', 1.5], ['champion']]);
	expect(undo(root, change, ['a', 'b'])).toMatchObject({done: [key('b')], skipped: []});
	expect([sidecarOf(root, 'a'), sidecarOf(root, 'b')]).toEqual([v1, v2]);
});
