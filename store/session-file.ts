/** What the dashboard remembers of a registry from one visit to the next, in the user's state folder: never below the root, and never a reason not to start. */

import {createHash} from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import {ensureFolder, writeFileAtomic} from './atomic-file.ts';
import type {Session} from './domain/session.ts';
import {readSessionJson, sessionJson} from './domain/session-form.ts';
import {readJsonFile} from './sidecar-file.ts';

/** A larger file is not ours (bytes). */
const largest = 64_000_000;

/** `$XDG_STATE_HOME/mreg/<hash of the real root>/session.json`. @param root absolute and real @param home absolute */
export function sessionFile(root: string, env: NodeJS.ProcessEnv, home: string = env.HOME ?? os.homedir()): string {
	const named = env.XDG_STATE_HOME;
	// The XDG rule: a relative path is no path.
	const base = named !== undefined && path.isAbsolute(named) ? named : path.join(home, '.local', 'state');
	return path.join(base, 'mreg', createHash('sha256').update(root).digest('hex').slice(0, 16), 'session.json');
}

/** What is remembered of a root; nothing where there is no file, or none that can be understood. @param root absolute and real */
export function readSession(root: string, env: NodeJS.ProcessEnv, home?: string): Session {
	const file = readJsonFile(sessionFile(root, env, home), largest);
	return file && 'parsed' in file ? readSessionJson(root, file.parsed.value) : {};
}

/**
 * Remembers a visit, for this user alone; of two who write at once the last one wins. May be lost in a power cut.
 *
 * @param root absolute and real
 * @throws WriteError
 */
export function writeSession(root: string, session: Session, {env, home}: {readonly env: NodeJS.ProcessEnv; readonly home?: string}): void {
	const file = sessionFile(root, env, home);
	ensureFolder(path.dirname(file), {mode: 0o700, fsync: false});
	writeFileAtomic(file, `${JSON.stringify(sessionJson(root, session))}\n`, {mode: 0o600, fsync: false});
}
