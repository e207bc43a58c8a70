/** What is kept of a URL, how its file is named, and where it may lead. */

import {expect, test} from 'vitest';
import {cleanUrl} from '../../store/domain/clean-url.ts';
import {fileNameOf, folderOfUrl, parseUrl, redirected} from '../../store/download-url.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

test.each([
	['https://me:hush@host/a.pth#part', 'https://host/a.pth'],
	['https://host:8443/a.pth?download=1', 'https://host:8443/a.pth?download=1'],
	['https://s3/a?X-Amz-Algorithm=a&X-Amz-Credential=b&x-amz-signature=c&version=7', 'https://s3/a?version=7'],
	['https://azure/a?sv=2026-01-01&se=x&sp=r&sig=hush', 'https://azure/a'],
	['https://git/a?private_token=t&REF=main&path=w%2Fa', 'https://git/a?REF=main&path=w%2Fa'],
	['https://drive/uc?export=download&id=1a2&confirm=hush', 'https://drive/uc?export=download&id=1a2'],
	['https://host/a?%73ig=s&code=hush&pass=hush&whatever=hush&hush', 'https://host/a'],
	['https://google/a?alt=media&key=AIzaSyHush', 'https://google/a'],
	['https://host/a?file=https%3A%2F%2Fs3%2Fa%3Fsig%3Dhush&format=onnx', 'https://host/a?format=onnx'],
	['https://host/a?path=me:hush@other/a&dl', 'https://host/a?dl'],
])('of %s is kept %s', (typed, kept) => {
	expect(cleanUrl(parseUrl(typed))).toBe(kept);
});

test.each([
	['https://h/models/resnet18-f37072fd.pth', 'resnet18-f37072fd.pth'],
	['https://h/a/model.tar.gz/', 'model.tar.gz'],
	['https://h/a%2F..%2Fetc%2Fpasswd', 'a_.._etc_passwd'],
	['https://h/.hidden', 'hidden'],
	['https://h/..%2F', 'model'],
	['https://h/', 'model'],
	['https://h/%ED%95%99%EC%8A%B5%20%EB%AA%A8%EB%8D%B8.pt', '학습_모델.pt'],
	['https://h/%E0%A4%A.pt', 'E0_A4_A.pt'],
	['https://h/a%00b%0Ac.pt', 'a_b_c.pt'],
	['https://h/download.json', 'model-download.json'],
])('the file of %s is named %s', (url, name) => {
	expect(fileNameOf(new URL(url))).toBe(name);
});

test('the name of a file is cut in front, and keeps what it ends with', () => {
	const name = fileNameOf(new URL(`https://h/${'학'.repeat(200)}.pth`));
	expect(name).toMatch(/^학+\.pth$/);
	expect(Buffer.byteLength(name)).toBeLessThanOrEqual(150);
});

const folderOf = (url: string) => folderOfUrl(parseUrl(url));

test.each(['https://h/b', 'http://h/a', 'https://h/a?name=b', 'https://h/a?key=weights'])('%s has a folder that https://h/a has not', url => {
	expect(folderOf(url)).toMatch(/^[0-9a-f]{8}$/);
	expect(folderOf(url)).not.toBe(folderOf('https://h/a'));
});

test.each([
	['https://s3/a?X-Amz-Signature=1&versionId=7', 'https://s3/a?versionId=7&X-Amz-Signature=2&X-Amz-Date=3'],
	['https://azure/a?sv=1&se=1&sp=r&sig=1', 'https://azure/a?sv=1&se=2&sp=r&sig=2'],
	['https://cf/a?Policy=p&Key-Pair-Id=k&Signature=s', 'https://cf/a'],
	['https://me:hush@h/a#x', 'https://h/a?access_token=1'],
	['https://drive/uc?id=1&confirm=t', 'https://drive/uc?id=1&confirm=u'],
])('%s signed anew has the same folder', (one, two) => {
	expect(folderOf(one)).toBe(folderOf(two));
});

test.each(['https://me:hu/sh@host', 'https://me:hush@[', 'https://me:hush@ho st/a', 'https:me:hush@'])('%s is no URL, and its password is not shown', typed => {
	const {message, hint} = userErrorOf(() => parseUrl(typed));
	expect(`${message} ${hint}`).not.toMatch(/hu\/?sh|sh@/);
});

test('a redirect from https leads to https only', () => {
	expect(redirected(new URL('https://h/a'), 'https://x/b').href).toBe('https://x/b');
	const error = userErrorOf(() => redirected(new URL('https://h/a?token=hush'), 'http://x/b?Signature=hush'));
	expect(error).toMatchObject({code: 'failed'});
	expect(error.message).toBe('https://h/a redirects from https to http (http://x/b): on the way anybody could change the file.');
});

test('a redirect from http may lead to https', () => {
	expect(redirected(new URL('http://h/a'), '//x/b').href).toBe('http://x/b');
	expect(redirected(new URL('http://h/a'), 'https://h/a').href).toBe('https://h/a');
});
