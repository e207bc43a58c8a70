/** Words and "phrases" of the filter: how they are read, written back and matched. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatQuery, parseQuery, runQuery} from '../../store/domain/query.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';

const context = {now: 0};
const anyText = fc.oneof(fc.string({unit: fc.constantFrom('"', '\\', ' ', '\n', 'a', 'b', '(', '+', ')', '*', ':', '-')}), fc.string({unit: 'binary'}));

function words(text: string): string[] | undefined {
	const parsed = parseQuery(text);
	return 'ok' in parsed ? parsed.ok.words.map(word => word.text) : undefined;
}

describe('a query', () => {
	test.each<[string, string[]]>([
		['', []],
		['  \t\n', []],
		['mscn', ['mscn']],
		['mscn imdb', ['mscn', 'imdb']],
		['"two words" one', ['two words', 'one']],
		['a"b c"d', ['a', 'b c', 'd']],
		[String.raw`"a \"quoted\" word"`, ['a "quoted" word']],
		[String.raw`"back\\slash"`, ['back\\slash']],
		['"line\\\nbreak"', ['line\nbreak']],
		['""', []],
		['a\u00a0b', ['a', 'b']],
		['(a+)+$', ['(a+)+$']],
		[String.raw`a\b`, [String.raw`a\b`]],
	])('%j has the words %j', (text, expected) => expect(words(text)).toEqual(expected));

	test('knows where each word stands', () => {
		const text = ' ab "c d"  e';
		const parsed = parseQuery(text);
		expect(parsed).toEqual({
			ok: {
				words: [
					{text: 'ab', start: 1, end: 3},
					{text: 'c d', start: 4, end: 9},
					{text: 'e', start: 11, end: 12},
				],
			},
		});
	});

	test.each([
		['"', 0],
		['a "b c', 2],
		[String.raw`a "b\"`, 2],
		['a "b\\', 2],
		['"a" "', 4],
	])('with a quote that is not closed points at it: %j', (text, start) => {
		expect(parseQuery(text)).toEqual({error: {start, end: text.length, message: 'this quote is not closed'}});
	});

	test('of any text never throws, and every character is a word’s, a space or in the error', () => {
		holdsForAll(
			[anyText],
			text => {
				const parsed = parseQuery(text);
				if ('error' in parsed) {
					expect(parsed.error.end).toBe(text.length);
					return;
				}
				let rest = text;
				for (const {start, end} of [...parsed.ok.words].reverse()) rest = rest.slice(0, start) + rest.slice(end);
				expect(rest).toMatch(/^(\s|"")*$/);
			},
			{runs: 3000},
		);
	});

	test('of 1 MB is read at once', () => {
		for (const text of ['a'.repeat(1e6), `"${'\\'.repeat(1e6)}`, '" '.repeat(5e5), `"${'a '.repeat(5e5)}`]) {
			const from = performance.now();
			parseQuery(text);
			expect(performance.now() - from).toBeLessThan(2000);
		}
	});

	test('that is written is read back to the same words', () => {
		holdsForAll(
			[fc.array(anyName, {maxLength: 5})],
			texts => {
				const text = formatQuery({words: texts.map(text => ({text, start: 0, end: 0}))});
				expect(words(text)).toEqual(texts);
			},
			{runs: 2000},
		);
	});

	test('that is read, written and read again has the same words', () => {
		holdsForAll(
			[anyText],
			text => {
				const first = parseQuery(text);
				if ('error' in first) return;
				expect(words(formatQuery(first.ok))).toEqual(first.ok.words.map(word => word.text));
			},
			{runs: 2000},
		);
	});
});

describe('the models of a query', () => {
	const models = [
		madeModel('Mscn/Model/a', {model_id: 'mscn_1', training: {dataset: 'production', hyperparams: {}}, tags: ['best of all'], notes: 'Slow on IMDB'}),
		madeModel('Lero/Model/b', {model_id: 'lero_1', testing: [{dataset: 'imdb', performance: {total_time: 1}}], notes: '과적합 의심'.normalize('NFD')}),
		madeModel('Lero/Model/caf\u00e9', {tags: ['(a+)+$']}),
	];
	const keys = (text: string) => {
		const parsed = parseQuery(text);
		if ('error' in parsed) throw new Error(parsed.error.message);
		return runQuery(parsed.ok, models, context).map(model => model.key);
	};

	test.each([
		['mscn', ['Mscn/Model/a']],
		['MSCN_1', ['Mscn/Model/a']],
		['lero', ['Lero/Model/b', 'Lero/Model/café']],
		['production', ['Mscn/Model/a']],
		['imdb', ['Mscn/Model/a', 'Lero/Model/b']],
		['imdb slow', ['Mscn/Model/a']],
		['"slow on imdb"', ['Mscn/Model/a']],
		['"imdb slow"', []],
		['"best of"', ['Mscn/Model/a']],
		['과적합', ['Lero/Model/b']],
		['cafe\u0301', ['Lero/Model/café']],
		['(a+)+$', ['Lero/Model/café']],
		['.*', []],
		['total_time', []],
	])('%j are %j', (text, expected) => expect(keys(text)).toEqual(expected));

	test('of an empty query are all of them, the very same list', () => {
		expect(runQuery({words: []}, models, context)).toBe(models);
	});

	test('do not depend on the Unicode form of what is typed or stored', () => {
		for (const form of ['NFC', 'NFD'] as const) expect(keys('과적합'.normalize(form))).toEqual(['Lero/Model/b']);
	});

	test('keep their order', () => {
		holdsForAll([fc.constantFrom('a', 'l', 'i', 'm', 'o')], text => {
			const found = runQuery({words: [{text, start: 0, end: 1}]}, models, context);
			expect(found).toEqual(models.filter(model => found.includes(model)));
		});
	});
});
