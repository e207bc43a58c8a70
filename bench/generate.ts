/** Writes registries of any size, the same bytes for the same seed: what the measurements run on. */

import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';

declare global {
	// In Node since 21, not yet in TypeScript's library.
	interface JSON {
		rawJSON(text: string): object;
	}
}

/** A float as Python spells it (`45.0`, `1e-05`), for use in a value that JSON.stringify writes. Python's integers are plain numbers. */
export function pythonFloat(value: number): object {
	if (Number.isInteger(value)) return JSON.rawJSON(value.toFixed(1));
	if (Math.abs(value) < 1e-4) return JSON.rawJSON(value.toExponential().replace(/e-(\d)$/, 'e-0$1'));
	return JSON.rawJSON(String(value));
}

/** The text that `json.dump(value, indent=2, ensure_ascii=False)` writes: no newline at the end. */
export function pythonJson(value: object): string {
	return JSON.stringify(value, null, 2);
}

/** A stream of numbers in [0, 1), always the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The value with at most that many digits after the point. */
export function rounded(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}

/** `2024-10-19T10:30:00` of milliseconds that count from 1970 without any zone. */
export function isoSeconds(time: number): string {
	return new Date(time).toISOString().slice(0, 19);
}

/** `20241019_103000` of milliseconds that count from 1970 without any zone. */
export function idTime(time: number): string {
	return isoSeconds(time).replaceAll(/[-:]/g, '').replace('T', '_');
}

export interface GenerateOptions {
	/** Made where it is missing; must not hold models yet. */
	readonly root: string;
	readonly models: number;
	/** Algorithm folders, over which the models are dealt out. */
	readonly folders: number;
	readonly seed: number;
}

/** What was written, for the line that is printed. */
export interface Generated {
	readonly models: number;
	readonly files: number;
	readonly bytes: number;
}

const algorithms = ['mscn', 'lero', 'knob', 'bao'];
const datasets = [
	{name: 'production', queries: 100, total: 43},
	{name: 'imdb', queries: 113, total: 118},
	{name: 'stats_tiny', queries: 80, total: 35},
	{name: 'tpch', queries: 22, total: 88},
] as const;
const learningRates = [
	{value: 0.01, slowdown: 1.31},
	{value: 0.001, slowdown: 1.12},
	{value: 0.0003, slowdown: 1},
	{value: 0.0001, slowdown: 1.05},
	{value: 0.00001, slowdown: 1.22},
] as const;
const epochs = [50, 100, 200, 400] as const;
const batchSizes = [256, 512, 1024, 2048] as const;
const tags = ['experiment', 'sweep1', 'sweep2', 'baseline', '재학습', 'paper', 'best', 'keep'] as const;
const notes = [
	'',
	'imdb에서 느림',
	'Production 데이터로 학습, 성능 좋음',
	'과적합 의심, 에폭을 줄여서 다시',
	'조인 5개 이상에서 과소추정이 심함',
	'논문 표 2 후보. tpch는 아직',
	'수렴 안 함',
	'seed만 바꿔서 반복',
] as const;

// The models are dealt out over 300 seconds each from here: 100,000 take 347 days, all in the past.
const firstTime = Date.UTC(2024, 0, 1, 0, 0, 7);
const secondsApart = 300;

/**
 * Writes a registry: a third of the artifacts are folders with three small files, the rest small files; every model has a sidecar as
 * Python writes it with four hyperparameters and three tests. Modification times are the training's, so that nothing looks as if it were growing.
 */
export function generateRegistry({root, models, folders, seed}: GenerateOptions): Generated {
	const random = seededRandom(seed);
	const weights = Buffer.from(Array.from({length: 1024}, () => Math.floor(random() * 256)));
	const names = Array.from({length: folders}, (_, index) => algorithmName(index));
	for (const name of names) fs.mkdirSync(path.join(root, capitalized(name), 'Model'), {recursive: true});
	let files = 0;
	let bytes = 0;
	const write = (file: string, data: Buffer | string, modified: number) => {
		writeAged(file, data, modified);
		files++;
		bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.length;
	};

	for (let index = 0; index < models; index++) {
		const algorithm = names[index % folders] ?? algorithmName(0);
		const time = firstTime + index * secondsApart * 1000;
		const id = `${algorithm}_${idTime(time)}`;
		const modelPath = path.join(root, capitalized(algorithm), 'Model', id);
		// A sidecar's time without a zone is local time.
		const modified = Date.parse(isoSeconds(time)) / 1000;
		const size = 64 + Math.floor(random() * 960);
		if (Math.floor(index / folders) % 3 === 0) {
			fs.mkdirSync(modelPath);
			write(path.join(modelPath, 'nn_weights'), weights.subarray(0, size), modified);
			write(path.join(modelPath, 'feature_generator'), weights.subarray(0, 48), modified);
			write(path.join(modelPath, 'input_feature_dim'), '26', modified);
			fs.utimesSync(modelPath, modified, modified);
		} else {
			write(modelPath, weights.subarray(0, size), modified);
		}
		write(`${modelPath}.json`, pythonJson(randomSidecar({id, algorithm, root, time}, random)), modified);
	}
	return {models, files, bytes};
}

