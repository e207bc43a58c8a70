/** Runs that are saved again while others change the same model: nothing of anybody is lost, and words and weights belong together. */

import fs from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {ModelRun} from '../../source/library/model-run.ts';
import {modelFiles, registryOf} from '../helpers/registries.ts';
import {startScript} from '../helpers/script.ts';
import {temporaryFolder} from '../helpers/temporary-folder.ts';
import {refusal} from '../helpers/typed-command.ts';
import {until} from '../helpers/until.ts';

process.env.XDG_CACHE_HOME = temporaryFolder();
process.env.NODE_COMPILE_CACHE = temporaryFolder();

const isLong = process.env.MREG_LONG_TESTS !== undefined;
const write = (text: string) => (file: string) => fs.writeFileSync(file, text);
const read = (file: string) => fs.readFileSync(file, 'utf8');
const json = (file: string) => JSON.parse(read(file));
const range = (count: number) => Array.from({length: count}, (_, index) => index);

/** What was warned of while the test runs. */
function warnings(): () => Promise<string> {
	const said: string[] = [];
	const hear = ({name, message}: Error) => void (name === 'MregWarning' && said.push(message));
	process.on('warning', hear);
	onTestFinished(() => void process.off('warning', hear));
	return async () => {
		await new Promise(resolve => setImmediate(resolve));
		return said.join('\n');
	};
}

const trained = (dataset: string, hyperparams = {}) => ({dataset, hyperparams, trainedAt: `2024-10-19T10:30:${dataset}`, trainingTime: 1});
const old = {training: {dataset: 'old', trained_at: '2024-10-19T10:30:00', hyperparams: {a: 1, b: 2}}, tags: []};
const folderWith = (files: Readonly<Record<string, string>>) => (folder: string) => {
	for (const [name, text] of Object.entries(files)) {
		fs.mkdirSync(path.dirname(`${folder}/${name}`), {recursive: true});
		fs.writeFileSync(`${folder}/${name}`, text);
	}
};

/** Two runs of one model. */
async function twoRuns(content: object = old): Promise<{readonly root: string; readonly run: ModelRun; readonly other: ModelRun; readonly file: string}> {
	const root = registryOf(modelFiles('Mscn/Model/a', content));
	return {root, run: await ModelRun.load('a', undefined, {root}), other: await ModelRun.load('a', undefined, {root}), file: `${root}/Mscn/Model/a`};
}

test('a run that only tested leaves the model file that another one put there meanwhile, and says so', async () => {
	const said = warnings();
	const {run, other, file} = await twoRuns();
	other.setTrainingInfo(trained('11'));
	await other.save(write('new weights'));
	run.addTags('tested');
	await run.save(write('stale weights'));
	expect([read(file), json(`${file}.json`).training.dataset, json(`${file}.json`).tags]).toEqual(['new weights', '11', ['tested']]);
	expect(await said()).toMatch(/Another program replaced the model file of Mscn\/Model\/a: that stays, and what was written now is dropped/);
	// It has not learned of the new weights by that.
	await run.save(write('stale weights'));
	expect(read(file)).toBe('new weights');
});

test('a run that trained meanwhile is saved under an id of its own, and both are whole', async () => {
	const said = warnings();
	const {run, other, file} = await twoRuns();
	other.setTrainingInfo(trained('11'));
	await other.save(write('theirs'));
	run.setTrainingInfo(trained('22'));
	run.addTags('mine');
	const saved = await run.save(write('ours'));
	expect([saved.id, run.id, saved.path]).toEqual(['a_2', 'a_2', `${file}_2`]);
	expect([read(file), json(`${file}.json`).training.dataset]).toEqual(['theirs', '11']);
	const {model_id, model_path, training, tags} = json(`${file}_2.json`);
	expect([read(`${file}_2`), model_id, model_path, training.dataset, tags]).toEqual(['ours', 'a_2', `${file}_2`, '22', ['mine']]);
	expect(await said()).toMatch(/Mscn\/Model\/a was trained by another program since this run loaded it: that stays, and this run is a_2/);
	run.addTags('again');
	await run.save(write('ours again'));
	expect([read(`${file}_2`), json(`${file}_2.json`).tags, fs.existsSync(`${file}_3`)]).toEqual(['ours again', ['mine', 'again'], false]);
});

test('what was trained stays trained until its model file is saved, whoever measured it', async () => {
	const {run, other, file} = await twoRuns();
	await run.train(() => undefined);
	await run.save();
	other.addTags('theirs');
	await other.save(write('theirs'));
	expect((await run.save(write('ours'))).id).toBe('a_2');
	expect(read(file)).toBe('theirs');
});

