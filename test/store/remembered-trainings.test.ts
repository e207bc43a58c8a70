/** The facts of overwritten trainings in training_registry.json: written, taken out again, and told rightly after a crash. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Remembered} from '../../store/domain/change.ts';
import {historyEntry} from '../../store/domain/history-entry.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {logOf} from '../../store/domain/log.ts';
import {readJournal} from '../../store/journal.ts';
import {appendJournal, type Writer} from '../../store/journal-writer.ts';
import {isRemembering, rememberTrainings, settleRemembered, undoRemembered} from '../../store/remembered-trainings.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {until} from '../helpers/until.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const entry = historyEntry(
	{training: {dataset: '데이터', hyperparams: {lr: 1e-7, name: '\u0000odd'}, trained_at: '2024-10-01T00:00:00'}, testing: [{performance: {accuracy: 0.5}}]},
	{bytes: 12, status: 'purged'},
);

function registry(files: Readonly<Record<string, string>> = {}): string {
	const root = temporaryFolder();
	for (const folder of ['A', 'B']) fs.mkdirSync(path.join(root, folder));
	for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(root, name), text);
	return root;
}

const writerOf = (root: string): Writer => ({root, by: 'mreg doctor', now: Date.now, waitMs: 0});

function remembered(id: string, {folder = 'A', of = entry}: {folder?: string; of?: JsonObject} = {}): Remembered {
	const target = {key: `${folder}/Model/${id}`, id, algorithm: 'a', folder, files: [], bytes: 0, entry: id};
	return {target, name: `${id} (2024-10-01T00:00:00)`, entry: of};
}

const historyText = (root: string, folder = 'A') => fs.readFileSync(path.join(root, folder, 'training_registry.json'), 'utf8');
const history = (root: string, folder = 'A') => JSON.parse(historyText(root, folder)) as JsonObject;
const begins = (root: string) => readJournal(root).entries.filter(each => each.op !== 'unknown' && isRemembering(each) && each.phase === 'begin');
const lastBegin = (root: string) =>
	begins(root)
		.slice(-1)
		.filter(each => each.op === 'remember');
const files = (root: string) => treeHash(path.join(root, 'A')) + treeHash(path.join(root, 'B'));

describe('what is remembered', () => {
	test('stands under its name, and undo takes it out with the file that was made for it', () => {
		const root = registry();
		const before = files(root);
		const change = rememberTrainings(writerOf(root), [remembered('m'), remembered('n', {folder: 'B'})]);
		expect(change).toMatchObject({done: ['A/Model/m', 'B/Model/n'], unchanged: [], skipped: []});
		expect(history(root)).toEqual({'m (2024-10-01T00:00:00)': entry});
		expect(history(root, 'B')).toEqual({'n (2024-10-01T00:00:00)': entry});
		const undone = undoRemembered(writerOf(root), lastBegin(root));
		expect(undone).toMatchObject({done: ['A/Model/m', 'B/Model/n'], skipped: []});
		expect(files(root)).toBe(before);
		expect(logOf(readJournal(root).entries).map(({txn, op, state}) => [txn, op, state])).toEqual([
			[undone.txn, 'remember', 'done'],
			[change.txn, 'remember', 'undone'],
		]);
	});

	test('leaves other entries and the spelling of their numbers, in both directions', () => {
		const text = '{\n  "other": {\n    "lr": 1e-05,\n    "big": 12345678901234567890,\n    "nan": NaN\n  },\n  "schema": 2\n}';
		const root = registry({'A/training_registry.json': text});
		rememberTrainings(writerOf(root), [remembered('m')]);
		expect(historyText(root)).toContain('"lr": 1e-05,\n    "big": 12345678901234567890,\n    "nan": NaN');
		expect(historyText(root)).toContain('"lr": 1e-7');
		undoRemembered(writerOf(root), lastBegin(root));
		expect(historyText(root)).toBe(text);
	});

	test('is written once: an entry of this name stays as it is', () => {
		const root = registry({'A/training_registry.json': '{"m (2024-10-01T00:00:00)": {"mine": 1}}'});
		const before = files(root);
		const change = rememberTrainings(writerOf(root), [remembered('m')]);
		expect(change).toMatchObject({done: [], unchanged: ['A/Model/m']});
		expect(change.txn).toBeUndefined();
		expect([files(root), begins(root)]).toEqual([before, []]);
		const twice = rememberTrainings(writerOf(root), [remembered('n'), {...remembered('n'), entry: {}}]);
		expect(twice).toMatchObject({done: ['A/Model/n'], unchanged: ['A/Model/n']});
		expect(history(root)['n (2024-10-01T00:00:00)']).toEqual(entry);
	});

	test('is skipped where the file is something else, and the others are written', () => {
		const root = registry({'A/training_registry.json': '[1]'});
		const change = rememberTrainings(writerOf(root), [remembered('m'), remembered('n', {folder: 'B'})]);
		expect(change).toMatchObject({done: ['B/Model/n'], skipped: [{key: 'A/Model/m', reason: expect.stringContaining('is no history of trainings')}]});
		expect(historyText(root)).toBe('[1]');
	});

	test('waits for the lock of its folder: nothing is done where another process has it', async () => {
		const root = registry();
		const holder = startScript('holding-process', [path.join(root, 'A')]);
		try {
			await until(() => holder.lines().includes('held'), {timeout: 30_000, describe: () => holder.errors()});
			expect(userErrorOf(() => rememberTrainings(writerOf(root), [remembered('m')])).code).toBe('locked');
			const part = rememberTrainings(writerOf(root), [remembered('m'), remembered('n', {folder: 'B'})]);
			expect(part).toMatchObject({done: ['B/Model/n'], skipped: [{key: 'A/Model/m'}]});
		} finally {
			holder.child.stdin.end();
			await holder.ended;
		}
		expect(fs.existsSync(path.join(root, 'A/training_registry.json'))).toBe(false);
		expect(logOf(readJournal(root).entries).map(({state, keys}) => [state, keys])).toEqual([
			['done', ['B/Model/n']],
			['nothing', ['A/Model/m']],
		]);
	});
});

describe('undo', () => {
	test('leaves what was changed since, and what is gone, and says so', () => {
		const root = registry();
		rememberTrainings(writerOf(root), [remembered('m'), remembered('n'), remembered('o')]);
		const now = history(root);
		fs.writeFileSync(
			path.join(root, 'A/training_registry.json'),
			JSON.stringify({...now, 'm (2024-10-01T00:00:00)': {changed: 1}, 'o (2024-10-01T00:00:00)': undefined}),
		);
		const change = undoRemembered(writerOf(root), lastBegin(root));
		expect(change.done).toEqual(['A/Model/n']);
		expect(change.skipped).toEqual([
			{key: 'A/Model/m', reason: 'A/training_registry.json says something else of m (2024-10-01T00:00:00) since: it stays.'},
			{key: 'A/Model/o', reason: 'A/training_registry.json has no entry o (2024-10-01T00:00:00) any more.'},
		]);
		expect(history(root)).toEqual({'m (2024-10-01T00:00:00)': {changed: 1}});
	});
});

describe('a transaction that was cut off', () => {
	const cutOff = (written: readonly string[]) => {
		const root = registry();
		const all = [remembered('m'), remembered('n', {folder: 'B'})];
		rememberTrainings(writerOf(root), all);
		const [begin] = lastBegin(root);
		if (begin?.op !== 'remember') throw new Error('It was journalled.');
		fs.rmSync(path.join(root, '.mreg/journal.jsonl'));
		appendJournal(writerOf(root), {txn: begin.txn, op: 'remember', phase: 'begin', items: begin.items});
		for (const folder of ['A', 'B']) if (!written.includes(folder)) fs.rmSync(path.join(root, folder, 'training_registry.json'));
		return {root, begins: lastBegin(root)};
	};

	test.each([
		{written: [], words: '0 of 2', state: 'nothing'},
		{written: ['A'], words: '1 of 2', state: 'done'},
		{written: ['A', 'B'], words: '2 of 2', state: 'done'},
	])('is told by what stands in the files: $words', ({written, words, state}) => {
		const {root, begins} = cutOff(written);
		expect(settleRemembered(writerOf(root), begins)).toContain(`${words} earlier trainings are in training_registry.json`);
		const [line] = logOf(readJournal(root).entries);
		expect(line).toMatchObject({state, ...(written.length > 0 ? {keys: written.map(folder => (folder === 'A' ? 'A/Model/m' : 'B/Model/n'))} : {})});
	});

	test('when it took something back is ended likewise', () => {
		const {root, begins} = cutOff(['A', 'B']);
		settleRemembered(writerOf(root), begins);
		const [first] = begins;
		const items = begins.flatMap(each => each.items);
		appendJournal(writerOf(root), {txn: 'undo', op: 'remember', phase: 'begin', items, inverseOf: first?.txn});
		for (const folder of ['A', 'B']) fs.rmSync(path.join(root, folder, 'training_registry.json'));
		expect(settleRemembered(writerOf(root), lastBegin(root))).toContain('2 of 2 earlier trainings left');
		expect(logOf(readJournal(root).entries).map(({state}) => state)).toEqual(['done', 'undone']);
	});
});
