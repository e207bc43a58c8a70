/** The shell: header, the screen on top of the stack, footer; keys to actions. */

import {Box, Text, useWindowSize} from 'ink';
import {useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode} from 'react';
import {truncate} from '../components/cells.ts';
import {safe} from '../components/safe-text.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {Registry} from '../store/registry.ts';
import {useActions} from './app-actions.ts';
import {Footer} from './app-footer.tsx';
import {TopScreen} from './app-screens.tsx';
import {reduceApp} from './app-reducer.ts';
import {focusOf, initialApp, objectiveIn, screenOf, type AppContext, type AppState} from './app-state.ts';
import {typeAhead} from './app-typing.ts';
import {useKeymap} from './hooks/use-keymap.ts';
import {useRegistry} from './hooks/use-registry.ts';
import {useStore} from './hooks/use-store.ts';
import {top} from './routes.ts';
import {headerLine} from './screens/browse-lines.ts';
import {browseLayout, useColumns} from './screens/browse-screen.tsx';
import type {BrowseAction} from './screens/browse-state.ts';
import {browseView} from './screens/browse-view.ts';
import {detailHeight} from './screens/detail-screen.tsx';
import {helpLines, helpTextWidth} from './screens/help-lines.ts';
import {keysOfRow} from './screens/problem-keys.ts';
import {rowUnderCursor} from './screens/problems-state.ts';
import {targetKeys} from './screens/target-keys.ts';
import type {UserSettings, World} from './world.ts';

export interface AppProps {
	readonly registry: Registry;
	readonly world: World;
	readonly settings: UserSettings;
	readonly home: string;
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
	const {registry, settings, home, world, clock} = props;
	const {readOnly} = world;
	const live = useRegistry(registry);
	const now = useNow(clock, live);
	const {columns: width, rows} = useWindowSize();
	const around = useRef<AppContext | undefined>(undefined);
	const [state, store] = useStore(startOf(settings), (before: AppState, action: Parameters<typeof reduceApp>[1]) =>
		around.current ? reduceApp(before, action, around.current) : before,
	);
	const snapshot = state.held ?? live;
	const height = Math.max(1, rows - 2);
	const {browse} = state;
	const view = browseView(snapshot, browse);
	const layout = browseLayout(width, rows - 2, browse.panel);
	const chosen = browse.columns.get(browse.algorithm ?? '*');
	const columns = useColumns(view, snapshot, {width: layout.tableWidth, hasAlgorithms: browse.algorithm === undefined, chosen});
	const route = top(state.routes);
	const detailKey = route.screen === 'detail' ? route.key : undefined;
	const detail = useMemo(() => (detailKey === undefined ? undefined : snapshot.models.find(model => model.key === detailKey)), [snapshot.models, detailKey]);
	const {insides} = state;
	const screen = {snapshot, width, height, now, insides, objectiveOf: (algorithm: string | undefined) => objectiveIn(store.get(), snapshot, algorithm)};
	useLayoutEffect(() => {
		around.current = {
			screen,
			browse: {snapshot, height: layout.rows, columns: columns.map(column => column.sort)},
			columnIds: columns.map(column => column.id),
			pages: {
				detail:
					detailKey === undefined
						? 0
						: detailHeight(detail, {models: snapshot.models, now, width, config: snapshot.config, ranks: view.ranks, inside: insides.get(detailKey)}),
				help: route.screen === 'help' ? helpLines(route.from, helpTextWidth(width), readOnly !== undefined).length : 0,
			},
		};
	});
	useEffect(() => store.dispatch({kind: 'browse', action: {kind: 'settle'}}), [store, snapshot]);
	const {dispatch} = store;
	const {act, keepObjective, writeExport, dialog, form} = useActions(props, {
		state: store.get,
		context: () => around.current,
		dispatch,
		press: text => press(text),
	});
	const onBrowse = (action: BrowseAction) => {
		dispatch({kind: 'browse', action});
		if (action.kind === 'choose') keepObjective(action.choice);
	};
	const press = useKeymap({
		screen: () => screenOf(store.get()),
		focus: () => focusOf(store.get()),
		onAction: act,
		onText: text => typeAhead(text, {state: store.get(), dispatch, onFile: writeExport, onDialog: dialog.type, onForm: form.type, press: rest => press(rest)}),
	});
	if (width < least.width || rows < least.height) {
		return <Text wrap="truncate">{truncate(safe`mreg needs ${least.width}x${least.height}, this is ${width}x${rows}`, width)}</Text>;
	}
	return (
		<Box flexDirection="column" width={width} height={rows} overflow="hidden">
			<Text wrap="truncate">{headerLine(live, {width, now, home, paused: state.paused, readOnly: readOnly !== undefined})}</Text>
			<Box height={height} flexDirection="column" flexShrink={0}>
				<TopScreen
					{...{state, snapshot, layout, columns, detail, readOnly, dispatch, onBrowse, dialog, form}}
					context={screen}
					onRest={press}
					onFile={writeExport}
				/>
			</Box>
			<Footer
				{...{state, width}}
				rows={view.rows}
				problems={snapshot.problems.length}
				problemKeys={route.screen === 'problems' ? keysOfRow(rowUnderCursor(state.problems, screen), {models: snapshot.models, now}) : undefined}
				targets={targetKeys(state, screen)}
				readOnly={readOnly !== undefined}
				isEmpty={snapshot.models.length === 0}
			/>
		</Box>
	);
}

function startOf({columns, problem}: UserSettings): AppState {
	return {...initialApp, browse: {...initialApp.browse, columns}, message: problem === undefined ? undefined : {text: problem, isError: true}};
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
