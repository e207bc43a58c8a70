/** How the inside of a model is told in lines. */

import {describe, expect, test} from 'vitest';
import {safe} from '../../components/safe-text.ts';
import {insideLines, unknownWords} from '../../source/inspection-lines.ts';
import {countWords, formatWords, shapeWords, shortCount} from '../../source/inspection-words.ts';
import {displayWidth} from '../../source/table.ts';
import type {InspectedFile, Inspection} from '../../store/domain/inspection.ts';
import {madeFile, madeInspection, madeTensor, unknownInside} from '../helpers/made-inspections.ts';

function told(inspection: Inspection, {limit = Infinity, width}: {readonly limit?: number; readonly width?: number} = {}): string[] {
	return [...insideLines(inspection, {limit, width, howToSeeAll: safe`, that way`})].map(({text}) => text);
}

test.each([
	[0, '0'],
	[812, '812'],
	[999, '999'],
	[1000, '1.00 k'],
	[999_499, '999 k'],
	[999_500, '1.00 M'],
	[1_166_081, '1.17 M'],
	[7_241_732_096, '7.24 B'],
	[1.8e12, '1.80 T'],
	[2 ** 60, '1.15e+6 T'],
])('%d values are %s', (count, words) => expect(shortCount(count)).toBe(words));

test('a number of parameters is said short and in full, a small one once', () => {
	expect(countWords(1_166_081)).toBe('1.17 M (1,166,081)');
	expect(countWords(812)).toBe('812');
});

test('formats have one name everywhere', () => {
	expect(formatWords('pytorch + pickle')).toBe('PyTorch + pickle');
	expect(formatWords('whatever')).toBe('whatever');
});

