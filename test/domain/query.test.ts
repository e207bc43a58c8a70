/** The filter language as text: what is read, what is refused and where, and how a query is written back. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Condition} from '../../store/domain/query-condition.ts';
import {filterModels, formatQuery, parseQuery, querySort, runQuery, type Query, type QueryError} from '../../store/domain/query.ts';
import type {FieldNames} from '../../store/domain/sorting.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyName, holdsForAll} from '../helpers/property.ts';
import {withoutPlaces} from '../helpers/queries.ts';

const context = {now: 0};
const names: FieldNames = {
	metrics: new Set(['total_time', 'auc', 'recall@10', 'both', 'my metric', 'size']),
	datasets: new Set(['imdb', 'production', 'my set', '데이터']),
	params: new Set(['num_epoch', 'lr', 'both', 'optimizer', 'sort']),
};
/** Some with short names: of each but `epoch` one. */
const longNames: FieldNames = {
	metrics: new Set(['total_time', 'wd']),
	datasets: new Set(['imdb']),
	params: new Set(['learning_rate', 'num_epochs', 'epochs', 'batch_size', 'weight_decay', 'random_seed', 'seed']),
};

const signs = ['"', '\\', ' ', '\n', 'a', 'b', '(', '+', ')', '*', ':', '-', '=', '!', '<', '>', '~', '@', '1', '.'];
const pieces = [
	'or',
	'not',
	'and',
	'tag',
	'is:',
	'has:',
	'best',
	'sort:',
	'top:',
	'total_time',
	'@',
	'imdb',
	'id~',
	'size>',
	'1GB',
	'age<',
	'7d',
	'trained:',
	'today',
	'lr=',
	'NaN',
	...signs,
	' ',
	' ',
];
const anyText = fc.oneof(
	fc.string({unit: fc.constantFrom(...signs)}),
	fc.array(fc.constantFrom(...pieces), {maxLength: 14}).map(parts => parts.join('')),
	fc.string({unit: 'binary'}),
);

function read(text: string, known?: FieldNames): Query {
	const parsed = parseQuery(text, known);
	if ('error' in parsed) throw new Error(`${text}: ${parsed.error.message}`);
	return parsed.ok;
}

function errorOf(text: string, known?: FieldNames): QueryError | undefined {
	const parsed = parseQuery(text, known);
	return 'error' in parsed ? parsed.error : undefined;
}

/** A condition in short: words as they are, others in brackets. */
function short(condition: Condition | undefined): unknown {
	if (!condition) return [];
	switch (condition.kind) {
		case 'and':
		case 'or':
			return {[condition.kind]: condition.items.map(short)};
		case 'not':
			return {not: short(condition.item)};
		case 'word':
			return condition.text;
		case 'compare':
			return [condition.field.text, condition.operator, condition.value.text];
		case 'is':
			return ['is', condition.name];
		case 'has':
			return ['has', condition.field.text];
	}
}

