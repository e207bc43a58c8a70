/** Reads checkpoints of torch: real ones, ones made byte by byte, broken and hostile ones. */

import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {FormatError, withWindow} from '../../../store/formats/file-window.ts';
import type {FormatContents} from '../../../store/formats/format-contents.ts';
import {readPickle} from '../../../store/formats/plain-pickle.ts';
import {readTorchLegacy} from '../../../store/formats/torch-legacy.ts';
import {readTorchZip} from '../../../store/formats/torch-zip.ts';
import {isAllowedByTorch} from '../../../store/formats/weights-only.ts';
import {call, checkpoint, dict, global, int, pickle, tensor, text, windowOn, type MadeTensor} from '../../helpers/pickles.ts';
import {holdsForAllAsync} from '../../helpers/property.ts';
import {temporaryFolder} from '../../helpers/temporary-folder.ts';
import {zip} from '../../helpers/model-files.ts';
import {zipOf} from '../../helpers/zip-files.ts';

const stock = path.join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'pilotscope-stock', 'ExampleData');
const hasStock = fs.existsSync(stock);
if (!hasStock) console.log('The weights of ../shared/data/pilotscope-stock are not here: the tests with them are skipped.');
const hasTorch = spawnSync('python3', ['-c', 'import torch'], {stdio: 'ignore'}).status === 0;
if (!hasTorch) console.log('python3 has no torch: the tests with files of its making are skipped.');

async function read(bytes: Buffer): Promise<FormatContents> {
	return await readTorchZip(windowOn(bytes));
}

async function stateOf(entries: Readonly<Record<string, MadeTensor>>, storages?: Readonly<Record<string, number>>): Promise<FormatContents> {
	return await read(checkpoint(pickle(dict(Object.fromEntries(Object.entries(entries).map(([name, made]) => [name, tensor(made)])))), storages));
}

test.runIf(hasStock)('the weights of Lero are as their pickle states', async () => {
	const contents = await withWindow(path.join(stock, 'Lero/Model/lero_pair/nn_weights'), readTorchZip);
	expect(contents).toMatchObject({format: 'pytorch', tensorCount: 10, parameters: 145_409, imports: [], problems: []});
	expect(contents.tensors[0]).toMatchObject({name: 'tree_conv.0.conv_core.weight', dtype: 'float64', shape: [256, 26, 3], bytes: 159_744});
	expect(contents.tensors.at(-1)).toMatchObject({name: 'tree_conv.11.bias', dtype: 'float64', shape: [1], bytes: 8});
});

test.runIf(hasStock)('the weights of Mscn are as their pickle states', async () => {
	const contents = await withWindow(path.join(stock, 'Mscn/Model/mscn/nn_weights'), readTorchZip);
	expect(contents).toMatchObject({format: 'pytorch', tensorCount: 16, parameters: 416_001, imports: [], problems: []});
	expect(contents.tensors[4]).toMatchObject({name: 'predicate_mlp1.weight', dtype: 'float32', shape: [256, 30], bytes: 30_720});
});

test.runIf(hasStock)('arrays that joblib writes into the middle of its pickle are stepped over', async () => {
	const contents = await withWindow(path.join(stock, 'Mscn/Model/mscn/feature_generator'), readPickle);
	expect(contents).toMatchObject({tensorCount: 80, problems: [], facts: [['producer', 'joblib']]});
	expect(contents.imports).toEqual(['algorithm_examples.Mscn.source.mscn_utils.Feature', 'joblib.numpy_pickle.NumpyArrayWrapper']);
	expect(contents.tensors[0]).toEqual({name: 'table2vec.badges', dtype: 'float32', shape: [8], bytes: 32});
});

