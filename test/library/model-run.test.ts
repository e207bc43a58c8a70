/** A training run as a script makes, saves and loads it. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {ModelRun} from '../../source/library/model-run.ts';
import {readJournal} from '../../store/journal.ts';
import {freshCache, modelFiles, put, readRoot, registryOf} from '../helpers/registries.ts';
import {exampleData} from '../helpers/run-mreg.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {refusal} from '../helpers/typed-command.ts';
import {treeHash} from '../helpers/tree-hash.ts';
import {until} from '../helpers/until.ts';
import {userErrorOf} from '../helpers/user-error-of.ts';

process.env.XDG_CACHE_HOME = temporaryFolder();

const at = (text: string) => () => new Date(text).getTime();
const write = (text: string) => (file: string) => fs.writeFileSync(file, text);
const read = (file: string) => fs.readFileSync(file, 'utf8');
const json = (file: string) => JSON.parse(read(file));

/** What was warned of while the test runs. */
function warnings(): readonly string[] {
	const said: string[] = [];
	const hear = ({name, message}: Error) => void (name === 'MregWarning' && said.push(message));
	process.on('warning', hear);
	onTestFinished(() => void process.off('warning', hear));
	return said;
}

/** Warnings are told behind what is done now. */
const told = () => new Promise(resolve => setImmediate(resolve));

test('a new run is saved as an artifact and a sidecar with what was told of it, in the order of the seeds', async () => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root, now: at('2024-10-19T10:30:00')});
	expect([run.id, run.path, run.isNew]).toEqual(['mscn_20241019_103000', `${root}/Mscn/Model/mscn_20241019_103000`, true]);
	run.setTrainingInfo({dataset: 'production', hyperparams: {num_epoch: 100, learning_rate: 1e-3}, numQueries: 500, trainingTime: 1800.5});
	run.addTestResult({dataset: 'production', numQueries: 100, performance: {total_time: 45.23}, testedAt: '2024-10-19T12:00:00'});
	run.addTags('best', 'paper');
	run.setNotes('성능 좋음');
	const saved = await run.save(write('weights'));
	expect(saved).toEqual({id: run.id, path: run.path, sidecar: `${run.path}.json`, files: [run.path]});
	expect(run.isNew).toBe(false);
	expect(read(run.path)).toBe('weights');
	const content = {
		model_id: 'mscn_20241019_103000',
		algorithm: 'mscn',
		model_path: run.path,
		training: {
			enabled: true,
			dataset: 'production',
			num_queries: 500,
			hyperparams: {num_epoch: 100, learning_rate: 0.001},
			trained_at: '2024-10-19T10:30:00',
			training_time: 1800.5,
		},
		testing: [{dataset: 'production', num_queries: 100, tested_at: '2024-10-19T12:00:00', performance: {total_time: 45.23}}],
		tags: ['best', 'paper'],
		notes: '성능 좋음',
	};
	expect(read(saved.sidecar)).toBe(`${JSON.stringify(content, null, 2)}\n`);
	expect(run.metadata).toEqual(content);
});

test('nothing is made before a run is saved, and nothing else than its model then', async () => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	expect(fs.readdirSync(root)).toEqual([]);
	await run.save(write('w'));
	expect(fs.readdirSync(root, {recursive: true}).sort()).toEqual(['Mscn', 'Mscn/Model', `Mscn/Model/${run.id}`, `Mscn/Model/${run.id}.json`]);
});

test('a run without a training says null, and metadata is a copy', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	(run.metadata.tags as string[]).push('mine');
	expect([run.metadata.training, run.metadata.tags]).toEqual([null, []]);
});

