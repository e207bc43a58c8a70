#!/usr/bin/env node
/** The door of the program: the only file with argv, exit codes and signals. It runs a command or the dashboard, and prints. */

import fs from 'node:fs';
import module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import tty from 'node:tty';
import {fileURLToPath} from 'node:url';
import util from 'node:util';
import v8 from 'node:v8';
import type {SafeText} from '../components/safe-text.ts';
import type {Context, Result} from './commands/command.ts';
import type {WaitingNote} from '../store/waiting-note.ts';
import type {CompletionTable} from './completion-table.ts';
import type {ErrorWords} from './output.ts';
import type {GlobalOptions} from './parse.ts';

// An old Node must get as far as these lines: nothing else is imported before them.
const neededNode = [22, 22, 2];
if (isOlder(process.versions.node.split('.').map(Number), neededNode)) {
	const advice = 'install Node 24 (https://nodejs.org), or run it from its checkout as `npx node dist/cli.js`, which brings its own';
	process.stderr.write(`mreg needs Node ${neededNode.join('.')} or newer, and this is ${process.versions.node}: ${advice}.\n`);
	process.exit(1);
}

// Young objects have room to die; the dashboard and what runs long, which must stay small, take that back.
v8.setFlagsFromString('--semi-space-growth-factor=8');
const {env} = process;
const words = process.argv.slice(2);
const packageFolder = fileURLToPath(new URL('../', import.meta.url));
const signalCodes = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const;

// What is imported from here on starts in two thirds of the time when it was compiled by an earlier run.
const cacheHome = [env.XDG_CACHE_HOME ?? '', path.join(os.homedir(), '.cache')].find(folder => path.isAbsolute(folder));
if (cacheHome !== undefined) module.enableCompileCache(path.join(cacheHome, 'mreg', 'compile'));

/** Standard output did not take what was written. */
class OutputError extends Error {}

// What follows runs while this file is still waited for: variables that it sets stand here.
/** The exit code of the signal that stopped what the command did. */
let stoppedWith: number | undefined;
/** What a terminal gets of a text that is for people: signs that its locale has. What is no terminal gets the text as it is. */
let readable = (text: string): string => text;
/** Whether a thread waits for a disk that does not answer. */
let isStuck = (): boolean => false;
/** A disk that takes longer to say how full it is does not answer (milliseconds). */
const patience = 2_000;
/** Takes the line away that was drawn last; nothing where none is. */
let clearProgress = (): void => undefined;

process.on('uncaughtException', error => void endAfter(reportError(error)));
await endAfter(main());

/** Ends the process with the code that comes, also where there is an error instead of one. */
async function endAfter(code: Promise<number>): Promise<void> {
	end(await code.catch(reportError).catch(endUnreported));
}

/** Ends the process. A thread that waits for a disk which does not answer would be waited for, and only a signal ends that. */
function end(code: number, signal: keyof typeof signalCodes = 'SIGINT'): void {
	// Whoever asks a second time does not wait either.
	for (const each of Object.keys(signalCodes)) process.removeAllListeners(each);
	if (!isStuck()) process.exit(code);
	process.emit('exit', code);
	try {
		fs.writeSync(2, 'mreg: The disk of the registry does not answer; ended without it.\n');
	} catch {
		// Nobody can read it.
	}
	process.kill(process.pid, signal);
}

/** An error in reporting an error is not reported in its turn: that would not end. */
function endUnreported(): number {
	try {
		fs.writeSync(2, 'mreg: This is a bug, and it could not be told which.\n');
	} catch {
		// Nobody can read it.
	}
	return 70;
}

async function main(): Promise<number> {
	if (words[0] === '__complete') return completeWords(words.slice(1));
	if (!words.includes('--json')) await keepToLocale();
	const [{commands}, {parse}] = await Promise.all([import('./commands/all.ts'), import('./parse.ts')]);
	const folder = words.find(word => !word.startsWith('-'));
	if (folder !== undefined && !commands.some(({name}) => name === folder)) await answering(folder);
	const isFolder = (path: string) => fs.statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
	const typed = parse(words, {commands, version: version(), isFolder, helpWidth: terminalColumns() ?? 80});
	if ('text' in typed) {
		await write(typed.text);
		return 0;
	}
	const {command, options, args} = typed;
	if (command?.isLong === true) collectSooner();
	if (command) return print(await command.run(await contextFor(options), options, args));
	if (tty.isatty(0) && tty.isatty(1) && env.TERM !== 'dumb') return dashboard(options);
	const {summary} = await import('./commands/summary.ts');
	return print(await summary.run(await contextFor(options), options, []));
}

