/** What the header says of the checks of a disk that gives no file events. */

import {expect, test} from 'vitest';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Activity} from '../../store/domain/snapshot.ts';
import {headerLine} from '../../source/screens/browse-lines.ts';

const now = 1_800_000_000_000;

function header(activity: Activity, {watching = false, width = 100} = {}): string {
	const snapshot = {root: '/mnt/models', reason: '--root', models: [], problems: [], config: defaultConfig, activity, watching};
	return headerLine(snapshot, {width, now, home: '/home/ana', paused: false, readOnly: false});
}

test.each<[string, Activity, string]>([
	['dear ones say when they were and will be', {phase: 'live', checkedAt: now - 40_000, nextAt: now + 180_000}, 'checked 40 s ago, next in 3 min'],
	['the next one may be due', {phase: 'live', checkedAt: now - 40_000, nextAt: now - 2_000}, 'checked 40 s ago, next now'],
	['cheap ones come often, and need no times', {phase: 'live', checkedAt: now - 2_000, nextAt: now + 1_000}, 'checked from time to time'],
	[
		'one that is quick says nothing of itself',
		{phase: 'checking', checkedAt: now - 40_000, since: now - 500, done: 10, total: 100},
		'checked from time to time',
	],
	['one that takes long says how far it is', {phase: 'checking', checkedAt: now - 40_000, since: now - 9_000, done: 34, total: 100}, 'checking, 34 %'],
	['none is further than all', {phase: 'checking', checkedAt: now, since: now - 9_000, done: 120, total: 100}, 'checking, 100 %'],
	['a disk that hangs says since when', {phase: 'stalled', since: now - 12_000}, 'the disk does not answer, 12 s'],
])('checks: %s', (_what, activity, words) => {
	expect(header(activity)).toContain(words);
	expect(header(activity, {width: 80})).toContain(words);
});

test('with file events a check is nothing to tell of', () => {
	expect(header({phase: 'live', checkedAt: now - 40_000, nextAt: now + 180_000}, {watching: true})).toContain(' live');
});
