/** Starts the dashboard: opens the registry before ink is loaded, draws until the user quits, closes. */

import {hostname} from 'node:os';
import process from 'node:process';
import {setLinks} from '../components/link.ts';
import {openReach} from '../store/reach.ts';
import {whyReadOnly} from '../store/root.ts';
import type {NamedView} from '../store/domain/session.ts';
import type {Registry} from '../store/registry.ts';
import {openLook, type LookSources} from './hooks/open-look.ts';
import {openView} from './hooks/open-view.ts';
import {lookHere, takeScreen, type TakenScreen} from './hooks/terminal-start.ts';
import {setKeys} from './keymap.ts';
import type {LookChoice} from './look-choice.ts';
import type {EffectiveLook} from './look-settings.ts';
import {knowsLinks} from './link-support.ts';
import {withMouse} from './terminal-mouse.ts';
import {undrawn} from './terminal-spoken.ts';
import {keyProblemWords, remapped} from './remapping.ts';

export interface DashboardOptions {
	/** Absolute and real. */
	readonly root: string;
	readonly reason: string;
	readonly env: NodeJS.ProcessEnv;
	readonly home: string;
	/** The working folder. */
	readonly cwd: string;
	readonly readOnly: boolean;
	readonly color: boolean;
	/** As typed. */
	readonly flags: LookSources['flags'];
	/** Name of a saved view to begin with, as typed. */
	readonly view?: string;
	/** What is shown at the end is shown at the next start. */
	readonly remembers: boolean;
	/** Is told how to ask whether a thread is stuck in a call to the disk: the process cannot end by waiting for it. */
	readonly onOpen: (isStuck: () => boolean) => void;
	/** Stops the process group and comes back when it goes on. */
	readonly stop: () => Promise<void>;
}

/** Who reads below each other what is said stays on the screen that there is. */
const notTaken: TakenScreen = {leave: () => undefined, handOver: () => undefined};

/** A terminal that keeps its size for so long is drawn anew as a whole (milliseconds). */
const settleAfter = 60;

/** At the end a disk is waited for so long, and so long where it did not answer before (milliseconds). */
const [patience, shortPatience] = [3_000, 500];

/** The exit code of a bug. */
const bugCode = 70;

/** @returns the exit code: 0, or 130 after Ctrl-C */
export async function runDashboard(options: DashboardOptions): Promise<number> {
	// First: a wrong flag is told of on the terminal as it was.
	const looked = openLook(options);
	const view = options.view === undefined ? undefined : await openView(options.root, options.view);
	// Before anything is drawn: what is typed meanwhile would be echoed into the first frame.
	process.stdin.setRawMode(true);
	const screen = looked.look.screenReader ? notTaken : takeScreen();
	try {
		const chosen = lookHere(looked.look, options.env);
		const {openRegistry} = await import('../store/registry.ts');
		// Its worker reads the index while ink is being loaded here.
		const registry = openRegistry(options);
		options.onOpen(registry.isStuck);
		try {
			return await draw(options, registry, {...looked, view, chosen, screen});
		} finally {
			process.stdin.setRawMode(false);
			await registry.close();
		}
	} finally {
		screen.leave();
	}
}

interface Started extends EffectiveLook {
	readonly view?: NamedView;
	/** Known when the terminal has answered, or does not. */
	readonly chosen: Promise<LookChoice>;
	readonly screen: TakenScreen;
}

