/** The fields of the cleanup rule: what arrows and typed text make of them. */

import {describe, expect, test} from 'vitest';
import {fieldIds, fields, misunderstood, objectiveChoices, type FieldContext, type FieldId} from '../../source/screens/cleanup-fields.ts';
import {usualRule, whyNoCommand, type CleanupRule} from '../../source/screens/cleanup-rule.ts';
import {fieldText, sentenceLines} from '../../source/screens/cleanup-sentence.ts';
import {displayWidth} from '../../components/cells.ts';
import {defaultConfig} from '../../store/domain/config.ts';
import type {Objective} from '../../store/domain/objective.ts';
import {day, model} from '../helpers/cleanup-context.ts';

const objective: Objective = {metric: 'total_time', dataset: 'imdb', direction: 'minimize'};
const models = [
	model('a', {on: {imdb: 1, tpch: 2}, more: {tags: ['논문']}}),
	model('b', {more: {testing: [{dataset: 'imdb', performance: {loss: 1, mystery: 2}}]}}),
];
const context: FieldContext = {config: defaultConfig, models, objective};

const typed = (id: FieldId, text: string) => fields[id].typed(usualRule, text, context);
const stepped = (id: FieldId, ...steps: ReadonlyArray<1 | -1>) => steps.reduce((rule: CleanupRule, by) => fields[id].step(rule, by, context), usualRule);

describe('typed text', () => {
	test('is a number, an age, a word, the beginning of a choice', () => {
		expect(typed('keep', ' 12 ')).toMatchObject({keep: 12});
		expect(typed('minAge', '24h')).toMatchObject({minAge: day});
		expect(typed('minAge', 'none')).toMatchObject({minAge: 0});
		expect(typed('untested', '7d')).toMatchObject({untested: 7 * day});
		expect(typed('untested', 'At once')).toMatchObject({untested: 0});
		expect(typed('untested', 'never')).toMatchObject({untested: undefined});
		expect(typed('fold', 'conf')).toMatchObject({foldSeeds: true});
		expect(typed('bests', 'n')).toMatchObject({keepBests: false});
		expect(typed('objective', 'tpch')).toMatchObject({objective: {metric: 'total_time', dataset: 'tpch'}});
		expect(typed('objective', 'LOSS')).toMatchObject({objective: {metric: 'loss', dataset: 'imdb'}});
	});

	test('is a list of tags, each once; those of the config are none of its own', () => {
		expect(typed('tags', ' 논문 , keep,, keep')).toMatchObject({protectedTags: ['논문', 'keep']});
		expect(typed('tags', '')).toMatchObject({protectedTags: []});
		expect(typed('tags', 'keep, best, production')).toMatchObject({protectedTags: undefined});
	});

	test('that means nothing is not taken', () => {
		for (const [id, text] of [
			['keep', '0'],
			['keep', '-1'],
			['keep', '1e9'],
			['minAge', '7'],
			['minAge', '-7d'],
			['untested', 'soon'],
			['untested', '1e999d'],
			['fold', 'x'],
			['objective', 'mystery'],
			['bests', ' '],
		] as const) {
			expect([id, text, typed(id, text)]).toEqual([id, text, undefined]);
		}
	});
});

test('of 0 models to keep it is said which command does that; of all else what is understood', () => {
	expect(misunderstood('keep', ' 0', context)).toBe('mreg cleanup --keep 0 --all mscn does that');
	expect(misunderstood('keep', '12x', context)).toBe('not understood: how many of the best stay: a number from 1 on');
	expect(misunderstood('minAge', 'soon', context)).toBe('not understood: what is younger stays: 24h, 7d, or none');
});

describe('arrows', () => {
	test('count, and go through the usual ages to their ends', () => {
		expect(stepped('keep', 1, 1, -1).keep).toBe(6);
		expect(stepped('minAge', -1).minAge).toBe(0);
		expect(stepped('minAge', 1, 1).minAge).toBe(day / 4);
		expect(stepped('untested', 1).untested).toBeUndefined();
		expect(stepped('untested', -1, -1).untested).toBe(14 * day);
		expect(stepped('untested', -1, -1, -1, -1, -1, -1, -1).untested).toBe(0);
		expect(stepped('untested', -1, 1).untested).toBeUndefined();
	});

	test('turn yes to no, and go round through what can rank and through tags', () => {
		expect(stepped('fold', 1).foldSeeds).toBe(true);
		expect(stepped('bests', -1, -1).keepBests).toBe(true);
		const all = objectiveChoices(models, defaultConfig);
		expect(all).toEqual([
			{metric: 'loss', dataset: 'imdb'},
			{metric: 'loss'},
			{metric: 'total_time', dataset: 'imdb'},
			{metric: 'total_time', dataset: 'tpch'},
			{metric: 'total_time'},
		]);
		expect(stepped('objective', -1).objective).toEqual(all[3]);
		expect(stepped('objective', 1).objective).toEqual(all[1]);
		expect(stepped('tags', -1).protectedTags).toEqual(['keep', 'best', 'production', '논문']);
		expect(stepped('tags', 1).protectedTags).toEqual([]);
	});
});

