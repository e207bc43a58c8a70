/** `mreg best` on the real registry: what it names is what the files say, for every algorithm on every dataset. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {pilotscope, pilotscopeRoot, plainMinimum} from '../helpers/pilotscope.ts';
import {mreg} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const root = path.join(temporaryFolder(), 'ExampleData');
if (pilotscope.length > 0) fs.cpSync(pilotscopeRoot, root, {recursive: true, preserveTimestamps: true});

test
	.skipIf(pilotscope.length === 0)
	.each(
		pilotscope.length === 0
			? [{algorithm: '', dataset: '(skipped: ../shared/data is not here)', mixed: false}]
			: pilotscope.flatMap(pair => [false, true].map(mixed => ({...pair, mixed}))),
	)('the best of $algorithm on $dataset, mixed: $mixed', async ({algorithm, dataset, mixed}) => {
	const {code, stdout} = await mreg(['best', '--algo', algorithm, '--dataset', dataset, ...(mixed ? ['--mixed'] : []), '--json', '--root', root]);
	const plain = plainMinimum({algorithm, dataset, mixed});
	expect(code).toBe(0);
	const said = JSON.parse(stdout);
	expect(said).toMatchObject({schema: 1, metric: 'total_time', direction: 'minimize', dataset, value: plain.value, model: {model_id: plain.id}});
	expect(said.left_out.map((one: {model_id: string}) => one.model_id).sort()).toEqual(plain.leftOut);
});
