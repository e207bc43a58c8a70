/** How the memory of a dashboard grows that stays open while a training script writes one model after the other. */

import fs from 'node:fs';
import path from 'node:path';
import type {Figures} from './figures.ts';
import {idTime, isoSeconds, pythonFloat, pythonJson} from './generate.ts';
import {pause} from './pause.ts';
import {residentMegabytes} from './process-facts.ts';
import type {Launch} from './program.ts';
import {isLive, startDashboard} from './session.ts';

export interface OpenOptions {
	readonly launch: Launch;
	readonly root: string;
	readonly models: number;
	/** Behind the first two, over which the growth is told. */
	readonly minutes: number;
	/** So many models are written again and again; absent: a new one each time. */
	readonly ring?: number;
}

/** A model is written so often (milliseconds). */
const every = 100;
/** What a process has differs by what was not collected yet: the least over so many seconds counts. */
const window = 20;
const warmUp = 120;

/** The growth over so many minutes behind the first two, in megabytes. All models that were written are removed afterwards. */
export async function measureOpen({launch, root, models, minutes, ring}: OpenOptions): Promise<Figures> {
	const session = startDashboard(launch, root);
	await session.until(isLive(models), 'the end of the first look');
	const written = new Set<string>();
	let count = 0;
	const from = Date.now();
	const writer = setInterval(() => {
		for (const file of write(root, {name: ring === undefined ? count : count % ring, version: count})) written.add(file);
		count++;
	}, every);
	try {
		await pause((warmUp - window) * 1000);
		const before = await leastOver(session.pid);
		await pause((minutes * 60 - window) * 1000);
		const after = await leastOver(session.pid);
		const growth = after - before;
		process.stderr.write(
			`${before.toFixed(0)} MB, then ${after.toFixed(0)} MB; ${count} writes of ${written.size / 2} models in ${Math.round((Date.now() - from) / 1000)} s\n`,
		);
		return ring === undefined ? {memoryGrowth: growth} : {memoryAgain: growth};
	} finally {
		clearInterval(writer);
		for (const file of written) fs.rmSync(file, {force: true});
		await session.quit();
	}
}

async function leastOver(pid: number): Promise<number> {
	let least = Infinity;
	for (let second = 0; second < window; second++) {
		least = Math.min(least, residentMegabytes(pid));
		await pause(1_000);
	}
	return least;
}

/** Writes the artifact first, then the sidecar, each under another name before. @returns both */
function write(root: string, {name, version: index}: {readonly name: number; readonly version: number}): readonly string[] {
	const [folder = ''] = fs.readdirSync(root).filter(name => fs.existsSync(path.join(root, name, 'Model')));
	const algorithm = folder.toLowerCase();
	const trainedAt = Date.UTC(2026, 0, 1) + name * 60_000;
	const id = `${algorithm}_${idTime(trainedAt)}`;
	const artifact = path.join(root, folder, 'Model', id);
	const sidecar = `${artifact}.json`;
	const training = {
		enabled: true,
		dataset: 'imdb',
		num_queries: 500,
		hyperparams: {num_epoch: 50 * (1 + (index % 4)), learning_rate: pythonFloat(0.001), batch_size: 512, seed: index % 5},
		trained_at: isoSeconds(trainedAt),
		training_time: pythonFloat(1800),
	};
	const testing = [{dataset: 'imdb', num_queries: 113, tested_at: isoSeconds(trainedAt), performance: {total_time: pythonFloat(110 + (index % 97))}}];
	for (const [file, text] of [
		[artifact, 'weights'],
		[sidecar, pythonJson({model_id: id, algorithm, training, testing, tags: [], notes: '방금 학습'})],
	] as const) {
		fs.writeFileSync(`${file}.tmp`, text);
		fs.renameSync(`${file}.tmp`, file);
	}
	return [artifact, sidecar];
}
