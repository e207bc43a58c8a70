/** Starts the dashboard: opens the registry before ink is loaded, draws until the user quits, closes. */

import process from 'node:process';
import {whyReadOnly} from '../store/root.ts';
import type {Registry} from '../store/registry.ts';

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
	/** Stops the process group and comes back when it goes on. */
	readonly stop: () => Promise<void>;
}

/** A terminal that keeps its size for so long is drawn anew as a whole (milliseconds). */
const settleAfter = 60;

/** @returns the exit code: 0, or 130 after Ctrl-C */
export async function runDashboard(options: DashboardOptions): Promise<number> {
	// Before anything is drawn: what is typed meanwhile would be echoed into the first frame.
	process.stdin.setRawMode(true);
	const {openRegistry} = await import('../store/registry.ts');
	// Its worker reads the index while ink is being loaded here.
	const registry = openRegistry(options);
	try {
		return await draw(options, registry);
	} finally {
		process.stdin.setRawMode(false);
		await registry.close();
	}
}

async function draw({root, env, cwd, home, readOnly, color, stop: stopGroup}: DashboardOptions, registry: Registry): Promise<number> {
	const [{render}, {App}, {setColorEnabled}, {openSettings, openWorld}, {openChanger}, {openInspector}, {editText}] = await Promise.all([
		import('ink'),
		import('./app.tsx'),
		import('../components/paint.ts'),
		import('./hooks/open-world.ts'),
		import('../store/changer.ts'),
		import('../store/inspector.ts'),
		import('../store/text-editor.ts'),
	]);
	setColorEnabled(color);
	const stop = async () => {
		await stopGroup();
		// Who is in the background is not told of a new size: so stdout looks at it now, as it does on the signal.
		process.emit('SIGWINCH', 'SIGWINCH');
	};
	const homeCursor = () => void process.stdout.write('\u001B[H');
	// Ink enters the alternate screen without going to its top left, so this does, for the screen after the one it leaves.
	process.stdout.write('\u001B[?1049h\u001B[2J\u001B[H');
	let exitCode = 0;
	const toTerminal = (sequence: string) => void process.stdout.write(sequence);
	const changer = openChanger(root);
	const inspector = openInspector();
	const world = openWorld({
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
	const settings = openSettings(env, home);
	const drawn = () => <App {...{registry, world, settings, home, stop, homeCursor, redraw, quit}} clock={Date.now} />;
	const app = render(drawn(), {
		alternateScreen: true,
		incrementalRendering: true,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: true,
		maxFps: 120,
	});
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
	process.stdout.on('resize', settle);
	function quit(code: number): void {
		exitCode = code;
		app.unmount();
	}
	try {
		await app.waitUntilExit();
	} finally {
		process.stdout.off('resize', settle);
		await Promise.all([changer.close(), inspector.close()]);
		clearTimeout(settling);
		// What is typed from here on is for the shell.
		process.stdin.pause();
	}
	return exitCode;
}
