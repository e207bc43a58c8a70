/** How models are named and when they were made: times as text, ids as typed, and the nearest name to a slip. */

import {execFileSync} from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {baseName, nearestName, parseTime, resolveId, timeInId} from '../../store/domain/identifier.ts';
import {UserError} from '../../store/domain/user-error.ts';
import {madeModel} from '../helpers/made-models.ts';
import {holdsForAll} from '../helpers/property.ts';

describe('a time', () => {
	test.each([
		['2024-10-19T10:30:00Z', Date.UTC(2024, 9, 19, 10, 30)],
		['2024-10-19T10:30:00+00:00', Date.UTC(2024, 9, 19, 10, 30)],
		['2024-10-19T10:30:00-00:00', Date.UTC(2024, 9, 19, 10, 30)],
		['2024-10-19T10:30:00+09:00', Date.UTC(2024, 9, 19, 1, 30)],
		['2024-10-19T10:30:00+0900', Date.UTC(2024, 9, 19, 1, 30)],
		['2024-10-19T10:30:00-03:30', Date.UTC(2024, 9, 19, 14, 0)],
		['2024-10-19T10:30:00.123Z', Date.UTC(2024, 9, 19, 10, 30, 0, 123)],
		['2024-10-19T10:30:00.123456Z', Date.UTC(2024, 9, 19, 10, 30, 0, 123)],
		['2024-10-19T10:30:00.9999999Z', Date.UTC(2024, 9, 19, 10, 30, 0, 999)],
		['2024-10-19T10:30:00,5Z', Date.UTC(2024, 9, 19, 10, 30, 0, 500)],
		['2024-10-19T10:30Z', Date.UTC(2024, 9, 19, 10, 30)],
		['2024-10-19 10:30:00Z', Date.UTC(2024, 9, 19, 10, 30)],
		['2024-10-19 10:30:00 +09:00', Date.UTC(2024, 9, 19, 1, 30)],
		['  2024-10-19T10:30:00Z\n', Date.UTC(2024, 9, 19, 10, 30)],
		['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
		['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
		['1969-12-31T23:59:59.999Z', -1],
		['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
	])('%j is read', (text, time) => expect(parseTime(text)).toBe(time));

	test.each(['0001-01-01T00:00:00Z', '0099-12-31T23:59:59Z'])('%s is in the first century, not in the twentieth', text => {
		expect(parseTime(text)).toBe(new Date(text).getTime());
	});

	test('without a zone is local', () => {
		expect(parseTime('2024-10-19T10:30:00')).toBe(new Date(2024, 9, 19, 10, 30).getTime());
		expect(parseTime('2024-10-19 10:30')).toBe(new Date(2024, 9, 19, 10, 30).getTime());
		expect(parseTime('2024-10-31T10:30:00.25')).toBe(new Date(2024, 9, 31, 10, 30, 0, 250).getTime());
	});

	test('that is a date alone is its local midnight', () => expect(parseTime('2024-10-19')).toBe(new Date(2024, 9, 19).getTime()));

	test.each([
		...[
			'',
			' ',
			'now',
			'yesterday',
			'2024',
			'2024-10',
			'20241019',
			'1729301400',
			'2024-10-19T',
			'2024-10-19T10',
			'2024-10-19T10:30:00X',
			'2024-10-19T10:30:00+9',
		],
		...[
			'2024-13-01T00:00:00',
			'2024-00-01T00:00:00',
			'2024-10-32T00:00:00',
			'2024-10-00T00:00:00',
			'2023-02-29T00:00:00',
			'1900-02-29T00:00:00Z',
			'2024-04-31',
			'2024-02-30T00:00:00',
		],
		...[
			'2024-10-19T24:30:00',
			'2024-10-19T10:60:00',
			'2024-10-19T10:30:61',
			'2024-10-19T-1:30:00',
			'2024-10-19T1a:30:00',
			'٢٠٢٤-10-19T10:30:00',
			'2024-10-19T10:30:00Z; rm -rf',
		],
	])('%j is none', text => expect(parseTime(text)).toBeUndefined());

	const anyDate = fc.date({min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true});

	test('as toISOString writes it is that date', () => {
		holdsForAll([anyDate], date => parseTime(date.toISOString()) === date.getTime(), {runs: 2000});
	});

	test('with any zone is what Date makes of it', () => {
		const zones = fc.tuple(fc.constantFrom('+', '-'), fc.integer({min: 0, max: 14}), fc.constantFrom('00', '15', '30', '45'));
		holdsForAll([anyDate, zones], (date, [sign, hours, minutes]) => {
			const text = `${date.toISOString().slice(0, 23)}${sign}${String(hours).padStart(2, '0')}:${minutes}`;
			expect(parseTime(text), text).toBe(new Date(text).getTime());
		});
	});

	test('of any text never throws', () => {
		holdsForAll([fc.string({unit: fc.constantFrom(...'0123456789-:TZ+. ')})], text => void parseTime(text), {runs: 1000});
	});
});

describe.each(['America/New_York', 'Asia/Seoul', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'])('in %s', zone => {
	const hours = (year: number, month: number, day: number) =>
		Array.from({length: 96}, (_, quarter) => new Date(Date.UTC(year, month - 1, day, 0, quarter * 15, quarter % 60)).toISOString().slice(0, 19));
	// Days on which one of these zones changes its clocks, and ones on which none does.
	const days = [
		[2024, 3, 10],
		[2024, 11, 3],
		[2024, 3, 31],
		[2024, 10, 27],
		[2024, 4, 7],
		[2024, 10, 6],
		[1988, 5, 8],
		[1988, 10, 9],
		[2024, 10, 19],
		[1970, 1, 1],
		[2030, 1, 31],
	] as const;
	const texts = days.flatMap(([year, month, day]) => hours(year, month, day));

	test('a time without a zone is what new Date() says, on days when the clocks change, too', () => {
		const program = path.join(import.meta.dirname, '..', 'helpers', 'parsing-times.ts');
		const output = execFileSync(
			process.execPath,
			[program, JSON.stringify([...texts, ...texts.map(text => `${text}.250`), ...texts.map(text => text.slice(0, 16))])],
			{env: {...process.env, TZ: zone}, encoding: 'utf8'},
		);
		const rows = JSON.parse(output) as Array<{text: string; ours: number; theirs: number}>;
		expect(rows).toHaveLength(texts.length * 3);
		expect(rows.filter(({ours, theirs}) => ours !== theirs)).toEqual([]);
	});
});

describe('the time in an id', () => {
	test.each(['mscn_20241019_103000', '20241019_103000', 'mscn-20241019-103000', '20241019103000', 'a_20241019_103000.pt', 'x20241019_103000_v2'])(
		'of %s is read, as local time',
		id => {
			expect(timeInId(id)).toBe(new Date(2024, 9, 19, 10, 30).getTime());
		},
	);

	test.each([
		'mscn',
		'mscn_20241019',
		'mscn_20241019_1030',
		'mscn_20241319_103000',
		'mscn_120241019_103000',
		'mscn_20241019_1030001',
		'mscn_20240230_103000',
		'',
	])('of %j is none', id => {
		expect(timeInId(id)).toBeUndefined();
	});
});

test('a base name is what stands behind the last slash', () => {
	expect(['a', 'a/b', 'a/b/c.pt', ''].map(baseName)).toEqual(['a', 'b', 'c.pt', '']);
});

describe('a typed id', () => {
	const models = ['Mscn/Model/a_1', 'Mscn/Model/a_12', 'Lero/Model/b_1', 'Lero/Model/c'].map(key => madeModel(key, {model_id: baseName(key)}));
	const keysOf = (typed: string, of = models) => {
		try {
			return resolveId(of, typed).key;
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			return `${error.code}: ${error.hint?.split('\n').slice(1).join(' ')}`;
		}
	};

	test('is a key first', () => {
		expect(keysOf('Mscn/Model/a_1')).toBe('Mscn/Model/a_1');
		// The id of one model is the key of another one.
		const tricky = [madeModel('Mscn/Model/x'), madeModel('Mscn/Model/y', {model_id: 'Mscn/Model/x'})];
		expect(keysOf('Mscn/Model/x', tricky)).toBe('Mscn/Model/x');
	});

	test('is an id before it is part of a longer one', () => expect(keysOf('a_1')).toBe('Mscn/Model/a_1'));

	test('is part of an id before it is part of a key', () => {
		expect(keysOf('b_')).toBe('Lero/Model/b_1');
		const tricky = [madeModel('Mscn/Model/x', {model_id: 'one'}), madeModel('one/Model/y', {model_id: 'two'})];
		expect(keysOf('one', tricky)).toBe('Mscn/Model/x');
		expect(keysOf('on', tricky)).toBe('Mscn/Model/x');
		expect(keysOf('one/', tricky)).toBe('one/Model/y');
	});

	test('that means several lists their keys', () => {
		expect(keysOf('a_')).toBe('ambiguous: Mscn/Model/a_1 Mscn/Model/a_12');
		expect(keysOf('Lero')).toBe('ambiguous: Lero/Model/b_1 Lero/Model/c');
		const same = [madeModel('A/Model/x', {model_id: 'm'}), madeModel('B/Model/x', {model_id: 'm'})];
		expect(keysOf('m', same)).toBe('ambiguous: A/Model/x B/Model/x');
	});

	test('that means very many lists twenty keys and the number of the others', () => {
		const many = Array.from({length: 25}, (_, index) => madeModel(`A/Model/m_${index}`));
		const [hint = ''] = [keysOf('m_', many)];
		expect(hint.match(/A\/Model\/m_/g)).toHaveLength(20);
		expect(hint).toContain('… and 5 more');
	});

	test('in the other Unicode form is found', () => {
		const korean = [madeModel(`Mscn/Model/${'모델'.normalize('NFD')}`)];
		expect(keysOf('모델'.normalize('NFC'), korean)).toBe(korean[0]?.key);
	});

	test('that is the key of one of two Unicode twins means that one', () => {
		const twins = ['NFC', 'NFD'].map(form => madeModel(`Mscn/Model/${'모델'.normalize(form)}`));
		for (const {key} of twins) expect(keysOf(key, twins)).toBe(key);
	});

	test('of nothing, or of nothing known, is not found', () => {
		for (const typed of ['', 'zzz']) expect(() => resolveId(models, typed)).toThrow(expect.objectContaining({code: 'not-found', exitCode: 3}));
		expect(() => resolveId([], 'a')).toThrow(UserError);
	});

	test('that is nearly an id is told so', () => {
		const long = [madeModel('Mscn/Model/mscn_20241019_103000')];
		expect(() => resolveId(long, 'mscn_20241019_10300x')).toThrow(
			expect.objectContaining({hint: expect.stringContaining('Did you mean mscn_20241019_103000?')}),
		);
	});

	test('is ambiguous with exit code 2', () => {
		expect(() => resolveId(models, 'a_')).toThrow(expect.objectContaining({code: 'ambiguous', exitCode: 2}));
	});

	test('that is the key of a model always means that model, and an id of one model only is never ambiguous', () => {
		const part = fc.string({unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 3});
		holdsForAll([fc.uniqueArray(fc.tuple(part, part), {selector: ([key]) => key, minLength: 1, maxLength: 6})], pairs => {
			const some = pairs.map(([key, id]) => madeModel(key, {model_id: id}));
			for (const model of some) expect(resolveId(some, model.key)).toBe(model);
			for (const model of some) {
				if (some.some(other => other.key === model.id) || some.filter(other => other.id === model.id).length > 1) continue;
				expect(resolveId(some, model.id)).toBe(model);
			}
		});
	});
});

describe('the nearest name', () => {
	test.each([
		['lisst', ['list', 'show', 'best'], 'list'],
		['summery', ['summary', 'list'], 'summary'],
		['total_tme', ['total_time', 'median_time'], 'total_time'],
		['ab', ['ab', 'abc'], 'ab'],
		['best', ['rest', 'bets', 'beast'], 'rest'],
		['best', ['beats', 'bets', 'rest'], 'bets'],
		['imbd', ['production', 'imdb'], 'imdb'],
		['time', ['size'], undefined],
		['train', ['trained'], 'trained'],
		['xyz', ['list', 'show'], undefined],
		['', ['list'], undefined],
		['list', [], undefined],
	])('to %j among %j is %j', (typed, names, nearest) => expect(nearestName(typed, names)).toBe(nearest));

	test('is the one with the least edit distance, where that is a slip: at most a third of what was typed, one edit in any case and two from 5 characters on', () => {
		const word = fc.string({unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7});
		holdsForAll(
			[word, fc.array(word, {maxLength: 6})],
			(typed, names) => {
				const distances = names.map(name => distance(typed, name));
				const least = Math.min(Infinity, ...distances);
				const wanted = least <= Math.max(typed.length < 5 ? 1 : 2, Math.floor(typed.length / 3)) ? names[distances.indexOf(least)] : undefined;
				expect(nearestName(typed, names)).toBe(wanted);
			},
			{runs: 1000},
		);
	});
});

/** Levenshtein's distance as it is defined, with a swap of two neighbours as one edit. */
function distance(a: string, b: string): number {
	if (a === '' || b === '') return Math.max(a.length, b.length);
	const rest = distance(a.slice(1), b.slice(1));
	if (a[0] === b[0]) return rest;
	const swapped = a.length > 1 && a[0] === b[1] && a[1] === b[0] ? distance(a.slice(2), b.slice(2)) : Infinity;
	return 1 + Math.min(rest, distance(a.slice(1), b), distance(a, b.slice(1)), swapped);
}
