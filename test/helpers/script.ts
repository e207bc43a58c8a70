/** Child processes that run a TypeScript file of this folder, for what only several processes can show. */

import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {onTestFinished} from 'vitest';

export interface Script {
	readonly child: ChildProcessWithoutNullStreams;
	/** What it printed so far; a line that is not ended yet is not among them. */
	lines(): readonly string[];
	/** What it complained of so far. */
	errors(): string;
	/** The exit code, or the name of the signal that ended it. */
	readonly ended: Promise<number | string>;
}

/** Starts `test/helpers/<name>.ts`. It is killed when the test is over. */
export function startScript(name: string, args: readonly string[]): Script {
	const child = spawn(process.execPath, [path.join(import.meta.dirname, `${name}.ts`), ...args]);
	let output = '';
	let errors = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
	const ended = once(child, 'close').then(([code, signal]: unknown[]) => (typeof code === 'number' ? code : String(signal)));
	onTestFinished(() => void child.kill('SIGKILL'));
	return {child, lines: () => output.split('\n').slice(0, -1), errors: () => errors, ended};
}