test('tensors, facts and hyperparameters of a checkpoint are told', async () => {
	const root = dict({
		state_dict: dict({weight: tensor({shape: [2, 1], strides: [1, 1]})}),
		optimizer: dict({exp_avg: tensor({key: '1', type: 'DoubleStorage'})}),
		epoch: int(12),
		hyper_parameters: dict({lr: 'G\x3f\xe0\0\0\0\0\0\0', name: text('x'), layers: ']'}),
	});
	const contents = await read(checkpoint(pickle(root), {'0': 8, '1': 16}));
	expect(contents).toMatchObject({parameters: 2, problems: [], hyperparams: {lr: 0.5, name: 'x'}});
	expect(contents.facts).toEqual([
		['producer', 'PyTorch'],
		['archive version', '3'],
		['epoch', '12'],
	]);
	expect(contents.tensors).toEqual([
		{name: 'state_dict.weight', dtype: 'float32', shape: [2, 1], bytes: 8},
		{name: 'optimizer.exp_avg', dtype: 'float64', shape: [2], bytes: 16, isOptimizer: true},
	]);
});

test('a whole module is named as its state_dict names it', async () => {
	const module = (fields: Parameters<typeof dict>[0]) => `${global('torch.nn', 'Module')})\x81${dict(fields)}b`;
	const root = module({_parameters: dict({scale: tensor()}), _modules: dict({fc: module({_parameters: dict({weight: tensor({offset: 1, shape: [1]})})})})});
	const contents = await read(checkpoint(pickle(root)));
	expect(contents.tensors.map(({name}) => name)).toEqual(['scale', 'fc.weight']);
	expect(contents.imports).toEqual(['torch.nn.Module']);
});

test('values of a tensor that stands before it are counted once', async () => {
	const contents = await stateOf({a: {}, b: {}});
	expect(contents).toMatchObject({parameters: 2, tensors: [{name: 'a'}, {name: 'b', isShared: true}]});
});

test.each<[string, MadeTensor, RegExp]>([
	['reaches beyond its storage', {shape: [3]}, /'w' reaches beyond its storage '0': to byte 12 of 8/],
	['reaches beyond it by its strides', {strides: [9]}, /to byte 40 of 8/],
	['begins behind it', {offset: 2}, /to byte 16 of 8/],
	['says a longer storage than there is', {length: 50}, /is said to have 200 bytes, and has 8/],
	['has a storage that is not there', {key: '9'}, /missing: there is no storage '9'/],
	['has a negative length', {shape: [-2]}, /impossible shape: \[-2\]/],
	['has more values than can be counted', {shape: [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1], strides: [0, 0, 0]}, /impossible shape/],
])('a tensor that %s is told', async (_, made, sentence) => {
	const {problems} = await stateOf({w: made});
	expect(problems.join('\n')).toMatch(sentence);
});

test('impossible shapes count for no parameters', async () => {
	expect(await stateOf({w: {shape: [-2]}})).toMatchObject({tensorCount: 1, tensors: [], parameters: 0});
});

test('names keep their newlines and escapes, and are bounded', async () => {
	const {tensors} = await stateOf({'a\n\x1b[31m': {}, ['x'.repeat(10_000)]: {}});
	expect(tensors[0]?.name).toBe('a\n\x1b[31m');
	expect(tensors[1]?.name).toHaveLength(4_096);
});

test('the state of an optimizer alone holds no parameters', async () => {
	const state = dict({state: dict({exp_avg: tensor()}), param_groups: ']'});
	expect(await read(checkpoint(pickle(state)))).toMatchObject({parameters: 0, tensors: [{name: 'state.exp_avg', isOptimizer: true}]});
	const other = dict({state: dict({exp_avg: tensor()}), param_groups: ']', epoch: int(1)});
	expect(await read(checkpoint(pickle(other)))).toMatchObject({parameters: 2});
});

test('tensors have the checksum of their values where the archive says one: of a part with its place, of another order with its strides', async () => {
	const values = Buffer.from('00010203', 'hex');
	const crc = zlib.crc32(values).toString(16).padStart(8, '0');
	const bytes = (shape: number[], strides: number[], offset = 0) => tensor({type: 'ByteStorage', length: 4, shape, strides, offset});
	const root = pickle(
		dict({whole: bytes([2, 2], [2, 1]), turned: bytes([2, 2], [1, 2]), part: bytes([2], [1], 2), one: bytes([1, 4], [9, 1]), none: bytes([0], [1])}),
	);
	const archive = zip([
		['made/data.pkl', root],
		['made/data/0', values],
	]);
	expect((await read(archive)).tensors.map(one => [one.name, one.crc])).toEqual([
		['whole', crc],
		['turned', `${crc}/1,2`],
		['part', `${crc}@2/1`],
		['one', crc],
		['none', undefined],
	]);
	expect((await stateOf({w: {}})).tensors[0]).not.toHaveProperty('crc');
	const bigEndian = zip([
		['made/data.pkl', root],
		['made/byteorder', Buffer.from('big')],
		['made/data/0', values],
	]);
	expect((await read(bigEndian)).tensors.filter(({crc: said}) => said !== undefined)).toEqual([]);
});

