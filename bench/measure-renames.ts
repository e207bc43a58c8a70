/** From the rename of a sidecar into a model folder to the arrival of the frame with its row. */

import fs from 'node:fs';
import path from 'node:path';
import type {Figures} from './figures.ts';
import {idTime, isoSeconds, pythonFloat, pythonJson} from './generate.ts';
import {pause} from './pause.ts';
import type {Launch} from './program.ts';
import {isLive, startDashboard, type ReadLine, type Session} from './session.ts';
import {percentile} from './statistics.ts';

const times = 30;

interface Newcomer {
	/** What of its id is on the screen, even where the beginning that all ids share is left out. */
	readonly shown: string;
	readonly artifact: string;
	readonly sidecar: string;
}

/** One model after the other is trained, as it were, under an open dashboard, and appears at the top; all are removed afterwards. */
export async function measureRenames(launch: Launch, root: string, models: number): Promise<Figures> {
	const session = startDashboard(launch, root);
	await session.until(isLive(models), 'the end of the first look');
	await pause(3_000);
	const added: Newcomer[] = [];
	try {
		const taken: number[] = [];
		for (let index = 0; index < times; index++) {
			// At any moment between two looks of the program, and of one training at a time.
			await pause(200 + Math.random() * 600);
			const newcomer = prepare(root, index);
			added.push(newcomer);
			taken.push(await arrival(session, newcomer));
		}
		return {rename50: percentile(taken, 0.5), rename95: percentile(taken, 0.95)};
	} finally {
		for (const {artifact, sidecar} of added) for (const file of [artifact, sidecar]) fs.rmSync(file, {force: true});
		await session.quit();
	}
}

/** Milliseconds from the rename to the row. The artifact comes first, as training code writes it. */
async function arrival(session: Session, {shown, artifact, sidecar}: Newcomer): Promise<number> {
	fs.renameSync(`${artifact}.tmp`, artifact);
	const from = performance.now();
	fs.renameSync(`${sidecar}.tmp`, sidecar);
	const arrived = await session.until(line => hasRow(line, shown), `row of ${shown}`);
	return arrived - from;
}

/** In the rows at the top of the table. */
function hasRow(line: ReadLine, shown: string): boolean {
	for (let row = 3; row < 10; row++) if (line(row).includes(shown)) return true;
	return false;
}

/** Writes artifact and sidecar under names that no registry looks at; each is a minute newer than the one before. */
function prepare(root: string, index: number): Newcomer {
	const [folder = ''] = fs.readdirSync(root).filter(name => fs.existsSync(path.join(root, name, 'Model')));
	const algorithm = folder.toLowerCase();
	const trainedAt = localTime(Date.now() - 3_600_000 + index * 60_000);
	const id = `${algorithm}_${idTime(trainedAt)}`;
	const artifact = path.join(root, folder, 'Model', id);
	const sidecar = `${artifact}.json`;
	fs.writeFileSync(`${artifact}.tmp`, 'weights');
	fs.writeFileSync(`${sidecar}.tmp`, pythonJson(newSidecar({id, algorithm, trainedAt})));
	return {shown: id.slice(-'1122_061254'.length), artifact, sidecar};
}

/** Milliseconds without any zone, as `generate.ts` counts them, for a moment: a sidecar's time is local time. */
function localTime(moment: number): number {
	return moment - new Date(moment).getTimezoneOffset() * 60_000;
}

function newSidecar({id, algorithm, trainedAt}: {id: string; algorithm: string; trainedAt: number}): object {
	return {
		model_id: id,
		algorithm,
		training: {
			enabled: true,
			dataset: 'imdb',
			num_queries: 500,
			hyperparams: {num_epoch: 100, learning_rate: pythonFloat(0.001), batch_size: 512, seed: 0},
			trained_at: isoSeconds(trainedAt),
			training_time: pythonFloat(1800),
		},
		testing: [{dataset: 'imdb', num_queries: 113, tested_at: isoSeconds(trainedAt), performance: {total_time: pythonFloat(117.2)}}],
		tags: [],
		notes: '방금 학습',
	};
}
