/** The headers of NumPy arrays, alone and in archives. */

import {expect, test} from 'vitest';
import {FormatError} from '../../../store/formats/file-window.ts';
import {readNpy} from '../../../store/formats/npy.ts';
import {parsePythonLiteral} from '../../../store/formats/python-literal.ts';
import {bufferWindow} from '../../../store/formats/window-parts.ts';
import {npy, npyHeader} from '../../helpers/model-files.ts';

const read = (file: Buffer) => readNpy(bufferWindow(file));

test.each([
	["'<f8'", [3, 4], 'float64', 96],
	["'<f2'", [], 'float16', 2],
	["'|b1'", [7], 'bool', 7],
	["'|u1'", [2, 2], 'uint8', 4],
	["'<c8'", [2], 'complex64', 16],
	["'<U5'", [2], 'U5', 40],
	["'|S3'", [2], 'S3', 6],
	["'<M8[ns]'", [1], 'M8', 8],
	["[('x', '<f4'), ('y', '<i4', (3,)), ('z', [('q', '<f8')])]", [3], "[('x', '<f4'), ('y', '<i4', (3,)), ('z', [('q', '<f8')])]", 72],
])('an array of %s with shape %j is told', (descr, shape, dtype, bytes) => {
	for (const version of [1, 2, 3]) {
		const contents = read(npy(npyHeader(descr, shape), {data: bytes, version}));
		expect(contents).toMatchObject({format: 'npy', tensorCount: 1, problems: [], imports: [], tensors: [{name: 'array', dtype, shape, bytes}]});
	}
});

test('the order of rows and of bytes are facts', () => {
	const {facts} = read(npy(npyHeader("'>f4'", [2], 'True'), {data: 8}));
	expect(facts).toEqual([
		['order', 'Fortran'],
		['byte order', 'big-endian'],
	]);
});

test('values that are missing are a problem, more than there should be a fact', () => {
	expect(read(npy(npyHeader("'<f4'", [10]), {data: 39})).problems).toEqual(['It is cut off: its values take 40 bytes, and 39 are there.']);
	expect(read(npy(npyHeader("'<f4'", [10]), {data: 50})).facts).toEqual([['bytes behind the array', '10']]);
});

test('what unpickling objects would import is told', () => {
	const pickle = Buffer.from('cposix\nsystem\n(Vtrue\ntR.', 'latin1');
	const {imports, tensors} = read(npy(npyHeader("'|O'", [1]), {data: pickle}));
	expect(imports).toEqual(['posix.system']);
	expect(tensors).toMatchObject([{dtype: 'object', bytes: pickle.length}]);
});

test.each([
	['a call', "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (1,)}"],
	['a sum', "{'descr': '<f4', 'fortran_order': False, 'shape': (1+1,)}"],
	['a key twice', "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}"],
	['no shape', "{'descr': '<f4', 'fortran_order': False}"],
	['a text for a shape', "{'descr': '<f4', 'fortran_order': False, 'shape': 'x'}"],
	['no dtype', "{'descr': 'float', 'fortran_order': False, 'shape': (1,)}"],
	['nesting', `{'descr': ${'['.repeat(100_000)}`],
	['a list', '[1, 2]'],
	['nothing', ''],
])('a header with %s is refused', (_, header) => {
	expect(() => read(npy(header, {version: 2}))).toThrow(FormatError);
});

test('an impossible shape counts no parameters', () => {
	const contents = read(npy(npyHeader("'<f4'", [99_999_999_999, 99_999_999_999])));
	expect(contents).toMatchObject({parameters: 0, tensors: [], tensorCount: 1});
	expect(contents.problems[0]).toContain('impossible shape');
});

test('plain data of Python is read as it is printed', () => {
	expect(parsePythonLiteral(`{'a': (3L, -1), "b": [True, None, 'it\\'s'], }`)).toEqual(
		new Map<string, unknown>([
			['a', [3, -1]],
			['b', [true, null, "it's"]],
		]),
	);
});
