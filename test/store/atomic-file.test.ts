/** A file is replaced in one step or not at all, keeps who may do what with it, and leaves nothing behind. */

import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {ensureFolder, WriteError, writeChunksAtomic, writeFileAtomic} from '../../store/atomic-file.ts';
import {startScript, type Script} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {until} from '../helpers/until.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

const isRoot = process.getuid?.() === 0;

describe('writeFileAtomic', () => {
	test('makes a file, and nothing else', () => {
		const folder = temporaryFolder();
		writeFileAtomic(path.join(folder, 'a.json'), '{"a": "학습"}\n');
		expect(fs.readdirSync(folder)).toEqual(['a.json']);
		expect(read(folder, 'a.json')).toBe('{"a": "학습"}\n');
	});

	test('puts a new inode in place of the old file', () => {
		const folder = temporaryFolder();
		const file = path.join(folder, 'a.json');
		fs.writeFileSync(file, 'a longer old text');
		const old = fs.openSync(file, 'r');
		writeFileAtomic(file, Buffer.from('new'));
		expect(fs.readFileSync(old, 'utf8')).toBe('a longer old text');
		expect(fs.readFileSync(file, 'utf8')).toBe('new');
		fs.closeSync(old);
	});

	test('writes pieces in their order, also none', () => {
		const folder = temporaryFolder();
		const piece = (letter: string) => Buffer.alloc(3_000_000, letter);
		writeChunksAtomic(path.join(folder, 'big'), [piece('a'), piece('b')]);
		writeChunksAtomic(path.join(folder, 'none'), []);
		expect(Buffer.concat([piece('a'), piece('b')]).equals(fs.readFileSync(path.join(folder, 'big')))).toBe(true);
		expect(read(folder, 'none')).toBe('');
	});

	test('leaves the old file, and no other, when the pieces end in an error', () => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, 'a'), 'old');
		function* pieces() {
			yield Buffer.from('new');
			throw new Error('no more');
		}
		expect(() => writeChunksAtomic(path.join(folder, 'a'), pieces())).toThrow('no more');
		expect(read(folder, 'a')).toBe('old');
		expect(fs.readdirSync(folder)).toEqual(['a']);
	});

	test.each([0o600, 0o640, 0o664, 0o755])('keeps the mode %o of the old file', mode => {
		const file = path.join(temporaryFolder(), 'a');
		fs.writeFileSync(file, 'old');
		fs.chmodSync(file, mode);
		writeFileAtomic(file, 'new');
		expect(modeOf(file)).toBe(mode);
	});

	test.each([
		[0o700, 0o600],
		[0o755, 0o644],
		[0o2775, 0o664],
		[0o1777, 0o666],
	])('gives a new file in a folder of mode %o the mode %o', (folderMode, mode) => {
		const folder = temporaryFolder();
		fs.chmodSync(folder, folderMode);
		writeFileAtomic(path.join(folder, 'a'), 'new');
		expect(modeOf(path.join(folder, 'a'))).toBe(mode);
	});

	test('takes the mode that is asked for, or that of another file', () => {
		const folder = temporaryFolder();
		const [a, b, c] = ['a', 'b', 'c'].map(name => path.join(folder, name)) as [string, string, string];
		writeFileAtomic(a, 'x', {mode: 0o640});
		writeFileAtomic(b, 'x', {likeFile: a});
		fs.writeFileSync(c, 'old', {mode: 0o644});
		writeFileAtomic(c, 'x', {likeFile: a});
		expect([a, b, c].map(modeOf)).toEqual([0o640, 0o640, 0o640]);
	});

	test.runIf(isRoot)('keeps the owner and group of the old file, and gives a new one the group of its folder', () => {
		const folder = temporaryFolder();
		const file = path.join(folder, 'a');
		fs.writeFileSync(file, 'old');
		fs.chownSync(file, 1234, 2345);
		fs.chownSync(folder, 0, 3456);
		writeFileAtomic(file, 'new');
		writeFileAtomic(path.join(folder, 'b'), 'new');
		expect(fs.statSync(file)).toMatchObject({uid: 1234, gid: 2345});
		expect(fs.statSync(path.join(folder, 'b'))).toMatchObject({uid: 0, gid: 3456});
	});

	test.runIf(isRoot)('lets nobody in when the group cannot be kept', async () => {
		const folder = temporaryFolder();
		const file = path.join(folder, 'a');
		fs.chmodSync(folder, 0o777);
		fs.writeFileSync(file, 'old');
		fs.chownSync(file, 65534, 2345);
		fs.chmodSync(file, 0o660);
		expect(await runToEnd(startScript('failing-process', [file, 'nobody']))).toBe(0);
		expect(read(folder, 'a')).toBe('new');
		expect(fs.statSync(file)).toMatchObject({uid: 65534, gid: 65534});
		expect(modeOf(file)).toBe(0o600);
	});

	test('refuses a link, and changes neither it nor what it points to', () => {
		const folder = temporaryFolder();
		fs.writeFileSync(path.join(folder, 'target'), 'old');
		fs.symlinkSync('target', path.join(folder, 'a'));
		fs.symlinkSync('nowhere', path.join(folder, 'b'));
		for (const name of ['a', 'b']) {
			const error = userErrorOf(() => writeFileAtomic(path.join(folder, name), 'new'));
			expect(error.message).toContain(`${path.join(folder, name)} is a link`);
			expect(error.hint).toBeTruthy();
		}
		expect(fs.readlinkSync(path.join(folder, 'a'))).toBe('target');
		expect(read(folder, 'target')).toBe('old');
		expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b', 'target']);
	});

	test('refuses what is no regular file', () => {
		const folder = temporaryFolder();
		fs.mkdirSync(path.join(folder, 'a'));
		spawnSync('mkfifo', [path.join(folder, 'b')]);
		for (const name of ['a', 'b']) expect(userErrorOf(() => writeFileAtomic(path.join(folder, name), 'new')).message).toContain('not a regular file');
		expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b']);
	});

	test('says that nothing was written where there is no folder', () => {
		const file = path.join(temporaryFolder(), 'gone', 'a');
		const error = userErrorOf(() => writeFileAtomic(file, 'new'));
		expect(error).toMatchObject({code: 'not-found', stands: 'old'});
		expect(error.message).toBe(`Cannot write ${file}: no such file or directory (ENOENT). Nothing was written.`);
		expect(error.cause).toMatchObject({code: 'ENOENT'});
	});

	test.runIf(isRoot).each(['read-only file', 'read-only folder'])('leaves a %s as it is, and says why', async kind => {
		const folder = temporaryFolder();
		const file = path.join(folder, 'a');
		fs.writeFileSync(file, 'old');
		fs.chmodSync(file, kind === 'read-only file' ? 0o444 : 0o666);
		fs.chmodSync(folder, kind === 'read-only file' ? 0o777 : 0o755);
		const script = startScript('failing-process', [file, 'nobody']);
		expect(await runToEnd(script)).toBe(10);
		expect(script.lines().slice(1, 3)).toEqual(['read-only', `Cannot write ${file}: permission denied (EACCES). The old file stands.`]);
		expect(read(folder, 'a')).toBe('old');
		expect(fs.readdirSync(folder)).toEqual(['a']);
	});

	test('writes names of 255 bytes', () => {
		const folder = temporaryFolder();
		const names = ['a'.repeat(255), '학'.repeat(85), '😀'.repeat(63)];
		for (const name of names) writeFileAtomic(path.join(folder, name), 'new');
		expect(fs.readdirSync(folder).sort()).toEqual(names.sort());
	});

	test('shows readers the old file or the new one, never a mix: 10,000 reads under 8 writers', async () => {
		const file = path.join(temporaryFolder(), 'a.json');
		writeFileAtomic(file, JSON.stringify({n: 0, writer: 0, fill: []}));
		const writers = Array.from({length: 8}, () => startScript('writing-process', [file]));
		const seen = new Set<string>();
		const writersSeen = new Set<number>();
		// A busy machine takes more reads until there was enough to be mixed.
		for (let reads = 0; reads < 10_000 || writersSeen.size < 8 || seen.size < 500; reads++) {
			const {n, writer, fill} = JSON.parse(fs.readFileSync(file, 'utf8'));
			const mark = `${writer} ${n}`;
			if (!fill.every((text: string) => text === mark)) expect.fail(`a mix: ${mark}`);
			seen.add(mark);
			writersSeen.add(writer);
			// Nothing else runs in this process while it reads: the exits of writers are seen between.
			if (reads % 100 !== 0) continue;
			await turn();
			expect(writers.map(({child}) => child.exitCode)).toEqual(Array(8).fill(null));
		}
	}, 120_000);
});

