/** How keys change a comparison. */

import {describe, expect, test} from 'vitest';
import type {ActionId} from '../../source/key-binding.ts';
import {artifactMark, isKnown, type LookedInside} from '../../source/looked-inside.ts';
import {emptyCompare, keepingRow, modelUnderCursor, openCompare, reduceCompare, type CompareState} from '../../source/screens/compare-state.ts';
import {compareGrid, compareView} from '../../source/screens/compare-view.ts';
import type {ScreenContext} from '../../source/screens/screen-context.ts';
import type {Model} from '../../store/domain/model.ts';
import {comparable} from '../helpers/compared-models.ts';
import {screenContext} from '../helpers/compare-context.ts';
import {madeInspection, madeTensor} from '../helpers/made-inspections.ts';

const models = Array.from({length: 5}, (_, index) => comparable(`m${index}`, {params: {lr: index, batch: 64}, on: {imdb: 10 + index}}));
const keys = models.map(({key}) => key);
const context = screenContext(models);

function after(state: CompareState, actions: readonly ActionId[], of: ScreenContext = context): CompareState {
	return actions.reduce((now, action) => reduceCompare(now, action, of), state);
}

test('the same key twice is one model', () => {
	expect(compareView(openCompare([...keys, ...keys]), context).models).toEqual(models);
});

test('the cursor goes over rows and models, and stays inside', () => {
	const start = openCompare(keys);
	const {rows} = compareView(start, context);
	expect(after(start, ['up', 'left'])).toMatchObject({row: 0, model: 0});
	expect(after(start, ['down', 'down', 'right'])).toMatchObject({row: 2, model: 1});
	expect(after(start, ['last', 'down'])).toMatchObject({row: rows.length - 1});
	expect(
		after(
			start,
			Array.from({length: 9}, () => 'right' as const),
		),
	).toMatchObject({model: 4});
});

test('Enter opens the model under the cursor', () => {
	expect(modelUnderCursor(after(openCompare(keys), ['right', 'right']), context)).toBe(keys[2]);
	expect(modelUnderCursor(emptyCompare, context)).toBeUndefined();
});

test('B makes the model under the cursor the baseline, and nothing else moves', () => {
	const state = after(openCompare(keys), ['right', 'right', 'baseline']);
	const view = compareView(state, context);
	expect(view.comparison.baseline).toBe(2);
	expect(view.models).toEqual(models);
	expect(state).toMatchObject({model: 2, row: 0});
});

test('= hides equal rows and shows them again, with the cursor on its row', () => {
	const start = openCompare(keys);
	expect(compareView(start, context).differences).toBe(false);
	const at = compareView(start, context).rows.findIndex(row => row.section === 'hyperparameters' && row.field === 'lr');
	const state = after({...start, row: at}, ['differences']);
	const {rows} = compareView(state, context);
	expect(rows.some(row => row.section === 'hyperparameters' && row.field === 'batch')).toBe(false);
	expect(rows[state.row]).toMatchObject({field: 'lr'});
	expect(after(state, ['differences'])).toMatchObject({row: at, differences: false});
});

test('beyond 20 rows only the differences are shown until = is pressed', () => {
	const params = Object.fromEntries(Array.from({length: 25}, (_, index) => [`p${index}`, 1]));
	const many = [comparable('a', {params: {...params, lr: 1}}), comparable('b', {params: {...params, lr: 2}})];
	const of = screenContext(many);
	const start = openCompare(many.map(({key}) => key));
	expect(compareView(start, of).differences).toBe(true);
	expect(after(start, ['differences'], of).differences).toBe(false);
});

test('- leaves out the model under the cursor; a baseline that is left out is the first again', () => {
	const state = after(openCompare(keys), ['right', 'right', 'right', 'right', 'baseline', 'dropModel']);
	expect(compareView(state, context).models).toEqual(models.slice(0, 4));
	expect(compareView(state, context).comparison.baseline).toBe(0);
	expect(state.model).toBe(3);
	const none = after(state, ['dropModel', 'dropModel', 'dropModel', 'dropModel', 'dropModel', 'down', 'right', 'differences']);
	expect(compareView(none, context).models).toEqual([]);
});

