/** Results in sidecars: added behind the others, taken back by what they say, ended where a crash cut them off. */

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {runChange} from '../../store/changes.ts';
import type {Change, ResultEdit} from '../../store/domain/change.ts';
import {addedResult, standsIn} from '../../store/result-text.ts';
import {editSidecar} from '../../store/sidecar-text.ts';
import {countReplacements} from '../helpers/replacements.ts';
import {anyJson, holdsForAll} from '../helpers/property.ts';
import {journalOf, rootOf, sidecarOf, writerOf} from '../helpers/sidecars.ts';
import {targetOf} from '../helpers/tagged-target.ts';

const resultOn = (dataset: string) => ({dataset, num_queries: 80, tested_at: '2024-10-19T12:00:00', performance: {total_time: 0.00001, average_time: 45}});
const registryFile = (root: string) => path.join(root, 'model_registry.json');

function record(root: string, name: string, result: ResultEdit['result']): Change {
	return runChange(writerOf(root, {by: 'mreg record'}), {kind: 'result', edits: [{target: targetOf(name), result}]});
}

function undo(root: string, {txn = ''}: Change, name = 'a'): Change {
	return runChange(writerOf(root, {by: 'mreg undo', now: () => Date.now() + 1}), {kind: 'undo', txn, targets: [targetOf(name)]});
}

function datasetsOf(root: string, name = 'a'): readonly string[] {
	return (JSON.parse(sidecarOf(root, name)) as {testing: ReadonlyArray<{dataset: string}>}).testing.map(({dataset}) => dataset);
}

function entryDatasets(root: string): readonly string[] {
	const entries = JSON.parse(fs.readFileSync(registryFile(root), 'utf8')) as Record<string, {testing: ReadonlyArray<{dataset: string}>}>;
	return (entries.a?.testing ?? []).map(({dataset}) => dataset);
}

/** As a Python script writes it anew. */
function rewrittenByPython(root: string, name = 'a'): void {
	const file = path.join(root, `${targetOf(name).key}.json`);
	const program = 'import json, sys; f = sys.argv[1]; d = json.load(open(f)); d["seen"] = True; json.dump(d, open(f, "w"), indent=1)';
	expect(spawnSync('python3', ['-c', program, file]).status).toBe(0);
}

test('a result is added behind the others, and the journal has its text alone', () => {
	const root = rootOf({a: '{"testing": [{"dataset": "one"}, {"dataset": "two"}], "tags": []}'});
	record(root, 'a', {dataset: 'three', performance: {x: 1}});
	expect(sidecarOf(root, 'a')).toBe('{"testing": [{"dataset": "one"}, {"dataset": "two"}, {"dataset": "three", "performance": {"x": 1}}], "tags": []}');
	expect(journalOf(root)[0]?.items[0]).toMatchObject({before: null, after: ', {"dataset": "three", "performance": {"x": 1}}', offset: 51});
});

describe('a result is taken back', () => {
	test('where another was added since, and model_registry.json loses it, too', () => {
		const root = rootOf({a: '{"model_id": "a", "testing": []}'});
		fs.writeFileSync(registryFile(root), '{}');
		fs.utimesSync(registryFile(root), 1, 1);
		const [first] = [record(root, 'a', resultOn('one')), record(root, 'a', resultOn('two'))];
		expect(entryDatasets(root)).toEqual(['one', 'two']);
		expect(undo(root, first)).toMatchObject({done: ['Mscn/Model/a'], skipped: []});
		expect([datasetsOf(root), entryDatasets(root)]).toEqual([['two'], ['two']]);
	});

	test('where the file was laid out anew by another program, which spells numbers in its own way', () => {
		const root = rootOf({a: '{"testing": [{"dataset": "zero"}]}'});
		const change = record(root, 'a', resultOn('one'));
		rewrittenByPython(root);
		expect(sidecarOf(root, 'a')).toContain('1e-05');
		expect(undo(root, change).skipped).toEqual([]);
		expect(JSON.parse(sidecarOf(root, 'a'))).toEqual({testing: [{dataset: 'zero'}], seen: true});
	});

	test.each([
		['{}', '{}'],
		['{"n": 1}', '{"n": 1}'],
		['{"testing": null}', '{"testing": null}'],
		['{\n  "n": 1,\n  "testing": []\n}', '{\n  "n": 1,\n  "testing": []\n}'],
	])('byte for byte where nothing else was changed: %j', (before, after) => {
		const root = rootOf({a: before});
		undo(root, record(root, 'a', resultOn('one')));
		expect(sidecarOf(root, 'a')).toBe(after);
	});

	test.each([
		['the list that was made for it goes with it', '{"n": 1}', {n: 1, seen: true}],
		['a list that was there stays', '{"n": 1, "testing": []}', {n: 1, testing: [], seen: true}],
	])('where the file was changed besides: %s', (_, before, after) => {
		const root = rootOf({a: before});
		const change = record(root, 'a', resultOn('one'));
		rewrittenByPython(root);
		expect(undo(root, change).done.length).toBe(1);
		expect(JSON.parse(sidecarOf(root, 'a'))).toEqual(after);
	});

	test.each([
		['that was changed by hand', ['one', '"one"', '"uno"'], 'does not have that result any more as it was recorded'],
		[
			'that stands there twice',
			['{}', '[', '[{"dataset":"one","num_queries":80,"tested_at":"2024-10-19T12:00:00","performance":{"total_time":1e-5,"average_time":45}},'],
			'has that result more than once',
		],
	])('but not one %s: the file stays as it is', (_, [, from = '', to = ''], reason) => {
		const root = rootOf({a: '{"testing": [{}]}'});
		const change = record(root, 'a', resultOn('one'));
		const text = sidecarOf(root, 'a').replace(from, to);
		fs.writeFileSync(path.join(root, 'Mscn/Model/a.json'), text);
		const {done, skipped} = undo(root, change);
		expect([done, skipped]).toEqual([[], [{key: 'Mscn/Model/a', reason: expect.stringContaining(`Mscn/Model/a.json ${reason}`) as string}]]);
		expect(sidecarOf(root, 'a')).toBe(text);
	});

	test('of any sidecar, in any order: what else it says stays', () => {
		const someResults = fc.uniqueArray(fc.constantFrom('a', 'b', '한글', 'd"e', ''), {minLength: 1});
		holdsForAll([fc.dictionary(fc.string(), anyJson), someResults, fc.nat(), fc.boolean()], (content, datasets, rotation, isPretty) => {
			const before = Buffer.from(JSON.stringify({...content, testing: [{dataset: 'before'}]}, null, isPretty ? 2 : 0));
			let now: Buffer = before;
			const items = datasets.map(dataset => {
				const outcome = editSidecar(now, {kind: 'result', result: resultOn(dataset)});
				if (outcome.kind !== 'edited') throw new Error('it was not added');
				now = outcome.bytes;
				return outcome;
			});
			expect(items.every(item => standsIn(now, item))).toBe(true);
			const order = [...items.slice(rotation % items.length), ...items.slice(0, rotation % items.length)];
			for (const item of order) {
				const outcome = editSidecar(now, {kind: 'resultGone', result: addedResult(item) ?? null, isEmptyGone: false});
				if (outcome.kind !== 'edited') throw new Error('it was not taken back');
				now = outcome.bytes;
				expect(standsIn(now, item)).toBe(false);
			}
			expect(now.toString()).toBe(before.toString());
		});
	});
});