describe('a failing system call', () => {
	const unavailable = straceProblem();
	if (unavailable !== undefined) console.log(`Not tested: failing system calls, because strace does not run here (${unavailable}).`);

	const codes = ['EIO', 'ENOSPC', 'EACCES'];
	// Taking a lock opens files of /proc first, where a failure does no harm.
	const times = (way: string, call: string) => (way === 'locked' && call === 'openat' ? [1, 2, 3, 4, 5, 6, 7] : [1, 2, 3]);

	describe.skipIf(unavailable !== undefined).each([
		{way: 'write', calls: ['openat', 'fsync', 'rename', 'unlink']},
		{way: 'pieces', calls: ['write']},
		{way: 'folder', calls: ['mkdir', 'openat', 'fsync']},
		{way: 'locked', calls: ['openat', 'fsync', 'link', 'unlink']},
	])('$way', ({way, calls}) => {
		test.each(calls)('%s leaves the old or the new state, and the message says which', {timeout: 120_000}, async call => {
			const codesOfExit: (string | number)[] = [];
			for (const when of times(way, call)) codesOfExit.push(...(await Promise.all(codes.map(code => stateAfter(way, {call, code, when})))));
			// That the call was made at all: else nothing was tested. One that only tidies up does no harm.
			if (call !== 'unlink') expect(codesOfExit).toContain(10);
		});
	});

	/** Runs one write with one fault; checks what is on the disk against what was said, and returns the exit code. */
	async function stateAfter(way: string, fault: {call: string; code: string; when: number}): Promise<number | string> {
		const root = temporaryFolder();
		const folder = way === 'folder' ? path.join(root, 'one', 'two') : root;
		const file = path.join(folder, 'a');
		if (way !== 'folder') fs.writeFileSync(file, 'old');
		const script = startScript('failing-process', [file, way]);
		await until(() => script.lines().includes('ready'), {timeout: 30_000, describe: () => script.errors()});
		const call = `${fault.call},?${fault.call}at${fault.call === 'rename' ? ',?renameat2' : ''}`;
		const names = fault.call === 'openat' ? 'openat' : call;
		const tracer = spawn('strace', [
			'-f',
			'-p',
			String(script.child.pid),
			'-o',
			'/dev/null',
			'-e',
			`trace=${names}`,
			'-e',
			`inject=${names}:error=${fault.code}:when=${fault.when}`,
		]);
		let said = '';
		tracer.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
		await until(() => said.includes('attached'), {timeout: 30_000, describe: () => said});
		script.child.stdin.end('\n');
		const code = await script.ended;
		const context = `${JSON.stringify(fault)} ${script.lines().join(' | ')} ${script.errors()}`;
		expect([0, 10, 11], context).toContain(code);
		if (code !== 0) {
			expect(script.lines()[2], context).toContain(fault.code);
			expect(script.lines()[2], context).toContain(folder.slice(0, root.length));
			expect(script.lines()[3], context).toBeTruthy();
		}
		const content = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
		const old = way === 'folder' ? undefined : 'old';
		// Of a folder the new state may stand before there is a file in it.
		const possible = code === 10 ? [old] : way === 'folder' && code === 11 ? [undefined, 'new'] : ['new'];
		expect(possible, context).toContain(content);
		const left = fs.existsSync(folder) ? fs.readdirSync(folder).filter(name => name.endsWith('.tmp')) : [];
		// The fault may have hit the very call that tidies up.
		if (fault.call !== 'unlink') expect(left, context).toEqual([]);
		return code;
	}
});

