/** A real HTTP server on loopback that serves files as a test wants: with ranges and etags, or broken in some way. */

import {createHash} from 'node:crypto';
import http, {type IncomingMessage, type ServerResponse} from 'node:http';
import net, {type AddressInfo, type Socket} from 'node:net';
import {onTestFinished} from 'vitest';

export interface FileServer {
	/** `http://127.0.0.1:41234`. */
	readonly origin: string;
	/** All requests so far. */
	readonly requests: readonly IncomingMessage[];
	/** What each request from now on is answered. */
	answer(handler: Handler): void;
	/** Nobody answers there any more. */
	close(): Promise<void>;
}

/** @param index how many requests there were before */
export type Handler = (request: IncomingMessage, response: ServerResponse, index: number) => void;

/** Starts a server; it is gone when the test is over. */
export async function startServer(handler: Handler): Promise<FileServer> {
	const requests: IncomingMessage[] = [];
	let current = handler;
	const server = http.createServer((request, response) => {
		requests.push(request);
		current(request, response, requests.length - 1);
	});
	await listening(server);
	const close = () =>
		new Promise<void>(resolve => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	onTestFinished(close);
	return {origin: originOf(server), requests, answer: next => void (current = next), close};
}

/** Starts a server that writes what `act` writes, HTTP or not. @returns its origin */
export async function startRawServer(act: (socket: Socket, request: string) => void): Promise<string> {
	const sockets = new Set<Socket>();
	const server = net.createServer(socket => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.once('data', bytes => act(socket, bytes.toString('latin1')));
	});
	await listening(server);
	onTestFinished(() => {
		server.close();
		sockets.forEach(socket => socket.destroy());
	});
	return originOf(server);
}

/** Serves bytes as a good server does: etag, conditions, ranges. `cutAt`: the connection breaks before this byte, unless the answer begins behind it. */
export function serve(bytes: Buffer, {etag = etagOf(bytes), cutAt}: {readonly etag?: string; readonly cutAt?: number} = {}): Handler {
	return (request, response) => {
		const {range, 'if-range': ifRange, 'if-none-match': ifNoneMatch} = request.headers;
		const headers = {ETag: etag, 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream'};
		if (ifNoneMatch === etag) return void response.writeHead(304, headers).end();
		const first = range !== undefined && ifRange === etag ? Number(/^bytes=(\d+)-$/u.exec(range)?.[1]) : 0;
		const rest = bytes.subarray(first);
		const length = {'Content-Length': rest.length};
		if (first > 0) response.writeHead(206, {...headers, ...length, 'Content-Range': `bytes ${first}-${bytes.length - 1}/${bytes.length}`});
		else response.writeHead(200, {...headers, ...length});
		if (cutAt === undefined || cutAt <= first) return void response.end(rest);
		response.write(rest.subarray(0, cutAt - first), () => response.socket?.end());
	};
}

export function etagOf(bytes: Buffer): string {
	return `"${sha256(bytes).slice(0, 16)}"`;
}

export function sha256(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

function listening(server: net.Server): Promise<void> {
	return new Promise((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
}

function originOf(server: net.Server): string {
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