test('train measures what it runs, adds up, passes on results and errors, and leaves a time that was given alone', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	const timeOf = () => run.metadata.training?.training_time ?? NaN;
	const busy = (ms: number) => () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
	expect(await run.train(() => Promise.resolve('weights'))).toBe('weights');
	run.setTrainingInfo({dataset: 'production', hyperparams: {}});
	await run.train(busy(30));
	const first = timeOf();
	expect(first).toBeGreaterThanOrEqual(0.029);
	await run.train(busy(30));
	expect(timeOf()).toBeGreaterThanOrEqual(first + 0.029);
	const before = timeOf();
	await expect(
		run.train(() => {
			throw new Error('diverged');
		}),
	).rejects.toThrow('diverged');
	expect(timeOf()).toBe(before);
	run.setTrainingInfo({dataset: 'production', hyperparams: {}});
	expect(run.metadata.training?.training_time).toBe(null);
	run.setTrainingInfo({dataset: 'production', hyperparams: {}, trainingTime: 7});
	await run.train(busy(1));
	expect(timeOf()).toBe(7);
});

test('a training that only was measured is a training, and one that goes on adds to its time', async () => {
	const root = registryOf(modelFiles('Mscn/Model/a', {training: {dataset: 'd', training_time: 100}}));
	const fresh = await ModelRun.create({algorithm: 'mscn', root});
	await fresh.train(() => undefined);
	expect(fresh.metadata.training).toMatchObject({enabled: true, training_time: expect.any(Number), trained_at: expect.any(String)});
	const run = await ModelRun.load('a', undefined, {root});
	await run.train(() => undefined);
	await run.save();
	await run.train(() => undefined);
	expect(run.metadata.training?.training_time).toBeCloseTo(100, 1);
	expect(run.metadata.training?.dataset).toBe('d');
});

test('two runs in one second get two ids, and neither gets that of a file which is there', async () => {
	const root = registryOf({...modelFiles('mscn/Model/mscn_20241019_103000'), 'mscn/Model/mscn_20241019_103000_3.log': 'x'});
	const make = () => ModelRun.create({algorithm: 'MSCN', name: 'mscn', root, now: at('2024-10-19T10:30:00')});
	expect([(await make()).id, (await make()).id]).toEqual(['mscn_20241019_103000_2', 'mscn_20241019_103000_4']);
});

test('an id that was taken before the save gets a number behind it, and that is told', async () => {
	const said = warnings();
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root, now: at('2024-10-19T10:30:00')});
	put(root, 'Mscn/Model/mscn_20241019_103000.pt', 'of another program');
	const {id, path: artifact} = await run.save(file => {
		fs.mkdirSync(file);
		fs.writeFileSync(`${file}/weights`, 'mine');
	});
	expect([id, run.id, run.path]).toEqual(['mscn_20241019_103000_2', id, artifact]);
	expect(read(`${artifact}/weights`)).toBe('mine');
	expect(json(`${artifact}.json`)).toMatchObject({model_id: id, model_path: artifact});
	await told();
	expect(said).toEqual(['The id mscn_20241019_103000 was taken meanwhile: this run is mscn_20241019_103000_2.']);
});

test('the folder of an algorithm is the one that is there, in any case and place', async () => {
	const root = registryOf({
		...modelFiles('MSCN/Model/a'),
		...modelFiles('old/Lero/Model/b'),
		'mreg.config.json': {modelFolders: ['*/Model', 'runs/*/ckpt']},
		...modelFiles('runs/Bao/ckpt/c'),
	});
	const folderOf = async (algorithm: string) => path.relative(root, path.dirname((await ModelRun.create({algorithm, root})).path));
	expect([await folderOf('mscn'), await folderOf('lero'), await folderOf('bao'), await folderOf('knob')]).toEqual([
		'MSCN/Model',
		'old/Lero/Model',
		'runs/Bao/ckpt',
		'Knob/Model',
	]);
});

test.each(['a/b', '.hidden', '', '../x', 'a\nb', 'x'.repeat(101)])('a run cannot be called %j', async name => {
	const root = temporaryFolder();
	expect((await refusal(ModelRun.create({algorithm: 'mscn', name, root}))).code).toBe('usage');
	expect((await refusal(ModelRun.create({algorithm: name, root}))).code).toBe('usage');
});

