/** What Python's pickle lets pass, the reader lets pass: a pickle that runs there tells its imports here. */

import {expect, test} from 'vitest';
import {inspectionLimits} from '../../../store/domain/inspection.ts';
import {readPickle} from '../../../store/formats/plain-pickle.ts';
import {call, global, int, pickle, text, tuple, windowOn} from '../../helpers/pickles.ts';

const harm = call(global('posix', 'system'), text('true'));

function imports(bytes: Buffer): readonly string[] {
	return readPickle(windowOn(bytes)).imports;
}

/** What was worked (ms): other processes that are busy do not count. */
function cpuSince(started: NodeJS.CpuUsage): number {
	const {user, system} = process.cpuUsage(started);
	return (user + system) / 1_000;
}

function uint32(value: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes.toString('latin1');
}

test('MEMOIZE takes how many values are kept for its number, whatever their numbers are', () => {
	// Kept under 1, then again under 1, 3, 2, and 3: the name is that of posix and system only where numbers are counted as Python does.
	const kept = [`${text('numpy')}q\x010`, `${text('posix')}\x940`, `${text('dtype')}q\x030`, `${text('x')}q\x020`, `${text('system')}\x940`];
	expect(imports(pickle(...kept, `h\x01h\x03\x93${text('true')}\x85R`))).toEqual(['posix.system']);
});

test.each([
	['keys into nothing', 'N(u0'],
	['values into nothing', 'N(e0'],
	['values into a list by their places', '(Nl(K\x00Nu0'],
	['a byte into bytes', `\x96\x01${'\0'.repeat(7)}aK\x01a0`],
	['hexadecimal numbers', 'I0x10\n0'],
	['hexadecimal long numbers', 'L0x10L\n0'],
	['octal numbers', 'I010\n0'],
	['a number up to a byte 0', 'I1\x00x\n0'],
	['a number with underscores', 'F1_0.5\n0'],
	['underscores in the number of a value', 'Np1_0\n0g10\n0'],
	['values under five million', `Nr${uint32(5_000_000)}0j${uint32(5_000_000)}0`],
	['values under two billion', `Nr${uint32(2 ** 31 - 1)}0`],
	['a number of 70,000 zeros', `I0x${'0'.repeat(70_000)}\n0`],
	['its protocol twice', '\x80\x02'],
])('%s end no reading', (_, before) => {
	const contents = readPickle(windowOn(pickle(before, harm)));
	expect(contents).toMatchObject({imports: ['posix.system'], problems: []});
});

test('of a name that a text hides behind two backslashes nothing is decoded', () => {
	expect(imports(Buffer.from('V\\\\u0061\n0cabc\nABC\n.', 'latin1'))).toEqual(['abc.ABC']);
	expect(imports(Buffer.from('\x80\x04Vos\\u002epath\nVjoin\n\x93.', 'latin1'))).toEqual(['os.path.join']);
});

test('a name that is computed is told as one that nobody knows', () => {
	const computed = (name: string) => call(global('builtins', 'str'), text(name));
	expect(imports(pickle(`${computed('posix')}${computed('system')}\x93${text('true')}\x85R`))).toEqual(['?.?']);
});

test('a reading that breaks off says that it does not know what stands behind', () => {
	const {imports: found, problems} = readPickle(windowOn(pickle(harm, '\xff')));
	expect(found).toEqual(['?.?', 'posix.system']);
	expect(problems.join()).toContain('What stands behind that place is not known: it may run code.');
});

test('behind the end of a file nothing can stand', () => {
	const whole = pickle(call(global('abc', 'ABC'), text('true')));
	expect(imports(whole.subarray(0, -3))).toEqual(['abc.ABC']);
});

test('bytes behind the end of a pickle that are none are told, and are no danger', () => {
	const {imports: found, problems} = readPickle(windowOn(Buffer.concat([pickle(harm), Buffer.from([0xff, 0xff])])));
	expect(found).toEqual(['posix.system']);
	expect(problems).toEqual(['2 bytes that are no pickle stand behind the end of its pickle.']);
});

test('a dangerous name is told however many others there are, and however long it is', () => {
	const many = Array.from({length: 1_100}, (_, at) => `${global('abc', `A${at}`)}0`).join('');
	const long = `${text('torch')}${text(`${'functional.torch.'.repeat(300)}os.system`)}\x930`;
	const contents = readPickle(windowOn(pickle(many, long, harm)));
	expect(contents.imports).toHaveLength(inspectionLimits.imports);
	expect(contents.imports).toContain('posix.system');
	const [cut = ''] = contents.imports.filter(name => name.startsWith('torch.'));
	expect(cut.length).toBeLessThanOrEqual(inspectionLimits.text);
	expect(cut).toMatch(/\.\?\..*os\.system$/);
	expect(contents.problems).toEqual(['Loading it would import 102 more names than are listed.']);
});

