/** What Tab offers while a query is typed. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {completeQuery} from '../../store/domain/query-completion.ts';
import {wordsIn, type QueryWords} from '../../store/domain/query-words.ts';
import {parseQuery} from '../../store/domain/query.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';

const words: QueryWords = {
	names: {
		metrics: new Set(['total_time', 'tail', 'recall@10', 'both', 'size', 'my metric']),
		datasets: new Set(['imdb', 'production', 'my set']),
		params: new Set(['num_epoch', 'both', 'lr', 'odd(one)', 'batch_size']),
	},
	tags: new Set(['best', 'WIP', 'big data', '논문']),
	aliases: new Set(['champion', 'paper one']),
	families: new Set(['resnet18']),
	algorithms: new Set(['mscn', 'Lero']),
	values: param => (param === 'num_epoch' ? ['100', '200', '10'] : param === 'lr' ? ['0.01', 'two words'] : []),
};

/** The text with the cursor at `|`, and what it becomes with each option. */
function completed(marked: string): readonly string[] {
	const cursor = marked.indexOf('|');
	const text = marked.replace('|', '');
	const found = completeQuery(text, cursor, words);
	return found ? found.options.map(option => text.slice(0, found.start) + option + text.slice(found.end)) : [];
}

describe('the text before the cursor is completed', () => {
	test.each<[string, readonly string[]]>([
		['ta|', ['tag:', 'tail']],
		['ta|<5', ['tag<5', 'tail<5']],
		['tes|', ['test:', 'tested', 'tests']],
		['fo|', ['folder:']],
		['tra|', ['trained', 'training_time']],
		['TOT|', ['total_time']],
		['a -no|', ['a -note:']],
		['(no|', ['(note:']],
		['a -(no|', ['a -(note:']],
		['ha|', ['has:']],
		['to|', ['top:', 'total_time']],
		['to|tal_tme<5', ['total_time<5']],
		['so|:id', ['sort:id']],
		['rec|', ['"recall@10"']],
		['my|', ['"my metric"']],
		['"my m|', ['"my metric"']],
		['bo|', ['metric.both', 'param.both']],
		['metric.b|', ['metric.both']],
		['param.o|', ['param."odd(one)"']],
		['siz|', ['size', 'metric.size']],
		['total_time@|', ['total_time@imdb', 'total_time@production', 'total_time@"my set"']],
		['total_time@p|', ['total_time@production']],
		['total_time@p|<5', ['total_time@production<5']],
		['"recall@10"@i|', ['"recall@10"@imdb']],
		['metric.size@i|', ['metric.size@imdb']],
		['dataset:|', ['dataset:imdb', 'dataset:production', 'dataset:"my set"']],
		['test=m|', ['test="my set"']],
		['tested_on!=p|', ['tested_on!=production']],
		['tag:b|', ['tag:best', 'tag:"big data"']],
		['ali|', ['alias:']],
		['alias:|', ['alias:champion', 'alias:"paper one"']],
		['family:r|', ['family:resnet18']],
		['is:reg|', ['is:registered']],
		['sort:ver|', ['sort:version']],
		['tag:"b|', ['tag:best', 'tag:"big data"']],
		['tag:w|', ['tag:WIP']],
		['tag:논|', ['tag:논문']],
		[`tag:${'논'.normalize('NFD')}|`, ['tag:논문']],
		['-tags:b|x y', ['-tags:best y', '-tags:"big data" y']],
		['algo:|', ['algo:mscn', 'algo:Lero']],
		['state:m|', ['state:missing']],
		['is:un|', ['is:untested', 'is:untracked', 'is:unreadable']],
		['has:pro|', ['has:problems']],
		['has:tot|', ['has:total_time']],
		['has:total_time@i|', ['has:total_time@imdb']],
		['sort:si|', ['sort:size', 'sort:metric.size']],
		['sort:-tot|', ['sort:-total_time']],
		['a sort:total_time@p|', ['a sort:total_time@production']],
		['num_epoch=1|', ['num_epoch=100', 'num_epoch=10']],
		['lr:|', ['lr:0.01', 'lr:"two words"']],
		['trained:|', ['trained:today', 'trained:yesterday']],
		['"a b" ta|', ['"a b" tag:', '"a b" tail']],
		['tag|', ['tag:']],
		['has:no|', ['has:note']],
		['batch|', ['batch_size']],
		['ba|<5', ['batch_size<5']],
		['param.bat|', ['param.batch_size']],
		['ep|', ['num_epoch']],
		['has:ep|', ['has:num_epoch']],
		['sort:-ep|', ['sort:-num_epoch']],
		['epoch=2|', ['epoch=200']],
		['zzz|', []],
		['tag:zzz|', []],
		['nothing:|', []],
		['top:|', []],
		['id~m|', []],
		['trained|', []],
		['tag:best|', []],
		['total_time<|', []],
		['a !|= b', []],
	])('%s', (text, expected) => expect(completed(text)).toEqual(expected));

	test('with all fields where nothing is typed, at most 50', () => {
		expect(completed('|')).toEqual(expect.arrayContaining(['id:', 'is:', 'sort:', 'total_time', 'lr']));
		const many = {...words, names: {...words.names, params: new Set(Array.from({length: 500}, (_, index) => `p${index}`))}};
		expect(completeQuery('', 0, many)?.options).toHaveLength(50);
		expect(completeQuery('p', 1, many)?.options[0]).toBe('p0');
	});
});