test('what cannot be kept as JSON is refused by its name, and NaN is kept as Python writes it', async () => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	const refused = userErrorOf(() => run.setTrainingInfo({dataset: 'd', hyperparams: {layers: [1, {init: () => 0}]}}));
	expect(refused.message).toMatch(/^setTrainingInfo: hyperparams\.layers\[1\]\.init is a function/);
	expect(run.metadata.training).toBe(null);
	run.setTrainingInfo({dataset: 'd', hyperparams: {clip: Infinity}});
	run.addTestResult({dataset: 'd', performance: {loss: NaN}});
	const {sidecar} = await run.save(write('w'));
	run.addTestResult({dataset: 'd', performance: {loss: -Infinity}});
	await run.save();
	expect(read(sidecar).match(/(?:clip|loss)": .*/g)).toEqual(['clip": Infinity', 'loss": NaN', 'loss": -Infinity']);
});

test.each([
	['a file', (file: string) => fs.writeFileSync(file, 'w'), '', '.json', []],
	['a file with an extension', (file: string) => fs.writeFileSync(`${file}.pt`, 'w'), '.pt', '.json', []],
	['a file with an unknown extension', (file: string) => fs.writeFileSync(`${file}.weights`, 'w'), '.weights', '.weights.json', []],
	['a folder', (file: string) => fs.mkdirSync(file), '', '.json', []],
	[
		'several files',
		(file: string) => {
			for (const ending of ['.onnx', '.pt', '.log']) fs.writeFileSync(file + ending, 'w');
		},
		'.pt',
		'.json',
		['.onnx'],
	],
])('%s is saved so that the names pair', async (_, writeArtifact, ending, sidecarEnding, files) => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	const {id} = run;
	const saved = await run.save(writeArtifact);
	expect([path.basename(saved.path), path.basename(saved.sidecar)]).toEqual([id + ending, id + sidecarEnding]);
	const {models} = await readRoot(root, freshCache());
	expect(models.map(model => [model.id, model.state, model.artifact?.files])).toEqual([[id, 'ok', files.map(each => id + each)]]);
	run.addTags('again');
	await run.save(writeArtifact);
	expect((await readRoot(root, freshCache())).models.map(({state, tags}) => [state, tags])).toEqual([['ok', ['again']]]);
});

test.each([
	['nothing', () => undefined],
	['something of another name', (file: string) => fs.writeFileSync(path.join(path.dirname(file), 'weights'), 'w')],
	['a JSON file', (file: string) => fs.writeFileSync(`${file}.json`, '{}')],
	['a model with a JSON file beside it', (file: string) => ['.pt', '_config.json'].forEach(ending => fs.writeFileSync(file + ending, '{}'))],
	['a link to nothing', (file: string) => fs.symlinkSync('/nowhere/weights', file)],
	['a link that leads nowhere from its place', (file: string) => fs.symlinkSync('../holder.json', file)],
	['a link to what was written with it', (file: string) => [fs.writeFileSync(`${file}.pt`, 'w'), fs.symlinkSync(`${file}.pt`, file)]],
	['several files of which none is the model', (file: string) => [1, 2].forEach(n => fs.writeFileSync(`${file}_${n}.pt`, 'w'))],
])('where %s was written, an error says so and nothing is left', async (_, writeArtifact) => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	expect((await refusal(run.save(writeArtifact))).message).toContain('Nothing was saved.');
	expect(fs.readdirSync(root)).toEqual([]);
	expect((await refusal(run.save())).code).toBe('usage');
});

