/** Starts the dashboard: opens the registry before ink is loaded, draws until the user quits, closes. */

import process from 'node:process';
import type {Registry} from '../store/registry.ts';

export interface DashboardOptions {
	/** Absolute and real. */
	readonly root: string;
	readonly reason: string;
	readonly env: NodeJS.ProcessEnv;
	readonly home: string;
	readonly readOnly: boolean;
	readonly color: boolean;
	/** Stops the process group and comes back when it goes on. */
	readonly stop: () => Promise<void>;
}

/** @returns the exit code: 0, or 130 after Ctrl-C */
export async function runDashboard(options: DashboardOptions): Promise<number> {
	const {openRegistry} = await import('../store/registry.ts');
	// Its worker reads the index while ink is being loaded here.
	const registry = openRegistry(options);
	try {
		return await draw(options, registry);
	} finally {
		await registry.close();
	}
}

async function draw({home, readOnly, color, stop}: DashboardOptions, registry: Registry): Promise<number> {
	const [{render}, {App}, {setColorEnabled}] = await Promise.all([import('ink'), import('./app.tsx'), import('../components/paint.ts')]);
	setColorEnabled(color);
	const homeCursor = () => void process.stdout.write('\u001B[H');
	// Ink enters the alternate screen without going to its top left, so this does, for the screen after the one it leaves.
	process.stdout.write('\u001B[?1049h\u001B[2J\u001B[H');
	let exitCode = 0;
	const app = render(<App {...{registry, home, readOnly, stop, homeCursor}} clock={Date.now} quit={quit} />, {
		alternateScreen: true,
		incrementalRendering: true,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: true,
		maxFps: 120,
	});
	function quit(code: number): void {
		exitCode = code;
		app.unmount();
	}
	await app.waitUntilExit();
	return exitCode;
}
