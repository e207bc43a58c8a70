/** Follows the registry that is given; makes what `chmod MODE PATH` says, one after the other, and prints what is shown after a full look each time, as JSON. */

import fs from 'node:fs';
import path from 'node:path';
import {openRegistry} from '../../store/registry.ts';
import {until} from './until.ts';

const [root = '', ...steps] = process.argv.slice(2);
const registry = openRegistry({root, reason: 'test', env: process.env});
const readings: object[] = [];
const checkedAt = () => (registry.getSnapshot().activity.phase === 'live' ? (registry.getSnapshot().activity as {checkedAt: number}).checkedAt : 0);
await look(0);
for (let index = 0; index < steps.length; index += 2) {
	const [mode = '', name = ''] = steps.slice(index);
	const before = checkedAt();
	if (mode === 'rm') fs.rmSync(path.join(root, name));
	else fs.chmodSync(path.join(root, name), Number.parseInt(mode, 8));
	registry.rescan();
	await look(before);
}
await registry.close();
console.log(JSON.stringify(readings));

async function look(before: number): Promise<void> {
	await until(() => checkedAt() > before, {timeout: 20_000});
	const {models, problems} = registry.getSnapshot();
	readings.push({
		models: models.map(({key, state, stale}) => `${key} ${state}${stale ? ' stale' : ''}`).sort(),
		problems: [...new Set(problems.map(({kind, path}) => `${kind} ${path}`))].sort(),
	});
}