test('an error of the function that writes is passed on, nothing is left, and what was told is saved the next time', async () => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	run.addTags('kept');
	const failing = run.save(file => {
		fs.writeFileSync(file, 'half');
		throw new Error('out of memory');
	});
	await expect(failing).rejects.toThrow('out of memory');
	expect(fs.readdirSync(root)).toEqual([]);
	const {sidecar} = await run.save(write('whole'));
	expect(json(sidecar).tags).toEqual(['kept']);
});

test('saves of one run come one after the other', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	const slow = run.save(async file => {
		await told();
		fs.writeFileSync(file, 'first');
	});
	run.addTags('later');
	await Promise.all([slow, run.save(write('second'))]);
	expect([read(run.path), json(`${run.path}.json`).tags]).toEqual(['second', ['later']]);
});

const sidecar =
	'\ufeff{\r\n\t"model_id": "a", "x_unknown": [1e-05, 12345678901234567890, NaN],\r\n\t"training": {"dataset": "한국", "lr0": 1.50, "hyperparams": {"lr": 1e-05}},\r\n\t"testing": [],\r\n\t"tags": ["t"]\r\n}\r\n';

test('a loaded model gives its artifact to the reader, and a save changes nothing but what the run changed', async () => {
	const root = registryOf({'Mscn/Model/a.pt': 'weights', 'Mscn/Model/a.json': sidecar});
	const file = `${root}/Mscn/Model/a.json`;
	const run = await ModelRun.load('a', read, {root});
	expect([run.loaded, run.isNew, run.path, run.metadata.training?.dataset]).toEqual(['weights', false, `${root}/Mscn/Model/a.pt`, '한국']);
	await run.save();
	expect(read(file)).toBe(sidecar);
	run.addTags('u');
	run.addTestResult({dataset: 'imdb', performance: {total_time: 1}, testedAt: '2024-10-19T12:00:00'});
	await run.save();
	const after = sidecar
		.replace('["t"]', '["t", "u"]')
		.replace(
			'[]',
			'[\r\n\t\t{\r\n\t\t\t"dataset": "imdb",\r\n\t\t\t"tested_at": "2024-10-19T12:00:00",\r\n\t\t\t"performance": {\r\n\t\t\t\t"total_time": 1\r\n\t\t\t}\r\n\t\t}\r\n\t]',
		);
	expect(read(file).replaceAll(/\s+/g, '')).toBe(after.replaceAll(/\s+/g, ''));
	run.setTrainingInfo({dataset: '한국', hyperparams: {lr: 1e-5}, trainedAt: '2024-10-19T10:30:00'});
	await run.save();
	expect(read(file)).toContain('{"dataset": "한국", "lr0": 1.50, "hyperparams": {"lr": 1e-05}, "enabled": true');
});

test('what others wrote meanwhile stays: results, tags, notes and the training', async () => {
	const root = registryOf(modelFiles('Mscn/Model/a', {tags: ['t'], notes: 'mine', testing: [{dataset: 'one', performance: {x: 1}}]}));
	const file = `${root}/Mscn/Model/a.json`;
	const [run, other] = [await ModelRun.load('a', undefined, {root}), await ModelRun.load('a', undefined, {root})];
	other.addTestResult({dataset: 'theirs', performance: {x: 2}});
	other.removeTags('t');
	other.addTags('theirs');
	other.setNotes('theirs');
	await other.save();
	run.addTestResult({dataset: 'ours', performance: {x: 3}});
	run.addTags('ours');
	await run.save();
	const now = json(file);
	expect(now.testing.map((each: {dataset: string}) => each.dataset)).toEqual(['one', 'theirs', 'ours']);
	expect([now.tags, now.notes, run.metadata.notes]).toEqual([['theirs', 'ours'], 'theirs', 'theirs']);
});

