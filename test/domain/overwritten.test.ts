/** When a sidecar tells of another training than before, and which of several overwritten ones is kept. */

import {describe, expect, test} from 'vitest';
import {overwrittenBy, rememberedName} from '../../store/domain/overwritten.ts';
import type {JsonObject} from '../../store/domain/json.ts';

const result = {dataset: 'imdb', performance: {accuracy: 0.9}};

function sidecar(trained_at: unknown, rest: JsonObject = {}): JsonObject {
	return {model_id: 'm', training: {dataset: 'imdb', trained_at} as JsonObject, testing: [], ...rest};
}

const first = sidecar('2024-10-01T10:00:00', {testing: [result], notes: 'a note'});
const second = sidecar('2024-10-02T10:00:00');
const third = sidecar('2024-10-03T10:00:00');

function seen(before: JsonObject, after: JsonObject, rest: Partial<Parameters<typeof overwrittenBy>[0]> = {}) {
	return overwrittenBy({before, after, seenAt: 7, ...rest});
}

describe('an overwritten training', () => {
	test('is one whose time is another one: its training and results are kept', () => {
		expect(seen(first, second, {artifactBytes: 12})).toEqual({
			seenAt: 7,
			content: {training: {dataset: 'imdb', trained_at: '2024-10-01T10:00:00'}, testing: [result]},
			artifactBytes: 12,
		});
	});

	test.each([
		['the same time', first, sidecar('2024-10-01T10:00:00', {tags: ['x'], testing: []})],
		['the same time spelled otherwise', sidecar('2024-10-01T10:00:00Z'), sidecar('2024-10-01T12:00:00+02:00')],
		['no time before', sidecar(null), second],
		['no time now', first, sidecar(undefined)],
		['a time that is no text', sidecar(1), second],
		['another id', first, {...second, model_id: 'other'}],
		['no sidecar before', {}, second],
		['no sidecar now', first, {}],
		['a training that is no object', {model_id: 'm', training: 'x'}, second],
	])('is none with %s', (_what, before, after) => {
		expect(seen(before, after)).toBeUndefined();
	});

	test('also counts where neither sidecar names an id', () => {
		expect(seen({training: {trained_at: 'Monday'}}, {training: {trained_at: 'Tuesday'}})?.content).toEqual({training: {trained_at: 'Monday'}});
	});
});

describe('of several', () => {
	const known = seen(first, second);

	test('what is known stays as long as nothing else is overwritten', () => {
		expect(seen(second, {...second, tags: ['x']}, {known})).toBe(known);
		expect(seen(second, {}, {known})).toBe(known);
	});

	test('the latest is kept', () => {
		const tested = {...second, testing: [result]};
		expect(seen(tested, third, {known, seenAt: 8})).toMatchObject({seenAt: 8, content: {training: second.training}});
		expect(seen(second, third, {known: seen(sidecar('2024-09-01'), second)})?.content.training).toEqual(second.training);
	});

	test('one with results does not give way to one without', () => {
		expect(seen(second, third, {known})).toBe(known);
	});

	test('one that was put back is lost no more', () => {
		expect(seen(second, first, {known})?.content.training).toEqual(second.training);
		expect(seen({}, first, {known})).toBeUndefined();
	});
});

test('its name is the id and the time of the training', () => {
	const known = seen(first, second);
	expect(known && rememberedName('m', known)).toBe('m (2024-10-01T10:00:00)');
	expect(rememberedName('m', {seenAt: 0, content: {}})).toBeUndefined();
});
