/** The real dashboard in a real pty, and when the bytes arrived that brought a picture about. */

import {spawn, type IPty} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import type {Launch} from './program.ts';

export const columns = 120;
export const rows = 40;

const patience = 600_000;

/** What a measurement looks at: one line of the screen, from 0. */
export type ReadLine = (row: number) => string;

/** A dashboard that runs. Times are those of `performance.now()`. */
export interface Session {
	readonly pid: number;
	/** When the process was asked for. */
	readonly startedAt: number;
	/** Sends a key. @returns the time just before */
	readonly press: (key: string) => number;
	/**
	 * Looks at the screen after each piece of output; no timer takes part in it.
	 *
	 * @returns when the bytes arrived that made it hold: the time for parsing them is not in it
	 * @throws Error with the screen where it does not come to hold within ten minutes
	 */
	readonly until: (holds: (line: ReadLine) => boolean, what: string) => Promise<number>;
	/** Quits as a user does, and waits for the end. */
	readonly quit: () => Promise<void>;
}

interface Waiting {
	readonly holds: (line: ReadLine) => boolean;
	readonly done: (arrived: number) => void;
}

/** Starts `node cli.js ROOT` in a pty of 120x40. */
export function startDashboard({node, cli, env, cwd}: Launch, root: string): Session {
	const screen = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
	const startedAt = performance.now();
	const pty = spawn(node, [cli, root], {name: 'xterm-256color', cols: columns, rows, cwd, env: {...env, TERM: 'xterm-256color'}});
	const line = (row: number) => screen.buffer.active.getLine(screen.buffer.active.viewportY + row)?.translateToString(true) ?? '';
	let waiting: Waiting | undefined;
	let ended = false;
	let lastArrival = startedAt;

	const look = (arrived: number) => {
		if (!waiting?.holds(line)) return;
		const {done} = waiting;
		waiting = undefined;
		done(arrived);
	};
	pty.onData(data => {
		lastArrival = performance.now();
		const arrived = lastArrival;
		screen.write(data, () => look(arrived));
	});
	// Answers to what the program asks of its terminal.
	screen.onData(answer => {
		if (!ended) pty.write(answer);
	});
	const exit = new Promise<void>(resolve => {
		pty.onExit(() => {
			ended = true;
			resolve();
		});
	});
	const picture = () => Array.from({length: rows}, (_, row) => line(row)).join('\n');

	return {
		pid: pty.pid,
		startedAt,
		press: key => {
			const at = performance.now();
			pty.write(key);
			return at;
		},
		until: async (holds, what) => {
			if (waiting) throw new Error('Another measurement waits for this screen.');
			if (holds(line)) return lastArrival;
			const gaveUp = Promise.withResolvers<never>();
			const timer = setTimeout(() => {
				gaveUp.reject(new Error(`No ${what} within ${patience / 1000} s:\n${picture()}`));
				pty.kill('SIGKILL');
			}, patience);
			void exit.then(() => gaveUp.reject(new Error(`The dashboard ended before ${what}:\n${picture()}`)));
			const arrival = new Promise<number>(done => (waiting = {holds, done}));
			try {
				return await Promise.race([arrival, gaveUp.promise]);
			} finally {
				clearTimeout(timer);
			}
		},
		quit: async () => {
			if (!ended) pty.write('q');
			const late = setTimeout(() => pty.kill('SIGKILL'), 20_000);
			await exit;
			clearTimeout(late);
			release(pty);
			screen.dispose();
		},
	};
}

function release(pty: IPty): void {
	// Not in its type: without it the descriptor of the master side stays open.
	const {destroy} = pty as IPty & {readonly destroy?: () => void};
	destroy?.call(pty);
}

/** Whether a row of a model is on the screen. */
export function showsRows(line: ReadLine): boolean {
	for (let row = 2; row < rows; row++) if (line(row).startsWith('❯')) return true;
	return false;
}

/** Whether the header says that all models were looked at: `live · 10,000 models`. */
export function isLive(models: number): (line: ReadLine) => boolean {
	return line => / live · ([\d,]+) models/.exec(line(0))?.[1]?.replaceAll(',', '') === String(models);
}

/** The cursor's row, from 1, as the line above the footer has it. */
export function position(line: ReadLine): number | undefined {
	const [, row] = /^ ([\d,]+)\/[\d,]+(?!\S)/.exec(line(rows - 2)) ?? [];
	return row === undefined ? undefined : Number(row.replaceAll(',', ''));
}
