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

describe('times in the future', () => {
	const late = (key: string, byMinutes: number) => made(key, key, 'mscn', now + byMinutes * minutes);

	test('are a problem beyond the five minutes by which clocks differ', () => {
		expect(problems([late('soon', 5), made('old', '3')])).toEqual([]);
		expect(problems([late('late', 6), late('soon', 5), made('old', '3')])).toEqual([
			{
				kind: 'future-time',
				path: '',
				message: expect.stringMatching(/^1 model has a time in the future, by up to 6 min \(\d{4}-\d\d-\d\d, late\)\..* mreg list --limit 1 shows it/),
			},
		]);
	});

	test('are one problem, however many they are, with how far they go and which is the latest', () => {
		const found = problems([late('a', 60), late('b', 9 * 60), late('c', 30)]);
		expect(found).toHaveLength(1);
		expect(found[0]?.message).toMatch(/^3 models have times in the future, by up to 9 h \(latest \d{4}-\d\d-\d\d, b\)\. Another time zone/);
	});

	test('that no zone explains are laid on a clock', () => {
		expect(problems([late('a', 60 * 60)])[0]?.message).toMatch(/by up to 2 days \(\d{4}-\d\d-\d\d, a\)\. Is a clock wrong\?/);
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
		const bare = drifted('c', {sidecar: undefined, state: 'untracked'});
		expect(told(drifted('a', {sidecar: undefined, state: 'untracked', growing: true}), drifted('b', {state: 'unreadable'}))).toMatch(
			/, and stay there: there is no sidecar/,
		);
		expect(told(bare)).toMatch(/ and go into its sidecar, which mreg adopt writes\.$/);
		expect(told(drifted('a', {}), bare)).toMatch(/next edit; 1 of the models has none, and mreg adopt writes it\.$/);
		expect(told(drifted('b', {state: 'unreadable'}), bare)).toMatch(
			/own; 1 of the models has none, and mreg adopt writes it; 1 of the models has none that can be read, and there they stay\.$/,
		);
		expect(told(drifted('a', {}), drifted('b', {state: 'unreadable'}))).toMatch(/next edit; 1 of the models has none that can be read, and there they stay\.$/);
	});
});

test('what cannot be written into a sidecar names no command that would', () => {
	const dropped = {add: ['x'], remove: [], asked: ['y']};
	const [editable, bare, stuck] = [
		{...made('a', '1'), dropped},
		{...made('b', '2'), dropped, sidecar: undefined, state: 'untracked' as const},
		{...made('c', '3'), dropped, state: 'unreadable' as const},
	];
	const messages = (model: Model) => problems([model]).map(({message}) => message);
	expect(messages(editable)).toEqual([expect.stringContaining('mreg doctor --fix'), expect.stringContaining('mreg doctor --fix')]);
	for (const message of messages(bare)) expect(message).toMatch(/It has no sidecar: mreg adopt writes one\.$/);
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
