/** Runs Python programs that use the client, where there is a Python. */

import {execFileSync, spawnSync} from 'node:child_process';
import path from 'node:path';

const client = path.join(import.meta.dirname, '..', '..', 'python');

/** Why the client cannot run here, or undefined. */
export const noPython: string | undefined =
	spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0 ? undefined : 'there is no python3 of 3.9 or newer here';

/** What a program prints, as JSON. `mreg` is imported, and what the client's tests share can be. */
export function python(program: string, args: readonly string[] = [], input = ''): unknown {
	const head = `import json, os, sys\nsys.dont_write_bytecode = True\nsys.path[:0] = [${JSON.stringify(client)}, ${JSON.stringify(`${client}/tests`)}]\nimport mreg\n`;
	const output = execFileSync('python3', ['-c', head + program, ...args], {
		input,
		encoding: 'utf8',
		maxBuffer: 1e9,
		env: {...process.env, TZ: process.env.TZ ?? 'UTC'},
	});
	return JSON.parse(output);
}
