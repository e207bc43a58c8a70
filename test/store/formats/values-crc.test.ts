/** Checksums of values from those of whole entries. */

import zlib from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readNpz} from '../../../store/formats/npz.ts';
import {crcBehind} from '../../../store/formats/values-crc.ts';
import {npy, npyHeader, zip} from '../../helpers/model-files.ts';
import {windowOn} from '../../helpers/pickles.ts';
import {holdsForAll} from '../../helpers/property.ts';
import {zipOf} from '../../helpers/zip-files.ts';

test('the checksum of the end follows from that of all and the beginning', () => {
	const bytes = fc.uint8Array({maxLength: 300}).map(array => Buffer.from(array));
	holdsForAll([bytes, bytes], (start, end) => crcBehind(zlib.crc32(Buffer.concat([start, end])), start, end.length) === zlib.crc32(end));
	const long = Buffer.alloc(5_000_000, 7);
	expect(crcBehind(zlib.crc32(long), long.subarray(0, 128), long.length - 128)).toBe(zlib.crc32(long.subarray(128)));
});

test('arrays of an archive have the checksum of their values alone, whatever their headers', async () => {
	const values = Buffer.from([1, 2, 3, 4, 5, 6]);
	const crc = zlib.crc32(values).toString(16).padStart(8, '0');
	const array = (header: string, more: {readonly version?: number; readonly data?: Buffer} = {}) => npy(header, {data: values, ...more});
	const archive = zip(
		[
			['a.npy', array(npyHeader("'|u1'", [2, 3]))],
			['b.npy', array(npyHeader("'|u1'", [2, 3]).padEnd(200), {version: 2})],
			['fortran.npy', array(npyHeader("'|u1'", [2, 3], 'True'))],
			['line.npy', array(npyHeader("'|u1'", [6], 'True'))],
			['big.npy', array(npyHeader("'>u2'", [3]))],
			['more.npy', array(npyHeader("'|u1'", [2, 3]), {data: Buffer.concat([values, values])})],
			['empty.npy', array(npyHeader("'|u1'", [0]), {data: Buffer.alloc(0)})],
		],
		{isDeflated: true},
	);
	const {tensors} = await readNpz(windowOn(archive));
	expect(tensors.map(({name, crc: said}) => [name, said])).toEqual([
		['a', crc],
		['b', crc],
		['fortran', `${crc}/1,2`],
		['line', crc],
		['big', undefined],
		['more', undefined],
		['empty', undefined],
	]);
	const unsaid = await readNpz(windowOn(zipOf([{name: 'a.npy', bytes: array(npyHeader("'|u1'", [2, 3]))}])));
	expect(unsaid.tensors[0]).not.toHaveProperty('crc');
});
