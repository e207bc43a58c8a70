/** What is wrong in a registry, from models and what the disk told: kinds, order, and the repair of each. */

import {describe, expect, test} from 'vitest';
import {defaultConfig} from '../../store/domain/config.ts';
import type {DiskFacts, Finding, FindingKind} from '../../store/domain/finding.ts';
import {findingKinds, findingsOf, isFixable, toldAsFindings} from '../../store/domain/findings.ts';
import type {Model} from '../../store/domain/model.ts';
import {registryProblems} from '../../store/domain/registry-problems.ts';
import {byNewest} from '../../store/domain/snapshot.ts';
import {madeArtifact, madeModel} from '../helpers/made-models.ts';

const now = Date.UTC(2024, 10, 1);
const nothing: DiskFacts = {renamed: [], strays: [], staleLocks: [], unfinished: [], notes: []};
const mark = (path: string, size = 10) => ({path, dev: '1', inode: '2', size, mtime_ns: '3'});
const [hour, day] = [3_600_000, 86_400_000];

function of(models: readonly Model[], disk: Partial<DiskFacts> | 'not asked' = {}): readonly Finding[] {
	const snapshot = {models: [...models].sort(byNewest), config: defaultConfig, problems: []};
	return findingsOf(snapshot, {now, disk: disk === 'not asked' ? undefined : {...nothing, ...disk}});
}

const made = (key: string, content: Parameters<typeof madeModel>[1] = {}, rest: Parameters<typeof madeModel>[2] = {}) =>
	madeModel(key, {model_id: key.slice(key.lastIndexOf('/') + 1), created_at: new Date(now - day).toISOString(), ...content}, rest);
const untracked = (key: string, rest: Partial<Model> = {}): Model => ({...madeModel(key, {}, {sidecar: undefined, state: 'untracked'}), ...rest});
const missing = (key: string) => made(key, {}, {state: 'missing', artifact: undefined});
const kinds = (found: readonly Finding[]) => found.map(({kind}) => kind);

test('there is none where nothing is wrong', () => {
	expect(of([])).toEqual([]);
	expect(of([made('Net/Model/a', {model_path: 'ExampleData/Net/Model/a'}), made('Net/Model/b.pt', {model_path: 'Net/Model/b', model_id: 'b'})])).toEqual([]);
});

test('every problem of all models together that is told as a finding is one, and the others are not', () => {
	const late = made('Net/Model/late', {created_at: new Date(now + day).toISOString()});
	const models = [late, made('Net/Model/x', {model_id: 'x'}), made('Net/Model/y', {model_id: 'x'})];
	const problems = registryProblems(models, {now, drifted: 0, hasSameIds: true}).map(({kind}) => kind);
	expect(new Set(problems)).toEqual(new Set(['same-id', 'future-time']));
	for (const kind of problems) expect(toldAsFindings.has(kind)).toBe(true);
	expect(new Set(kinds(of(models)))).toEqual(new Set(problems));
});

test('the most harmful come first, and what is only told last', () => {
	const models = [
		untracked('Net/Model/bare'),
		missing('Net/Model/gone'),
		made('Net/Model/over', {}, {overwrote: {seenAt: now - hour, content: {training: {trained_at: '2024-10-01T00:00:00'}}}}),
		made('Net/Model/late', {created_at: new Date(now + hour).toISOString()}),
		made('Net/Model/odd', {model_path: 'elsewhere', testing: [{performance: {odd: 1}}]}),
	];
	const found = kinds(of(models, {unfinished: ['T1'], strays: [{file: mark('a.tmp'), kind: 'other'}]}));
	expect(found).toEqual(['overwritten', 'missing', 'unfinished', 'stray-file', 'untracked', 'future-time', 'unknown-direction', 'path-differs']);
	expect(found).toEqual(findingKinds.filter(kind => found.includes(kind)));
});

