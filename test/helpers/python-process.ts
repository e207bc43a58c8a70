/** Python processes that use the client, for what only several processes can show. */

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {expect, onTestFinished} from 'vitest';
import type {Script} from './script.ts';
import {temporaryFolder} from './temporary-folder.ts';
import {until} from './until.ts';

const client = path.join(import.meta.dirname, '..', '..', 'python');
// Compiled once for all processes of a test file.
const compiled = temporaryFolder();

/** Starts a program in which `mreg` is imported. It is killed when the test is over. */
export function startPython(program: string, args: readonly string[] = []): Script {
	const head = `import json, os, sys\nsys.path.insert(0, ${JSON.stringify(client)})\nimport mreg\n`;
	const child = spawn('python3', ['-c', head + program, ...args], {env: {...process.env, TZ: 'UTC', PYTHONPYCACHEPREFIX: compiled}});
	let output = '';
	let errors = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
	const ended = once(child, 'close').then(([code, signal]: unknown[]) => (typeof code === 'number' ? code : String(signal)));
	onTestFinished(() => void child.kill('SIGKILL'));
	return {child, lines: () => output.split('\n').slice(0, -1), errors: () => errors, ended};
}

/**
 * For each number of a line of input `cycle()` in a process of its own, which dies by SIGKILL directly before it changes something on the disk for that many
 * times; prints how many changes it made, or `killed`. Forked, so that nothing is loaded again.
 */
const killing = `
import signal
changing = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.utime", "os.symlink", "os.truncate"}
def run(most):
    count = 0
    def hook(event, args):
        nonlocal count
        if event in changing or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)):
            count += 1
            if count == most:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    cycle()
    os.write(1, f"{count}\\n".encode())
    os._exit(0)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            run(int(line))
        finally:
            os._exit(1)
    if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        os.write(1, b"killed\\n")
`;

/**
 * @param program defines `cycle()`
 * @returns a function that runs it in a process of its own, which is killed directly before its so manieth change of the disk; it resolves with how many
 * changes there are, where that is more
 */
export function startKilling(program: string, args: readonly string[]): (change: number) => Promise<number | undefined> {
	const script = startPython(program + killing, args);
	let rounds = 0;
	return async change => {
		rounds++;
		script.child.stdin.write(`${change}\n`);
		await until(() => script.lines().length >= rounds || script.child.exitCode !== null || script.errors().includes('Traceback'), {
			timeout: 20_000,
			describe: () => script.errors(),
		});
		const line = script.lines()[rounds - 1] ?? '';
		expect(line, script.errors()).toMatch(/^(killed|\d+)$/);
		return line === 'killed' ? undefined : Number(line);
	};
}

/** So many different numbers from 1 to `last`, at random. */
export function someOf(last: number, count: number): readonly number[] {
	const all = Array.from({length: last}, (_, index) => index + 1);
	return Array.from({length: Math.min(count, last)}, () => all.splice(Math.floor(Math.random() * all.length), 1)[0] ?? 1);
}
