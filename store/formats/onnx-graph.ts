/** Reads the graph of an ONNX model: inputs, outputs, which operators it has, and its initializers. */

import {elementsOf} from '../domain/inspection-summary.ts';
import {gatherExternals} from './onnx-external.ts';
import type {FileWindow} from './file-window.ts';
import type {Initializer} from './onnx-tensors.ts';
import {readValueInfo} from './onnx-types.ts';
import {walkGraph, walkNode, type GraphVisitor} from './onnx-walk.ts';
import type {ProtobufReader, Span} from './protobuf-reader.ts';
import type {Gathering} from './tensor-list.ts';

/** The fields of a GraphProto, by the numbers of onnx.proto, and the nodes of a FunctionProto. */
const parts = {name: 2, input: 11, output: 12, functionNode: 7};

/** Of the operators so many are named, the most common first. */
const mostOperators = 8;
/** Inputs, and outputs, that are told. */
const mostValues = 16;
/** Kinds of operators that are counted: onnx has about 200. */
const mostKinds = 10_000;
/** Constants of no more values are shapes, axes and the like: they are counted, and no parameters. */
const fewValues = 64;

/** The graphs of a model, outermost ones and functions. */
export interface Graphs {
	readonly graphs: readonly Span[];
	readonly functions: readonly Span[];
}

/** @throws FormatError where it is broken; what stands before that place has been told */
export function readGraphs({graphs, functions}: Graphs, reader: ProtobufReader, {file, window}: {readonly file: Gathering; readonly window: FileWindow}): void {
	const [inputs, outputs]: [Span[], Span[]] = [[], []];
	const [operators, names, externals] = [new Map<string, number>(), new Set<string>(), gatherExternals(window.bytesBeside)];
	let [nodes, constants] = [0, 0];
	const tell = ({tensor, external, problem}: Initializer) => {
		file.tensor(tensor);
		if (problem !== undefined) file.problem(problem);
		if (external) externals.add(external, tensor);
	};
	const visitor: GraphVisitor = {
		initializer: initializer => {
			names.add(initializer.tensor.name);
			tell(initializer);
		},
		constant: initializer => {
			if (initializer.external === undefined && elementsOf(initializer.tensor.shape) <= fewValues) constants++;
			else tell(initializer);
		},
		node: operator => {
			nodes++;
			if (operators.has(operator) || operators.size < mostKinds) operators.set(operator, (operators.get(operator) ?? 0) + 1);
		},
		other: field => {
			if (field.number === parts.name) file.fact('graph', reader.text(field));
			else if (field.number === parts.input) inputs.push(field);
			else if (field.number === parts.output) outputs.push(field);
		},
	};
	try {
		for (const graph of graphs) walkGraph(graph, reader, visitor);
		for (const span of functions) {
			for (const field of reader.fields(span)) {
				if (field.kind === 'bytes' && field.number === parts.functionNode) walkNode(field, reader, visitor, {prefix: '', depth: 1});
			}
		}
	} finally {
		if (nodes > 0) file.fact('nodes', operatorWords(nodes, operators));
		if (constants > 0) file.fact('small constants', `${constants.toLocaleString('en')}, of ${fewValues} values at most: not listed`);
		externals.tell(file);
	}
	tellValues('input', inputs, {reader, file, except: names});
	tellValues('output', outputs, {reader, file, except: new Set()});
}

/** `123: Conv 53, Relu 49, …`. */
function operatorWords(nodes: number, operators: ReadonlyMap<string, number>): string {
	const sorted = [...operators].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1));
	const named = sorted.slice(0, mostOperators).map(([operator, count]) => `${operator} ${count.toLocaleString('en')}`);
	return `${nodes.toLocaleString('en')}: ${[...named, ...(sorted.length > mostOperators ? ['…'] : [])].join(', ')}`;
}

interface Telling {
	readonly reader: ProtobufReader;
	readonly file: Gathering;
	/** Old models list their initializers among their inputs. */
	readonly except: ReadonlySet<string>;
}

function tellValues(kind: 'input' | 'output', spans: readonly Span[], {reader, file, except}: Telling): void {
	const values = spans.map(span => readValueInfo(span, reader)).filter(({name}) => !except.has(name));
	for (const {name, type} of values.slice(0, mostValues)) file.fact(kind, `${name} ${type}`.trim());
	if (values.length > mostValues) file.fact(kind, `… ${(values.length - mostValues).toLocaleString('en')} more`);
}
