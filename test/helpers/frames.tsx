/** The dashboard on one registry at one time, drawn in this process, and frames that it must equal. A change of them is made on purpose: `MREG_WRITE_FRAMES=1 npx vitest run test/frames`, then look at the diff. */

import fs from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {setAscii} from '../../components/glyphs.ts';
import {setFineColors} from '../../components/paint.ts';
import {App, type AppProps} from '../../source/app.tsx';
import {asciiText} from '../../source/ascii-signs.ts';
import {openSettings, openWorld} from '../../source/hooks/open-world.ts';
import {defaultLook} from '../../source/look-settings.ts';
import {fineQuiet, setTheme, type ThemeVariant} from '../../source/theme.ts';
import type {TrashNow} from '../../source/world.ts';
import {openChanger} from '../../store/changer.ts';
import {openDemo} from '../../store/demo.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {openInspector} from '../../store/inspector.ts';
import type {Registry} from '../../store/registry.ts';
import {readRegistry} from '../../store/read-registry.ts';
import {markRemovals} from '../../store/removal-marks.ts';
import {temporaryFolder} from './temporary-folder.ts';
import {renderToScreen, type RenderedScreen, type ScreenCell} from './terminal.ts';

const project = path.join(import.meta.dirname, '..', '..');
const kept = path.join(project, 'test', 'frames', 'kept');

export const sizes = ['40x10', '80x24', '120x36', '200x50'] as const;
export type Size = (typeof sizes)[number];
/** The size at which colours and weights are kept, too. */
const styledSize: Size = '120x36';

const now = Date.UTC(2024, 10, 2, 12);
const day = 86_400_000;

const trash: TrashNow = {
	entries: [
		{
			txn: '20241101T090000-a1b2c3',
			at: new Date(now - day).toISOString(),
			host: 'gpu1',
			user: 'lee',
			by: 'dashboard: cleanup',
			models: [{key: 'Mscn/Model/mscn_20240901_120000', id: 'mscn_20240901_120000', bytes: 2_100_000}],
			bytes: 2_103_296,
		},
	],
	log: [
		{
			txn: '20241101T090000-a1b2c3',
			op: 'trash',
			at: new Date(now - day).toISOString(),
			host: 'gpu1',
			user: 'lee',
			by: 'dashboard: cleanup',
			state: 'done',
			keys: ['Mscn/Model/mscn_20240901_120000'],
			undoable: true,
		},
	],
	problems: [],
	disk: {free: 64e9, total: 271e9},
	me: {user: 'kim', host: 'gpu1'},
};

/** Everything that the dashboard is given, none of it from today or from this machine. */
async function surroundings(): Promise<Omit<AppProps, 'quit' | 'redraw'>> {
	process.env['TZ'] = 'UTC';
	const {root, remove} = openDemo(path.join(project, 'ExampleData'));
	process.once('exit', remove);
	const home = path.dirname(root);
	addToDemo(root);
	const env = {XDG_CACHE_HOME: temporaryFolder(), XDG_CONFIG_HOME: temporaryFolder(), XDG_STATE_HOME: temporaryFolder()};
	const read = await readRegistry({root, reason: '--root', now, env});
	const snapshot: Snapshot = {...read, freeBytes: 64e9, activity: {phase: 'live', checkedAt: now}, watching: true};
	const registry: Registry = {
		getSnapshot: () => snapshot,
		subscribe: () => () => undefined,
		rescan: () => undefined,
		look: () => undefined,
		seen: () => Promise.resolve(),
		setHolding: () => undefined,
		isStuck: () => false,
		setPaused: () => undefined,
		close: () => Promise.resolve(),
	};
	const changer = openChanger(root);
	const world = openWorld({
		...{root, env, home, cwd: home, readOnly: undefined, registry, changer, inspector: openInspector()},
		toTerminal: () => undefined,
		editText: text => text,
	});
	return {
		registry,
		world: {
			...world,
			trash: () => Promise.resolve(trash),
			// Blocks differ from disk to disk.
			marks: targets => {
				const {marked, skipped} = markRemovals(root, targets);
				const bytesOf = new Map(targets.map(({key, bytes}) => [key, bytes]));
				return Promise.resolve({marked: marked.map(one => ({...one, single: bytesOf.get(one.removal.target.key) ?? 0})), skipped});
			},
		},
		settings: openSettings(env, home),
		look: defaultLook,
		home,
		clock: () => now,
		stop: () => Promise.resolve(),
		homeCursor: () => undefined,
	};
}

