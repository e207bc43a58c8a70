/** Addresses of downloads: what is kept of one, where it is kept, and where a redirect may lead. */

import {createHash} from 'node:crypto';
import {cleanUrl, decoded, withFields} from './domain/clean-url.ts';
import {UserError} from './domain/user-error.ts';

/** What signs a request in, of the storage services and of GitLab, GitHub, Firebase and the like: it is another one each time, for the same file. */
const signingNames = new RegExp(
	[
		'x-(amz|goog|ms|oss|cos)-.*',
		'.*token',
		'(.*[-_])?signature',
		'sig|expires|policy|key-pair-id|awsaccesskeyid|googleaccessid|ossaccesskeyid',
		's[evprt]|spr|ske?|sks|skt|skv|skoid|sktid|exp|hdnea|hdnts|ttl|nonce|timestamp|confirm|uuid',
		'(.*[-_])?api[-_]?key|auth|authorization|jwt|passw(or)?d|(.*[-_])?secret|credential',
	]
		.map(part => `^(${part})$`)
		.join('|'),
	'iu',
);

/** A key of Google's interfaces, in a field that other servers use to name the file. */
const googleKey = /^key=AIza/u;
const longestName = 150;

/** The file beside a download that tells of it. */
export const recordName = 'download.json';

/**
 * The URL that was typed.
 *
 * @throws UserError `usage` for what is none, or none of http and https
 */
export function parseUrl(typed: string): URL {
	const hint = 'A URL of a model file: https://download.pytorch.org/models/resnet18-f37072fd.pth';
	const url = URL.parse(typed.trim());
	if (!url) throw new UserError('usage', `${JSON.stringify(withoutSecrets(typed))} is not a URL.`, {hint});
	if (!isWeb(url)) throw new UserError('usage', `${url.protocol} URLs are not downloaded, only http: and https:.`, {hint});
	return url;
}

/** The folder of a URL among the downloads: 8 hexadecimal digits. One that is signed anew means the same file; one with another name in its query another. */
export function folderOfUrl(url: URL): string {
	const told = withFields(url, field => !googleKey.test(field) && !signingNames.test(decoded(field.split('=')[0] ?? '')));
	return createHash('sha256').update(told).digest('hex').slice(0, 8);
}

/** The name of the file that a URL leads to, as one that every disk takes: no folder, no dot in front, 150 bytes at most. */
export function fileNameOf(url: URL): string {
	const last = decoded(url.pathname.split('/').findLast(part => part !== '') ?? '');
	let name = last.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}._+-]+/gu, '_');
	// The end stays: what the extension says is needed.
	while (Buffer.byteLength(name) > longestName) name = [...name].slice(1).join('');
	name = name.replace(/^[\p{M}._-]+/u, '');
	if (name === recordName) return `model-${name}`;
	return name === '' ? 'model' : name;
}

/**
 * Where a redirect leads. User and password go along to the same server only.
 *
 * @throws UserError `failed` for one to nowhere, from https to http, or to what is no web address
 */
export function redirected(from: URL, location: string | undefined): URL {
	const said = `${cleanUrl(from)} redirects`;
	const to = location === undefined ? null : URL.parse(location, from.href);
	if (!to) throw new UserError('failed', `${said} to nowhere.`, {hint: 'Open it in a browser to see what is there.'});
	if (!isWeb(to)) throw new UserError('failed', `${said} to a ${to.protocol} URL, which is not followed.`, {hint: 'Give the URL of the file itself.'});
	if (from.protocol === 'https:' && to.protocol === 'http:') {
		throw new UserError('failed', `${said} from https to http (${cleanUrl(to)}): on the way anybody could change the file.`, {
			hint: 'Give an https URL that leads to the file itself.',
		});
	}
	if (to.origin === from.origin && to.username === '') {
		to.username = from.username;
		to.password = from.password;
	}
	return to;
}

function isWeb({protocol}: URL): boolean {
	return protocol === 'http:' || protocol === 'https:';
}

/** What can be shown of a text that is no URL. */
function withoutSecrets(typed: string): string {
	return typed.replace(/^(https?:)?.*@/isu, '$1//').replace(/[?#].*$/su, '');
}
