/** Creates a run in ROOT at the time AT (milliseconds), prints `ready`, waits for a line of input, saves it, and prints its id and what its artifact holds. */

import fs from 'node:fs';
import {ModelRun} from '../../source/library/model-run.ts';

const [root = '', at = '0'] = process.argv.slice(2);
const run = await ModelRun.create({algorithm: 'mscn', root, now: () => Number(at)});
fs.writeSync(1, 'ready\n');
fs.readSync(0, Buffer.alloc(1));
const {id, path} = await run.save(file => fs.writeFileSync(file, String(process.pid)));
fs.writeSync(1, `${id} ${fs.readFileSync(path, 'utf8') === String(process.pid)}\n`);
