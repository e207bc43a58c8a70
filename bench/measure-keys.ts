/** From a key press to the arrival of the frame that shows it. */

import type {Figures} from './figures.ts';
import {pause} from './pause.ts';
import {forgetIndexes, type Launch} from './program.ts';
import {isLive, position, showsRows, startDashboard, type ReadLine, type Session} from './session.ts';
import {percentile} from './statistics.ts';

const presses = 200;
const pageDown = '\u001B[6~';

/** Down, by pages and up, 200 times each, as fast as a key repeats. */
export async function measureKeys(session: Session, models: number): Promise<Figures> {
	const down = await pressOften(session, 'j', models);
	await jump(session, 'g', 1);
	const page = await pressOften(session, pageDown, models);
	await jump(session, 'G', models);
	const up = await pressOften(session, 'k', models);
	const all = [...down, ...page, ...up];
	return {
		keys50: percentile(all, 0.5),
		keys95: percentile(all, 0.95),
		down95: percentile(down, 0.95),
		page95: percentile(page, 0.95),
		up95: percentile(up, 0.95),
	};
}

/** Milliseconds of each press; at the end of the list it begins again, which is not counted. */
async function pressOften(session: Session, key: string, models: number): Promise<number[]> {
	const times: number[] = [];
	let row = await positionNow(session);
	while (times.length < presses) {
		if (key !== 'k' && row === models) row = await jump(session, 'g', 1);
		const before = row;
		await restBetweenKeys();
		const pressed = session.press(key);
		const arrived = await session.until(
			line => {
				row = position(line) ?? before;
				return row !== before;
			},
			`frame after ${JSON.stringify(key)}`,
		);
		times.push(arrived - pressed);
	}
	return times;
}

async function positionNow(session: Session): Promise<number> {
	let row: number | undefined;
	await session.until(line => (row = position(line)) !== undefined, 'position line');
	return row ?? 0;
}

async function jump(session: Session, key: 'g' | 'G', row: number): Promise<number> {
	session.press(key);
	await session.until(line => position(line) === row, `row ${row}`);
	return row;
}

/** About 30 keys a second, never in step with a timer of the program. */
async function restBetweenKeys(): Promise<void> {
	await pause(25 + Math.random() * 15);
}

/** Help opened and closed again and again from the first rows of a cold start until everything is indexed. */
export async function measureKeysWhileIndexing(launch: Launch, root: string, models: number): Promise<Figures> {
	forgetIndexes(launch);
	const session = startDashboard(launch, root);
	await session.until(showsRows, 'rows');
	const times: number[] = [];
	let complete = false;
	while (!complete) {
		for (const wanted of [false, true]) {
			await restBetweenKeys();
			const pressed = session.press('?');
			const arrived = await session.until(
				line => {
					complete = isLive(models)(line);
					return showsBrowse(line) === wanted;
				},
				wanted ? 'Browse' : 'help',
			);
			times.push(arrived - pressed);
		}
	}
	await session.quit();
	return {coldKeys50: percentile(times, 0.5), coldKeys95: percentile(times, 0.95)};
}

function showsBrowse(line: ReadLine): boolean {
	return position(line) !== undefined;
}
