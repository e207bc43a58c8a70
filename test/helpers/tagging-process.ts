/**
 * Tags models of ROOT over and over, a tag at a time that nobody else sets (`NAME-1`, `NAME-2`, ...), and prints each that was acknowledged.
 * KEYS are separated by commas: each change is of all of them. TIMES: how often; `prompted` waits for a line of input and makes one change, then exits with 0,
 * or 10 if it was told that nothing was done, and prints the message and hint.
 */

import {readSync, writeSync} from 'node:fs';
import {runChange} from '../../store/changes.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {targetOf} from './tagged-target.ts';

const [root = '', keys = '', name = '', times = ''] = process.argv.slice(2);

function tag(tag: string): void {
	const edits = keys.split(',').map(key => ({target: targetOf(key), add: [tag], remove: []}));
	const {skipped, notes} = runChange({root, by: 'mreg tag', now: Date.now, waitMs: 60_000}, {kind: 'tag', edits});
	const what = [...skipped.map(({reason}) => reason), ...notes];
	writeSync(1, `${tag}${what.length === 0 ? '' : ` ${what.join(' ').replaceAll('\n', ' ')}`}\n`);
	if (skipped.length > 0) process.exitCode = 11;
}

writeSync(1, 'ready\n');
if (times === 'prompted') {
	readSync(0, Buffer.alloc(1));
	try {
		tag(name);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		process.exitCode = 10;
		print(`${error.code}\n${error.message.replaceAll('\n', ' ')}\n${error.hint ?? ''}\n`);
	}
} else for (let i = 1; i <= Number(times); i++) tagOrSay(`${name}-${i}`);

function tagOrSay(name: string): void {
	try {
		tag(name);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		writeSync(1, `${name} ${error.message.replaceAll('\n', ' ')}\n`);
	}
}

/** The call that is made to fail may be this one. */
function print(text: string): void {
	for (let attempt = 0; attempt < 4; attempt++) {
		try {
			writeSync(1, text);
			return;
		} catch {
			// Once more.
		}
	}
}
