/** Processes that may not read everything: tests that run as root give the right up, others never had it. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The user and group `nobody`. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** Why a process without root's rights cannot be started here, or undefined. */
export const cannotBeNobody: string | undefined = (() => {
	try {
		execFileSync(process.execPath, ['-e', "require('fs').readdirSync(process.argv[1])", import.meta.dirname], {stdio: 'ignore', ...asNobody()});
		return undefined;
	} catch {
		return 'no process without root’s rights can run from this folder';
	}
})();

/** Gives a folder and all in it to the user that `runAsNobody` runs as. */
export function giveToNobody(folder: string): void {
	if (isRoot) execFileSync('chown', ['-R', `${nobody}:${nobody}`, folder]);
	fs.chmodSync(path.dirname(folder), 0o755);
}

/** Runs `test/helpers/<name>.ts` as that user. @returns what it printed, as JSON */
export function runAsNobody(name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): unknown {
	const output = execFileSync(process.execPath, [path.join(import.meta.dirname, `${name}.ts`), ...args], {encoding: 'utf8', env, ...asNobody()});
	return JSON.parse(output);
}

function asNobody(): {uid?: number; gid?: number} {
	return isRoot ? {uid: nobody, gid: nobody} : {};
}
