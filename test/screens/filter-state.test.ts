/** The filter of Browse as it is opened again: what is typed does not run into what is there. */

import {expect, test} from 'vitest';
import {unpainted} from '../../components/paint.ts';
import {initialBrowse, reduceBrowse, type BrowseState} from '../../source/screens/browse-state.ts';
import {errorLine} from '../../source/screens/browse-message.tsx';
import {browseView} from '../../source/screens/browse-view.ts';
import {appContext} from '../helpers/app-context.ts';
import {madeModel} from '../helpers/made-models.ts';

const {browse: context} = appContext([madeModel('Mscn/Model/m', {family: 'mscn', version: 1})]);
const opened = (filter: string): BrowseState => reduceBrowse({...initialBrowse, filter}, {kind: 'key', action: 'filter'}, context);

function typed(state: BrowseState, text: string): BrowseState {
	const value = `${state.typing?.value ?? ''}${text}`;
	return reduceBrowse(state, {kind: 'filter', value, cursor: value.length}, context);
}

test('a blank stands between the filter that there is and what is typed', () => {
	expect(opened('family:mscn').typing).toEqual({value: 'family:mscn ', cursor: 12, before: 'family:mscn'});
	expect(opened('family:mscn ').typing?.value).toBe('family:mscn ');
	expect(opened('').typing).toEqual({value: '', cursor: 0, before: ''});
	expect(typed(opened('family:mscn'), 'version:1').filter).toBe('family:mscn version:1');
});

test('where nothing is typed the filter stays as it was', () => {
	for (const kind of ['filterDone', 'filterCancel'] as const) expect(reduceBrowse(opened('mscn'), {kind}, context).filter).toBe('mscn');
	expect(reduceBrowse(typed(opened('mscn'), ''), {kind: 'filterDone'}, context).filter).toBe('mscn');
	expect(reduceBrowse(typed(opened('a'), 'b'), {kind: 'filterCancel'}, context).filter).toBe('a');
});

test('Enter does not leave a filter of which nothing can be read, as everything would be shown; Esc does', () => {
	const entered = reduceBrowse(typed(opened(''), 'tag:(swee'), {kind: 'filterDone'}, context);
	expect(entered.typing).toMatchObject({value: 'tag:(swee', isRefused: true});
	expect(typed(entered, 'p').typing?.isRefused).toBeUndefined();
	expect(reduceBrowse(entered, {kind: 'filterCancel'}, context)).toMatchObject({filter: '', typing: undefined});
	expect(reduceBrowse(typed(opened(''), 'mscn size>'), {kind: 'filterDone'}, context).typing).toBeUndefined();
	const loading = {...context, snapshot: {...context.snapshot, activity: {phase: 'loading', done: 0, total: 1} as const}};
	expect(reduceBrowse(typed(opened(''), 'tag:(swee'), {kind: 'filterDone'}, loading).typing).toBeUndefined();
});

test('a filter that cannot be read says that it is not applied and how many are shown, or that the one before holds', () => {
	const line = (filter: string, lastGood: string, width: number) => {
		const view = browseView(context.snapshot, {...initialBrowse, filter, lastGood});
		return view.filterError && unpainted(errorLine(filter, {view, error: view.filterError, width}));
	};
	expect(line('tag:(swee', '', 80)).toMatch(/^ \/ tag:\(swee .*not applied, all 1 shown: \^tag: a value is missing $/);
	expect(line('mscn size>', 'mscn', 80)).toMatch(/\^size> a value is missing · as before: 1 of 1 $/);
	expect(line('tag:(swee', '', 40)).toContain('not applied');
});
