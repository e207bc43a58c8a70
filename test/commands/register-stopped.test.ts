/** Ctrl-C while a version is copied: the program ends with 130, and nothing of the version is left. */

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {openChanger} from '../../store/changer.ts';
import type {Registration} from '../../store/domain/registration.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';

const program = path.join(import.meta.dirname, '../../source/cli.ts');

function made(bytes: number): {readonly root: string; readonly file: string} {
	const root = path.join(temporaryFolder(), 'registry');
	fs.mkdirSync(path.join(root, 'Net/Model'), {recursive: true});
	const file = path.join(temporaryFolder(), 'large.pth');
	// Holes: it takes no room, and is read as zeros.
	fs.closeSync(fs.openSync(file, 'w'));
	fs.truncateSync(file, bytes);
	fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
	return {root, file};
}

test('a change that is told to stop ends where it tells of its progress, as if it had not begun', async () => {
	const {root, file} = made(20_000_000);
	const changer = openChanger(root);
	const registration: Registration = {
		family: 'net',
		folder: 'Net',
		taken: [],
		present: [],
		isNewWanted: false,
		source: {kind: 'copy', path: file},
		facts: {tags: [], lineage: {}},
	};
	try {
		const stopped = changer.change({kind: 'register', registration}, {by: 'test', waitMs: 0, signal: AbortSignal.abort()});
		await expect(stopped).rejects.toMatchObject({name: 'MregError', code: 'declined'});
		expect(fs.readdirSync(path.join(root, 'Net/Model'))).toEqual([]);
		const whole = await changer.change({kind: 'register', registration}, {by: 'test', waitMs: 0, signal: new AbortController().signal});
		expect(whole.registered?.version).toBe(1);
	} finally {
		await changer.close();
	}
});

test('Ctrl-C in the middle of a long copy: 130, no staging, and the source as it was', async () => {
	const {root, file} = made(4_000_000_000);
	const home = temporaryFolder();
	const child = spawn(process.execPath, [program, 'register', 'net', file, '--root', root], {
		env: {PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const ended = new Promise<number | null>(resolve => child.on('close', resolve));
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
	const models = path.join(root, 'Net/Model');
	const copied = () => fs.readdirSync(models, {recursive: true, encoding: 'utf8'}).some(name => /staging.*\/.*net|staging.*artifact/.test(name));
	await until(copied, {timeout: 20_000});
	child.kill('SIGINT');
	expect([await ended, said]).toEqual([130, expect.stringContaining('It was stopped.')]);
	expect(fs.readdirSync(models)).toEqual([]);
	expect(fs.statSync(file).size).toBe(4_000_000_000);
}, 30_000);
