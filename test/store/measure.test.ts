/** How big an artifact is and when it last changed, without opening any of it. */

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {measureArtifact} from '../../store/measure.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const measure = (file: string) => measureArtifact(file, fs.lstatSync(file, {bigint: true}));
const day = (number: number) => new Date(Date.UTC(2024, 9, number));

function put(file: string, bytes: number, time: Date): void {
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(file, Buffer.alloc(bytes));
	fs.utimesSync(file, time, time);
}

test('a file has its length and time', () => {
	const file = path.join(temporaryFolder(), 'm');
	put(file, 1234, day(1));
	expect(measure(file)).toEqual({artifact: {kind: 'file', bytes: 1234, modifiedAt: day(1).getTime(), count: 1}});
});

test('a FIFO is a file of no bytes, and is not opened', {timeout: 5000}, () => {
	const file = path.join(temporaryFolder(), 'm');
	execFileSync('mkfifo', [file]);
	expect(measure(file)).toMatchObject({artifact: {kind: 'file', bytes: 0}});
});

test('a link is measured as the link that it is', () => {
	const folder = temporaryFolder();
	put(path.join(folder, 'big'), 99_999, day(1));
	fs.symlinkSync('big', path.join(folder, 'm'));
	fs.lutimesSync(path.join(folder, 'm'), day(2), day(2));
	expect(measure(path.join(folder, 'm'))).toEqual({artifact: {kind: 'link', bytes: 0, modifiedAt: day(2).getTime(), count: 1}});
});

describe('a folder', () => {
	function folderOf(files: Readonly<Record<string, [bytes: number, day: number]>>): string {
		const folder = path.join(temporaryFolder(), 'm');
		fs.mkdirSync(folder);
		for (const [name, [bytes, time]] of Object.entries(files)) put(path.join(folder, name), bytes, day(time));
		for (const name of ['a/b', 'a', '.']) if (fs.existsSync(path.join(folder, name))) fs.utimesSync(path.join(folder, name), day(1), day(1));
		return folder;
	}

	test('has the sum of its files at any depth, their number and the newest time', () => {
		expect(measure(folderOf({weights: [100, 2], '.hidden': [1, 2], 'a/b/deep': [10, 5], 'a/other': [1000, 3]}))).toEqual({
			artifact: {kind: 'directory', bytes: 1111, modifiedAt: day(5).getTime(), count: 4},
		});
	});

	test('has its own time where that is the newest', () => {
		const folder = folderOf({weights: [1, 2]});
		fs.utimesSync(folder, day(9), day(9));
		expect(measure(folder)).toMatchObject({artifact: {modifiedAt: day(9).getTime()}});
	});

	test('that is empty has nothing', () =>
		expect(measure(folderOf({}))).toEqual({artifact: {kind: 'directory', bytes: 0, modifiedAt: day(1).getTime(), count: 0}}));

	test('does not follow the links in it, and counts each as a file', () => {
		const folder = folderOf({weights: [7, 2]});
		for (const [name, target] of [
			['self', '.'],
			['all', '/'],
			['none', 'nowhere'],
		] as const) {
			fs.symlinkSync(target, path.join(folder, name));
		}
		expect(measure(folder)).toMatchObject({artifact: {bytes: 7, count: 4}});
	});

	test('with names that are not UTF-8 is measured', () => {
		const folder = folderOf({weights: [7, 2]});
		fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), 'xxx');
		expect(measure(folder)).toMatchObject({artifact: {bytes: 10, count: 2}});
	});

	test('that is gone when it is looked into says so', () => {
		const folder = folderOf({weights: [7, 2]});
		const stat = fs.lstatSync(folder, {bigint: true});
		fs.rmSync(folder, {recursive: true});
		expect(measureArtifact(folder, stat)).toMatchObject({
			artifact: {kind: 'directory', bytes: 0},
			problem: {kind: 'unreadable-artifact', message: expect.stringContaining('ENOENT')},
		});
	});
});