test('two trainings are never mixed key by key, and without a model file the second one is refused', async () => {
	const {run, other, file} = await twoRuns();
	other.setTrainingInfo(trained('11', {lr: 1}));
	await other.save();
	run.setTrainingInfo(trained('22', {momentum: 2}));
	const refused = await refusal(run.save());
	expect([refused.code, refused.message]).toEqual([
		'changed',
		'Mscn/Model/a tells of another training by now: two trainings are not mixed. Nothing was saved.',
	]);
	expect(json(`${file}.json`).training).toMatchObject({dataset: '11', hyperparams: {lr: 1}});
	expect((await run.save(write('ours'))).id).toBe('a_2');
	expect(json(`${file}_2.json`).training).toMatchObject({dataset: '22', hyperparams: {momentum: 2}});
});

test('of one training each field is its own: taking out a hyperparameter takes out that one alone', async () => {
	const {run, other, file} = await twoRuns();
	const trainedAt = old.training.trained_at;
	other.setTrainingInfo({dataset: 'old', hyperparams: {a: 1, b: 2, c: 3}, trainedAt, numQueries: 5});
	await other.save();
	run.setTrainingInfo({dataset: 'old', hyperparams: {a: 4}, trainedAt});
	await run.save();
	expect(json(`${file}.json`).training).toMatchObject({dataset: 'old', hyperparams: {a: 4, c: 3}, trained_at: trainedAt, num_queries: 5});
});

test('a model file that appeared in the place of a missing one stays, or the run gets an id of its own', async () => {
	const {root, run, other, file} = await twoRuns();
	fs.rmSync(file);
	const [late, trainedLate] = [await ModelRun.load('a', undefined, {root}), await ModelRun.load('a', undefined, {root})];
	fs.writeFileSync(file, 'theirs');
	for (const _ of range(2)) await late.save(write('late'));
	expect(read(file)).toBe('theirs');
	trainedLate.setTrainingInfo(trained('33'));
	expect((await trainedLate.save(write('ours'))).id).toBe('a_2');
	expect([run.isNew, other.isNew, read(file)]).toEqual([false, false, 'theirs']);
});

test('the same bytes are no other model file, whoever wrote them', async () => {
	const {run, other, file} = await twoRuns();
	await other.save(write('same'));
	run.setTrainingInfo(trained('22'));
	expect((await run.save(write('same'))).id).toBe('a');
	expect(json(`${file}.json`).training.dataset).toBe('22');
});

test('a folder keeps what this save did not write: steps of earlier ones, and logs of other programs that still write them', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	await run.save(folderWith({'steps/1.pt': 'one', 'last.pt': 'one'}));
	fs.mkdirSync(`${run.path}/logs`);
	const log = fs.openSync(`${run.path}/logs/events.log`, 'w');
	run.setTrainingInfo(trained('22'));
	await run.save(folderWith({'steps/2.pt': 'two', 'last.pt': 'two'}));
	fs.writeSync(log, 'still there');
	fs.closeSync(log);
	expect(run.id).not.toMatch(/_2$/);
	expect(['steps/1.pt', 'steps/2.pt', 'last.pt', 'logs/events.log'].map(name => read(`${run.path}/${name}`))).toEqual(['one', 'two', 'two', 'still there']);
	const {ino} = fs.statSync(run.path);
	await run.save(folderWith({'last.pt': 'two'}));
	expect(fs.statSync(run.path).ino).toBe(ino);
	const refused = await refusal(run.save(write('a file')));
	expect([refused.message.replace(run.id, 'ID'), read(`${run.path}/last.pt`)]).toEqual([
		'Mscn/Model/ID is a folder with logs/events.log, which this run did not write: no file takes its place. Nothing was saved.',
		'two',
	]);
	expect((await refusal(run.save(folderWith({logs: 'a file'})))).message).toMatch(/of what was written under its name one is a folder/);
	expect(read(`${run.path}/logs/events.log`)).toBe('still there');
});

/** Writes the model, and files beside it. */
const beside = (files: Readonly<Record<string, string>>) => (file: string) => {
	fs.writeFileSync(file, 'weights');
	folderWith(files)(path.dirname(file));
};

test('what is written beside the model lies there, and a folder that is there gets it file by file', async () => {
	const root = temporaryFolder();
	const saved = [];
	for (const n of range(3)) {
		const run = await ModelRun.create({algorithm: 'mscn', name: `n${n}`, root});
		saved.push(await run.save(beside({[`logs/${run.id}.log`]: `log ${n}`, 'last.log': `last ${n}`, 'vocabulary.txt': 'same', '.hidden': 'x'})));
	}
	const folder = `${root}/Mscn/Model`;
	expect(saved.map(({id}) => read(`${folder}/logs/${id}.log`))).toEqual(['log 0', 'log 1', 'log 2']);
	expect([read(`${folder}/last.log`), read(`${folder}/vocabulary.txt`), fs.existsSync(`${folder}/.hidden`)]).toEqual(['last 2', 'same', false]);
});

