/** Takes the lock of FOLDER, prints `held`, and keeps it until it is killed or its input ends. */

import {acquireLock, releaseLock} from '../../store/lock.ts';

const lock = acquireLock(process.argv[2] ?? '', {by: 'holding'});
process.stdout.write('held\n');
process.stdin.resume().on('end', () => releaseLock(lock));
