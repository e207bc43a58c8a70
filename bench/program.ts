/** What is measured: a copy of the bundle with a cache folder of its own, so that a build in the meantime changes nothing. */

import {execFileSync, spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const project = path.join(import.meta.dirname, '..');

/** How the program is started. */
export interface Launch {
	readonly node: string;
	readonly cli: string;
	readonly python: string;
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
}

/** Copies dist/ into a folder and gives it an empty cache and home there. */
export function copyProgram(folder: string): Launch {
	const program = path.join(folder, 'program');
	fs.cpSync(path.join(project, 'dist'), path.join(program, 'dist'), {recursive: true});
	fs.cpSync(path.join(project, 'package.json'), path.join(program, 'package.json'));
	const [home, cache] = [path.join(folder, 'home'), path.join(folder, 'cache')];
	for (const made of [home, cache]) fs.mkdirSync(made, {recursive: true});
	// The interpreter itself: a version manager's stand-in for it costs more than Python's own start.
	const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {encoding: 'utf8'}).trim();
	const env = {PATH: process.env.PATH ?? '', HOME: home, XDG_CACHE_HOME: cache, LANG: 'C.UTF-8'};
	return {node: process.execPath, cli: path.join(program, 'dist', 'cli.js'), python, env, cwd: folder};
}

/** Where the indexes lie; the compiled code lies beside them and stays. */
function indexFolders({env}: Launch): string[] {
	const folder = path.join(env['XDG_CACHE_HOME'] ?? '', 'mreg');
	const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
	return names.filter(name => name !== 'compile').map(name => path.join(folder, name));
}

/** Removes every index, so that the next start is a cold one. */
export function forgetIndexes(launch: Launch): void {
	for (const folder of indexFolders(launch)) fs.rmSync(folder, {recursive: true});
}

/** Whether an index was written whole. */
export function hasIndex(launch: Launch): boolean {
	return indexFolders(launch).some(folder => fs.existsSync(path.join(folder, 'index.jsonl')));
}

/** Runs a command to its end, its output to /dev/null. @returns milliseconds of the whole process */
export async function timed(command: string, args: readonly string[], {env, cwd}: Launch): Promise<number> {
	const sink = fs.openSync('/dev/null', 'w');
	const from = performance.now();
	const child = spawn(command, args, {env, cwd, stdio: ['ignore', sink, 'inherit']});
	const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
	const took = performance.now() - from;
	fs.closeSync(sink);
	if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
	return took;
}