test.each([
	['a version', 'mscn_v1.pt', {'mscn_v1.pt': 'w', 'mscn_v1.json': {model_id: 'mscn_v1', family: 'mscn', version: 1}}],
	['the sidecar of another model', 'b.json', {b: 'w', 'b.json': {model_id: 'b'}}],
	['a file of a folder that is another model', 'b/more.pt', {'b/weights': 'w', 'b.json': {model_id: 'b'}}],
	['a folder', 'b', {'b/weights': 'w'}],
])('%s is not replaced by what is written beside a model: nothing is saved', async (_, name, there) => {
	const files = Object.fromEntries(Object.entries(there).map(([each, content]) => [`Mscn/Model/${each}`, content]));
	const root = registryOf({...modelFiles('Mscn/Model/a', old), ...files});
	const names = () =>
		(fs.readdirSync(`${root}/Mscn/Model`, {recursive: true}) as string[]).sort().map(each => [each, fs.statSync(`${root}/Mscn/Model/${each}`).ino]);
	const before = names();
	const fresh = await ModelRun.create({algorithm: 'mscn', name: 'fresh', root});
	const again = await ModelRun.load('a', undefined, {root});
	for (const run of [fresh, again]) {
		const refused = await refusal(run.save(beside({[name]: 'others'})));
		expect([refused.code, refused.message]).toEqual(['failed', `Mscn/Model/${name} is there, and not of this run: it is not replaced. Nothing was saved.`]);
	}
	expect(names()).toEqual(before);
});

test('what this run wrote beside its model it replaces', async () => {
	const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
	for (const text of ['one', 'two', 'three']) await run.save(beside({'vocabulary.pkl': text, [`${text}.pkl`]: text}));
	const names = ['vocabulary', 'one', 'three'].map(name => path.join(path.dirname(run.path), `${name}.pkl`));
	expect(names.map(read)).toEqual(['three', 'one', 'three']);
});

test('where the sidecar cannot be edited, nothing is replaced', async () => {
	for (const folder of [false, true]) {
		const run = await ModelRun.create({algorithm: 'mscn', root: temporaryFolder()});
		const writeArtifact = (text: string) => (folder ? folderWith({weights: text}) : write(text));
		await run.save(writeArtifact('one'));
		fs.writeFileSync(`${run.path}.json`, '[]');
		expect((await refusal(run.save(writeArtifact('two')))).code).toBe('failed');
		expect([read(folder ? `${run.path}/weights` : run.path), fs.readdirSync(path.dirname(run.path)).length]).toEqual(['one', 2]);
	}
});

test('a run keeps its place when the process goes elsewhere', async () => {
	const [root, elsewhere, here] = [temporaryFolder(), temporaryFolder(), process.cwd()];
	onTestFinished(() => process.chdir(here));
	process.chdir(path.dirname(root));
	const run = await ModelRun.create({algorithm: 'mscn', root: path.basename(root)});
	await run.save(file => {
		process.chdir(elsewhere);
		fs.writeFileSync(file, 'one');
	});
	process.chdir(elsewhere);
	await run.save(write('two'));
	expect([read(run.path), path.isAbsolute(run.path), fs.readdirSync(elsewhere)]).toEqual(['two', true, []]);
});

/** The number that the weights of a model have, and the one that its words have. */
function numbersOf(file: string): readonly [weights: string, words: string] {
	const weights = fs.statSync(file).isDirectory() ? `${file}/weights` : file;
	return [read(weights), json(`${file}.json`).training.dataset];
}

test('a process that is killed while it saves a model again leaves weights with the words that belong to them', async () => {
	const [rounds, atOnce] = isLong ? [12, 5] : [3, 5];
	const root = registryOf(modelFiles('Mscn/Model/other'));
	const folder = `${root}/Mscn/Model`;
	let leftovers = 0;
	for (const round of range(rounds)) {
		const scripts = range(atOnce).map(n => startScript('saving-again-process', [root, `m${round}x${n}`, n % 2 === 0 ? 'file' : 'folder']));
		await until(() => scripts.every(script => script.lines().length > 1), {timeout: 30_000});
		await Promise.all(
			scripts.map(async ({child, ended}) => {
				await new Promise(resolve => setTimeout(resolve, Math.random() * 80));
				child.kill('SIGKILL');
				return ended;
			}),
		);
		leftovers += fs.readdirSync(folder).filter(name => name.startsWith('.mreg-run.')).length;
		const next = await ModelRun.load('other', undefined, {root});
		next.addTags(`round${round}`);
		await next.save();
		for (const script of scripts) {
			const [last = ''] = script.lines().slice(-1);
			const [id = '', number = ''] = last.split(' ');
			const [weights, words] = numbersOf(`${folder}/${id}`);
			expect([id, weights]).toEqual([id, words]);
			expect(Number(words), id).toBeGreaterThanOrEqual(Number(number));
			if (fs.statSync(`${folder}/${id}`).isDirectory()) expect(range(Number(words) + 1).filter(n => !fs.existsSync(`${folder}/${id}/step${n}`))).toEqual([]);
		}
	}
	expect(leftovers).toBeGreaterThan(0);
}, 120_000);
