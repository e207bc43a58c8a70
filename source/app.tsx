/** The shell: header, the screen on top of the stack, footer; keys to actions, and the few actions that act on the world. */

import {Box, Text, useApp, useWindowSize} from 'ink';
import {useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode} from 'react';
import {truncate} from '../components/cells.ts';
import {KeyBar} from '../components/key-bar.tsx';
import {safe} from '../components/safe-text.ts';
import {textEditState, typeText} from '../components/text-edit.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {Registry} from '../store/registry.ts';
import {focusOf, initialApp, isAtRoot, reduceApp, screenOf, type AppContext, type AppState} from './app-state.ts';
import {useKeymap} from './hooks/use-keymap.ts';
import {useRegistry} from './hooks/use-registry.ts';
import {useStore} from './hooks/use-store.ts';
import {footerKeys, type ActionId, type ScreenName} from './keymap.ts';
import {top} from './routes.ts';
import {headerLine} from './screens/browse-lines.ts';
import {BrowseScreen, browseLayout, useColumns} from './screens/browse-screen.tsx';
import {browseView} from './screens/browse-view.ts';
import {DetailScreen, detailHeight} from './screens/detail-screen.tsx';
import {helpLines, HelpScreen} from './screens/help-screen.tsx';
import {ProblemsScreen} from './screens/problems-screen.tsx';
import {safeText} from './text.ts';

export interface AppProps {
	readonly registry: Registry;
	readonly home: string;
	readonly readOnly: boolean;
	readonly clock: () => number;
	/** Ends the dashboard with this exit code. */
	readonly quit: (exitCode: number) => void;
	/** Stops the process group, as Ctrl-Z does; comes back when it goes on. */
	readonly stop: () => Promise<void>;
	/** Puts the terminal's cursor at the top left, where drawing begins. */
	readonly homeCursor: () => void;
	/** Draws the whole screen anew, whatever stands on it. */
	readonly redraw: () => void;
}

const least = {width: 40, height: 8} as const;
/** Ages and the like are brought up to date this often (milliseconds). */
const tick = 5_000;

export function App(props: AppProps): ReactNode {
	const {registry, home, readOnly, clock} = props;
	const snapshot = useRegistry(registry);
	const now = useNow(clock, snapshot);
	const {columns: width, rows: height} = useWindowSize();
	const context = useRef<AppContext | undefined>(undefined);
	const [state, store] = useStore(initialApp, (before: AppState, action: Parameters<typeof reduceApp>[1]) =>
		context.current ? reduceApp(before, action, context.current) : before,
	);
	const view = browseView(snapshot, state.browse);
	const layout = browseLayout(width, height - 2, state.browse.panel);
	const columns = useColumns(view, snapshot, {width: layout.tableWidth, hasAlgorithms: state.browse.algorithm === undefined});
	const route = top(state.routes);
	const detailKey = route.screen === 'detail' ? route.key : undefined;
	const detail = useMemo(() => (detailKey === undefined ? undefined : snapshot.models.find(model => model.key === detailKey)), [snapshot.models, detailKey]);
	const bodyHeight = Math.max(1, height - 2);
	useLayoutEffect(() => {
		const pages = {height: bodyHeight, detail: detailHeight(detail, now, width), help: helpLines().length};
		context.current = {snapshot, height: layout.rows, columns: columns.map(column => column.sort), pages};
	});
	useEffect(() => store.dispatch({kind: 'browse', action: {kind: 'settle'}}), [store, snapshot]);
	const act = useActions(props, store.get, {dispatch: store.dispatch});
	const type = (text: string) => {
		const {typing, menu} = store.get().browse;
		if (menu) store.dispatch({kind: 'browse', action: {kind: 'menuKeys', keys: text}});
		if (!typing) return;
		const typed = typeText(textEditState(typing.value, typing.cursor), text);
		store.dispatch({kind: 'browse', action: {kind: 'filter', ...typed.state}});
		if (!typed.submitted) return;
		store.dispatch({kind: 'browse', action: {kind: 'filterDone'}});
		press(typed.rest);
	};
	const press = useKeymap({screen: () => screenOf(store.get()), focus: () => focusOf(store.get()), onAction: act, onText: type});
	if (width < least.width || height < least.height) {
		return <Text wrap="truncate">{truncate(safe`mreg needs ${least.width}x${least.height}, this is ${width}x${height}`, width)}</Text>;
	}
	return (
		<Box flexDirection="column" width={width} height={height} overflow="hidden">
			<Text wrap="truncate">{headerLine(snapshot, {width, now, home, paused: state.paused, readOnly})}</Text>
			<Box height={bodyHeight} flexDirection="column" flexShrink={0}>
				{route.screen === 'browse' ? (
					<BrowseScreen
						{...{snapshot, state: state.browse, columns, layout, width, now}}
						dispatch={action => store.dispatch({kind: 'browse', action})}
						onRest={press}
					/>
				) : null}
				{route.screen === 'detail' ? (
					<DetailScreen {...{snapshot, width, now}} model={detail} modelKey={route.key} offset={state.detailLine} height={bodyHeight} />
				) : null}
				{route.screen === 'problems' ? <ProblemsScreen {...{snapshot, width}} cursor={state.problem} height={bodyHeight} /> : null}
				{route.screen === 'help' ? <HelpScreen offset={state.helpLine} width={width} height={bodyHeight} /> : null}
			</Box>
			<Footer screen={route.screen} width={width} problems={snapshot.problems.length} />
		</Box>
	);
}

function Footer({screen, width, problems}: {readonly screen: ScreenName; readonly width: number; readonly problems: number}): ReactNode {
	const keys = footerKeys(screen).filter(binding => binding.id !== 'showProblems' || (problems > 0 && screen !== 'problems'));
	const items = keys.map(binding => ({key: safeText(binding.shown.split(' ')[0] ?? ''), label: safeText(binding.label), priority: binding.footer}));
	return <KeyBar items={items} width={width} />;
}

/** What keys do to the world; all else is the reducer's. */
function useActions(
	props: AppProps,
	state: () => AppState,
	{dispatch}: {dispatch: (action: Parameters<typeof reduceApp>[1]) => void},
): (action: ActionId) => void {
	const {registry, quit, stop, homeCursor, redraw} = props;
	const {suspendTerminal} = useApp();
	return action => {
		switch (action) {
			case 'abort':
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
			default:
				return dispatch({kind: 'key', action});
		}
	};
}

/** The time for ages: moves on with every snapshot, and every few seconds without one. */
function useNow(clock: () => number, snapshot: Snapshot): number {
	const [ticked, setTicked] = useState(clock);
	useEffect(() => {
		const timer = setInterval(() => setTicked(clock()), tick);
		return () => clearInterval(timer);
	}, [clock]);
	const {activity} = snapshot;
	return Math.max(ticked, 'checkedAt' in activity ? activity.checkedAt : ticked);
}
