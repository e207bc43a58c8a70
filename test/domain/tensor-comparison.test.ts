/** What a comparison says of what is inside its models. */

import {describe, expect, test} from 'vitest';
import {compareModels, type FactRow} from '../../store/domain/comparison.ts';
import {defaultConfig as config} from '../../store/domain/config.ts';
import type {Inspection} from '../../store/domain/inspection.ts';
import {mostTensorRows} from '../../store/domain/tensor-comparison.ts';
import {madeInspection, madeTensor, unknownInside} from '../helpers/made-inspections.ts';
import {madeModel} from '../helpers/made-models.ts';

function compared(inspections: ReadonlyArray<Inspection | undefined>, baseline = 0) {
	return compareModels(
		inspections.map((_, at) => madeModel(`Net/Model/m${at}`)),
		{config, baseline, inspections},
	);
}

function rows(...inspections: ReadonlyArray<Inspection | undefined>): readonly FactRow[] {
	return compared(inspections).facts.filter(({section}) => section === 'tensors');
}

const small = madeInspection([madeTensor('fc.weight', [64, 128]), madeTensor('fc.bias', [64])]);

describe('what is inside', () => {
	test('is a row for each tensor that is another, in shape, in dtype, or not there', () => {
		const other = madeInspection([madeTensor('fc.weight', [64, 256]), madeTensor('fc.bias', [64], {dtype: 'float16'}), madeTensor('head', [2])]);
		const found = rows(small, other);
		expect(found.map(({field, values}) => [field, ...values])).toEqual([
			['parameters', 8256, 16_450],
			['format', 'pytorch', 'pytorch'],
			['dtypes', 'float32', 'float32, float16'],
			['fc.weight', 'float32 [64, 128]', 'float32 [64, 256]'],
			['fc.bias', 'float32 [64]', 'float16 [64]'],
			['head', undefined, 'float32 [2]'],
		]);
		expect(found.map(({isEqual}) => isEqual)).toEqual([false, true, false, false, false, false]);
		expect(found.find(({field}) => field === 'head')).toMatchObject({differs: [false, true], unknown: [false, false]});
	});

	test('of equal models are only the rows in which they are equal', () => {
		const found = rows(small, small);
		expect(found.map(({field}) => field)).toEqual(['parameters', 'format', 'dtypes']);
		expect(found.every(({isEqual}) => isEqual)).toBe(true);
	});

	test('is a row for a tensor with other values, too', () => {
		const withCrc = (crc: string) => madeInspection([madeTensor('fc.weight', [64, 128], {crc}), madeTensor('fc.bias', [64], {crc: '11111111'})]);
		const comparison = compared([withCrc('aaaaaaaa'), withCrc('bbbbbbbb')]);
		expect(comparison.facts.at(-1)).toMatchObject({
			field: 'fc.weight',
			values: ['float32 [64, 128]', 'float32 [64, 128]'],
			differs: [false, true],
			otherValues: [false, true],
			isEqual: false,
		});
		expect(comparison.tensorValues).toMatchObject({tensors: 2, equal: 1, differ: 1});
		expect(compared([small, undefined]).tensorValues).toBeUndefined();
	});

	test('of a model whose files tell nothing is unknown, and differs from none', () => {
		for (const unread of [undefined, unknownInside]) {
			const found = rows(small, unread, madeInspection([madeTensor('fc.weight', [1])]));
			expect(found.find(({field}) => field === 'fc.bias')).toMatchObject({
				values: ['float32 [64]', undefined, undefined],
				differs: [false, false, true],
				unknown: [false, true, false],
			});
			expect(rows(unread, small)).toMatchObject([{isEqual: true}, {isEqual: true}, {isEqual: true}]);
		}
	});

	test('has no row where nothing is known', () => {
		expect(rows(undefined, undefined)).toEqual([]);
		expect(rows(unknownInside, unknownInside)).toEqual([]);
		expect(rows()).toEqual([]);
	});

	test('of a file without tensors is its format', () => {
		const found = rows(small, madeInspection([], {format: 'pickle'}));
		expect(found.find(({field}) => field === 'format')?.values).toEqual(['pytorch', 'pickle']);
		expect(found.find(({field}) => field === 'parameters')).toMatchObject({values: [8256, undefined], unknown: [false, true]});
	});

	test('differs from the baseline, whichever that is', () => {
		const {facts} = compared([small, madeInspection([madeTensor('fc.weight', [64, 128])])], 1);
		expect(facts.find(({field}) => field === 'fc.bias')?.differs).toEqual([true, false]);
	});

	test('has no more than some rows, and the others are counted', () => {
		const many = madeInspection(Array.from({length: mostTensorRows + 50}, (_, at) => madeTensor(`t${at}`, [at + 1])));
		const comparison = compared([many, madeInspection([madeTensor('other', [1])])]);
		expect(comparison.facts.filter(({section}) => section === 'tensors')).toHaveLength(3 + mostTensorRows);
		expect(comparison.moreTensors).toBe(51);
		expect(compared([small, small]).moreTensors).toBeUndefined();
	});
});