async function dashboard(options: GlobalOptions): Promise<number> {
	const {root, reason} = await locate(options);
	// Ink reads this when it is loaded; NO_COLOR means nothing to it.
	if (!options.color || (env.NO_COLOR ?? '') !== '') env.FORCE_COLOR = '0';
	endOnSignals();
	collectSooner();
	const {runDashboard} = await import('./dashboard.tsx');
	return runDashboard({
		root,
		reason,
		env,
		home: os.homedir(),
		cwd: await workingFolder(),
		readOnly: options.readOnly === true,
		color: env.FORCE_COLOR !== '0',
		flags: options,
		view: options.view,
		remembers: options.demo !== true,
		onOpen: asked => (isStuck = asked),
		stop: stopGroup,
	});
}

async function keepToLocale(): Promise<void> {
	const {localeOf} = await import('./look-choice.ts');
	if (localeOf(env) !== 'other') return;
	const {asciiText} = await import('./ascii-signs.ts');
	readable = asciiText;
}

/** Answers a shell at a Tab. Whatever goes wrong there, nobody wants to read it in the line that they type. */
async function completeWords(typed: readonly string[]): Promise<number> {
	try {
		const {complete} = await import('./commands/complete.ts');
		await write(await complete(typed, {env, cwd: process.cwd(), home: os.homedir(), now: Date.now(), table: await completionWords()}));
	} catch {
		// No candidates.
	}
	return 0;
}

/** The commands as completion needs them: a bundle has them in a file, as to load them all would take longer than a Tab may. */
async function completionWords(): Promise<CompletionTable> {
	try {
		return JSON.parse(fs.readFileSync(fileURLToPath(new URL('./commands.json', import.meta.url)), 'utf8')) as CompletionTable;
	} catch {
		const {tableOfCommands} = await import('./commands/completion-words.ts');
		return tableOfCommands();
	}
}

/** Young objects are collected sooner: a third less memory, for a little more work. */
function collectSooner(): void {
	v8.setFlagsFromString('--semi-space-growth-factor=1');
	v8.setFlagsFromString('--min-semi-space-size=8');
	// Else old pictures of a registry that changes all the time pile up to several times what is in use.
	v8.setFlagsFromString('--heap-growing-percent=40');
}

async function contextFor(options: GlobalOptions): Promise<Context> {
	const [{parseDuration}, {localeOf}] = await Promise.all([import('./commands/options.ts'), import('./look-choice.ts')]);
	const now = Date.now();
	let located: ReturnType<typeof locate> | undefined;
	const place = async () => (located ??= locate(options));
	return {
		now,
		columns: terminalColumns(),
		isAscii: localeOf(env) === 'other',
		user: {env, home: os.homedir()},
		readOnly: options.readOnly === true,
		wait: parseDuration(options.wait ?? '10s', '--wait'),
		root: async () => (await place()).root,
		snapshot: async () => {
			const {root, reason} = await place();
			const {readRegistry} = await import('../store/read-registry.ts');
			const note = await waitingNote(root, options);
			try {
				return await readRegistry({root, reason, now, env, onSeen: note?.seen});
			} finally {
				note?.close();
			}
		},
		live: async () => {
			const {root, reason} = await place();
			const {openRegistry} = await import('../store/registry.ts');
			endOnSignals();
			const registry = openRegistry({root, reason, env});
			({isStuck} = registry);
			return {registry, clock: Date.now, say};
		},
		inputLines: async () => {
			let text = '';
			for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk);
			return text.split(/\r?\n/);
		},
		exists: path => fs.existsSync(path),
		absolute: async typed => {
			const {exportPath} = await import('../store/export-file.ts');
			return exportPath(typed, {cwd: await workingFolder(), home: os.homedir()});
		},
		ask: tty.isatty(0) && tty.isatty(2) ? ask : undefined,
		stoppable,
		progress: hasProgress(options) ? await progressLine() : undefined,
	};
}