/**
 * Writes the model_registry.json that the seed's code would have for the models of `root`, to a path outside of it.
 * The sidecars' text is only indented, so every number keeps Python's spelling.
 */
export function writeSeedRegistry(root: string, file: string): void {
	const output = fs.openSync(file, 'w');
	let separator = '{\n';
	for (const folder of fs.readdirSync(root).sort()) {
		const models = path.join(root, folder, 'Model');
		if (!fs.existsSync(models)) continue;
		const entries: string[] = [];
		for (const name of fs.readdirSync(models).sort()) {
			if (!name.endsWith('.json')) continue;
			const text = fs.readFileSync(path.join(models, name), 'utf8').replaceAll('\n', '\n  ');
			entries.push(`${separator}  ${JSON.stringify(name.slice(0, -'.json'.length))}: ${text}`);
			separator = ',\n';
			if (entries.length === 1000) fs.writeSync(output, entries.splice(0).join(''));
		}
		fs.writeSync(output, entries.join(''));
	}
	fs.writeSync(output, separator === '{\n' ? '{}' : '\n}');
	fs.closeSync(output);
}

function randomSidecar(model: {id: string; algorithm: string; root: string; time: number}, random: () => number): object {
	const rate = pick(learningRates, random());
	const epoch = pick(epochs, random());
	const slowdown = rate.slowdown * (1 + 4 / epoch) * (0.985 + random() * 0.03);
	const untested = pick(datasets, random());
	return {
		model_id: model.id,
		algorithm: model.algorithm,
		model_path: `${path.basename(model.root)}/${capitalized(model.algorithm)}/Model/${model.id}`,
		training: {
			enabled: true,
			dataset: pick(datasets, random()).name,
			num_queries: 500,
			hyperparams: {num_epoch: epoch, learning_rate: pythonFloat(rate.value), batch_size: pick(batchSizes, random()), seed: Math.floor(random() * 5)},
			trained_at: isoSeconds(model.time),
			training_time: pythonFloat(rounded(epoch * 18 * (0.9 + random() * 0.2), 1)),
		},
		testing: datasets
			.filter(dataset => dataset !== untested)
			.map((dataset, position) => {
				const total = dataset.total * slowdown * (0.99 + random() * 0.02);
				return {
					dataset: dataset.name,
					num_queries: dataset.queries,
					tested_at: isoSeconds(model.time + (position + 2) * 3_600_000),
					performance: {
						total_time: pythonFloat(rounded(total, 2)),
						...(position === 0 ? {average_time: pythonFloat(rounded(total / dataset.queries, 4))} : {}),
					},
				};
			}),
		tags: random() < 0.4 ? [pick(tags, random())] : [],
		notes: pick(notes, random()),
	};
}

/** One open file for its bytes and its time: half the calls of writing and then dating it. */
function writeAged(file: string, data: Buffer | string, modified: number): void {
	const opened = fs.openSync(file, 'wx');
	if (typeof data === 'string') fs.writeSync(opened, data);
	else fs.writeSync(opened, data);
	fs.futimesSync(opened, modified, modified);
	fs.closeSync(opened);
}

/** The item at a share, from 0 to below 1, of the list. */
export function pick<T>(list: readonly T[], share: number): T {
	const item = list[Math.floor(share * list.length)];
	if (item === undefined) throw new RangeError('Cannot pick from an empty list.');
	return item;
}

function algorithmName(index: number): string {
	return algorithms[index] ?? `algo${index}`;
}

function capitalized(name: string): string {
	return name.slice(0, 1).toUpperCase() + name.slice(1);
}

if (import.meta.main) {
	const {positionals, values} = parseArgs({allowPositionals: true, options: {registry: {type: 'string'}, seed: {type: 'string', default: '1'}}});
	const [root, models, folders = '4'] = positionals;
	if (root === undefined || !Number.isInteger(Number(models)) || !Number.isInteger(Number(folders))) {
		console.error('Usage: node bench/generate.ts DIR MODELS [FOLDERS] [--registry FILE] [--seed NUMBER]');
		process.exit(2);
	}
	const start = performance.now();
	const made = generateRegistry({root: path.resolve(root), models: Number(models), folders: Number(folders), seed: Number(values.seed)});
	if (values.registry !== undefined) writeSeedRegistry(root, values.registry);
	console.log(`${made.models} models, ${made.files} files, ${(made.bytes / 1e6).toFixed(1)} MB in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
