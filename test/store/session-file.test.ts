/** What is remembered of a root lies in the user's state folder, for this user alone, and never stops a start. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {sessionLimits} from '../../store/domain/session-form.ts';
import {readSession, sessionFile, writeSession} from '../../store/session-file.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

function place() {
	const base = temporaryFolder();
	return {root: '/a/root', home: path.join(base, 'home'), base, env: {XDG_STATE_HOME: path.join(base, 'state')}};
}

test('it comes back, for this root alone; reading makes nothing', () => {
	const {root, env, home, base} = place();
	expect(readSession(root, env, home)).toEqual({});
	expect(fs.readdirSync(base)).toEqual([]);
	writeSession(root, {algorithm: 'mscn', marks: ['a\udcff']}, {env, home});
	expect(readSession(root, env, home)).toEqual({algorithm: 'mscn', marks: ['a\udcff']});
	expect(readSession('/a/root2', env, home)).toEqual({});
	writeSession(root, {fold: true}, {env, home});
	expect(readSession(root, env, home)).toEqual({fold: true});
});

test('file and folders are for the user alone; a relative XDG_STATE_HOME is none', () => {
	const {root, env, home} = place();
	writeSession(root, {}, {env, home});
	const file = sessionFile(root, env, home);
	expect([file, path.dirname(file), path.join(file, '../..')].map(one => fs.statSync(one).mode & 0o777)).toEqual([0o600, 0o700, 0o700]);
	expect(sessionFile(root, {XDG_STATE_HOME: 'state'}, home)).toBe(path.join(home, '.local/state/mreg', path.basename(path.dirname(file)), 'session.json'));
});

test('what is broken, foreign, a folder or a FIFO is nothing remembered, and is replaced where it can be', () => {
	const {root, env, home} = place();
	writeSession(root, {algorithm: 'mscn'}, {env, home});
	const file = sessionFile(root, env, home);
	for (const text of ['', '{"schema":1', 'null', '[]', '\0\0\0', '{"schema":1,"root":"/other","algorithm":"x"}']) {
		fs.writeFileSync(file, text);
		expect(readSession(root, env, home)).toEqual({});
		writeSession(root, {algorithm: 'lero'}, {env, home});
		expect(readSession(root, env, home)).toEqual({algorithm: 'lero'});
	}
	fs.rmSync(file);
	fs.mkdirSync(file);
	expect(readSession(root, env, home)).toEqual({});
	expect(userErrorOf(() => writeSession(root, {}, {env, home})).message).toContain(file);
});

test('the most that is remembered is read in a moment', () => {
	const {root, env, home} = place();
	const marks = Array.from({length: sessionLimits.marks}, (_, index) => `Mscn/Model/mscn_20240101_${index}`);
	writeSession(root, {marks}, {env, home});
	const from = performance.now();
	expect(readSession(root, env, home).marks).toHaveLength(marks.length);
	expect(performance.now() - from).toBeLessThan(1_500);
});
