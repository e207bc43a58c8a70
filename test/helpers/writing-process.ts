/** Writes FILE over and over, each time with a greater n, and prints every n that was acknowledged; `locked` continues the count of others. */

import {readFileSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {writeFileAtomic} from '../../store/atomic-file.ts';
import {withLock} from '../../store/lock.ts';

const [file = '', mode] = process.argv.slice(2);
let n = 0;

function write(fsync: boolean): void {
	n++;
	writeFileAtomic(file, JSON.stringify({n, writer: process.pid, fill: Array<string>(1000).fill(`${process.pid} ${n}`)}), {fsync});
}

for (;;) {
	if (mode === 'locked') {
		withLock(dirname(file), {waitMs: 60_000}, () => {
			n = Number(JSON.parse(readFileSync(file, 'utf8')).n);
			write(true);
		});
		writeSync(1, `${n}\n`);
	} else {
		write(false);
	}
}
