/** A real browser without a window, where one is installed: what a page asks of it, and what it shows. */

import {execFile} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {promisify} from 'node:util';
import {inflateSync} from 'node:zlib';
import {temporaryFolder} from './temporary-folder.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The program; undefined where none is installed. */
export const chromium = (process.env.PATH ?? '')
	.split(path.delimiter)
	.flatMap(folder => names.map(name => path.join(folder, name)))
	.find(file => fs.existsSync(file));

const quiet = [
	...['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--hide-scrollbars', '--disable-dev-shm-usage'],
	...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--force-device-scale-factor=1'],
	...['--window-size=1200,1600', '--enable-logging=stderr', '--v=0'],
];

async function run(args: readonly string[]): Promise<{readonly stdout: string; readonly stderr: string}> {
	const profile = temporaryFolder();
	return promisify(execFile)(chromium ?? '', [...quiet, `--user-data-dir=${profile}`, ...args], {
		maxBuffer: 1 << 28,
		timeout: 60_000,
		env: {...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile},
	});
}

export interface Opened {
	/** The page as the browser understood it, when all that it waits for was there. */
	readonly page: string;
	/** What stands in the browser's console. */
	readonly console: readonly string[];
}

/** Opens a page from a file. */
export async function open(file: string): Promise<Opened> {
	const {stdout, stderr} = await run(['--dump-dom', `file://${file}`]);
	return {page: stdout, console: stderr.split('\n').filter(line => line.includes(':CONSOLE'))};
}

/** The colour of the page's upper left corner, as `#rrggbb`, in one of the two looks. */
export async function backgroundOf(file: string, look: 'dark' | 'light'): Promise<string> {
	const picture = path.join(temporaryFolder(), 'page.png');
	await run([`--blink-settings=preferredColorScheme=${look === 'dark' ? 0 : 1}`, `--screenshot=${picture}`, `file://${file}`]);
	return `#${firstPixel(fs.readFileSync(picture)).toString('hex')}`;
}

/** Of a PNG with 8 bits a channel: in the first line nothing lies above or before it, so that no filter changes it. */
function firstPixel(png: Buffer): Buffer {
	const data: Buffer[] = [];
	for (let at = 8; at < png.length;) {
		const length = png.readUInt32BE(at);
		if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
		at += length + 12;
	}
	return inflateSync(Buffer.concat(data)).subarray(1, 4);
}

export interface Listening {
	/** `http://127.0.0.1:41233`. */
	readonly url: string;
	/** What was asked for: paths. */
	readonly asked: readonly string[];
	readonly close: () => Promise<void>;
}

/** A server on this machine that notes what it is asked for. */
export async function listening(): Promise<Listening> {
	const asked: string[] = [];
	const server = http.createServer((request, response) => {
		asked.push(request.url ?? '');
		response.end();
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	return {url: `http://127.0.0.1:${port}`, asked, close: () => new Promise(resolve => server.close(() => resolve()))};
}
