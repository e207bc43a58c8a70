/** Words for a shell: any text comes out of a real bash as it went in, on one line. */

import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {filledCommand, shellWord} from '../../store/domain/test-command.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';

/** What bash makes of words, all in one process. */
function throughBash(words: readonly string[], locale = 'C.UTF-8'): readonly string[] {
	// With a socket for its input bash would read the user's startup file.
	const out = execFileSync('bash', ['-c', `printf '%s\\0' ${words.join(' ')}`], {
		env: {PATH: process.env.PATH, LC_ALL: locale},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	return out.toString('utf8').split('\0').slice(0, -1);
}

const awkward = [
	...[
		'a',
		'',
		' ',
		'-',
		'--help',
		'-n',
		'~',
		'~root',
		'=ls',
		'%1',
		'#x',
		'a b',
		"it's",
		"'",
		"''",
		'"',
		'\\',
		"\\'",
		'$HOME',
		'$(id)',
		'`id`',
		'!',
		'!!',
		'*',
		'?',
		'[a]',
		'{a,b}',
		';',
		'&',
		'|',
		'<',
		'>',
		'(',
		')',
		'^',
	],
	...['recall@10', '__proto__', '한글', '한글 자료', '📊', 'e\u0301', '\u{1F468}\u200D\u{1F469}', '\uFEFFx', '\u202Etxt'],
	...[
		'\n',
		'a\nb',
		'\r\n',
		'\t',
		'\u0001',
		'\u0001a',
		'\u001B[2J',
		'\u007F',
		'\u007F1',
		'\u0080',
		'\u0085',
		'\u009B1',
		'\u009Fab',
		'\u2028',
		'\u2029f',
		"\n'\\",
		'\\n',
		"$'\\n'",
		'\n\u2028한',
		'\u0007',
	],
	...Array.from({length: 31}, (_, code) => `${String.fromCharCode(code + 1)}0f`),
];

const anyText = fc
	.oneof(
		anyName,
		fc.string({unit: 'binary', maxLength: 12}),
		fc.string({unit: 'grapheme', maxLength: 12}),
		fc.string({unit: fc.constantFrom(...awkward), maxLength: 6}),
	)
	.map(text => text.replaceAll('\0', ''));

describe('a word of a shell', () => {
	test.each(['C.UTF-8', 'C'])('is the text again in bash, in the locale %s', locale => {
		expect(throughBash(awkward.map(shellWord), locale)).toEqual(awkward);
		holdsForAll(
			[fc.array(anyText, {minLength: 400, maxLength: 400})],
			texts => {
				expect(throughBash(texts.map(shellWord), locale)).toEqual(texts);
			},
			{runs: 1},
		);
	});

	test('never ends a line and holds no control character', () => {
		holdsForAll([anyText], text => expect(shellWord(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u), {runs: 1000});
	});

	test.each([
		['mscn_20241019_103000', 'mscn_20241019_103000'],
		['A/Model/a.pt', 'A/Model/a.pt'],
		['recall@10', 'recall@10'],
		['a b', "'a b'"],
		["it's", String.raw`'it'\''s'`],
		['', "''"],
		['한글', "'한글'"],
		['=ls', "'=ls'"],
	])('of %j is %s', (text, word) => {
		expect(shellWord(text)).toBe(word);
	});
});

describe('a test command', () => {
	test('has the dataset and the id filled in wherever they stand', () => {
		const template = 'python unified_test.py --db {dataset} --load-model {id} --out={dataset}/{id} --no-training';
		expect(filledCommand(template, {dataset: 'imdb', id: 'm1'})).toBe('python unified_test.py --db imdb --load-model m1 --out=imdb/m1 --no-training');
		expect(filledCommand('run {what} {DATASET} {{id}}', {dataset: 'd', id: 'm'})).toBe('run {what} {DATASET} {m}');
	});

	test('takes nothing in a name for a command or a placeholder', () => {
		const names = ['$(touch /tmp/x)', '{id}', '{dataset}', '$&', "$'", '$1', '; ls', '\n', '한글 자료', '__proto__'];
		const pairs = names.flatMap(dataset => names.map(id => ({dataset, id})));
		const words = throughBash(pairs.map(pair => filledCommand('{dataset} {id} --db={dataset}', pair) ?? ''));
		expect(words).toEqual(pairs.flatMap(({dataset, id}) => [dataset, id, `--db=${dataset}`]));
	});

	test('inside quotes that hold nothing else a name is one word, too', () => {
		const names = ['$(touch /tmp/x)', 'x; touch /tmp/x; ', "it's", 'a"b', String.raw`a\b`, 'plain', '한글 자료'];
		const words = throughBash(names.map(id => filledCommand(`"{id}" '{id}'`, {dataset: 'd', id}) ?? ''));
		expect(words).toEqual(names.flatMap(id => [id, id]));
	});

	test('inside a longer quoted text only a plain name is filled in', () => {
		expect(filledCommand('bash -c "run {id}"', {dataset: 'd', id: 'm1'})).toBe('bash -c "run m1"');
		for (const template of ['bash -c "run {id}"', "ssh host 'run {id}'", '"{id} {dataset}"', '"\\"{id}"']) {
			expect(filledCommand(template, {dataset: 'd', id: 'x; touch /tmp/x'})).toBeUndefined();
		}
	});
});
