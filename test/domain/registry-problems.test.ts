/** Problems that only show when all models are looked at together. */

import {describe, expect, test} from 'vitest';
import type {Model} from '../../store/domain/model.ts';
import {registryProblems} from '../../store/domain/registry-problems.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {madeModel} from '../helpers/made-models.ts';

const now = Date.UTC(2024, 10, 1);
const minutes = 60_000;

function problems(models: readonly Model[], rest: {drifted?: number; hasSameIds?: boolean} = {}) {
	return registryProblems([...models].sort(byNewest), {now, drifted: 0, hasSameIds: true, ...rest});
}

function made(key: string, id: string, algorithm = 'mscn', time = now - minutes): Model {
	return madeModel(key, {model_id: id, algorithm, created_at: new Date(time).toISOString()});
}

test('there are none among models that differ', () => {
	expect(problems([made('a', '1'), made('b', '2'), made('c', '1', 'lero')])).toEqual([]);
	expect(problems([])).toEqual([]);
});

describe('two models of one algorithm with one id', () => {
	test('are a problem each, whatever the case of the algorithm', () => {
		expect(problems([made('a', '1'), made('b', '1', 'MSCN'), made('c', '2')]).map(({kind, path}) => [kind, path])).toEqual([
			['same-id', 'a.json'],
			['same-id', 'b.json'],
		]);
	});

	test('are counted where there are more', () => {
		const found = problems(['a', 'b', 'c'].map(key => made(key, '1')));
		expect(found).toHaveLength(3);
		for (const {message} of found) expect(message).toMatch(/^3 models of mscn have the id 1\./);
	});

	test('are not looked for where no id stands twice', () => expect(problems([made('a', '1'), made('b', '1')], {hasSameIds: false})).toEqual([]));
});

describe('a time in the future', () => {
	test('is a problem beyond the five minutes by which clocks differ', () => {
		const found = problems([made('late', '1', 'mscn', now + 6 * minutes), made('soon', '2', 'mscn', now + 5 * minutes), made('old', '3')]);
		expect(found.map(({kind, path}) => [kind, path])).toEqual([['future-time', 'late.json']]);
	});

	test('is one of the artifact where there is no sidecar', () => {
		const model = {...made('late', '1', 'mscn', now + 60 * minutes), sidecar: undefined};
		expect(problems([model])[0]).toMatchObject({kind: 'future-time', path: 'late'});
	});
});

describe('what stands only in model_registry.json', () => {
	test.each([
		[1, '1 model has tags or a note that stand only'],
		[3, '3 models have tags or notes that stand only'],
	])('of %d is one problem', (drifted, words) => {
		expect(problems([], {drifted})).toEqual([{kind: 'registry-drift', path: 'model_registry.json', message: expect.stringContaining(words)}]);
	});

	test('goes into sidecars only where there are any', () => {
		const drifted = (key: string, rest: Partial<Model>) => ({...made(key, key), fromRegistry: {tags: ['x'], notes: undefined}, ...rest});
		const told = (...models: readonly Model[]) => problems(models, {drifted: models.length}).find(({kind}) => kind === 'registry-drift')?.message;
		expect(told(drifted('a', {}))).toMatch(/go into its sidecar with the next edit\.$/);
		expect(told(drifted('a', {sidecar: undefined, state: 'untracked'}), drifted('b', {state: 'unreadable'}))).toMatch(/, and stay there: there is no sidecar/);
		expect(told(drifted('a', {}), drifted('b', {state: 'unreadable'}))).toMatch(/next edit; 1 of the models has none that can be read, and there they stay\.$/);
	});
});

test('what cannot be written into a sidecar names no command that would', () => {
	const dropped = {add: ['x'], remove: [], asked: ['y']};
	const [editable, stuck] = [
		{...made('a', '1'), dropped},
		{...made('b', '2'), dropped, sidecar: undefined, state: 'untracked' as const},
	];
	const messages = (model: Model) => problems([model]).map(({message}) => message);
	expect(messages(editable)).toEqual([expect.stringContaining('mreg doctor --fix'), expect.stringContaining('mreg doctor --fix')]);
	for (const message of messages(stuck)) expect(message).toMatch(/It has no sidecar that can be read: nothing can be written into it now\.$/);
	expect(messages(stuck).join('')).not.toContain('doctor');
});

describe('an alias of two versions', () => {
	const version = (number: number, aliases: string[], family = 'net', key = `${family}_v${number}`) =>
		madeModel(key, {model_id: key, family, version: number, aliases});
	const messages = (...models: readonly Model[]) =>
		problems(models)
			.filter(({kind}) => kind === 'alias-twice')
			.map(({path, message}) => `${path}: ${message}`);

	test('is a problem of each, with what leaves it to that one alone', () => {
		expect(messages(version(1, ['champion', 'x']), version(2, ['champion']), version(3, []))).toEqual([
			'net_v1.json: net/v1 has the alias "champion", and net/v2, too. To leave it to this one: mreg alias net/v1 champion',
			'net_v2.json: net/v2 has the alias "champion", and net/v1, too. To leave it to this one: mreg alias net/v2 champion',
		]);
	});

	test('is one in another spelling of the family or the alias', () => {
		expect(messages(version(1, ['논문']), version(2, ['논문'.normalize('NFD')], 'NET'))).toHaveLength(2);
	});

	test('is none in two families, twice in one list, or of what is no version', () => {
		expect(messages(version(1, ['a', 'a']), version(1, ['a'], 'other'), madeModel('plain', {model_id: 'plain', aliases: ['a']}))).toEqual([]);
	});

	test('names those by their keys that have one number', () => {
		expect(messages(version(1, ['a']), version(1, ['a'], 'net', 'copy of it'))[0]).toMatch(/^.*mreg alias (net_v1|'copy of it') a$/);
	});
});