test('a missing artifact warns and starts anew: the reader is not called, and a save fills its place', async () => {
	const said = warnings();
	const {'Mscn/Model/a.json': only} = modelFiles('Mscn/Model/a', {tags: ['t']});
	const root = registryOf({'Mscn/Model/a.json': only});
	const run = await ModelRun.load('a', () => expect.fail('there is nothing to read'), {root});
	await told();
	expect([run.loaded, run.isNew, said]).toEqual([undefined, true, ['The model file of a is missing: it starts anew.']]);
	run.addTags('u');
	await run.save();
	expect(json(`${root}/Mscn/Model/a.json`).tags).toEqual(['t', 'u']);
	await run.save(file => fs.writeFileSync(`${file}.pt`, 'again'));
	expect([run.isNew, read(`${root}/Mscn/Model/a.pt`), run.path]).toEqual([false, 'again', `${root}/Mscn/Model/a.pt`]);
});

test('a model without a sidecar gets one', async () => {
	const root = registryOf({'Mscn/Model/a.pt': 'weights'});
	const run = await ModelRun.load('a.pt', read, {root});
	run.addTestResult({dataset: 'imdb', performance: {total_time: 1}});
	const {sidecar: made} = await run.save();
	expect(made).toBe(`${root}/Mscn/Model/a.json`);
	expect(json(made)).toMatchObject({model_id: 'a.pt', algorithm: 'mscn', training: null, testing: [{dataset: 'imdb'}]});
});

test('an artifact of the same bytes stays the very file, another replaces it', async () => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	await run.save(write('one'));
	const inode = () => fs.statSync(run.path).ino;
	const first = inode();
	await run.save(write('one'));
	expect(inode()).toBe(first);
	await run.save(write('two'));
	expect([read(run.path), inode() === first]).toEqual(['two', false]);
});

test('a folder is replaced by one that holds what it held besides, also by a file, and the old one is gone', async () => {
	const root = temporaryFolder();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	const folder = (name: string) => (file: string) => {
		fs.mkdirSync(`${file}/inner`, {recursive: true});
		fs.writeFileSync(`${file}/inner/${name}`, name);
	};
	await run.save(folder('one'));
	await run.save(folder('two'));
	expect(fs.readdirSync(run.path, {recursive: true}).sort()).toEqual(['inner', 'inner/one', 'inner/two']);
	await run.save(write('file'));
	expect(read(run.path)).toBe('file');
	expect(fs.readdirSync(path.dirname(run.path)).sort()).toEqual([run.id, `${run.id}.json`]);
});

test('a registered version takes results and tags, and keeps its bytes', async () => {
	const root = registryOf(modelFiles('Resnet18/Model/resnet18_v1', {family: 'resnet18', version: 1, tags: []}));
	const run = await ModelRun.load('resnet18@v1', read, {root});
	run.addTags('u');
	const refused = await refusal(run.save(write('others')));
	expect([refused.code, read(run.path)]).toEqual(['read-only', 'weights']);
	await run.save(write('weights'));
	expect(json(`${run.path}.json`).tags).toEqual(['u']);
});

test('an artifact that is a link is neither written through nor replaced', async () => {
	const root = registryOf(modelFiles('Mscn/Model/a'));
	const outside = path.join(temporaryFolder(), 'weights');
	fs.writeFileSync(outside, 'outside');
	fs.rmSync(`${root}/Mscn/Model/a`);
	fs.symlinkSync(outside, `${root}/Mscn/Model/a`);
	const run = await ModelRun.load('a', read, {root});
	expect(run.loaded).toBe('outside');
	expect((await refusal(run.save(write('new')))).code).toBe('read-only');
	expect([read(outside), fs.readlinkSync(`${root}/Mscn/Model/a`)]).toEqual(['outside', outside]);
});

