/** A long warm session: idle, then keys, then new models. */

import type {Figures} from './figures.ts';
import {measureKeys} from './measure-keys.ts';
import {measureRenames} from './measure-renames.ts';
import {pause} from './pause.ts';
import {cpuMilliseconds, inotifyWatches, peakMegabytes} from './process-facts.ts';
import type {Launch} from './program.ts';
import {isLive, startDashboard, type Session} from './session.ts';

export interface SessionOptions {
	readonly launch: Launch;
	readonly root: string;
	readonly models: number;
	/** Seconds. */
	readonly idle: number;
	readonly wants: (kind: 'idle' | 'keys' | 'rename') => boolean;
}

/** Everything that one dashboard can be asked for while it is open. */
export async function measureSession({launch, root, models, idle, wants}: SessionOptions): Promise<Figures> {
	const session = startDashboard(launch, root);
	await session.until(isLive(models), 'the end of the first look');
	// What the start leaves to do (keeping the index, the first events) is over by then.
	await pause(3_000);
	const figures: Figures = {watches: inotifyWatches(session.pid)};
	if (wants('idle')) figures.idle = await idlePercent(session, idle);
	if (wants('keys')) {
		Object.assign(figures, await measureKeys(session, models));
		figures.memoryWarm = peakMegabytes(session.pid);
	}
	// On the first screen again: the cursor where nobody moved it, and with it the new rows.
	await session.quit();
	if (wants('rename')) Object.assign(figures, await measureRenames(launch, root, models));
	return figures;
}

/** Processor time of the process over so many seconds without a key or a change, as a share of one core. */
async function idlePercent({pid}: Session, seconds: number): Promise<number> {
	const [cpu, from] = [cpuMilliseconds(pid), performance.now()];
	await pause(seconds * 1000);
	return (100 * (cpuMilliseconds(pid) - cpu)) / (performance.now() - from);
}
