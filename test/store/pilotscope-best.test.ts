/** The best of real models, whose tests ran 80, 100 and 113 queries: by ranking, and by reading their files once more. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {bestOn, type BestOptions} from '../../store/domain/best.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import {pilotscope, pilotscopeRoot, plainMinimum} from '../helpers/pilotscope.ts';
import {freshCache, readRoot} from '../helpers/registries.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const byTime: BestOptions = {metric: 'total_time', direction: 'minimize', config: defaultConfig};

async function realModels() {
	const root = path.join(temporaryFolder(), 'ExampleData');
	fs.cpSync(pilotscopeRoot, root, {recursive: true, preserveTimestamps: true});
	return (await readRoot(root, freshCache(), Date.now() + 3_600_000)).models;
}

describe.skipIf(pilotscope.length === 0)(`the best of real models${pilotscope.length === 0 ? ' (skipped: ../shared/data is not here)' : ''}`, () => {
	test.each([
		['the minimum of the largest comparable group', false],
		['with mixed data the plain minimum of the newest results', true],
	])('is %s, for every algorithm on every dataset', async (_, mixed) => {
		const models = await realModels();
		for (const {algorithm, dataset} of pilotscope) {
			const own = models.filter(model => model.algorithm === algorithm);
			const [best, ...others] = bestOn(own, {...byTime, mixed}, {dataset});
			const plain = plainMinimum({algorithm, dataset, mixed});
			expect(others).toEqual([]);
			expect([algorithm, dataset, best?.model.id, best?.score.value]).toEqual([algorithm, dataset, plain.id, plain.value]);
			expect(best?.leftOut.map(({model}) => model.id).sort()).toEqual(plain.leftOut);
			expect([best?.runnerUp?.value, best?.of]).toEqual([plain.second, plain.of]);
		}
	});

	test('is not the same with and without mixing on some dataset, so that this shows something', () => {
		const differs = pilotscope.filter(pair => plainMinimum({...pair, mixed: true}).value !== plainMinimum({...pair, mixed: false}).value);
		expect(pilotscope.length).toBeGreaterThanOrEqual(4);
		expect(differs.length).toBeGreaterThan(0);
	});

	test('of all datasets at once is that of each', async () => {
		const models = await realModels();
		for (const algorithm of new Set(pilotscope.map(pair => pair.algorithm))) {
			const own = models.filter(model => model.algorithm === algorithm);
			const expected = pilotscope.filter(pair => pair.algorithm === algorithm).map(pair => [pair.dataset, plainMinimum({...pair, mixed: false}).id]);
			expect(bestOn(own, byTime).map(({dataset, model}) => [dataset, model.id])).toEqual(expected.sort());
		}
	});
});
