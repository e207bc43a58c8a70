/** Reads pickles of all protocols, and tells what hostile ones would import, without running them. */

import {expect, test} from 'vitest';
import {pickleBudget} from '../../../store/formats/pickle-cursor.ts';
import {importsOf} from '../../../store/formats/pickle-imports.ts';
import {readPickleAt, type Unpickled} from '../../../store/formats/pickle-reader.ts';
import {readPickle} from '../../../store/formats/plain-pickle.ts';
import {call, global, pickle, text, windowOn} from '../../helpers/pickles.ts';

function read(bytes: Buffer): Unpickled {
	return readPickleAt(windowOn(bytes), 0, {budget: pickleBudget()});
}

function raw(latin1: string): Buffer {
	return Buffer.from(latin1, 'latin1');
}

/** What was worked (ms): other processes that are busy do not count. */
function cpuSince(started: NodeJS.CpuUsage): number {
	const {user, system: kernel} = process.cpuUsage(started);
	return (user + kernel) / 1_000;
}

test.each<[string, string, unknown]>([
	['I', 'I42\n.', 42],
	['I of a truth', 'I01\n.', true],
	['L', 'L123456789012345678901L\n.', 123456789012345678901n],
	['F', 'F1.5\n.', 1.5],
	['F of infinity', 'F-inf\n.', -Infinity],
	['S', String.raw`S'a\x41\n'` + '\n.', 'aA\n'],
	['V', String.raw`V\u00e4b` + '\n.', 'äb'],
	['LONG1', '\x8a\x02\xff\xff.', -1],
	['LONG1 of many bytes', `\x8a\x09${'\x00'.repeat(8)}\x01.`, 2n ** 64n],
	['LONG4', '\x8b\x01\x00\x00\x00\x05.', 5],
	['BININT', 'J\xff\xff\xff\xff.', -1],
	['BINFLOAT', 'G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
	['BINSTRING', 'T\x02\x00\x00\x00\xe4b.', 'äb'],
	['BINUNICODE8', `\x8d\x02${'\x00'.repeat(7)}ab.`, 'ab'],
	['memo and DUP', '\x8c\x01a\x942h\x000.', 'a'],
	['POP of a mark', 'N(0.', null],
])('%s is read', (_, bytes, value) => {
	expect(read(raw(bytes))).toMatchObject({value, failure: undefined});
});

test('containers are plain data', () => {
	expect(read(raw('](K\x01)K\x02K\x03\x86}\x8c\x01kK\x04s\x8f(K\x05\x90e.')).value).toEqual({
		kind: 'list',
		items: [1, {kind: 'tuple', items: []}, {kind: 'tuple', items: [2, 3]}, {kind: 'dict', keys: ['k'], values: [4]}, {kind: 'set', items: [5]}],
	});
});

const system = global('posix', 'system');
const harm = text('touch canary');

test.each([
	['GLOBAL and REDUCE', call(system, harm), 'posix.system'],
	['STACK_GLOBAL', `${text('os')}${text('system')}\x93${harm}\x85R`, 'os.system'],
	['STACK_GLOBAL of a path of attributes', `${text('torch')}${text('serialization.os.system')}\x93${harm}\x85R`, 'torch.serialization.os.system'],
	['STACK_GLOBAL of a computed name', `${text('os')}${call(global('builtins', 'str'), text('system'))}\x93${harm}\x85R`, 'os.?'],
	['INST', `(${harm}iposix\nsystem\n`, 'posix.system'],
	['OBJ', `(${system}${harm}o`, 'posix.system'],
	['NEWOBJ_EX', `${system}${harm}\x85}\x92`, 'posix.system'],
	['BUILD with __setstate__', `${global('evil', 'Class')})\x81${harm}b`, 'evil.Class'],
	['an extension', '\x82\x07', 'copyreg extension 7'],
	['eval as Python 2 names it', call(global('__builtin__', 'eval'), harm), 'builtins.eval'],
	['a class of torch', call(global('torch.nn.modules.linear', 'Linear')), 'torch.nn.modules.linear.Linear'],
])('%s is told as an import', (_, pieces, name) => {
	const {globals, failure} = read(pickle(pieces));
	expect(failure).toBeUndefined();
	expect(importsOf(globals)).toEqual([name]);
});

test('what tensors and plain data need is not told', () => {
	const names = [
		['collections', 'OrderedDict'],
		['torch._utils', '_rebuild_tensor_v2'],
		['torch', 'BFloat16Storage'],
		['torch', 'float8_e4m3fn'],
		['torch', 'Size'],
		['_codecs', 'encode'],
		['numpy._core.multiarray', '_reconstruct'],
		['__builtin__', 'set'],
	] as const;
	expect(importsOf(names.map(([module, name]) => ({kind: 'global', module, name})))).toEqual([]);
});

test('what a pickle would import before it breaks is told', () => {
	const {imports, problems} = readPickle(windowOn(raw(`\x80\x02${call(system, harm)}\xff`)));
	expect(imports).toEqual(['?.?', 'posix.system']);
	expect(problems.join()).toMatch(/breaks off at byte \d+: \\xff is no instruction/);
});

test('pickles behind the first are read, too', () => {
	const contents = readPickle(windowOn(Buffer.concat([pickle('N'), pickle(call(system, harm))])));
	expect(contents.imports).toEqual(['posix.system']);
});

test('what torch would unpickle from bytes within is told', () => {
	const inner = pickle(call(system, harm));
	const bytes = `B${String.fromCharCode(inner.length)}\0\0\0${inner.toString('latin1')}`;
	const {imports} = readPickle(windowOn(pickle(call(global('torch.storage', '_load_from_bytes'), bytes))));
	expect(imports).toEqual(['posix.system']);
});

test.each([
	['no end', 'N', /asks for 1 bytes, and there are 0/],
	['an empty stack', '.', /empty stack/],
	['a text longer than the file', `\x8d${'\xff'.repeat(8)}`, /asks for/],
	['a number of 2 GB', '\x8b\xff\xff\xff\x7f', /asks for 2147483647 bytes/],
	['a negative length', 'T\xff\xff\xff\xff', /asks for -1 bytes/],
	['a value that was never kept', 'h\x05.', /never kept/],
	['a mark that was never set', 't.', /never set/],
	['a key without a value', '}(K\x01u.', /key without a value/],
	['a name that is a number', 'K\x01K\x02\x93.', /no name/],
	['a protocol to come', '\x80\x09N.', /protocol 9/],
])('a pickle with %s breaks off with a sentence', (_, bytes, sentence) => {
	expect(read(raw(bytes)).failure).toMatch(sentence);
});

test('texts of many bytes are measured and not kept', () => {
	const bytes = raw(`X\x00\x00\x02\x00${'a'.repeat(131_072)}.`);
	expect(read(bytes).value).toEqual({kind: 'bytes', offset: 5, size: 131_072});
});

test.each([
	['tuples', `)${'\x85'.repeat(1_000_000)}.`],
	['lists', `${']'.repeat(1_000_000)}${'a'.repeat(999_999)}.`],
	['marks', `${'('.repeat(1_000_000)}${'t'.repeat(1_000_000)}.`],
])('a million %s within each other are walked', (_, bytes) => {
	const started = process.cpuUsage();
	expect(readPickle(windowOn(raw(bytes)))).toMatchObject({tensorCount: 0, problems: []});
	expect(cpuSince(started)).toBeLessThan(3_000);
});

test('a memo bomb is not unfolded', () => {
	// Each list holds the one before it twice, 200 deep: 2^200 places.
	const layers = Array.from({length: 200}, (_, at) => `](h${String.fromCharCode(at)}h${String.fromCharCode(at)}eq${String.fromCharCode(at + 1)}`);
	const started = process.cpuUsage();
	expect(readPickle(windowOn(raw(`]q\x00${layers.join('')}.`))).problems).toEqual([]);
	expect(cpuSince(started)).toBeLessThan(1_000);
});

test('names that bury others are counted', () => {
	const many = Array.from({length: 1_100}, (_, at) => `${global('a', `b${at}`)}0`).join('');
	const {imports, problems} = readPickle(windowOn(pickle(many, call(system, harm))));
	expect(imports).toHaveLength(1_000);
	expect(problems).toEqual(['Loading it would import 101 more names than are listed.']);
});

test('a list in itself is walked once', () => {
	expect(readPickle(windowOn(raw(']q\x00h\x00a.'))).problems).toEqual([]);
});