describe('the sentence', () => {
	const lines = (rule: Partial<CleanupRule>, {width = 120, isShort = false, of = context} = {}) =>
		sentenceLines({...usualRule, ...rule}, of, {width, isShort}).map(line => line.replaceAll(/\u{1B}\[\d*m/gu, ''));

	test('says the whole rule', () => {
		expect(
			lines({foldSeeds: true, minAge: day, untested: 7 * day, keepLosses: true})
				.map(line => line.trim())
				.join(' '),
		).toBe(
			'Keep the best [5] [configurations, with all seeds] by [total_time@imdb ↓] [and the best on every other dataset], every best that would be lost (L), ' +
				'what carries a tag of [keep best production], what is younger than [24 h], and the untested until they are [7 days] old.',
		);
	});

	test('says what does not hold, in short, too', () => {
		expect(lines({keep: 1, keepBests: false, protectedTags: [], untested: 0}, {width: 200})).toEqual([
			' Keep the best [1] [model] by [total_time@imdb ↓] [and no best on other datasets], [nothing for its tags], [nothing for its age], and [nothing untested].',
		]);
		expect(lines({}, {width: 78, isShort: true})).toEqual([
			' Best [5] [models] by [total_time@imdb ↓] [+ other datasets], tags',
			' [keep best production], [none for age], untested [for good].',
		]);
	});

	test('is not broken within a field, unless that is wider than a line', () => {
		for (let width = 40; width < 120; width++) {
			for (const line of lines({}, {width})) expect(line.replaceAll(/\[[^\]]*\]/g, '')).not.toMatch(/[[\]]/);
		}
		expect(lines({protectedTags: ['one', 'two', 'three', 'four', 'five', 'six']}, {width: 24}).some(line => /^ [^[]*\]/.test(line))).toBe(true);
	});

	test('has no field for other datasets where the best of each stays already', () => {
		const each = {...context, objective: {metric: 'total_time', direction: 'minimize'} as const};
		expect(lines({}, {of: each, width: 300}).join(' ')).not.toContain('other dataset');
		expect(lines({foldSeeds: true}, {of: each, width: 300}).join(' ')).toContain('other dataset');
	});

	test('stays within its width and shows hostile names harmless', () => {
		const tags = ['\u{1B}[31mred\u{7}', '아주 긴 태그 이름 '.repeat(20), 'x'.repeat(300)];
		for (const width of [38, 80, 120]) {
			for (const line of lines({protectedTags: tags}, {width, isShort: width < 100})) {
				expect(displayWidth(line)).toBeLessThanOrEqual(width);
				expect(line).not.toMatch(/[\u{0}-\u{1F}]/u);
			}
		}
	});
});

test('every field has a text', () => {
	for (const id of fieldIds) expect(fieldText(id, usualRule, {...context, objective: undefined})).not.toBe('');
});

describe('the command', () => {
	const policy = {
		algorithm: 'mscn',
		keep: 5,
		metric: 'total_time',
		direction: 'minimize',
		dataset: 'imdb',
		foldSeeds: false,
		keepBests: true,
		minAge: 0,
		protectedTags: defaultConfig.protectedTags,
	} as const;

	test('says the same unless something holds only here', () => {
		const config = {...defaultConfig, objectives: {mscn: {metric: 'total_time', dataset: 'imdb'}}};
		expect(whyNoCommand(policy, config)).toBeUndefined();
		expect(whyNoCommand({...policy, dataset: undefined}, config)).toBe('it ranks on each dataset');
		expect(whyNoCommand({...policy, dataset: undefined}, defaultConfig)).toBeUndefined();
		expect(whyNoCommand({...policy, removedByHand: new Set(['x'])}, config)).toBe('models were moved by hand');
		expect(whyNoCommand({...policy, keepLosses: true}, config)).toBe('bests that would be lost are kept');
		expect(whyNoCommand({...policy, protectedTags: ['keep']}, config)).toContain('other tags');
		expect(whyNoCommand({...policy, direction: 'maximize'}, config)).toContain('direction of total_time');
	});
});
