/** Runs the program with the arguments of this process, as its user, and prints what came of it as JSON. */

import {spawnSync} from 'node:child_process';
import path from 'node:path';

const program = path.join(import.meta.dirname, '../../source/cli.ts');
const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {encoding: 'utf8'});
process.stdout.write(JSON.stringify({code: status, stdout, stderr}));
