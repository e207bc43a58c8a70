/** A file that was read is replaced, unless another program writes it at the same time: then its write stands. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {WriteError} from '../../store/atomic-file.ts';
import {replaceFile, type ReadFile} from '../../store/replace-file.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

function made(text = 'old', name = 'a.json'): {file: string; folder: string; read: ReadFile} {
	const folder = temporaryFolder();
	const file = path.join(folder, name);
	fs.writeFileSync(file, text);
	return {file, folder, read: readOf(file)};
}

function readOf(file: string): ReadFile {
	const {ino, mtimeNs} = fs.statSync(file, {bigint: true});
	return {bytes: fs.readFileSync(file), inode: ino, mtimeNs};
}

const text = (file: string) => fs.readFileSync(file, 'utf8');

test('puts a new inode with the mode of the old one in its place, and leaves nothing beside it', () => {
	const {file, folder, read} = made();
	fs.chmodSync(file, 0o640);
	expect(replaceFile(file, Buffer.from('new'), {read})).toBe(true);
	expect(text(file)).toBe('new');
	expect(fs.statSync(file).mode & 0o7777).toBe(0o640);
	expect(fs.statSync(file, {bigint: true}).ino).not.toBe(read.inode);
	expect(fs.readdirSync(folder)).toEqual(['a.json']);
});

test('a second name of the old file keeps the old text', () => {
	const {file, folder, read} = made();
	fs.linkSync(file, path.join(folder, 'b'));
	expect(replaceFile(file, Buffer.from('new'), {read})).toBe(true);
	expect(text(path.join(folder, 'b'))).toBe('old');
});

describe('before the rename', () => {
	test.each([
		['written in place', (file: string) => fs.writeFileSync(file, 'theirs')],
		['replaced by one of the same bytes, size and time', replaceAlike],
		['removed', (file: string) => fs.rmSync(file)],
	])('a file that was %s since it was read is left as it is', (_, change) => {
		const {file, folder, read} = made();
		change(file);
		const before = fs.readdirSync(folder).map(name => text(path.join(folder, name)));
		expect(replaceFile(file, Buffer.from('new'), {read})).toBe(false);
		expect(fs.readdirSync(folder).map(name => text(path.join(folder, name)))).toEqual(before);
	});

	test('a file that is not wanted any more is left as it is', () => {
		const {file, folder, read} = made();
		expect(replaceFile(file, Buffer.from('new'), {read, isStillWanted: () => false})).toBe(false);
		expect([text(file), fs.readdirSync(folder)]).toEqual(['old', ['a.json']]);
	});
});

describe('between the second look and the look at the old inode', () => {
	test('what a writer that holds the file open writes stands, and goes on to stand', () => {
		const {file, folder, read} = made();
		const fd = fs.openSync(file, 'r+');
		const isStillWanted = () => fs.writeSync(fd, 'theirs, longer') > 0;
		expect(replaceFile(file, Buffer.from('new'), {read, isStillWanted})).toBe(false);
		expect(text(file)).toBe('theirs, longer');
		expect(fs.statSync(file, {bigint: true}).ino).toBe(read.inode);
		fs.writeSync(fd, ', and more');
		fs.closeSync(fd);
		expect(text(file)).toBe('theirs, longer, and more');
		expect(fs.readdirSync(folder)).toEqual(['a.json']);
	});

	test('a writer that has just emptied the file is noticed, and what it writes then is not lost', () => {
		const {file, read} = made();
		const state: {fd?: number} = {};
		expect(replaceFile(file, Buffer.from('new'), {read, isStillWanted: () => (state.fd = fs.openSync(file, 'w')) > 0})).toBe(false);
		fs.writeSync(state.fd ?? 0, 'theirs');
		fs.closeSync(state.fd ?? 0);
		expect(text(file)).toBe('theirs');
	});

	test('a write of the same length at the same time is noticed by its bytes', () => {
		const {file, read} = made();
		const isStillWanted = () => {
			const {atime, mtime} = fs.statSync(file);
			fs.writeFileSync(file, 'THE');
			fs.utimesSync(file, atime, mtime);
			return true;
		};
		expect(replaceFile(file, Buffer.from('new'), {read, isStillWanted})).toBe(false);
		expect(text(file)).toBe('THE');
	});
});

test('a link and what it points to are refused and left as they are', () => {
	const {file, folder, read} = made();
	fs.renameSync(file, path.join(folder, 'b'));
	fs.symlinkSync('b', file);
	expect(() => replaceFile(file, Buffer.from('new'), {read})).toThrow('is a link');
	expect([fs.readlinkSync(file), text(file), fs.readdirSync(folder)]).toEqual(['b', 'old', ['a.json', 'b']]);
});

test('names of 255 bytes and names that are not UTF-8 are written', () => {
	const long = made('old', '학'.repeat(85));
	expect(replaceFile(long.file, Buffer.from('new'), {read: long.read})).toBe(true);
	expect([text(long.file), fs.readdirSync(long.folder).length]).toEqual(['new', 1]);
	if (process.platform !== 'linux') return;
	const folder = temporaryFolder();
	const bytes = Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff]), Buffer.from('.json')]);
	fs.writeFileSync(bytes, 'old');
	const {ino, mtimeNs} = fs.statSync(bytes, {bigint: true});
	expect(replaceFile(`${folder}/a\udcff.json`, Buffer.from('new'), {read: {bytes: Buffer.from('old'), inode: ino, mtimeNs}})).toBe(true);
	expect([fs.readFileSync(bytes, 'utf8'), fs.readdirSync(folder).length]).toEqual(['new', 1]);
});

test('an error says that the old file stands', () => {
	const {file, folder, read} = made();
	fs.rmSync(folder, {recursive: true});
	fs.writeFileSync(folder, 'a file where the folder was');
	const error = (() => {
		try {
			replaceFile(file, Buffer.from('new'), {read});
		} catch (thrown) {
			return thrown;
		}
	})();
	expect(error).toBeInstanceOf(WriteError);
	expect(error).toMatchObject({stands: 'old', message: expect.stringContaining('The old file stands.') as string});
});

/** Another inode with the same bytes, size and time. */
function replaceAlike(file: string): void {
	const {atime, mtime} = fs.statSync(file);
	fs.writeFileSync(`${file}.new`, fs.readFileSync(file));
	fs.utimesSync(`${file}.new`, atime, mtime);
	fs.renameSync(`${file}.new`, file);
}