test.each<[string, Buffer, object | undefined]>([
	['tensors alone', pickle(dict({w: tensor()})), {isTaken: true}],
	['a class', pickle(dict({w: tensor(), a: call(global('argparse', 'Namespace'))})), {isTaken: false, why: 'it needs argparse.Namespace'}],
	['an array', pickle(global('numpy', 'ndarray')), {isTaken: false, why: 'it needs numpy.ndarray'}],
	['a type of Python 2', pickle(global('__builtin__', 'long')), {isTaken: false, why: 'it needs builtins.int'}],
	['a set', pickle(call(global('__builtin__', 'set'), ']')), {isTaken: true}],
	['five classes', pickle(...['a', 'b', 'c', 'd', 'e'].map(name => `${global('m', name)}0`), 'N'), {isTaken: false, why: 'it needs m.a, m.b, m.c and 2 more'}],
	['a newer protocol', pickle('\x8c\x01x'), {isTaken: false, why: 'it is pickled with a protocol of which it does not know all instructions'}],
	['a broken pickle', Buffer.from('\x80\x02cposix', 'latin1'), undefined],
])('whether torch.load(weights_only=True) takes a checkpoint is told: %s', async (_, root, answer) => {
	expect((await read(checkpoint(root))).weightsOnly).toEqual(answer);
});

test.runIf(hasTorch)('what torch.load(weights_only=True) allows is what it is said to allow', () => {
	const script = 'from torch._weights_only_unpickler import _get_allowed_globals; print(*_get_allowed_globals())';
	const names = execFileSync('python3', ['-c', script], {encoding: 'utf8'}).trim().split(' ');
	expect(names.filter(name => !isAllowedByTorch(name))).toEqual([]);
});

test('an archive without data.pkl is no checkpoint', async () => {
	await expect(read(zipOf([{name: 'a', bytes: Buffer.alloc(1)}]))).rejects.toThrow(FormatError);
});

test('a second pickle in an archive is looked into', async () => {
	const evil = pickle(call(global('posix', 'system'), text('true')));
	const bytes = zipOf(['made/data.pkl', 'made/deep/data.pkl'].map((name, at) => ({name, bytes: at === 0 ? pickle('N') : evil})));
	expect((await read(bytes)).imports).toEqual(['posix.system']);
});

test('TorchScript is told by its code, whose own classes are no imports', async () => {
	const lists = call(global('torch.jit._pickle', 'build_intlist'), ']');
	const root = `${global('__torch__.Net', 'Net')})\x81${dict({weight: tensor(), sizes: lists})}b`;
	const bytes = zipOf([
		{name: 's/data.pkl', bytes: pickle(root)},
		{name: 's/data/0', bytes: Buffer.alloc(8)},
		{name: 's/code/__torch__.py', bytes: Buffer.alloc(1)},
	]);
	expect(await read(bytes)).toMatchObject({
		format: 'torchscript',
		imports: [],
		tensors: [{name: 'weight'}],
		weightsOnly: {isTaken: false, why: 'it is TorchScript, which torch.jit.load takes'},
		problems: [],
	});
});

const magic = `\x80\x02\x8a\x0a${Buffer.from('6cfc9c46f9206aa85019', 'hex').toString('latin1')}.`;

function legacy(valueBytes: number): Buffer {
	const rest = [pickle('M\xe9\x03'), pickle(dict({little_endian: '\x88'})), pickle(dict({w: tensor()})), pickle(`](${text('0')}e`)];
	return Buffer.concat([Buffer.from(magic, 'latin1'), ...rest, Buffer.alloc(8 + valueBytes)]);
}

