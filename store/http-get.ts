/** One GET over http or https: redirects are followed, and a server that stops answering is given up. */

import http, {type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import https from 'node:https';
import {cleanUrl} from './domain/clean-url.ts';
import {redirected} from './download-url.ts';
import {UserError} from './domain/user-error.ts';

export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** Whose answer it is, after redirects; without what signs it in. */
	readonly from: string;
}

export interface GetOptions {
	readonly headers: Readonly<Record<string, string>>;
	/** Without a byte for so long (milliseconds) it is given up; also after twice that time with less than 1 kB a second. */
	readonly idleMs: number;
	/** Where proxies are named: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
	readonly env: NodeJS.ProcessEnv;
	/** Says what becomes of the body: where each piece of it goes, or undefined for one that is not wanted. What it throws ends the request. */
	readonly onAnswer: (answer: Answer) => ((piece: Buffer) => void) | undefined;
	/** Ends it as one that broke. */
	readonly signal?: AbortSignal;
}

/** `unreachable`: no answer came · `broken`: the answer was cut off, or stopped · `malformed`: it is no HTTP, or longer than it said. */
export class NetworkError extends Error {
	readonly kind: 'unreachable' | 'broken' | 'malformed';

	constructor(kind: 'unreachable' | 'broken' | 'malformed', reason: string, cause?: unknown) {
		super(reason, {cause});
		this.name = 'NetworkError';
		this.kind = kind;
	}
}

const mostRedirects = 10;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Bytes. */
const leastASecond = 1000;

/**
 * Resolves when the whole body was taken, or was not wanted.
 *
 * @throws NetworkError, UserError for a redirect that is not followed, and what `onAnswer` and what it returns throw
 */
export async function httpGet(url: URL, options: GetOptions): Promise<void> {
	let at = url;
	for (let step = 0; step <= mostRedirects; step++) {
		const location = await getOnce(at, options);
		if (location === undefined) return;
		at = redirected(at, location.to);
	}
	throw new UserError('failed', `${cleanUrl(url)} redirects more than ${mostRedirects} times.`, {hint: 'Open it in a browser to see where it leads.'});
}

/** @returns where it redirects to, or undefined for an answer that was taken */
function getOnce(url: URL, {headers, idleMs, env, onAnswer, signal}: GetOptions): Promise<{readonly to: string | undefined} | undefined> {
	return new Promise((resolve, reject) => {
		const isSafe = url.protocol === 'https:';
		const agent = isSafe ? new https.Agent({proxyEnv: env}) : new http.Agent({proxyEnv: env});
		const request = (isSafe ? https : http).request(url, {agent, headers: {'User-Agent': 'mreg', Accept: '*/*', 'Accept-Encoding': 'identity', ...headers}});
		const timers: NodeJS.Timeout[] = [];
		let response: IncomingMessage | undefined;
		let isOver = false;
		const end = (settle: () => void) => {
			isOver = true;
			timers.forEach(clearTimeout);
			settle();
			request.destroy();
			agent.destroy();
		};
		const fail = (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error))));
		const guarded = (action: () => void) => {
			try {
				action();
			} catch (error) {
				fail(error);
			}
		};
		const idle = setTimeout(() => fail(new NetworkError(response ? 'broken' : 'unreachable', `nothing came for ${seconds(idleMs)}`)), idleMs);
		timers.push(idle);
		request.on('error', error => fail(networkError(error, response !== undefined)));
		request.on('response', answer => {
			response = answer;
			idle.refresh();
			answer.on('error', error => fail(networkError(error, true)));
			const status = answer.statusCode ?? 0;
			guarded(() => {
				if (redirects.has(status)) return end(() => resolve({to: answer.headers.location}));
				const take = onAnswer({status, headers: answer.headers, from: cleanUrl(url)});
				if (!take) return end(() => resolve(undefined));
				const slow = slowness(idleMs * 2, fail);
				timers.push(slow.timer);
				answer.on('data', (piece: Buffer) => {
					if (isOver) return;
					idle.refresh();
					slow.count(piece.length);
					guarded(() => take(piece));
				});
				answer.on('end', () => end(() => resolve(undefined)));
			});
		});
		const stop = () => fail(new NetworkError('broken', 'it was stopped'));
		if (signal?.aborted === true) return stop();
		signal?.addEventListener('abort', stop, {once: true});
		request.end();
	});
}

/** A server that sends a byte now and then would never be found idle. */
function slowness(window: number, fail: (error: NetworkError) => void): {readonly timer: NodeJS.Timeout; readonly count: (bytes: number) => void} {
	let bytes = 0;
	const timer = setInterval(() => {
		if (bytes < (leastASecond * window) / 1000) fail(new NetworkError('broken', `only ${bytes} bytes came in ${seconds(window)}`));
		bytes = 0;
	}, window);
	return {timer, count: more => void (bytes += more)};
}

function networkError(error: NodeJS.ErrnoException, isAnswered: boolean): NetworkError {
	const code = error.code ?? '';
	if (code.startsWith('HPE_')) {
		return new NetworkError(
			'malformed',
			isAnswered ? 'the server sends more than it said, or something else behind it' : 'what answers there does not speak HTTP',
			error,
		);
	}
	if (isAnswered) return new NetworkError('broken', 'the connection was cut off', error);
	return new NetworkError('unreachable', reasons[code] ?? (error.message || code), error);
}

const reasons: Readonly<Record<string, string>> = {
	ENOTFOUND: 'there is no such server, or no network (ENOTFOUND)',
	EAI_AGAIN: 'the name of the server cannot be looked up; is there a network? (EAI_AGAIN)',
	ECONNREFUSED: 'nothing answers there (ECONNREFUSED)',
	ECONNRESET: 'the server closed the connection (ECONNRESET)',
	ENETUNREACH: 'there is no network (ENETUNREACH)',
	EHOSTUNREACH: 'there is no way to the server (EHOSTUNREACH)',
	ETIMEDOUT: 'the server does not answer (ETIMEDOUT)',
};

function seconds(ms: number): string {
	return `${Number((ms / 1000).toFixed(1))} s`;
}