test('what is not known has one sentence, and nothing that is known or broken has', () => {
	expect(unknownWords(unknownInside)).toBe('It is of no format that is known here (PyTorch, safetensors, ONNX, NumPy, GGUF, pickle).');
	const [file] = unknownInside.files;
	expect(unknownWords({files: file ? [file, file] : [], unopened: 0})).toMatch(/^Nothing in it is of a format that is known here \(/);
	expect(unknownWords(madeInspection([], {format: 'hdf5'}))).toMatch(/^It is HDF5, /);
	expect(unknownWords(madeInspection([], {format: 'pickle'}))).toBeUndefined();
	expect(unknownWords({files: file ? [{...file, problems: ['It is empty.']}] : [], unopened: 0})).toBeUndefined();
});

test('a shape of absurdly many dimensions is cut', () => {
	expect(shapeWords([64, 128])).toBe('[64, 128]');
	expect(shapeWords([])).toBe('[]');
	expect(shapeWords(Array.from({length: 1000}, () => 1))).toBe(`[${'1, '.repeat(16)}… 984 more]`);
});

describe('the lines', () => {
	test('begin with format, producer and numbers', () => {
		const inspection = madeInspection(
			[madeTensor('fc.weight', [1000, 1000]), madeTensor('n', [3], {dtype: 'int64'}), madeTensor('m', [1000, 1000], {isOptimizer: true})],
			{facts: [['producer', 'PyTorch 2.1']]},
		);
		expect(told(inspection).slice(0, 8)).toEqual([
			'  format      PyTorch',
			'  producer    PyTorch 2.1',
			expect.stringMatching(/^ {2}parameters {2}\d\.00 M \(\d,000,003\)$/),
			'  tensors     3 (1 of an optimizer)',
			'  dtypes      float32 1.00 M, int64 3',
			'  in tensors  4 MB',
			'  optimizer   1.00 M values, 4 MB',
			'  size        1 kB',
		]);
	});

	test('of an optimizer alone tell no dtypes of parameters', () => {
		expect(told(madeInspection([madeTensor('state.0.exp_avg', [2], {isOptimizer: true})], {parameters: 0})).slice(0, 5)).toEqual([
			'  format      PyTorch',
			'  parameters  0',
			'  tensors     1 (1 of an optimizer)',
			'  optimizer   2 values, 8 B',
			'  size        1 kB',
		]);
	});

	test('leave out what tells a person nothing', () => {
		const facts = [
			['archive version', '3'],
			['serialization id', '123'],
			['byte order', 'little'],
			['epoch', '12'],
		] as const;
		const header = (all: typeof facts | readonly [readonly ['byte order', 'big']]) => {
			const lines = told(madeInspection([], {facts: all}));
			return lines.slice(lines.indexOf('HEADER') + 1);
		};
		expect(header(facts)).toEqual(['  epoch  12']);
		expect(header([['byte order', 'big']])).toEqual(['  byte order  big']);
	});

	test('say whether torch.load(weights_only=True) takes the file, of pickles only where they are alone', () => {
		const answers = (...files: ReadonlyArray<Partial<InspectedFile>>) =>
			told({files: files.map((rest, at) => madeFile([], {path: files.length === 1 ? '' : `f${at}`, ...rest})), unopened: 0}).filter(line =>
				line.includes('torch.load'),
			);
		const [taken, refused] = [{isTaken: true}, {isTaken: false, why: 'it needs a.B'}] as const;
		expect(answers({weightsOnly: taken})).toEqual(['  torch.load(weights_only=True) takes it.']);
		expect(answers({weightsOnly: refused})).toEqual(['  torch.load(weights_only=True) refuses it: it needs a.B.']);
		expect(answers({weightsOnly: taken}, {weightsOnly: taken})).toEqual(['  torch.load(weights_only=True) takes them.']);
		expect(answers({weightsOnly: taken}, {weightsOnly: refused}, {format: 'pickle', weightsOnly: refused})).toEqual([
			'  f0: torch.load(weights_only=True) takes it.',
			'  f1: torch.load(weights_only=True) refuses it: it needs a.B.',
		]);
		expect(answers({format: 'pickle', weightsOnly: refused})).toHaveLength(1);
		expect(answers({format: 'safetensors'})).toEqual([]);
	});

	test('have the parts of one model in the order of their names', () => {
		const part = (name: string, rows: number) => madeFile([madeTensor(`in ${name}`, [rows])], {path: name});
		const files = [part('model-10.safetensors', 9), part('model-2.safetensors', 1), part('other.safetensors', 5), part('model-3.safetensors', 3)];
		const shown = told({files, unopened: 0}).filter(line => line.startsWith('  in '));
		expect(shown.filter(line => line.endsWith('safetensors'))).toEqual([
			'  in model-2.safetensors',
			'  in model-3.safetensors',
			'  in model-10.safetensors',
			'  in other.safetensors',
		]);
	});

	test('keep the ends of long names in a narrow terminal', () => {
		const names = ['exp_avg', 'exp_avg_sq'].map(end => `optimizer.state.transformer.layers.12.self_attention.${end}`);
		const lines = told(madeInspection(names.map(name => madeTensor(name, [64, 128]))), {width: 50});
		const table = lines.slice(lines.indexOf('TENSORS') + 2);
		expect(table).toEqual([expect.stringMatching(/^ {2}optimizer\S*…\S*\.exp_avg +\[64/), expect.stringMatching(/^ {2}optimizer\S*…\S*\.exp_avg_sq +\[64/)]);
	});

	test('tell imports that run code first, and in which file', () => {
		const files = [
			madeFile([], {path: 'a.pkl', format: 'pickle', imports: ['posix.system', 'torch.nn.Linear']}),
			madeFile([], {path: 'b.pkl', format: 'pickle', imports: ['abc.Abc', 'posix.system']}),
		];
		const lines = told({files, unopened: 3});
		const at = lines.indexOf('IMPORTS');
		expect(lines.slice(at + 1, at + 4)).toEqual([
			'  ! would import posix.system  in a.pkl and 1 more file',
			'    would import abc.Abc  in b.pkl',
			'    would import torch.nn.Linear  in a.pkl',
		]);
		expect(lines.join('\n')).toContain('2 kB in 2 files, 3 more not opened');
	});

	test('are cut at the limit of tensors over all files, the weights first, and say so', () => {
		const files = [
			madeFile([madeTensor('small', [1])], {path: 'a'}),
			madeFile(
				Array.from({length: 9}, (_, at) => madeTensor(`w${at}`, [9])),
				{path: 'b'},
			),
		];
		const cut = told({files, unopened: 0}, {limit: 4});
		expect(cut.filter(line => /^ {2}w\d /.test(line))).toHaveLength(4);
		expect(cut.join('\n')).not.toContain('small');
		expect(cut.at(-1)).toBe('  … 6 more, that way');
		const all = told({files, unopened: 0});
		expect(all.findIndex(line => line.startsWith('  w0'))).toBeLessThan(all.findIndex(line => line.startsWith('  small ')));
		expect(all.join('\n')).not.toContain('…');
	});

	test('count tensors that the reader did not keep', () => {
		expect(told(madeInspection([madeTensor('a', [1])], {tensorCount: 1_000_001})).at(-1)).toBe('  … 1,000,000 more that are not read');
	});

	test('show hostile names as they are, and fit the terminal by what is seen', () => {
		const names = ['evil\u001B[31m\n', '임베딩'.repeat(30), '\u202Egnp'];
		const lines = told(
			madeInspection(
				names.map(name => madeTensor(name, [1, 2, 3])),
				{facts: [['a\u0007', 'b\r']], imports: ['x\u001B.y'], problems: ['p\n']},
			),
			{width: 60},
		);
		expect(lines.join('')).not.toMatch(/[\p{Cc}\u202E]/u);
		expect(lines.join('\n')).toContain(String.raw`evil\e[31m\n`);
		const table = lines.slice(lines.indexOf('TENSORS'));
		for (const line of table) expect(displayWidth(line)).toBeLessThanOrEqual(60);
		expect(table.every(line => !line.includes('임베딩') || line.includes('[1, 2, 3]'))).toBe(true);
	});
});
