/** What the files of a model say together. */

import {expect, test} from 'vitest';
import {summaryOf} from '../../store/domain/inspection-summary.ts';
import type {InspectedFile, Inspection, Tensor} from '../../store/domain/inspection.ts';

function tensor(name: string, shape: readonly number[] = [2, 3], more: Partial<Tensor> = {}): Tensor {
	return {name, dtype: 'float32', shape, bytes: 24, ...more};
}

function file(tensors: readonly Tensor[], more: Partial<InspectedFile> = {}): InspectedFile {
	return {path: '', bytes: 100, tensors, tensorCount: tensors.length, parameters: 6 * tensors.length, imports: [], facts: [], problems: [], ...more};
}

function inspection(...files: readonly InspectedFile[]): Inspection {
	return {files, unopened: 0};
}

test('files are summed up, with the dtype that most values have first', () => {
	const summary = summaryOf(
		inspection(
			file([tensor('a', [2], {dtype: 'int64', bytes: 16}), tensor('b'), tensor('tied', [2, 3], {isShared: true})], {
				path: 'a.pt',
				format: 'pytorch',
				imports: ['posix.system', 'a.b'],
				problems: ['It is odd.'],
			}),
			file([tensor('c', [10], {dtype: 'float16', bytes: 20})], {path: 'b.npy', format: 'npy', imports: ['a.b'], facts: [['producer', 'NumPy']]}),
			file([], {path: 'c.pkl', format: 'pickle', facts: [['producer', 'joblib']]}),
		),
	);
	expect(summary).toEqual({
		format: 'pytorch + npy',
		tensorCount: 4,
		parameters: 24,
		bytes: 60,
		dtypes: [
			['float16', 10],
			['float32', 6],
			['int64', 2],
		],
		imports: ['a.b', 'posix.system'],
		producer: 'NumPy',
		problems: ['a.pt: It is odd.'],
	});
});

test('without tensors the formats are those of all files, and of nothing known none', () => {
	expect(summaryOf(inspection(file([], {format: 'pickle', facts: [['producer', 'sklearn 1.3']]})))).toMatchObject({format: 'pickle', producer: 'sklearn 1.3'});
	expect(summaryOf(inspection(file([])))).not.toHaveProperty('format');
});

test('an optimizer is told apart, and arrays in a pickle beside weights do not count', () => {
	const weights = file([tensor('w'), tensor('optimizer.state.0', [4], {isOptimizer: true, bytes: 16, dtype: 'float64'})], {format: 'pytorch', parameters: 6});
	const codes = file([tensor('codes', [100], {dtype: 'int64', bytes: 800})], {path: 'codes.pkl', format: 'pickle'});
	expect(summaryOf(inspection(weights, codes))).toMatchObject({
		format: 'pytorch + pickle',
		tensorCount: 2,
		parameters: 6,
		bytes: 24,
		dtypes: [['float32', 6]],
		optimizer: {tensorCount: 1, elements: 4, bytes: 16},
	});
	expect(summaryOf(inspection(codes))).toMatchObject({tensorCount: 1, dtypes: [['int64', 100]]});
	expect(summaryOf(inspection(codes))).not.toHaveProperty('optimizer');
});
