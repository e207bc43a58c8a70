/** Reads the header of an ONNX model: what made it, its inputs and outputs, and its initializers, whose values are skipped. */

import {FormatError, type FileWindow} from './file-window.ts';
import type {FormatContents} from './format-contents.ts';
import {readGraphs} from './onnx-graph.ts';
import {openProtobuf, pairOf, type ProtobufReader, type Span} from './protobuf-reader.ts';
import {gather, type Gathering} from './tensor-list.ts';

/** The fields of a ModelProto, by the numbers of onnx.proto: those of one number, and those of bytes. */
const numbers = new Set([1, 5]);
const parts = {producerName: 2, producerVersion: 3, domain: 4, description: 6, graph: 7, opset: 8, metadata: 14, training: 20, functions: 25, devices: 26};
const partNumbers = new Set<number>(Object.values(parts));

/** The newest is 13. */
const newestPlausible = 20n;
/** From this version on each model says its operators' version. */
const firstWithOpset = 3;
/** A model has some ten, and one for each of its functions and properties. */
const mostParts = 100_000;

interface Model {
	readonly version: number;
	readonly parts: ReadonlyArray<Span & {readonly number: number}>;
	/** Why the outermost level does not hold to the end. */
	readonly broken?: string;
}

/**
 * The format has no mark at its beginning: a file is one whose outermost level is a ModelProto with a graph, from the first to the last byte.
 *
 * @param isNamedSo the name says that it is one: then it may be cut off
 */
export function isOnnx(window: FileWindow, {isNamedSo}: {readonly isNamedSo: boolean}): boolean {
	if (window.size < 4 || window.read(0, 1)[0] !== 0x08) return false;
	const model = outermost(window, openProtobuf(window));
	if (!model) return false;
	return model.broken === undefined ? model.parts.some(({number}) => number === parts.graph) : isNamedSo && model.parts.length > 0;
}

/** @throws FormatError for a file that is none */
export function readOnnx(window: FileWindow): FormatContents {
	const reader = openProtobuf(window);
	const model = outermost(window, reader);
	if (!model) throw new FormatError('It is no ONNX model.');
	const file = gather('onnx');
	tellModel(model, reader, file);
	const spans = (number: number) => model.parts.filter(part => part.number === number);
	try {
		readGraphs({graphs: spans(parts.graph), functions: spans(parts.functions)}, reader, {file, window});
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		file.problem(`${error.message} What stands behind that place is not told.`);
	}
	if (model.broken !== undefined) file.problem(model.broken);
	else if (model.version >= firstWithOpset && !model.parts.some(({number}) => number === parts.opset)) file.problem('It says no opset: it may be cut off.');
	return file.contents();
}

/** undefined: it is no ModelProto. */
function outermost(window: FileWindow, reader: ProtobufReader): Model | undefined {
	const found: Array<Span & {readonly number: number}> = [];
	let version: bigint | undefined;
	try {
		for (const field of reader.fields({start: 0, end: window.size})) {
			const isKnown = field.kind === 'varint' ? numbers.has(field.number) : field.kind === 'bytes' && partNumbers.has(field.number);
			if (!isKnown || found.length >= mostParts) return undefined;
			if (field.kind !== 'varint') found.push(field);
			else if (field.number === 1) version = field.value;
			if (version === undefined || version < 1n || version > newestPlausible) return undefined;
		}
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		return version === undefined ? undefined : {version: Number(version), parts: found, broken: error.message};
	}
	return version === undefined ? undefined : {version: Number(version), parts: found};
}

function tellModel({version, parts: found}: Model, reader: ProtobufReader, {fact}: Gathering): void {
	const textOf = (number: number) =>
		found
			.filter(part => part.number === number)
			.map(reader.text)
			.at(-1) ?? '';
	fact('producer', `${textOf(parts.producerName)} ${textOf(parts.producerVersion)}`.trim());
	fact('IR version', String(version));
	for (const part of found) {
		if (part.number !== parts.opset) continue;
		const {domain, version: opset} = opsetOf(part, reader);
		fact('opset', `${domain || 'ai.onnx'} ${opset}`);
	}
	fact('domain', textOf(parts.domain));
	fact('description', textOf(parts.description));
	const functions = found.filter(({number}) => number === parts.functions).length;
	if (functions > 0) fact('functions', functions.toLocaleString('en'));
	for (const part of found) {
		if (part.number !== parts.metadata) continue;
		const {key, value} = pairOf(part, reader);
		fact(key, value);
	}
}

function opsetOf(span: Span, reader: ProtobufReader): {readonly domain: string; readonly version: number} {
	let [domain, version] = ['', 0];
	for (const field of reader.fields(span)) {
		if (field.number === 1 && field.kind === 'bytes') domain = reader.text(field);
		else if (field.number === 2) version = reader.integers(field)[0] ?? 0;
	}
	return {domain, version};
}