/** Asks on standard error; the lines before the last are not drawn again while somebody types. */
async function ask(question: SafeText): Promise<string> {
	const {createInterface} = await import('node:readline');
	const last = question.lastIndexOf('\n') + 1;
	clearProgress();
	fs.writeSync(2, readable(question.slice(0, last)));
	const reader = createInterface({input: process.stdin, output: process.stderr, historySize: 0});
	return new Promise(resolve => {
		reader.on('close', () => {
			// Ctrl-C and Ctrl-D leave the cursor behind the question.
			fs.writeSync(2, '\n');
			resolve('');
		});
		reader.question(readable(question.slice(last)), answer => {
			reader.removeAllListeners('close').close();
			resolve(answer);
		});
	});
}

/** Whether somebody sees a line that is drawn again and again. */
function hasProgress({json, quiet}: GlobalOptions): boolean {
	return json !== true && quiet !== true && tty.isatty(2) && env.TERM !== 'dumb';
}

async function progressLine(): Promise<NonNullable<Context['progress']>> {
	const {cutText} = await import('./table.ts');
	let drawnAt = -Infinity;
	let isDrawn = false;
	const draw = (line: string) => {
		try {
			fs.writeSync(2, `\r${readable(line)}\u{1B}[K`);
			isDrawn = line !== '';
		} catch {
			// Closed, or it takes no more now: the next line will do.
		}
	};
	clearProgress = () => {
		if (isDrawn) draw('');
		drawnAt = -Infinity;
	};
	return line => {
		if (line === undefined) return clearProgress();
		if (performance.now() - drawnAt < 50) return;
		drawnAt = performance.now();
		// In the last column some terminals go on to the next line.
		draw(cutText(line, (process.stderr.columns || 80) - 1));
	};
}

async function locate(options: GlobalOptions): Promise<{root: string; reason: string}> {
	if (options.demo !== true) {
		await answering(options.root ?? (env.MREG_ROOT || '.'), options);
		const {findRoot} = await import('../store/root.ts');
		return findRoot({root: options.root, env, cwd: await workingFolder(), home: os.homedir()});
	}
	if (options.root !== undefined) {
		const {UserError} = await import('../store/domain/user-error.ts');
		throw new UserError('usage', `--demo shows the example registry, and ${options.root} was named, too.`, {
			hint: `Leave out one of the two. From a checkout: npx node dist/cli.js ${options.root}`,
		});
	}
	const {openDemo} = await import('../store/demo.ts');
	endOnSignals();
	const {root, remove} = openDemo(`${packageFolder}ExampleData`);
	process.on('exit', remove);
	return {root, reason: '--demo'};
}

/** Waits until the disk of a folder answers, and says so: a call to a server that is gone never returns. */
async function answering(folder: string, options?: GlobalOptions): Promise<void> {
	const {openReach} = await import('../store/reach.ts');
	const reach = openReach(folder);
	if (await reach.answers(patience)) return;
	const {safeText} = await import('./text.ts');
	const words = safeText(`mreg: The disk of ${path.resolve(folder)} does not answer; its server or the network may be gone. It is waited for; Ctrl-C ends.`);
	if (options ? hasProgress(options) : tty.isatty(2)) say([words]);
	while (!(await reach.answers(60_000)));
}

/** On a disk of another machine a look may take long: who sits at a terminal is told how far it is. */
async function waitingNote(root: string, options: GlobalOptions): Promise<WaitingNote | undefined> {
	if (!hasProgress(options)) return undefined;
	const {networkMount} = await import('../store/network-mount.ts');
	const type = networkMount(root);
	if (type === undefined) return undefined;
	const [{openWaitingNote}, {safeText}] = await Promise.all([import('../store/waiting-note.ts'), import('./text.ts')]);
	return openWaitingNote(safeText(`mreg: reading ${root} (${type})`), () => fs.writeSync(2, '\r\u{1B}[K'));
}

async function workingFolder(): Promise<string> {
	try {
		return process.cwd();
	} catch {
		const {UserError} = await import('../store/domain/user-error.ts');
		throw new UserError('no-registry', 'The working folder is gone.', {hint: 'Go to a folder that is there: cd.'});
	}
}

