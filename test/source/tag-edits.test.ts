/** The edits of tags that a person asks for, with what other programs dropped. */

import {expect, test} from 'vitest';
import {targetsOf} from '../../store/domain/change.ts';
import type {TagHistory} from '../../store/domain/lost-tags.ts';
import {buildModel, type RegistryExtras} from '../../store/domain/build-model.ts';
import {planTagEdit, type WantedTags} from '../../source/tag-edits.ts';
import {foundModel} from '../helpers/made-models.ts';

/** @param own the tags of the sidecar */
function edit(own: readonly string[], wanted: Partial<WantedTags>, {extras, history}: {extras?: RegistryExtras; history?: TagHistory} = {}) {
	const model = buildModel(foundModel('Net/Model/a', {tags: [...own]}), extras, history);
	const [target] = targetsOf([model], [model]);
	if (!target) throw new Error('no target');
	const {edit, ...rest} = planTagEdit(model, target, {add: [], remove: [], ...wanted});
	const {add, remove, accept = false} = edit;
	return {add, remove, accept, ...rest};
}

const nothing = {add: [], remove: [], accept: false, carried: [], mended: [], asked: []};

test('what is there is not added, in whatever Unicode form; what is removed is named as it is written', () => {
	expect(edit(['한글'], {add: ['한글'.normalize('NFD'), 'x']})).toEqual({...nothing, add: ['x']});
	expect(edit(['한글'], {remove: ['한글'.normalize('NFD')]})).toEqual({...nothing, remove: ['한글', '한글'.normalize('NFD')]});
});

test('tags that stand only in model_registry.json are carried along, but not one that is to go: that is remembered', () => {
	const extras = {tags: ['web', 'old'], notes: ''};
	expect(edit([], {add: ['x']}, {extras})).toEqual({...nothing, add: ['x', 'web', 'old'], carried: ['web', 'old']});
	expect(edit([], {remove: ['old']}, {extras})).toEqual({...nothing, add: ['web'], remove: ['old'], accept: true, carried: ['web']});
});

test('what another program undid is put right: dropped tags go back, removed ones go again', () => {
	const history = {now: ['paper'], earlier: [['wip']], owed: []};
	expect(edit(['wip'], {add: ['x']}, {history})).toEqual({...nothing, add: ['x', 'paper'], remove: ['wip'], mended: ['paper', 'wip']});
	expect(edit(['wip'], {remove: ['paper']}, {history})).toEqual({...nothing, remove: ['paper', 'wip'], mended: ['wip']});
});

test('a tag that another program brought back stays where it is asked for now', () => {
	const history = {now: ['paper'], earlier: [['wip']], owed: []};
	expect(edit(['wip'], {add: ['wip']}, {history})).toEqual({...nothing, add: ['wip', 'paper'], accept: true, mended: ['paper']});
});

test('tags that nobody decided about are let go of only all together, and set again like any other', () => {
	const history = {now: ['a', 'b'], earlier: [], owed: []};
	expect(edit(['theirs'], {add: ['x']}, {history})).toEqual({...nothing, add: ['x'], asked: ['a', 'b']});
	expect(edit(['theirs'], {remove: ['a']}, {history})).toEqual({...nothing, remove: ['a'], asked: ['b']});
	expect(edit(['theirs'], {remove: ['a', 'b']}, {history})).toEqual({...nothing, remove: ['a', 'b'], accept: true});
	expect(edit(['theirs'], {add: ['a', 'b']}, {history})).toEqual({...nothing, add: ['a', 'b']});
});
