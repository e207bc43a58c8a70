/** Plans in files: written, read back the same, and refused where anything is not what it should be. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {targetsOf, type FileMark} from '../../store/domain/change.ts';
import type {Json, JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';
import {parsePlan, planJson, removalOf, type PlanFile} from '../../store/domain/plan-file.ts';
import {planCleanup, type CleanupPlan, type Policy} from '../../store/domain/retention.ts';
import {sizesOf, type Marked} from '../../store/domain/sizes.ts';
import {anyPolicy, anyRegistry, directedConfig, now, someKeys} from '../helpers/any-registry.ts';
import {result} from '../helpers/any-results.ts';
import {madeModel} from '../helpers/made-models.ts';
import {anyJson, holdsForAll} from '../helpers/property.ts';

const policy: Policy = {
	algorithm: 'mscn',
	keep: 1,
	metric: 'total_time',
	direction: 'minimize',
	dataset: 'imdb',
	foldSeeds: false,
	keepBests: false,
	minAge: 0,
	protectedTags: [],
};
const sha256 = 'ab'.repeat(32);

function mark(path: string): FileMark {
	return {path, dev: '66305', inode: '18446744073709551615', size: 1000, mtime_ns: '1729333800000000001'};
}

/** What a look at the disk would say of what a plan removes. */
function marksOf({remove}: Pick<CleanupPlan, 'remove'>, all: readonly Model[]): readonly Marked[] {
	return targetsOf(
		remove.map(({model}) => model),
		all,
	).map(target => ({
		removal: {
			target,
			artifact: target.artifact === undefined ? undefined : mark(target.artifact),
			sidecar: target.sidecar === undefined ? undefined : {...mark(target.sidecar), sha256},
			files: target.files.map(mark),
		},
		single: 4096,
		linked: [{id: `1:${target.key}`, bytes: 512, links: 2, names: 1}],
	}));
}

const fast = madeModel('Mscn/Model/fast', {algorithm: 'mscn', testing: [result('imdb', {total_time: 1}), result('tpch', {total_time: 9})]});
const slow = {
	...madeModel('Mscn/Model/slow.pt', {
		algorithm: 'mscn',
		model_id: 'slow',
		testing: [result('imdb', {total_time: 2}), result('tpch', {total_time: '-Infinity'})],
	}),
	artifact: {path: 'Mscn/Model/slow.pt', kind: 'file' as const, bytes: 1000, modifiedAt: 0, count: 1, files: ['slow.onnx']},
};
const models = [fast, slow];
const plan = planCleanup({models, config: directedConfig}, policy, {now});
const marked = marksOf(plan, models);
const json = planJson({plan, root: '/data/registry', sizes: sizesOf(marked), marked});

test('the JSON is that of the interface', () => {
	expect(json).toEqual({
		schema: 1,
		plan: {
			root: '/data/registry',
			made_at: new Date(now).toISOString(),
			algorithm: 'mscn',
			metric: 'total_time',
			direction: 'minimize',
			dataset: 'imdb',
			keep_top: 1,
			fold_seeds: false,
			keep: [{key: 'Mscn/Model/fast', model_id: 'fast', reason: 'best on imdb'}],
			remove: [
				{
					key: 'Mscn/Model/slow.pt',
					model_id: 'slow',
					reason: 'outranked: 2nd on imdb',
					bytes: 4608,
					artifact: {dev: '66305', inode: '18446744073709551615', size: 1000, mtime_ns: '1729333800000000001'},
					sidecar: {dev: '66305', inode: '18446744073709551615', size: 1000, mtime_ns: '1729333800000000001', sha256},
					files: [{path: 'Mscn/Model/slow.onnx', dev: '66305', inode: '18446744073709551615', size: 1000, mtime_ns: '1729333800000000001'}],
				},
			],
			trashed_bytes: 4608,
			freed_bytes: 4096,
			losses: [{metric: 'total_time', dataset: 'tpch', from: '-Infinity', to: 9, ranked: true}],
		},
	});
});

test('a model that could not be looked at stands there with nothing to move', () => {
	const bare = planJson({plan, root: '/r', sizes: {trashed: 0, freed: 0}, marked: []});
	const read = ok(bare);
	expect(read.remove).toMatchObject([{key: 'Mscn/Model/slow.pt', bytes: 0, files: []}]);
	expect([read.remove[0]?.artifact, read.remove[0]?.sidecar]).toEqual([undefined, undefined]);
});

