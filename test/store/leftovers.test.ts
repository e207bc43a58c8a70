/** What killed writers leave is removed, and nothing else is. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {uniqueToken} from '../../store/atomic-file.ts';
import {removeStaleTemps} from '../../store/leftovers.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

describe('removeStaleTemps', () => {
	const now = Date.now();
	const hour = 3_600_000;
	const dead = deadPid();

	test.each([
		{name: `.a.json.${dead}-0123456789abcdef.tmp`, age: 2 * hour, removed: true, why: 'of a dead writer'},
		{name: `.a\nb.${dead}-0123456789abcdef.tmp`, age: 2 * hour, removed: true, why: 'of a dead writer, with a newline in its name'},
		{name: `.mreg.lock.${dead}-0123456789abcdef`, age: 2 * hour, removed: true, why: 'a lock candidate of a dead process'},
		{name: `.mreg.lock.stale.${dead}-0123456789abcdef`, age: 2 * hour, removed: true, why: 'a lock moved aside by a dead process'},
		{name: `.a.json.${dead}-0123456789abcdef.tmp`, age: hour / 2, removed: false, why: 'too new: perhaps of another machine'},
		{name: `.a.json.${uniqueToken()}.tmp`, age: 2 * hour, removed: false, why: 'of a running writer'},
		{name: `.a.json.${uniqueToken()}.tmp`, age: 30 * hour, removed: true, why: 'of a running process, but of yesterday'},
		{name: '.mreg.lock', age: 30 * hour, removed: false, why: 'the lock'},
		{name: '.mreg.lock.break', age: 30 * hour, removed: false, why: 'the turn to break it'},
		{name: '.a.json.tmp', age: 30 * hour, removed: false, why: "another program's"},
		{name: `a.json.${dead}-0123456789abcdef.tmp`, age: 30 * hour, removed: false, why: 'not a dotfile'},
		{name: 'model.pt', age: 30 * hour, removed: false, why: 'a model'},
	])('$why: removed $removed', ({name, age, removed}) => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, name), 'x');
		fs.utimesSync(path.join(folder, name), (now - age) / 1000, (now - age) / 1000);
		expect(removeStaleTemps(folder, hour, now)).toEqual(removed ? [name] : []);
		expect(fs.readdirSync(folder)).toEqual(removed ? [] : [name]);
	});

	test('does nothing where there is no folder', () => {
		expect(removeStaleTemps(path.join(temporaryFolder(), 'gone'), 0, now)).toEqual([]);
	});
});

/** The pid of a process that has just ended. */
function deadPid(): number {
	return spawnSync('true').pid;
}