describe('a query', () => {
	test.each<[string, unknown]>([
		['', []],
		['  \t\n', []],
		['mscn', 'mscn'],
		['mscn imdb', {and: ['mscn', 'imdb']}],
		['mscn and imdb AND lero', {and: ['mscn', 'imdb', 'lero']}],
		['"two words" one', {and: ['two words', 'one']}],
		['a"b c"d', {and: ['a', 'b c', 'd']}],
		[String.raw`"a \"quoted\" word"`, 'a "quoted" word'],
		[String.raw`"back\\slash"`, 'back\\slash'],
		['"line\\\nbreak"', 'line\nbreak'],
		['""', ''],
		['a\u00a0b', {and: ['a', 'b']}],
		[String.raw`a\b`, String.raw`a\b`],
		['a!b', 'a!b'],
		['"tag!b" tag! tag!!', {and: ['tag!b', 'tag!', 'tag!!']}],
		['resnet-50', 'resnet-50'],
		['a b or c d OR e', {or: [{and: ['a', 'b']}, {and: ['c', 'd']}, 'e']}],
		['(a or b) c', {and: [{or: ['a', 'b']}, 'c']}],
		['a(b)c', {and: ['a', 'b', 'c']}],
		['((a))', 'a'],
		['-a', {not: 'a'}],
		['--a', {not: {not: 'a'}}],
		['not a b', {and: [{not: 'a'}, 'b']}],
		['NOT (a b)', {not: {and: ['a', 'b']}}],
		['-(a or b)', {not: {or: ['a', 'b']}}],
		['-"a b"', {not: 'a b'}],
		['"a"-b', {and: ['a', {not: 'b'}]}],
		['"or" "not" "and"', {and: ['or', 'not', 'and']}],
		['Or order android', {and: ['Or', 'order', 'android']}],
		['tag:best', ['tag', ':', 'best']],
		['-tag:wip', {not: ['tag', ':', 'wip']}],
		['tag:"a b"', ['tag', ':', 'a b']],
		['tag:a" b"', ['tag', ':', 'a b']],
		['note:""', ['note', ':', '']],
		['note:a=b:c', ['note', ':', 'a=b:c']],
		['lr>-1', ['lr', '>', '-1']],
		['lr=-inf', ['lr', '=', '-inf']],
		['a<1 a<=1 a>1 a>=1 a!=1 a=1 a:1', {and: ['<', '<=', '>', '>=', '!=', '=', ':'].map(operator => ['a', operator, '1'])}],
		['id~^a.*b$', ['id', '~', '^a.*b$']],
		[String.raw`id~"(\d+| x\"y)"`, ['id', '~', String.raw`(\d+| x"y)`]],
		[String.raw`id:"\d"`, ['id', ':', 'd']],
		['"recall@10"@"my set">0.5', ['"recall@10"@"my set"', '>', '0.5']],
		[
			'(num_epoch=100 or num_epoch=200)',
			{
				or: [
					['num_epoch', '=', '100'],
					['num_epoch', '=', '200'],
				],
			},
		],
		[
			'is:best has:notes',
			{
				and: [
					['is', 'best'],
					['has', 'notes'],
				],
			},
		],
		['is:BEST', ['is', 'best']],
		['"is":best', ['"is"', ':', 'best']],
	])('%j reads as %j', (text, expected) => expect(short(read(text).where)).toEqual(expected));

	test.each<[string, Omit<Query, 'where'>, unknown]>([
		['sort:size', {sort: {text: 'size'}}, []],
		['sort:-size', {sort: {text: '-size'}}, []],
		['top:5', {top: 5}, []],
		['a sort:total_time@imdb top:5', {sort: {text: 'total_time@imdb'}, top: 5}, 'a'],
		['a or b top:5 sort:"my metric"@"my set"', {sort: {text: '"my metric"@"my set"'}, top: 5}, {or: ['a', 'b']}],
	])('%j ends with how it is sorted and cut', (text, tail, where) => {
		const {where: condition, ...rest} = read(text);
		expect(rest).toEqual(tail);
		expect(short(condition)).toEqual(where);
	});

	test('knows where each word and value stands', () => {
		expect(read(' ab "c d"  tag:e').where).toEqual({
			kind: 'and',
			items: [
				{kind: 'word', text: 'ab', start: 1, end: 3},
				{kind: 'word', text: 'c d', start: 4, end: 9},
				{kind: 'compare', field: {kind: 'builtin', name: 'tag', text: 'tag'}, operator: ':', value: {text: 'e', start: 15, end: 16}},
			],
		});
	});

	test.each<[string, object]>([
		['total_time', {kind: 'metric', metric: 'total_time'}],
		['total_time@imdb', {kind: 'metric', metric: 'total_time', dataset: 'imdb'}],
		['recall@10', {kind: 'metric', metric: 'recall@10'}],
		['recall@10@imdb', {kind: 'metric', metric: 'recall@10', dataset: 'imdb'}],
		['"recall@10"@"my set"', {kind: 'metric', metric: 'recall@10', dataset: 'my set'}],
		['"my metric"', {kind: 'metric', metric: 'my metric'}],
		['metric.both', {kind: 'metric', metric: 'both'}],
		['metric."my metric"@imdb', {kind: 'metric', metric: 'my metric', dataset: 'imdb'}],
		['both@imdb', {kind: 'metric', metric: 'both', dataset: 'imdb'}],
		['param.both', {kind: 'param', name: 'both'}],
		['num_epoch', {kind: 'param', name: 'num_epoch'}],
		['"sort"', {kind: 'param', name: 'sort'}],
		['size', {kind: 'builtin', name: 'size'}],
		['metric.size', {kind: 'metric', metric: 'size'}],
		[`auc@${'데이터'.normalize('NFD')}`, {kind: 'metric', metric: 'auc', dataset: '데이터'}],
		['model_id', {kind: 'builtin', name: 'id'}],
		['took', {kind: 'builtin', name: 'training_time'}],
	])('takes %j for the field that it names', (text, field) => {
		const {where} = read(`${text}=1`, names);
		expect(where).toMatchObject({kind: 'compare', field: {...field, text}});
	});
});

