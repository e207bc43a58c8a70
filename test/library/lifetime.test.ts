/** How long a process lives that has opened a registry: as long as it needs it, whether or not it closes it. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {modelFiles, put, registryOf} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

const door = pathToFileURL(path.join(import.meta.dirname, '..', '..', 'source', 'index.ts')).href;

const compiled = temporaryFolder();

interface Script {
	readonly root: string;
	/** What it has printed so far. */
	readonly printed: () => string;
	/** Its exit code, once it has ended. */
	readonly ended: Promise<number | null>;
}

/** Runs a script in which `openRegistry` and `root` are there. */
function run(code: string): Script {
	const root = registryOf(modelFiles('Net/Model/net_20241019_100000'));
	const file = path.join(temporaryFolder(), 'script.ts');
	fs.writeFileSync(file, `import {openRegistry} from '${door}';\nconst root = ${JSON.stringify(root)};\n${code}`);
	const child = spawn(process.execPath, [file], {
		env: {...process.env, XDG_CACHE_HOME: temporaryFolder(), NODE_COMPILE_CACHE: compiled},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let text = '';
	child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
	return {root, printed: () => text, ended: new Promise(resolve => child.on('close', resolve))};
}

test('a script that forgets to close ends by itself when its changes are made', async () => {
	const {printed, ended} = run(`
		const registry = await openRegistry(root);
		const {undo} = await registry.tag('net_20241019_100000', {add: ['x']});
		await undo();
		await registry.planCleanup({algorithm: 'net', metric: 'loss', keep: 1}).catch(error => console.log(error.code));
		console.log(registry.list().length);
	`);
	expect(await ended).toBe(0);
	expect(printed()).toBe('1\n');
});

test('what is disposed of is closed', async () => {
	const {printed, ended} = run(`
		{
			await using registry = await openRegistry(root);
			console.log(registry.list().length);
		}
		await openRegistry(root).then(registry => registry.close());
		console.log('closed');
	`);
	expect(await ended).toBe(0);
	expect(printed()).toBe('1\nclosed\n');
});

test('a subscription keeps the process alive until it ends', async () => {
	const {root, printed, ended} = run(`
		const registry = await openRegistry(root);
		const unsubscribe = registry.subscribe(() => {
			if (registry.list().length < 2) return;
			console.log('two');
			unsubscribe();
		});
		console.log('ready');
	`);
	await until(() => printed().includes('ready'), {timeout: 15_000});
	put(root, 'Net/Model/net_20241019_110000', 'weights');
	expect(await ended).toBe(0);
	expect(printed()).toBe('ready\ntwo\n');
});

test('a listener that throws keeps no other from being told, nor a change from resolving, and its error is uncaught', async () => {
	const {printed, ended} = run(`
		process.on('uncaughtException', error => console.log(error.message));
		const registry = await openRegistry(root);
		const first = registry.subscribe(() => {
			first();
			throw new Error('oops');
		});
		const second = registry.subscribe(() => {
			second();
			console.log('told');
		});
		await registry.tag('net_20241019_100000', {add: ['x']});
		console.log(registry.list({tags: ['x']}).length);
		await registry.close();
	`);
	expect(await ended).toBe(0);
	expect(printed().trim().split('\n').sort()).toEqual(['1', 'oops', 'told']);
});