async function draw(
	{root, env, cwd, home, readOnly, color, remembers, onOpen, stop: stopGroup}: DashboardOptions,
	registry: Registry,
	{look, problems, view, chosen, screen}: Started,
): Promise<number> {
	const [
		{render},
		{App},
		{setColorEnabled, setFineColors},
		{setAscii},
		{fineQuiet, setTheme},
		{writeInAscii},
		{openSettings, openWorld},
		{answeringWorld},
		{openChanger},
		{openInspector},
		{editText},
		{openSessionKeeper},
	] = await Promise.all([
		import('ink'),
		import('./app.tsx'),
		import('../components/paint.ts'),
		import('../components/glyphs.ts'),
		import('./theme.ts'),
		import('./ascii-signs.ts'),
		import('./hooks/open-world.ts'),
		import('./hooks/answering-world.ts'),
		import('../store/changer.ts'),
		import('../store/inspector.ts'),
		import('../store/text-editor.ts'),
		import('./hooks/session-keeper.ts'),
	]);
	const isSpoken = look.screenReader;
	const {variant, isFine, isAscii} = await chosen;
	setColorEnabled(color && !isSpoken);
	setTheme(variant);
	setFineColors(isFine ? fineQuiet(variant) : undefined);
	setAscii(isAscii);
	if (isAscii) writeInAscii(process.stdout);
	const stop = async () => {
		await stopGroup();
		// Who is in the background is not told of a new size: so stdout looks at it now, as it does on the signal.
		process.emit('SIGWINCH', 'SIGWINCH');
	};
	const homeCursor = () => void (isSpoken || process.stdout.write('\u001B[H'));
	let exitCode = 0;
	const toTerminal = (sequence: string) => void process.stdout.write(sequence);
	const changer = openChanger(root);
	const inspector = openInspector();
	const opened = openWorld({
		root,
		env,
		home,
		cwd,
		readOnly: whyReadOnly(root, readOnly),
		registry,
		changer,
		inspector,
		toTerminal,
		editText: text => editText(text, env),
	});
	const world = answeringWorld(opened, {root, isStalled: () => registry.getSnapshot().activity.phase === 'stalled'});
	const settings = openSettings(env, home);
	const keys = remapped(settings.keys);
	setKeys(keys.bindings);
	const notices = [...problems, ...keys.problems.map(problem => `In your settings ${keyProblemWords(problem)}`)];
	setLinks(!isSpoken && (look.hyperlinks ?? knowsLinks(env)) ? {host: hostname(), root} : undefined);
	const terminal = look.mouse && !isSpoken ? withMouse(process.stdin, process.stdout) : undefined;
	const speak = isSpoken ? toTerminal : undefined;
	const keeper = remembers ? openSessionKeeper({root, env, home, clock: Date.now}) : undefined;
	// A signal and a bug end the process by way of this, too.
	const keep = (code: number) => keeper?.keep(code);
	process.once('exit', keep);
	const remembered = {session: keeper?.session, remember: keeper?.follow, view};
	const surroundings = {registry, world, settings, look, notices, home, stop, homeCursor, redraw, quit};
	const drawn = () => <App {...surroundings} {...remembered} mouse={terminal?.mouse} speak={speak} clock={Date.now} />;
	const app = render(drawn(), {
		...(terminal ? {stdin: terminal.stdin, stdout: terminal.stdout} : {}),
		...(isSpoken ? {stdout: undrawn(process.stdout)} : {}),
		alternateScreen: !isSpoken,
		incrementalRendering: true,
		// It would turn sentences of its own out of the boxes.
		isScreenReaderEnabled: false,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: !isSpoken,
		maxFps: 120,
	});
	screen.handOver();
	function redraw(): void {
		app.clear();
		process.stdout.write('\u001B[2J\u001B[H');
		app.rerender(drawn());
	}
	// A frame on its way while the size changes lands on a screen that it was not made for, and the next ones draw only what differs.
	let settling: NodeJS.Timeout | undefined;
	const settle = () => {
		clearTimeout(settling);
		settling = setTimeout(redraw, settleAfter);
	};
	if (!isSpoken) process.stdout.on('resize', settle);
	function quit(code: number): void {
		exitCode = code;
		app.unmount();
	}
	try {
		await app.waitUntilExit();
	} catch (error) {
		exitCode = bugCode;
		throw error;
	} finally {
		// What is typed from here on is for the shell.
		process.stdin.pause();
		process.stdout.off('resize', settle);
		keeper?.close();
		keep(exitCode);
		process.off('exit', keep);
		// A thread that waits for a disk which does not answer is not waited for.
		if (await openReach(root).answers(registry.isStuck() ? shortPatience : patience)) await Promise.all([changer.close(), inspector.close()]);
		else onOpen(() => true);
		clearTimeout(settling);
		if (isSpoken) toTerminal('\r\n');
	}
	return exitCode;
}
