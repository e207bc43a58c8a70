/** Checksums of folders: the same as coreutils', whatever the names; and how a sidecar's is read. */

import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {checksumOf, differencesOf} from '../../store/domain/checksum.ts';
import {digestLines} from '../../store/domain/registration.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hash = sha256('');

test('the lines of a folder are those that find, sort and sha256sum print', () => {
	const folder = temporaryFolder();
	// Sorted by bytes: U+FF21 before U+1F600, which UTF-16 has the other way round; `a-b` before `a/b`.
	const names = ['a/b', 'a-b', 'a0', 'B', 'é', 'e\u0301', '\uff21', '\u{1f600}', 'back\\slash', 'new\nline', ' space ', '__proto__', '10', '9'];
	for (const name of names) {
		fs.mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
		fs.writeFileSync(path.join(folder, name), `bytes of ${name}`);
	}
	const line = "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum";
	const printed = execFileSync('bash', ['-c', line], {cwd: folder, encoding: 'utf8'});
	expect(digestLines(Object.fromEntries(names.map(name => [name, sha256(`bytes of ${name}`)])))).toBe(printed);
});

test('a link has a line with its target; what would break a line is escaped in it, too', () => {
	expect(digestLines({link: '-> a\nb', file: hash})).toBe(`${hash}  file\n\\-> a\\nb  link\n`);
});

test('no link can be made to look like a file with another one behind it', () => {
	expect(digestLines({a: `-> x\n${hash}  b`})).not.toContain(`\n${hash}  b`);
});

test.each([
	[{}],
	[{checksum: 'sha256:1'}],
	[{checksum: null}],
	[{checksum: [hash]}],
	[{checksum: {algorithm: 'md5', value: hash}}],
	[{checksum: {value: hash}}],
	[{checksum: {algorithm: 'sha256', value: 12}}],
	[{checksum: {algorithm: 'sha256', value: `${hash}0`}}],
])('%j has no checksum', content => {
	expect(checksumOf(content)).toBeUndefined();
});

test('a checksum in capitals is the same; a list of files that is none leaves the whole', () => {
	const algorithm = 'sha256';
	expect(checksumOf({checksum: {algorithm, value: hash.toUpperCase(), files: {a: hash.toUpperCase(), b: 7}}})).toEqual({
		algorithm,
		value: hash,
		files: {a: hash, b: 'none'},
	});
	expect(checksumOf({checksum: {algorithm, value: hash, files: ['a']}})).toEqual({algorithm, value: hash});
});

test('differences are told by path', () => {
	const map = (files: Record<string, string>) => new Map(Object.entries(files));
	expect(differencesOf(map({d: '1', c: '1', b: '1', a: '1'}), map({z: '1', y: '1', d: '2', c: '2', a: '1'}))).toEqual({
		changed: ['c', 'd'],
		missing: ['b'],
		extra: ['y', 'z'],
	});
});
