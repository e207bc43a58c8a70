/** Writes ExampleData/, the demo registry: made up, but in the form that the Python programs write, and the same bytes on every run. */

import fs from 'node:fs';
import path from 'node:path';
import {idTime, isoSeconds, pythonFloat, pythonJson, rounded, seededRandom} from '../bench/generate.ts';
import {pickledNumber, smallCheckpoint, smallPickle} from './small-checkpoint.ts';

interface Dataset {
	readonly queries: number;
	/** Seconds that all queries take with the best hyperparameters, per algorithm. */
	readonly total: {readonly [algorithm: string]: number};
}

const datasets: {readonly [name: string]: Dataset} = {
	production: {queries: 100, total: {mscn: 42.3, lero: 41.2, knob: 48.9}},
	imdb: {queries: 113, total: {mscn: 117.6, lero: 119.4, knob: 149.8}},
	stats_tiny: {queries: 80, total: {mscn: 35.1, lero: 37.6, knob: 39.7}},
	tpch: {queries: 22, total: {mscn: 92.8, lero: 87.4, knob: 108.5}},
};

/** How much longer the queries take with a hyperparameter's value than with the best one. */
const slowdowns: {readonly [name: string]: {readonly [value: string]: number}} = {
	num_epoch: {50: 1.08, 100: 1.03, 200: 1, 400: 1.02},
	learning_rate: {0.01: 1.27, 0.001: 1.1, 0.0003: 1, 0.0001: 1.045, 0.00001: 1.2},
	batch_size: {64: 1, 128: 1.012, 512: 0.995, 1024: 1, 2048: 1.015},
	num_training: {250: 1.045, 500: 1, 1000: 0.99},
	optimizer: {smac: 1, spsa: 1.035, ddpg: 1.09},
	num_iteration: {50: 1.06, 100: 1.025, 300: 1},
	num_knobs: {10: 1.02, 20: 1},
};

type Hyperparams = Readonly<Record<string, number | string>>;

interface TestPlan {
	readonly dataset: string;
	/** Fewer queries than the dataset has. */
	readonly queries?: number;
	/** When, if it was not right after the training: `2024-11-02T09:15:00`. */
	readonly at?: string;
}

interface Run {
	/** When the training began (or the file was copied here): the time in the id. */
	readonly at: string;
	/** Absent: nobody knows how the model was trained. */
	readonly trainedOn?: string;
	readonly hyperparams?: Hyperparams;
	readonly tests?: readonly TestPlan[];
	readonly withQError?: boolean;
	readonly tags?: readonly string[];
	readonly notes?: string;
}

interface Algorithm {
	readonly name: string;
	readonly extension: string;
	readonly runs: readonly Run[];
	readonly artifact: (random: () => number) => Artifact;
}

/** A file's bytes, or a folder's files by name. */
type Artifact = Buffer | Readonly<Record<string, Buffer>>;

const everywhere: readonly TestPlan[] = [{dataset: 'production'}, {dataset: 'imdb'}, {dataset: 'stats_tiny'}];

const mscnSweep = {
	low: {num_epoch: 200, num_training: 500, num_collection: 500, learning_rate: 0.0003, batch_size: 1024},
	lower: {num_epoch: 200, num_training: 500, num_collection: 500, learning_rate: 0.0001, batch_size: 512},
	usual: {num_epoch: 100, num_training: 500, num_collection: 500, learning_rate: 0.001, batch_size: 1024},
	high: {num_epoch: 50, num_training: 500, num_collection: 500, learning_rate: 0.01, batch_size: 1024},
	lowest: {num_epoch: 400, num_training: 500, num_collection: 500, learning_rate: 0.00001, batch_size: 2048},
} as const;

