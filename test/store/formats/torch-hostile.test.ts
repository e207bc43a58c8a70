/** Checkpoints of torch that hide a pickle, or say more values than they have. */

import zlib from 'node:zlib';
import {expect, test} from 'vitest';
import {inspectionLimits} from '../../../store/domain/inspection.ts';
import {readContents} from '../../../store/formats/file-format.ts';
import type {FileWindow} from '../../../store/formats/file-window.ts';
import {readTorchLegacy} from '../../../store/formats/torch-legacy.ts';
import {readTorchZip} from '../../../store/formats/torch-zip.ts';
import {call, checkpoint, dict, global, int, pickle, tensor, text, tuple, windowOn} from '../../helpers/pickles.ts';
import {zipOf} from '../../helpers/zip-files.ts';

const evil = pickle(call(global('posix', 'system'), text('true')));
const good = pickle('}');

const read = (bytes: Buffer) => readTorchZip(windowOn(bytes));
const archive = (...entries: ReadonlyArray<readonly [name: string, bytes: Buffer]>) => zipOf(entries.map(([name, bytes]) => ({name, bytes})));

test.each([
	['data.pkl in capitals behind it', archive(['a/data.pkl', good], ['a/DATA.PKL', evil])],
	['data.pkl in capitals before it', archive(['a/DATA.PKL', evil], ['a/data.pkl', good])],
	['constants.pkl in capitals', archive(['a/data.pkl', good], ['a/Constants.pkl', evil])],
	['data.pkl twice', archive(['a/data.pkl', evil], ['a/data.pkl', good])],
])('of an archive with %s all pickles are read', async (_, bytes) => {
	expect((await read(bytes)).imports).toEqual(['posix.system']);
});

