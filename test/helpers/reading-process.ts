/** Reads the registry that is given, makes what `chmod MODE PATH` says after that, reads it again, ...; prints what was read each time, as JSON. */

import fs from 'node:fs';
import path from 'node:path';
import {readRegistry} from '../../store/read-registry.ts';

const [root = '', ...steps] = process.argv.slice(2);
const readings: object[] = [];
await read();
for (let index = 0; index < steps.length; index += 2) {
	fs.chmodSync(path.join(root, steps[index + 1] ?? ''), Number.parseInt(steps[index] ?? '', 8));
	await read();
}
console.log(JSON.stringify(readings));

async function read(): Promise<void> {
	const {models, problems} = await readRegistry({root, reason: 'test', now: Date.now(), env: process.env});
	readings.push({
		models: models.map(({key, state, stale}) => `${key} ${state}${stale ? ' stale' : ''}`).sort(),
		problems: problems.map(({kind, path}) => `${kind} ${path}`),
	});
}