describe('what a piece of a file added is found', () => {
	const one = '{"dataset": "one", "x": 1e-05}';
	test.each([
		['an item behind others', {before: null, after: `,\n    ${one}`}],
		['a list in place of an empty one', {before: '[]', after: `[${one}]`}],
		['a list in place of a shorter one', {before: '[{"x": 2}, {"x": 3}]', after: `[{"x": 2}, {"x": 3}, ${one}]`}],
		['a list in place of null', {before: 'null', after: `[ ${one} ]`}],
		['a key with its list', {before: null, after: `,\n  "testing": [\n    ${one}\n  ]`}],
		['all of a file', {before: '{}', after: `{\n  "testing": [${one}]\n}`}],
	])('%s', (_, edit) => {
		expect(addedResult(edit)).toEqual({dataset: 'one', x: '\u00001e-05'});
	});

	test.each([
		['two at once', {before: '[]', after: `[${one}, ${one}]`}],
		['none', {before: `[${one}]`, after: '[]'}],
		['what is cut', {before: null, after: ', {"dataset": "on'}],
		['something else', {before: '"x"', after: '"y"'}],
	])('but not in %s', (_, edit) => {
		expect(addedResult(edit)).toBeUndefined();
	});
});

describe('a record that was cut off', () => {
	/** Records, and puts back what is not on the disk when a process is killed before it marks: the end in the journal, model_registry.json. */
	function cutOff(count = 1): string {
		const root = rootOf({a: '{"model_id": "a", "testing": []}', c: '{}'});
		for (let at = 1; at <= count; at++) record(root, 'a', resultOn(`d${at}`));
		const lines = journalOf(root).filter(({phase}) => phase === 'begin');
		const dead = {...lines[0]?.process, pid: spawnSync('true').pid};
		fs.writeFileSync(path.join(root, '.mreg/journal.jsonl'), lines.map(line => `${JSON.stringify({...line, process: dead})}\n`).join(''));
		fs.writeFileSync(registryFile(root), '{}');
		return root;
	}

	const next = (root: string) => runChange(writerOf(root), {kind: 'tag', edits: [{target: targetOf('c'), add: ['y'], remove: []}]}).notes;

	test('is ended by the next change, which brings model_registry.json in step', () => {
		const root = cutOff();
		expect(next(root)).toEqual(['An earlier `mreg record` was cut off: its model has the change; mreg log shows it.']);
		expect(entryDatasets(root)).toEqual(['d1']);
		expect(fs.readdirSync(path.join(root, '.mreg/pending'))).toEqual([]);
	});

	test('stands where another program wrote the file since', () => {
		const root = cutOff();
		rewrittenByPython(root);
		expect(next(root)[0]).toContain('its model has the change');
	});

	test('does not stand where the file is as it was before', () => {
		const root = cutOff();
		fs.writeFileSync(path.join(root, 'Mscn/Model/a.json'), '{"model_id": "a", "testing": []}');
		expect(next(root)[0]).toContain('its model does not have the change');
	});

	test('does not stand where the file was changed and has it not', () => {
		const root = cutOff();
		fs.writeFileSync(path.join(root, 'Mscn/Model/a.json'), '{"model_id": "a", "testing": [{"dataset": "theirs"}]}');
		expect(next(root)[0]).toContain('its model does not have the change');
	});

	test('with many others writes model_registry.json once for all of them', async () => {
		const root = cutOff(5);
		const replacements = countReplacements(registryFile(root));
		const {notes} = runChange(writerOf(root), {kind: 'settle'});
		expect(await replacements()).toBe(1);
		expect(notes.length).toBe(5);
		expect(entryDatasets(root)).toEqual(['d1', 'd2', 'd3', 'd4', 'd5']);
	});
});
