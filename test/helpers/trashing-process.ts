/**
 * In ROOT one or several, with commas between them: `trash` (of the removals that stand as JSON beside the root), `undo` (of the newest transaction), `purge` (of all), or `cycle` (trash and undo, over and over).
 * Prints `ready` and waits for a line of input first where WAIT is given; then prints what came of the last one as JSON.
 */

import {readFileSync, readSync, writeSync} from 'node:fs';
import type {Change, Removal} from '../../store/domain/change.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {listTrash} from '../../store/trash-listing.ts';
import {change} from './changes.ts';

const [root = '', what = 'trash', wait] = process.argv.slice(2);
const removals = (): readonly Removal[] => JSON.parse(readFileSync(`${root}/../removals.json`, 'utf8'));
const doings: Record<string, () => Change> = {
	trash: () => change(root, {kind: 'trash', removals: removals()}),
	undo: () => change(root, {kind: 'undo', txn: listTrash(root).entries[0]?.txn ?? '', targets: []}),
	purge: () => change(root, {kind: 'purge', txns: listTrash(root).entries.map(({txn}) => txn)}),
	cycle() {
		for (;;) {
			doings['trash']?.();
			doings['undo']?.();
		}
	},
};

if (wait !== undefined) {
	writeSync(1, 'ready\n');
	if (wait === 'wait') readSync(0, Buffer.alloc(1));
}
try {
	const [last] = what
		.split(',')
		.map(each => doings[each]?.())
		.reverse();
	writeSync(1, `${JSON.stringify(last)}\n`);
} catch (error) {
	if (!(error instanceof UserError)) throw error;
	writeSync(1, `${JSON.stringify({code: error.code, message: error.message})}\n`);
}