test('models that are gone from the disk are told, and the others stay', () => {
	const left: readonly Model[] = models.slice(1, 3);
	const state: CompareState = {...openCompare(keys), model: 4, baseline: keys[0]};
	const view = compareView(state, screenContext(left));
	expect(view.models).toEqual(left);
	expect(view.gone).toEqual([keys[0], keys[3], keys[4]]);
	expect(view.comparison.baseline).toBe(0);
	expect(modelUnderCursor(state, screenContext(left))).toBe(keys[2]);
});

test('the comparison is worked out once for the same question', () => {
	const state = openCompare(keys);
	const {comparison} = compareView(state, context);
	expect(compareView(after(state, ['down', 'right']), context).comparison).toBe(comparison);
	expect(compareView({...state, baseline: keys[1]}, context).comparison).not.toBe(comparison);
});

test('the table to export has the models, the command and the outcome', () => {
	const state = after(openCompare(keys.slice(0, 2)), ['right', 'baseline']);
	const grid = compareGrid(state, context);
	expect(grid.title).toBe('compare  2 models, net');
	expect(grid.columns.map(({header, sub}) => [header, sub])).toEqual([
		['field', undefined],
		['m0', 'A'],
		['m1', 'B baseline'],
	]);
	expect(grid.comments[0]).toBe('mreg compare m0 m1 --baseline m1');
	expect(grid.notes[0]).toBe('By total_time A is best on imdb.');
});

describe('what is in the files', () => {
	const some = models.slice(0, 2).map(model => ({...model, tags: [model.id]}));
	const [a, b] = some;
	const inside = (model: Model | undefined, ...shape: readonly number[]): readonly [string, LookedInside] => [
		model?.key ?? '',
		{mark: (model && artifactMark(model)) ?? '', found: {inspection: madeInspection([madeTensor('fc.weight', shape)])}},
	];
	const before = {...screenContext(some), insides: new Map([inside(a, 1, 2)])};
	const all = {...before, insides: new Map([inside(a, 1, 2), inside(b, 3)])};

	test('is shown when each model was looked into, between results and tags', () => {
		const state = openCompare(some.map(({key}) => key));
		expect(compareView(state, before).rows.some(({section}) => section === 'tensors')).toBe(false);
		const sections = compareView(state, all).rows.map(({section}) => section);
		expect(sections.filter(section => section === 'tensors')).toHaveLength(4);
		expect(sections.lastIndexOf('results')).toBeLessThan(sections.indexOf('tensors'));
		expect(sections.lastIndexOf('tensors')).toBeLessThan(sections.indexOf('tags'));
	});

	test('moves the cursor from no row when it comes, nor the row on the screen', () => {
		const start = openCompare(some.map(({key}) => key));
		for (const action of ['first', 'last'] as const) {
			const state = reduceCompare(start, action, before);
			const row = compareView(state, before).rows[state.row];
			const after = keepingRow(state, before, all);
			expect(compareView(after, all).rows[after.row]).toMatchObject(row?.section === 'results' ? {} : {field: row?.field});
			expect(keepingRow(after, all, before).row).toBe(state.row);
		}
	});

	test('is exported as it is shown', () => {
		const state = openCompare(some.map(({key}) => key));
		expect(compareGrid(state, all).rows.some(({cells}) => cells[0]?.text === 'fc.weight')).toBe(true);
		expect(compareGrid(state, before).rows.some(({cells}) => cells[0]?.text === 'fc.weight')).toBe(false);
	});

	test('is looked at again when the files are others, and of what is being written not at all', () => {
		if (!a?.artifact) throw new Error('it has an artifact');
		expect(isKnown(before.insides, a)).toBe(true);
		expect(isKnown(before.insides, {...a, artifact: {...a.artifact, modifiedAt: 5}})).toBe(false);
		expect(isKnown(before.insides, {...a, artifact: {...a.artifact, kind: 'link'}})).toBe(false);
		expect(artifactMark({...a, growing: true})).toBeUndefined();
	});
});
