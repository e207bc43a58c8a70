/** One failing system call in a running script, by strace. */

import {spawn, spawnSync} from 'node:child_process';
import type {Script} from './script.ts';
import {until} from './until.ts';

export interface Fault {
	readonly call: string;
	/** `EIO`, `ENOSPC`, ... */
	readonly code: string;
	/** Which of these calls fails, from 1. */
	readonly when: number;
}

/** Why strace cannot make calls fail here; undefined where it can. */
export function straceProblem(): string | undefined {
	const {error, status, stderr} = spawnSync('strace', ['-o', '/dev/null', '-e', 'inject=fsync:error=EIO', 'true'], {encoding: 'utf8'});
	if (error !== undefined) return error.message;
	return status === 0 ? undefined : stderr.trim();
}

/** Waits for a script that prints `ready` and then for a line of input, gives it the line, and lets one call after that fail. @returns its exit code, or the signal that ended it */
export async function endWithFault(script: Script, {call, code, when}: Fault): Promise<number | string> {
	await until(() => script.lines().includes('ready'), {timeout: 30_000, describe: () => script.errors()});
	const names = call === 'openat' ? 'openat' : `${call},?${call}at${call === 'rename' ? ',?renameat2' : ''}`;
	const inject = `inject=${names}:error=${code}:when=${when}`;
	const tracer = spawn('strace', ['-f', '-p', String(script.child.pid), '-o', '/dev/null', '-e', `trace=${names}`, '-e', inject]);
	let said = '';
	tracer.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
	await until(() => said.includes('attached'), {timeout: 30_000, describe: () => said});
	script.child.stdin.end('\n');
	return script.ended;
}