test('what torch.save wrote before 1.6 is read', () => {
	expect(readTorchLegacy(windowOn(legacy(8)))).toMatchObject({
		format: 'pytorch-legacy',
		tensors: [{name: 'w', dtype: 'float32', shape: [2], bytes: 8}],
		facts: [
			['producer', 'PyTorch'],
			['protocol version', '1001'],
			['byte order', 'little'],
		],
		problems: [],
	});
});

test('values that are cut off are told', () => {
	expect(readTorchLegacy(windowOn(legacy(5))).problems.join()).toMatch(/said to have 8 bytes, and has 5/);
});

test('without the magic number it is another pickle, which torch unpickles all the same', () => {
	const long = `\x8a\x0a${Buffer.from('6cfc9c46f9206aa85019', 'hex').toString('latin1')}0`;
	const contents = readTorchLegacy(windowOn(pickle(long, call(global('posix', 'system'), text('true')))));
	expect(contents).toMatchObject({format: 'pickle', imports: ['posix.system']});
});

test('10,000 tensors are all read', async () => {
	const names = Array.from({length: 10_000}, (_, at) => [`layer.${at}`, {key: String(at)}] as const);
	const storages = Object.fromEntries(names.map((_, at) => [String(at), 8]));
	expect(await stateOf(Object.fromEntries(names), storages)).toMatchObject({tensorCount: 10_000, parameters: 20_000, problems: []});
});

async function staysWithinSentences(reader: (bytes: Buffer) => FormatContents | Promise<FormatContents>, bytes: Buffer): Promise<void> {
	const started = performance.now();
	try {
		for (const {name} of (await reader(bytes)).tensors) expect(name.length).toBeLessThanOrEqual(4_096);
	} catch (error) {
		expect(error).toBeInstanceOf(FormatError);
	}
	expect(performance.now() - started).toBeLessThan(5_000);
}

const edits = fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {minLength: 1, maxLength: 8});

function edited(bytes: Buffer, changes: ReadonlyArray<readonly [number, number]>): Buffer {
	const copy = Buffer.from(bytes);
	for (const [at, value] of changes) copy[at % copy.length] = value;
	return copy;
}

test('whatever is changed in a checkpoint, it is read or refused with a sentence', async () => {
	const good = checkpoint(pickle(dict({a: tensor(), b: call(global('posix', 'system'), text('touch canary')), c: tensor({key: '1'})})), {'0': 8, '1': 8});
	await holdsForAllAsync([edits], changes => staysWithinSentences(read, edited(good, changes)), {runs: 1_000});
	await holdsForAllAsync([edits], changes => staysWithinSentences(bytes => readTorchLegacy(windowOn(bytes)), edited(legacy(8), changes)), {runs: 1_000});
	expect(fs.existsSync('canary')).toBe(false);
});

test('whatever follows on a good beginning, it is read or refused with a sentence', async () => {
	const begin = pickle(dict({a: tensor()})).subarray(0, -1);
	const tail = fc.uint8Array({maxLength: 200});
	await holdsForAllAsync([tail], rest => staysWithinSentences(bytes => readPickle(windowOn(bytes)), Buffer.concat([begin, rest])), {runs: 1_000});
	await holdsForAllAsync([tail], rest => staysWithinSentences(read, checkpoint(Buffer.concat([begin, rest]))), {runs: 300});
});

test.runIf(hasTorch)('files of the torch that is here are read', async () => {
	const folder = temporaryFolder();
	const script = [
		'import torch',
		'm = torch.nn.Linear(4, 3)',
		'torch.save(m.state_dict(), "a.pt")',
		'torch.save(m, "b.pt")',
		'torch.save(m.state_dict(), "c.pt", _use_new_zipfile_serialization=False)',
	];
	execFileSync('python3', ['-c', script.join('\n')], {cwd: folder});
	for (const [name, reader] of [
		['a.pt', readTorchZip],
		['b.pt', readTorchZip],
		['c.pt', readTorchLegacy],
	] as const) {
		expect(await withWindow<FormatContents>(path.join(folder, name), reader)).toMatchObject({
			tensors: [
				{name: 'weight', dtype: 'float32', shape: [3, 4], bytes: 48},
				{name: 'bias', dtype: 'float32', shape: [3], bytes: 12},
			],
			parameters: 15,
			problems: [],
		});
	}
});