test('a model that was removed meanwhile is not made anew, and a broken sidecar is not loaded', async () => {
	const root = registryOf({...modelFiles('Mscn/Model/a'), 'Mscn/Model/b': 'w', 'Mscn/Model/b.json': '{"model_id": "b", '});
	const run = await ModelRun.load('a', undefined, {root});
	for (const name of ['a', 'a.json']) fs.rmSync(`${root}/Mscn/Model/${name}`);
	run.addTags('u');
	expect((await refusal(run.save(write('new')))).message).toMatch(/a\.json is not there any more/);
	expect(fs.readdirSync(`${root}/Mscn/Model`).sort()).toEqual(['b', 'b.json']);
	expect((await refusal(ModelRun.load('b', undefined, {root}))).code).toBe('unreadable');
});

test('model_registry.json and the training history follow, where they are there; the journal is not told', async () => {
	const root = exampleData();
	const run = await ModelRun.create({algorithm: 'mscn', root});
	run.setTrainingInfo({dataset: 'production', hyperparams: {lr: 0.1}});
	run.addTags('fresh');
	await run.save(write('w'));
	const entry = () => json(`${root}/model_registry.json`)[run.id];
	expect(entry()).toMatchObject({tags: ['fresh'], training: {dataset: 'production'}});
	expect(json(`${root}/Mscn/training_registry.json`)[run.id]).toMatchObject({dataset: 'production', status: 'present', artifact_bytes: 1});
	run.addTestResult({dataset: 'imdb', performance: {total_time: 3}});
	await run.save();
	expect(entry().testing).toMatchObject([{dataset: 'imdb', performance: {total_time: 3}}]);
	expect(readJournal(root).entries).toEqual([]);
});

test('the reading of a run writes nothing below the root', async () => {
	const root = exampleData();
	const before = treeHash(root);
	await ModelRun.load('mscn_20241019_103000', read, {root});
	await ModelRun.create({algorithm: 'new', root});
	expect(treeHash(root)).toBe(before);
});

type AnyRun = Awaited<ReturnType<typeof ModelRun.create>>;
const odd = (value: unknown) => value as never;
const training = (more: object) => odd({dataset: 'd', hyperparams: {}, ...more});
const tested = (more: object) => odd({dataset: 'd', performance: {total_time: 1}, ...more});