test('words are those of the models, the most used first', () => {
	const models = [
		madeModel('A/Model/a', {
			tags: ['x', 'y'],
			training: {dataset: 'd', hyperparams: {lr: 0.1, layers: [1]}},
			testing: [{dataset: 'e', performance: {auc: 1, acc: 1}}],
		}),
		madeModel('A/Model/b', {tags: ['y'], training: {dataset: 'e', hyperparams: {lr: 0.2, opt: 'adam'}}, testing: [{dataset: 'e', performance: {auc: 1}}]}),
		madeModel('B/Model/c', {tags: ['a', 'y'], training: {hyperparams: {lr: 0.2, layers: null}}}),
	];
	const found = wordsIn(models);
	expect([...found.tags]).toEqual(['y', 'a', 'x']);
	expect([...found.algorithms]).toEqual(['a', 'b']);
	expect([...found.names.datasets]).toEqual(['e', 'd']);
	expect([...found.names.metrics]).toEqual(['auc', 'acc']);
	expect([...found.names.params]).toEqual(['lr', 'layers', 'opt']);
	expect(found.values?.('lr')).toEqual(['0.2', '0.1']);
	expect(found.values?.('layers')).toEqual([]);
	expect(found.values?.('nothing')).toEqual([]);
});

test('whatever the names are, a completed field or value reads as just that', () => {
	holdsForAll(
		[anyName, anyName, anyName],
		(metric, param, tag) => {
			const made: QueryWords = {
				names: {metrics: new Set([metric]), datasets: new Set(['d']), params: new Set([param])},
				tags: new Set([tag]),
				aliases: new Set(),
				families: new Set(),
				algorithms: new Set(),
			};
			const fields = completeQuery('', 0, made)?.options ?? [];
			const kinds = fields.slice(-2).map(field => {
				const parsed = parseQuery(`${field}=1`, made.names);
				return 'ok' in parsed && parsed.ok.where?.kind === 'compare' ? parsed.ok.where.field : parsed;
			});
			expect(kinds).toMatchObject([
				{kind: 'metric', metric},
				{kind: 'param', name: param},
			]);
			const [option = ''] = completeQuery('tag:', 4, made)?.options ?? [];
			expect(parseQuery(option, made.names)).toMatchObject({ok: {where: {value: {text: tag}}}});
		},
		{runs: 2000},
	);
});

test('any text and cursor is no problem, and what is replaced lies within the text', () => {
	const signs = ['"', '\\', ' ', 'a', '(', ')', ':', '-', '=', '!', '<', '@', 'tag:', 'total_time', 'is:', 'sort:'];
	holdsForAll(
		[fc.array(fc.constantFrom(...signs), {maxLength: 10}), fc.nat({max: 60})],
		(parts, position) => {
			const text = parts.join('');
			const cursor = Math.min(position, text.length);
			const found = completeQuery(text, cursor, words);
			if (!found) return;
			expect(found.start).toBeLessThanOrEqual(cursor);
			expect(found.end).toBeGreaterThanOrEqual(cursor);
			expect(found.end).toBeLessThanOrEqual(text.length);
			expect(found.options.length).toBeLessThanOrEqual(50);
		},
		{runs: 3000},
	);
});
