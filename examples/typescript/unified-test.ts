/**
 * Trains a model or loads one, tests it on a dataset, and records the result: the shape of a test runner that keeps its models in a registry.
 *
 *     node unified-test.ts --algo mscn --db production --epochs 100
 *     node unified-test.ts --algo mscn --db stats_tiny --no-training --load-model mscn_20241019_100000
 *     node unified-test.ts --algo mscn --db production --no-training
 *
 * Where no model is named and none is trained, the best on the dataset is loaded. The models lie below MREG_ROOT. The model is two numbers and the database
 * a formula, so that a run takes no time and gives the same result everywhere. What is your own goes where they stand.
 */

import fs from 'node:fs';
import {parseArgs} from 'node:util';
import {ModelRun, openRegistry} from 'mreg-tui';

type Pair = readonly [number, number];
type Query = {readonly features: Pair; readonly seconds: number};

const learningRate = 0.025;

// What the model learns from: two features and what was measured. The second was mismeasured: who trains too long learns that, too.
const examples: ReadonlyArray<{readonly features: Pair; readonly measured: number}> = [
	{features: [1, 0], measured: 1},
	{features: [0, 0.2], measured: 0.2},
];

/** How many queries each dataset has, and the seconds that one takes on average. */
const datasets: Readonly<Record<string, Pair>> = {production: [100, 0.4], stats_tiny: [80, 0.41], imdb: [113, 1]};

function predict(weights: Pair, features: Pair): number {
	return weights[0] * features[0] + weights[1] * features[1];
}

function trained(epochs: number): Pair {
	let weights: Pair = [0, 0];
	for (let epoch = 0; epoch < epochs; epoch++) {
		for (const {features, measured} of examples) {
			const step = learningRate * (predict(weights, features) - measured);
			weights = [weights[0] - step * features[0], weights[1] - step * features[1]];
		}
	}
	return weights;
}

/** The test queries of a dataset: what the model sees of each, and the seconds that it takes with the best of plans. */
function queriesOf(db: string): readonly Query[] {
	const [count, seconds] = datasets[db] ?? fail(`There is no dataset ${db}: ${Object.keys(datasets).join(', ')}.`);
	return Array.from({length: count}, (_, number) => ({features: [1, number % 2 === 0 ? -1 : 1], seconds: seconds * (0.5 + number / (count - 1))}));
}

/** Stands for the database: the seconds that a query takes with the plan that the model's prediction leads to. The best prediction is 1. */
function runQuery(weights: Pair, {features, seconds}: Query): number {
	return seconds * (1 + Math.abs(predict(weights, features) - 1));
}

function fail(message: string): never {
	throw new Error(message);
}

interface Settings {
	readonly algorithm: string;
	readonly db: string;
	readonly epochs: number;
	readonly training: boolean;
	readonly loadModel?: string;
}

/** Chooses the model: the one that is named; else, without a training, the best on the dataset; else a new one. */
async function chosenRun({algorithm, db, training, loadModel}: Settings): Promise<ModelRun<Pair | undefined>> {
	await using registry = await openRegistry();
	const {choice, id, why} = await registry.resolve({algorithm, dataset: db, id: loadModel, training});
	console.error(why);
	if (choice === 'new') return ModelRun.create({algorithm, id});
	return ModelRun.load(id, path => JSON.parse(fs.readFileSync(path, 'utf8')) as Pair);
}

async function runSingleTest(settings: Settings): Promise<void> {
	const {db, epochs, training} = settings;
	const run = await chosenRun(settings);
	let weights: Pair = run.loaded ?? [0, 0];
	if (training) {
		run.setTrainingInfo({dataset: db, hyperparams: {num_epoch: epochs, learning_rate: learningRate}, numQueries: examples.length});
		weights = await run.train(() => trained(epochs));
	}
	if (training || run.isNew) await run.save(path => fs.writeFileSync(path, JSON.stringify(weights)));
	// With a real database each time is measured around a query.
	const times = queriesOf(db).map(query => runQuery(weights, query));
	run.addTestResult({dataset: db, times});
	await run.save();
	console.log(`${run.id} on ${db}: ${times.reduce((sum, time) => sum + time, 0).toFixed(2)}s`);
}

const {values} = parseArgs({
	options: {
		algo: {type: 'string', default: 'mscn'},
		db: {type: 'string', default: 'production'},
		epochs: {type: 'string', default: '100'},
		'no-training': {type: 'boolean', default: false},
		'load-model': {type: 'string'},
	},
});
await runSingleTest({
	algorithm: values.algo,
	db: values.db,
	epochs: Number(values.epochs),
	training: !values['no-training'],
	loadModel: values['load-model'],
});
