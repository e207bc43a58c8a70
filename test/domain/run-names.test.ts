/** How runs are named, and which of the files that a script wrote is the model. */

import {expect, test} from 'vitest';
import {algorithmFolder, freeId, isNameOf, localTime, runId} from '../../store/domain/run-id.ts';
import {newNames, replacedNames} from '../../store/domain/run-names.ts';
import {timeTextInId} from '../../store/domain/identifier.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

test('an id carries the name and the local time, and both can be read from it', () => {
	const at = new Date(2024, 1, 3, 4, 5, 6).getTime();
	expect([runId('my_net', at), localTime(at)]).toEqual(['my_net_20240203_040506', '2024-02-03T04:05:06']);
	expect(['my_net_20240203_040506', 'my_net_20240203_040506_12'].map(timeTextInId)).toEqual(['2024-02-03T04:05:06', '2024-02-03T04:05:06']);
});

test('the first free id is taken', () => {
	const taken = new Set(['a', 'a_2']);
	expect(freeId('a', id => taken.has(id))).toBe('a_3');
	expect(freeId('b', id => taken.has(id))).toBe('b');
});

test('names of a model are its id with an ending, in any Unicode form', () => {
	expect(['a', 'a.pt', 'a.tar.gz', 'a_2', 'ab'].filter(name => isNameOf('a', name))).toEqual(['a', 'a.pt', 'a.tar.gz']);
	expect(isNameOf('모델'.normalize('NFC'), '모델.pt'.normalize('NFD'))).toBe(true);
});

test('the folder of an algorithm is written as Python capitalizes', () => {
	expect(['mscn', 'MSCN', 'bao_V2', 'x'].map(algorithmFolder)).toEqual(['Mscn', 'Mscn', 'Bao_v2', 'X']);
});

test('the artifact of several files is the one that the pairing takes', () => {
	expect(newNames('a', ['a.log', 'a.onnx', 'a.pt'])).toEqual({artifact: 'a.pt', sidecar: 'a.json', files: ['a.onnx']});
	expect(newNames('a', ['a', 'a_vocabulary.txt'])).toEqual({artifact: 'a', sidecar: 'a.json', files: []});
	expect(userErrorOf(() => newNames('a', ['a_1.pt', 'a_2.pt'])).message).toContain('Which of a_1.pt, a_2.pt is the model?');
});

test('what is written to the very path that was given is the artifact, whatever its extension', () => {
	const there = {artifact: 'a.pt', sidecar: 'a.json', names: ['a.pt', 'a.json'], stem: 'a'};
	expect(replacedNames(['a'], there)).toEqual([['a', 'a.pt']]);
	expect(replacedNames(['a.log', 'a.pt'], there)).toEqual([
		['a.pt', 'a.pt'],
		['a.log', 'a.log'],
	]);
	expect(userErrorOf(() => replacedNames(['a.onnx'], there)).message).toBe('Written was a.onnx, and the model is a.pt. Nothing was saved.');
});

test('in the place of a missing artifact goes what its sidecar describes', () => {
	const missing = {sidecar: 'a.pt.json', names: ['a.pt.json'], stem: 'a'};
	expect(replacedNames(['a.pt'], missing)).toEqual([['a.pt', 'a.pt']]);
	expect(userErrorOf(() => replacedNames(['a.onnx'], missing)).code).toBe('usage');
});
