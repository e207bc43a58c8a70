/** Loads the model ID of ROOT and saves it TIMES times, each time with a result and a tag of its own that begin with WORD. Prints `saved N`. */

import {writeSync} from 'node:fs';
import {ModelRun} from '../../source/library/model-run.ts';

const [root = '', id = '', times = '1', word = ''] = process.argv.slice(2);
const run = await ModelRun.load(id, undefined, {root, wait: 60_000});
for (let n = 1; n <= Number(times); n++) {
	run.addTestResult({dataset: `${word}-${n}`, performance: {total_time: n}});
	run.addTags(`${word}-${n}`);
	await run.save();
	writeSync(1, `saved ${n}\n`);
}
