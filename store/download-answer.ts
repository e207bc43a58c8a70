/** What a server's answer means for a download: a model file, the rest of one, nothing new, or something else that must not pass for a model. */

import {UserError} from './domain/user-error.ts';
import type {DownloadRecord, Validators} from './download-folder.ts';
import type {PartFacts} from './download-part.ts';
import {NetworkError, type Answer} from './http-get.ts';

/** What a range is asked for with: the file must still be the one that the part is of. Undefined where nothing tells. */
export function rangeValidator({etag, last_modified}: Validators): string | undefined {
	return etag !== undefined && !etag.startsWith('W/') ? etag : last_modified;
}

/** The headers that ask for a file only if it is another than this one. */
export function conditions({etag, last_modified}: Validators): Readonly<Record<string, string>> {
	return {...(etag === undefined ? {} : {'If-None-Match': etag}), ...(last_modified === undefined ? {} : {'If-Modified-Since': last_modified})};
}

/** True for a file that is sent whole although it is the one that is kept: not every server knows conditions. */
export function isSame({headers}: Answer, record: DownloadRecord): boolean {
	const length = headers['content-length'];
	if (length !== undefined && Number(length) !== record.bytes) return false;
	if (headers.etag !== undefined || record.etag !== undefined) return headers.etag === record.etag;
	return length !== undefined && record.last_modified !== undefined && headers['last-modified'] === record.last_modified;
}

/** The bytes of the whole file, where a 206 goes on from `from` with the same file to its end; otherwise undefined. */
export function totalOfRest({status, headers}: Answer, facts: PartFacts, from: number): number | undefined {
	const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/u.exec(headers['content-range'] ?? '') ?? [];
	if (status !== 206 || from === 0 || Number(first) !== from || Number(last) < from || Number(last) >= Number(total)) return undefined;
	if (facts.total !== undefined && facts.total !== Number(total)) return undefined;
	return facts.etag !== undefined && headers.etag !== undefined && facts.etag !== headers.etag ? undefined : Number(total);
}

/**
 * Looks whether an answer can bring a model file.
 *
 * @param keptPath the file of an earlier download
 * @returns why it is worth trying again, or undefined for a file or the rest of one
 * @throws UserError for what the next try would bring, too
 */
export function refuseAnswer(url: string, {answer, keptPath}: {readonly answer: Answer; readonly keptPath: string | undefined}): NetworkError | undefined {
	const {status, headers, from} = answer;
	const says = `${url} answers ${status}${from === url ? '' : ` (${from})`}`;
	const keptHint = keptPath === undefined ? '' : ` An earlier download is at ${keptPath}, and can be registered from there.`;
	if (status === 404 || status === 410) throw new UserError('not-found', `${says}: there is no such file.`, {hint: `Check the address.${keptHint}`});
	if (status === 401 || status === 403 || status === 407) {
		const hint = 'Download it with a program that is signed in, or take a fresh link if it is a signed one, then: mreg register NAME PATH.';
		throw new UserError('failed', `${says}: one must be signed in for it, or the link has ended.`, {hint: `${hint}${keptHint}`});
	}
	if (status === 408 || status === 425 || status === 429 || status >= 500) return new NetworkError('unreachable', `the server answers ${status}`);
	if (status !== 200 && status !== 206 && status !== 416) {
		throw new UserError('failed', `${says}, which is no file.`, {hint: `Open it in a browser to see what is there.${keptHint}`});
	}
	if (/^\s*(text\/html|application\/xhtml\+xml)\b/iu.test(headers['content-type'] ?? '') && status !== 416) throw webPage(url);
	const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
	if (encoding !== '' && encoding !== 'identity' && status !== 416) {
		const message = `${url} is sent compressed (Content-Encoding: ${encoding}) although its plain bytes were asked for.`;
		throw new UserError('failed', message, {hint: 'Download it with a browser, then: mreg register NAME PATH.'});
	}
	return undefined;
}

/** @param start its first bytes, as Latin-1 text @throws UserError for a body that is no model file, whatever it was called */
export function refuseBody(url: string, {bytes, start}: {readonly bytes: number; readonly start: string}): void {
	if (bytes === 0) throw new UserError('failed', `${url} is empty: there is no model file in it.`, {hint: 'Check the address.'});
	if (/^(\u00ef\u00bb\u00bf)?\s*<(!doctype\s+html|html)\b/iu.test(start)) throw webPage(url);
	if (start.startsWith('version https://git-lfs.github.com/spec/')) {
		const hint =
			'On GitHub, the file itself is at https://media.githubusercontent.com/media/OWNER/REPOSITORY/BRANCH/PATH; on Hugging Face use /resolve/ instead of /raw/.';
		throw new UserError('failed', `${url} is only the pointer that Git LFS keeps in place of a model file.`, {hint});
	}
}

function webPage(url: string): UserError {
	const {pathname, hostname} = new URL(url);
	const isBlob = pathname.includes('/blob/');
	const hint =
		isBlob && /(^|\.)(huggingface\.co|hf\.co)$/u.test(hostname)
			? `The file itself is at ${url.replace('/blob/', '/resolve/')}`
			: 'Give the address of the file itself, behind its download button; on Hugging Face that has /resolve/ in place of /blob/, on GitHub /raw/.';
	return new UserError('failed', `${url} is a web page, not a model file.`, {hint});
}
