/** Makes runs in ROOT and saves each several times with other weights, files and folders in turn, until it is killed. Prints the key of each run that is saved. */

import fs from 'node:fs';
import {ModelRun} from '../../source/library/model-run.ts';

const [root = ''] = process.argv.slice(2);
const pieces = [1, 500, 40_000];

/** Weights whose first line tells how long they are. */
function weights(size: number): string {
	return `${size}\n${'w'.repeat(size)}`;
}

for (let n = 0; ; n++) {
	const run = await ModelRun.create({algorithm: 'mscn', name: n % 2 === 0 ? 'file' : 'folder', root, wait: 60_000});
	for (const size of pieces) {
		run.addTestResult({dataset: 'imdb', performance: {total_time: size}});
		await run.save(path => {
			if (n % 2 === 0) return fs.writeFileSync(path, weights(size));
			fs.mkdirSync(path);
			fs.writeFileSync(`${path}/weights`, weights(size));
			return fs.writeFileSync(`${path}/vocabulary`, weights(size));
		});
		fs.writeSync(1, `${run.id} ${run.metadata.testing.length}\n`);
	}
}
