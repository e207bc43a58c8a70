/** Makes the run NAME in ROOT, a file or a folder, and trains and saves it again and again until it is killed: weights and words have one number. Prints its id and the number of each save. */

import fs from 'node:fs';
import {ModelRun} from '../../source/library/model-run.ts';

const [root = '', name = '', kind = ''] = process.argv.slice(2);
const run = await ModelRun.create({algorithm: 'mscn', name, root, wait: 60_000});
for (let n = 0; ; n++) {
	run.setTrainingInfo({dataset: String(n), hyperparams: {n}, trainedAt: new Date(n * 1000).toISOString()});
	await run.save(path => {
		if (kind === 'file') return fs.writeFileSync(path, String(n));
		fs.mkdirSync(path);
		fs.writeFileSync(`${path}/weights`, String(n));
		return fs.writeFileSync(`${path}/step${n}`, '');
	});
	fs.writeSync(1, `${run.id} ${n}\n`);
}