describe('artifacts without sidecars', () => {
	test('are one finding, without those that are being written', () => {
		const found = of([untracked('Net/Model/a'), untracked('Net/Model/b'), untracked('Net/Model/c', {growing: true})]);
		expect(found).toMatchObject([{kind: 'untracked', command: 'mreg doctor --fix untracked', isInformation: false}]);
		expect(found[0]?.keys.toSorted()).toEqual(['Net/Model/a', 'Net/Model/b']);
		expect(found.map(isFixable)).toEqual([true]);
	});

	test('are not told before the disk was asked where one of them may be a renamed one', () => {
		expect(kinds(of([untracked('Net/Model/a'), missing('Net/Model/b')], 'not asked'))).toEqual([]);
		expect(kinds(of([untracked('Net/Model/a')], 'not asked'))).toEqual(['untracked']);
	});
});

test('what can have no sidecar, and .json files, are told apart from what is to have one, with the reason, and are nothing wrong', () => {
	const models = ['Net/Model/a.pt', 'Net/Model/config.json', 'Net/Model/fifo.pt', `Net/Model/${'x'.repeat(254)}`].map(key =>
		untracked(key, {artifact: madeArtifact(key)}),
	);
	const found = of(models, {unadoptable: new Map([['Net/Model/fifo.pt', 'It is a FIFO, and no model.']])});
	expect(found).toMatchObject([
		{kind: 'untracked', keys: ['Net/Model/a.pt'], isInformation: false},
		{kind: 'untracked', keys: models.slice(1).map(({key}) => key), isInformation: true},
	]);
	expect(found.map(isFixable)).toEqual([true, false]);
	expect(found[1]?.repair).toMatch(/config\.json: It is a \.json file.*fifo\.pt: It is a FIFO, and no model\..*longer than 255 bytes/);
});

describe('a renamed artifact', () => {
	const models = [missing('Net/Model/old'), untracked('Net/Model/new.pt', {artifact: madeArtifact('Net/Model/new.pt')})];
	const renamed = [{key: 'Net/Model/old', to: 'Net/Model/new.pt', artifact: mark('Net/Model/new.pt'), by: 'inode' as const}];

	test('gets its sidecar back, by the name that belongs to it, and is neither missing nor untracked', () => {
		const found = of(models, {renamed});
		expect(found).toMatchObject([
			{
				kind: 'renamed',
				keys: ['Net/Model/old', 'Net/Model/new.pt'],
				path: 'Net/Model/old.json',
				fix: [{kind: 'rejoin', moves: [{target: {key: 'Net/Model/old'}, to: 'Net/Model/new.json', artifact: renamed[0]?.artifact}]}],
			},
		]);
		expect(found).toHaveLength(1);
	});

	test('is only told of where nothing but its size speaks for it, with what a person can do', () => {
		const found = of(models, {renamed: renamed.map(one => ({...one, by: 'size' as const}))});
		expect(found).toMatchObject([
			{
				kind: 'renamed',
				message: 'its artifact may be called Net/Model/new.pt now: it has the same size, and nothing else has it',
				repair: expect.stringContaining('if it is the same training: mv -n -- Net/Model/old.json Net/Model/new.json') as string,
			},
		]);
		expect(found.map(isFixable)).toEqual([false]);
	});

	test('is only told of where another file may as well be it, or another model as well have had it', () => {
		const second = untracked('Net/Model/hard.pt', {artifact: madeArtifact('Net/Model/hard.pt')});
		const found = of([...models, second], {renamed: renamed.map(one => ({...one, or: ['Net/Model/hard.pt']}))});
		expect(found).toMatchObject([{kind: 'renamed', keys: ['Net/Model/old', 'Net/Model/new.pt', 'Net/Model/hard.pt']}]);
		expect(found[0]?.message).toContain('Net/Model/new.pt or Net/Model/hard.pt');
		const [rivalled] = of(models, {renamed: renamed.map(one => ({...one, rivals: ['Net/Model/older']}))});
		expect(rivalled?.message).toContain('Net/Model/older');
		expect([...found, ...(rivalled ? [rivalled] : [])].map(isFixable)).toEqual([false, false]);
	});

	test('is left where its sidecar has no place', () => {
		const other = made('Net/Model/new', {}, {sidecar: 'Net/Model/new.json'});
		const blocked = {...made('Net/Model/new.pt.json', {}, {sidecar: undefined, state: 'untracked'}), growing: true};
		const [found] = of([...models, other, blocked], {renamed});
		expect(found).toMatchObject({kind: 'renamed', repair: expect.stringMatching(/^rename one of the two: /)});
		expect(found && isFixable(found)).toBe(false);
	});
});

