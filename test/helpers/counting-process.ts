/** Adds one to the number in FILE under its folder's lock, TIMES times; with a third argument it then dies with the lock in its hands. */

import {readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {writeFileAtomic} from '../../store/atomic-file.ts';
import {withLock} from '../../store/lock.ts';

const [file = '', times = '1', dies] = process.argv.slice(2);
for (let i = 0; i < Number(times); i++) {
	withLock(dirname(file), {waitMs: 60_000, by: 'counting'}, () => {
		writeFileAtomic(file, `${Number(readFileSync(file, 'utf8')) + 1}\n`);
		if (dies !== undefined) process.kill(process.pid, 'SIGKILL');
	});
}
