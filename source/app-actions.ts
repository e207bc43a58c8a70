/** What keys do to the world: quitting, stopping, looking anew, the clipboard, files, the config, settings; all else is the reducer's. */

import {useApp} from 'ink';
import {useEffect, useEffectEvent} from 'react';
import {defaultConfig} from '../store/domain/config.ts';
import {directionOf} from '../store/domain/objective.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import {UserError} from '../store/domain/user-error.ts';
import {isAtRoot, type AppAction, type AppContext, type AppState} from './app-state.ts';
import {cleanupHandlers, cleanupOpeners, useCleanupLook, writePlan} from './app-cleanup.ts';
import {copyPlain} from './app-copying.ts';
import {dialogActions, type DialogActions} from './app-dialogs.ts';
import {askToAdopt} from './app-adopting.ts';
import {changeHandlers} from './app-models.ts';
import {paletteHandlers} from './app-palette.ts';
import {formActions, registerHandlers, registerOpeners, type FormActions} from './app-register.ts';
import {useLookInside, useRegisterLook} from './app-looking.ts';
import {repairHandlers, useDiskLook} from './app-repairs.ts';
import {trashHandlers, trashOpeners, useTrashReading} from './app-trash.ts';
import {viewHandlers} from './app-views.ts';
import type {AppProps} from './app.tsx';
import type {ActionId, ScreenName} from './key-binding.ts';
import {keymap} from './keymap.ts';
import {top} from './routes.ts';
import {modelsByKey} from './screens/browse-view.ts';
import {chosenColumns} from './screens/columns-state.ts';
import {copiedHere} from './screens/copied.ts';
import {gridOf} from './screens/export-grid.ts';
import {exportText} from './screens/export-state.ts';
import {holeCommands} from './screens/leaderboard-state.ts';
import {metricUnderCursor} from './screens/metrics-state.ts';
import {chosenObjective, type ObjectiveChoice} from './screens/objective-choice.ts';
import {counted} from './words.ts';
import type {World} from './world.ts';

export interface Reach {
	readonly state: () => AppState;
	readonly context: () => AppContext | undefined;
	readonly dispatch: (action: AppAction) => void;
	/** Takes characters as keys. */
	readonly press: (text: string) => void;
}

export interface Actions {
	/** A key of the keymap. */
	readonly act: (action: ActionId) => void;
	/** An objective was chosen in the menu. */
	readonly keepObjective: (choice: ObjectiveChoice) => void;
	/** The name of the file to export to was typed. */
	readonly writeExport: (path: string) => void;
	/** What is typed into a dialog, and chosen there. */
	readonly dialog: DialogActions;
	/** What is typed into the form for a version. */
	readonly form: FormActions;
}

/** What acts of its own accord on some screens or on all. */
export type Handlers = Readonly<Partial<Record<ActionId, () => void>>>;

/** What the handlers of changes may use. */
export interface ChangeReach extends Reach {
	readonly world: World;
	/** The registry as it is now, whatever the screen shows meanwhile. */
	readonly live: () => Snapshot;
	readonly say: (text: string, isError?: boolean) => void;
	/** Runs something that may fail; the words of a UserError are shown. What it returns is said. */
	readonly run: (done: () => Promise<string | undefined> | string | undefined) => void;
	/** Hands text to the clipboard. @returns what to say */
	readonly copy: (text: string, what: string) => string;
	/** Does what the key of an action does. */
	readonly act: (action: ActionId) => void;
	/** Gives the terminal away while something runs. */
	readonly suspended: <Value>(action: () => Promise<Value>) => Promise<Value>;
}

/** What changes the registry. */
const changing: ReadonlySet<ActionId> = new Set(keymap.filter(({changes}) => changes).map(({id}) => id));

