/** Registering and verifying gigabytes, beside `cp` and `sha256sum` on the same bytes. Files lie in the page cache for both. */

import {randomFillSync} from 'node:crypto';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type {Figures} from './figures.ts';
import {peakMegabytes} from './process-facts.ts';
import {pause} from './pause.ts';
import {timed, type Launch} from './program.ts';
import {median} from './statistics.ts';

export interface BytesOptions {
	readonly launch: Launch;
	/** For the files, which are made once, and for the registry, which is removed. */
	readonly folder: string;
	/** Of each shape: one file, many of 1 MB, many of 100 kB. */
	readonly megabytes: number;
	readonly runs: number;
}

/** The whole `mreg register` of one file, whose end is on the disk; `cp` and `sha256sum` do not wait for the disk. */
export async function measureRegister({launch, folder, megabytes, runs}: BytesOptions): Promise<Figures> {
	const file = randomFiles(folder, {megabytes, fileBytes: megabytes * 1e6});
	const [copy, root] = [path.join(folder, 'copy.bin'), path.join(folder, 'registry')];
	const [plain, own, peaks]: [number[], number[], number[]] = [[], [], []];
	await timed('sha256sum', [file], launch);
	for (let run = 0; run < runs; run++) {
		plain.push((await timed('cp', [file, copy], launch)) + (await timed('sha256sum', [file], launch)));
		fs.rmSync(copy);
		await timed('sync', [], launch);
		fs.mkdirSync(path.join(root, 'Net', 'Model'), {recursive: true});
		const {time, peak} = await withPeak(launch, ['register', 'net', file, '--root', root]);
		own.push(time);
		peaks.push(peak);
		fs.rmSync(root, {recursive: true});
	}
	return {
		copyAndSum: median(plain) / 1000,
		register: median(own) / 1000,
		registerRatio: median(own) / median(plain),
		registerMemory: Math.max(...peaks),
	};
}

/** Verifying one file, and folders of many, beside one `sha256sum` of all files. The share is of its speed: more is faster. */
export async function measureVerify(options: BytesOptions): Promise<Figures> {
	const {megabytes} = options;
	const one = await verified(options, megabytes * 1e6);
	const medium = await verified(options, 1e6);
	const small = await verified(options, 1e5);
	return {verifyOne: one.share, verifyMedium: medium.share, verifySmall: small.share, verifyMemory: Math.max(one.peak, medium.peak, small.peak)};
}

async function verified({launch, folder, megabytes, runs}: BytesOptions, fileBytes: number): Promise<{readonly share: number; readonly peak: number}> {
	const source = randomFiles(folder, {megabytes, fileBytes});
	const root = path.join(folder, 'registry');
	fs.mkdirSync(path.join(root, 'Net', 'Model'), {recursive: true});
	await timed(launch.node, [launch.cli, 'register', 'net', source, '--root', root], launch);
	const [sums, own, peaks]: [number[], number[], number[]] = [[], [], []];
	for (let run = 0; run < runs; run++) {
		sums.push(await timed('bash', ['-c', 'find "$0" -type f -print0 | xargs -0 sha256sum', path.join(root, 'Net', 'Model')], launch));
		const {time, peak} = await withPeak(launch, ['verify', '--root', root]);
		own.push(time);
		peaks.push(peak);
	}
	fs.rmSync(root, {recursive: true});
	return {share: median(sums) / median(own), peak: Math.max(...peaks)};
}

/** A file, or a folder of files, of random bytes, unless it lies there whole. @returns its path */
function randomFiles(folder: string, {megabytes, fileBytes}: {readonly megabytes: number; readonly fileBytes: number}): string {
	const count = Math.max(1, Math.round((megabytes * 1e6) / fileBytes));
	const made = path.join(folder, count === 1 ? `random-${megabytes}.bin` : `random-${megabytes}-in-${count}`);
	if (fs.existsSync(made)) return made;
	const part = `${made}.part`;
	fs.rmSync(part, {recursive: true, force: true});
	if (count === 1) writeRandom(part, fileBytes);
	else {
		fs.mkdirSync(part);
		for (let index = 0; index < count; index++) writeRandom(path.join(part, `${index}.bin`), fileBytes);
	}
	fs.renameSync(part, made);
	return made;
}

function writeRandom(file: string, bytes: number): void {
	const fd = fs.openSync(file, 'wx');
	const piece = Buffer.allocUnsafe(Math.min(bytes, 1e7));
	for (let left = bytes; left > 0; left -= piece.length) fs.writeSync(fd, randomFillSync(piece), 0, Math.min(left, piece.length));
	fs.closeSync(fd);
	// Of a file that was written just now, registering waits for a second whether it grows.
	fs.utimesSync(file, longAgo, longAgo);
}

/** Seconds since 1970. */
const longAgo = 1_700_000_000;

/** Runs mreg to its end. @returns milliseconds, and the most memory that it had, in megabytes */
async function withPeak({node, cli, env, cwd}: Launch, args: readonly string[]): Promise<{readonly time: number; readonly peak: number}> {
	const from = performance.now();
	const child = spawn(node, [cli, ...args], {env, cwd, stdio: 'ignore'});
	let ended: {readonly code: number | null; readonly at: number} | undefined;
	child.on('exit', code => (ended = {code, at: performance.now()}));
	let peak = 0;
	while (!ended) {
		try {
			const now = peakMegabytes(child.pid ?? 0);
			// Not a number where it has ended, and nobody has heard of it yet.
			if (now > peak) peak = now;
		} catch {
			// It is gone.
		}
		await pause(20);
	}
	if (ended.code !== 0) throw new Error(`mreg ${args.join(' ')} ended with ${ended.code}`);
	return {time: ended.at - from, peak};
}
