/** A model hub on loopback, with made-up weights: it answers with etags, and counts what it sends. */

import {createHash} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type {AddressInfo} from 'node:net';

export interface WeightServer {
	/** `http://127.0.0.1:41234`. */
	readonly origin: string;
	/** Writes weights that nobody serves. @returns the file */
	readonly writeTuned: (file: string) => string;
	/** What was asked and sent so far. */
	readonly words: () => string;
	readonly close: () => Promise<void>;
}

/** Serves two models on any free port. */
export async function startWeightServer(): Promise<WeightServer> {
	const files = new Map([
		['/models/resnet18-f37072fd.pth', weights('resnet18', 1_170_000)],
		['/models/densenet121-chest-xray.pth', weights('densenet121', 797_000)],
	]);
	const counts = {requests: 0, sent: 0, unchanged: 0};
	const server = http.createServer((request, response) => {
		counts.requests++;
		const file = files.get(request.url ?? '');
		if (!file) return void response.writeHead(404).end();
		const etag = `"${createHash('sha256').update(file).digest('hex').slice(0, 16)}"`;
		if (request.headers['if-none-match'] === etag) {
			counts.unchanged++;
			return void response.writeHead(304, {ETag: etag}).end();
		}
		counts.sent++;
		response.writeHead(200, {ETag: etag, 'Content-Type': 'application/octet-stream', 'Content-Length': file.length}).end(file);
	});
	await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		writeTuned: file => {
			fs.writeFileSync(file, weights('densenet121 tuned', 797_000));
			return file;
		},
		words: () => `requests: ${counts.requests}, files sent: ${counts.sent}, not sent again: ${counts.unchanged}`,
		close: () => new Promise(resolve => server.close(() => resolve())),
	};
}

/** The same bytes every time. */
function weights(name: string, length: number): Buffer {
	const pieces: Buffer[] = [];
	for (let index = 0; pieces.length * 32 < length; index++) pieces.push(createHash('sha256').update(`${name} ${index}`).digest());
	return Buffer.concat(pieces).subarray(0, length);
}
