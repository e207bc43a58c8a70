/** From a key press to the arrival of the frame for what goes through all models: Compare, Leaderboard, folding, sorting, a letter of the filter. */

import type {Figures, Taken} from './figures.ts';
import {pause} from './pause.ts';
import {peakMegabytes} from './process-facts.ts';
import type {Launch} from './program.ts';
import {isLive, position, rows, startDashboard, type ReadLine, type Session} from './session.ts';
import {median, percentile} from './statistics.ts';

const marked = 50;
const compares = 20;
/** How often it goes through all tabs. */
const rounds = 2;
/** Every column of a terminal of 120 cells, and both ways. */
const sortedColumns = 9;
const escape = '\u001B';

/** Typed letter by letter, and each of them a part of what matches. Without blanks: a blank at the end of a field is not seen. */
const filters = [
	'total_time@imdb<118.5',
	'sweep1',
	'note:조인',
	'id:0519',
	'training_time>2h',
	'learning_rate=0.0003',
	'과적합',
	'-tag:keep',
	'total_time<35.7',
];

/** Everything in one dashboard, with an index. */
export async function measureScreens(launch: Launch, root: string, models: number): Promise<Taken> {
	const session = startDashboard(launch, root);
	await session.until(isLive(models), 'the end of the first look');
	await pause(3_000);
	const tabs = 1 + (await countTabs(session));
	const {times: compared, moves} = await compareMarked(session, Math.min(compares, Math.floor(models / (marked + 2))));
	const boards = await openBoards(session, tabs);
	const folds = await foldTabs(session, tabs);
	const sorts = await sortByColumns(session);
	const letters = await typeFilters(session);
	const memory = peakMegabytes(session.pid);
	await session.quit();
	const typed = [...letters.values()].flat();
	const figures: Figures = {
		compare50: percentile(compared, 0.5),
		compare95: percentile(compared, 0.95),
		markedKey95: percentile(moves, 0.95),
		boardAll: median(boards.all),
		boardTab: median(boards.tabs),
		foldFirst: folds.first,
		fold: median(folds.later),
		sortKey: Math.max(...sorts),
		filter50: percentile(typed, 0.5),
		filter95: percentile(typed, 0.95),
		memoryScreens: memory,
	};
	const byFilter = [...letters].map(([text, times]) => [`letter of ${text}, p95`, percentile(times, 0.95)] as const);
	return {
		figures,
		details: {
			'compare, first': compared[0] ?? 0,
			'leaderboard of all, first': boards.all[0] ?? 0,
			'leaderboard of a tab, first': boards.tabs[0] ?? 0,
			...Object.fromEntries(sorts.map((time, index) => [`sort key ${index + 1}`, time])),
			...Object.fromEntries(byFilter),
		},
	};
}

/** Algorithms in the line of tabs. */
async function countTabs(session: Session): Promise<number> {
	let tabs = 0;
	await session.until(line => (tabs = line(1).match(/\w+ \d[\d,]*\b/g)?.length ?? 0) > 1, 'tabs');
	return tabs - 1;
}

/** Fifty other models each time, from the top down; and a key with fifty marks. */
async function compareMarked(session: Session, runs: number): Promise<{readonly times: readonly number[]; readonly moves: readonly number[]}> {
	const [times, moves]: [number[], number[]] = [[], []];
	for (let run = 0; run < runs; run++) {
		await step(session, 'A', line => isBrowse(line) && !line(rows - 2).includes(' marked'), 'no marks');
		await step(session, ' '.repeat(marked), line => line(rows - 2).includes(` ${marked} marked`), 'marks');
		// A key with marks: the position line says how many of them are shown.
		const before = await lineNow(session, rows - 2);
		moves.push(await step(session, 'j', line => isBrowse(line) && line(rows - 2) !== before, 'the next row'));
		times.push(await step(session, 'c', isCompare, 'compare'));
		await step(session, 'q', isBrowse, 'Browse');
	}
	await step(session, 'A', line => !line(rows - 2).includes(' marked'), 'no marks');
	return {times, moves};
}

/** Of all and of each tab in turn, so that none is remembered. */
async function openBoards(session: Session, tabs: number): Promise<{readonly all: readonly number[]; readonly tabs: readonly number[]}> {
	const [all, each]: [number[], number[]] = [[], []];
	for (let run = 0; run < rounds * tabs; run++) {
		(run % tabs === 0 ? all : each).push(await step(session, '2', isLeaderboard, 'leaderboard'));
		await step(session, 'q', isBrowse, 'Browse');
		await nextTab(session);
	}
	return {all, tabs: each};
}

/** The first fold of all models, and the later ones of each tab. */
async function foldTabs(session: Session, tabs: number): Promise<{readonly first: number; readonly later: readonly number[]}> {
	const times: number[] = [];
	for (let run = 0; run < rounds * tabs; run++) {
		times.push(await step(session, 'f', isFolded, 'folded rows'));
		await step(session, 'f', line => isBrowse(line) && !isFolded(line), 'all rows');
		await nextTab(session);
	}
	const [first = 0, ...later] = times;
	return {first, later};
}

/** Each column both ways; the header says by which. */
async function sortByColumns(session: Session): Promise<readonly number[]> {
	const times: number[] = [];
	for (let column = 0; column < sortedColumns; column++) {
		for (const key of column === 0 ? ['[', ']'] : ['l[', ']']) {
			const before = await lineNow(session, 3);
			times.push(await step(session, key, line => line(3) !== before, 'another order'));
		}
	}
	return times;
}

/** Milliseconds of each letter, by filter. */
async function typeFilters(session: Session): Promise<ReadonlyMap<string, readonly number[]>> {
	const times = new Map<string, readonly number[]>();
	for (const text of filters) {
		const letters = [...text];
		const taken: number[] = [];
		await step(session, '/', line => line(2).startsWith(' / '), 'field');
		for (const [index, letter] of letters.entries()) {
			const typed = ` / ${letters.slice(0, index + 1).join('')}`;
			taken.push(await step(session, letter, line => line(2).startsWith(typed), `filter ${typed}`));
		}
		times.set(text, taken);
		await step(session, escape, line => !line(2).startsWith(' / '), 'no filter');
	}
	return times;
}

async function nextTab(session: Session): Promise<void> {
	const before = await lineNow(session, 1);
	await step(session, '\t', line => line(1) !== before && isBrowse(line), 'the next tab');
}

/** Presses keys, and waits for what they lead to. @returns milliseconds */
async function step(session: Session, keys: string, holds: (line: ReadLine) => boolean, what: string): Promise<number> {
	// Never in step with a timer of the program.
	await pause(40 + Math.random() * 20);
	const pressed = session.press(keys);
	return (await session.until(holds, what)) - pressed;
}

async function lineNow(session: Session, row: number): Promise<string> {
	let text = '';
	await session.until(line => {
		text = line(row);
		return true;
	}, 'screen');
	return text;
}

/** With its last line, too: a frame may arrive in pieces. */
function isCompare(line: ReadLine): boolean {
	return line(1).startsWith(` compare  ${marked} models`) && line(rows - 2).includes('mreg compare');
}

function isLeaderboard(line: ReadLine): boolean {
	return line(1).startsWith(' leaderboard ') && line(rows - 2).includes('mreg leaderboard');
}

function isBrowse(line: ReadLine): boolean {
	return position(line) !== undefined;
}

function isFolded(line: ReadLine): boolean {
	return isBrowse(line) && line(rows - 2).includes(' folded, ');
}