/** See Context.stoppable. */
async function stoppable<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
	const stop = new AbortController();
	const listeners = Object.entries(signalCodes).map(([signal, code]) => {
		const listener = () => {
			if (stoppedWith !== undefined) process.exit(code);
			stoppedWith = code;
			stop.abort();
		};
		process.on(signal, listener);
		return {signal, listener};
	});
	// The thread that works does not keep the process alive.
	const alive = setInterval(() => undefined, 1_000);
	try {
		const value = await work(stop.signal);
		// It was done before it could be stopped.
		stoppedWith = undefined;
		return value;
	} finally {
		clearInterval(alive);
		for (const {signal, listener} of listeners) process.off(signal, listener);
	}
}

/** A signal ends the process by way of `exit`, so that the terminal is restored and the demo's folder removed. */
function endOnSignals(): void {
	for (const [signal, code] of Object.entries(signalCodes)) {
		if (process.listenerCount(signal) === 0) process.on(signal, () => end(code, signal as keyof typeof signalCodes));
	}
}

async function print(result: Result): Promise<number> {
	const {piecesOf} = await import('./output.ts');
	let last = result;
	for (;;) {
		clearProgress();
		for (const piece of piecesOf(last.lines)) await write(piece);
		if (!last.next) break;
		last = await last.next();
	}
	const {notes = [], exitCode = 0} = last;
	say(notes);
	return exitCode;
}

/** Stops the process group, as the terminal does on Ctrl-Z (under npm, too); comes back after `fg`. */
async function stopGroup(): Promise<void> {
	// Without a timer nothing would keep the process alive on its way back.
	const alive = setInterval(() => undefined, 1_000);
	await new Promise<void>(resolve => {
		process.once('SIGCONT', () => resolve());
		process.kill(0, 'SIGTSTP');
	});
	clearInterval(alive);
}

/** Writes all of a text to standard output. A reader that is slow is waited for; one that is gone ends the process. */
async function write(text: string): Promise<void> {
	const bytes = Buffer.from(tty.isatty(1) ? readable(text) : text);
	for (let offset = 0; offset < bytes.length;) {
		try {
			offset += fs.writeSync(1, bytes, offset);
		} catch (error) {
			const {code, errno} = error as NodeJS.ErrnoException;
			if (code === 'EPIPE') process.exit(0);
			if (code !== 'EAGAIN') throw new OutputError(errno === undefined ? String(error) : `${util.getSystemErrorMessage(errno)} (${code})`);
			await pause(2);
		}
	}
}

/** Words for the person, on standard error; where nobody can read them, nothing is lost. */
function say(lines: readonly SafeText[]): void {
	clearProgress();
	try {
		const text = lines.map(line => `${line}\n`).join('');
		fs.writeSync(2, tty.isatty(2) ? readable(text) : text);
	} catch {
		// Closed, or its disk is full.
	}
}

/** Says what went wrong. @returns the exit code */
async function reportError(error: unknown): Promise<number> {
	const [{errorLines}, {UserError}] = await Promise.all([import('./output.ts'), import('../store/domain/user-error.ts')]);
	const report = (said: ErrorWords) => say(errorLines(said, {json: words.includes('--json')}));
	if (error instanceof UserError) {
		report(error);
		return stoppedWith ?? error.exitCode;
	}
	if (error instanceof OutputError) {
		report({code: 'failed', message: `Standard output cannot be written: ${error.message}.`});
		return 1;
	}
	// Whoever drew restores the terminal at exit; only what is written after that stays to be read.
	process.emit('exit', 70);
	report({code: 'bug', message: `This is a bug: ${String(error)}. ${await keepReport(error)}`});
	return 70;
}

/** Where the stack of a bug is. */
async function keepReport(error: unknown): Promise<string> {
	try {
		const {writeBugReport} = await import('../store/bug-report.ts');
		return `Please report it with ${writeBugReport(error, {now: Date.now(), env, home: os.homedir(), version: version(), words})}`;
	} catch (failure) {
		return `Its stack could not be kept: ${String(failure)}`;
	}
}

function version(): string {
	const {version} = JSON.parse(fs.readFileSync(`${packageFolder}package.json`, 'utf8')) as {version: string};
	return version;
}

/** Cells of the terminal; undefined where standard output is none. */
function terminalColumns(): number | undefined {
	return tty.isatty(1) ? process.stdout.columns || undefined : undefined;
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
	const at = than.findIndex((number, index) => version[index] !== number);
	return at !== -1 && (version[at] ?? 0) < (than[at] ?? 0);
}
