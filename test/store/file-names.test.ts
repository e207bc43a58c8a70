/** Names of any bytes as text and back, as Python's surrogateescape does it. */

import fs from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeName, isUndecodable, readNames, systemPath} from '../../store/file-names.ts';
import {holdsForAll} from '../helpers/property.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';

const bytesOf = (path: string) => Buffer.from(systemPath(path));
/** Beginnings and rests of UTF-8 characters, whole ones, and what is none. */
const anyBytes = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				[0x61],
				[0xe9],
				[0x80],
				[0xbf],
				[0xff],
				[0xc0, 0xaf],
				[0xed, 0xb2, 0x80],
				[0xed, 0xa0, 0x80],
				[0xf0, 0x9f],
				[0xf4, 0x90, 0x80, 0x80],
				[0xef, 0xbf, 0xbd],
				[0xef, 0xbb, 0xbf],
			),
			fc.constantFrom('가', '💯', '📊', '💀', '🤖', 'é', '\u{10080}').map(text => [...Buffer.from(text)]),
			fc.array(
				fc.integer({min: 1, max: 255}).filter(byte => byte !== 47),
				{minLength: 1, maxLength: 3},
			),
		),
		{minLength: 1, maxLength: 6},
	)
	.map(parts => Buffer.from(parts.flat()));

test.each([
	['plain', 'plain'],
	['모델', '모델'],
	['report_📊', 'report_📊'],
	['\ufeffbom', '\ufeffbom'],
	['\ufffd', '\ufffd'],
])('%j is itself, and no bytes', (name, decoded) => {
	expect(decodeName(Buffer.from(name))).toBe(decoded);
	expect(isUndecodable(name)).toBe(false);
	expect(systemPath(name)).toBe(name);
});

test.each<[number[], string]>([
	[[0xe9], '\udce9'],
	[[0x61, 0xff, 0x62], 'a\udcffb'],
	[[0xea, 0xb0], '\udcea\udcb0'],
	[[0xed, 0xb2, 0x80], '\udced\udcb2\udc80'],
	[[0xf0, 0x9f, 0x92, 0xaf, 0xaf], '💯\udcaf'],
])('the bytes %j are %j', (bytes, name) => {
	expect(decodeName(Buffer.from(bytes))).toBe(name);
	expect(isUndecodable(name)).toBe(true);
	expect(bytesOf(name)).toEqual(Buffer.from(bytes));
});

test('any bytes come back from their text', () => {
	holdsForAll([anyBytes], bytes => expect(bytesOf(decodeName(bytes))).toEqual(bytes), {runs: 5000});
});

test('different bytes have different texts, and UTF-8 is its own', () => {
	holdsForAll([anyBytes, anyBytes], (a, b) => expect(decodeName(a) === decodeName(b)).toBe(a.equals(b)), {runs: 2000});
	holdsForAll([fc.string({unit: 'grapheme'})], text => expect(decodeName(Buffer.from(text))).toBe(text), {runs: 2000});
});

test('a name is undecodable where it holds bytes that are not UTF-8, and only there', () => {
	holdsForAll(
		[anyBytes],
		bytes =>
			expect(isUndecodable(decodeName(bytes))).toBe(
				!new TextDecoder('utf-8').decode(bytes).includes('\ufffd') ? false : !Buffer.from(bytes.toString('utf8')).equals(bytes),
			),
		{runs: 2000},
	);
});

describe('the names of a folder', () => {
	const names = [Buffer.from('plain'), Buffer.from('모델'), Buffer.from('📊'), Buffer.from('\ufffd')];
	const odd = [Buffer.from([0xe9]), Buffer.from([0x61, 0xff])];

	test('are read, and their paths lead to the files', () => {
		const folder = temporaryFolder();
		for (const name of names) fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), '');
		expect(readNames(folder).sort()).toEqual(['plain', '모델', '📊', '\ufffd'].sort());
		for (const name of readNames(folder)) expect(fs.existsSync(systemPath(`${folder}/${name}`)), name).toBe(true);
	});

	test.skipIf(process.platform === 'darwin')('that are not UTF-8 are read, in a folder whose name is not, either', () => {
		const folder = `${temporaryFolder()}/\udce8`;
		fs.mkdirSync(systemPath(folder));
		for (const name of [...names, ...odd]) fs.writeFileSync(Buffer.concat([bytesOf(folder), Buffer.from('/'), name]), '');
		expect(readNames(folder).sort()).toEqual(['plain', '모델', '📊', '\ufffd', '\udce9', 'a\udcff'].sort());
		for (const name of readNames(folder)) expect(fs.existsSync(systemPath(`${folder}/${name}`)), name).toBe(true);
	});

	test('of what is not there are an error of the system', () => {
		expect(() => readNames(`${temporaryFolder()}/none`)).toThrow(expect.objectContaining({code: 'ENOENT'}));
	});
});
