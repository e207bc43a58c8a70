/** 2 am: the disk is full. A cleanup can still begin, only a purge frees, and what stays is whole. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {mreg, type Ran} from '../helpers/run-mreg.ts';
import {cannotMount, fill, freeBytes, tinyDisk} from '../helpers/tiny-disk.ts';

const models = 20;
const modelBytes = 100_000;

test.skipIf(cannotMount !== undefined)(`a full disk: cleanup by the reserve, purge frees, undo of a tag still works ${cannotMount ?? ''}`, async () => {
	const disk = tinyDisk(5);
	const root = registryOn(disk);
	const run = async (...args: string[]) => mreg([...args, '--root', root]);
	expect(said(await run('tag', 'mscn_19', 'first'))).toMatchObject({code: 0});
	expect(fs.statSync(path.join(root, '.mreg/reserve')).size).toBe(1_000_000);
	fill(disk);
	expect(freeBytes(disk)).toBe(0);

	const cleaned = await run('cleanup', '--algo', 'mscn', '--keep', '5', '--yes', '--json');
	expect(said(cleaned)).toMatchObject({code: 0});
	const {done} = JSON.parse(cleaned.stdout) as {done: string[]};
	// The best five, and the one with the tag is among them.
	expect(done).toHaveLength(models - 5);
	expect(namesLeft(root)).toHaveLength(10);
	expect(fs.existsSync(path.join(root, '.mreg/reserve'))).toBe(false);
	// Trash is on the same disk: nothing is freed but the reserve.
	expect(freeBytes(disk)).toBeLessThan(1_100_000);

	const purged = await run('purge', '--older-than', '0d', '--yes');
	expect(said(purged)).toMatchObject({code: 0});
	expect(freeBytes(disk)).toBeGreaterThan((models - 5) * modelBytes);
	expect(said(await run('tag', 'mscn_18', 'later'))).toMatchObject({code: 0});
	expect(fs.statSync(path.join(root, '.mreg/reserve')).size).toBe(1_000_000);
});

test.skipIf(cannotMount !== undefined)(`a full disk without a reserve: nothing is changed, and the message says what to do ${cannotMount ?? ''}`, async () => {
	const disk = tinyDisk(4);
	const root = registryOn(disk);
	fill(disk);
	const before = namesLeft(root);
	const refused = await mreg(['cleanup', '--algo', 'mscn', '--keep', '5', '--yes', '--root', root]);
	expect(refused.code).toBe(1);
	expect(refused.stderr).toMatch(/no space left on device/i);
	expect(namesLeft(root)).toEqual(before);
	const tagged = await mreg(['tag', 'mscn_01', 'x', '--root', root]);
	expect(tagged.code).toBe(1);
	expect(namesLeft(root)).toEqual(before);
});

function registryOn(disk: string): string {
	const root = path.join(disk, 'registry');
	const folder = path.join(root, 'Mscn/Model');
	fs.mkdirSync(folder, {recursive: true});
	for (let index = 0; index < models; index++) {
		const id = `mscn_${String(index).padStart(2, '0')}`;
		fs.writeFileSync(path.join(folder, id), Buffer.alloc(modelBytes, index + 1));
		const testing = [{dataset: 'imdb', num_queries: 10, tested_at: '2026-11-01T00:00:00', performance: {total_time: 100 - index}}];
		fs.writeFileSync(path.join(folder, `${id}.json`), JSON.stringify({model_id: id, algorithm: 'mscn', training: null, testing, tags: [], notes: ''}));
		for (const name of [id, `${id}.json`]) fs.utimesSync(path.join(folder, name), new Date('2026-11-01'), new Date('2026-11-01'));
	}
	return root;
}

function namesLeft(root: string): readonly string[] {
	return fs.readdirSync(path.join(root, 'Mscn/Model')).filter(name => !name.startsWith('.'));
}

/** With what it said, so that a failure tells why. */
function said({code, stderr}: Ran): {readonly code: number | null; readonly stderr: string} {
	return {code, stderr};
}
