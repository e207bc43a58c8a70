/** A folder that is mounted as from another machine (sshfs, without a network), which can be slow and can stop to answer. */

import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {Transform} from 'node:stream';
import {temporaryFolder} from './temporary-folder.ts';
import {until} from './until.ts';

const servers = ['/usr/lib/openssh/sftp-server', '/usr/libexec/openssh/sftp-server', '/usr/lib/ssh/sftp-server', '/usr/libexec/sftp-server'];

/** Why there can be none here; undefined where there can. */
export const whyNoNetworkDisk: string | undefined = (() => {
	if (!servers.some(file => fs.existsSync(file))) return 'no sftp-server';
	if (spawnSync('sshfs', ['--version']).status !== 0) return 'no sshfs';
	if (spawnSync('fusermount3', ['--version']).status !== 0) return 'no fusermount3';
	try {
		fs.accessSync('/dev/fuse', fs.constants.R_OK | fs.constants.W_OK);
		return undefined;
	} catch {
		return 'no /dev/fuse';
	}
})();

export interface NetworkDisk {
	/** Where it is mounted. */
	readonly root: string;
	/** Every answer comes so much later (milliseconds). */
	readonly slow: (ms: number) => void;
	/** From now on nothing answers. */
	readonly hang: () => void;
	readonly resume: () => void;
	readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Mounts a folder. */
export async function mountNetworkDisk(folder: string): Promise<NetworkDisk> {
	const root = path.join(temporaryFolder(), 'mnt');
	fs.mkdirSync(root);
	let delay = 0;
	const server = spawn(servers.find(file => fs.existsSync(file)) ?? '', [], {stdio: ['pipe', 'pipe', 'ignore']});
	const options = 'passive,dir_cache=no,attr_timeout=0,entry_timeout=0,negative_timeout=0';
	const client = spawn('sshfs', [`:${folder}`, root, '-f', '-o', options], {stdio: ['pipe', 'pipe', 'ignore']});
	client.stdout.pipe(server.stdin);
	server.stdout.pipe(later(() => delay)).pipe(client.stdin);
	for (const stream of [client.stdin, client.stdout, server.stdin, server.stdout]) stream.on('error', () => undefined);
	const isMounted = () => fs.readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${root} `);
	await until(isMounted, {timeout: 10_000});
	return {
		root,
		slow: ms => (delay = ms),
		hang: () => void client.kill('SIGSTOP'),
		resume: () => void client.kill('SIGCONT'),
		[Symbol.asyncDispose]: async () => {
			delay = 0;
			client.kill('SIGCONT');
			// It asks the disk, whose answers come by way of this process.
			await new Promise(resolve => spawn('fusermount3', ['-u', '-z', root], {stdio: 'ignore'}).once('exit', resolve));
			await Promise.all([client, server].map(ended));
		},
	};
}

function later(delay: () => number): Transform {
	return new Transform({transform: (chunk, _encoding, done) => (delay() === 0 ? done(null, chunk) : setTimeout(() => done(null, chunk), delay()))});
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	await new Promise<void>(resolve => {
		child.once('exit', () => resolve());
		child.kill('SIGKILL');
	});
}
