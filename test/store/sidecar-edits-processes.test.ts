/** Several processes, killed ones and failing system calls: no edit of a sidecar is lost, and none is half made. */

import fs from 'node:fs';
import path from 'node:path';
import {setImmediate as turn, setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {readJournal} from '../../store/journal.ts';
import {endWithFault, straceProblem, type Fault} from '../helpers/faults.ts';
import {startScript} from '../helpers/script.ts';
import {leftIn, rootOf, sidecarOf, tag, tagsOf} from '../helpers/sidecars.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

// A hundred processes are started: each reads the same program.
process.env['NODE_COMPILE_CACHE'] ??= temporaryFolder();

const isLong = process.env['MREG_LONG_TESTS'] !== undefined;
const models = ['a', 'b', 'Lero/Model/c'];
const folders = (root: string) =>
	['', '.mreg', 'Mscn', 'Mscn/Model', 'Lero', 'Lero/Model'].map(name => path.join(root, name)).filter(folder => fs.existsSync(folder));

test('8 processes with 50 edits each of one sidecar: 400 of 400, and a reader never sees a mix', {timeout: 120_000}, async () => {
	const root = rootOf({a: '{"model_id": "a", "training": {"dataset": "imdb"}}'});
	const scripts = Array.from({length: 8}, (_, index) => startScript('tagging-process', [root, 'a', `p${index}`, '50']));
	let [running, seen] = [true, 0];
	const ended = Promise.all(scripts.map(({ended}) => ended)).finally(() => (running = false));
	for (let reads = 0; running; reads++) {
		const {model_id, tags = []} = JSON.parse(sidecarOf(root, 'a')) as {model_id: string; tags?: readonly string[]};
		// Tags are only added: whatever is read has those that were read before.
		if (model_id !== 'a' || tags.length < seen) expect.fail(`a mix after ${seen} tags: ${tags.join(' ')}`);
		seen = tags.length;
		await (reads % 20 === 0 ? wait(1) : turn());
	}
	expect(await ended).toEqual(Array(8).fill(0));
	expect(tagsOf(root, 'a').length).toBe(400);
	expect(new Set(tagsOf(root, 'a')).size).toBe(400);
	expect(scripts.flatMap(script => script.lines()).filter(line => line.includes(' '))).toEqual([]);
	expect(folders(root).flatMap(leftIn)).toEqual([]);
});

test('a program that writes the same sidecar in place loses none of its writes to ours', {timeout: 60_000}, async () => {
	const root = rootOf({a: '{"n": 0}'});
	const writes = isLong ? 5_000 : 300;
	const tagging = startScript('tagging-process', [root, 'a', 'x', '1000000']);
	await until(() => tagging.lines().length > 1);
	const rewriting = startScript('rewriting-process', [path.join(root, 'Mscn/Model/a.json'), String(writes)]);
	expect(await rewriting.ended).toBe(0);
	tagging.child.kill('SIGKILL');
	await tagging.ended;
	expect(JSON.parse(sidecarOf(root, 'a'))).toMatchObject({n: writes});
	// That there were edits in between at all.
	expect(tagging.lines().filter(line => /^x-\d+$/.test(line)).length).toBeGreaterThan(5);
});

const rounds = isLong ? 1_000 : 100;
/** Kills in one registry: its journal is to stay short. */
const atOnce = 25;

test(
	`kill -9 at any moment, ${rounds} times: no file is broken, nothing acknowledged is lost, and nothing piles up`,
	{timeout: isLong ? 900_000 : 240_000},
	async () => {
		let acknowledged = 0;
		for (let from = 0; from < rounds; from += atOnce) acknowledged += await killedIn(from, Math.min(rounds, from + atOnce));
		expect(acknowledged).toBeGreaterThan(rounds / 4);
	},
);

/** Kills writers of one registry, two at a time. @returns how many changes were acknowledged before */
async function killedIn(from: number, to: number): Promise<number> {
	const root = rootOf({a: '{"model_id": "a"}', b: '{"model_id": "b"}', 'Lero/Model/c': '{"model_id": "c"}'});
	fs.writeFileSync(path.join(root, 'model_registry.json'), '{}');
	const acknowledged: string[] = [];
	let next = from;
	const lane = async () => {
		while (next < to) {
			const round = next++;
			const script = startScript('tagging-process', [root, models.join(','), `r${round}`, '100']);
			await until(() => script.lines().length > round % 2, {timeout: 60_000, describe: () => script.errors()});
			// Not a wait for anything: the moment is to be a different one each time.
			await wait((round * 7) % 23);
			script.child.kill('SIGKILL');
			expect(await script.ended).toBe('SIGKILL');
			acknowledged.push(...script.lines().flatMap(line => /^r\d+-\d+/.exec(line)?.[0] ?? []));
			for (const model of models) expect(acknowledged.filter(tag => !tagsOf(root, model).includes(tag))).toEqual([]);
		}
	};
	await Promise.all([lane(), lane()]);
	// A minute later: a candidate for a lock that is cut is not touched before.
	expect(tag(root, models, {add: ['last'], writer: {now: () => Date.now() + 60_000}}).done.length).toBe(3);
	expect(readJournal(root)).toMatchObject({unfinished: [], problems: []});
	expect(folders(root).flatMap(leftIn)).toEqual([]);
	const entries = JSON.parse(fs.readFileSync(path.join(root, 'model_registry.json'), 'utf8')) as Record<string, {tags: readonly string[]}>;
	for (const model of models) expect(new Set(entries[path.basename(model)]?.tags)).toEqual(new Set(tagsOf(root, model)));
	return acknowledged.length;
}

describe('a failing system call', () => {
	const unavailable = straceProblem();
	if (unavailable !== undefined) console.log(`Not tested: failing system calls, because strace does not run here (${unavailable}).`);
	const faults: ReadonlyArray<readonly [call: string, codes: readonly string[], times: readonly number[]]> = isLong
		? ['rename', 'link', 'fsync', 'write', 'mkdir', 'openat', 'unlink'].map(call => [call, ['EIO', 'ENOSPC', 'EACCES'], [1, 2, 3, 4, 5, 6, 7, 8]])
		: [
				['rename', ['EIO', 'ENOSPC'], [1, 3]],
				['link', ['EIO'], [1, 3]],
				['fsync', ['EIO', 'ENOSPC'], [1, 2, 4]],
				['write', ['ENOSPC'], [1, 2, 3, 4]],
				['mkdir', ['EACCES'], [1]],
				['openat', ['EACCES'], [2, 4, 6]],
			];

	test.skipIf(unavailable !== undefined).each(faults)(
		'%s: each sidecar is the old one or the new one, and what is said is so',
		{timeout: 120_000},
		async (call, codes, times) => {
			const all = codes.flatMap(code => times.map(when => ({call, code, when})));
			const exits: Array<number | string> = [];
			for (let at = 0; at < all.length; at += 4) exits.push(...(await Promise.all(all.slice(at, at + 4).map(exitAfter))));
			// That the call was made at all: else nothing was tested.
			if (['rename', 'fsync', 'write', 'mkdir'].includes(call)) expect(exits.filter(code => code !== 0).length).toBeGreaterThan(0);
		},
	);

	async function exitAfter(fault: Fault): Promise<number | string> {
		const root = rootOf({a: '{"model_id": "a"}', b: '{"model_id": "b"}', 'Lero/Model/c': '{"model_id": "c"}'});
		const script = startScript('tagging-process', [root, models.join(','), 'x', 'prompted']);
		const code = await endWithFault(script, fault);
		const context = `${JSON.stringify(fault)} ${script.lines().join(' | ')} ${script.errors()}`;
		expect([0, 10, 11], context).toContain(code);
		const tagged = models.filter(model => tagsOf(root, model).length > 0);
		if (code === 0) expect(tagged, context).toEqual(models);
		if (code === 10) expect([tagged, script.lines()[2]], context).toEqual([[], expect.stringContaining(fault.code)]);
		if (code === 11) {
			expect(tagged.length, context).toBeLessThan(models.length);
			expect(script.lines()[1], context).toContain(fault.code);
		}
		// Whatever happened: the next change works, and leaves nothing behind.
		expect(tag(root, models, {add: ['y']}).done.length, context).toBe(3);
		expect(readJournal(root).unfinished, context).toEqual([]);
		expect(folders(root).flatMap(leftIn), context).toEqual([]);
		return code;
	}
});