describe('a short name', () => {
	test.each<[string, object]>([
		['lr', {kind: 'param', name: 'learning_rate'}],
		['"lr"', {kind: 'param', name: 'learning_rate'}],
		['param.lr', {kind: 'param', name: 'learning_rate'}],
		['batch', {kind: 'param', name: 'batch_size'}],
		['seed', {kind: 'param', name: 'seed'}],
		['wd', {kind: 'metric', metric: 'wd'}],
		['param.wd', {kind: 'param', name: 'weight_decay'}],
	])('%s is the one hyperparameter that is called so, where no field is', (text, field) => {
		const query = read(`${text}<1e-3`, longNames);
		expect(query.where).toMatchObject({kind: 'compare', field: {...field, text}});
		expect(read(`has:${text}`, longNames).where).toMatchObject({kind: 'has', field});
		expect(withoutPlaces(read(formatQuery(query), longNames))).toEqual(withoutPlaces(query));
	});
});

describe('a query that cannot be read', () => {
	test.each<[string, string, string, string?]>([
		['"', '"', 'this quote is not closed'],
		['a "b c', '"b c', 'this quote is not closed'],
		[String.raw`a "b\"`, String.raw`"b\"`, 'this quote is not closed'],
		['a "b\\', '"b\\', 'this quote is not closed'],
		['"a" "', '"', 'this quote is not closed'],
		['tag:"a', '"a', 'this quote is not closed'],
		['tag:', 'tag:', 'a value is missing'],
		['tag: a', 'tag: a', 'write it without spaces: tag:a'],
		['tag: size>1', 'tag:', 'a value is missing'],
		['tag: -size>1', 'tag:', 'a value is missing'],
		['tag: or b', 'tag:', 'a value is missing'],
		['tag: "a', 'tag:', 'a value is missing'],
		['a lr < 0.001 b', 'lr < 0.001', 'write it without spaces: lr<0.001'],
		['lr <0.001', 'lr <0.001', 'write it without spaces: lr<0.001'],
		['lr< -0.001', 'lr< -0.001', 'write it without spaces: lr<-0.001'],
		['-total_time@imdb  >=\t5', 'total_time@imdb  >=\t5', 'write it without spaces: total_time@imdb>=5'],
		['"my metric" != 5', '"my metric" != 5', 'write it without spaces: "my metric"!=5'],
		['trained > 2024-10-05T10:00', 'trained > 2024-10-05T10:00', 'write it without spaces: trained>2024-10-05T10:00'],
		['lr <', 'lr <', 'write it without spaces: lr<'],
		['lr < tag:b', 'lr <', 'write it without spaces: lr<'],
		[`${'a'.repeat(100)} < 5`, `${'a'.repeat(100)} < 5`, 'write it without spaces'],
		['lr == 5', '==', 'equal is written with one ='],
		['not < 5', '<', 'a field must stand before <'],
		['lr ! = 5', '=', 'a field must stand before ='],
		['(a) < 5', '<', 'a field must stand before <'],
		['lr!0.1', 'lr!0.1', 'not equal is written with !=', 'lr!=0.1'],
		['a -total_time@imdb!5', 'total_time@imdb!5', 'not equal is written with !=', 'total_time@imdb!=5'],
		['tag!best', 'tag!best', 'not equal is written with !=', 'tag!=best'],
		['lr=<5', '=<', 'write <='],
		['a size>)', 'size>', 'a value is missing'],
		['>5', '>5', 'a field must stand before >'],
		['lr==5', '==', 'equal is written with one ='],
		['(a', '(', 'this parenthesis is not closed'],
		['a (b or (c)', '(', 'this parenthesis is not closed'],
		['(', '(', 'this parenthesis is not closed'],
		['()', '()', 'nothing stands between these parentheses'],
		['a)', ')', 'no parenthesis is open here'],
		[')', ')', 'no parenthesis is open here'],
		['-', '-', 'something must follow -'],
		['a - b', '-', 'something must follow -'],
		['-)', '-', 'something must follow -'],
		['not', 'not', 'something must follow not'],
		['a or', 'or', 'something must follow or'],
		['a OR)', 'OR', 'something must follow or'],
		['a and', 'and', 'something must follow and'],
		['a or or b', 'or', 'something must follow or'],
		['or a', 'or', 'something must stand before or'],
		['(and a)', 'and', 'something must stand before and'],
		['sort:size a', 'sort:size', 'sort: and top: may stand only at the end of a query'],
		['(a top:5)', 'top:5', 'sort: and top: may stand only at the end of a query'],
		['top:5 sort:id top:6', 'top:6', 'top: stands there twice'],
		['top:0', '0', 'top: takes a whole number of at least 1'],
		['top:many', 'many', 'top: takes a whole number of at least 1'],
		['top>5', 'top>5', 'a colon must follow top'],
		['sort:nothing', 'nothing', 'there is nothing called "nothing" to sort by'],
		['sort:-total_tim', '-total_tim', 'there is nothing called "-total_tim" to sort by', '-total_time'],
		[
			'is:bset',
			'bset',
			'a model is never "bset"; is: takes best, latest, registered, protected, untested, untracked, missing, unreadable, growing, stale, new, gone',
			'best',
		],
		[
			'is:untestd',
			'untestd',
			'a model is never "untestd"; is: takes best, latest, registered, protected, untested, untracked, missing, unreadable, growing, stale, new, gone',
			'untested',
		],
		['has:note1', 'note1', 'no field is called note1', 'note'],
		['has:zzzzzz', 'zzzzzz', 'no field is called zzzzzz'],
		['has:total_time@imbd', 'total_time@imbd', 'no dataset is called imbd', 'total_time@imdb'],
		['tset:imdb', 'tset', 'no field is called tset', 'test'],
		['total_time@imbd<5', 'total_time@imbd', 'no dataset is called imbd', 'total_time@imdb'],
		['total_tiem@imdb<5', 'total_tiem@imdb', 'no metric is called total_tiem', 'total_time@imdb'],
		['metric.total_tiem@imbd<5', 'metric.total_tiem@imbd', 'no field is called metric.total_tiem@imbd', 'metric.total_time@imdb'],
		['"my metrc"@"my st"<5', '"my metrc"@"my st"', 'no field is called "my metrc"@"my st"', '"my metric"@"my set"'],
		['recall@1<5', 'recall@1', 'no field is called recall@1', '"recall@10"'],
		['total_time@nowhere<5', 'total_time@nowhere', 'no dataset is called nowhere'],
		['sort:total_tiem@imdb', 'total_tiem@imdb', 'there is nothing called "total_tiem@imdb" to sort by', 'total_time@imdb'],
		['sort:-total_time@imbd', '-total_time@imbd', 'there is nothing called "-total_time@imbd" to sort by', '-total_time@imdb'],
		['sort:"my metric"@"my st"', '"my metric"@"my st"', 'there is nothing called "my metric@my st" to sort by', '"my metric"@"my set"'],
		['sort:param.num_epoc', 'param.num_epoc', 'there is nothing called "param.num_epoc" to sort by', 'param.num_epoch'],
		['total_tme<5', 'total_tme', 'no field is called total_tme', 'total_time'],
		['Tag:a', 'Tag', 'no field is called Tag', 'tag'],
		['10:30', '10', 'no field is called 10 (put words with : = < > in quotes)'],
		['total_tme@imbd<5', 'total_tme@imbd', 'no field is called total_tme@imbd', 'total_time@imdb'],
		['total_tme@IMDB<5', 'total_tme@IMDB', 'no field is called total_tme@IMDB', 'total_time@imdb'],
		['total_time@productoin<5', 'total_time@productoin', 'no dataset is called productoin', 'total_time@production'],
		['both=1', 'both', '"both" is a metric and a hyperparameter; write metric.both or param.both'],
		['param.num_epoc=1', 'param.num_epoc', 'no field is called param.num_epoc', 'param.num_epoch'],
		['tag>a', 'tag>', 'tag has no order'],
		['size~1', 'size~', 'size is not text, in which ~ could search'],
		['size>big', 'big', '"big" is not a size such as 1.5GB or 200MiB'],
		['age>7', '7', '"7" is not an age such as 12h, 7d, 2w, 3mo or 1y'],
		['took<1week', '1week', '"1week" is not a time such as 90s, 15min or 2h'],
		['tests>x', 'x', '"x" is not a number'],
		['trained>2024-13', '2024-13', '"2024-13" is not a date such as 2024-10, 2024-10-19, 2024-10-19T12:00, today or yesterday'],
		[
			'trained>2024-10-05T10:00+25:00',
			'2024-10-05T10:00+25:00',
			'"2024-10-05T10:00+25:00" is not a date such as 2024-10, 2024-10-19, 2024-10-19T12:00, today or yesterday',
		],
		['lr<small', 'small', '"small" is not a number'],
		['total_time>fast', 'fast', '"fast" is not a number'],
		['state:mising', 'mising', 'there is no state "mising"; there are ok, untracked, missing, unreadable, gone', 'missing'],
		['id~[z-a]', '[z-a]', 'this pattern cannot be read: invalid character class range: `z-a`'],
		['id~a**', 'a**', 'this pattern cannot be read: invalid nested repetition operator: `**`'],
		['id~"(a"', '"(a"', 'this pattern cannot be read: missing closing )'],
	])('says why and where: %j', (text, at, message, nearest?) => {
		const error = errorOf(text, names);
		expect(error?.message).toBe(message);
		expect(text.slice(error?.start, error?.end)).toBe(at);
		expect(error?.nearest).toBe(nearest);
	});

	test.each<[string, string, string?]>([
		['epoch<5', 'epoch is short for num_epochs and epochs; write which'],
		['lr!0.1', 'not equal is written with !=', 'lr!=0.1'],
	])('names what a short name may mean: %j', (text, message, nearest) => {
		expect(errorOf(text, longNames)).toMatchObject(nearest === undefined ? {message} : {message, nearest});
	});

	test.each([
		['sort:lr', 'sort:learning_rate'],
		['sort:-batch', 'sort:-batch_size'],
	])('is none where a short name has one meaning: %j', (short, long) => {
		expect(querySort(read(short, longNames), longNames)).toEqual(querySort(read(long, longNames), longNames));
		expect(querySort(read(short, longNames), longNames)).toBeDefined();
	});

	test('is one where too much is nested', () => {
		for (const text of ['('.repeat(1e5), '-'.repeat(1e5) + 'a', `${'('.repeat(200)}a${')'.repeat(200)}`, 'not '.repeat(1e5)]) {
			expect(errorOf(text)?.message).toMatch(/nested|in one another|something must follow/);
		}
	});
});