function ok(value: unknown): PlanFile {
	const read = parsePlan(JSON.parse(JSON.stringify(value)));
	if ('error' in read) throw new Error(read.error);
	return read.ok;
}

test('whatever plan is written is read back the same', () => {
	const registryWithHands = anyRegistry.chain(all => fc.tuple(fc.constant(all), someKeys(all)));
	holdsForAll([registryWithHands, anyPolicy], ([all, removedByHand], rule) => {
		const made = planCleanup({models: all, config: directedConfig}, {...rule, removedByHand}, {now});
		const marks = marksOf(made, all);
		const read = ok(planJson({plan: made, root: '/r', sizes: sizesOf(marks), marked: marks}));
		expect(read).toMatchObject({root: '/r', madeAt: now, metric: rule.metric, direction: rule.direction, keepTop: rule.keep, foldSeeds: rule.foldSeeds});
		expect(read.dataset).toBe(rule.dataset);
		expect(read.keep.map(({key}) => key)).toEqual(made.keep.map(({model}) => model.key));
		// JSON has no negative zero.
		const written = (value: number | undefined) => (value === 0 ? 0 : value);
		const losses = made.losses.map(({metric, dataset, from, to, isRanked}) => ({metric, dataset, from: written(from), to: written(to), isRanked}));
		expect(read.losses).toEqual(losses);
		const removals = read.remove.map((row, index) => removalOf(row, marks[index]?.removal.target ?? raise()));
		expect(removals).toEqual(marks.map(({removal}) => removal));
	});
});

function raise(): never {
	throw new Error('There is no such model.');
}

describe('what would be removed of a model', () => {
	const [row] = ok(json).remove;
	const [target] = targetsOf([slow], models);
	if (!row || !target) throw new Error('There is nothing to remove.');

	test('has the paths of the model as it is now', () => {
		expect(removalOf(row, target)).toEqual(marked[0]?.removal);
	});

	test.each([
		['has no artifact any more', {artifact: undefined}],
		['has no sidecar any more', {sidecar: undefined}],
		['has a further file', {files: [...target.files, 'Mscn/Model/slow.npz']}],
		['has lost one', {files: []}],
		['has another one', {files: ['Mscn/Model/slow.npz']}],
	])('is nothing where it %s', (_, change) => {
		expect(removalOf(row, {...target, ...change})).toBeUndefined();
	});

	test('is nothing where it has got a sidecar since', () => {
		expect(removalOf({...row, sidecar: undefined}, target)).toBeUndefined();
	});
});

/** The plan with the value at a path replaced (undefined: taken away). */
function changed(path: readonly (string | number)[], value: Json | undefined, within: Json = json): Json {
	const [first, ...others] = path;
	if (first === undefined) return value ?? null;
	if (Array.isArray(within)) return (within as readonly Json[]).map((one, index) => (index === first ? changed(others, value, one) : one));
	const object = within as JsonObject;
	const rest = Object.entries(object).filter(([name]) => name !== first);
	if (others.length === 0 && value === undefined) return Object.fromEntries(rest);
	return Object.fromEntries([...rest, [first, changed(others, value, object[first] ?? null)]]);
}

const first = ['plan', 'remove', 0] as const;

