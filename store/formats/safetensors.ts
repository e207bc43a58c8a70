/** Reads the header of a safetensors file: a length, JSON of that length, and from there on nothing but values. */

import {elementsOf} from '../domain/inspection-summary.ts';
import {inspectionLimits, type Tensor} from '../domain/inspection.ts';
import {FormatError, type FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {checkHeaderText} from './header-json.ts';
import {gather, quoted, type Gathering} from './tensor-list.ts';

const lengthBytes = 8;

/** Each with its bits. The names are those of numpy, else of torch. */
const dtypes: ReadonlyMap<string, readonly [name: string, bits: number]> = new Map([
	['BOOL', ['bool', 8]],
	['U8', ['uint8', 8]],
	['I8', ['int8', 8]],
	['U16', ['uint16', 16]],
	['I16', ['int16', 16]],
	['U32', ['uint32', 32]],
	['I32', ['int32', 32]],
	['U64', ['uint64', 64]],
	['I64', ['int64', 64]],
	['F16', ['float16', 16]],
	['BF16', ['bfloat16', 16]],
	['F32', ['float32', 32]],
	['F64', ['float64', 64]],
	['C64', ['complex64', 64]],
	['F4', ['float4_e2m1fn', 4]],
	['F6_E2M3', ['float6_e2m3fn', 6]],
	['F6_E3M2', ['float6_e3m2fn', 6]],
	['F8_E4M3', ['float8_e4m3fn', 8]],
	['F8_E5M2', ['float8_e5m2', 8]],
	['F8_E8M0', ['float8_e8m0fnu', 8]],
	['F8_E4M3FNUZ', ['float8_e4m3fnuz', 8]],
	['F8_E5M2FNUZ', ['float8_e5m2fnuz', 8]],
]);

/** What wrote it, by the word in `__metadata__`. */
const producers: ReadonlyMap<unknown, string> = new Map([
	['pt', 'PyTorch'],
	['tf', 'TensorFlow'],
	['flax', 'Flax'],
	['jax', 'JAX'],
	['np', 'NumPy'],
	['mlx', 'MLX'],
]);

/** True where the first bytes can be nothing else: a length of a header that could be read, and the JSON's brace. */
export function isSafetensors(start: Buffer): boolean {
	if (start.length <= lengthBytes || start[lengthBytes] !== 0x7b) return false;
	const length = start.readBigUInt64LE();
	return length >= 2n && length < 2n ** 32n;
}

/** @throws FormatError for a header that is cut off, too long, or no JSON of tensors */
export function readSafetensors(window: FileWindow): FormatContents {
	const length = Number(window.read(0, lengthBytes).readBigUInt64LE());
	const bytes = window.read(lengthBytes, length);
	const {keys} = checkHeaderText(bytes, {depth: 4, containers: 3 * inspectionLimits.tensors + 10, values: 16 * inspectionLimits.tensors});
	const header = parsed(bytes);
	const file = gather('safetensors');
	// In their order in the file: objects in memory have names that are numbers first.
	const names = [...new Set(keys)].filter(name => Object.hasOwn(header, name));
	if (keys.length > names.length) file.problem(`Its header says ${quoted(twice(keys))} twice: which of them counts is for each reader to choose.`);
	tellMetadata(header['__metadata__'], file);
	const found = names.flatMap(name => (name === '__metadata__' ? [] : (readTensor(name, header[name], file) ?? [])));
	found.sort((a, b) => a.begin - b.begin);
	for (const {tensor} of found) file.tensor(tensor);
	const spans = found.map(({tensor: {name}, begin, end}) => ({name, begin, end}));
	checkSpans(spans, window.size - lengthBytes - length, file);
	return file.contents();
}

function parsed(bytes: Buffer): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		if (isObject(value)) return value;
	} catch {
		// Said below.
	}
	throw new FormatError('Its header is no JSON.');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function twice(keys: readonly string[]): string {
	const seen = new Set<string>();
	return keys.find(key => seen.size === seen.add(key).size) ?? '';
}

function tellMetadata(metadata: unknown, file: Gathering): void {
	if (metadata === undefined) return;
	if (!isObject(metadata)) return file.problem('Its __metadata__ is no object.');
	file.fact('producer', producers.get(metadata['format']));
	for (const [name, value] of Object.entries(metadata)) {
		if (typeof value === 'string') file.fact(name, value);
		else file.problem(`Its __metadata__ has ${quoted(name)}, which is no text.`);
	}
}

/** Where a tensor's values lie, counted from the end of the header. */
interface Span {
	readonly name: string;
	readonly begin: number;
	readonly end: number;
}

function readTensor(name: string, entry: unknown, file: Gathering): (Omit<Span, 'name'> & {readonly tensor: Tensor}) | undefined {
	const wrong = (what: string) => void file.problem(`Its tensor ${quoted(name)} has ${what}.`);
	if (!isObject(entry)) return wrong('no description');
	const {dtype, shape, data_offsets: offsets} = entry;
	if (typeof dtype !== 'string') return wrong('no dtype');
	if (!isCounts(shape)) return wrong('no shape');
	if (!isCounts(offsets) || offsets.length !== 2) return wrong('no place in the file');
	const [begin, end] = [offsets[0] ?? 0, offsets[1] ?? 0];
	if (end < begin) return wrong(`an end (${end}) before its beginning (${begin})`);
	const known = dtypes.get(dtype);
	if (!known) wrong(`a dtype that is not known here: ${quoted(dtype)}`);
	else if (Math.ceil((elementsOf(shape) * known[1]) / 8) !== end - begin) {
		wrong(`${end - begin} bytes, and ${dtype} [${shape.slice(0, 8).join(', ')}] takes ${Math.ceil((elementsOf(shape) * known[1]) / 8)}`);
	}
	return {tensor: {name, dtype: known?.[0] ?? dtype, shape, bytes: end - begin}, begin, end};
}

function isCounts(value: unknown): value is readonly number[] {
	return Array.isArray(value) && value.every(count => Number.isSafeInteger(count) && Number(count) >= 0);
}

/** The format allows neither holes nor overlaps, so that no file is two things to two readers. */
function checkSpans(spans: readonly Span[], room: number, {problem}: Gathering): void {
	let [reached, last] = [0, ''];
	for (const {name, begin, end} of [...spans].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
		if (begin < reached) problem(`Its tensors ${quoted(last)} and ${quoted(name)} overlap.`);
		if (begin > reached) problem(`${begin - reached} bytes before its tensor ${quoted(name)} belong to none.`);
		if (end >= reached) [reached, last] = [end, name];
	}
	if (reached > room) problem(`It is cut off: its tensors take ${reached} bytes, and ${Math.max(0, room)} are there.`);
	else if (reached < room) problem(`${room - reached} bytes at its end belong to no tensor.`);
}
