/** Someone's dashboard is killed in the middle of a cleanup: nothing is lost, the next start says what it found, and u brings all of it back. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {nameOf, openDashboard} from '../helpers/dashboard.ts';
import {putTested} from '../helpers/ranked-registry.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {closeTerminals} from '../helpers/terminal.ts';
import {modelsHash} from '../helpers/trash.ts';
import {until} from '../helpers/until.ts';

afterEach(closeTerminals);

const count = 1_500;

function largeRegistry(): string {
	const root = temporaryFolder();
	for (let index = 0; index < count; index++) putTested(root, nameOf(index), {on: {imdb: 100 + index}, day: 1 + (index % 28)});
	return root;
}

/** Removes what is in the model folder a model at a time; the kill comes when some are gone. */
function modelsLeft(root: string): number {
	return fs.readdirSync(path.join(root, 'Mscn/Model')).filter(name => name.endsWith('.json')).length;
}

test('tags, a cleanup with one row rescued, kill -9 in the middle, a new start, u: the tree is as it was', async () => {
	const root = largeRegistry();
	const dashboard = await openDashboard(root, {cols: 120, rows: 32});
	await dashboard.go(['Tab', 'Space', 'Space'], /2 marked/);
	dashboard.type('tpaper\r');
	await dashboard.until(/^ tagged 2 models paper/m);
	const before = modelsHash(root);
	await dashboard.go(['x'], /^❯▸ outranked +1,?495 /m);
	await dashboard.go(['Right', 'j', 'Space'], /^ REMOVE +1,494 /m);
	await dashboard.go(['Enter'], /[Tt]ype 1,?494 /);
	dashboard.type('1494\r');
	await until(() => modelsLeft(root) < count - 20);
	process.kill(dashboard.pid, 'SIGKILL');
	await dashboard.exit;
	const left = modelsLeft(root);
	expect(left).toBeGreaterThan(6);

	const again = await openDashboard(root, {cols: 120, rows: 32});
	await again.until(/An earlier `?dashboard cleanup`? was cut off: [\d,]+ of 1,?494 models are in the trash/);
	again.press('u');
	await again.until(/Take back: moved [\d,]+ models/);
	again.press('y');
	await again.until(/^ took back: moved [\d,]+ models/m);
	expect(modelsHash(root)).toBe(before);
	expect((await mreg(['list', '--tags', 'paper', '--quiet', '--root', root])).stdout.trim().split('\n')).toHaveLength(2);
});