test.each<[call: string, action: (run: AnyRun) => unknown, message: string]>([
	['setNotes(function)', run => run.setNotes(odd(() => 1)), 'setNotes: text must be text, not a function.'],
	['setNotes(symbol)', run => run.setNotes(odd(Symbol('x'))), 'setNotes: text must be text, not a symbol.'],
	['setNotes(5)', run => run.setNotes(odd(5)), 'setNotes: text must be text, not 5.'],
	['setNotes(10n)', run => run.setNotes(odd(10n)), 'setNotes: text must be text, not 10n.'],
	['setNotes()', run => run.setNotes(odd(undefined)), 'setNotes: text must be text, not undefined.'],
	['addTags(list)', run => run.addTags(odd(['a'])), 'addTags: each tag must be text, not a list.'],
	['removeTags(5)', run => run.removeTags(odd(5)), 'removeTags: each tag must be text, not 5.'],
	['no training', run => run.setTrainingInfo(odd(undefined)), 'setTrainingInfo: the training must be an object, not undefined.'],
	['a blank dataset', run => run.setTrainingInfo(training({dataset: ' '})), 'setTrainingInfo: dataset is blank.'],
	['a dataset 5', run => run.setTrainingInfo(training({dataset: 5})), 'setTrainingInfo: dataset must be text, not 5.'],
	[
		'hyperparams as a list',
		run => run.setTrainingInfo(training({hyperparams: [1]})),
		'setTrainingInfo: hyperparams must be an object of names and values, not a list.',
	],
	['a hole in a list', run => run.setTrainingInfo(training({hyperparams: {a: new Array(1)}})), 'setTrainingInfo: hyperparams.a[0] is undefined'],
	['hyperparams as a Map', run => run.setTrainingInfo(training({hyperparams: new Map()})), 'setTrainingInfo: hyperparams is a Map'],
	['a time NaN', run => run.setTrainingInfo(training({trainingTime: NaN})), 'setTrainingInfo: trainingTime must be a finite number of seconds'],
	['a time below 0', run => run.setTrainingInfo(training({trainingTime: -1})), 'setTrainingInfo: trainingTime must be a finite number of seconds'],
	['half a query', run => run.setTrainingInfo(training({numQueries: 1.5})), 'setTrainingInfo: numQueries must be a whole number, 0 at least, not 1.5.'],
	['a day as a number', run => run.setTrainingInfo(training({trainedAt: 5})), 'setTrainingInfo: trainedAt must be an ISO 8601 time'],
	['no test', run => run.addTestResult(odd(null)), 'addTestResult: the test must be an object, not null.'],
	['a test on nothing', run => run.addTestResult(tested({dataset: undefined})), 'addTestResult: dataset must be text, not undefined.'],
	['performance as a list', run => run.addTestResult(tested({performance: [undefined]})), 'addTestResult: performance[0] is undefined: a sidecar keeps'],
	['a metric in a function', run => run.addTestResult(tested({performance: {a: () => 1}})), 'addTestResult: performance.a is a function'],
	['nothing measured', run => run.addTestResult(tested({performance: {a: undefined}})), 'addTestResult: what was measured on d?'],
	['times 5', run => run.addTestResult(tested({times: 5})), 'addTestResult: times must be a list of seconds, not 5.'],
	['a time as a symbol', run => run.addTestResult(tested({times: [1, Symbol('x')]})), 'addTestResult: times[1] must be a finite number of seconds'],
	['a digest 5', run => run.addTestResult(tested({datasetDigest: 5})), 'addTestResult: datasetDigest must be text, not 5.'],
	['train()', run => run.train(odd(undefined)), 'train: fn must be a function, not undefined.'],
	['save(path)', run => run.save(odd('weights.pt')), 'save: writeArtifact must be a function, not "weights.pt".'],
	['create()', () => ModelRun.create(odd(undefined)), 'create: options must be an object, not undefined.'],
	['create(algorithm 5)', () => ModelRun.create(odd({algorithm: 5})), 'create: algorithm must be text, not 5.'],
	['create(name 5)', () => ModelRun.create(odd({algorithm: 'a', name: 5})), 'create: name must be text, not 5.'],
	['create(id null)', () => ModelRun.create(odd({algorithm: 'a', id: null})), 'create: id must be text, not null.'],
	['create(root 5)', () => ModelRun.create(odd({algorithm: 'a', root: 5})), 'create: root must be text, not 5.'],
	['create(now 5)', () => ModelRun.create(odd({algorithm: 'a', now: 5})), 'create: now must be a function, not 5.'],
	['create(wait text)', () => ModelRun.create(odd({algorithm: 'a', wait: '5'})), 'create: wait must be a number of milliseconds'],
	['load(5)', () => ModelRun.load(odd(5)), 'load: id must be text, not 5.'],
	['load(id, text)', () => ModelRun.load('a', odd('x')), 'load: readArtifact must be a function, not "x".'],
])('%s is refused at once, by the name of the argument, and nothing of it is kept', async (_, action, message) => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	const before = run.metadata;
	const refused = await refusal(Promise.resolve().then(() => action(run)));
	expect([refused.code, refused.message.slice(0, message.length)]).toEqual(['usage', message]);
	expect(run.metadata).toEqual(before);
});

test('performance may hold nested values, and texts', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	run.addTestResult(tested({performance: {total_time: Infinity, by_template: {a: [1, NaN]}, unit: 's'}}));
	const {sidecar: file} = await run.save(write('w'));
	expect(read(file)).toMatch(/"total_time": Infinity,\s+"by_template": \{\s+"a": \[\s+1,\s+NaN\s+\]\s+\},\s+"unit": "s"/);
});

