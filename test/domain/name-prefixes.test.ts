/** Names of tensors that one program wrapped and another did not. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {without, wrapperPrefixes} from '../../store/domain/name-prefixes.ts';
import {holdsForAll} from '../helpers/property.ts';

const layers = ['0.weight', '0.bias', '2.weight', '2.bias'];
const below = (prefix: string, names: readonly string[] = layers) => names.map(name => `${prefix}${name}`);

test.each<[string, ReadonlyArray<readonly string[]>, readonly string[]]>([
	['a wrapper is left out', [layers, below('module.')], ['', 'module.']],
	['a wrapper of the first as well', [below('state_dict.model.'), layers], ['state_dict.model.', '']],
	['two wrappers at once', [below('state_dict.'), below('model.')], ['state_dict.', 'model.']],
	['wrappers within each other', [layers, below('a.b.c.')], ['', 'a.b.c.']],
	['each of several models has its own', [layers, below('module.'), layers, below('model.')], ['', 'module.', '', 'model.']],
	['what is beside the wrapper stays', [layers, [...below('model.'), 'loss.weight']], ['', 'model.']],
	['one wrapper that all have stays', [below('model.'), below('model.')], ['', '']],
	['equal names stay as they are', [layers, layers], ['', '']],
	[
		'where most names meet nothing is left out',
		[
			[...layers, 'x'],
			[...layers, 'net.x'],
		],
		['', ''],
	],
	['half of the names are not enough', [layers, [...below('a.'), ...below('b.')]], ['', '']],
	['a name that is there without it as well keeps all as they are', [layers, [...below('ema.'), '0.weight']], ['', '']],
	['other names altogether', [layers, below('module.', ['a', 'b'])], ['', '']],
	['no names', [[], layers], ['', '']],
	['one model', [below('module.')], ['']],
])('%s', (_, models, prefixes) => expect(wrapperPrefixes(models)).toEqual(prefixes));

test('two tensors of a model never get one name', () => {
	const name = fc.array(fc.constantFrom('a', 'b', 'w', 'model', 'module'), {minLength: 1, maxLength: 4}).map(parts => parts.join('.'));
	holdsForAll([fc.array(fc.uniqueArray(name, {maxLength: 12}), {maxLength: 4})], models => {
		const prefixes = wrapperPrefixes(models);
		return models.every((names, at) => new Set(names.map(one => without(one, prefixes[at] ?? ''))).size === names.length);
	});
});
