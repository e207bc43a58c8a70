/** The Trash screen: what it shows, where the cursor goes, and what R, u and P mean there. */

import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../components/cells.ts';
import type {ActionId} from '../../source/key-binding.ts';
import {emptyTrash, reduceTrash, rowUnderCursor, type TrashState} from '../../source/screens/trash-state.ts';
import {wantedPurge, wantedRestore, wantedUndo} from '../../source/screens/trash-requests.ts';
import {TrashScreen} from '../../source/screens/trash-screen.tsx';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import type {TrashNow} from '../../source/world.ts';
import type {LogLine, TrashEntry} from '../../store/domain/change.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {madeModel} from '../helpers/made-models.ts';
import {foreignSequences} from '../helpers/control-sequences.ts';
import {renderToScreen} from '../helpers/terminal.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const me = {user: 'ana', host: 'lab'};
const minute = 60_000;
const day = 24 * 60 * minute;

function entry(txn: string, ids: readonly string[], rest: Partial<TrashEntry> & {age?: number} = {}): TrashEntry {
	const {age = 5 * minute, ...other} = rest;
	const models = ids.map((id, index) => ({key: `Net/Model/${id}`, id, bytes: 1_000_000 * (index + 1)}));
	return {txn, at: new Date(now - age).toISOString(), ...me, by: 'dashboard', models, bytes: models.reduce((sum, {bytes}) => sum + bytes, 0), ...other};
}

function logged(txn: string, op: LogLine['op'], rest: Partial<LogLine> & {age?: number} = {}): LogLine {
	const {age = 5 * minute, ...other} = rest;
	const isUndoable = op === 'tag' || op === 'note' || op === 'trash';
	return {txn, op, at: new Date(now - age).toISOString(), ...me, by: 'dashboard', state: 'done', keys: ['Net/Model/m'], undoable: isUndoable, ...other};
}

const manyIds = Array.from({length: 12}, (_, index) => `old_${index}`);
const recent = entry('t3', ['a', 'b']);
const old = entry('t1', manyIds, {age: 20 * day, by: 'mreg cleanup'});
const said: TrashNow = {
	entries: [recent, old],
	log: [
		logged('t4', 'tag', {what: '+paper −wip', keys: ['Net/Model/m', 'Net/Model/n']}),
		logged('t3', 'trash', {keys: recent.models.map(({key}) => key)}),
		logged('t2', 'note', {what: '논문 표 2 후보', user: 'jiwoo', host: 'gpu7', state: 'undone', undoable: false}),
		logged('t1', 'trash', {keys: old.models.map(({key}) => key), age: 20 * day, by: 'mreg cleanup'}),
		logged('t0', 'trash', {age: 30 * day}),
	],
	problems: [],
	disk: {free: 41e9, total: 2e12},
	me,
};

function contextOf({width = 80, height = 22, models = [madeModel('Net/Model/m'), madeModel('Net/Model/n')]} = {}): ScreenContext {
	const activity = {phase: 'live', checkedAt: now} as const;
	return {
		snapshot: {root: '/r', reason: 'test', models, problems: [], config: defaultConfig, activity, watching: true},
		width,
		height,
		objectiveOf: () => undefined,
		now,
	};
}

const context = contextOf();

function read(of: TrashNow = said, state: TrashState = emptyTrash): TrashState {
	return reduceTrash(state, {kind: 'read', now: of}, context);
}

function pressed(state: TrashState, ...actions: readonly ActionId[]): TrashState {
	return actions.reduce((before, action) => reduceTrash(before, {kind: 'key', action}, context), state);
}

const keyNow = (state: TrashState) => rowUnderCursor(state, context)?.rowKey;

async function drawn(state: TrashState, {readOnly = false, ...size}: {width?: number; height?: number; readOnly?: boolean} = {}): Promise<string[]> {
	const around = contextOf(size);
	using terminal = renderToScreen(<TrashScreen state={state} {...around} readOnly={readOnly} />, {cols: around.width, rows: around.height});
	await terminal.settled();
	return terminal.screen();
}

