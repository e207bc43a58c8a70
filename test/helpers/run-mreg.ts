/** Runs the real program as a process of its own, with caches and settings of its own, and small registries to run it on. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {temporaryFolder} from './temporary-folder.ts';

const project = path.join(import.meta.dirname, '..', '..');
const program = path.join(project, 'source', 'cli.ts');

// Compiled once for all processes of a test file, although each has a home of its own.
const compiled = temporaryFolder();

export interface Ran {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface RunOptions {
	readonly cwd?: string;
	readonly input?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** What runs instead of source/cli.ts. */
	readonly program?: string;
	/** Options of Node itself. */
	readonly node?: readonly string[];
}

/** Runs `mreg` with arguments; standard input is empty unless given. */
export async function mreg(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
	return collect([process.execPath, ...(options.node ?? []), options.program ?? program, ...args], options);
}

/** Runs a shell line in which `mreg` is the program. */
export async function shell(line: string, options: RunOptions = {}): Promise<Ran> {
	return collect(['bash', '-c', `mreg() { "${process.execPath}" "${options.program ?? program}" "$@"; }; ${line}`], options);
}

async function collect([command = '', ...args]: readonly string[], {cwd, input = '', env = {}}: RunOptions): Promise<Ran> {
	const child = spawn(command, args, {cwd: cwd ?? temporaryFolder(), env: {...ownPlaces(), ...env}, stdio: 'pipe'});
	child.stdin.on('error', () => undefined);
	child.stdin.end(input);
	const [stdout, stderr, code] = await Promise.all([
		textOf(child.stdout),
		textOf(child.stderr),
		new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject)),
	]);
	return {code, stdout, stderr};
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
	return Buffer.concat(chunks).toString('utf8');
}

/** An environment in which nothing of this machine's user is read or written. */
function ownPlaces(): NodeJS.ProcessEnv {
	const home = temporaryFolder();
	return {
		PATH: process.env.PATH,
		NODE_COMPILE_CACHE: compiled,
		LANG: 'C.UTF-8',
		TZ: 'UTC',
		HOME: home,
		XDG_CACHE_HOME: path.join(home, 'cache'),
		XDG_STATE_HOME: path.join(home, 'state'),
		XDG_CONFIG_HOME: path.join(home, 'config'),
	};
}

// Files this old are no longer in the making.
const longAgo = 1_700_000_000;

/** A copy of the demo registry. */
export function exampleData(): string {
	const root = path.join(temporaryFolder(), 'ExampleData');
	fs.cpSync(path.join(project, 'ExampleData'), root, {recursive: true});
	for (const name of fs.readdirSync(root, {recursive: true, encoding: 'utf8'})) fs.utimesSync(path.join(root, name), longAgo, longAgo);
	return root;
}

/** What one model is made of: the sidecar's text or value, and the artifact's bytes; undefined: no such file. */
export interface ModelFiles {
	readonly sidecar?: string | object;
	readonly artifact?: string;
}

/** A registry of the named files: `{'Mscn/Model/a': {sidecar: {...}, artifact: 'x'}}`. */
export function registryOf(models: Readonly<Record<string, ModelFiles>>): string {
	const root = path.join(temporaryFolder(), 'registry');
	fs.mkdirSync(root);
	for (const [key, {sidecar, artifact}] of Object.entries(models)) {
		const file = path.join(root, key);
		fs.mkdirSync(path.dirname(file), {recursive: true});
		if (artifact !== undefined) {
			fs.writeFileSync(file, artifact);
			fs.utimesSync(file, longAgo, longAgo);
		}
		if (sidecar !== undefined) fs.writeFileSync(`${file}.json`, typeof sidecar === 'string' ? sidecar : JSON.stringify(sidecar));
	}
	return root;
}

/** The lines of an output, without the end of the last. */
export function lines(text: string): string[] {
	return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