describe('any text', () => {
	test('is a query or an error that lies within it; nothing is thrown', () => {
		holdsForAll(
			[anyText, fc.boolean()],
			(text, isKnown) => {
				const error = errorOf(text, isKnown ? names : undefined);
				if (!error) return;
				expect(error.start).toBeGreaterThanOrEqual(0);
				expect(error.start).toBeLessThan(error.end);
				expect(error.end).toBeLessThanOrEqual(text.length);
			},
			{runs: 5000},
		);
	});

	test('that is a query is written so that it reads as the same query', () => {
		let read = 0;
		holdsForAll(
			[anyText, fc.boolean()],
			(text, isKnown) => {
				const known = isKnown ? names : undefined;
				const first = parseQuery(text, known);
				if ('error' in first) return;
				read++;
				const again = parseQuery(formatQuery(first.ok), known);
				expect('ok' in again && withoutPlaces(again.ok)).toEqual(withoutPlaces(first.ok));
			},
			{runs: 5000},
		);
		expect(read).toBeGreaterThan(500);
	});

	test('of 1 MB is read at once', () => {
		const texts = ['a'.repeat(1e6), `"${'\\'.repeat(1e6)}`, '" '.repeat(5e5), `"${'a '.repeat(5e5)}`, '""'.repeat(5e5), 'a '.repeat(5e5), '"a"-'.repeat(2.5e5)];
		const terms = [
			`${'@'.repeat(1e6)}=1`,
			`${'"@"'.repeat(3e5)}=1`,
			'tag:a '.repeat(1.6e5),
			`id~${'a'.repeat(1e6)}`,
			`lr=${'9'.repeat(1e6)}`,
			`id:"${'\\"'.repeat(5e5)}"`,
			'a!b '.repeat(2.5e5),
			`${'@'.repeat(1e6)}!a`,
			`lr <${' '.repeat(1e6)}`,
		];
		for (const text of [...texts, ...terms]) {
			const from = performance.now();
			parseQuery(text, names);
			expect(performance.now() - from, text.slice(0, 20)).toBeLessThan(3000);
		}
	});
});

