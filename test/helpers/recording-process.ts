/**
 * Records results of a model (KEY) of ROOT, TIMES one after the other: the n-th is on the dataset `NAME-n`. Prints each that was acknowledged, with what was
 * said of it.
 */

import {writeSync} from 'node:fs';
import {runChange} from '../../store/changes.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {targetOf} from './tagged-target.ts';

const [root = '', key = '', name = '', times = ''] = process.argv.slice(2);

writeSync(1, 'ready\n');
for (let count = 1; count <= Number(times); count++) {
	const result = {dataset: `${name}-${count}`, num_queries: 1, tested_at: '2024-10-19T12:00:00', performance: {total_time: count / 8}};
	try {
		const {skipped, notes} = runChange({root, by: 'mreg record', now: Date.now, waitMs: 60_000}, {kind: 'result', edits: [{target: targetOf(key), result}]});
		const what = [...skipped.map(({reason}) => reason), ...notes].join(' ').replaceAll('\n', ' ');
		writeSync(1, `${result.dataset}${what === '' ? '' : ` ${what}`}\n`);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		writeSync(1, `${result.dataset} ${error.message.replaceAll('\n', ' ')}\n`);
	}
}
