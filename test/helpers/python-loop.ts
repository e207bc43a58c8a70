/** A training script as they are here: it reads a sidecar once, then writes it again and again from memory, with a further test result each time. */

import {spawn} from 'node:child_process';
import {until} from './until.ts';

const script = `
import json, os, signal, sys, time
running = True
def end(*_):
    global running
    running = False
signal.signal(signal.SIGTERM, end)
path, pause, rename = sys.argv[1], float(sys.argv[2]), sys.argv[3] == 'rename'
with open(path) as file:
    memory = json.load(file)
rounds = 0
while running:
    rounds += 1
    memory.setdefault('testing', []).append({'dataset': 'imdb', 'performance': {'total_time': 100 + rounds}})
    memory['testing'] = memory['testing'][-3:]
    if rename:
        with open(path + '.tmp', 'w') as file:
            json.dump(memory, file)
        os.replace(path + '.tmp', path)
    else:
        with open(path, 'w') as file:
            json.dump(memory, file)
    print(rounds, flush=True)
    time.sleep(pause)
`;

export interface PythonLoop {
	/** How often it has written. */
	readonly rounds: () => number;
	/** Resolves when it has written so many times more. */
	readonly more: (rounds: number) => Promise<void>;
	/** Ends it between two writings. */
	readonly stop: () => Promise<void>;
	readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/**
 * @param path of the sidecar
 * @param options.pauseMs between two writings
 * @param options.how in place, as \`json.dump\` into an opened file does, or by a rename
 */
export function startPythonLoop(
	path: string,
	{pauseMs = 20, how = 'in place'}: {readonly pauseMs?: number; readonly how?: 'in place' | 'rename'} = {},
): PythonLoop {
	const child = spawn('python3', ['-c', script, path, String(pauseMs / 1000), how], {stdio: ['ignore', 'pipe', 'inherit']});
	let count = 0;
	child.stdout.on('data', (bytes: Buffer) => (count += bytes.toString().split('\n').length - 1));
	const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
	const stop = async () => {
		child.kill();
		await ended;
	};
	return {
		rounds: () => count,
		more: async rounds => {
			const wanted = count + rounds;
			await until(() => count >= wanted, {timeout: 20_000, describe: () => `${wanted} rounds of the script, not ${count}`});
		},
		stop,
		[Symbol.asyncDispose]: stop,
	};
}