describe('words', () => {
	test('of any kind are read back as they were', () => {
		holdsForAll(
			[fc.array(anyName, {minLength: 1, maxLength: 5})],
			texts => {
				const items = texts.map(text => ({kind: 'word', text, start: 0, end: 0}) as const);
				const text = formatQuery({where: {kind: 'and', items}});
				expect(short(read(text).where)).toEqual(texts.length === 1 ? texts[0] : {and: texts});
			},
			{runs: 2000},
		);
	});

	const models = [
		madeModel('Mscn/Model/a', {model_id: 'mscn_1', training: {dataset: 'production', hyperparams: {}}, tags: ['best of all'], notes: 'Slow on IMDB'}),
		madeModel('Lero/Model/b', {model_id: 'lero_1', testing: [{dataset: 'imdb', performance: {total_time: 1}}], notes: '과적합 의심'.normalize('NFD')}),
		madeModel('Lero/Model/caf\u00e9', {tags: ['(a+)+$']}),
	];
	const keys = (text: string) => filterModels(read(text), models, context).map(model => model.key);

	test.each([
		['mscn', ['Mscn/Model/a']],
		['MSCN_1', ['Mscn/Model/a']],
		['lero', ['Lero/Model/b', 'Lero/Model/café']],
		['production', ['Mscn/Model/a']],
		['imdb', ['Mscn/Model/a', 'Lero/Model/b']],
		['imdb slow', ['Mscn/Model/a']],
		['imdb -slow', ['Lero/Model/b']],
		['slow or café', ['Mscn/Model/a', 'Lero/Model/café']],
		['"slow on imdb"', ['Mscn/Model/a']],
		['"imdb slow"', []],
		['"best of"', ['Mscn/Model/a']],
		['과적합', ['Lero/Model/b']],
		['cafe\u0301', ['Lero/Model/café']],
		['"(a+)+$"', ['Lero/Model/café']],
		['.*', []],
		['total_time', []],
	])('%j are found in %j', (text, expected) => expect(keys(text)).toEqual(expected));

	test('do not depend on the Unicode form of what is typed or stored', () => {
		for (const form of ['NFC', 'NFD'] as const) expect(keys('과적합'.normalize(form))).toEqual(['Lero/Model/b']);
	});
});