test('what changes a run gives it back, and a new run can have the type of a loaded one', async () => {
	const run = await ModelRun.create<Buffer>({algorithm: 'mscn', root: temporaryFolder()});
	const loaded: Buffer | undefined = run.loaded;
	const same = run
		.setTrainingInfo({dataset: 'd', hyperparams: {}})
		.addTestResult({dataset: 'd', times: [1]})
		.addTags('a')
		.removeTags('b')
		.setNotes('n');
	expect([same === run, loaded]).toEqual([true, undefined]);
});

test('a save within the save of the same run is refused, and another run can be saved there', async () => {
	const root = temporaryFolder();
	const [run, other] = [await ModelRun.create({algorithm: 'mscn', root}), await ModelRun.create({algorithm: 'lero', root})];
	const nested = run.save(async file => {
		await other.save(async inner => {
			await told();
			fs.writeFileSync(inner, 'other');
			await run.save(write('nested'));
		});
		fs.writeFileSync(file, 'w');
	});
	const refused = await refusal(nested);
	expect([refused.code, refused.message]).toEqual(['usage', `save: ${run.id} is being saved, by the save whose writeArtifact asks for it.`]);
	await run.save(async file => {
		await other.save(write('other'));
		fs.writeFileSync(file, 'w');
		// When that is done.
		setImmediate(() => run.addTags('later') && void run.save());
	});
	await until(() => json(`${run.path}.json`).tags.includes('later'));
	expect([read(run.path), read(other.path)]).toEqual(['w', 'other']);
});

test('the answer names all files of the model, the artifact first, and what was written beside them', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	const writeAll = (file: string) => ['.log', '.onnx', '.pt'].forEach(ending => fs.writeFileSync(file + ending, ending));
	const {path: artifact, files} = await run.save(writeAll);
	const stem = artifact.slice(0, -'.pt'.length);
	expect(files).toEqual([artifact, `${stem}.onnx`, `${stem}.log`]);
	await run.save(file => fs.writeFileSync(`${file}.pt`, 'again'));
	expect((await run.save()).files).toEqual(files);
});

test('of trainings within each other and at once each moment counts once', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	const pauseOf = (ms: number) => () => new Promise<void>(resolve => setTimeout(resolve, ms));
	const start = performance.now();
	await run.train(() => run.train(pauseOf(60)));
	await Promise.all([run.train(pauseOf(60)), run.train(pauseOf(60)), run.train(pauseOf(20))]);
	const wall = (performance.now() - start) / 1000;
	const time = run.metadata.training?.training_time ?? NaN;
	expect(time).toBeGreaterThanOrEqual(0.118);
	expect(time).toBeLessThanOrEqual(wall + 1e-6);
});

test('an algorithm is spelled as its models spell it', async () => {
	const root = registryOf({...modelFiles('Mscn/Model/a', {algorithm: 'MsCN'}), 'Lero/Model/b': 'w', 'Bao/readme': 'none'});
	const made = async (algorithm: string) => (await ModelRun.create({algorithm, root, now: at('2024-10-19T10:30:00')})).metadata;
	expect(await made('mscn')).toMatchObject({algorithm: 'MsCN', model_id: 'MsCN_20241019_103000'});
	expect(await made('LERO')).toMatchObject({algorithm: 'lero', model_id: 'lero_20241019_103000'});
	expect(await made('BAO')).toMatchObject({algorithm: 'BAO'});
});

test('what would make a sidecar that nobody can read is not saved', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	run.setNotes('x'.repeat(4_000_001));
	expect((await refusal(run.save(write('w')))).message).toMatch(/^The sidecar would be larger than 4000000 bytes.* Nothing was saved\.$/);
	expect(fs.readdirSync(run.root)).toEqual([]);
	run.setNotes('short');
	await run.save(write('w'));
	run.setNotes('x'.repeat(4_000_001));
	expect((await refusal(run.save())).code).toBe('failed');
	expect(json(`${run.path}.json`).notes).toBe('short');
});
