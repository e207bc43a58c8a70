/** How formats, numbers and shapes of tensors are written. */

import {joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import type {FileFormat} from '../store/domain/inspection.ts';
import {safeText} from './text.ts';

const units = ['', 'k', 'M', 'B', 'T'] as const;
/** A shape of more dimensions is cut: no tensor that anything computes with has so many. */
const mostDimensions = 16;

const formatNames: Readonly<Record<FileFormat, string>> = {
	pytorch: 'PyTorch',
	'pytorch-legacy': 'PyTorch (before 1.6)',
	torchscript: 'TorchScript',
	safetensors: 'safetensors',
	onnx: 'ONNX',
	npy: 'NumPy (npy)',
	npz: 'NumPy (npz)',
	gguf: 'GGUF',
	pickle: 'pickle',
	zip: 'zip',
	hdf5: 'HDF5',
};
const namesByFormat: ReadonlyMap<string, string> = new Map(Object.entries(formatNames));

/** `PyTorch + pickle` of `pytorch + pickle`, as a summary has it. */
export function formatWords(format: string): SafeText {
	return safeText(
		format
			.split(' + ')
			.map(name => namesByFormat.get(name) ?? name)
			.join(' + '),
	);
}

/** `1,166,081`. */
export function groupedNumber(count: number): SafeText {
	return safeText(count.toLocaleString('en-US'));
}

/** Three digits say how large a model is: `812`, `1.17 M`, `7.24 B`. */
export function shortCount(count: number): SafeText {
	let [size, unit] = [count, 0];
	// What would be written as 1000 k is 1 M.
	while (Number(size.toPrecision(3)) >= 1000 && unit < units.length - 1) {
		size /= 1000;
		unit++;
	}
	return unit === 0 ? safe`${count}` : safe`${safeText(size >= 1000 ? size.toExponential(2) : size.toPrecision(3))} ${safeText(units[unit] ?? '')}`;
}

/** `1.17 M (1,166,081)`. */
export function countWords(count: number): SafeText {
	return count < 1000 ? groupedNumber(count) : safe`${shortCount(count)} (${groupedNumber(count)})`;
}

/** `[64, 128]`; `[]` of a single number. */
export function shapeWords(shape: readonly number[]): SafeText {
	const shown = joinSafe(
		shape.slice(0, mostDimensions).map(length => safeText(String(length))),
		safe`, `,
	);
	return shape.length > mostDimensions ? safe`[${shown}, … ${shape.length - mostDimensions} more]` : safe`[${shown}]`;
}
