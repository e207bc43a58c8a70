/** How long the dashboard takes from nothing to rows and to the end of its first look, with an index and without one. */

import type {Figures} from './figures.ts';
import {peakMegabytes} from './process-facts.ts';
import {forgetIndexes, hasIndex, timed, type Launch} from './program.ts';
import {isLive, showsRows, startDashboard} from './session.ts';
import {median} from './statistics.ts';
import {pause} from './pause.ts';

export interface StartOptions {
	readonly launch: Launch;
	readonly root: string;
	readonly models: number;
	readonly runs: number;
}

interface Start {
	/** Seconds since the process was asked for. */
	readonly rows: number;
	readonly live: number;
	readonly peak: number;
}

/** Starts without an index, each in turn with `cat` of all sidecars. */
export async function measureCold({launch, root, models, runs}: StartOptions): Promise<Figures> {
	const starts: Start[] = [];
	const cats: number[] = [];
	for (let run = 0; run <= runs; run++) {
		const cat = await timed('/bin/sh', ['-c', 'find "$0" -name "*.json" -print0 | xargs -0 cat', root], launch);
		forgetIndexes(launch);
		const start = await oneStart({launch, root, models});
		// The first of each only warms the page cache and the compiled code.
		if (run === 0) continue;
		cats.push(cat / 1000);
		starts.push(start);
	}
	const [live, cat] = [median(starts.map(start => start.live)), median(cats)];
	return {
		coldRows: median(starts.map(start => start.rows)),
		coldLive: live,
		cat,
		coldRatio: live / cat,
		memoryCold: Math.max(...starts.map(start => start.peak)),
	};
}

/** Starts with an index. */
export async function measureWarm({launch, root, models, runs}: StartOptions): Promise<Figures> {
	const starts: Start[] = [];
	for (let run = 0; run <= runs; run++) starts.push(await oneStart({launch, root, models}));
	const counted = starts.slice(1);
	return {warmRows: median(counted.map(start => start.rows)), warmLive: median(counted.map(start => start.live))};
}

/** From the start until the index is on disk. */
async function oneStart({launch, root, models}: Omit<StartOptions, 'runs'>): Promise<Start> {
	const session = startDashboard(launch, root);
	const rows = await session.until(showsRows, 'rows');
	const live = await session.until(isLive(models), 'the end of the first look');
	while (!hasIndex(launch)) await pause(20);
	const peak = peakMegabytes(session.pid);
	await session.quit();
	return {rows: (rows - session.startedAt) / 1000, live: (live - session.startedAt) / 1000, peak};
}
