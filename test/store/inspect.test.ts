/** Artifacts as they lie on a disk: files, folders, links, and what is in the way. */

import {execFileSync, spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {expect, test} from 'vitest';
import {inspectArtifact} from '../../store/inspect.ts';
import {findFiles} from '../../store/inspected-files.ts';
import {cannotBeNobody, giveToNobody, runAsNobody} from '../helpers/as-nobody.ts';
import {npy, npyHeader, safetensors} from '../helpers/model-files.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const array = npy(npyHeader("'<f4'", [2, 3]), {data: 24});

/** Makes files by their paths. @returns the folder */
function folderOf(files: Readonly<Record<string, Buffer | string>>): string {
	const folder = temporaryFolder();
	for (const [name, bytes] of Object.entries(files)) {
		fs.mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
		fs.writeFileSync(path.join(folder, name), bytes);
	}
	return folder;
}

test('a file is told without a path', async () => {
	const inspection = await inspectArtifact(path.join(folderOf({'w.npy': array}), 'w.npy'));
	expect(inspection).toMatchObject({unopened: 0, files: [{path: '', bytes: array.length, format: 'npy', parameters: 6, problems: []}]});
});

test('of a folder the files of known formats are told by path, not what lies beside, hidden ones too', async () => {
	const folder = folderOf({
		'b/w.npy': array,
		'a.npy': array,
		'config.json': '{}',
		'.hidden.npy': array,
		'.mreg/x.npy': array,
		'b/.mreg-part/w.npy': array,
		'.git/x.npy': array,
	});
	expect((await inspectArtifact(folder)).files.map(file => file.path)).toEqual(['.hidden.npy', 'a.npy', 'b/w.npy']);
});

test('where nothing is of a known format, some files are told all the same', async () => {
	const folder = folderOf(Object.fromEntries(Array.from({length: 30}, (_, at) => [`note${at}.txt`, 'text'])));
	const {files} = await inspectArtifact(folder);
	expect(files).toHaveLength(20);
	expect(files[0]).toEqual({path: 'note0.txt', bytes: 4, tensors: [], tensorCount: 0, parameters: 0, imports: [], facts: [], problems: []});
});

test('an artifact that is a link is followed', async () => {
	const folder = folderOf({'w.npy': array});
	const other = temporaryFolder();
	fs.symlinkSync(path.join(folder, 'w.npy'), path.join(other, 'link.npy'));
	expect((await inspectArtifact(path.join(other, 'link.npy'))).files).toMatchObject([{path: '', format: 'npy'}]);
	fs.symlinkSync(folder, `${other}/whole`);
	expect((await inspectArtifact(`${other}/whole`)).files).toMatchObject([{path: 'w.npy', format: 'npy'}]);
});

test('links in one are followed to files, each of which is read once, and what is not followed is told', async () => {
	const folder = folderOf({'blobs/0a1b': array, 'snapshots/main/config.json': '{}'});
	const snapshot = path.join(folder, 'snapshots/main');
	fs.symlinkSync('../../blobs/0a1b', `${snapshot}/w.npy`);
	fs.symlinkSync('../../blobs/0a1b', `${snapshot}/x.npy`);
	fs.symlinkSync('../..', `${snapshot}/loop`);
	fs.symlinkSync('gone', `${snapshot}/dangling`);
	fs.symlinkSync('/dev/null', `${snapshot}/device`);
	fs.symlinkSync('self', `${snapshot}/self`);
	const {files, leftOut} = await inspectArtifact(snapshot);
	expect(files).toMatchObject([{path: 'w.npy', format: 'npy', facts: expect.arrayContaining([['link to', '../../blobs/0a1b']])}]);
	expect(leftOut).toEqual([
		'dangling is a link that leads nowhere.',
		'device is a link to what is no regular file: it is not followed.',
		'loop is a link to a folder: it is not followed.',
		'self is a link that leads nowhere.',
	]);
	const whole = await inspectArtifact(folder);
	expect(whole.files.map(file => file.path)).toEqual(['blobs/0a1b']);
	expect(whole.leftOut).toHaveLength(3);
});

test('a FIFO is not opened, so that who writes into it still waits', async () => {
	const folder = folderOf({'w.npy': array});
	const fifo = path.join(folder, 'fifo');
	execFileSync('mkfifo', [fifo]);
	const writer = spawn('sh', ['-c', 'echo x > "$0"', fifo]);
	const inside = await inspectArtifact(folder);
	expect(inside.files.map(file => file.path)).toEqual(['w.npy']);
	expect(inside.leftOut).toEqual(['fifo is no regular file: it is not opened.']);
	expect((await inspectArtifact(fifo)).files).toMatchObject([{problems: ['It is not a regular file.']}]);
	expect(writer.exitCode).toBeNull();
	writer.kill('SIGKILL');
});

test.each([
	['w.safetensors', Buffer.alloc(7, 1), 'It is named like safetensors, and does not begin like that.'],
	['w.pt', Buffer.alloc(100_000), 'It is named like a model of PyTorch, and begins with nothing but zeros.'],
	['w.onnx', Buffer.from('text'), 'It is named like an ONNX model, and does not begin like that.'],
	['w.ckpt', Buffer.alloc(10), 'It is named like a model, and begins with nothing but zeros.'],
	['w.npy', Buffer.alloc(0), 'It is empty.'],
])('%s in which no model is has a problem', async (name, bytes, problem) => {
	expect((await inspectArtifact(path.join(folderOf({[name]: bytes}), name))).files).toMatchObject([{problems: [problem]}]);
});

test('compressed pickles, and names that promise nothing, have none', async () => {
	const folder = folderOf({'w.joblib': zlib.deflateSync('x'), 'w.pkl': zlib.gzipSync('x'), 'w.dat': Buffer.alloc(10), 'w.ckpt': 'text'});
	expect((await inspectArtifact(folder)).files.map(({problems}) => problems)).toEqual([[], [], [], []]);
});

test('what is not there is an error that says so', async () => {
	await expect(inspectArtifact(path.join(temporaryFolder(), 'gone'))).rejects.toMatchObject({code: 'not-found', exitCode: 3});
	await expect(inspectArtifact(path.join(folderOf({file: 'x'}), 'file/below'))).rejects.toMatchObject({code: 'not-found'});
});

test('a file that is broken is a problem of that file alone', async () => {
	const folder = folderOf({'broken.safetensors': safetensors('{"a"'), 'w.npy': array});
	expect((await inspectArtifact(folder)).files).toMatchObject([
		{path: 'broken.safetensors', format: 'safetensors', problems: ['Its header is no JSON.']},
		{path: 'w.npy', problems: []},
	]);
});

test.each([
	['', 'It is empty.'],
	['<!DOCTYPE html>\n<p>Sign in', 'It is a web page, not a model.'],
	['\n<html lang="en">', 'It is a web page, not a model.'],
	['version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n', 'It is a git-lfs pointer: the file itself is not here.'],
])('what lies where a model should is told: %j', async (text, sentence) => {
	expect((await inspectArtifact(path.join(folderOf({weights: text}), 'weights'))).files).toMatchObject([{problems: [sentence]}]);
});

test('beside a model an empty file and a page are nothing odd, a pointer is', async () => {
	const pointer = 'version https://git-lfs.github.com/spec/v1\n';
	const folder = folderOf({'w.npy': array, '__init__.py': '', 'README.html': '<html>', 'more.safetensors': pointer});
	expect((await inspectArtifact(folder)).files.map(file => [file.path, ...file.problems])).toEqual([
		['more.safetensors', 'It is a git-lfs pointer: the file itself is not here.'],
		['w.npy'],
	]);
});

test('names that are no UTF-8 are opened, too', async () => {
	const folder = temporaryFolder();
	fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/w`), Buffer.from([0xff]), Buffer.from('.npy')]), array);
	expect((await inspectArtifact(folder)).files).toMatchObject([{path: 'w\udcff.npy', format: 'npy'}]);
});

test('of a thousand files and more those that look like models are opened, large ones first, and how many were not is told', async () => {
	const notes = Object.fromEntries(Array.from({length: 1005}, (_, at) => [`${String(at).padStart(4, '0')}.txt`, 'text']));
	const folder = folderOf({...notes, 'z/model.npy': array, '.z.npy': array, 'zz.large': Buffer.concat([array, Buffer.alloc(50)])});
	const {files, unopened, leftOut} = await inspectArtifact(folder);
	expect(files.map(file => file.path)).toEqual(['.z.npy', 'z/model.npy', 'zz.large']);
	expect([unopened, leftOut]).toEqual([8, ['8 of its 1,008 files were not opened.']]);
});

test('what comes after more names than are looked for is told as not looked at', () => {
	const folder = folderOf(Object.fromEntries(Array.from({length: 12}, (_, at) => [`${at}.npy`, ''])));
	const {files, leftOut} = findFiles(folder, {most: 10});
	expect([files.length, leftOut]).toEqual([10, ['It has more than 10 files and folders: 2 were not looked at.']]);
});

test('a folder of thousands of files is looked through in a moment', async () => {
	const folder = folderOf(Object.fromEntries(Array.from({length: 3000}, (_, at) => [`n${at}`, ''])));
	const from = process.cpuUsage();
	expect((await inspectArtifact(folder)).unopened).toBe(2000);
	const {user, system} = process.cpuUsage(from);
	expect(user + system).toBeLessThan(1_000_000);
});

test('an empty folder has nothing in it', async () => {
	expect(await inspectArtifact(temporaryFolder())).toEqual({files: [], unopened: 0, leftOut: []});
});

test.skipIf(cannotBeNobody)('a file or folder that may not be read is told with the reason, beside the others', () => {
	const folder = folderOf({'w.npy': array, 'closed.npy': array, 'shut/w.npy': array});
	giveToNobody(folder);
	fs.chmodSync(path.join(folder, 'closed.npy'), 0);
	fs.chmodSync(path.join(folder, 'shut'), 0);
	expect(runAsNobody('inspecting-process', [folder])).toMatchObject({
		files: [
			{path: 'closed.npy', problems: ['It cannot be read: permission denied (EACCES).']},
			{path: 'shut', problems: ['The folder cannot be read: permission denied (EACCES).']},
			{path: 'w.npy', format: 'npy', problems: []},
		],
	});
});
