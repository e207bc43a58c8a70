/** Does what a training script does, TIMES times: reads the sidecar FILE, adds one to its `n`, empties the file and writes it again. */

import fs from 'node:fs';

const [file = '', times = '1'] = process.argv.slice(2);
const pause = new Int32Array(new SharedArrayBuffer(4));

for (let written = 0; written < Number(times);) {
	const read = parsed(fs.readFileSync(file, 'utf8'));
	if (!read) continue;
	fs.writeFileSync(file, JSON.stringify({...read, n: Number(read['n'] ?? 0) + 1}));
	written++;
	// One that writes without a pause is not edited at all: each edit is refused.
	Atomics.wait(pause, 0, 0, 1 + ((written * 7) % 17));
}

function parsed(text: string): Record<string, unknown> | undefined {
	try {
		return JSON.parse(text) as Record<string, unknown>;
	} catch {
		return undefined;
	}
}
