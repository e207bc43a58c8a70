/** A model file comes from a real server on loopback once, whole, and as the server has it, whatever the server does. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {UserError} from '../../store/domain/user-error.ts';
import {download, type DownloadOptions, type Downloaded} from '../../store/download.ts';
import {etagOf, serve, sha256, startRawServer, startServer, type Handler} from '../helpers/file-server.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {cannotMount, tinyDisk} from '../helpers/tiny-disk.ts';
import {until} from '../helpers/until.ts';

const now = Date.UTC(2026, 10, 22, 10);
const model = made(300_000, 1);
const other = made(200_000, 2);

describe('a file', () => {
	test('comes whole, with its checksum, into a folder of its own', async () => {
		const server = await startServer(serve(model));
		const folder = downloads();
		const done = await get(`${server.origin}/models/resnet18.pth`, folder);
		expect(path.relative(folder, done.path)).toMatch(/^[0-9a-f]{8}\/resnet18\.pth$/);
		expect(fs.readFileSync(done.path).equals(model)).toBe(true);
		expect(done).toMatchObject({sha256: sha256(model), bytes: model.length, isKept: false, url: `${server.origin}/models/resnet18.pth`});
		expect(fs.readdirSync(path.dirname(done.path)).sort()).toEqual(['download.json', 'resnet18.pth']);
		expect(record(done)).toMatchObject({url: done.url, etag: etagOf(model), sha256: done.sha256, bytes: 300_000, downloaded_at: '2026-11-22T10:00:00.000Z'});
	});

	test('comes once: the second time only its etag is asked for', async () => {
		const server = await startServer(serve(model));
		const folder = downloads();
		const first = await get(`${server.origin}/a.pth`, folder);
		expect(await get(`${server.origin}/a.pth`, folder)).toEqual({...first, isKept: true});
		expect(server.requests.map(({headers}) => headers['if-none-match'])).toEqual([undefined, etagOf(model)]);
	});

	test('comes once from a server that knows no conditions, by its etag, and by its time and length', async () => {
		for (const headers of [{ETag: '"x"'}, {'Last-Modified': 'Sat, 21 Nov 2026 10:00:00 GMT'}]) {
			const server = await startServer((_, response) => void response.writeHead(200, {...headers, 'Content-Length': 5}).end('model'));
			const folder = downloads();
			await get(`${server.origin}/a.pth`, folder);
			expect(await get(`${server.origin}/a.pth`, folder)).toMatchObject({isKept: true, bytes: 5});
		}
	});

	test('comes anew in place of the old one when the server has another', async () => {
		const server = await startServer(serve(model));
		const folder = downloads();
		await get(`${server.origin}/a.pth`, folder);
		server.answer(serve(other));
		const done = await get(`${server.origin}/a.pth`, folder);
		expect(done).toMatchObject({isKept: false, sha256: sha256(other)});
		expect(fs.readFileSync(done.path).equals(other)).toBe(true);
		expect(record(done)).toMatchObject({etag: etagOf(other), bytes: other.length});
	});

	test.each(['changed', 'cut', 'gone'])('that was %s behind the record comes anew', async what => {
		const server = await startServer(serve(model));
		const folder = downloads();
		const {path: file} = await get(`${server.origin}/a.pth`, folder);
		if (what === 'changed') fs.writeFileSync(file, made(300_000, 3));
		else if (what === 'cut') fs.truncateSync(file, 100);
		else fs.rmSync(file);
		expect(await get(`${server.origin}/a.pth`, folder)).toMatchObject({isKept: false, sha256: sha256(model)});
		expect(fs.readFileSync(file).equals(model)).toBe(true);
	});

	test('with another time but the same bytes is kept', async () => {
		const server = await startServer(serve(model));
		const folder = downloads();
		const {path: file} = await get(`${server.origin}/a.pth`, folder);
		fs.utimesSync(file, 1, 1);
		expect(await get(`${server.origin}/a.pth`, folder)).toMatchObject({isKept: true});
	});

	test.each(['nobody answers', 'the server answers 503'])('is used with a note where %s', async what => {
		const server = await startServer(serve(model));
		const folder = downloads();
		const first = await get(`${server.origin}/a.pth`, folder);
		if (what === 'nobody answers') await server.close();
		else server.answer((_, response) => void response.writeHead(503).end());
		const again = await get(`${server.origin}/a.pth`, folder);
		expect(again).toMatchObject({path: first.path, isKept: true});
		expect(again.note).toMatch(/cannot be asked whether it has changed: .*(ECONNREFUSED|503).* on 2026-11-22 is used\.$/);
	});

	test('of another URL with the same name lies beside it', async () => {
		const server = await startServer(request => void request);
		server.answer((request, response, index) => serve(request.url === '/a/m.pth' ? model : other)(request, response, index));
		const folder = downloads();
		const [one, two] = [await get(`${server.origin}/a/m.pth`, folder), await get(`${server.origin}/b/m.pth`, folder)];
		expect([fs.readFileSync(one.path).equals(model), fs.readFileSync(two.path).equals(other)]).toEqual([true, true]);
	});

	test('tells how far it is', async () => {
		const server = await startServer(serve(model));
		const told: Array<readonly [number, number | undefined]> = [];
		await get(`${server.origin}/a.pth`, downloads(), {onProgress: (...one) => void told.push(one)});
		expect(told.at(-1)).toEqual([300_000, 300_000]);
	});

	test('comes through the proxy that is named', async () => {
		const proxy = await startServer(serve(model));
		const done = await get('http://models.invalid/a.pth', downloads(), {env: {HTTP_PROXY: proxy.origin}});
		expect(done.sha256).toBe(sha256(model));
		expect(proxy.requests[0]?.url).toBe('http://models.invalid/a.pth');
	});
});

describe('after a break', () => {
	test('it goes on where the connection was cut off', async () => {
		const server = await startServer((request, response, index) => serve(model, {cutAt: [100_000, 200_000][index]})(request, response, index));
		const done = await get(`${server.origin}/a.pth`);
		expect(done.sha256).toBe(sha256(model));
		expect(fs.readFileSync(done.path).equals(model)).toBe(true);
		expect(server.requests.map(({headers}) => headers.range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
	});

	test('it is given up after five tries, and the next call goes on', async () => {
		const server = await startServer(serve(model, {cutAt: 100_000}));
		const folder = downloads();
		server.answer((request, response, index) => (index === 0 ? serve(model, {cutAt: 100_000}) : drop)(request, response, index));
		const error = await refusal(get(`${server.origin}/a.pth`, folder));
		expect(error).toMatchObject({code: 'failed', hint: 'Type it again: it goes on from there.'});
		expect(error.message).toContain('100.0 kB of 300.0 kB came, and are kept.');
		expect(server.requests).toHaveLength(5);
		server.answer(serve(model));
		expect((await get(`${server.origin}/a.pth`, folder)).sha256).toBe(sha256(model));
		expect(server.requests.at(-1)?.headers.range).toBe('bytes=100000-');
	});

	test.each(['', 'in silence'])('a download that is stopped %s says that what came stays, and the next call goes on', async silence => {
		const stopper = new AbortController();
		const server = await startServer((_, response) => {
			response.writeHead(200, {ETag: etagOf(model), 'Content-Length': model.length}).write(model.subarray(0, 100_000));
		});
		const folder = downloads();
		const stop = () => stopper.abort();
		const stopped = refusal(get(`${server.origin}/a.pth`, folder, {signal: stopper.signal, onProgress: silence === '' ? stop : undefined}));
		if (silence !== '') {
			await until(() => bodies(folder).some(file => fs.statSync(file).size === 100_000));
			stop();
		}
		expect(await stopped).toMatchObject({
			code: 'declined',
			message: expect.stringMatching(/kB of 300\.0 kB stay in pretrained_models\/ and are taken up again\.$/) as string,
		});
		server.answer(serve(model));
		expect((await get(`${server.origin}/a.pth`, folder)).sha256).toBe(sha256(model));
		expect(server.requests.at(-1)?.headers.range).toMatch(/^bytes=\d+-$/);
	});

	test('a download that is stopped before anything came leaves nothing', async () => {
		const folder = downloads();
		const server = await startServer(() => undefined);
		const stopper = new AbortController();
		const stopped = refusal(get(`${server.origin}/a.pth`, folder, {signal: stopper.signal}));
		await until(() => server.requests.length === 1);
		stopper.abort();
		expect(await stopped).toMatchObject({code: 'declined', message: 'The download was stopped: nothing was registered.'});
		expect(files(folder)).toEqual([]);
	});

	test('it begins anew where the server has another file by then', async () => {
		const server = await startServer((request, response, index) => (index === 0 ? serve(model, {cutAt: 100_000}) : serve(other))(request, response, index));
		const done = await get(`${server.origin}/a.pth`);
		expect(fs.readFileSync(done.path).equals(other)).toBe(true);
	});

	test.each([
		['another place', {'Content-Range': 'bytes 5-299999/300000', ETag: etagOf(model)}],
		['another length', {'Content-Range': 'bytes 100000-199999/200000', ETag: etagOf(model)}],
		['another etag', {'Content-Range': 'bytes 100000-299999/300000', ETag: '"other"'}],
		['no place', {ETag: etagOf(model)}],
	])('it begins anew where the rest is of %s', async (_, headers) => {
		const server = await startServer((request, response, index) => {
			if (index === 0) return serve(model, {cutAt: 100_000})(request, response, index);
			if (request.headers.range !== undefined) return void response.writeHead(206, headers).end(other);
			return serve(model)(request, response, index);
		});
		const done = await get(`${server.origin}/a.pth`);
		expect(fs.readFileSync(done.path).equals(model)).toBe(true);
	});

	test('it begins anew where the server knows no ranges, and where it says 416', async () => {
		for (const odd of [200, 416]) {
			const server = await startServer((request, response, index) => {
				if (index === 0) return serve(model, {cutAt: 100_000})(request, response, index);
				if (odd === 416 && request.headers.range !== undefined) return void response.writeHead(416).end();
				response.writeHead(200, {'Content-Length': model.length}).end(model);
			});
			expect((await get(`${server.origin}/a.pth`)).sha256).toBe(sha256(model));
		}
	});

	test('nothing is gone on from where no etag or time tells that it is the same file', async () => {
		const server = await startServer((_, response, index) => {
			response.writeHead(200, {'Content-Length': model.length});
			if (index === 0) response.write(model.subarray(0, 1000), () => response.socket?.end());
			else response.end(model);
		});
		expect((await get(`${server.origin}/a.pth`)).sha256).toBe(sha256(model));
		expect(server.requests[1]?.headers.range).toBeUndefined();
	});

	test('a process that is killed leaves what came, and the next one goes on', async () => {
		const hold: Handler = (_, response) => {
			response.writeHead(200, {ETag: etagOf(model), 'Content-Length': model.length});
			response.write(model.subarray(0, 150_000));
		};
		const server = await startServer(hold);
		const folder = downloads();
		const script = startScript('downloading-process', [`${server.origin}/a.pth`, folder]);
		await until(() => bodies(folder).some(file => fs.statSync(file).size === 150_000), {timeout: 10_000, describe: () => script.errors()});
		script.child.kill('SIGINT');
		await script.ended;
		server.answer(serve(model));
		const done = await get(`${server.origin}/a.pth`, folder);
		expect(done.sha256).toBe(sha256(model));
		expect(server.requests.at(-1)?.headers.range).toBe('bytes=150000-');
		expect(fs.readdirSync(path.dirname(done.path)).sort()).toEqual(['a.pth', 'download.json']);
	});

	test('what was there before the machine went down is not trusted', async () => {
		const server = await startServer((request, response, index) => (index === 0 ? serve(model, {cutAt: 100_000}) : drop)(request, response, index));
		const folder = downloads();
		await refusal(get(`${server.origin}/a.pth`, folder));
		const facts = path.join(path.dirname(bodies(folder)[0] ?? ''), 'part.json');
		const holder = {
			v: 1,
			host: fs.readFileSync('/proc/sys/kernel/hostname', 'utf8').trim(),
			boot_id: 'before',
			pid_ns: null,
			pid: 1,
			start: null,
			token: 't',
			at: '',
		};
		fs.writeFileSync(facts, JSON.stringify({...JSON.parse(fs.readFileSync(facts, 'utf8')), holder}));
		server.answer(serve(model));
		expect((await get(`${server.origin}/a.pth`, folder)).sha256).toBe(sha256(model));
		expect(server.requests.at(-1)?.headers.range).toBeUndefined();
	});
});

test('two at once load it once', async () => {
	const server = await startServer(serve(model));
	const folder = downloads();
	let finish = () => {};
	server.answer((request, response, index) => {
		if (index > 0) return serve(model)(request, response, index);
		response.writeHead(200, {ETag: etagOf(model), 'Content-Length': model.length});
		response.write(model.subarray(0, 1000));
		finish = () => void response.end(model.subarray(1000));
	});
	const first = get(`${server.origin}/a.pth`, folder, {idleMs: 5000});
	await until(() => server.requests.length === 1);
	let isWaiting = false;
	const second = get(`${server.origin}/a.pth`, folder, {idleMs: 5000, onProgress: () => void (isWaiting = true)});
	await until(() => isWaiting);
	finish();
	expect([(await first).isKept, (await second).isKept]).toEqual([false, true]);
	expect(server.requests.map(({headers}) => headers['if-none-match'])).toEqual([undefined, etagOf(model)]);
});

test('a process that waits for one that does not get on loads it by itself, and the bytes are not mixed', async () => {
	const server = await startServer((request, response, index) => {
		if (index > 0) return serve(model)(request, response, index);
		response.writeHead(200, {ETag: '"old"', 'Content-Length': other.length});
		response.write(other.subarray(0, 1000));
	});
	const folder = downloads();
	const script = startScript('downloading-process', [`${server.origin}/a.pth`, folder]);
	await until(() => bodies(folder).some(file => fs.statSync(file).size === 1000), {timeout: 10_000});
	const done = await get(`${server.origin}/a.pth`, folder, {idleMs: 100});
	expect(done.sha256).toBe(sha256(model));
	expect(fs.readFileSync(done.path).equals(model)).toBe(true);
	script.child.kill('SIGKILL');
});

describe('redirects', () => {
	test('are followed, also relative ones, and the first URL is the one that is kept', async () => {
		const server = await startServer((request, response, index) => {
			if (request.url === '/a.pth') return void response.writeHead(302, {Location: 'files/b?Signature=secret'}).end();
			if (request.url?.startsWith('/files/b')) return void response.writeHead(307, {Location: `${server.origin}/c`}).end();
			return serve(model)(request, response, index);
		});
		expect(await get(`${server.origin}/a.pth`)).toMatchObject({url: `${server.origin}/a.pth`, sha256: sha256(model)});
	});

	test.each([
		['file:///etc/passwd', 'a file: URL, which is not followed'],
		['http://', 'to nowhere'],
		['/a.pth', 'redirects more than 10 times'],
	])('to %s are refused', async (location, words) => {
		const server = await startServer((_, response) => void response.writeHead(302, {Location: location}).end());
		const folder = downloads();
		expect((await refusal(get(`${server.origin}/a.pth`, folder))).message).toContain(words);
		expect(fs.existsSync(folder)).toBe(false);
	});

	test('take user and password to no other server', async () => {
		const far = await startServer(serve(model));
		const near = await startServer((_, response) => void response.writeHead(302, {Location: `${far.origin}/b`}).end());
		await get(`${near.origin.replace('//', '//me:secret@')}/a.pth`);
		expect([near.requests[0]?.headers.authorization, far.requests[0]?.headers.authorization]).toEqual([`Basic ${btoa('me:secret')}`, undefined]);
	});
});

describe('a server that', () => {
	test.each([
		[404, 'not-found', 'there is no such file'],
		[410, 'not-found', 'there is no such file'],
		[401, 'failed', 'one must be signed in'],
		[403, 'failed', 'one must be signed in'],
		[204, 'failed', 'which is no file'],
		[400, 'failed', 'which is no file'],
	])('answers %i is asked once', async (status, code, words) => {
		const server = await startServer((_, response) => void response.writeHead(status).end());
		const folder = downloads();
		const error = await refusal(get(`${server.origin}/a.pth`, folder));
		expect(error).toMatchObject({code});
		expect(error.message).toContain(`answers ${status}`);
		expect(error.message).toContain(words);
		expect(error.hint).toBeTruthy();
		expect(server.requests).toHaveLength(1);
		expect(fs.existsSync(folder)).toBe(false);
	});

	test('answers 404 for what was downloaded before is told where that lies', async () => {
		const server = await startServer(serve(model));
		const folder = downloads();
		const {path: file} = await get(`${server.origin}/a.pth`, folder);
		server.answer((_, response) => void response.writeHead(404).end());
		expect((await refusal(get(`${server.origin}/a.pth`, folder))).hint).toContain(`An earlier download is at ${file}`);
		expect(fs.readFileSync(file).equals(model)).toBe(true);
	});

	test('answers 500 is asked again', async () => {
		const server = await startServer((request, response, index) => (index < 2 ? void response.writeHead(500).end() : serve(model)(request, response, index)));
		expect((await get(`${server.origin}/a.pth`)).sha256).toBe(sha256(model));
	});

	test('answers 500 for ever is given up', async () => {
		const server = await startServer((_, response) => void response.writeHead(500).end());
		expect((await refusal(get(`${server.origin}/a.pth`))).message).toMatch(/cannot be downloaded: the server answers 500\.$/);
		expect(server.requests).toHaveLength(5);
	});

	test('is not there is not waited for', async () => {
		const server = await startServer(serve(model));
		await server.close();
		const error = await refusal(get(`${server.origin}/a.pth`, downloads(), {retryMs: 60_000}));
		expect(error.message).toContain('nothing answers there (ECONNREFUSED)');
	});

	test.each([
		['by its type', 'text/html; charset=utf-8', 'hello'],
		['by its first words', 'application/octet-stream', '\u{FEFF}\n<!DOCTYPE html><p>'],
		['by its first tag', 'application/octet-stream', '<HTML lang=en>'],
	])('sends a web page, told %s, is refused', async (_, type, body) => {
		const server = await startServer((_, response) => void response.writeHead(200, {'Content-Type': type, ETag: '"x"'}).end(body));
		const folder = downloads();
		const error = await refusal(get(`${server.origin}/blob/a.pth`, folder));
		expect(error.message).toContain('is a web page, not a model file');
		expect(error.hint).toContain('/resolve/');
		expect(fs.existsSync(folder)).toBe(false);
	});

	test('sends a web page in place of the rest loses nothing of what came', async () => {
		const server = await startServer((request, response, index) => {
			if (index === 0) return serve(model, {cutAt: 100_000})(request, response, index);
			response.writeHead(200, {'Content-Type': 'text/html'}).end('<html>Sign in to the network');
		});
		const folder = downloads();
		expect((await refusal(get(`${server.origin}/a.pth`, folder))).message).toContain('web page');
		server.answer(serve(model));
		expect((await get(`${server.origin}/a.pth`, folder)).sha256).toBe(sha256(model));
		expect(server.requests.at(-1)?.headers.range).toBe('bytes=100000-');
	});

	test('sends a pointer of Git LFS is refused', async () => {
		const server = await startServer((_, response) => void response.end('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'));
		expect((await refusal(get(`${server.origin}/a.pth`))).message).toContain('pointer that Git LFS keeps');
	});

	test('sends nothing is refused', async () => {
		const server = await startServer((_, response) => void response.writeHead(200, {'Content-Length': 0, ETag: '"x"'}).end());
		const folder = downloads();
		expect((await refusal(get(`${server.origin}/a.pth`, folder))).message).toContain('is empty');
		expect(fs.existsSync(folder)).toBe(false);
	});

	test('compresses although it was not asked to is refused', async () => {
		const server = await startServer((_, response) => void response.writeHead(200, {'Content-Encoding': 'gzip'}).end('x'));
		expect((await refusal(get(`${server.origin}/a.pth`))).message).toContain('compressed (Content-Encoding: gzip)');
		expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
	});

	test('sends less than it says is given up, and nothing is taken for whole', async () => {
		const server = await startServer((_, response) => {
			response.writeHead(200, {ETag: '"x"', 'Content-Length': 1000});
			response.write('short', () => response.socket?.end());
		});
		const folder = downloads();
		expect((await refusal(get(`${server.origin}/a.pth`, folder))).message).toContain('the connection was cut off. 5 bytes of 1.0 kB came');
		expect(files(folder).filter(name => name.endsWith('a.pth'))).toEqual([]);
	});

	test('sends more than it says is refused', async () => {
		const origin = await startRawServer(socket => socket.end('HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: 5\r\n\r\nmodel and more'));
		const folder = downloads();
		expect((await refusal(get(`${origin}/a.pth`, folder))).message).toContain('sends more than it said');
		expect(fs.existsSync(folder)).toBe(false);
	});

	test('does not speak HTTP is refused', async () => {
		const origin = await startRawServer(socket => socket.end('220 ftp ready\r\n'));
		expect((await refusal(get(`${origin}/a.pth`))).message).toContain('does not speak HTTP');
	});

	test('never answers, never ends its headers, or stops in the middle is given up', async () => {
		const silent = await startRawServer(() => undefined);
		const dripping = await startRawServer(socket => {
			socket.write('HTTP/1.1 200 OK\r\nX: ');
			const timer = setInterval(() => socket.write('x'), 20).unref();
			socket.on('close', () => clearInterval(timer));
		});
		const stopping = await startRawServer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello'));
		const errors = await Promise.all([silent, dripping, stopping].map(origin => refusal(get(`${origin}/a.pth`, downloads(), {idleMs: 100}))));
		for (const error of errors) expect(error.message).toContain('cannot be downloaded: nothing came for 0.1 s.');
	});

	test('sends a byte now and then, for ever, is given up', async () => {
		const origin = await startRawServer(socket => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
			const timer = setInterval(() => socket.write('x'), 20).unref();
			socket.on('close', () => clearInterval(timer));
		});
		expect((await refusal(get(`${origin}/a.pth`, downloads(), {idleMs: 150}))).message).toMatch(/only \d+ bytes came in 0\.3 s/);
	});

	test.each(['says', 'does not say'])('has a file larger than the limit, and %s so, is refused', async how => {
		const server = await startServer((_, response) => {
			response.writeHead(200, {ETag: '"x"', ...(how === 'says' ? {'Content-Length': model.length} : {})}).end(model);
		});
		const folder = downloads();
		const error = await refusal(get(`${server.origin}/a.pth`, folder, {most: 250_000}));
		expect(error.message).toContain('than the 250.0 kB that are downloaded at most');
		expect(fs.existsSync(folder)).toBe(false);
	});

	test('has more than the disk is refused before it comes', async () => {
		// Beyond any disk.
		const server = await startServer((_, response) => response.writeHead(200, {'Content-Length': 8e18}).flushHeaders());
		const error = await refusal(get(`${server.origin}/a.pth`, downloads(), {most: 9e18}));
		expect(error.message).toMatch(/needs 8000000\.0 TB, and the disk of .* has .* left\.$/);
	});
});

test.skipIf(cannotMount)('a disk that fills up in the middle is named, and what came goes on later', async () => {
	const big = made(3_000_000, 4);
	const server = await startServer((_, response) => void response.writeHead(200, {ETag: etagOf(big)}).end(big));
	const folder = path.join(tinyDisk(2), 'pretrained_models');
	const error = await refusal(get(`${server.origin}/a.pth`, folder));
	expect(error.message).toMatch(/^Cannot keep the download of .*: no space left on device \(ENOSPC\)\. Nothing was registered\.$/);
	expect(files(folder).filter(name => name.endsWith('a.pth'))).toEqual([]);
});

describe('secrets', () => {
	test('of a URL are sent, and neither kept nor shown', async () => {
		const server = await startServer(serve(model));
		const folder = downloads();
		const signed = `${server.origin.replace('//', '//me:hush@')}/a.pth?v=2&X-Amz-Signature=hush&code=hush&Expires=1#hush`;
		const done = await get(signed, folder);
		expect(server.requests[0]?.url).toBe('/a.pth?v=2&X-Amz-Signature=hush&code=hush&Expires=1');
		expect(done.url).toBe(`${server.origin}/a.pth?v=2`);
		expect(fs.readFileSync(path.join(path.dirname(done.path), 'download.json'), 'utf8')).not.toContain('hush');
		server.answer((_, response) => void response.writeHead(403).end());
		const error = await refusal(get(signed, folder));
		expect(`${error.message} ${error.hint}`).not.toContain('hush');
	});

	test('signed anew, a URL leads to the same kept file', async () => {
		const server = await startServer(serve(model));
		const folder = downloads();
		await get(`${server.origin}/a.pth?sig=1`, folder);
		expect(await get(`${server.origin}/a.pth?sig=2`, folder)).toMatchObject({isKept: true});
	});
});

test.each([
	['is empty', true],
	['is not there', false],
])('where nothing came, a folder of downloads that %s before stays so', async (_, isThere) => {
	const server = await startServer((_, response) => void response.writeHead(404).end());
	const folder = downloads();
	if (isThere) fs.mkdirSync(folder);
	expect((await refusal(get(`${server.origin}/a.pth`, folder))).code).toBe('not-found');
	expect(fs.existsSync(folder)).toBe(isThere);
	if (isThere) expect(fs.readdirSync(folder)).toEqual([]);
});

test.each(['', 'models/a.pth', 'ftp://x/a.pth', 'file:///etc/passwd', 'http://', 'https://me:hush@/a'])('%j is refused as a URL', async typed => {
	const folder = downloads();
	const error = await refusal(get(typed, folder));
	expect(error.code).toBe('usage');
	expect(error.message).not.toContain('hush');
	expect(fs.existsSync(folder)).toBe(false);
});

function downloads(): string {
	return path.join(temporaryFolder(), 'pretrained_models');
}

function get(url: string, folder = downloads(), options: Partial<DownloadOptions> = {}): Promise<Downloaded> {
	return download(url, {folder, now: () => now, env: {}, retryMs: 1, idleMs: 2000, ...options});
}

async function refusal(action: Promise<unknown>): Promise<UserError> {
	const error: unknown = await action.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (error instanceof UserError) return error;
	if (error instanceof Error) throw error;
	return expect.fail('nothing was thrown');
}

/** Bytes that repeat nowhere near. */
function made(length: number, seed: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let at = 0, value = seed; at < length; at++) bytes[at] = (value = (Math.imul(value, 1_103_515_245) + 12_345) >>> 0) >>> 16;
	return bytes;
}

const drop: Handler = (_, response) => void response.socket?.destroy();

function record({path: file}: Downloaded): object {
	return JSON.parse(fs.readFileSync(path.join(path.dirname(file), 'download.json'), 'utf8')) as object;
}

function files(folder: string): string[] {
	return fs.existsSync(folder) ? fs.readdirSync(folder, {recursive: true, encoding: 'utf8'}) : [];
}

function bodies(folder: string): string[] {
	return files(folder)
		.filter(name => name.endsWith('.part/body'))
		.map(name => path.join(folder, name));
}