describe('what it shows', () => {
	test('says how much lies there, what is free, and that nothing goes by itself', async () => {
		const [title = '', ...rest] = await drawn(read());
		expect(title).toMatch(/^ trash {2}2 transactions, 14 models, 81 MB +41 GB free of 2 TB$/);
		expect(rest.slice(0, 2).join('')).toBe(
			' Trash is on the same disk: only purging frees, here up to 81 MB. Nothing is purged by itself; mreg purge takes what is older than 14 days: 78 MB.',
		);
	});

	test('is quiet in both lines of that', async () => {
		using terminal = renderToScreen(<TrashScreen state={read()} {...context} readOnly={false} />, {cols: 80, rows: 22});
		await terminal.settled();
		expect([0, 1, 2].map(row => terminal.cell(row, 3).dim)).toEqual([false, true, true]);
	});

	test('has a line a removal: when, who, by what, models, bytes', async () => {
		const lines = await drawn(read());
		expect(lines.find(line => line.startsWith('❯'))).toMatch(/^❯▸ \d\d-\d\d \d\d:\d\d {3}5m {2}you {9}dashboard +2 models +3 MB$/);
		expect(lines.find(line => line.includes('mreg cleanup'))).toMatch(/^ ▸ \d\d-\d\d \d\d:\d\d {3}2w {2}you {9}mreg cleanup +12 models +78 MB$/);
	});

	test('has the log below: what was done in words, by whom, what was taken back, and what can be', async () => {
		const lines = await drawn(read());
		expect(lines).toContainEqual(expect.stringMatching(/^ u \d\d-\d\d \d\d:\d\d {3}5m {2}you {9}tagged 2 models \+paper −wip {2}m, n$/));
		expect(lines).toContainEqual(expect.stringMatching(/^ {3}\d\d-\d\d \d\d:\d\d {3}5m {2}jiwoo@gpu7 {2}wrote a note to m “논문 .* taken back$/));
		// Nothing of it is in the trash any more.
		expect(lines).toContainEqual(expect.stringMatching(/^ {3}\d\d-\d\d \d\d:\d\d {3}4w {2}you {9}moved m to the trash$/));
	});

	test('heads the columns, and says what the u is for', async () => {
		const lines = await drawn(read());
		expect(lines).toContainEqual(expect.stringMatching(/^ TRASH +WHEN {2}AGE {2}WHO {9}COMMAND +MODELS +SIZE$/));
		expect(lines).toContainEqual(expect.stringMatching(/^ LOG +WHEN {2}AGE {2}WHO {9}WHAT +u can be taken back$/));
		const at = (start: string) => lines.find(line => line.startsWith(start)) ?? '';
		expect(at(' TRASH').indexOf('COMMAND')).toBe(at('❯').indexOf('dashboard'));
		expect(at(' TRASH').indexOf('MODELS') + 'MODELS'.length).toBe(at('❯').indexOf('models') + 'models'.length);
		expect(at(' LOG').indexOf('WHAT')).toBe(at(' u').indexOf('tagged'));
		expect(await drawn(read({...said, entries: [], log: []}))).toContain(' TRASH');
	});

	test('gives who did it no more room than the names need', async () => {
		const mine = {...said, log: said.log.filter(({user}) => user === me.user)};
		expect(await drawn(read(mine))).toContainEqual(expect.stringMatching(/^ u \d\d-\d\d \d\d:\d\d {3}5m {2}you {2}tagged 2 models/));
	});

	test('shows a whole command beside free space', async () => {
		const cleaned = {...said, log: [logged('t9', 'trash', {by: 'dashboard cleanup'})]};
		expect(await drawn(read(cleaned), {width: 120})).toContainEqual(expect.stringMatching(/moved m to the trash +dashboard cleanup$/));
	});

	test.each([
		[{restored: 2, purged: 0}, 'brought back'],
		[{restored: 0, purged: 2}, 'purged'],
		[{restored: 1, purged: 0}, 'partly brought back'],
		[{restored: 0, purged: 1}, 'partly purged'],
		[{restored: 1, purged: 1}, 'partly brought back, partly purged'],
	])('marks a removal of which %j left the trash since', async (since, words) => {
		const line = logged('t9', 'trash', {keys: ['Net/Model/a', 'Net/Model/b'], since});
		const lines = await drawn(read({...said, log: [line]}));
		expect(lines.find(one => one.includes('moved 2 models'))).toMatch(new RegExp(` ${words}$`));
	});

	test('names the first models of many as far as there is room', async () => {
		const lines = await drawn(read(), {width: 120});
		expect(lines).toContainEqual(expect.stringMatching(/moved 12 models to the trash {2}old_0, old_1, .*, … +mreg cleanup$/));
	});

	test('has year, command and host where there is room', async () => {
		const lines = await drawn(read(), {width: 120});
		expect(lines).toContainEqual(expect.stringMatching(/^ u 2026-\d\d-\d\d \d\d:\d\d {3}5m {2}you +tagged 2 models \+paper −wip {2}m, n +dashboard$/));
	});

	test('names the command of what the cursor is on, where the registry may be changed what the keys do', async () => {
		const lines = await drawn(read());
		expect(lines.slice(-3).join('')).toBe(
			' 5 min ago you moved a, b to the trash (dashboard). R brings back what is left of it, P purges it. mreg restore Net/Model/a Net/Model/b',
		);
		expect((await drawn(read(), {readOnly: true})).join('')).not.toContain('R brings back');
		const onLog = await drawn(pressed(read(), 'down', 'down'));
		expect(onLog.join('\n')).toContain('u takes it back.');
		expect(onLog).toContain(' mreg undo t4');
	});

	test('says where nothing lies and nothing was done', async () => {
		const lines = await drawn(read({...said, entries: [], log: []}));
		expect(lines[0]).toContain(' trash  empty');
		expect(lines).toContain('   Nothing lies in the trash.');
		expect(lines.join('\n')).toContain('Nothing was done here yet');
		expect((await drawn(emptyTrash)).join('\n')).toContain('Looking …');
	});

	test('has the problems of the journal at the end', async () => {
		const problem = {kind: 'unreadable-journal', path: '.mreg/journal.jsonl', message: 'line 3: not JSON'} as const;
		const lines = await drawn(pressed(read({...said, problems: [problem]}), 'last'));
		expect(lines).toContain(' PROBLEMS');
		expect(lines.find(line => line.startsWith('❯'))).toBe('❯! .mreg/journal.jsonl: line 3: not JSON');
	});

	test.each([
		[80, 22],
		[120, 30],
		[160, 43],
		[40, 6],
	])('fits %i x %i', async (width, height) => {
		for (const state of [read(), pressed(read(), 'openTransaction', 'last'), read({...said, disk: undefined, entries: []})]) {
			const lines = await drawn(state, {width, height});
			expect(lines).toHaveLength(height);
			for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
			expect(lines.filter(line => line.startsWith('❯'))).toHaveLength(1);
		}
	});

	test('shows the names of others as text, whatever is in them', async () => {
		const evil = '\u001B[31m\u0007\u202E이름\n';
		const hostile: TrashNow = {
			...said,
			entries: [{...recent, user: evil, host: evil, by: evil, models: [{key: `Net/Model/${evil}`, id: evil, bytes: NaN}]}],
			log: [logged(evil, 'tag', {user: evil, host: evil, by: evil, what: evil, keys: [evil], at: evil})],
			problems: [{kind: 'unreadable-journal', path: evil, message: evil}],
		};
		const around = contextOf({width: 120});
		for (const keys of [[], ['openTransaction', 'down'], ['down'], ['last']] as const) {
			using terminal = renderToScreen(<TrashScreen state={pressed(read(hostile), ...keys)} {...around} readOnly={false} />, {cols: 120, rows: 22});
			await terminal.settled();
			expect(foreignSequences(terminal.rawOutput())).toEqual([]);
			expect(terminal.screen().join('\n')).toContain('\\e[31m');
		}
	});
});

