/** `mreg watch` as a process of its own, whose lines are read while it runs. */

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {ownPlaces} from './dashboard.ts';
import {temporaryFolder} from './temporary-folder.ts';
import {until} from './until.ts';

const program = path.join(import.meta.dirname, '..', '..', 'source', 'cli.ts');

/** An event as a program reads it. */
export interface SeenEvent {
	readonly event: string;
	readonly model_id?: string | null;
	readonly [name: string]: unknown;
}

export interface Watching {
	readonly pid: number;
	/** Whole lines so far. */
	readonly lines: () => readonly string[];
	readonly events: () => readonly SeenEvent[];
	/** Resolves with the first event, from the first one on, for which this holds. */
	readonly event: (holds: (event: SeenEvent) => boolean) => Promise<SeenEvent>;
	readonly stderr: () => string;
	/** The exit code. */
	readonly ended: Promise<number | null>;
	readonly kill: (signal: NodeJS.Signals) => void;
	/** Nobody reads its output from now on. */
	readonly closePipe: () => void;
}

/** An event that the machine lost under load is noticed by the next full check. */
const patience = 45_000;

/** Starts `mreg watch ARGS --root ROOT` and, where it prints events, waits until it is ready. It is killed when the test is over. */
export async function startWatching(root: string, args: readonly string[], {isReady = true}: {readonly isReady?: boolean} = {}): Promise<Watching> {
	const env = {...ownPlaces(), PATH: process.env['PATH'], LANG: 'C.UTF-8'};
	const child = spawn(process.execPath, [program, 'watch', ...args, '--root', root], {stdio: ['ignore', 'pipe', 'pipe'], cwd: temporaryFolder(), env});
	let [output, errors] = ['', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
	const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
	onTestFinished(() => void child.kill('SIGKILL'));
	const lines = () => output.split('\n').slice(0, -1);
	// What is JSON here says what it is in `event`.
	const events = () => lines().map(line => JSON.parse(line) as SeenEvent);
	const describe = () => `${output}${errors}`;
	if (isReady) await until(() => lines().length > 0, {timeout: patience, describe});
	return {
		pid: child.pid ?? 0,
		lines,
		events,
		event: async holds => until(() => events().find(holds), {timeout: patience, describe}),
		stderr: () => errors,
		ended,
		kill: signal => void child.kill(signal),
		closePipe: () => child.stdout.destroy(),
	};
}
