/** The second seed's three scenarios with its own scripts and the Python client, and a dashboard that shows every step. */

import fs from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {noPython} from '../helpers/python.ts';
import {pythonTools, startScenario} from '../helpers/scenario.ts';
import {closeTerminals} from '../helpers/terminal.ts';

const skipped = noPython === undefined ? '' : ` (skipped: ${noPython})`;

afterEach(closeTerminals);

test.skipIf(noPython)(
	`scenario 1: train with other parameters, compare, and clean up${skipped}`,
	async () => {
		const {type, train, row, later, idsLeft, dashboard} = await startScenario(pythonTools);
		const first = await train('python unified_test.py --algo mscn --db production --epochs 100');
		await row(first, '43.79 only one');
		const second = await train('python unified_test.py --algo mscn --db production --epochs 200');
		await row(second, '47.25 +7.9%', '200');
		await row(first, '43.79 ★ best', '100');
		const compared = await type(`python scripts/model_manager.py compare \\\n    ${first} ${second}`);
		expect(compared).toMatch(new RegExp(`${first} +production +production +43\\.79 +0\\.4379 +100`));
		expect(compared).toMatch(new RegExp(`${second} +production +production +47\\.25 +0\\.4725 +200`));
		const third = await train('python unified_test.py --algo mscn --db production --epochs 50');
		await row(third, '51.27 +17.1%');
		later();
		await type('python scripts/model_manager.py cleanup --algo mscn --keep 3');
		expect(idsLeft()).toEqual([first, second, third]);
		expect(await type('python scripts/model_manager.py cleanup --algo mscn --keep 2')).toContain(third);
		await dashboard.until(lines => lines[1] === ' [All 2]   mscn 2');
		expect(idsLeft()).toEqual([first, second]);
		// Nothing is lost: the dashboard takes it back.
		await dashboard.go(['u'], lines => lines[1] === ' [All 3]   mscn 3');
		await row(third, '51.27');
		expect(idsLeft()).toEqual([first, second, third]);
	},
	90_000,
);

test.skipIf(noPython)(
	`scenario 2: train in the morning, test on two more datasets later${skipped}`,
	async () => {
		const {root, type, train, row, dashboard} = await startScenario(pythonTools);
		const id = await train('python unified_test.py --algo mscn --db production --epochs 100');
		await row(id, '43.79 only one');
		await dashboard.go(['Enter'], /tests +1$/m);
		await type(`python unified_test.py \\\n    --algo mscn \\\n    --db stats_tiny \\\n    --no-training \\\n    --load-model ${id}`);
		await dashboard.until(/tests +2$/m);
		await dashboard.until(/│ stats_tiny +│ +80 │ +35\.906 │/);
		await type(`python unified_test.py \\\n    --algo mscn \\\n    --db imdb \\\n    --no-training \\\n    --load-model ${id}`);
		await dashboard.until(/tests +3$/m);
		const listed = await type('python scripts/model_manager.py list --algo mscn');
		expect(listed).toMatch(
			/Training: production \(epoch=100, time=[-\d.e]+s\)\nTests: 3\n {2}- production: 43\.79s\n {2}- stats_tiny: 35\.91s\n {2}- imdb: 123\.84s/,
		);
		const sidecar = JSON.parse(fs.readFileSync(path.join(root, 'Mscn/Model', `${id}.json`), 'utf8'));
		expect(sidecar.testing.map((one: {readonly dataset: string}) => one.dataset)).toEqual(['production', 'stats_tiny', 'imdb']);
	},
	90_000,
);

test.skipIf(noPython)(
	`scenario 3: find the best, tag it, and load it without naming it${skipped}`,
	async () => {
		const {root, type, train, row} = await startScenario(pythonTools);
		const ids: string[] = [];
		for (const epochs of [50, 100, 200]) ids.push(await train(`python unified_test.py --algo mscn --db production --epochs ${epochs}`));
		const [, best = ''] = ids;
		await row(best, '43.79 ★ best', '100');
		expect(await type('python scripts/model_manager.py best --algo mscn --dataset production')).toMatch(
			new RegExp(`Best Model: ${best}\nTraining: production\nPerformance:\n {2}production: 43\\.79s\n`),
		);
		await type(`python scripts/model_manager.py tag ${best} best production`);
		await row(best, '★ best', 'best production');
		expect(await type('python unified_test.py --algo mscn --db production --no-training')).toBe(`${best} on production: 43.79s\n`);
		const sidecar = JSON.parse(fs.readFileSync(path.join(root, 'Mscn/Model', `${best}.json`), 'utf8'));
		expect(sidecar).toMatchObject({tags: ['best', 'production'], testing: [{dataset: 'production'}, {dataset: 'production'}]});
	},
	90_000,
);