describe('the cursor', () => {
	test('goes over both lists, and not over their headings', () => {
		const visited = [read()];
		for (let count = 0; count < 8; count++) visited.push(pressed(visited.at(-1) ?? emptyTrash, 'down'));
		expect(visited.map(keyNow)).toEqual(['entry t3', 'entry t1', 'log t4', 'log t3', 'log t2', 'log t1', 'log t0', 'log t0', 'log t0']);
		expect(keyNow(pressed(read(), 'last'))).toBe('log t0');
		expect(keyNow(pressed(read(), 'last', 'first'))).toBe('entry t3');
	});

	test('opens a removal to its models, and closes it from any of them', () => {
		const open = pressed(read(), 'openTransaction', 'down', 'down');
		expect(keyNow(open)).toBe('model t3 Net/Model/b');
		const closed = pressed(open, 'closeTransaction');
		expect(keyNow(closed)).toBe('entry t3');
		expect(keyNow(pressed(closed, 'down'))).toBe('entry t1');
		// Where there is nothing to open, nothing happens.
		const onLog = pressed(read(), 'last');
		expect(pressed(onLog, 'openTransaction', 'closeTransaction')).toBe(onLog);
	});

	test('stays on its row while others come, and goes to what stands in its place when it is gone', () => {
		const onLog = pressed(read(), 'down', 'down');
		expect(keyNow(read({...said, log: [logged('t5', 'tag'), ...said.log]}, onLog))).toBe('log t4');
		expect(keyNow(read({...said, entries: [old]}, read()))).toBe('entry t1');
		expect(keyNow(read({...said, entries: [], log: []}, onLog))).toBeUndefined();
		expect(keyNow(pressed(read({...said, entries: [], log: []}), 'down', 'openTransaction', 'last'))).toBeUndefined();
	});

	test('takes the view along, also through thousands of lines', async () => {
		const log = Array.from({length: 5000}, (_, index) => logged(`n${index}`, 'tag', {what: `+tag${index}`}));
		const state = pressed(read({...said, log}), 'last');
		expect((await drawn(state)).find(line => line.startsWith('❯'))).toContain('+tag4999');
		expect((await drawn(pressed(state, 'pageUp'))).find(line => line.startsWith('❯'))).toContain('+tag4984');
	});
});

