/** Pickles in files that begin as something else, and files that only look like one. */

import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {readContents} from '../../../store/formats/file-format.ts';
import {hiddenPickle} from '../../../store/formats/hidden-pickle.ts';
import {npy, npyHeader, safetensors, zip} from '../../helpers/model-files.ts';
import {call, global, pickle, text, windowOn} from '../../helpers/pickles.ts';

const first = "cposix\nsystem\n(S'true'\ntR";
const raw = (latin1: string) => Buffer.from(latin1, 'latin1');

test.each([
	['of the first protocol', raw(`${first}.`)],
	['with bytes behind its end', raw(`${first}.\xff\xff`)],
	['that begins with a number', raw(`K\x000${first}.`)],
	['that says its protocol twice', raw(`\x80\x02\x80\x02${first}.`)],
	['that breaks off behind what it calls', raw(`${first}\xff`)],
])('a pickle %s is told as one, whatever its name', async (_, bytes) => {
	for (const name of ['model.pt', 'model.pkl', 'model', 'notes.txt']) {
		const contents = await readContents(windowOn(bytes), name);
		expect(contents?.format).toBe('pickle');
		expect(contents?.imports).toContain('posix.system');
	}
});

test.each([
	['safetensors', raw(`G${'\0'.repeat(7)}{0${first}.${' '.repeat(80)}`)],
	['gguf', raw(`GGUF\x03${'\0'.repeat(4)}0${first}.${' '.repeat(80)}`)],
])('a pickle that begins as %s is told as both', async (format, bytes) => {
	const contents = await readContents(windowOn(bytes), 'model.pt');
	expect(contents).toMatchObject({format, imports: ['posix.system']});
	expect(contents?.problems[0]).toMatch(/pickle as well/);
});

test('a pickle in the values of whole safetensors is told', async () => {
	const header = {a: {dtype: 'U8', shape: [first.length + 2], data_offsets: [0, first.length + 2]}};
	// The number of its bytes is the instruction V: a text up to the end of the line, then an empty dict.
	const whole = `${JSON.stringify(header).slice(0, -1)}${' '.repeat(86 - 2 - JSON.stringify(header).slice(0, -1).length)}\n}`;
	expect(whole).toHaveLength(86);
	const file = raw(`V${'\0'.repeat(7)}${whole}0${first}.`);
	expect(await readContents(windowOn(file), 'model.safetensors')).toMatchObject({format: 'safetensors', tensorCount: 1, imports: ['posix.system']});
	expect(await readContents(windowOn(safetensors(header, first.length + 2)), 'model.safetensors')).toMatchObject({imports: [], problems: []});
});

test.each([
	['a subarray of objects', "('|O', (2,))"],
	['an escaped letter', String.raw`'|\x4f'`],
	['its long name', "'object'"],
	['texts side by side', "'|' 'O'"],
])('an array of objects is known by %s', async (_, descr) => {
	const bytes = npy(npyHeader(descr, [1]), {data: raw(`\x80\x02${first}.`)});
	expect((await readContents(windowOn(bytes), 'a.npy'))?.imports).toContain('posix.system');
	const archive = zip([
		['readme.txt', Buffer.from('x')],
		['a.npy', bytes],
	]);
	expect((await readContents(windowOn(archive), 'a.npz'))?.imports).toContain('posix.system');
});

test('what is wrong with the objects of an array is told with it', async () => {
	const bytes = npy(npyHeader("'|O'", [1]), {data: raw(`\x80\x02${first}\xff`)});
	const contents = await readContents(windowOn(bytes), 'a.npy');
	expect(contents?.imports).toEqual(['?.?', 'posix.system']);
	expect(contents?.problems.join()).toMatch(/breaks off/);
});

test('a large object in an array is stepped over', async () => {
	const large = `B\x00\x00\x10\x01${'x'.repeat(0x1100000)}`;
	const contents = await readContents(windowOn(npy(npyHeader("'|O'", [1]), {data: pickle(large, call(global('posix', 'system'), text('true')))})), 'a.npy');
	expect(contents).toMatchObject({tensorCount: 1, imports: ['posix.system'], problems: []});
});

test.each([
	['words', 'cat\ndog\nbird\n'],
	['functions', 'cos\nsin\ntan\n'],
	['a calendar', 'BEGIN:VCALENDAR\nVERSION:2.0\n'],
	['Fortran', 'C A comment\n      INTEGER I\n'],
	['JSON', '{"a": [1, 2]}\n'],
	['one long line', `c${'a'.repeat(200_000)}`],
])('%s are no pickle', (_, words) => {
	expect(hiddenPickle(windowOn(Buffer.from(words)), 'notes.txt')).toBeUndefined();
});

test('no text of this repository is a pickle', () => {
	const root = path.join(import.meta.dirname, '..', '..', '..');
	const files = ['source', 'store', 'docs', 'test'].flatMap(folder => fs.globSync(`${folder}/**/*.{ts,tsx,md,json,txt}`, {cwd: root}));
	expect(files.length).toBeGreaterThan(100);
	expect(files.filter(file => hiddenPickle(windowOn(fs.readFileSync(path.join(root, file))), path.basename(file)))).toEqual([]);
});

test('random bytes are no pickle', () => {
	const found = Array.from({length: 20_000}, () => randomBytes(100)).filter(bytes => hiddenPickle(windowOn(bytes), 'model'));
	expect(found).toEqual([]);
});
