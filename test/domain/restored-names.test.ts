/** A model comes back beside a taken name with all of its files named alike, and they still pair. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {pairNames} from '../../store/domain/pairing.ts';
import {freeNames} from '../../store/domain/restored-names.ts';
import {holdsForAll} from '../helpers/property.ts';

test.each([
	{names: ['x', 'x.json'], taken: ['y'], free: ['x', 'x.json']},
	{names: ['x', 'x.json'], taken: ['x'], free: ['x-restored', 'x-restored.json']},
	{names: ['x.pt', 'x.onnx', 'x.json'], taken: ['x.json'], free: ['x-restored.pt', 'x-restored.onnx', 'x-restored.json']},
	{names: ['x.pt', 'x.pt.json'], taken: ['x.pt', 'x-restored.pt'], free: ['x-restored-2.pt', 'x-restored-2.pt.json']},
	{names: ['x.pt'], taken: ['x.pt', 'x-restored.json'], free: ['x-restored-2.pt']},
	{names: ['.pt'], taken: ['.pt'], free: ['.pt-restored']},
	{names: ['a\nb', 'a\nb.json'], taken: ['a\nb'], free: ['a\nb-restored', 'a\nb-restored.json']},
	{names: ['m\udce8.pt'], taken: ['m\udce8.pt'], free: ['m\udce8-restored.pt']},
])('$names beside $taken', ({names, taken, free}) => {
	expect(freeNames(names, new Set(taken))).toEqual(free);
});

test('a name of 255 bytes is cut between characters, for all files at the same place', () => {
	const stem = '가'.repeat(83);
	const [artifact = '', sidecar = ''] = freeNames([stem, `${stem}.json`], new Set([stem]));
	expect(`${artifact}.json`).toBe(sidecar);
	expect(Buffer.byteLength(sidecar)).toBeLessThanOrEqual(255);
	expect(artifact).toMatch(/^가{80}-restored$/);
});

test('whatever is there, no name is taken, and what was one model is one model', () => {
	const name = fc.stringMatching(/^[xy가]{1,3}$/);
	const files = fc.subarray(['', '.pt', '.onnx', '.json', '.pt.json'], {minLength: 1});
	const others = fc.array(
		fc.constantFrom('', '-restored', '-restored-2', '-restored-3').chain(ending => fc.constantFrom('', '.pt', '.json').map(rest => ending + rest)),
	);
	holdsForAll([name, files, others], (stem, rests, endings) => {
		const names = rests.map(rest => stem + rest);
		const taken = new Set(endings.map(ending => stem + ending));
		const free = freeNames(names, taken);
		expect(free.filter(each => taken.has(each))).toEqual([]);
		expect(new Set(free).size).toBe(names.length);
		const renamed = new Map(names.map((each, index) => [each, free[index]]));
		const shape = (of: readonly string[], named: (each: string) => string | undefined) =>
			pairNames(of, () => true).map(({artifact, sidecar, files: more}) => [artifact && named(artifact), sidecar && named(sidecar), more.map(named)]);
		expect(shape(free, each => each)).toEqual(shape(names, each => renamed.get(each)));
	});
});
