/** Reads the header of a NumPy array: its dtype and shape. An array of Python objects is a pickle, whose imports are told. */

import {elementsOf} from '../domain/inspection-summary.ts';
import type {Tensor} from '../domain/inspection.ts';
import {FormatError, type FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {headerDtype} from './npy-dtype.ts';
import {hiddenPickle} from './hidden-pickle.ts';
import {toldImports, unknownImport} from './pickle-imports.ts';
import {readPickle} from './plain-pickle.ts';
import {parsePythonLiteral, type PythonValue} from './python-literal.ts';
import {gather, quoted, type Gathering} from './tensor-list.ts';
import {windowFrom} from './window-parts.ts';

export const npyMagic = Buffer.from('\x93NUMPY', 'latin1');

/** A shape and a dtype take 128 bytes; numpy itself refuses more than 10,000 unless it is told to trust the file. */
const longestHeader = 2 ** 20;

export interface ArrayHeader {
	readonly dtype: string;
	readonly shape: readonly number[];
	/** Of its values. An array of objects has no length before it is read. */
	readonly bytes: number;
	readonly isObjects: boolean;
	readonly isFortran: boolean;
	readonly isBigEndian: boolean;
	/** Where the values begin (bytes). */
	readonly start: number;
}

/** @throws FormatError for what is no array, or of a version that is not known */
export function readArrayHeader(window: FileWindow): ArrayHeader {
	const lead = window.read(0, 8);
	if (!lead.subarray(0, 6).equals(npyMagic)) throw new FormatError('It is no NumPy array.');
	const version = lead[6] ?? 0;
	if (version < 1 || version > 3) throw new FormatError(`It is a NumPy array of version ${version}, which is not known here.`);
	const lengthBytes = version === 1 ? 2 : 4;
	const length = window.read(8, lengthBytes).readUIntLE(0, lengthBytes);
	if (length > longestHeader) throw new FormatError(`Its header says that it has ${length} bytes; more than ${longestHeader} are not read.`);
	const start = 8 + lengthBytes + length;
	const header = parsePythonLiteral(window.read(8 + lengthBytes, length).toString(version === 3 ? 'utf8' : 'latin1'));
	if (!(header instanceof Map)) throw new FormatError('Its header is no dictionary.');
	return {...describedArray(header), start};
}

function describedArray(header: ReadonlyMap<string, PythonValue>): Omit<ArrayHeader, 'start'> {
	const [shape, order, descr] = [header.get('shape'), header.get('fortran_order'), header.get('descr')];
	if (!isLengths(shape)) throw new FormatError('Its header has no shape.');
	if (typeof order !== 'boolean') throw new FormatError('Its header does not say its order.');
	const {name, size, hasObjects, isBigEndian} = headerDtype(descr);
	return {dtype: name, shape, bytes: hasObjects ? 0 : elementsOf(shape) * size, isObjects: hasObjects, isFortran: order, isBigEndian};
}

function isLengths(value: PythonValue | undefined): value is readonly number[] {
	return Array.isArray(value) && value.every(length => typeof length === 'number');
}

export function readNpy(window: FileWindow): FormatContents {
	const file = gather('npy');
	const header = headerIn(window, file);
	if (!('start' in header)) return file.contents(header);
	const {start, ...rest} = header;
	const there = window.size - start;
	const imports = rest.isObjects ? objectImports(windowFrom(window, start), file) : [];
	file.tensor(tensorOf('array', rest, there));
	if (rest.isFortran) file.fact('order', 'Fortran');
	if (rest.isBigEndian) file.fact('byte order', 'big-endian');
	if (isCutOff(rest, there)) file.problem(`It is cut off: its values take ${rest.bytes} bytes, and ${there} are there.`);
	else if (there > rest.bytes && !rest.isObjects) file.fact('bytes behind the array', (there - rest.bytes).toLocaleString('en'));
	return file.contents({imports});
}

/** @returns what a pickle behind it would import where it cannot be read. @throws FormatError where there is none */
function headerIn(window: FileWindow, file: Gathering): ArrayHeader | {readonly imports: readonly string[]} {
	try {
		return readArrayHeader(window);
	} catch (error) {
		const odd = error instanceof FormatError ? oddObjects(window, file) : undefined;
		if (!odd || odd.imports.length === 0) throw error;
		return odd;
	}
}

/** NumPy takes dtypes in more ways than are read here: a pickle behind a header that was not read may be its objects. */
export function oddObjects(window: FileWindow, file: Gathering): {readonly imports: readonly string[]} {
	const start = window.size < 12 ? NaN : headerEnd(window.read(0, 12));
	const pickle = start < window.size ? hiddenPickle(windowFrom(window, start), '.pkl') : undefined;
	if (!pickle) return {imports: []};
	file.problem('Its header is not known here, and a pickle stands behind it: whether that is unpickled is not known.');
	return toldImports([...pickle.imports, unknownImport]);
}

/** Where the header of an array says that it ends (bytes). */
export function headerEnd(start: Buffer): number {
	return start[6] === 1 ? 10 + start.readUInt16LE(8) : 12 + start.readUInt32LE(8);
}

/** @param there bytes behind the header: those of objects */
export function tensorOf(name: string, {dtype, shape, bytes, isObjects}: Omit<ArrayHeader, 'start'>, there: number): Tensor {
	return {name, dtype, shape, bytes: isObjects ? there : bytes};
}

/** Of a shape that cannot be it is not said. */
export function isCutOff({bytes, isObjects}: Omit<ArrayHeader, 'start'>, there: number): boolean {
	return !isObjects && Number.isSafeInteger(bytes) && there < bytes;
}

/** What unpickling an array of objects would import; what is wrong with them is told of the file. */
export function objectImports(pickle: FileWindow, file: Gathering, name = ''): readonly string[] {
	const {imports, problems} = readPickle(pickle);
	for (const problem of problems) file.problem(name === '' ? problem : `Its array ${quoted(name)}: ${problem}`);
	return imports;
}

/** `weights` of `weights.npy`. */
export function arrayName(entry: string): string {
	return entry.endsWith('.npy') ? entry.slice(0, -4) : quoted(entry);
}
