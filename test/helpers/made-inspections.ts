/** Insides of models, made by hand; and small real files. */

import type {InspectedFile, Inspection, Tensor} from '../../store/domain/inspection.ts';

export function madeTensor(name: string, shape: readonly number[], rest: Partial<Tensor> = {}): Tensor {
	return {name, dtype: 'float32', shape, bytes: 4 * shape.reduce((product, length) => product * length, 1), ...rest};
}

/** A file of these tensors, all of them parameters. */
export function madeFile(tensors: readonly Tensor[], rest: Partial<InspectedFile> = {}): InspectedFile {
	const parameters = tensors.reduce((sum, {shape}) => sum + shape.reduce((product, length) => product * length, 1), 0);
	return {path: '', bytes: 1000, format: 'pytorch', tensors, tensorCount: tensors.length, parameters, imports: [], facts: [], problems: [], ...rest};
}

/** What is in an artifact of one file. */
export function madeInspection(tensors: readonly Tensor[], rest: Partial<InspectedFile> = {}): Inspection {
	return {files: [madeFile(tensors, rest)], unopened: 0};
}

/** A file whose format nobody knows. */
export const unknownInside: Inspection = {
	files: [{path: '', bytes: 5, tensors: [], tensorCount: 0, parameters: 0, imports: [], facts: [], problems: []}],
	unopened: 0,
};

/** The bytes of a safetensors file of float32 zeros; as text, of one byte a character. */
export function safetensorsText(shapes: Readonly<Record<string, readonly number[]>>, metadata: Readonly<Record<string, string>> = {}): string {
	let end = 0;
	const tensors = Object.entries(shapes).map(([name, shape]) => {
		const start = end;
		end += 4 * shape.reduce((product, length) => product * length, 1);
		return [name, {dtype: 'F32', shape, data_offsets: [start, end]}] as const;
	});
	const header = JSON.stringify({__metadata__: metadata, ...Object.fromEntries(tensors)}).replaceAll(
		/[^ -~]/g,
		letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	return sized(header) + '\0'.repeat(end);
}

/** Its length in front, padded so that each byte of that is ASCII: the text is written as UTF-8. */
function sized(header: string): string {
	let padded = header;
	while ([...lengthBytes(padded)].some(byte => byte > 127)) padded += ' ';
	return String.fromCharCode(...lengthBytes(padded)) + padded;
}

function lengthBytes({length}: string): readonly number[] {
	return Array.from({length: 8}, (_, at) => Math.floor(length / 256 ** at) % 256);
}
