/** The shell: header, the screen on top of the stack, footer; keys to actions. */

import {Box, Text, useWindowSize, type DOMElement} from 'ink';
import {useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState, type ReactNode} from 'react';
import {truncate} from '../components/cells.ts';
import {PointerContext} from '../components/pointed.ts';
import {safe} from '../components/safe-text.ts';
import {SpeakerContext} from '../components/spoken.ts';
import type {Model} from '../store/domain/model.ts';
import type {NamedView, Session} from '../store/domain/session.ts';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {Registry} from '../store/registry.ts';
import {useActions} from './app-actions.ts';
import {Footer} from './app-footer.tsx';
import {TopScreen} from './app-screens.tsx';
import {reduceApp} from './app-reducer.ts';
import {useMouse} from './app-mouse.ts';
import {resumed, rowsAbove, sessionOf} from './app-session.ts';
import {spokenPages, useSpeech} from './app-speech.ts';
import {focusOf, initialApp, takerOf, objectiveIn, screenOf, type AppContext, type AppState} from './app-state.ts';
import {typeAhead} from './app-typing.ts';
import type {SessionKeeper} from './hooks/session-keeper.ts';
import {useKeymap} from './hooks/use-keymap.ts';
import {useRegistry} from './hooks/use-registry.ts';
import {useStore} from './hooks/use-store.ts';
import type {LookSettings} from './look-settings.ts';
import {top} from './routes.ts';
import type {Mouse} from './terminal-mouse.ts';
import {headerLine} from './screens/browse-lines.ts';
import {browseLayout, useColumns} from './screens/browse-screen.tsx';
import {chosenColumnsOf, type BrowseAction} from './screens/browse-state.ts';
import {browseView} from './screens/browse-view.ts';
import {familiesView} from './screens/families-view.ts';
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
	readonly look: LookSettings;
	/** Absent: the mouse is the terminal's. */
	readonly mouse?: Mouse;
	/** What is there is written in sentences, one below the other, for a screen reader; absent: the screen is drawn. */
	readonly speak?: (text: string) => void;
	/** What was found wrong before the first frame; raw sentences. */
	readonly notices?: readonly string[];
	/** What was remembered of the last visit. */
	readonly session?: Session;
	/** A saved view to begin with. */
	readonly view?: NamedView;
	/** Is told what to ask for what is remembered of this visit; absent where nothing is. */
	readonly remember?: SessionKeeper['follow'];
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

/** Where nothing is drawn there is room for all columns. */
const spokenRoom = {columns: 200, rows: 30} as const;
const least = {width: 40, height: 8} as const;
/** Ages and the like are brought up to date this often (milliseconds). */
const tick = 5_000;

export function App(props: AppProps): ReactNode {
	const {registry, home, world, clock} = props;
	const {readOnly} = world;
	const live = useRegistry(registry);
	const now = useNow(clock, live);
	const window = useWindowSize();
	const {columns: width, rows} = props.speak ? spokenRoom : window;
	const around = useRef<AppContext | undefined>(undefined);
	const [begun] = useState(() => startOf(props));
	const [state, store] = useStore(begun, (before: AppState, action: Parameters<typeof reduceApp>[1]) =>
		around.current ? reduceApp(before, action, around.current) : before,
	);
	const snapshot = state.held ?? live;
	const height = Math.max(1, rows - 2);
	const {browse} = state;
	const view = browseView(snapshot, browse);
	const layout = browseLayout(width, rows - 2, browse.panel);
	const chosen = chosenColumnsOf(browse);
	const columns = useColumns(view, snapshot, {width: layout.tableWidth, hasAlgorithms: browse.algorithm === undefined, chosen});
	const route = top(state.routes);
	const detailKey = route.screen === 'detail' ? route.key : undefined;
	const {models, gone} = snapshot;
	const detail = useMemo(() => (detailKey === undefined ? undefined : knownModel({models, gone}, detailKey)), [models, gone, detailKey]);
	const {insides} = state;
	const screen = {snapshot, width, height, now, insides, objectiveOf: (algorithm: string | undefined) => objectiveIn(store.get(), snapshot, algorithm)};
	const spoken = () => ({state: store.get(), live, context: screen, columns, readOnly});
	const speech = useSpeech(props.speak, spoken);
	useLayoutEffect(() => {
		around.current = {
			screen,
			browse: {snapshot, height: layout.rows, columns: columns.map(column => column.sort)},
			columnIds: columns.map(column => column.id),
			isForgotten: props.remember === undefined,
			pages: speech
				? spokenPages(spoken())
				: {
						detail:
							detailKey === undefined
								? 0
								: detailHeight(detail, {
										models: snapshot.models,
										now,
										width,
										height,
										config: snapshot.config,
										ranks: view.ranks,
										inside: insides.get(detailKey),
									}),
						help: route.screen === 'help' ? helpLines(route.from, helpTextWidth(width), readOnly !== undefined, state.helpSearch.words).length : 0,
						messages: state.said.length,
					},
		};
	});
	useEffect(() => store.dispatch({kind: 'browse', action: {kind: 'settle'}}), [store, snapshot]);
	const {dispatch} = store;
	const follow = useEffectEvent(() =>
		props.remember?.(
			() => sessionOf(store.get(), {above: around.current ? rowsAbove(store.get(), around.current) : 0, now: clock()}),
			text => dispatch({kind: 'noted', message: {text, isError: true}}),
		),
	);
	useEffect(() => follow(), []);
	const {act, keepObjective, writeExport, dialog, form} = useActions(speech ? {...props, redraw: speech.again} : props, {
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
		isEarly: live.models.length === 0 && (live.activity.phase === 'loading' || live.activity.phase === 'scanning'),
		onText: text => typeAhead(text, {state: store.get(), dispatch, onFile: writeExport, onDialog: dialog.type, onForm: form.type, press: rest => press(rest)}),
	});
	const whole = useRef<DOMElement | null>(null);
	useMouse({mouse: props.mouse, screen: whole, taker: () => takerOf(store.get()), act});
	if (width < least.width || rows < least.height) {
		return <Text wrap="truncate">{truncate(safe`mreg needs ${least.width}x${least.height}, this is ${width}x${rows}`, width)}</Text>;
	}
	const drawn = (
		<PointerContext value={props.mouse !== undefined}>
			<Box ref={whole} flexDirection="column" width={width} height={rows} overflow="hidden">
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
					hasFamilies={route.screen === 'families' ? familiesView(state.families, screen).families.length > 0 : undefined}
				/>
			</Box>
		</PointerContext>
	);
	if (!speech) return drawn;
	// What takes keys takes them, also where it is not seen.
	return (
		<SpeakerContext value={speech.speaker}>
			<Box display="none">{drawn}</Box>
		</SpeakerContext>
	);
}

function startOf({settings: {columns, problem}, notices = [], session, view, clock}: AppProps): AppState {
	const wrong = [...(problem === undefined ? [] : [problem]), ...notices];
	const message = wrong.length === 0 ? undefined : {text: wrong.join(' '), isError: true};
	const said = wrong.map(text => ({text, isError: true, at: clock()}));
	const state: AppState = {...initialApp, browse: {...initialApp.browse, columns}, said, message};
	return session || view ? resumed(state, session ?? {}, view) : state;
}

/** Also one that is gone. */
function knownModel({models, gone}: Pick<Snapshot, 'models' | 'gone'>, key: string): Model | undefined {
	return models.find(model => model.key === key) ?? gone?.find(({model}) => model.key === key)?.model;
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