describe('the models of a query', () => {
	const sized = (key: string, bytes: number) =>
		madeModel(key, {testing: [{dataset: 'imdb', performance: {total_time: bytes}}]}, {artifact: {kind: 'file', bytes, modifiedAt: 0, count: 1, files: []}});
	const models = [sized('A/Model/b', 2), sized('A/Model/a', 1), sized('A/Model/d', 4), sized('A/Model/c', 3)];
	const ids = (text: string) =>
		runQuery(read(text), models, context)
			.map(model => model.id)
			.join('');

	test('of an empty query are all of them, the very same list', () => {
		expect(runQuery(read(' '), models, context)).toBe(models);
		expect(filterModels(read('sort:size'), models, context)).toBe(models);
	});

	test('are sorted and cut where it says so', () => {
		expect(ids('sort:size')).toBe('abcd');
		expect(ids('sort:-size top:2')).toBe('dc');
		expect(ids('top:2')).toBe('ba');
		expect(ids('size>1 sort:total_time@imdb top:2')).toBe('bc');
		expect(ids('size>1')).toBe('bdc');
	});

	test('are sorted by a key that is known', () => {
		expect(querySort(read('sort:-"my metric"@"my set"'), names)).toEqual({field: {kind: 'metric', metric: 'my metric', dataset: 'my set'}, order: 'flipped'});
		expect(querySort(read('sort:"num_epoch"'), names)).toEqual({field: {kind: 'param', name: 'num_epoch'}, order: 'natural'});
		expect(querySort(read('sort:nothing'), names)).toBeUndefined();
		expect(querySort(read('a'), names)).toBeUndefined();
	});
});
