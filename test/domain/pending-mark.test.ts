/** Pending marks: what both programs understand of them, and that a mark that was written is read as it was meant. */

import fs from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {markText, modelsOf, parseMark, type MarkedTarget} from '../../store/domain/pending-mark.ts';
import {targetOf} from '../helpers/tagged-target.ts';

interface Case {
	readonly name: string;
	readonly mark?: object;
	readonly text?: string;
	readonly expect: readonly string[] | null;
}

const folder = path.join(import.meta.dirname, '../../fixtures/pending');
const names = fs.readdirSync(folder).filter(name => name.endsWith('.json'));
const cases = names.map(name => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as Case);

test.each(cases)('$name', ({name, mark, text = JSON.stringify(mark), expect: expected}) => {
	expect(names).toContain(`${name}.json`);
	expect(parseMark(text)?.models.map(({key}) => key) ?? null).toEqual(expected);
});

test('a mark is read as it was written', () => {
	const models: readonly MarkedTarget[] = [
		targetOf('a', {files: ['Mscn/Model/a.onnx'], bytes: 12}),
		{...targetOf('b', {artifact: undefined, id: 'net', entry: 'Mscn/Model/b', sharing: ['Mscn/Model/a', 'Mscn/Model/b']}), entryText: '{"owner": "지우"}'},
		targetOf('x\udcff'),
	].map(({artifact, ...target}) => ({...target, ...(artifact === undefined ? {} : {artifact})}));
	const mark = {at: '2026-11-22T08:12:00.000Z', by: 'mreg record', models};
	expect(parseMark(markText(mark))).toEqual(mark);
	expect(markText(mark)).toMatch(/^\{"v":1,[^\n]+\}\n$/);
});

describe('of several marks of one model', () => {
	const mark = (at: string, models: readonly MarkedTarget[]) => ({at, by: '', models});

	test('the newest says what it is', () => {
		const [older, newer] = [mark('2026-11-22T08:00:00Z', [targetOf('a', {bytes: 1})]), mark('2026-11-22T08:00:01Z', [targetOf('a', {bytes: 2})])];
		expect(modelsOf([newer, older])).toEqual([targetOf('a', {bytes: 2})]);
	});

	test('a text of its entry stays', () => {
		const [older, newer] = [mark('2026-11-22T08:00:00Z', [{...targetOf('a'), entryText: '{}'}]), mark('2026-11-22T08:00:01Z', [targetOf('a'), targetOf('b')])];
		expect(modelsOf([older, newer])).toEqual([{...targetOf('a'), entryText: '{}'}, targetOf('b')]);
	});
});
