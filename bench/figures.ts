/** What is measured, in which unit, and what it must reach. */

export type Unit = 'seconds' | 'milliseconds' | 'perSecond' | 'megabytes' | 'percent' | 'times' | 'count';

export interface Measure {
	readonly label: string;
	readonly unit: Unit;
	/** The most it may be with so many models (of bytes: so many megabytes); other sizes have no target. */
	readonly most?: Readonly<Record<number, number>>;
	/** The least, likewise. */
	readonly least?: Readonly<Record<number, number>>;
}

const both = (at10k: number, at100k: number) => ({10_000: at10k, 100_000: at100k});

/** In the order of the table. */
export const measures = {
	warmRows: {label: 'warm start: first frame with rows', unit: 'seconds', most: {1_000: 0.25, ...both(0.4, 1.2)}},
	warmLive: {label: 'warm start: everything checked', unit: 'seconds'},
	coldRows: {label: 'cold start: first rows', unit: 'seconds', most: both(0.5, 0.5)},
	coldLive: {label: 'cold index complete', unit: 'seconds'},
	cat: {label: '`cat` of all sidecars', unit: 'seconds'},
	coldRatio: {label: 'cold index, times `cat`', unit: 'times', most: both(3, 3)},
	coldKeys50: {label: 'key press to frame while indexing, p50', unit: 'milliseconds'},
	coldKeys95: {label: 'key press to frame while indexing, p95', unit: 'milliseconds'},
	listJson: {label: '`list --json`, warm', unit: 'seconds'},
	python: {label: 'Python `json.load` and `json.dumps`', unit: 'seconds'},
	listRatio: {label: '`list --json`, times Python', unit: 'times', most: both(1, 1)},
	best: {label: '`best`, warm', unit: 'seconds'},
	bestRatio: {label: '`best`, times `list --json`', unit: 'times', most: both(1, 1)},
	leaderboard: {label: '`leaderboard` (best of each algorithm), warm', unit: 'seconds'},
	boardOfModels: {label: '`leaderboard --by model --json`, warm', unit: 'seconds'},
	compare: {label: '`compare` of 50 models, warm', unit: 'seconds'},
	listTable: {label: '`list`, warm', unit: 'seconds'},
	summary: {label: '`summary`, warm', unit: 'seconds'},
	doctor: {label: '`doctor`, warm', unit: 'seconds', most: {10_000: 2}},
	queryNumber: {label: 'query by numbers over all models, p95', unit: 'milliseconds', most: both(50, 50)},
	queryText: {label: 'query by text over all models, p95', unit: 'milliseconds', most: both(50, 50)},
	queryPattern: {label: '… with a pattern (`~`), p95', unit: 'milliseconds'},
	queryBrowse: {label: '… with the rows and columns of Browse, p95', unit: 'milliseconds'},
	sortWorst: {label: 'sort by the slowest column', unit: 'milliseconds', most: both(150, 150)},
	sortBrowse: {label: '… with the rows and columns of Browse', unit: 'milliseconds'},
	keys50: {label: 'key press to frame, p50', unit: 'milliseconds'},
	keys95: {label: 'key press to frame, p95', unit: 'milliseconds', most: both(16, 33)},
	down95: {label: '… `j`, p95', unit: 'milliseconds'},
	page95: {label: '… PageDown, p95', unit: 'milliseconds'},
	up95: {label: '… `k`, p95', unit: 'milliseconds'},
	markedKey95: {label: '`j` with 50 marks, p95', unit: 'milliseconds', most: both(16, 33)},
	compare50: {label: '`c` to the frame of 50 models, p50', unit: 'milliseconds'},
	compare95: {label: '`c` to the frame of 50 models, p95', unit: 'milliseconds', most: both(100, 100)},
	boardAll: {label: '`2` to the leaderboard of algorithms', unit: 'milliseconds'},
	boardTab: {label: "`2` to the leaderboard of a tab's models", unit: 'milliseconds'},
	foldFirst: {label: '`f` to all models folded, the first time', unit: 'milliseconds'},
	fold: {label: '`f` in the tabs, later', unit: 'milliseconds'},
	sortKey: {label: '`[` `]` to the frame, the slowest column', unit: 'milliseconds'},
	filter50: {label: 'letter in the filter to frame, p50', unit: 'milliseconds'},
	filter95: {label: 'letter in the filter to frame, p95', unit: 'milliseconds'},
	plan: {label: 'cleanup of one algorithm planned, with what lies on the disk', unit: 'milliseconds', most: both(200, 2_000)},
	trashed: {label: 'moved to the trash', unit: 'perSecond', least: both(2_000, 2_000)},
	restored: {label: 'moved back', unit: 'perSecond'},
	tagMany: {label: '`tag` of 1,000 models, the whole command', unit: 'seconds', most: both(2, 2)},
	tagShown50: {label: 'Enter to the tag on the screen, p50', unit: 'milliseconds'},
	tagShown95: {label: 'Enter to the tag on the screen, p95', unit: 'milliseconds', most: both(150, 150)},
	keysBusy95: {label: 'key press to frame while models go to the trash, p95', unit: 'milliseconds', most: both(33, 33)},
	rename50: {label: 'sidecar renamed in to row, p50', unit: 'milliseconds'},
	rename95: {label: 'sidecar renamed in to row, p95', unit: 'milliseconds', most: both(150, 400)},
	memoryWarm: {label: 'peak memory, warm session with scrolling', unit: 'megabytes', most: both(200, 500)},
	memoryCold: {label: 'peak memory, cold session', unit: 'megabytes', most: both(200, 500)},
	memoryScreens: {label: 'peak memory, after compare, leaderboard, fold, sort and filter', unit: 'megabytes'},
	memoryGrowth: {label: 'growth of memory, open while a new model is written every 100 ms', unit: 'megabytes', most: {1_000: 20}},
	memoryAgain: {label: '… while one of 200 models is written again every 100 ms', unit: 'megabytes', most: {1_000: 20}},
	idle: {label: 'CPU when idle', unit: 'percent', most: both(1, 3)},
	copyAndSum: {label: '`cp`, then `sha256sum`, of one file', unit: 'seconds'},
	register: {label: '`register` of one file, the whole command', unit: 'seconds'},
	registerRatio: {label: '`register`, times `cp` and `sha256sum`', unit: 'times', most: {2_000: 1.3}},
	registerMemory: {label: 'peak memory, `register`', unit: 'megabytes', most: {2_000: 150}},
	verifyOne: {label: '`verify` of one file, times the speed of `sha256sum`', unit: 'times', least: {2_000: 0.8}},
	verifyMedium: {label: '… in files of 1 MB', unit: 'times', least: {2_000: 0.8}},
	verifySmall: {label: '… in files of 100 kB', unit: 'times', least: {2_000: 0.8}},
	verifyMemory: {label: 'peak memory, `verify`', unit: 'megabytes', most: {2_000: 150}},
	inspect: {label: '`inspect` of a checkpoint of 1,000 tensors, without the start', unit: 'milliseconds', most: {2_000: 100}},
	inspectCommand: {label: '… the whole command', unit: 'milliseconds'},
	watches: {label: 'inotify watches', unit: 'count'},
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;

/** What one kind of measurement gave. */
export type Figures = Partial<Record<MeasureName, number>>;

/** Figures, and by their names the milliseconds of what they are made of: for the file of results, not for the table. */
export interface Taken {
	readonly figures: Figures;
	readonly details: Readonly<Record<string, number>>;
}

const digits: Record<Unit, number> = {seconds: 2, milliseconds: 1, perSecond: 0, megabytes: 0, percent: 2, times: 2, count: 0};
const signs: Record<Unit, string> = {seconds: ' s', milliseconds: ' ms', perSecond: ' a second', megabytes: ' MB', percent: ' %', times: 'x', count: ''};

/** `0.31 s`. */
export function formatFigure(value: number, unit: Unit): string {
	return value.toFixed(digits[unit]) + signs[unit];
}

/** The target that a measure has with so many models. */
export function targetOf(name: MeasureName, models: number): {readonly value: number; readonly isLeast: boolean} | undefined {
	const {most, least}: Measure = measures[name];
	const value = most?.[models] ?? least?.[models];
	return value === undefined ? undefined : {value, isLeast: most?.[models] === undefined};
}
