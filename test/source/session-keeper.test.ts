/** What is kept of a visit that a bug ended. */

import {expect, test} from 'vitest';
import {openSessionKeeper} from '../../source/hooks/session-keeper.ts';
import {readSession, writeSession} from '../../store/session-file.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

function places() {
	const folder = temporaryFolder();
	return {root: folder, home: folder, env: {XDG_STATE_HOME: folder}};
}

test('of a bug in the first frame, before anything could be asked, only the time', () => {
	const {root, home, env} = places();
	writeSession(root, {algorithm: 'mscn', leftAt: 5}, {env, home});
	const keeper = openSessionKeeper({root, home, env, clock: () => 7});
	keeper.keep(70);
	keeper.close();
	expect(readSession(root, env, home)).toEqual({leftAt: 7});
});

test('of an end before anything was drawn, what was there', () => {
	const {root, home, env} = places();
	writeSession(root, {algorithm: 'mscn', leftAt: 5}, {env, home});
	const keeper = openSessionKeeper({root, home, env, clock: () => 7});
	keeper.keep(0);
	keeper.close();
	expect(readSession(root, env, home)).toEqual({algorithm: 'mscn', leftAt: 5});
});

test('an end that follows a bug does not bring back what led there', () => {
	const {root, home, env} = places();
	const keeper = openSessionKeeper({root, home, env, clock: () => 7});
	keeper.follow(
		() => ({algorithm: 'mscn'}),
		() => undefined,
	);
	keeper.keep(70);
	keeper.keep(0);
	keeper.close();
	expect(readSession(root, env, home)).toEqual({leftAt: 7});
});
