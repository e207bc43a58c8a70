/** What a screen reader is given: sentences in words, what became another and nothing twice. */

import {expect, test} from 'vitest';
import {paint} from '../../components/paint.ts';
import {safe} from '../../components/safe-text.ts';
import {comparedRow} from '../../source/screens/spoken-tables.ts';
import {nothingSaid, saidAnew, type SpokenMemory} from '../../source/screens/spoken-memory.ts';
import {resultSentences, rowSentence} from '../../source/screens/spoken-model.ts';
import {inWords, sentences, type PartName, type SpokenPart} from '../../source/screens/spoken-part.ts';
import {safeText} from '../../source/text.ts';
import {compareModels} from '../../store/domain/comparison.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import {ranksOf} from '../../store/domain/ranks.ts';
import {madeModel} from '../helpers/made-models.ts';

function tested(id: string, seconds: number, rest: JsonObject = {}) {
	return madeModel(`Mscn/Model/${id}`, {
		model_id: id,
		algorithm: 'mscn',
		testing: [{dataset: 'imdb', num_queries: 113, tested_at: '2024-11-01T00:00:00', performance: {total_time: seconds}}],
		...rest,
	});
}

const config = {...defaultConfig, metrics: {total_time: {direction: 'minimize' as const, unit: 's'}}};
const [slow, fast] = [tested('slow', 143.68), tested('fast', 117.03, {tags: ['paper'], notes: ' 논문  후보 '})];
const other = tested('other', 108.38, {testing: [{dataset: 'imdb', num_queries: 80, performance: {total_time: 108.38}}]});
const models = [slow, fast, other, madeModel('Mscn/Model/new', {algorithm: 'mscn'})];
const ranks = ranksOf(new Map([['mscn', models]]), {models, config, chosen: new Map()});
const options = {config, ranks, marks: new Set([fast.key])};

test('a row is a sentence: name, value with its unit, rank, why it is left out, tags, note, mark', () => {
	const said = models.map(model => rowSentence(model, options));
	expect(said[0]).toBe('slow, total_time on imdb 143.68 s, rank 2 of 2, not marked');
	expect(said[1]).toBe('fast, total_time on imdb 117.03 s, rank 1 of 2, best, tagged paper, note 논문 후보, marked');
	expect(said[2]).toBe('other, total_time on imdb 108.38 s, left out: other queries, not marked');
	expect(said[3]).toBe('new, not tested, not marked');
	expect(rowSentence(madeModel('Mscn/Model/t', {model_id: 't', tags: ['best', 'paper']}), options)).toBe('t, not tested, tagged best and paper, not marked');
	expect(resultSentences(fast, options)).toEqual(['Result on imdb, 113 queries: total_time 117.03 s, rank 1 of 2, best.']);
});

test('a row of a comparison is read model by model, without a sign', () => {
	const comparison = compareModels([slow, fast, other], {config, baseline: 0, metric: 'total_time', all: models});
	const row = comparison.results[0];
	expect(row && comparedRow(row, comparison)).toBe(
		'imdb, total_time, s, lower is better: A 143.68, baseline; B 117.03, 18.5% better, best; C 108.38, 80 queries, left out',
	);
});

test('signs become words, columns commas, colours and frames nothing', () => {
	expect(inWords(paint({color: 'green'}, safe` total_time@imdb ↓   117.03 s ★ best`))).toBe('total_time@imdb, lower is better, 117.03 s, best');
	expect(inWords(safe`❯✓ 118.45 ± 1.18 · −0.7 ≈`)).toBe('118.45 plus or minus 1.18, minus 0.7, tied');
	expect(inWords(safe`▸ outranked        12     3 GB  ≠`)).toBe('outranked, 12, 3 GB, not comparable');
	expect(inWords(safe`117 → 120 s ▲`)).toBe('117 to 120 s, better');
	expect(sentences([safe` one`, safe``, safe` two. `])).toBe('one. two.');
});

const part = (name: PartName, key: string): SpokenPart => ({name, key, text: safeText(`${name} ${key}`)});

/** What is said of one state after the other. */
function told(...states: ReadonlyArray<readonly SpokenPart[]>): ReadonlyArray<readonly string[]> {
	let memory: SpokenMemory = nothingSaid;
	return states.map(parts => {
		const said = saidAnew(memory, parts);
		memory = said.memory;
		return said.echo ? [`echo -${said.echo.erase} +${said.echo.text}`] : said.lines;
	});
}

test('of the same screen only what became another is said; a new screen is said whole', () => {
	const screen = part('screen', 'browse');
	expect(
		told(
			[screen, part('about', 'x'), part('row', '1'), part('cell', 'lr')],
			[screen, part('about', 'x'), part('row', '1'), part('cell', 'lr')],
			[screen, part('about', 'x'), part('row', '2'), part('cell', 'lr')],
			[screen, part('about', 'x'), part('row', '2'), part('cell', 'epoch')],
			[part('screen', 'detail'), part('row', '2'), part('cell', 'lr')],
		),
	).toEqual([['screen browse', 'about x', 'row 1'], [], ['row 2'], ['cell epoch'], ['screen detail', 'row 2']]);
});

test('a question is said with its choice; when it goes away without a word the row is said again', () => {
	const below = [part('screen', 'browse'), part('row', '1')];
	expect(
		told(
			below,
			[part('asked', 'sort'), part('choice', 'age')],
			[part('asked', 'sort'), part('choice', 'size')],
			below,
			[...below, part('message', 'done')],
			below,
		),
	).toEqual([['screen browse', 'row 1'], ['asked sort', 'choice age'], ['choice size'], ['row 1'], ['message done'], []]);
});

test('what is typed goes on in its line, as in a shell; what a list below it comes to is said instead', () => {
	const field = (text: string): SpokenPart => ({name: 'field', key: text, text: safeText(`filter: ${text}`)});
	expect(told([field('')], [field('a')], [field('a논')], [field('a')], [field('total_time')])).toEqual([
		['filter: '],
		['echo -0 +a'],
		['echo -0 +논'],
		['echo -2 +'],
		['filter: total_time'],
	]);
	const asked = part('asked', 'tags');
	expect(told([asked, part('choice', 'a'), field('')], [asked, part('choice', 'b'), field('b')])).toEqual([
		['asked tags', 'choice a', 'filter: '],
		['choice b'],
	]);
});
