/**
 * Registers FROM in ROOT in the WAY that is told, prints `ready` and waits for a line of input first where WAIT is given, and prints what came of it as JSON.
 * TIMES: how often, each time with --new-version. TELL: a refusal is no failure.
 */

import fs from 'node:fs';
import {UserError} from '../../store/domain/user-error.ts';
import type {Change} from '../../store/domain/change.ts';
import {register, registrationOf} from './registering.ts';

const [root = '', from = '', way = 'copy', wait = '', times = '1', tell = ''] = process.argv.slice(2);
const kind = way === 'move' || way === 'link' ? way : 'copy';

if (wait !== '') {
	fs.writeSync(1, 'ready\n');
	if (wait === 'wait') fs.readSync(0, Buffer.alloc(1));
}
try {
	let last: Change | undefined;
	for (let time = 0; time < Number(times); time++) {
		last = register(root, registrationOf(from, {isNewWanted: Number(times) > 1, source: {kind, path: from}}));
	}
	fs.writeSync(1, `${JSON.stringify(last)}\n`);
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	fs.writeSync(1, `${JSON.stringify({code: error.code, message: error.message, hint: error.hint})}\n`);
	if (tell === '') process.exitCode = error.exitCode;
}
