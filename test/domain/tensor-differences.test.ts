/** In which tensors models differ, and whether their values are equal. */

import {describe, expect, test} from 'vitest';
import {tensorDifferences, type TensorRow, type TensorValues} from '../../store/domain/tensor-differences.ts';
import type {Inspection, Tensor} from '../../store/domain/inspection.ts';
import {madeFile, madeInspection, madeTensor} from '../helpers/made-inspections.ts';

function tensor(name: string, shape: readonly number[] = [2, 3], more: Partial<Tensor> = {}): Tensor {
	return madeTensor(name, shape, more);
}

function file(tensors: readonly Tensor[], {path = ''}: {readonly path?: string} = {}) {
	return madeFile(tensors, {path});
}

function inspection(...files: Inspection['files']): Inspection {
	return {files, unopened: 0};
}

function differing(inspections: ReadonlyArray<Inspection | undefined>): ReadonlyArray<Pick<TensorRow, 'name' | 'values'>> {
	return tensorDifferences(inspections).rows.map(({name, values}) => ({name, values}));
}

test('tensors differ by shape, by dtype, or by not being there, in the order of the first that has them', () => {
	const rows = differing([
		inspection(file([tensor('same'), tensor('wider', [2, 3]), tensor('typed'), tensor('first only', [])])),
		undefined,
		inspection(file([tensor('new'), tensor('typed', [2, 3], {dtype: 'float16'}), tensor('wider', [2, 4]), tensor('same')])),
	]);
	expect(rows).toEqual([
		{name: 'wider', values: ['float32 [2, 3]', undefined, 'float32 [2, 4]']},
		{name: 'typed', values: ['float32 [2, 3]', undefined, 'float16 [2, 3]']},
		{name: 'first only', values: ['float32 []', undefined, undefined]},
		{name: 'new', values: [undefined, undefined, 'float32 [2, 3]']},
	]);
});

test('a name that two files have is told with its file', () => {
	const two = (length: number) => inspection(file([tensor('w')], {path: 'a.pt'}), file([tensor('w', [length])], {path: 'b.pt'}));
	expect(differing([two(1), two(2)])).toEqual([{name: 'b.pt:w', values: ['float32 [1]', 'float32 [2]']}]);
});

test("an optimizer's tensors make no difference, nor does one model alone", () => {
	const optimizer = tensor('state.0', [2], {isOptimizer: true});
	expect(differing([inspection(file([tensor('w'), optimizer])), inspection(file([tensor('w')]))])).toEqual([]);
	expect(differing([inspection(file([tensor('w')])), undefined])).toEqual([]);
});

test('10,000 tensors of 20 models are compared in a moment', () => {
	const model = (at: number) => inspection(file(Array.from({length: 10_000}, (_, index) => tensor(`t${index}`, index === 5 ? [at] : [2]))));
	const models = Array.from({length: 20}, (_, at) => model(at));
	const from = performance.now();
	expect(differing(models).map(({name}) => name)).toEqual(['t5']);
	expect(performance.now() - from).toBeLessThan(1500);
});

describe('values', () => {
	const withCrc = (...crcs: ReadonlyArray<string | undefined>) =>
		madeInspection(crcs.map((crc, at) => madeTensor(`t${at}`, [2, 3], crc === undefined ? {} : {crc})));
	const found = (...inspections: ReadonlyArray<Inspection | undefined>) => tensorDifferences(inspections).values;
	const none: TensorValues = {tensors: 0, equal: 0, differ: 0, apart: 0, unknown: 0, isAnyKnown: false};

	test('of one shape and dtype with other checksums are a row, at the models that are not as the baseline', () => {
		const models = [withCrc('aaaaaaaa', '11111111'), withCrc('bbbbbbbb', '11111111'), withCrc('aaaaaaaa', '11111111')];
		expect(tensorDifferences(models)).toEqual({
			rows: [{name: 't0', values: Array.from({length: 3}, () => 'float32 [2, 3]'), otherValues: [false, true, false]}],
			values: {...none, tensors: 2, equal: 1, differ: 1, isAnyKnown: true},
		});
		expect(tensorDifferences(models, 1).rows[0]?.otherValues).toEqual([true, false, true]);
	});

	test('with equal checksums are equal, and no row', () => {
		expect(tensorDifferences([withCrc('aaaaaaaa'), withCrc('aaaaaaaa')])).toEqual({rows: [], values: {...none, tensors: 1, equal: 1, isAnyKnown: true}});
	});

	test('are unknown where one of the files keeps no checksum, or has them in another order', () => {
		expect(found(withCrc(undefined), withCrc(undefined))).toEqual({...none, tensors: 1, unknown: 1});
		expect(found(withCrc('aaaaaaaa'), withCrc(undefined))).toEqual({...none, tensors: 1, unknown: 1, isAnyKnown: true});
		expect(found(withCrc('aaaaaaaa'), withCrc('bbbbbbbb/1,2'))).toMatchObject({unknown: 1});
		expect(found(withCrc('aaaaaaaa'), withCrc('bbbbbbbb@6/3,1'))).toMatchObject({unknown: 1});
		expect(found(withCrc('aaaaaaaa/1,2'), withCrc('bbbbbbbb/1,2'))).toMatchObject({differ: 1});
	});

	test('that are parts of larger storages may be equal though these differ', () => {
		const both = [withCrc('aaaaaaaa@6/3,1'), withCrc('bbbbbbbb@6/3,1')];
		expect(tensorDifferences(both)).toMatchObject({rows: [], values: {apart: 1}});
		expect(found(withCrc('aaaaaaaa@6/3,1'), withCrc('aaaaaaaa@6/3,1'))).toMatchObject({equal: 1});
		expect(found(withCrc('aaaaaaaa@6/3,1'), withCrc('aaaaaaaa@0/3,1'))).toMatchObject({unknown: 1});
	});

	test('of a tensor without any are equal', () => {
		const empty = madeInspection([madeTensor('e', [0, 3])]);
		expect(found(empty, empty)).toMatchObject({tensors: 1, equal: 1});
	});

	test('are not compared of tensors that are not alike, nor of an optimizer, nor of one model alone', () => {
		expect(found(madeInspection([tensor('a', [1])]), madeInspection([tensor('a', [2])]))).toEqual(none);
		const optimizer = (crc: string) => madeInspection([tensor('o', [1], {isOptimizer: true, crc})]);
		expect(found(optimizer('aaaaaaaa'), optimizer('bbbbbbbb'))).toEqual(none);
		expect(found(withCrc('aaaaaaaa'), undefined)).toBeUndefined();
	});

	test('are compared of names behind a wrapper, which is told', () => {
		const wrapped = madeInspection([tensor('module.fc.weight', [2], {crc: 'bbbbbbbb'}), tensor('module.fc.bias', [2], {crc: '11111111'})]);
		const plain = madeInspection([tensor('fc.weight', [2], {crc: 'aaaaaaaa'}), tensor('fc.bias', [2], {crc: '11111111'})]);
		expect(tensorDifferences([plain, undefined, wrapped])).toMatchObject({
			rows: [{name: 'fc.weight', otherValues: [false, false, true]}],
			values: {tensors: 2, equal: 1, differ: 1},
			prefixes: ['', '', 'module.'],
		});
	});
});