/** A family, a model without a sidecar, and one whose sidecar cannot be read. */
function addToDemo(root: string): void {
	const time = (now - 3 * day) / 1000;
	const put = (name: string, content: string) => {
		const file = path.join(root, name);
		fs.mkdirSync(path.dirname(file), {recursive: true});
		fs.writeFileSync(file, content);
		for (const made of [file, path.dirname(file)]) fs.utimesSync(made, time, time);
	};
	for (const version of [1, 2]) {
		const id = `resnet18_v${version}`;
		put(`Resnet18/Model/${id}.pth`, 'weights'.repeat(version));
		put(
			`Resnet18/Model/${id}.pth.json`,
			JSON.stringify({
				model_id: id,
				algorithm: 'resnet18',
				family: 'resnet18',
				version,
				aliases: version === 1 ? ['champion'] : [],
				training: {dataset: 'imagenet', trained_at: `2024-10-2${version}T10:00:00`, hyperparams: {lr: 0.1}},
				testing: [{dataset: 'imagenet', num_queries: 50_000, tested_at: `2024-10-2${version}T12:00:00`, performance: {accuracy: 0.69 + version / 100}}],
			}),
		);
	}
	put('Mscn/Model/mscn_20241031_120000', 'weights without a word about them');
	put('Lero/Model/lero_20241031_120000.json', '{"model_id": "lero_20241031_120000", ');
}

/** One screen of the walk: the keys that lead there from the one before, and what shows that it is there as a whole. */
export interface Stop {
	readonly name: string;
	readonly keys: readonly string[];
	readonly shows: RegExp;
	/** What shows that something is still being looked for. */
	readonly hides?: RegExp;
}

export const walk: readonly Stop[] = [
	{name: 'Browse', keys: [], shows: /knob_2024/},
	{name: 'Browse, an algorithm by its objective', keys: ['Tab', 'Tab', 'b'], shows: /\[lero 13\]/},
	{name: 'Detail', keys: ['Enter'], shows: /\n lero_20241027_210000\n/, hides: /reading…/},
	{name: 'Compare', keys: ['q', 'Space', 'Space', 'Space', 'c'], shows: / compare {2}/},
	{name: 'Leaderboard', keys: ['q', '2'], shows: /mean/},
	{name: 'Cleanup', keys: ['q', '4'], shows: /outranked/, hides: /purged +·/},
	{name: 'Trash', keys: ['5'], shows: /lee@gpu1/},
	{name: 'Problems', keys: ['6'], shows: /lero_20241031_120000|41031_120000/, hides: /looking for/},
	{name: 'Families', keys: ['F'], shows: / families/},
	{name: 'Charts', keys: ['7'], shows: /total_time/},
	{name: 'Help', keys: ['?'], shows: / Keys /},
];

export interface FrameOptions {
	readonly variant: ThemeVariant;
	readonly isAscii?: boolean;
}

/** All sizes are drawn of one registry. */
let given: ReturnType<typeof surroundings> | undefined;

/** What a theme shows of a walk through the screens at a size: the frames with their names. */
export async function framesOf(size: Size, {variant, isAscii = false}: FrameOptions): Promise<readonly Frame[]> {
	// As the program does at its start; all frames of a process are of one theme, as rows are painted once.
	setTheme(variant);
	setFineColors(fineQuiet(variant));
	setAscii(isAscii);
	given ??= surroundings();
	const props = await given;
	const [cols = 0, rows = 0] = size.split('x').map(Number);
	const screen = renderToScreen(<App {...props} quit={() => undefined} redraw={() => undefined} />, {cols, rows});
	try {
		const frames: Frame[] = [];
		for (const {name, keys, shows, hides} of walk) {
			for (const key of keys) {
				screen.press(key);
				await screen.settled();
			}
			await screen.until(lines => shows.test(lines.join('\n')) && hides?.test(lines.join('\n')) !== true, {timeout: 10_000});
			await screen.settled();
			frames.push(frameOf(name, screen, {cols, rows, isAscii}));
		}
		return frames;
	} finally {
		screen.unmount();
	}
}