describe('R', () => {
	test('puts a model or a few back at once', () => {
		expect(wantedRestore(rowUnderCursor(pressed(read(), 'openTransaction', 'down'), context))).toEqual({
			kind: 'change',
			pending: {
				request: {kind: 'restore', models: [{txn: 't3', key: 'Net/Model/a'}]},
				by: 'dashboard',
				done: 'brought back a',
				doneOf: expect.any(Function),
				command: 'mreg restore Net/Model/a',
			},
		});
		const few = wantedRestore(rowUnderCursor(read(), context));
		expect(few).toMatchObject({kind: 'change', pending: {done: 'brought back 2 models', command: 'mreg restore Net/Model/a Net/Model/b'}});
		expect(few).not.toHaveProperty('ask');
	});

	test('asks before it puts more than 10 back', () => {
		const many = wantedRestore(rowUnderCursor(pressed(read(), 'down'), context));
		expect(many).toMatchObject({kind: 'change', ask: {expects: 'yes', lines: ['Bring 12 models back to their places?']}});
	});

	test('says why it does nothing on the log', () => {
		expect(wantedRestore(rowUnderCursor(pressed(read(), 'last'), context))).toMatchObject({kind: 'not'});
		expect(wantedRestore(undefined)).toMatchObject({kind: 'not'});
	});

	test('quotes hostile keys, and keeps one that looks like an option from being one', () => {
		const odd = entry('t9', ['-rf', 'a b']);
		const row = {
			kind: 'entry',
			rowKey: '',
			entry: {
				...odd,
				models: [
					{key: '-rf', id: '-rf', bytes: 1},
					{key: "a 'b", id: 'x', bytes: 1},
				],
			},
			isOpen: false,
		} as const;
		expect(wantedRestore(row)).toMatchObject({pending: {command: String.raw`mreg restore -- '-rf' 'a '\''b'`}});
	});
});

