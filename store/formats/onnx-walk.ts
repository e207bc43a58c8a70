/** Walks through a graph of ONNX and the graphs within its nodes (the branches of If, the bodies of loops), for the tensors in all of them. */

import {FormatError} from './file-window.ts';
import {readSparseTensor, readTensor, type Initializer} from './onnx-tensors.ts';
import type {Field, ProtobufReader, Span} from './protobuf-reader.ts';

/** The fields of a GraphProto, a NodeProto, and an AttributeProto, by the numbers of onnx.proto. */
const graphParts = {node: 1, initializer: 5, sparseInitializer: 15};
const nodeParts = {output: 2, operator: 4, attribute: 5, domain: 7};
const attributeParts = {name: 1, tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23};

/** No exporter writes graphs within each other to this depth. */
const mostDepth = 16;

export interface GraphVisitor {
	/** The name has the names of the attributes in front that its graph stands in: `then_branch/weight`. */
	readonly initializer: (initializer: Initializer) => void;
	/** A value that stands in a node, named like what the node puts out. */
	readonly constant: (initializer: Initializer) => void;
	/** A node of the outermost graph. */
	readonly node: (operator: string) => void;
	/** All else in the outermost graph. */
	readonly other: (field: Field & {readonly kind: 'bytes'}) => void;
}

/** Where a graph stands. */
interface Place {
	readonly prefix: string;
	readonly depth: number;
}

/** @throws FormatError where it is broken, or has graphs deeper within each other than any exporter writes */
export function walkGraph(span: Span, reader: ProtobufReader, visitor: GraphVisitor, {prefix, depth}: Place = {prefix: '', depth: 0}): void {
	if (depth > mostDepth) throw new FormatError(`Its graphs are nested deeper than ${mostDepth} levels.`);
	for (const field of reader.fields(span)) {
		if (field.kind !== 'bytes') continue;
		if (field.number === graphParts.node) {
			const operator = walkNode(field, reader, visitor, {prefix, depth});
			if (depth === 0) visitor.node(operator);
		} else if (field.number === graphParts.initializer) visitor.initializer(named(readTensor(field, reader), name => prefix + name));
		else if (field.number === graphParts.sparseInitializer) visitor.initializer(named(readSparseTensor(field, reader), name => prefix + name));
		else if (depth === 0) visitor.other(field);
	}
}

/** A node, also of a function. @returns its operator */
export function walkNode(span: Span, reader: ProtobufReader, visitor: GraphVisitor, place: Place): string {
	let [operator, domain, output]: [string, string, string?] = ['', '', undefined];
	for (const field of reader.fields(span)) {
		if (field.kind !== 'bytes') continue;
		if (field.number === nodeParts.operator) operator = reader.text(field);
		else if (field.number === nodeParts.domain) domain = reader.text(field);
		else if (field.number === nodeParts.output) output ??= reader.text(field);
		else if (field.number === nodeParts.attribute) walkAttribute(field, reader, visitor, {...place, node: operator, output: output ?? ''});
	}
	return domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`;
}

function walkAttribute(
	span: Span,
	reader: ProtobufReader,
	visitor: GraphVisitor,
	{prefix, depth, node, output}: Place & {readonly node: string; readonly output: string},
): void {
	let attribute = '';
	const constant = (initializer: Initializer) => {
		// What other operators take so is named like nothing else.
		const own = node === 'Constant' ? output : `${output}/${attribute}`;
		visitor.constant(named(initializer, name => prefix + (own === '' ? name : own)));
	};
	for (const field of reader.fields(span)) {
		if (field.kind !== 'bytes') continue;
		if (field.number === attributeParts.name) attribute = reader.text(field);
		else if (field.number === attributeParts.tensor || field.number === attributeParts.tensors) constant(readTensor(field, reader));
		else if (field.number === attributeParts.sparse || field.number === attributeParts.sparses) constant(readSparseTensor(field, reader));
		else if (field.number === attributeParts.graph || field.number === attributeParts.graphs) {
			walkGraph(field, reader, visitor, {prefix: `${prefix}${attribute}/`, depth: depth + 1});
		}
	}
}

function named(initializer: Initializer, name: (own: string) => string): Initializer {
	return {...initializer, tensor: {...initializer.tensor, name: name(initializer.tensor.name)}};
}
