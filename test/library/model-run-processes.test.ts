/** Runs that several processes save at once, and processes that are killed while they save. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {ModelRun} from '../../source/library/model-run.ts';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

process.env.XDG_CACHE_HOME = temporaryFolder();
// The processes share what was compiled: they are many.
process.env.NODE_COMPILE_CACHE = temporaryFolder();

const isLong = process.env.MREG_LONG_TESTS !== undefined;
const json = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8'));
const range = (count: number) => Array.from({length: count}, (_, index) => index);

test('8 processes that save one model at once lose no result and no tag', async () => {
	const [count, saves] = [8, 25];
	const root = registryOf(modelFiles('Mscn/Model/a', {testing: [], tags: []}));
	const scripts = range(count).map(n => startScript('saving-run-process', [root, 'a', String(saves), `p${n}`]));
	expect(await Promise.all(scripts.map(({ended}) => ended))).toEqual(range(count).map(() => 0));
	const {testing, tags} = json(`${root}/Mscn/Model/a.json`);
	const wanted = range(count).flatMap(n => range(saves).map(save => `p${n}-${save + 1}`));
	expect(testing.map(({dataset}: {dataset: string}) => dataset).sort()).toEqual(wanted.toSorted());
	expect(tags.toSorted()).toEqual(wanted.toSorted());
}, 60_000);

test('processes that make a run in the same second get ids of their own, and model_registry.json is written once or twice for all', async () => {
	const root = registryOf({...modelFiles('Mscn/Model/a'), 'model_registry.json': {}});
	const at = String(new Date(2024, 9, 19, 10, 30).getTime());
	const scripts = range(8).map(() => startScript('creating-run-process', [root, at]));
	await until(() => scripts.every(script => script.lines().length > 0), {timeout: 30_000});
	const inodes = new Set<number>();
	const look = setInterval(() => inodes.add(fs.statSync(`${root}/model_registry.json`).ino), 2);
	for (const {child} of scripts) child.stdin.end('\n');
	await Promise.all(scripts.map(({ended}) => ended));
	clearInterval(look);
	const ids = range(8).map(n => (n === 0 ? 'mscn_20241019_103000' : `mscn_20241019_103000_${n + 1}`));
	expect(scripts.map(script => script.lines()[1]).toSorted()).toEqual(ids.map(id => `${id} true`));
	expect(Object.keys(json(`${root}/model_registry.json`)).toSorted()).toEqual(ids);
	// The first one does not wait for others.
	expect(inodes.size).toBeLessThanOrEqual(5);
}, 60_000);

test('a process does not end while a function writes an artifact, however long that takes', async () => {
	expect(await startScript('stuck-run-process', [temporaryFolder()]).ended).toBe(7);
});

/** The file says in its first line how long it is. */
function isWhole(file: string): boolean {
	const text = fs.readFileSync(file, 'utf8');
	const [size = ''] = text.split('\n', 1);
	return size !== '' && text.length === size.length + 1 + Number(size);
}

/** What is wrong with the models of a folder: cut artifacts, sidecars that cannot be parsed or describe nothing. */
function wrongIn(folder: string): readonly string[] {
	return fs.readdirSync(folder).flatMap(name => {
		const file = path.join(folder, name);
		if (name.startsWith('.')) return [];
		if (name.endsWith('.json')) return json(file).model_id === name.slice(0, -5) && fs.existsSync(file.slice(0, -5)) ? [] : [`${name} describes nothing`];
		const isFolder = fs.statSync(file).isDirectory();
		const files = isFolder ? ['weights', 'vocabulary'].map(each => path.join(file, each)) : [file];
		if (!files.every(each => fs.existsSync(each) && isWhole(each))) return [`${name} is cut`];
		const sizes = files.map(each => fs.statSync(each).size);
		return new Set(sizes).size === 1 ? [] : [`${name} is mixed`];
	});
}

/** It tells whose the folder is: the whole file was written. */
function isHeld(holder: string): boolean {
	return fs.existsSync(holder) && fs.readFileSync(holder, 'utf8').endsWith('\n');
}

test('a process that is killed while it saves leaves whole models, and the next save takes away the rest', async () => {
	const [rounds, atOnce] = isLong ? [20, 5] : [6, 5];
	const root = temporaryFolder();
	const folder = path.join(root, 'Mscn', 'Model');
	let leftovers = 0;
	const acknowledged = new Map<string, number>();
	for (const round of range(rounds)) {
		const scripts = range(atOnce).map(() => startScript('saving-forever-process', [root]));
		const before = acknowledged.size;
		await until(() => scripts.every(script => script.lines().length > 0), {timeout: 30_000});
		// At any moment of a save: they are not in step with each other.
		await Promise.all(
			scripts.map(async ({child, ended}, index) => {
				await new Promise(resolve => setTimeout(resolve, Math.random() * 60 + index));
				child.kill('SIGKILL');
				return ended;
			}),
		);
		for (const line of scripts.flatMap(script => script.lines())) {
			const [id = '', results = ''] = line.split(' ');
			acknowledged.set(id, Math.max(acknowledged.get(id) ?? 0, Number(results)));
		}
		expect(acknowledged.size, `round ${round}`).toBeGreaterThan(before);
		const isStaging = (name: string) => name.startsWith('.mreg-run.');
		leftovers += fs.readdirSync(folder).filter(isStaging).length;
		for (const name of fs.readdirSync(folder).filter(each => each.startsWith('file_') && each.endsWith('.json'))) {
			expect(fs.existsSync(path.join(folder, name.slice(0, -5))), name).toBe(true);
		}
		const next = await ModelRun.create({algorithm: 'mscn', name: 'file', root});
		await next.save(file => fs.writeFileSync(file, '1\nw'));
		expect(wrongIn(folder), `round ${round}`).toEqual([]);
		// Whose holder is not written yet may be another machine's: it goes ten seconds later.
		const left = fs.readdirSync(folder).filter(name => isStaging(name) && isHeld(path.join(folder, name, 'holder.json')));
		expect(left).toEqual([]);
	}
	for (const [id, results] of acknowledged) expect(json(path.join(folder, `${id}.json`)).testing.length, id).toBeGreaterThanOrEqual(results);
	// Else it was never killed in the middle.
	expect(leftovers).toBeGreaterThan(0);
}, 300_000);