const mscnRuns: readonly Run[] = [
	{at: '2024-10-18T17:12:00', tests: [{dataset: 'production'}, {dataset: 'imdb'}], tags: ['baseline'], notes: '공개된 가중치를 그대로 가져옴. 학습 기록 없음'},
	{
		at: '2024-10-19T10:30:00',
		trainedOn: 'production',
		hyperparams: {num_epoch: 100, num_training: 500, num_collection: 500, learning_rate: 0.001},
		tests: [{dataset: 'production'}, {dataset: 'stats_tiny'}, {dataset: 'imdb', queries: 80}],
		tags: ['baseline', 'keep'],
		notes: '첫 학습. imdb는 질의 80개로만 재서 다른 모델과 비교하면 안 됨',
	},
	...seeds('2024-10-21T20:05:00', 'production', mscnSweep.usual, [
		{tests: [{dataset: 'production'}, {dataset: 'imdb', queries: 80}, {dataset: 'imdb'}], tags: ['sweep1'], notes: 'imdb를 80개로 먼저 재고 113개로 다시 잼'},
		{tests: everywhere, tags: ['sweep1']},
		{tests: everywhere, tags: ['sweep1'], notes: 'Production 데이터로 학습, 성능 좋음'},
		{tests: [...everywhere, {dataset: 'tpch'}], tags: ['sweep1'], withQError: true},
	]),
	...seeds('2024-10-22T21:40:00', 'production', mscnSweep.low, [
		{tests: everywhere, tags: ['sweep1'], withQError: true},
		{tests: everywhere, tags: ['sweep1'], withQError: true, notes: '논문 표 2 후보'},
		{
			tests: [...everywhere, {dataset: 'imdb', at: '2024-11-02T09:15:00'}],
			tags: ['sweep1'],
			notes: '11/2 PostgreSQL 재시작하고 imdb 다시 측정. 처음보다 조금 느림',
		},
		{tests: everywhere, tags: ['sweep1'], withQError: true},
	]),
	...seeds('2024-10-23T22:10:00', 'production', mscnSweep.lower, [
		{tests: [{dataset: 'production'}, {dataset: 'imdb'}], tags: ['sweep1']},
		{tests: [{dataset: 'production'}, {dataset: 'imdb'}], tags: ['sweep1'], withQError: true, notes: '에폭 200, 과적합 의심'},
		{tests: [...everywhere, {dataset: 'tpch'}], tags: ['sweep1']},
		{tests: [{dataset: 'production'}, {dataset: 'imdb'}], tags: ['sweep1'], notes: 'seed 3만 조인 5개 이상에서 과소추정'},
	]),
	...seeds('2024-10-24T21:55:00', 'production', mscnSweep.high, [
		{tests: [{dataset: 'imdb'}], tags: ['sweep1'], notes: 'learning rate too high: the loss oscillates'},
		{tests: [{dataset: 'imdb'}], tags: ['sweep1'], notes: 'imdb에서 느림'},
		{tests: [{dataset: 'imdb'}, {dataset: 'production'}], tags: ['sweep1'], notes: '수렴 안 함'},
		{tests: [{dataset: 'imdb', queries: 80}], tags: ['sweep1'], notes: '시간이 없어서 80개만'},
	]),
	...seeds('2024-10-26T19:30:00', 'production', mscnSweep.lowest, [{notes: '아직 테스트 안 함. loss가 거의 안 떨어짐'}, {}]),
];

const leroShort = {num_epoch: 50, num_training: 250, num_collection: 500, learning_rate: 0.001, batch_size: 64};
const leroLong = {num_epoch: 200, num_training: 500, num_collection: 500, learning_rate: 0.0003, batch_size: 64};
const leroMiddle = {num_epoch: 100, num_training: 500, num_collection: 500, learning_rate: 0.001, batch_size: 128};

const leroRuns: readonly Run[] = [
	{
		at: '2024-10-19T11:00:00',
		trainedOn: 'production',
		hyperparams: {...leroMiddle, seed: 0},
		tests: everywhere,
		tags: ['baseline'],
		notes: 'pairwise 기본 설정',
	},
	{at: '2024-10-20T15:12:47', tests: [{dataset: 'stats_tiny'}], notes: '옆 팀에서 받은 모델. 무엇으로 학습했는지 물어볼 것'},
	...seeds('2024-10-25T20:20:00', 'production', leroShort, [
		{tests: [{dataset: 'production'}, {dataset: 'imdb'}], tags: ['experiment']},
		{tests: [{dataset: 'production'}, {dataset: 'imdb'}], tags: ['experiment'], notes: '학습 질의를 250개로 줄이면 imdb가 나빠짐'},
		{tests: [{dataset: 'production'}], tags: ['experiment']},
	]),
	...seeds('2024-10-27T21:00:00', 'production', leroLong, [
		{tests: [...everywhere, {dataset: 'tpch'}], tags: ['paper']},
		{tests: [...everywhere, {dataset: 'tpch'}], notes: '논문 표 2 후보. production에서 제일 빠름'},
		{tests: [...everywhere, {dataset: 'tpch'}], tags: ['paper'], notes: '논문 표 3에 쓴 모델, 지우지 말 것'},
	]),
	{
		at: '2024-10-29T09:41:20',
		trainedOn: 'stats_tiny',
		hyperparams: {...leroMiddle, seed: 0},
		tests: [{dataset: 'stats_tiny'}, {dataset: 'imdb', queries: 80}],
		tags: ['재학습'],
		notes: 'stats_tiny로 재학습',
	},
	{
		at: '2024-10-30T14:07:33',
		trainedOn: 'imdb',
		hyperparams: {...leroMiddle, num_training: 1000, seed: 0},
		tests: [{dataset: 'imdb'}],
		tags: ['재학습'],
		notes: 'imdb로 재학습, 학습 질의 두 배',
	},
	{at: '2024-10-30T18:22:05', trainedOn: 'imdb', hyperparams: {...leroMiddle, num_training: 1000, seed: 1}, tags: ['재학습']},
	{
		at: '2024-11-01T10:02:11',
		trainedOn: 'tpch',
		hyperparams: {...leroLong, num_epoch: 400, seed: 0},
		tests: [{dataset: 'tpch'}],
		notes: 'no gain over 200 epochs',
	},
];