test('names that differ in capitals only are a problem', async () => {
	expect((await read(archive(['a/data.pkl', good], ['a/DATA.PKL', good]))).problems.join()).toMatch(/differs from another's in upper and lower case only/);
});

test('an archive whose only pickle is named in capitals is a checkpoint', async () => {
	expect(await readContents(windowOn(archive(['a/DATA.PKL', evil])), 'x')).toMatchObject({format: 'pytorch', imports: ['posix.system']});
});

test('the pickle behind nine others is read, and it is the one in the folder of the first entry that tells the tensors', async () => {
	const others = Array.from({length: 9}, (_, at) => [`archive/${at}/data.pkl`, good] as const);
	const own = pickle(dict({w: tensor()}), '0', call(global('posix', 'system'), text('true')), '0', dict({w: tensor()}));
	const contents = await read(archive(['archive/version', Buffer.from('3\n')], ...others, ['archive/data.pkl', own], ['archive/data/0', Buffer.alloc(8)]));
	expect(contents).toMatchObject({imports: ['posix.system'], tensors: [{name: 'w'}]});
});

test('a pickle that cannot be read hides no other, and counts as not known', async () => {
	const broken = zipOf([
		{name: 'a/data.pkl', bytes: evil},
		{name: 'a/x/data.pkl', bytes: zlib.deflateRawSync(good), deflated: true, says: {compressedSize: 3}},
	]);
	expect((await read(broken)).imports).toEqual(['?.?', 'posix.system']);
});

test('of two directories in an archive it is said that programs choose', async () => {
	const bytes = archive(['a/data.pkl', good]);
	const [end, large, locator] = [bytes.subarray(-22), Buffer.alloc(56), Buffer.alloc(20)];
	const at = bytes.length - 22;
	large.writeUInt32LE(0x06064b50);
	large.writeBigUInt64LE(1n, 32);
	large.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
	large.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
	locator.writeUInt32LE(0x07064b50);
	locator.writeBigUInt64LE(BigInt(at), 8);
	const whole = Buffer.concat([bytes.subarray(0, at), large, locator, end]);
	expect(await read(whole)).toMatchObject({imports: [], problems: []});
	whole.writeUInt32LE(0, whole.length - 6);
	const contents = await read(whole);
	expect(contents.imports).toEqual(['?.?']);
	expect(contents.problems.join()).toMatch(/more than one directory/);
});

test('many bytes in a pickle are stepped over where they lie', async () => {
	const size = inspectionLimits.header + 2 ** 20;
	const before = Buffer.from(`\x80\x02}(${text('replay')}B`, 'latin1');
	const length = Buffer.alloc(4);
	length.writeUInt32LE(size);
	const behind = Buffer.from(`${text('w')}${tensor()}u.`, 'latin1');
	const small = archive(['made/data.pkl', Buffer.concat([before, length, behind])], ['made/data/0', Buffer.alloc(8)]);
	const stretched = stretchedAt(small, small.indexOf(length) + 4, size);
	expect(await readTorchZip(stretched)).toMatchObject({tensors: [{name: 'w'}]});
});

/** A window in which so many zeros stand from some byte of the first entry on; the directory says so. */
function stretchedAt(bytes: Buffer, place: number, size: number): FileWindow {
	const whole = Buffer.from(bytes);
	const [end, marks] = [whole.length - 22, [] as number[]];
	for (let at = whole.indexOf('PK\x01\x02'); at !== -1; at = whole.indexOf('PK\x01\x02', at + 4)) marks.push(at);
	for (const [entry, at] of marks.entries()) {
		if (entry > 0) whole.writeUInt32LE(whole.readUInt32LE(at + 42) + size, at + 42);
		else for (const field of [20, 24]) whole.writeUInt32LE(whole.readUInt32LE(at + field) + size, at + field);
	}
	whole.writeUInt32LE(whole.readUInt32LE(end + 16) + size, end + 16);
	return {
		size: whole.length + size,
		read: (offset, length) => {
			if (length > 2 ** 20) throw new Error('too much is read');
			const found = Buffer.alloc(length);
			if (offset < place) whole.copy(found, 0, offset, Math.min(place, offset + length));
			const from = Math.max(offset, place + size);
			if (from < offset + length) whole.copy(found, from - offset, from - size, offset + length - size);
			return found;
		},
	};
}

test('the values of a storage are counted once, however many views there are of them', async () => {
	const wide = {shape: [4, 4], strides: [4, 1], length: 16};
	const entries = {
		w: tensor(wide),
		flat: tensor({...wide, shape: [16], strides: [1]}),
		turned: tensor({...wide, strides: [1, 4]}),
		row: tensor({...wide, shape: [4], strides: [1], offset: 8}),
		one: tensor({shape: [1000, 1000], strides: [0, 0], key: '1', length: 1}),
	};
	const contents = await read(checkpoint(pickle(dict(entries)), {'0': 64, '1': 4}));
	expect(contents).toMatchObject({parameters: 17, problems: []});
	expect(contents.tensors.map(({isShared, bytes}) => [isShared, bytes])).toEqual([
		[undefined, 64],
		[true, 64],
		[true, 64],
		[true, 16],
		[undefined, 4],
	]);
});

test('tensors that overlap have no more values together than their storage', async () => {
	const entries = {a: tensor({shape: [10], length: 15}), b: tensor({shape: [10], offset: 5, length: 15})};
	expect(await read(checkpoint(pickle(dict(entries)), {'0': 60}))).toMatchObject({parameters: 15, tensors: [{bytes: 40}, {bytes: 20}]});
});

test('columns between those of another view are values of their own', async () => {
	const view = {shape: [4, 2], strides: [4, 1], length: 16};
	expect(await read(checkpoint(pickle(dict({a: tensor(view), b: tensor({...view, offset: 2})})), {'0': 64}))).toMatchObject({
		parameters: 16,
		tensors: [{name: 'a'}, {name: 'b'}],
	});
});

test('what has state and param_groups, and no more, is an optimizer at any depth', async () => {
	const optimizer = (key: string) => dict({state: dict({m: tensor({key})}), param_groups: ']'});
	const root = dict({deep: `](${optimizer('0')}e`, other: dict({state: dict({w: tensor({key: '1'})}), epoch: int(1)})});
	const {tensors, parameters} = await read(checkpoint(pickle(root), {'0': 8, '1': 8}));
	expect(tensors.map(({name, isOptimizer}) => [name, isOptimizer])).toEqual([
		['deep.0.state.m', true],
		['other.state.w', undefined],
	]);
	expect(parameters).toBe(2);
});

const magic = `\x80\x02\x8a\x0a${Buffer.from('6cfc9c46f9206aa85019', 'hex').toString('latin1')}.`;

test('storages that belong to no tensor are cut off as well', () => {
	const storage = (key: string) => `${tuple(text('storage'), global('torch', 'FloatStorage'), text(key), text('cpu'), int(100), 'N')}Q`;
	const pickles = [
		pickle(int(1001)),
		pickle(dict({little_endian: '\x88'})),
		pickle(dict({free: storage('7'), w: tensor()})),
		pickle(`](${text('7')}${text('0')}e`),
	];
	const file = (bytes: number) => Buffer.concat([Buffer.from(magic, 'latin1'), ...pickles, Buffer.alloc(bytes)]);
	expect(readTorchLegacy(windowOn(file(8 + 400 + 8 + 8)))).toMatchObject({problems: [], tensors: [{name: 'w'}]});
	expect(readTorchLegacy(windowOn(file(100))).problems.join()).toMatch(/It is cut off: its storages end at byte \d+/);
});
