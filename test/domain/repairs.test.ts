/** The edits that repair: only what holds anyway is written, and only into sidecars that can be read. */

import {describe, expect, test} from 'vitest';
import {letGoOf, repairsOf} from '../../store/domain/repairs.ts';
import {buildModel} from '../../store/domain/build-model.ts';
import type {TagHistory} from '../../store/domain/lost-tags.ts';
import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {foundModel, madeModel} from '../helpers/made-models.ts';

const paper: TagHistory = {now: ['paper'], earlier: [[]], owed: []};

function model(
	key: string,
	content: JsonObject,
	{history, extras, ...rest}: {history?: TagHistory; extras?: {tags: string[]; notes: string}} & Partial<Model> = {},
): Model {
	return {...buildModel(foundModel(key, content), extras, history), ...rest};
}

const drifted = model('Net/Model/drifted', {tags: ['own']}, {extras: {tags: ['own', 'there'], notes: 'only there'}});
const dropped = model('Net/Model/dropped', {tags: []}, {history: paper});
const asked = model('Net/Model/asked', {tags: ['final']}, {history: paper});
const both = model('Net/Model/both', {tags: ['old']}, {history: {now: ['old', 'best'], earlier: [['old']], owed: ['paper']}});
const whole = madeModel('Net/Model/whole', {tags: ['x']});
const all = [drifted, dropped, asked, both, whole];

const edits = (of: ReturnType<typeof letGoOf>) => of.map(({target, ...rest}) => ({key: target.key, ...rest}));

describe('repairs', () => {
	test('write tags and notes that stand only in model_registry.json, and nothing that stands in the sidecar', () => {
		const {tags, notes} = repairsOf([drifted, whole], all);
		expect(edits(tags)).toEqual([{key: drifted.key, add: ['there'], remove: [], carried: ['there']}]);
		expect(notes.map(({target, text, append}) => [target.key, text, append])).toEqual([[drifted.key, 'only there', false]]);
	});

	test('put back what was dropped, take off what was brought back, and put back what is asked about', () => {
		const wip = model('Net/Model/wip', {tags: ['wip']}, {history: {now: [], earlier: [['wip']], owed: []}});
		expect(edits(repairsOf([dropped, asked, wip], all).tags)).toEqual([
			{key: dropped.key, add: ['paper'], remove: []},
			{key: asked.key, add: ['paper'], remove: []},
			{key: wip.key, add: [], remove: ['wip']},
		]);
	});

	test('leave the question open where they are told to', () => {
		expect(edits(repairsOf([asked, both], all, {withAsked: false}).tags)).toEqual([{key: both.key, add: ['best'], remove: []}]);
		// Also where the tag still stands in model_registry.json.
		const stillThere = model('Net/Model/still', {tags: ['final']}, {history: paper, extras: {tags: ['paper', 'other'], notes: ''}});
		expect(edits(repairsOf([stillThere], all, {withAsked: false}).tags)[0]?.add).toEqual(['other']);
		expect(edits(repairsOf([stillThere], all).tags)[0]?.add).toEqual(['paper', 'other']);
	});

	test('name the files by which the edit is made', () => {
		expect(repairsOf([drifted], all).tags[0]?.target).toMatchObject({sidecar: 'Net/Model/drifted.json', artifact: 'Net/Model/drifted', entry: 'drifted'});
	});

	test('spare what has no sidecar that can be read', () => {
		const unreadable = {...drifted, state: 'unreadable' as const};
		const untracked = {...drifted, state: 'untracked' as const, sidecar: undefined};
		const missing = {...drifted, state: 'missing' as const};
		const entryOnly = {...missing, sidecar: undefined};
		expect(repairsOf([unreadable, untracked, entryOnly], all)).toEqual({tags: [], notes: []});
		expect(repairsOf([missing], all).tags).toHaveLength(1);
	});

	test('are none where all is well', () => {
		expect(repairsOf([whole], all)).toEqual({tags: [], notes: []});
	});
});

describe('letting go', () => {
	test('accepts the tags as they are, of those that are asked about only', () => {
		expect(edits(letGoOf(all, all))).toEqual([
			{key: asked.key, add: [], remove: ['paper'], accept: true},
			{key: both.key, add: [], remove: ['paper'], accept: true},
		]);
	});

	test('spares what has no sidecar that can be read', () => {
		expect(letGoOf([{...asked, state: 'unreadable'}], all)).toEqual([]);
	});
});