const knobRuns: readonly Run[] = [
	{at: '2024-10-28T09:05:00', tests: [{dataset: 'production'}, {dataset: 'tpch'}], tags: ['baseline'], notes: 'PostgreSQL 기본 설정값. 학습 없음'},
	...seeds('2024-10-28T10:30:00', 'tpch', {optimizer: 'smac', num_iteration: 100, num_knobs: 10}, [
		{tests: [{dataset: 'tpch'}, {dataset: 'production'}]},
		{tests: [{dataset: 'tpch'}, {dataset: 'production'}], notes: 'shared_buffers를 8GB로 올림'},
	]),
	{
		at: '2024-10-29T20:00:00',
		trainedOn: 'tpch',
		hyperparams: {optimizer: 'smac', num_iteration: 300, num_knobs: 20, seed: 0},
		tests: [{dataset: 'tpch'}, {dataset: 'production'}, {dataset: 'imdb'}],
		tags: ['best', 'keep'],
		notes: '튜닝 300번, 밤새 돌림. 지금까지 제일 좋음',
	},
	{
		at: '2024-10-30T20:00:00',
		trainedOn: 'tpch',
		hyperparams: {optimizer: 'spsa', num_iteration: 300, num_knobs: 20, seed: 0},
		tests: [{dataset: 'tpch'}, {dataset: 'production'}],
	},
	{
		at: '2024-10-31T09:30:00',
		trainedOn: 'tpch',
		hyperparams: {optimizer: 'ddpg', num_iteration: 50, num_knobs: 20, seed: 0},
		tests: [{dataset: 'tpch'}],
		tags: ['experiment'],
		notes: '50번으로는 부족함',
	},
	{
		at: '2024-10-31T13:10:00',
		trainedOn: 'tpch',
		hyperparams: {optimizer: 'ddpg', num_iteration: 100, num_knobs: 20, seed: 0},
		tests: [{dataset: 'tpch'}],
		tags: ['experiment'],
		notes: 'needs a restart for max_connections, not counted in the time',
	},
	{
		at: '2024-11-01T20:00:00',
		trainedOn: 'production',
		hyperparams: {optimizer: 'smac', num_iteration: 300, num_knobs: 20, seed: 0},
		notes: '월요일에 테스트하기',
	},
];

const algorithms: readonly Algorithm[] = [
	{
		name: 'mscn',
		extension: '',
		runs: tagged(mscnRuns, {learning_rate: 0.0003, seed: 1}, ['best', 'paper']),
		artifact: random => weights(random, ['sample_mlp', 'out_mlp']),
	},
	{
		name: 'lero',
		extension: '',
		runs: tagged(leroRuns, {learning_rate: 0.0003, num_epoch: 200, seed: 1}, ['best', 'paper']),
		artifact: random => ({
			nn_weights: weights(random, ['tree_conv.0', 'tree_conv.9']),
			feature_generator: smallPickle('feature', 'FeatureGenerator'),
			input_feature_dim: pickledNumber(26),
		}),
	},
	{name: 'knob', extension: '.pt', runs: knobRuns, artifact: random => weights(random, ['surrogate'])},
];

const config = {
	objectives: {mscn: {metric: 'total_time', dataset: 'imdb'}, '*': {metric: 'total_time'}},
	metrics: {
		total_time: {direction: 'minimize', unit: 's'},
		average_time: {direction: 'minimize', unit: 's'},
		median_time: {direction: 'minimize', unit: 's'},
		p95_time: {direction: 'minimize', unit: 's'},
		throughput: {direction: 'maximize', unit: 'queries/s'},
	},
	protectedTags: ['keep', 'best', 'production'],
	testCommand: 'python unified_test.py --db {dataset} --load-model {id} --no-training',
};

