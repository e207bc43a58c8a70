/** Keeps what a developer needs to know of a bug in a file, so that the person who met it reads one line. */

import os from 'node:os';
import path from 'node:path';
import {ensureFolder, writeFileAtomic} from './atomic-file.ts';

export interface BugOptions {
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly env: NodeJS.ProcessEnv;
	readonly home: string;
	readonly version: string;
	/** The command line, without the program. */
	readonly words: readonly string[];
}

/**
 * Writes the stack below `$XDG_STATE_HOME/mreg/` and returns the file's path.
 *
 * @throws WriteError
 */
export function writeBugReport(error: unknown, {now, env, home, version, words}: BugOptions): string {
	const folder = path.join(stateHome(env, home), 'mreg');
	const file = path.join(folder, `bug-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}.txt`);
	const stack = error instanceof Error ? withCauses(error) : String(error);
	ensureFolder(folder, {mode: 0o700});
	writeFileAtomic(file, `mreg ${version}, Node ${process.versions.node}, ${os.platform()} ${os.release()}\n${JSON.stringify(words)}\n\n${stack}\n`, {
		mode: 0o600,
	});
	return file;
}

/** The XDG rule: a relative path is no path. */
function stateHome(env: NodeJS.ProcessEnv, home: string): string {
	const named = env.XDG_STATE_HOME;
	return named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.local', 'state');
}

function withCauses(error: Error): string {
	const stack = error.stack ?? `${error.name}: ${error.message}`;
	return error.cause instanceof Error ? `${stack}\ncaused by: ${withCauses(error.cause)}` : stack;
}
