/** Saves a run in ROOT by a function that never ends. Ends with 7 where it is still at it after a moment, as a timer that keeps nothing alive tells. */

import {ModelRun} from '../../source/library/model-run.ts';

const [root = ''] = process.argv.slice(2);
const run = await ModelRun.create({algorithm: 'mscn', root});
setTimeout(() => process.exit(7), 100).unref();
await run.save(() => new Promise(() => undefined));
