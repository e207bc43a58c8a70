/** Reads directories of zip archives, honest and hostile. */

import {expect, test} from 'vitest';
import {readArchive} from '../../../store/formats/zip-archive.ts';
import {FormatError} from '../../../store/formats/file-window.ts';
import {windowOn} from '../../helpers/pickles.ts';
import {zipOf, type ZipEntry} from '../../helpers/zip-files.ts';

const small: ZipEntry = {name: 'a/b', bytes: Buffer.from('hello')};

async function archiveOf(...entries: readonly ZipEntry[]) {
	return await readArchive(windowOn(zipOf(entries)));
}

test('stored and deflated entries are read whole', async () => {
	const archive = await archiveOf(small, {name: 'c', bytes: Buffer.alloc(100_000, 7), deflated: true});
	expect((await archive.readEntry('a/b', {limit: 100})).toString()).toBe('hello');
	expect(await archive.readEntry('c', {limit: 100_000})).toEqual(Buffer.alloc(100_000, 7));
	expect(archive.problems).toEqual([]);
});

test('an archive without entries has none', async () => {
	expect((await archiveOf()).entries).toEqual([]);
});

test('the start of an entry is as long as was asked for', async () => {
	const archive = await archiveOf(small, {name: 'c', bytes: Buffer.alloc(1_000_000, 7), deflated: true});
	expect((await archive.readStart('a/b', {limit: 2})).toString()).toBe('he');
	expect(await archive.readStart('c', {limit: 10})).toEqual(Buffer.alloc(10, 7));
	expect((await archive.readStart('a/b', {limit: 50})).toString()).toBe('hello');
});

test('an entry beyond the limit is refused, and a bomb is not unpacked for that', async () => {
	const archive = await archiveOf({name: 'bomb', bytes: Buffer.alloc(200_000_000), deflated: true});
	const before = process.memoryUsage().arrayBuffers;
	await expect(archive.readEntry('bomb', {limit: 1_000_000})).rejects.toThrow(/'bomb' is larger than 1000000 bytes/);
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
});

test.each([
	['a name that leaves the folder', [{...small, name: '../x'}], /'\.\.\/x' would be unpacked outside/],
	['an absolute name', [{...small, name: '/etc/passwd'}], /outside of its folder/],
	['a name that is there twice', [small, small], /'a\/b' is there more than once/],
	['a stored size that lies', [{...small, says: {size: 500}}], /500 bytes from 5/],
	['a deflated size that cannot be', [{...small, deflated: true, says: {size: 4_000_000_000}}], /cannot be/],
	['an entry that reaches beyond the end', [{...small, says: {size: 5_000, compressedSize: 5_000}}], /reaches beyond its end/],
	['two entries in one place', [small, {...small, name: 'c', says: {offset: 0}}], /lie one over the other/],
])('%s is told', async (_, entries, sentence) => {
	expect((await archiveOf(...entries)).problems.join('\n')).toMatch(sentence);
});

test('a directory that says more entries than it has is broken', async () => {
	await expect(readArchive(windowOn(zipOf([small], {count: 9})))).rejects.toThrow(FormatError);
});

test('an entry that is not where the directory says cannot be read', async () => {
	const archive = await archiveOf({...small, says: {offset: 3}});
	await expect(archive.readEntry('a/b', {limit: 10})).rejects.toThrow(/not where its directory says/);
});

test('20,000 entries are read without nesting as many calls', async () => {
	const entries = Array.from({length: 20_000}, (_, at) => ({name: `a/${at}`, bytes: Buffer.alloc(1)}));
	expect((await archiveOf(...entries)).entries).toHaveLength(20_000);
});
