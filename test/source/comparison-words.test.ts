/** What is said of the values of tensors that models have alike. */

import {expect, test} from 'vitest';
import {tensorValuesWords} from '../../source/comparison-words.ts';
import {compareModels, type Comparison} from '../../store/domain/comparison.ts';
import {defaultConfig as config} from '../../store/domain/config.ts';
import {madeModel} from '../helpers/made-models.ts';

const none = {tensors: 0, equal: 0, differ: 0, apart: 0, unknown: 0, isAnyKnown: true};

function words(rest: Pick<Comparison, 'tensorValues' | 'namePrefixes'>): string {
	return tensorValuesWords({...compareModels([madeModel('Net/Model/a'), madeModel('Net/Model/b')], {config}), ...rest});
}

test.each<[string, Partial<typeof none>]>([
	['values are equal', {tensors: 40, equal: 40}],
	['values: 3 of 40 tensors differ', {tensors: 40, equal: 37, differ: 3}],
	['values: 1 of 1 tensor differs, 2 are not compared', {tensors: 1, differ: 1, unknown: 2}],
	['values: 38 of 40 tensors are equal, 1 lies in larger storages that differ, 1 is not compared', {tensors: 40, equal: 38, apart: 1, unknown: 1}],
	['values are not compared: these files keep no checksums', {tensors: 2, unknown: 2, isAnyKnown: false}],
	['values are not compared: not all of these files keep checksums', {tensors: 2, unknown: 2}],
	['values are not compared: no tensors are alike in name, shape and dtype', {}],
])('%s', (said, values) => expect(words({tensorValues: {...none, ...values}})).toBe(said));

test('names without a wrapper are told, of several models with their letters', () => {
	const tensorValues = {...none, tensors: 1, equal: 1};
	expect(words({tensorValues, namePrefixes: ['', 'module.']})).toBe('values are equal · names without "module."');
	expect(words({tensorValues, namePrefixes: ['a.', '', 'a.', 'b.']})).toBe('values are equal · names of A and C without "a." · names of D without "b."');
	expect(words({})).toBe('');
});