test('a model that stands only in model_registry.json is told, and is nothing wrong', () => {
	const listed = madeModel('gone', {model_id: 'gone'}, {state: 'missing', artifact: undefined, sidecar: undefined});
	expect(of([listed])).toMatchObject([{kind: 'missing', isInformation: true, keys: ['gone'], path: 'model_registry.json'}]);
});

describe('models of one id', () => {
	const ids = (found: readonly Finding[]) =>
		found.map(({keys, fix}) => [keys[0], fix?.flatMap(request => (request.kind === 'identify' ? request.edits.map(({id}) => id) : []))[0]]);

	test('get the id of their files, but for the one that is called by it', () => {
		expect(ids(of([made('Net/Model/x.pt', {model_id: 'x'}), made('Net/Model/y.pt', {model_id: 'x'}), made('Net/Model/z', {model_id: 'x'})]))).toEqual([
			['Net/Model/y.pt', 'y'],
			['Net/Model/z', 'z'],
		]);
	});

	test('belong to the oldest where none is called by it', () => {
		const [young, old] = [0, 1].map(days => new Date(now - (days + 1) * day).toISOString());
		const models = [made('Net/Model/a', {model_id: 'x', created_at: young ?? ''}), made('Net/Model/b', {model_id: 'x', created_at: old ?? ''})];
		expect(ids(of(models))).toEqual([['Net/Model/a', 'a']]);
	});

	test('keep it where the other id is taken, also by one that is given away just now, and where they are versions', () => {
		const models = [
			made('Net/Model/x', {model_id: 'x'}),
			made('Net/Model/y.pt', {model_id: 'x'}),
			made('Net/Model/y.onnx', {model_id: 'x'}),
			made('Net/Model/w', {model_id: 'x'}),
			made('Net/Model/other', {model_id: 'w'}),
			made('Net/Model/v1', {model_id: 'x', family: 'x', version: 1}),
		];
		const found = of(models).filter(({kind}) => kind === 'same-id');
		expect(found.filter(isFixable)).toHaveLength(1);
		expect(found.filter(one => !isFixable(one)).map(({repair}) => repair)).toEqual(
			expect.arrayContaining([
				expect.stringMatching(/^name them by their keys: the id of its file's name, y, is another model's$/),
				expect.stringMatching(/the id of its file's name, w, is another model's$/),
				'name them by their keys: it is a registered version',
			]),
		);
	});

	test('are none in two algorithms', () => {
		expect(of([made('A/Model/x', {model_id: 'x', algorithm: 'a'}), made('B/Model/x', {model_id: 'x', algorithm: 'b'})])).toEqual([]);
	});
});

test('an overwritten training says what is lost, and is kept as training_registry.json keeps one', () => {
	const training = {trained_at: '2024-10-01T00:00:00', hyperparams: {lr: 0.1, b: 1, c: 1, d: 1, same: 2}, training_time: 5};
	const overwrote = {seenAt: now - 3 * day, content: {training, testing: [{dataset: 'imdb', performance: {total_time: 120.5}}]}, artifactBytes: 7};
	const [found] = of([made('Net/Model/a', {training: {trained_at: '2024-10-02T00:00:00', hyperparams: {same: 2, lr: 0.2}}}, {overwrote})]);
	expect(found).toMatchObject({
		kind: 'overwritten',
		message:
			'another training wrote over the one of 2024-10-01T00:00:00 (seen 3 days ago): it had lr 0.1 (now 0.2), b 1 (now none), c 1 (now none) and 1 more that differ; 1 result, total_time 120.5 on imdb',
		fix: [{kind: 'remember', models: [{name: 'a (2024-10-01T00:00:00)', entry: {status: 'purged', artifact_bytes: 7, trained_at: training.trained_at}}]}],
	});
});