interface Frame {
	readonly name: string;
	readonly lines: readonly string[];
	/** By line: which cells look how. */
	readonly looks: readonly string[];
}

function frameOf(name: string, screen: RenderedScreen, {cols, rows, isAscii}: {cols: number; rows: number; isAscii: boolean}): Frame {
	const lines = screen.screen().map(line => (isAscii ? asciiText(line) : line));
	const looks = Array.from({length: rows}, (_, row) => looksOf(Array.from({length: cols}, (__, column) => screen.cell(row, column))));
	return {name, lines, looks};
}

/** `0-9 bold, 12-20 fg246`; '' for a line without any look. Blanks between cells of one look belong to it. */
function looksOf(cells: readonly ScreenCell[]): string {
	const runs: Array<{look: string; from: number; to: number}> = [];
	cells.forEach((cell, column) => {
		const look = lookOf(cell);
		if (look === undefined) return;
		const last = runs.at(-1);
		if (last?.look === look) last.to = column;
		else runs.push({look, from: column, to: column});
	});
	return runs
		.filter(({look}) => look !== '')
		.map(({look, from, to}) => `${from}-${to} ${look}`)
		.join(', ');
}

/** Undefined where nothing is seen. */
function lookOf({text, inverse, bold, dim, underline, fg}: ScreenCell): string | undefined {
	const isSeen = inverse || underline || text.trim() !== '';
	const parts = [inverse ? 'inverse' : '', bold ? 'bold' : '', dim ? 'dim' : '', underline ? 'underline' : '', fg === undefined ? '' : `fg${fg}`];
	return isSeen ? parts.filter(part => part !== '').join(' ') : undefined;
}

/** Fails where the frames at a size are not the kept ones, and says which line of which screen differs. */
export async function expectKept(size: Size, options: FrameOptions): Promise<void> {
	const frames = await framesOf(size, options);
	const {variant, isAscii = false} = options;
	const text = frames.flatMap(({name, lines}) => [`== ${name}`, ...lines]);
	const looks = frames.flatMap(({name, looks: lines}) => [`== ${name}`, ...lines.map((look, row) => `${row + 1}: ${look}`)]);
	const files: ReadonlyArray<readonly [string, readonly string[]]> = [
		// Themes differ in looks alone.
		[isAscii ? `${size}-ascii.txt` : `${size}.txt`, text],
		...(size === styledSize && !isAscii ? [[`${size}-${variant}-looks.txt`, looks] as const] : []),
	];
	if (process.env['MREG_WRITE_FRAMES'] !== '1') {
		for (const [name, lines] of files) check(name, lines);
		return;
	}
	fs.mkdirSync(kept, {recursive: true});
	for (const [name, lines] of files) fs.writeFileSync(path.join(kept, name), lines.map(line => `${line}\n`).join(''));
	// No run passes by writing.
	expect.fail(`${files.map(([name]) => name).join(', ')} written. Look at the diff, then run the test without MREG_WRITE_FRAMES.`);
}

function check(name: string, lines: readonly string[]): void {
	const before = fs.readFileSync(path.join(kept, name), 'utf8').split('\n').slice(0, -1);
	const differing = Array.from({length: Math.max(before.length, lines.length)}, (_, index) => index).filter(index => before[index] !== lines[index]);
	const first = differing[0];
	if (first === undefined) return;
	const screen = lines.slice(0, first + 1).findLast(line => line.startsWith('== ')) ?? '';
	expect.fail(
		[
			`${name}: ${differing.length} lines are not as kept, the first of them ${first + 1}, in ${screen.slice(3)}:`,
			...differing.slice(0, 10).flatMap(index => [`- ${before[index] ?? ''}`, `+ ${lines[index] ?? ''}`]),
			'Look at the screen; where the change is meant: MREG_WRITE_FRAMES=1 npx vitest run test/frames',
		].join('\n'),
	);
}