describe('u', () => {
	const of = (state: TrashState, with_: TrashNow = said, models = context.snapshot.models) => wantedUndo(rowUnderCursor(state, context), with_, {models, now});

	test('takes back the transaction under the cursor at once, with the models of now', () => {
		const wanted = of(pressed(read(), 'down', 'down'));
		expect(wanted).toMatchObject({
			kind: 'change',
			pending: {request: {kind: 'undo', txn: 't4'}, done: 'took back: tagged 2 models +paper −wip', command: 'mreg undo t4'},
		});
		expect(wanted).not.toHaveProperty('ask');
		const request = wanted.kind === 'change' ? wanted.pending.request : undefined;
		expect(request?.kind === 'undo' ? request.targets.map(({key}) => key) : []).toEqual(['Net/Model/m', 'Net/Model/n']);
	});

	test('takes back the removal that a row of the trash is of', () => {
		expect(of(read())).toMatchObject({kind: 'change', pending: {request: {kind: 'undo', txn: 't3'}}});
		expect(of(pressed(read(), 'openTransaction', 'down', 'down'))).toMatchObject({pending: {request: {kind: 'undo', txn: 't3'}}});
		expect(of(read(), {...said, log: []})).toMatchObject({kind: 'not', why: 'The log does not know this transaction; R brings its models back.'});
	});

	test.each([
		['older than an hour', {age: 61 * minute}, 'it was done 61 min ago'],
		["another user's", {user: 'jiwoo', host: 'gpu7'}, 'jiwoo@gpu7 did it'],
		['of more than 10 models', {keys: manyIds}, 'it is of 12 models'],
		['of no time that can be read', {at: 'never'}, 'nobody knows when it was done'],
	])('asks first where it is %s', (_name, rest, reason) => {
		const line = logged('t9', 'tag', {what: '+x', ...rest});
		const asking = read({...said, entries: [], log: [line]});
		expect(of(asking, {...said, entries: [], log: [line]})).toMatchObject({
			kind: 'change',
			ask: {expects: 'yes', lines: [expect.any(String), `It is asked because ${reason}.`]},
		});
	});

	test.each([
		['it was taken back', logged('x', 'tag', {state: 'undone', undoable: false}), 'It was taken back already.'],
		[
			'it took something back',
			logged('x', 'tag', {inverseOf: 'y', undoable: false}),
			'It took an earlier change back. To have that change again, make it again.',
		],
		['it is a purge', logged('x', 'purge'), 'What was purged is gone.'],
		['it restored', logged('x', 'restore'), 'What was brought back goes to the trash again by d in Browse.'],
		['it was cut off', logged('x', 'tag', {state: 'open', undoable: false}), 'It was cut off, or is under way: the next change here ends it or takes it back.'],
		['its models left the trash one by one', logged('x', 'trash'), 'Nothing of it is in the trash any more.'],
		['it is not known', logged('x', 'unknown'), 'Only a newer version of mreg can take it back.'],
	])('says why not where %s', (_name, line, why) => {
		const with_ = {...said, entries: [], log: [line]};
		expect(of(read(with_), with_)).toEqual({kind: 'not', why});
	});
});

describe('P', () => {
	const ask = (state: TrashState, of = said) => wantedPurge(rowUnderCursor(state, context), of, {now});

	test('asks for the count of the whole transaction, and says which it is: when, who, by what, the first models', () => {
		expect(ask(read())).toEqual({
			kind: 'change',
			pending: {request: {kind: 'purge', txns: ['t3']}, by: 'dashboard', done: 'purged 2 models', doneOf: expect.any(Function), command: 'mreg purge t3'},
			ask: {
				lines: [
					'Purge 2 models, 3 MB? What is purged is deleted for good.',
					expect.stringMatching(/^a, b; moved to the trash by you 2026-11-2\d \d\d:\d\d, 5 min ago \(dashboard\)\.$/),
				],
				expects: 2,
			},
		});
		expect(ask(pressed(read(), 'down'))).toMatchObject({
			ask: {lines: [expect.anything(), expect.stringMatching(/^old_0, old_1, old_2 and 9 more; .*\(mreg cleanup\)\.$/)]},
		});
	});

	test('counts what was purged indeed', () => {
		const wanted = ask(read());
		expect(wanted.kind === 'change' ? wanted.pending.doneOf?.(['Net/Model/a']) : '').toBe('purged 1 model');
	});

	test('does nothing on one model of a transaction, and says how to get to the whole', () => {
		expect(ask(pressed(read(), 'openTransaction', 'down'))).toEqual({kind: 'not', why: 'P purges a whole transaction: ← goes to its line.'});
	});

	test("says so where it is another user's", () => {
		const theirs = {...said, entries: [{...recent, user: 'jiwoo', host: 'gpu7'}]};
		expect(ask(read(theirs), theirs)).toMatchObject({ask: {lines: [expect.anything(), expect.stringContaining('moved to the trash by jiwoo@gpu7 ')]}});
	});

	test('does nothing on the log', () => {
		expect(ask(pressed(read(), 'last'))).toMatchObject({kind: 'not'});
	});
});
