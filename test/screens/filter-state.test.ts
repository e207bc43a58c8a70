/** The filter of Browse as it is opened again: what is typed does not run into what is there. */

import {expect, test} from 'vitest';
import {initialBrowse, reduceBrowse, type BrowseState} from '../../source/screens/browse-state.ts';
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
