/** Looking at a model from outside: what is taken, what is refused, and whether it changed. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {changedSince, readSource} from '../../store/artifact-source.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

/** A folder with two files in it, one of them in a folder. */
function someFolder(): string {
	const folder = path.join(temporaryFolder(), 'net');
	fs.mkdirSync(path.join(folder, 'layers'), {recursive: true});
	fs.writeFileSync(path.join(folder, 'net.bin'), 'weights');
	fs.writeFileSync(path.join(folder, 'layers', 'one.bin'), 'more', {mode: 0o750});
	return folder;
}

test('a file is told by its size, mode and time', () => {
	const file = path.join(temporaryFolder(), 'net.pt');
	fs.writeFileSync(file, 'weights', {mode: 0o640});
	fs.utimesSync(file, 1_700_000_000, 1_700_000_000.25);
	const source = readSource(file);
	expect(source).toMatchObject({path: file, isFolder: false, folders: [], bytes: 7, changedAt: 1_700_000_000_250});
	expect(source.files).toEqual([{path: '', size: 7, mode: 0o640, signature: expect.stringMatching(/^\d+(:\d+){4}$/) as string}]);
});

test('a folder is told with everything in it, sorted, empty folders too', () => {
	const folder = someFolder();
	fs.mkdirSync(path.join(folder, 'empty'));
	const source = readSource(folder);
	expect(source).toMatchObject({isFolder: true, folders: ['empty', 'layers'], bytes: 11});
	expect(source.files.map(file => file.path)).toEqual(['layers/one.bin', 'net.bin']);
});

test('a link to a model is followed', () => {
	const folder = someFolder();
	const link = path.join(temporaryFolder(), 'link');
	fs.symlinkSync(folder, link);
	expect(readSource(link).path).toBe(folder);
});

test('links that stay in the folder are kept as they are written, also over other links', () => {
	const folder = someFolder();
	fs.symlinkSync('../net.bin', path.join(folder, 'layers', 'up'));
	fs.symlinkSync('layers', path.join(folder, 'same'));
	fs.symlinkSync('same/./up', path.join(folder, 'over'));
	const links = readSource(folder).files.filter(({link}) => link !== undefined);
	expect(links.map(file => [file.path, file.link, file.size])).toEqual([
		['layers/up', '../net.bin', 0],
		['over', 'same/./up', 0],
		['same', 'layers', 0],
	]);
});

test.each([
	['../outside.bin', /link .*\/net\/link leaves the folder/],
	// It comes back, but only while the folder has this name.
	['../net/net.bin', /leaves the folder/],
	// By a link that leads deeper the way up ends elsewhere than it reads.
	['top/../../../net/net.bin', /leaves the folder/],
	['/etc/hostname', /absolute path/],
	['nothing', /leads nowhere/],
	['net.bin/inside', /leads nowhere/],
	['link', /round in a circle/],
])('a link to %s is refused', (target, words) => {
	const folder = someFolder();
	fs.writeFileSync(path.join(folder, '..', 'outside.bin'), 'x');
	fs.symlinkSync('layers', path.join(folder, 'top'));
	fs.symlinkSync(target, path.join(folder, 'link'));
	const error = userErrorOf(() => readSource(folder));
	expect(error).toMatchObject({code: 'failed', message: expect.stringMatching(words) as string});
	expect(error.hint).toContain('cp -rL');
});

test('what holds no bytes is refused', () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, 'empty.pt'), '');
	fs.mkdirSync(path.join(folder, 'hollow', 'inner'), {recursive: true});
	expect(userErrorOf(() => readSource(path.join(folder, 'empty.pt')))).toMatchObject({code: 'failed', message: `${folder}/empty.pt is empty.`});
	expect(userErrorOf(() => readSource(path.join(folder, 'hollow')))).toMatchObject({code: 'failed', message: `${folder}/hollow holds no file.`});
});

test('a folder may hold empty files beside others', () => {
	const folder = someFolder();
	fs.writeFileSync(path.join(folder, '__init__.py'), '');
	expect(readSource(folder).files[0]).toMatchObject({path: '__init__.py', size: 0});
});

test('a folder with more than is looked at is refused, one with as much is not', () => {
	const folder = temporaryFolder();
	for (const name of ['a', 'b', 'c']) fs.writeFileSync(path.join(folder, name), 'x');
	expect(readSource(folder, 4).files).toHaveLength(3);
	expect(() => readSource(folder, 3)).toThrow(/holds more than 3 files and folders/);
});

test('a FIFO is refused by its path, and not waited for', () => {
	const folder = someFolder();
	execFileSync('mkfifo', [path.join(folder, 'layers', 'pipe')]);
	expect(userErrorOf(() => readSource(folder)).message).toMatch(/layers\/pipe is a FIFO/);
	expect(userErrorOf(() => readSource(path.join(folder, 'layers', 'pipe'))).message).toMatch(/is a FIFO/);
	expect(userErrorOf(() => readSource('/dev/null')).message).toBe('/dev/null is a device, and no file that could be copied.');
});

test('a name that is not UTF-8 is refused', () => {
	const folder = someFolder();
	fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), 'x');
	expect(userErrorOf(() => readSource(folder)).message).toContain('not UTF-8');
});

test('what is not there is said, and so is a link to it', () => {
	const folder = temporaryFolder();
	fs.symlinkSync('gone', path.join(folder, 'link'));
	expect(userErrorOf(() => readSource(`${folder}/gone`))).toMatchObject({code: 'not-found', message: `There is no ${folder}/gone.`});
	expect(userErrorOf(() => readSource(`${folder}/link`))).toMatchObject({code: 'not-found', message: `${folder}/link is a link that leads nowhere.`});
});

test.each<[string, (folder: string) => void, string | undefined]>([
	['nothing', () => undefined, undefined],
	['being read', folder => fs.readFileSync(`${folder}/net.bin`), undefined],
	['a new folder', folder => fs.mkdirSync(`${folder}/new`), 'new'],
	['a new file', folder => fs.writeFileSync(`${folder}/layers/two.bin`, ''), 'layers/two.bin'],
	['a file less', folder => fs.rmSync(`${folder}/layers/one.bin`), 'layers/one.bin'],
	['a folder less', folder => fs.rmSync(`${folder}/empty`, {recursive: true}), 'empty'],
	['a file in place of a folder', folder => [fs.rmdirSync(`${folder}/empty`), fs.writeFileSync(`${folder}/empty`, '')], 'empty'],
	['a link in place of a file', folder => [fs.rmSync(`${folder}/net.bin`), fs.symlinkSync('layers/one.bin', `${folder}/net.bin`)], 'net.bin'],
	['other permissions', folder => fs.chmodSync(`${folder}/net.bin`, 0o600), 'net.bin'],
	['all of it gone', folder => fs.rmSync(folder, {recursive: true}), ''],
])('changedSince after %s', (_, change, changed) => {
	const folder = someFolder();
	fs.mkdirSync(path.join(folder, 'empty'));
	const source = readSource(folder);
	change(folder);
	expect(changedSince(source)).toBe(changed === undefined ? undefined : path.join(folder, changed));
});

test('a file with other bytes of the same length and the same mtime has changed', () => {
	const file = path.join(temporaryFolder(), 'net.pt');
	fs.writeFileSync(file, 'weights');
	fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
	const source = readSource(file);
	fs.writeFileSync(file, 'WEIGHTS');
	fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
	expect(changedSince(source)).toBe(file);
});
