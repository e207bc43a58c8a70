/** The second seed's three scenarios in TypeScript, with `mreg` in place of its manager, and a dashboard that shows every step. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {startScenario, typescriptTools} from '../helpers/scenario.ts';
import {closeTerminals} from '../helpers/terminal.ts';

afterEach(closeTerminals);

test('scenario 1: train with other parameters, compare, and clean up', async () => {
	const {type, train, row, later, idsLeft, dashboard} = await startScenario(typescriptTools);
	const first = await train('node unified-test.ts --algo mscn --db production --epochs 100');
	await row(first, '43.79 only one');
	const second = await train('node unified-test.ts --algo mscn --db production --epochs 200');
	await row(second, '47.25 +7.9%', '200');
	await row(first, '43.79 ★ best', '100');
	const compared = await type(`mreg compare \\\n    ${first} ${second}`);
	expect(compared).toMatch(/num_epoch .*100 .*200/);
	expect(compared).toMatch(/total_time .*43\.792.* 47\.2/);
	const third = await train('node unified-test.ts --algo mscn --db production --epochs 50');
	await row(third, '51.27 +17.1%');
	later();
	await type('mreg cleanup --algo mscn --keep 3 --yes');
	expect(idsLeft()).toEqual([first, second, third]);
	expect(await type('mreg cleanup --algo mscn --keep 2 --dry-run')).toContain(third);
	await type('mreg cleanup --algo mscn --keep 2 --yes');
	await dashboard.until(lines => lines[1] === ' [All 2]   mscn 2');
	expect(idsLeft()).toEqual([first, second]);
	// Nothing is lost: the dashboard takes it back.
	await dashboard.go(['u'], lines => lines[1] === ' [All 3]   mscn 3');
	await row(third, '51.27');
	expect(idsLeft()).toEqual([first, second, third]);
}, 90_000);

test('scenario 2: train in the morning, test on two more datasets later', async () => {
	const {root, type, train, row, dashboard} = await startScenario(typescriptTools);
	const id = await train('node unified-test.ts --algo mscn --db production --epochs 100');
	await row(id, '43.79 only one');
	await dashboard.go(['Enter'], /tests +1$/m);
	await type(`node unified-test.ts \\\n    --algo mscn \\\n    --db stats_tiny \\\n    --no-training \\\n    --load-model ${id}`);
	await dashboard.until(/tests +2$/m);
	await dashboard.until(/│ stats_tiny +│ +80 │ +35\.906 │/);
	await type(`node unified-test.ts \\\n    --algo mscn \\\n    --db imdb \\\n    --no-training \\\n    --load-model ${id}`);
	await dashboard.until(/tests +3$/m);
	const listed = await type('mreg list --algo mscn --long');
	expect(listed).toMatch(
		/Training: production \(epoch=100, time=0\.0s\)\nTests: 3\n {2}- production: 43\.79s\n {2}- stats_tiny: 35\.91s\n {2}- imdb: 123\.84s/,
	);
	const sidecar = JSON.parse(fs.readFileSync(path.join(root, 'Mscn/Model', `${id}.json`), 'utf8'));
	expect(sidecar.testing.map((one: {readonly dataset: string}) => one.dataset)).toEqual(['production', 'stats_tiny', 'imdb']);
}, 90_000);

test('scenario 3: find the best, tag it, and load it without naming it', async () => {
	const {root, type, train, row} = await startScenario(typescriptTools);
	const ids: string[] = [];
	for (const epochs of [50, 100, 200]) ids.push(await train(`node unified-test.ts --algo mscn --db production --epochs ${epochs}`));
	const [, best = ''] = ids;
	await row(best, '43.79 ★ best', '100');
	expect(await type('mreg best --algo mscn --dataset production')).toMatch(new RegExp(`^production +${best} +43\\.792 +3 `, 'm'));
	expect(await type('mreg resolve --algo mscn --dataset production --quiet')).toBe(`${best}\n`);
	await type(`mreg tag ${best} best production`);
	await row(best, '★ best', 'best production');
	expect(await type('node unified-test.ts --algo mscn --db production --no-training')).toBe(`${best} on production: 43.79s\n`);
	const sidecar = JSON.parse(fs.readFileSync(path.join(root, 'Mscn/Model', `${best}.json`), 'utf8'));
	expect(sidecar).toMatchObject({tags: ['best', 'production'], testing: [{dataset: 'production'}, {dataset: 'production'}]});
}, 90_000);
