/** Copying a model: the bytes, the permissions and the checksum, and what happens when the disk or another program interferes. */

import {execFileSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {copyArtifact, hashArtifact, makeReadOnly} from '../../store/artifact-copy.ts';
import {readSource} from '../../store/artifact-source.ts';
import {digestLines} from '../../store/domain/registration.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {cannotMount, fill, tinyDisk} from '../helpers/tiny-disk.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

function fileOf(bytes: string | Buffer, mode = 0o644): string {
	const file = path.join(temporaryFolder(), 'net.pt');
	fs.writeFileSync(file, bytes);
	fs.chmodSync(file, mode);
	fs.utimesSync(file, 1_700_000_000, 1_700_000_000.125);
	return file;
}

test.each([1, 65_536, 10_000_019])('a file of %d bytes is copied read-only with its time', size => {
	const bytes = randomBytes(size);
	const file = fileOf(bytes);
	const to = path.join(temporaryFolder(), 'copy.pt');
	const checksum = copyArtifact(readSource(file), to, {});
	expect(checksum).toEqual({algorithm: 'sha256', value: sha256(bytes)});
	expect(fs.readFileSync(to).equals(bytes)).toBe(true);
	const {mode, mtimeMs} = fs.statSync(to);
	expect([mode & 0o7777, mtimeMs]).toEqual([0o444, 1_700_000_000_125]);
});

test.each([
	[0o755, 0o555],
	[0o600, 0o400],
	[0o4711, 0o511],
	[0o640, 0o440],
	[0o044, 0o444],
])('a file of mode %o is copied with mode %o, whatever the umask', (mode, copied) => {
	const to = path.join(temporaryFolder(), 'copy');
	const umask = process.umask(0o077);
	try {
		copyArtifact(readSource(fileOf('x', mode)), to, {});
	} finally {
		process.umask(umask);
	}
	expect(fs.statSync(to).mode & 0o7777).toBe(copied);
});

/** Two files, one of them deeper, an empty folder, a link. */
function folderOf(): string {
	const folder = path.join(temporaryFolder(), 'net');
	fs.mkdirSync(path.join(folder, 'layers', 'deep'), {recursive: true});
	fs.mkdirSync(path.join(folder, 'empty'), {mode: 0o700});
	fs.writeFileSync(path.join(folder, 'layers', 'deep', 'one.bin'), 'one');
	fs.writeFileSync(path.join(folder, 'run.sh'), 'two');
	fs.chmodSync(path.join(folder, 'run.sh'), 0o770);
	fs.symlinkSync('layers/deep', path.join(folder, 'link'));
	fs.utimesSync(path.join(folder, 'layers'), 1_600_000_000, 1_600_000_000);
	return folder;
}

test('a folder is copied with its folders, links and times, and its checksum lists its files', () => {
	const from = folderOf();
	const to = path.join(temporaryFolder(), 'copy');
	const files = {'layers/deep/one.bin': sha256('one'), 'run.sh': sha256('two'), link: '-> layers/deep'};
	expect(copyArtifact(readSource(from), to, {})).toEqual({algorithm: 'sha256', value: sha256(digestLines(files)), files});
	expect(fs.readdirSync(to, {recursive: true}).sort()).toEqual(fs.readdirSync(from, {recursive: true}).sort());
	expect(fs.readFileSync(path.join(to, 'link', 'one.bin'), 'utf8')).toBe('one');
	const modes = ['.', 'empty', 'layers', 'run.sh', 'layers/deep/one.bin'].map(name => fs.statSync(path.join(to, name)).mode & 0o7777);
	expect(modes).toEqual([0o755, 0o700, 0o755, 0o550, 0o444]);
	expect(fs.statSync(path.join(to, 'layers')).mtimeMs).toBe(1_600_000_000_000);
	expect(hashArtifact(readSource(to), {})).toEqual(copyArtifact(readSource(from), path.join(temporaryFolder(), 'again'), {}));
});

test('hundreds of files are copied like few', () => {
	const from = path.join(temporaryFolder(), 'many');
	fs.mkdirSync(from);
	for (let index = 0; index < 150; index++) fs.writeFileSync(path.join(from, `${index}.bin`), `bytes ${index}`);
	const to = path.join(temporaryFolder(), 'copy');
	const {files = {}} = copyArtifact(readSource(from), to, {});
	expect(Object.keys(files)).toHaveLength(150);
	execFileSync('diff', ['-r', from, to]);
	expect(fs.statSync(path.join(to, '149.bin')).mode & 0o7777).toBe(0o444);
});

test('a folder made in one with a setgid bit has it, too', () => {
	const shared = temporaryFolder();
	fs.chmodSync(shared, 0o2775);
	copyArtifact(readSource(folderOf()), path.join(shared, 'copy'), {});
	expect(fs.statSync(path.join(shared, 'copy', 'layers')).mode & 0o7777).toBe(0o2755);
});

test('progress goes up to all bytes, at most once in 4 MB', () => {
	const told: number[] = [];
	const source = readSource(fileOf(randomBytes(10_000_000)));
	copyArtifact(source, path.join(temporaryFolder(), 'copy'), {onBytes: (done, total) => told.push(done, total)});
	expect(told).toEqual([4_194_304, 10_000_000, 8_388_608, 10_000_000, 10_000_000, 10_000_000]);
});

test.each<[string, (file: string) => void]>([
	['grows', file => fs.appendFileSync(file, 'x')],
	['shrinks', file => fs.truncateSync(file, 5_000_000)],
	['is written', file => fs.writeFileSync(file, randomBytes(9_000_000))],
	['is replaced', file => [fs.writeFileSync(`${file}.new`, randomBytes(9_000_000)), fs.renameSync(`${file}.new`, file)]],
])('a file that %s while it is copied or hashed is refused by its name', (_, change) => {
	for (const take of ['copy', 'hash'] as const) {
		const file = fileOf(randomBytes(9_000_000));
		const source = readSource(file);
		let isChanged = false;
		const onBytes = () => {
			if (!isChanged) change(file);
			isChanged = true;
		};
		const error = userErrorOf(() =>
			take === 'copy' ? copyArtifact(source, path.join(temporaryFolder(), 'copy'), {onBytes}) : hashArtifact(source, {onBytes}),
		);
		expect(error).toMatchObject({code: 'changed', message: `${file} changed while it was read.`});
	}
});

test('a file that comes into a folder while it is copied is noticed', () => {
	const from = folderOf();
	const source = readSource(from);
	const error = userErrorOf(() =>
		copyArtifact(source, path.join(temporaryFolder(), 'copy'), {onBytes: () => fs.writeFileSync(path.join(from, 'empty', 'late.bin'), '')}),
	);
	expect(error).toMatchObject({code: 'changed', message: `${from}/empty/late.bin changed while it was read.`});
});

test('a file that was replaced by a FIFO before it is copied is not waited for', () => {
	const file = fileOf('x');
	const source = readSource(file);
	fs.rmSync(file);
	execFileSync('mkfifo', [file]);
	expect(userErrorOf(() => copyArtifact(source, path.join(temporaryFolder(), 'copy'), {})).code).toBe('changed');
});

test('nothing that is there is written over', () => {
	const to = path.join(temporaryFolder(), 'taken');
	fs.writeFileSync(to, 'mine');
	const file = fileOf(randomBytes(100_000));
	expect(userErrorOf(() => copyArtifact(readSource(file), to, {})).message).toMatch(/net\.pt cannot be copied: .*EEXIST/);
	expect(fs.readFileSync(to, 'utf8')).toBe('mine');
});

test.skipIf(cannotMount !== undefined)(`a full disk: what was copied stays for the caller, and the reason is said ${cannotMount ?? ''}`, () => {
	const disk = tinyDisk(12);
	const to = path.join(disk, 'copy');
	const file = fileOf(randomBytes(9_000_000));
	let isFull = false;
	const onBytes = () => {
		if (!isFull) fill(disk);
		isFull = true;
	};
	const error = userErrorOf(() => copyArtifact(readSource(file), to, {onBytes}));
	expect(error).toMatchObject({code: 'failed', message: `${file} cannot be copied: no space left on device (ENOSPC).`});
	expect(error.hint).toMatch(/Free some space/);
	expect(fs.statSync(to).size).toBeGreaterThan(4_000_000);
});

test('makeReadOnly takes the w bits from files only, and tells what they had', () => {
	const folder = folderOf();
	fs.chmodSync(path.join(folder, 'layers/deep/one.bin'), 0o400);
	expect(makeReadOnly(readSource(folder))).toEqual({'run.sh': 0o770});
	expect(fs.statSync(path.join(folder, 'run.sh')).mode & 0o7777).toBe(0o550);
	expect(fs.statSync(path.join(folder, 'empty')).mode & 0o7777).toBe(0o700);
	const file = fileOf('x', 0o666);
	expect(makeReadOnly(readSource(file))).toEqual({'': 0o666});
	expect(fs.statSync(file).mode & 0o7777).toBe(0o444);
});