/**
 * Writes the demo registry: about 40 models of three algorithms, the exchange files and the config.
 *
 * @param folder is made; must not exist or be empty
 */
export function makeExampleData(folder: string): void {
	const registry: Array<{at: string; id: string; entry: object}> = [];
	for (const algorithm of algorithms) {
		const owner = algorithm.name.slice(0, 1).toUpperCase() + algorithm.name.slice(1);
		const history: Record<string, object> = {};
		fs.mkdirSync(path.join(folder, owner, 'Model'), {recursive: true});
		for (const run of algorithm.runs) {
			const id = `${algorithm.name}_${idTime(timeOf(run.at))}`;
			const random = seededRandom(hash(id));
			const sidecar = describe({algorithm, run, id, modelPath: `ExampleData/${owner}/Model/${id}${algorithm.extension}`}, random);
			const size = writeArtifact(path.join(folder, owner, 'Model', id + algorithm.extension), algorithm.artifact(random));
			fs.writeFileSync(path.join(folder, owner, 'Model', `${id}.json`), pythonJson(sidecar));
			// The seeds' programs cannot read an entry whose training is null.
			registry.push({at: run.at, id, entry: {...sidecar, training: sidecar.training ?? {}}});
			history[id] = {
				dataset: sidecar.training?.dataset ?? null,
				hyperparams: sidecar.training?.hyperparams ?? {},
				trained_at: sidecar.training?.trained_at ?? null,
				training_time: sidecar.training?.training_time ?? null,
				results: sidecar.testing,
				artifact_bytes: size,
				status: 'present',
			};
		}
		fs.writeFileSync(path.join(folder, owner, 'training_registry.json'), pythonJson(history));
	}
	registry.sort((a, b) => (a.at < b.at ? -1 : 1));
	fs.writeFileSync(path.join(folder, 'model_registry.json'), pythonJson(Object.fromEntries(registry.map(({id, entry}) => [id, entry]))));
	fs.writeFileSync(path.join(folder, 'mreg.config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

/** One configuration trained with seed 0, 1, ..., one training after the other from `start` on. */
function seeds(start: string, trainedOn: string, hyperparams: Hyperparams, runs: ReadonlyArray<Partial<Run>>): Run[] {
	return runs.map((run, seed) => {
		const between = seed * (secondsOfTraining(hyperparams) * 1.04 + 1130) + seed * seed * 7;
		return {...run, at: isoSeconds(timeOf(start) + Math.round(between) * 1000), trainedOn, hyperparams: {...hyperparams, seed}};
	});
}

/** The runs with further tags on those that have all these hyperparameters. */
function tagged(runs: readonly Run[], hyperparams: Hyperparams, tags: readonly string[]): Run[] {
	const matches = (run: Run) => Object.entries(hyperparams).every(([name, value]) => run.hyperparams?.[name] === value);
	return runs.map(run => (matches(run) ? {...run, tags: [...new Set([...(run.tags ?? []), ...tags])]} : run));
}

interface Described {
	readonly algorithm: Algorithm;
	readonly run: Run;
	readonly id: string;
	readonly modelPath: string;
}

function describe({algorithm, run, id, modelPath}: Described, random: () => number) {
	const {hyperparams = {}, tests = []} = run;
	const took = run.trainedOn === undefined ? 0 : rounded(secondsOfTraining(hyperparams) * (0.97 + random() * 0.06), 1);
	const training = {
		enabled: true,
		dataset: run.trainedOn,
		num_queries: 500,
		hyperparams: Object.fromEntries(Object.entries(hyperparams).map(([name, value]) => [name, name === 'learning_rate' ? pythonFloat(Number(value)) : value])),
		trained_at: run.at,
		training_time: pythonFloat(took),
	};
	let clock = timeOf(run.at) + Math.ceil(took) * 1000;
	// One model is a little better or worse than its hyperparameters say, on all datasets alike.
	const luck = run.trainedOn === undefined ? 1.19 : slowdownOf(hyperparams) * (1 + spread(random) * 0.012);
	const testing = tests.map(test => {
		const again = test.at === undefined ? 1 : 1.009;
		const seconds = totalTime(algorithm.name, test) * luck * again * strangeness(run.trainedOn, test.dataset) * (1 + spread(random) * 0.005);
		clock = test.at === undefined ? clock + Math.ceil(seconds + 45 + random() * 60) * 1000 : timeOf(test.at);
		return {
			dataset: test.dataset,
			num_queries: queriesOf(test),
			tested_at: isoSeconds(clock),
			performance: performanceOf({algorithm, run, test, seconds}, random),
		};
	});
	return {
		model_id: id,
		algorithm: algorithm.name,
		model_path: modelPath,
		training: run.trainedOn === undefined ? null : training,
		testing,
		tags: run.tags ?? [],
		notes: run.notes ?? '',
	};
}

function performanceOf(test: {algorithm: Algorithm; run: Run; test: TestPlan; seconds: number}, random: () => number): Record<string, object> {
	const average = test.seconds / queriesOf(test.test);
	const performance: Record<string, object> = {total_time: pythonFloat(rounded(test.seconds, 2)), average_time: pythonFloat(rounded(average, 4))};
	if (test.test.dataset !== 'stats_tiny') {
		performance['median_time'] = pythonFloat(rounded(average * (0.82 + random() * 0.06), 4));
		performance['p95_time'] = pythonFloat(rounded(average * (2.4 + random() * 0.4), 4));
	}
	if (test.run.withQError === true) {
		const slowdown = test.seconds / totalTime(test.algorithm.name, test.test);
		performance['q_error_p95'] = pythonFloat(rounded(11.5 * slowdown ** 3 * (1 + spread(random) * 0.06), 2));
	}
	if (test.algorithm.name === 'knob') performance['throughput'] = pythonFloat(rounded(1 / average, 3));
	return performance;
}

/** How well a model fits the dataset it is tested on, after what it was trained on. Production has queries of all kinds. */
function strangeness(trainedOn: string | undefined, testedOn: string): number {
	if (trainedOn === undefined || trainedOn === 'production') return 1;
	return trainedOn === testedOn ? 0.975 : 1.04;
}

/** Seconds for all queries of the test with the best hyperparameters. */
function totalTime(algorithm: string, test: TestPlan): number {
	const dataset = datasets[test.dataset];
	const total = dataset?.total[algorithm];
	if (dataset === undefined || total === undefined) throw new Error(`No figures for ${algorithm} on ${test.dataset}.`);
	return (total * queriesOf(test)) / dataset.queries;
}

function queriesOf(test: TestPlan): number {
	return test.queries ?? datasets[test.dataset]?.queries ?? 0;
}

function slowdownOf(hyperparams: Hyperparams): number {
	return Object.entries(hyperparams).reduce((product, [name, value]) => product * (slowdowns[name]?.[String(value)] ?? 1), 1);
}

function secondsOfTraining({num_epoch, num_training, num_iteration}: Hyperparams): number {
	return num_iteration === undefined ? Number(num_epoch) * Number(num_training) * 0.0355 : Number(num_iteration) * 96;
}

/** Between -2 and 2, mostly near 0: sums and products only, so that it is the same on every machine. */
function spread(random: () => number): number {
	return (random() + random() + random() + random() - 2) * 1.2;
}

/** A checkpoint with a weight and a bias a layer; how wide they are differs between models, as in a search. */
function weights(random: () => number, layers: readonly string[]): Buffer {
	const width = [4, 6, 8][Math.floor(random() * 3)] ?? 4;
	const values = (count: number) => Array.from({length: count}, () => Math.round((random() - 0.5) * 1000) / 1000);
	return smallCheckpoint(
		layers.flatMap(layer => [
			{name: `${layer}.weight`, shape: [width, width], values: values(width * width)},
			{name: `${layer}.bias`, shape: [width], values: values(width)},
		]),
	);
}

/** @returns the sum of the lengths of its files */
function writeArtifact(target: string, artifact: Artifact): number {
	if (Buffer.isBuffer(artifact)) {
		fs.writeFileSync(target, artifact);
		return artifact.length;
	}
	fs.mkdirSync(target);
	for (const [name, data] of Object.entries(artifact)) fs.writeFileSync(path.join(target, name), data);
	return Object.values(artifact).reduce((sum, data) => sum + data.length, 0);
}

/** Milliseconds since 1970 of a time without zone, counted without any zone, so that ids do not depend on the machine's. */
function timeOf(text: string): number {
	return Date.parse(`${text}Z`);
}

function hash(text: string): number {
	return [...text].reduce((sum, character) => Math.imul(sum ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0, 2_166_136_261);
}

if (import.meta.main) {
	const folder = path.join(import.meta.dirname, '..', 'ExampleData');
	// What somebody tried out on the demo goes with it: this puts the demo back.
	fs.rmSync(folder, {recursive: true, force: true});
	makeExampleData(folder);
	console.log(`Wrote ${algorithms.reduce((sum, {runs}) => sum + runs.length, 0)} models to ${folder}`);
}
