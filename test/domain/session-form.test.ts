/** What is remembered comes back as it was; what cannot be understood does not. */

import {describe, expect, test} from 'vitest';
import {readSessionJson, sessionJson, sessionLimits} from '../../store/domain/session-form.ts';
import type {Json} from '../../store/domain/json.ts';
import type {Session} from '../../store/domain/session.ts';
import {plainSortFields} from '../../store/domain/sorting.ts';

const root = '/데이터/models';
/** By way of the text of a file. */
const again = (session: Session): Session => readSessionJson(root, JSON.parse(JSON.stringify(sessionJson(root, session))));
const read = (rest: {readonly [key: string]: Json}): Session => readSessionJson(root, {schema: 1, root, ...rest});

test('all of it comes back as it was', () => {
	const session: Session = {
		leftAt: 1_700_000_000_000,
		algorithm: 'mscn',
		view: '논문',
		filter: 'tag:논문 -is:untested',
		sort: {field: {kind: 'metric', metric: 'total_time', dataset: 'imdb'}, order: 'flipped'},
		fold: true,
		panel: false,
		cursor: 'Mscn/Model/a',
		above: 3,
		marks: ['Mscn/Model/a', 'Mscn/Model/\udcff'],
		objectives: {mscn: {metric: 'total_time', dataset: 'imdb', direction: 'minimize'}},
		cleanup: {algorithm: 'mscn', rule: {keep: 3}},
	};
	expect(again(session)).toEqual(session);
});

test.each([...plainSortFields.map(kind => ({kind})), {kind: 'param', name: 'lr'} as const, {kind: 'objective'} as const])(
	'an order by $kind comes back',
	field => {
		expect(again({sort: {field, order: 'ascending'}}).sort).toEqual({field, order: 'ascending'});
	},
);

test('what is of another root, of another form or no object is nothing', () => {
	const leftAt = 5;
	expect(readSessionJson('/other', {schema: 1, root, leftAt})).toEqual({});
	expect(readSessionJson(root, {schema: 2, root, leftAt})).toEqual({});
	for (const value of [null, 1, 'x', [], {}]) expect(readSessionJson(root, value)).toEqual({});
	expect(read({leftAt}).leftAt).toBe(5);
});

describe('what cannot be understood is left out, and the rest holds', () => {
	const wrong: ReadonlyArray<readonly [string, Json]> = [
		['leftAt', 'yesterday'],
		['leftAt', -1],
		['algorithm', 5],
		['filter', {}],
		['filter', 'x'.repeat(sessionLimits.text + 1)],
		['sort', {field: {kind: 'nothing'}, order: 'natural'}],
		['sort', {field: {kind: 'size'}, order: 'sideways'}],
		['sort', {field: {kind: 'metric'}, order: 'natural'}],
		['fold', 1],
		['panel', 'yes'],
		['cursor', ''],
		['above', -2],
		['above', 1.5],
		['marks', 'a'],
		['objectives', []],
	];
	test.each(wrong)('%s: %j', (key, value) => {
		const session = read({algorithm: 'lero', cursor: 'c', [key]: value, unknown: true});
		expect(session).toMatchObject({...(key === 'algorithm' ? {} : {algorithm: 'lero'}), ...(key === 'cursor' ? {} : {cursor: 'c'})});
		expect(Object.entries(session).find(([name]) => name === key)?.[1]).toBeUndefined();
		expect(session).not.toHaveProperty('unknown');
	});
});

test('of marks and objectives only so many are kept, written and read, and only what is a key', () => {
	const marks = Array.from({length: sessionLimits.marks + 5}, (_, index) => `k${index}`);
	expect(sessionJson(root, {marks})['marks']).toHaveLength(sessionLimits.marks);
	expect(read({marks}).marks).toHaveLength(sessionLimits.marks);
	expect(read({marks: ['a', '', 5, null, 'x'.repeat(sessionLimits.key + 1), 'b']}).marks).toEqual(['a', 'b']);
	expect(read({objectives: {mscn: {metric: ''}, lero: {metric: 'q', direction: 'sideways'}}}).objectives).toEqual({lero: {metric: 'q'}});
});