describe('ensureFolder', () => {
	test('makes what is missing, each with the mode of the one above', () => {
		const root = temporaryFolder();
		fs.chmodSync(root, 0o2770);
		ensureFolder(path.join(root, 'a', 'b'));
		ensureFolder(path.join(root, 'a', 'b'));
		ensureFolder(path.join(root, 'c'), {mode: 0o700});
		expect(['a', 'a/b', 'c'].map(name => modeOf(path.join(root, name)))).toEqual([0o2770, 0o2770, 0o700]);
	});

	test('says which folder could not be made', () => {
		const root = temporaryFolder();
		fs.writeFileSync(path.join(root, 'a'), 'x');
		const error = userErrorOf(() => ensureFolder(path.join(root, 'a', 'b')));
		expect(error).toBeInstanceOf(WriteError);
		expect(error.message).toContain(path.join(root, 'a'));
		expect(fs.readFileSync(path.join(root, 'a'), 'utf8')).toBe('x');
	});
});

function read(folder: string, name: string): string {
	return fs.readFileSync(path.join(folder, name), 'utf8');
}

function modeOf(file: string): number {
	return fs.statSync(file).mode & 0o7777;
}

async function runToEnd(script: Script): Promise<number | string> {
	script.child.stdin.end('\n');
	return script.ended;
}

function straceProblem(): string | undefined {
	const {error, status, stderr} = spawnSync('strace', ['-o', '/dev/null', '-e', 'inject=fsync:error=EIO', 'true'], {encoding: 'utf8'});
	if (error !== undefined) return error.message;
	return status === 0 ? undefined : stderr.trim();
}

test('what another program wrote while ours was being written stays, when the caller asks for that', () => {
	const folder = temporaryFolder();
	const file = path.join(folder, 'shared.json');
	fs.writeFileSync(file, 'theirs');
	const written = writeChunksAtomic(file, [Buffer.from('ours')], {isStillWanted: () => fs.readFileSync(file, 'utf8') !== 'theirs'});
	expect(written).toBe(false);
	expect(fs.readFileSync(file, 'utf8')).toBe('theirs');
	expect(fs.readdirSync(folder)).toEqual(['shared.json']);
});
