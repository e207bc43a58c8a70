/** Which commit a folder is at. */

import {execFile} from 'node:child_process';

/** Milliseconds: on a slow disk a large working tree is not waited for. */
const patience = 2000;
/** Bytes: a line for each changed file. */
const mostOutput = 32 * 1024 * 1024;

/** The commit of the working tree that holds a folder, `-dirty` behind it where something was changed; undefined where there is no git or no commit. Never throws. */
export function gitCommit(folder: string): Promise<string | undefined> {
	// Not `describe --dirty`, which writes the index anew. What runs a program that the repository names (a file monitor) stays off.
	const words = ['-c', 'core.fsmonitor=false', 'status', '--porcelain=v2', '--branch', '--untracked-files=no', '--ignore-submodules=untracked', '--no-renames'];
	return new Promise(resolve => {
		try {
			const options = {cwd: folder, env: plainEnvironment(), timeout: patience, killSignal: 'SIGKILL', maxBuffer: mostOutput, windowsHide: true} as const;
			execFile('git', words, options, (error, output) => resolve(error ? undefined : commitIn(output)));
		} catch {
			// A folder whose name no program can be given.
			resolve(undefined);
		}
	});
}

function commitIn(output: string): string | undefined {
	const commit = /^# branch\.oid ([0-9a-f]{40,64})$/mu.exec(output)?.[1];
	return commit !== undefined && /^[^#\n]/mu.test(output) ? `${commit}-dirty` : commit;
}

/** The folder decides which repository is meant, not what a hook or a shell has set; and looking writes nothing into it. */
function plainEnvironment(): NodeJS.ProcessEnv {
	const others = Object.entries(process.env).filter(([name]) => !/^GIT_/iu.test(name));
	return {...Object.fromEntries(others), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C'};
}