test.each<[string, readonly (string | number)[], Json | undefined, RegExp]>([
	['without a schema', ['schema'], undefined, /schema is not 1/],
	['of another schema', ['schema'], '1', /schema is not 1/],
	['of a newer version', ['schema'], 2, /newer version of mreg \(schema 2\)/],
	['without a plan', ['plan'], [], /plan is not an object/],
	['with a relative root', ['plan', 'root'], 'data', /plan\.root is not an absolute path/],
	['made at no time', ['plan', 'made_at'], 'yesterday', /plan\.made_at is not an ISO 8601 time/],
	['without an algorithm', ['plan', 'algorithm'], undefined, /plan\.algorithm is not text/],
	['with another direction', ['plan', 'direction'], 'up', /plan\.direction is neither/],
	['with a dataset that is none', ['plan', 'dataset'], 5, /plan\.dataset is not text/],
	['with half a model to keep', ['plan', 'keep_top'], 1.5, /plan\.keep_top is not a whole number/],
	['that may or may not fold', ['plan', 'fold_seeds'], 1, /plan\.fold_seeds is neither true nor false/],
	['without what is removed', ['plan', 'remove'], {}, /plan\.remove is not a list/],
	['with a model that is none', first, 'Mscn/Model/slow.pt', /plan\.remove\[0\] is not an object/],
	['with a key that leads out', [...first, 'key'], 'Mscn/../../etc/passwd', /plan\.remove\[0\]\.key is "Mscn\/\.\.\/\.\.\/etc\/passwd", which is no path/],
	['with an absolute key', [...first, 'key'], '/etc/passwd', /no path of a model/],
	['with an empty key', [...first, 'key'], '', /no path of a model/],
	['with a key of empty parts', [...first, 'key'], 'Mscn//slow', /no path of a model/],
	['with a key that ends in a slash', [...first, 'key'], 'Mscn/Model/', /no path of a model/],
	['with a key that stands still', [...first, 'key'], './Mscn', /no path of a model/],
	['with a key in our own folder', [...first, 'key'], '.mreg/trash/x', /no path of a model/],
	['with a key that is cut by NUL', [...first, 'key'], 'Mscn/Model/a\0b', /no path of a model/],
	['with a key that is a number', [...first, 'key'], 7, /key is not text/],
	['with a key that is kept, too', [...first, 'key'], 'Mscn/Model/fast', /has "Mscn\/Model\/fast" twice/],
	['with negative bytes', [...first, 'bytes'], -1, /bytes is not a whole number/],
	['with bytes as text', [...first, 'bytes'], '5', /bytes is not a whole number/],
	['with bytes beyond 2^53', [...first, 'bytes'], 2 ** 60, /bytes is not a whole number/],
	['with an artifact that is a path', [...first, 'artifact'], '/etc/passwd', /artifact is not an object/],
	['with an inode as a number', [...first, 'artifact', 'inode'], 5, /artifact\.inode is not text/],
	['with an inode that is none', [...first, 'artifact', 'inode'], '0x5', /artifact\.inode is not a whole number as text/],
	['without a size', [...first, 'artifact', 'size'], undefined, /artifact\.size/],
	['with another checksum', [...first, 'sidecar', 'sha256'], 'abc', /sidecar\.sha256 is not 64 hexadecimal digits/],
	['without further files', [...first, 'files'], undefined, /files is not a list/],
	['with a further file that leads out', [...first, 'files', 0, 'path'], '../x', /files\[0\]\.path is "\.\.\/x"/],
	['with a loss of nothing', ['plan', 'losses', 0, 'from'], null, /losses\[0\]\.from is not a number/],
	['with a loss to a word', ['plan', 'losses', 0, 'to'], 'better', /losses\[0\]\.to is not a number/],
])('a plan %s is refused, and it is said why', (_, path, value, error) => {
	expect(parsePlan(json)).toHaveProperty('ok');
	const read = parsePlan(changed(path, value));
	expect(read).toEqual({error: expect.stringMatching(error)});
	expect('error' in read && read.error).toMatch(/^This .*\.$/s);
});

test('a long key does not make a long sentence', () => {
	const read = parsePlan(changed([...first, 'key'], `../${'x'.repeat(100_000)}`));
	expect('error' in read && read.error.length < 250).toBe(true);
});

test('a sidecar without a checksum, and what is not ours in a plan, is taken as it is', () => {
	expect(parsePlan(changed([...first, 'sidecar', 'sha256'], null))).toHaveProperty('ok');
	expect(parsePlan(changed(['plan', 'comment'], {of: 'ours'}))).toHaveProperty('ok');
});

test('any JSON is refused in a sentence, and any plan that was changed at one place is read or refused', () => {
	holdsForAll([anyJson], value => expect(parsePlan(value)).toHaveProperty('error'));
	const places = placesIn(json);
	holdsForAll(
		[fc.constantFrom(...places), anyJson],
		(path, value) => {
			const read = parsePlan(changed(path, value as Json));
			if ('error' in read) return expect(read.error).toMatch(/\.$/);
			for (const {key, files} of read.ok.remove) for (const name of [key, ...files.map(file => file.path)]) expect(name).not.toMatch(/^\/|(^|\/)\.\.(\/|$)/);
		},
		{runs: 1000},
	);
});

function placesIn(value: Json): ReadonlyArray<readonly (string | number)[]> {
	const inner: ReadonlyArray<readonly [string | number, Json]> = Array.isArray(value)
		? (value as readonly Json[]).map((one, index) => [index, one] as const)
		: typeof value === 'object' && value !== null
			? Object.entries(value as JsonObject)
			: [];
	return inner.flatMap(([name, one]) => [[name], ...placesIn(one).map(path => [name, ...path])]);
}
