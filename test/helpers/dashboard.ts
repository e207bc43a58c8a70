/** The built dashboard in a terminal of its own, and what a person reads from its screen. Journeys wait for what it shows. */

import fs from 'node:fs';
import path from 'node:path';
import {startTerminal, type PtyTerminal, type TerminalOptions} from './terminal.ts';
import {temporaryFolder} from './temporary-folder.ts';
import {until} from './until.ts';

export const project = path.join(import.meta.dirname, '..', '..');
/** What `npm test` builds before any test runs. */
export const program = path.join(project, 'dist', 'cli.js');

// Compiled once for all sessions of a test file, although each has a home of its own.
const compiled = temporaryFolder();

/** An environment in which nothing of this machine's user is read or written, and no clock but UTC. */
export function ownPlaces(): Record<string, string> {
	const home = temporaryFolder();
	return {
		HOME: home,
		NODE_COMPILE_CACHE: compiled,
		TZ: 'UTC',
		XDG_CACHE_HOME: path.join(home, 'cache'),
		XDG_CONFIG_HOME: path.join(home, 'config'),
		XDG_STATE_HOME: path.join(home, 'state'),
	};
}

export interface DashboardOptions {
	readonly cols?: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string>>;
	/** Before the root. */
	readonly args?: readonly string[];
	/** Options of Node itself. */
	readonly node?: readonly string[];
	/** What the terminal is like. */
	readonly terminal?: Pick<TerminalOptions, 'background' | 'isEastAsian' | 'isSilent'>;
}

export interface Dashboard extends PtyTerminal {
	/** The row under the cursor without ends; undefined where no row has it. */
	readonly current: () => string | undefined;
	/** Ids, or their shown ends, of the rows on the screen, from the top. */
	readonly ids: () => readonly string[];
	/** The line of tabs. */
	readonly tabs: () => string;
	/** Resolves when the cursor stands on the row of this id. */
	readonly onRow: (id: string) => Promise<void>;
	/** The position line: `3/40 · 2 marked, 1.7 kB`. */
	readonly position: () => string;
	/** What was handed to the terminal's clipboard last, by OSC 52. */
	readonly clipboard: () => string | undefined;
	/** The last line: keys, or what was done. */
	readonly footer: () => string;
	/** Presses keys, and waits until the screen shows what they lead to. */
	readonly go: (keys: readonly string[], wanted: Parameters<PtyTerminal['until']>[0]) => Promise<string[]>;
}

// A machine under load is slow, not wrong.
const patience = 20_000;

/** Starts `mreg-tui ROOT` and waits until it is live. */
export async function openDashboard(root: string, options: DashboardOptions = {}): Promise<Dashboard> {
	const dashboard = startDashboard(root, options);
	await dashboard.until(/ live( |$)/m);
	return dashboard;
}

/** Starts `mreg-tui ROOT`, and waits for nothing. */
export function startDashboard(root: string, {cols = 80, rows = 24, env = {}, args = [], node = [], terminal}: DashboardOptions = {}): Dashboard {
	return asDashboard(
		startTerminal({
			command: process.execPath,
			args: [...node, program, ...args, root],
			cols,
			rows,
			env: {...ownPlaces(), ...env},
			cwd: temporaryFolder(),
			...terminal,
		}),
	);
}

/** Reads a terminal as a dashboard. */
export function asDashboard(terminal: PtyTerminal): Dashboard {
	const patient: PtyTerminal['until'] = async (wanted, given = {}) => terminal.until(wanted, {timeout: patience, ...given});
	const lines = () => terminal.screen();
	const current = () => lines().find(line => line.startsWith('❯'));
	const rowsShown = () => {
		const all = lines();
		const from = all.findIndex(line => /^ {3,}#/.test(line));
		const to = all.findIndex((line, index) => index > from && line.startsWith('────'));
		return from === -1 ? [] : all.slice(from + 1, to === -1 ? undefined : to).filter(line => line.trim() !== '');
	};
	return {
		...terminal,
		until: patient,
		current,
		ids: () => rowsShown().map(idOf),
		tabs: () => terminal.line(1),
		clipboard: () => {
			const base64 = [...terminal.rawOutput().matchAll(/\u{1B}\]52;c;([^\u{7}]*)\u{7}/gu)].at(-1)?.[1];
			return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
		},
		footer: () => lines().at(-1) ?? '',
		position: () => lines().findLast(line => /^ [\d,]+\/[\d,]+( |$)/.test(line)) ?? '',
		onRow: async id => void (await patient(() => idOf(current() ?? '').endsWith(id))),
		go: async (keys, wanted) => {
			terminal.press(...keys);
			return patient(wanted);
		},
	};
}

/** The first word behind the number of a row, or its sign. */
function idOf(row: string): string {
	return /^[❯ ][✓ ] +(?:\d+|[–!≠]) +(\S+)/.exec(row)?.[1] ?? '';
}

/** Writes a file whole, as a careful trainer does: under another name, then renamed. */
export function putByRename(file: string, text: string): void {
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(`${file}.tmp-${process.pid}`, text);
	fs.renameSync(`${file}.tmp-${process.pid}`, file);
}

/** A time at which nothing is being written any more, as fs.utimes takes it. */
export const longAgo = 1_700_000_000;

/** Makes a file or folder old. */
export function makeOld(file: string, seconds = longAgo): void {
	fs.utimesSync(file, seconds, seconds);
}

/** Waits for a condition of the test's own. */
export async function eventually<Value>(condition: () => Value | false | undefined, describe?: () => string): Promise<Value> {
	return until(condition, {timeout: patience, describe});
}

export interface MadeModel {
	readonly id: string;
	readonly folder?: string;
	/** Added to the sidecar. */
	readonly sidecar?: Readonly<Record<string, unknown>>;
	readonly artifact?: string;
}

/** Puts an artifact with its sidecar into a registry, both old. */
export function putModel(root: string, {id, folder = 'Mscn', sidecar = {}, artifact = 'weights'}: MadeModel): string {
	const file = path.join(root, folder, 'Model', id);
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(file, artifact);
	fs.writeFileSync(`${file}.json`, JSON.stringify({model_id: id, algorithm: folder.toLowerCase(), ...sidecar}));
	for (const made of [file, `${file}.json`]) makeOld(made);
	return file;
}

/** A registry of `count` models `m_000`, `m_001`, ..., each a minute older than the one before. */
export function registryOfMany(count: number): string {
	const root = temporaryFolder();
	for (let index = 0; index < count; index++) {
		const trained = new Date(Date.UTC(2024, 0, 1) - index * 60_000).toISOString().slice(0, 19);
		putModel(root, {id: nameOf(index), sidecar: {training: {enabled: true, dataset: 'imdb', trained_at: trained, hyperparams: {seed: index}}}});
	}
	return root;
}

export function nameOf(index: number): string {
	return `m_${String(index).padStart(3, '0')}`;
}