export function useActions(props: AppProps, {state, context, dispatch, press}: Reach): Actions {
	const {registry, world, quit, stop, homeCursor, redraw} = props;
	const {suspendTerminal} = useApp();
	const say = (text: string, isError = false) => dispatch({kind: 'message', message: {text, isError}});
	const told = async (done: () => Promise<string | undefined> | string | undefined) => {
		try {
			const text = await done();
			if (text !== undefined) say(text);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			say([error.message, error.hint].filter(part => part !== undefined).join(' '), true);
		}
	};
	const run = (done: () => Promise<string | undefined> | string | undefined) => {
		// What is no UserError is a bug, and ends the program as one.
		told(done).catch((error: unknown) => {
			setImmediate(() => {
				throw error;
			});
		});
	};
	const copy = (text: string, what: string) => {
		const warning = world.copy(text);
		return `Copied ${what}.${warning === undefined ? '' : ` ${warning}`}`;
	};
	const exported = () => {
		const [now, around] = [state(), context()];
		const route = top(now.routes);
		return around && route.screen === 'export' ? exportText(gridOf(route.of, now, around.screen), now.export) : undefined;
	};
	const setDirection = (action: 'minimize' | 'maximize' | 'unset') => {
		const around = context();
		const metric = around && metricUnderCursor(state().metrics, around.screen);
		if (metric === undefined) return;
		const before = directionOf(around?.screen.snapshot.config ?? defaultConfig, metric);
		dispatch({kind: 'key', action});
		run(async () => {
			await world.setDirection(metric, action === 'unset' ? undefined : action);
			const was = before === undefined ? 'was not set' : before === 'minimize' ? 'was: lower' : 'was: higher';
			if (action === 'unset') return `Took the direction of ${metric} out of mreg.config.json (${was}).`;
			return `${metric}: ${action === 'minimize' ? 'lower' : 'higher'} is better (${was}). Kept in mreg.config.json.`;
		});
	};
	const suspended = async <Value>(action: () => Promise<Value>): Promise<Value> => {
		let result: {readonly value: Value} | {readonly error: unknown} | undefined;
		await suspendTerminal(async () => {
			try {
				result = {value: await action()};
			} catch (error) {
				result = {error};
			}
			homeCursor();
		});
		if (result && 'value' in result) return result.value;
		throw result?.error;
	};
	const reach: ChangeReach = {state, context, dispatch, press, world, live: registry.getSnapshot, say, run, copy, suspended, act: action => act(action)};
	const settle = useEffectEvent(() =>
		run(async () => {
			const settled = await world.settle();
			return settled.length === 0 ? undefined : settled.join(' ');
		}),
	);
	useEffect(() => settle(), []);
	useTrashReading(reach, registry.getSnapshot());
	useCleanupLook(reach, registry.getSnapshot());
	useRegisterLook(reach);
	useDiskLook(reach, registry.getSnapshot());
	useLookInside(reach);
	const handlers: Readonly<Partial<Record<ScreenName, Handlers>>> = {
		cleanup: cleanupHandlers(reach),
		trash: trashHandlers(reach),
		register: registerHandlers(reach),
		problems: repairHandlers(reach, {
			rescan: registry.rescan,
			adopt: (keys, command) =>
				askToAdopt(
					reach,
					keys.flatMap(key => modelsByKey(reach.live().models).get(key) ?? []),
					command,
				),
		}),
	};
	const everywhere: Handlers = {
		...changeHandlers(reach),
		...cleanupOpeners(reach),
		...trashOpeners(reach),
		...registerOpeners(reach),
		...paletteHandlers(reach),
		...viewHandlers(reach),
	};
	const act = (action: ActionId) => {
		if (world.readOnly !== undefined && changing.has(action)) return say(world.readOnly, true);
		const {screen} = top(state().routes);
		const own = handlers[screen]?.[action] ?? everywhere[action];
		if (own) return own();
		switch (action) {
			case 'abort':
				// Nobody waits for a large file to be copied.
				state().register.busy?.stop();
				return quit(130);
			case 'rescan':
				return registry.rescan();
			case 'pause': {
				const paused = !state().paused;
				registry.setPaused(paused);
				return dispatch({kind: 'paused', paused});
			}
			case 'suspend':
				return void suspendTerminal(async () => {
					await stop();
					registry.rescan();
					homeCursor();
				});
			case 'redraw':
				return redraw();
			case 'back':
				if (isAtRoot(state())) return quit(0);
				return dispatch({kind: 'key', action});
			case 'minimize':
			case 'maximize':
			case 'unset':
				return setDirection(action);
			case 'copy':
				return run(() => {
					const around = context();
					if (!around) return undefined;
					if (top(state().routes).screen === 'messages') {
						const {said, messagesLine} = state();
						const message = said[messagesLine];
						return message && copy([message.text, ...(message.command === undefined ? [] : [message.command])].join('\n'), 'the message');
					}
					const {screen} = top(state().routes);
					const here = copiedHere(screen, state(), {wish: 'command', context: around.screen});
					if (here) return copyPlain(reach, here);
					if (screen === 'leaderboard') {
						const commands = holeCommands(state().leaderboard, around.screen);
						if ('error' in commands) throw new UserError('failed', commands.error);
						return copy(commands.text, counted(commands.count, 'command'));
					}
					const text = exported();
					return text === undefined ? undefined : copy(text, `${Buffer.byteLength(text)} bytes`);
				});
			case 'saveColumns':
			case 'resetColumns': {
				const {columns} = state();
				const chosen = action === 'resetColumns' ? undefined : chosenColumns(columns);
				dispatch({kind: 'browse', action: {kind: 'columns', algorithm: columns.algorithm, columns: chosen}});
				dispatch({kind: 'key', action});
				return run(() => {
					world.saveColumns(columns.algorithm, chosen);
					return undefined;
				});
			}
			default:
				return dispatch({kind: 'key', action});
		}
	};
	return {
		act,
		dialog: dialogActions(reach),
		form: formActions(reach),
		keepObjective: choice => {
			const objective = chosenObjective(choice);
			if (!objective || choice.store !== true) return;
			run(async () => {
				await world.setObjective(choice.algorithm, objective);
				return `Kept in mreg.config.json: ${choice.algorithm === '*' ? 'models' : choice.algorithm} are ranked by ${objective.metric}.`;
			});
		},
		writeExport: path => {
			if (top(state().routes).screen === 'cleanup') return writePlan(reach, path);
			const text = exported();
			if (text !== undefined && path.trim() !== '') run(async () => `Wrote ${await world.writeFile(path, text)}`);
		},
	};
}