describe('what lies on the disk', () => {
	test('of ours goes, of others goes to the trash, as one finding each', () => {
		const strays = [
			{file: mark('Net/Model/.a.json.1-0123456789abcdef.tmp', 100), kind: 'ours' as const},
			{file: mark('Net/Model/b.part', 2000), kind: 'other' as const},
			{file: mark('Net/Model/c.part', 3000), kind: 'other' as const},
		];
		const found = of([], {strays, staleLocks: [{folder: 'Net', holder: 'process 1'}]});
		expect(found.map(({kind, message}) => [kind, message])).toEqual([
			['stale-lock', 'locked by process 1, which is gone'],
			['stray-file', expect.stringMatching(/^1 temporary file, 100 bytes, left by killed processes/)],
			['stray-file', expect.stringMatching(/^2 temporary files, 5\.0 kB, of other programs and older than a week/)],
		]);
		expect(found.map(({fix}) => fix?.map(({kind}) => kind))).toEqual([['settle'], ['settle'], ['trash']]);
	});

	test('twice is only told, with what one file of it would save', () => {
		const files = ['a', 'b', 'c'].map(key => ({key, file: mark(key, 1e6)}));
		expect(of([], {duplicates: [{files, bytes: 1e6}]})).toMatchObject([
			{
				kind: 'duplicate',
				isInformation: true,
				message: expect.stringContaining('2.0 MB less'),
				fix: [{kind: 'link', links: [{key: 'a', others: files.slice(1)}]}],
			},
		]);
	});
});

test('of paths that differ one line is told, and none where only the registry was moved', () => {
	const path = (key: string, model_path: string) => made(key, {model_path});
	const same = [path('Net/Model/a', '/old/root/Net/Model/a/'), path('Net/Model/b', 'Net\\Model\\b'), path('Net/Model/c', '')];
	expect(of(same)).toEqual([]);
	const found = of([...same, path('Net/Model/d', 'Net/Model/e'), path('Net/Model/f', 'Other/Model/f'), path('Net/Model/g', 'xNet/Model/g')]);
	expect(found).toMatchObject([{kind: 'path-differs', isInformation: true}]);
	expect(found[0]?.keys).toHaveLength(3);
});

test('a metric without a direction is told once, with how many models it is of', () => {
	const tests = [
		{dataset: 'a', performance: {q_error: 1, total_time: 2}},
		{dataset: 'b', performance: {q_error: 1, total_time: null}},
	];
	const found = of([made('Net/Model/a', {testing: tests}), made('Net/Model/b', {testing: tests})]);
	expect(found).toMatchObject([{kind: 'unknown-direction', metric: 'q_error', isInformation: true, message: expect.stringMatching(/^q_error of 2 models/)}]);
});

test('every kind has its place in the order', () => {
	const all: Readonly<Record<FindingKind, true>> = {
		untracked: true,
		broken: true,
		renamed: true,
		missing: true,
		'path-differs': true,
		'registry-drift': true,
		'tags-dropped': true,
		'tag-lost': true,
		duplicate: true,
		'stray-file': true,
		'stale-lock': true,
		unfinished: true,
		'same-id': true,
		overwritten: true,
		'future-time': true,
		'two-scales': true,
		'unknown-direction': true,
	};
	expect(new Set(findingKinds)).toEqual(new Set(Object.keys(all)));
});
