/**
 * Adds one to the number in FILE under its folder's lock, TIMES times. With a third argument it then
 * `dies` with the lock in its hands, or `leaves`, each time, the lock of a process that died in its place (which is quicker).
 */

import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {writeFileAtomic} from '../../store/atomic-file.ts';
import {isLockOf} from '../../store/domain/lock-holder.ts';
import {processHere, readLock, withLock} from '../../store/lock.ts';

const [file = '', times = '1', ending] = process.argv.slice(2);
const folder = dirname(file);
const {host, pid_ns, pid, start} = processHere();

for (let i = 0; i < Number(times); i++) {
	withLock(folder, {waitMs: 60_000, by: 'counting'}, ({token}) => {
		writeFileAtomic(file, `${Number(readFileSync(file, 'utf8')) + 1}\n`, {fsync: ending !== 'leaves'});
		if (ending === 'dies') process.kill(process.pid, 'SIGKILL');
		if (ending !== 'leaves') return;
		if (!isLockOf(readLock(folder), token)) throw new Error('The lock is no longer mine.');
		const dead = {v: 1, host, boot_id: 'an earlier one', pid_ns, pid, start, token: `${token}-dead`, at: new Date().toISOString()};
		writeFileAtomic(join(folder, '.mreg.lock'), JSON.stringify(dead), {fsync: false});
	});
}
