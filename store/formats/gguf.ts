/** Reads the header of a GGUF file, as llama.cpp takes them, by Hugging Face's parser; what it lets through is limited here. */

import type * as Gguf from '@huggingface/gguf';
import {elementsOf} from '../domain/inspection-summary.ts';
import {inspectionLimits} from '../domain/inspection.ts';
import {FormatError, type FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {ggmlBytes} from './ggml-types.ts';
import {gather, quoted, shortText, type Gathering} from './tensor-list.ts';

type Parser = typeof Gguf;
type Parsed = Awaited<ReturnType<Parser['gguf']>>;

/** A key without a name and a value of one byte; a tensor without a name and without dimensions (bytes, at least). */
const [leastKey, leastTensor] = [13, 24];

/** @throws FormatError for a header that is broken, or longer than the parser reads (50 MB) */
export async function readGguf(window: FileWindow): Promise<FormatContents> {
	checkCounts(window);
	const parser = await import('@huggingface/gguf');
	const parsed = await parsedBy(parser, window);
	const [, end] = parsed.tensorInfoByteRange;
	if (end > window.size) throw new FormatError(`It is cut off: its header has ${end} bytes, and ${window.size} are there.`);
	const file = gather('gguf');
	tellMetadata(parsed, parser, file);
	tellTensors(parsed, parser, {file, room: window.size - Number(parsed.tensorDataOffset)});
	return file.contents();
}

/** Zeros in the place of what is missing would be read as a million tensors without names. */
function checkCounts(window: FileWindow): void {
	const start = window.read(0, Math.min(window.size, 24));
	if (start.length < 24) throw new FormatError('It is cut off within its header.');
	const version = start.readUInt32LE(4);
	const isBig = (version & 0xffff) === 0;
	const count = (at: number) => Number(isBig ? start.readBigUInt64BE(at) : start.readBigUInt64LE(at));
	const [tensors, keys] = version === 1 ? [start.readUInt32LE(8), start.readUInt32LE(12)] : [count(8), count(16)];
	if (tensors > inspectionLimits.tensors) {
		throw new FormatError(`Its header says ${tensors} tensors; more than ${inspectionLimits.tensors.toLocaleString('en')} are not read.`);
	}
	if (tensors * leastTensor + keys * leastKey > window.size + leastTensor) throw new FormatError(`Its header says more than can be in ${window.size} bytes.`);
}

async function parsedBy({gguf}: Parser, window: FileWindow): Promise<Parsed> {
	try {
		return await gguf('https://file.invalid/', {fetch: servedFrom(window)});
	} catch (error) {
		// Its errors are of no class of their own; a RangeError is a length that leads beyond what it holds.
		if (error instanceof RangeError) throw new FormatError('Its header is broken: a length in it is wrong.');
		if (!(error instanceof Error) || error instanceof FormatError || 'syscall' in error) throw error;
		throw new FormatError(`Its header is broken: ${shortText(error.message).replace(/\.$/, '')}.`);
	}
}

/** In place of the network: the parser asks for ranges of bytes, and gets them from the file. Nothing else is ever asked. */
function servedFrom(window: FileWindow): typeof fetch {
	let isPastEnd = false;
	return (_, options) => {
		const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(new Headers(options?.headers).get('range') ?? '') ?? [];
		const [start, end] = [Number(first), Math.min(Number(last) + 1, window.size)];
		// It reads ahead: once beyond the end is no mistake.
		if (start >= window.size && isPastEnd) throw new FormatError('Its header is broken: it goes on beyond the end of the file.');
		isPastEnd = start >= window.size;
		const bytes = isPastEnd ? Buffer.alloc(0) : window.read(start, end - start);
		return Promise.resolve(new Response(new Uint8Array(bytes), {headers: {'content-range': `bytes ${start}-${end}/${window.size}`}}));
	};
}

/** What a person asks first, in this order; arrays (the vocabulary) are told by their length. */
const first = ['general.name', 'general.architecture', 'general.size_label', 'general.quantized_by', 'general.license'];
const longestFact = 200;

function tellMetadata({metadata}: Parsed, {GGMLFileQuantizationType}: Parser, file: Gathering): void {
	const entries = new Map<string, unknown>(Object.entries(metadata));
	file.fact('GGUF version', valueWords(entries.get('version')));
	const type = entries.get('general.file_type');
	if (typeof type === 'number') file.fact('quantization', GGMLFileQuantizationType[type] ?? `type ${type}`);
	const names = [...first.filter(name => entries.has(name)), ...[...entries.keys()].filter(name => !first.includes(name))];
	for (const name of names) {
		if (!name.includes('.') || name === 'general.file_type') continue;
		const words = valueWords(entries.get(name));
		if (words !== undefined) file.fact(name, words.length > longestFact ? `${words.slice(0, longestFact - 1)}…` : words);
	}
}

function valueWords(value: unknown): string | undefined {
	if (Array.isArray(value)) return `${value.length.toLocaleString('en')} values`;
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : undefined;
}

/** @param options.room bytes behind the header */
function tellTensors({tensorInfos}: Parsed, {GGMLQuantizationType}: Parser, {file, room}: {readonly file: Gathering; readonly room: number}): void {
	let [reached, last] = [0, ''];
	for (const {name, shape, dtype, offset} of tensorInfos) {
		// ggml counts the fastest dimension first.
		const rows = shape.map(Number).reverse();
		const bytes = ggmlBytes(dtype, elementsOf(rows));
		const words = String(GGMLQuantizationType[dtype] ?? `type ${dtype}`);
		if (bytes === undefined) file.problem(`The size of ${words}, the type of its tensor ${quoted(name)}, is not known here.`);
		file.tensor({name, dtype: plainNames.get(words) ?? words, shape: rows, bytes: bytes ?? 0});
		const end = Number(offset) + (bytes ?? 0);
		if (end > reached) [reached, last] = [end, name];
	}
	if (reached > room) file.problem(`It is cut off: its tensor ${quoted(last)} ends ${reached} bytes behind its header, and ${Math.max(0, room)} are there.`);
}

/** What is no quantization is named as in the other formats. */
const plainNames: ReadonlyMap<string, string> = new Map([
	['F64', 'float64'],
	['F32', 'float32'],
	['F16', 'float16'],
	['BF16', 'bfloat16'],
	['I8', 'int8'],
	['I16', 'int16'],
	['I32', 'int32'],
	['I64', 'int64'],
]);
