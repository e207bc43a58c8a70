/** Promotions and aliases while system calls fail or the process is killed: what is told is so, and the next change makes it whole. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {ChangeRequest} from '../../store/domain/change.ts';
import {straceProblem} from '../helpers/faults.ts';
import {journalOf, leftIn, rootOf, sidecarOf, tag, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

// Many processes are started: each reads the same program.
process.env['NODE_COMPILE_CACHE'] ??= temporaryFolder();

const unavailable = straceProblem();
const old = new Date('2024-10-20T00:00:00Z');

/** `CALL:HOW:WHEN`: the so-manieth of these calls fails with a code, or the process is killed in it. @returns the exit code, or the signal */
async function endWith(root: string, request: ChangeRequest, fault: string): Promise<number | string> {
	const [call = '', how = '', when] = fault.split(':');
	const calls = `/^(${call}(at|at2)?)$`;
	const inject = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:${how === 'KILL' ? 'signal' : 'error'}=${how}:when=${when}`];
	const helper = path.join(import.meta.dirname, '../helpers/changing-process.ts');
	const child = spawn('strace', [...inject, process.execPath, helper, root, JSON.stringify(request)], {stdio: 'ignore'});
	return new Promise((resolve, reject) => child.on('error', reject).on('close', (code, signal) => resolve(signal ?? code ?? 0)));
}

/** A few at a time. */
async function each(faults: readonly string[], check: (fault: string) => Promise<void>): Promise<void> {
	for (let at = 0; at < faults.length; at += 4) await Promise.all(faults.slice(at, at + 4).map(check));
}

const settle = (root: string) => runChange(writerOf(root), {kind: 'settle'});
const said = (root: string, name: string) => JSON.parse(sidecarOf(root, name)) as {version?: number; aliases?: readonly string[]};

describe.skipIf(unavailable !== undefined)('a promotion', () => {
	const promotion = (name: string): ChangeRequest => {
		const source = {kind: 'promote', target: targetOf(name)} as const;
		const registration = {family: 'net', folder: 'Net', taken: [], present: [], isNewWanted: false, source, facts: {tags: [], lineage: {}}};
		return {kind: 'register', registration};
	};
	const plain = '{"model_id": "a"}';

	/** @returns how the process ended */
	async function promoteWith(fault: string): Promise<number | string> {
		const root = rootOf({a: plain, b: '{}'});
		for (const name of ['a', 'b']) fs.utimesSync(path.join(root, targetOf(name).key), old, old);
		// The registry has its own folder already.
		tag(root, ['b'], {add: ['x']});
		const file = path.join(root, targetOf('a').key);
		const ended = await endWith(root, promotion('a'), fault);
		const isTold = ended === 0;
		expect(isTold || ended === 10 || ended === 'SIGKILL', `${fault}: ended with ${ended}`).toBe(true);
		if (ended !== 'SIGKILL') expect(said(root, 'a').version, fault).toBe(isTold ? 1 : undefined);
		settle(root);
		const isVersion = said(root, 'a').version === 1;
		if (!isVersion) expect(sidecarOf(root, 'a'), fault).toBe(plain);
		const isWritable = (fs.statSync(file).mode & 0o222) !== 0;
		// Where it may not be made read-only, that is said, and nothing else.
		if (!fault.startsWith('fchmod:EPERM')) expect(isWritable, fault).toBe(!isVersion);
		expect(runChange(writerOf(root), promotion('b')).registered?.version, fault).toBe(isVersion ? 2 : 1);
		expect(leftIn(path.dirname(file)), fault).toEqual([]);
		return ended;
	}

	test('of which a call fails is whole or was never there, and says which', {timeout: 60_000}, async () => {
		const ends = new Map<string, number | string>();
		const faults = [
			'rename:EIO:1',
			'link:EIO:1',
			'link:EIO:4',
			'fsync:EIO:4',
			'fsync:EIO:5',
			'fsync:EIO:6',
			'fchmod:EPERM:4',
			'fchmod:EPERM:5',
			'unlink:EIO:6',
		];
		await each(faults, async fault => void ends.set(fault, await promoteWith(fault)));
		expect(ends.get('rename:EIO:1')).toBe(10);
		expect([...ends.values()]).toContain(0);
	});

	test('that is killed between its sidecar and the read-only file is whole after the next change', {timeout: 60_000}, async () => {
		const killed = new Map<string, boolean>();
		await each(['fsync:KILL:6', 'fchmod:KILL:3', 'rename:KILL:1'], async fault => void killed.set(fault, (await promoteWith(fault)) === 'SIGKILL'));
		expect([...killed.values()]).toEqual([true, true, true]);
	});
});

describe.skipIf(unavailable !== undefined)('an alias that goes from one folder to another', () => {
	const to = 'Lero/Model/b';
	const before = {a: '{"family": "net", "version": 1, "aliases": ["champion"]}', [to]: '{"family": "net", "version": 2}'};
	const edits = [
		{target: targetOf('a'), add: [], remove: ['champion']},
		{target: targetOf(to), add: ['champion'], remove: []},
	];

	/** @returns how the process ended */
	async function moveWith(fault: string): Promise<number | string> {
		const root = rootOf(before);
		tag(root, ['a'], {add: ['x']});
		const had = sidecarOf(root, 'a');
		const ended = await endWith(root, {kind: 'alias', edits}, fault);
		expect([0, 10, 11, 'SIGKILL'], `${fault}: ended with ${ended}`).toContain(ended);
		const holders = () => ['a', to].filter(name => said(root, name).aliases?.includes('champion') === true);
		expect(holders(), `${fault}: nobody has it`).not.toEqual([]);
		if (ended === 0) expect(holders(), fault).toEqual([to]);
		if (ended === 10) expect([sidecarOf(root, 'a'), sidecarOf(root, to)], fault).toEqual([had, before[to]]);
		settle(root);
		expect(holders(), fault).not.toEqual([]);
		const end = journalOf(root).findLast(({op, phase}) => op === 'alias' && phase !== 'begin');
		const [begin] = journalOf(root).filter(({op}) => op === 'alias');
		if (begin) expect(end?.txn, `${fault}: it never ended`).toBe(begin.txn);
		if (begin && end?.phase === 'done') {
			runChange(writerOf(root), {kind: 'undo', txn: begin.txn, targets: [targetOf('a'), targetOf(to)]});
			expect([sidecarOf(root, 'a'), sidecarOf(root, to)], `${fault}: taken back`).toEqual([had, before[to]]);
		}
		tag(root, ['a', to], {add: ['y']});
		for (const folder of ['Mscn/Model', 'Lero/Model']) expect(leftIn(path.join(root, folder)), fault).toEqual([]);
		return ended;
	}

	test('is never nowhere where a call fails or the process is killed, and is taken back as far as it went', {timeout: 60_000}, async () => {
		const ends = new Map<string, number | string>();
		const failing = ['rename:EIO:1', 'rename:ENOSPC:2', 'link:EIO:1', 'link:EIO:4', 'fsync:EIO:3', 'fsync:EIO:6', 'unlink:EIO:5'];
		const killed = ['rename:KILL:1', 'rename:KILL:2', 'fsync:KILL:6', 'unlink:KILL:6'];
		await each([...failing, ...killed], async fault => void ends.set(fault, await moveWith(fault)));
		expect(ends.get('rename:EIO:1')).not.toBe(0);
		expect(ends.get('rename:ENOSPC:2')).toBe(11);
		expect(killed.map(fault => ends.get(fault))).toEqual(killed.map(() => 'SIGKILL'));
	});
});