const loader = global('torch.storage', '_load_from_bytes');
const latin1 = (bytes: Buffer) => call(global('_codecs', 'encode'), text(bytes.toString('latin1')), text('latin1'));
const magic = `\x8a\x0a${Buffer.from('6cfc9c46f9206aa85019', 'hex').toString('latin1')}`;
const five = (...last: readonly string[]) => Buffer.concat([pickle(magic), pickle(int(1001)), pickle('}'), pickle('N'), pickle(...last)]);

test.each([
	['bytes in UTF-8, as protocols before 3 have them', latin1(five(harm)), ['posix.system']],
	['the fifth of its pickles', latin1(five(harm)), ['posix.system']],
	['nothing but data', latin1(five(']')), []],
	['an archive, which is not opened here', latin1(Buffer.from('PK\x03\x04')), ['torch.storage._load_from_bytes']],
	['what is computed', call(global('builtins', 'bytes'), text('x')), ['torch.storage._load_from_bytes']],
])('of a storage within a pickle that holds %s the imports are told', (_, bytes, names) => {
	expect(imports(pickle(call(loader, bytes)))).toEqual(names);
});

test('what joblib steps over Python takes for instructions, and both are told', () => {
	const dtype = `${call(global('numpy', 'dtype'), text('V40'))}`;
	const fields = (bytes: number) => `}(${text('dtype')}${dtype}${text('shape')}${tuple(int(bytes))}u`;
	const hidden = `${call(global('abc', 'hidden'))}.`;
	const wrapper = `${global('joblib.numpy_pickle', 'NumpyArrayWrapper')})\x81${fields(1)}b`;
	const found = imports(pickle(wrapper, hidden.padEnd(40, '\0'), global('abc', 'behind')));
	expect(found).toEqual(['abc.behind', 'abc.hidden', 'joblib.numpy_pickle.NumpyArrayWrapper']);
});

test.each<[string, () => string]>([
	['shared arguments', () => `(${'N'.repeat(300_000)}tq\x000${global('x', 'y')}q\x010](${'h\x01h\x00R'.repeat(300_000)}e`],
	[
		'a shared state',
		() =>
			`}(${Array.from({length: 50_000}, (_, at) => `${int(at)}N`).join('')}uq\x000)q\x020${global('x', 'y')}q\x010](${'h\x01h\x02Rh\x00b'.repeat(100_000)}e`,
	],
	[
		'a shared list of pairs',
		() => `](${'NN\x86'.repeat(100_000)}eq\x000${global('collections', 'OrderedDict')}q\x010h\x00\x85q\x020](${'h\x01h\x02R'.repeat(200_000)}e`,
	],
	[
		'sparse tensors within each other',
		() => `${global('torch._utils', '_rebuild_sparse_tensor')}q\x000)q\x01${'0h\x00N(h\x01h\x01h\x01h\x01t\x86Rq\x01'.repeat(50_000)}`,
	],
])('%s are walked once', (_, made) => {
	const bytes = pickle(made());
	const started = process.cpuUsage();
	readPickle(windowOn(bytes));
	expect(cpuSince(started)).toBeLessThan(3_000);
});

test.each([
	['nulls', `(${'N'.repeat(15_000_000)}t`],
	['copies of one value', `(K\x00${'2'.repeat(15_000_000)}t`],
	['empty dicts', `(${'}'.repeat(3_900_000)}t`],
	['calls', `${global('abc', 'ABC')}q\x00)q\x010(${'h\x00h\x01R'.repeat(2_000_000)}t`],
	['marks', '('.repeat(15_000_000)],
	['kept values', Array.from({length: 600_000}, (_, at) => `Nr${uint32(60 * at)}0`).join('')],
])('of millions of %s no more are kept than memory allows, and that is told', (_, made) => {
	const bytes = pickle(made);
	const started = process.cpuUsage();
	const contents = readPickle(windowOn(bytes));
	expect(contents.problems.join()).toMatch(/more values than are kept.*may run code/);
	expect(contents.imports).toContain('?.?');
	expect(cpuSince(started)).toBeLessThan(3_000);
});
