/** The screen on top of the stack. */

import type {ReactNode} from 'react';
import {Box} from 'ink';
import type {Snapshot} from '../store/domain/snapshot.ts';
import type {Model} from '../store/domain/model.ts';
import type {DialogActions} from './app-dialogs.ts';
import type {FormActions} from './app-register.ts';
import type {AppAction, AppState} from './app-state.ts';
import {top} from './routes.ts';
import type {BrowseColumn} from './screens/browse-columns.ts';
import {Float} from './screens/browse-menus.tsx';
import {BrowseScreen, type BrowseLayout} from './screens/browse-screen.tsx';
import type {BrowseAction} from './screens/browse-state.ts';
import {ranksIn} from './screens/browse-view.ts';
import {ChartsMenu} from './screens/charts-menu.tsx';
import {ChartsScreen} from './screens/charts-screen.tsx';
import {CleanupScreen} from './screens/cleanup-screen.tsx';
import {ColumnsScreen} from './screens/columns-screen.tsx';
import {CompareScreen} from './screens/compare-screen.tsx';
import {DetailScreen} from './screens/detail-screen.tsx';
import {DialogView} from './screens/dialog-view.tsx';
import {gridOf} from './screens/export-grid.ts';
import {ExportScreen} from './screens/export-screen.tsx';
import {FamiliesScreen} from './screens/families-screen.tsx';
import {HelpScreen} from './screens/help-screen.tsx';
import {LeaderboardScreen} from './screens/leaderboard-screen.tsx';
import {MessagesScreen} from './screens/messages-screen.tsx';
import {MetricsScreen} from './screens/metrics-screen.tsx';
import {ObjectiveMenu} from './screens/objective-menu.tsx';
import {ProblemsScreen} from './screens/problems-screen.tsx';
import {RegisterScreen} from './screens/register-screen.tsx';
import type {ScreenContext} from './screens/screen-context.ts';
import {TrashScreen} from './screens/trash-screen.tsx';

export interface TopScreenProps {
	readonly state: AppState;
	readonly snapshot: Snapshot;
	readonly context: ScreenContext;
	readonly layout: BrowseLayout;
	readonly columns: readonly BrowseColumn[];
	/** The model that Detail shows. */
	readonly detail: Model | undefined;
	/** Why nothing may be changed; undefined where it may. */
	readonly readOnly: string | undefined;
	readonly dispatch: (action: AppAction) => void;
	readonly onBrowse: (action: BrowseAction) => void;
	/** What was typed behind the Enter of a field. */
	readonly onRest: (text: string) => void;
	readonly onFile: (path: string) => void;
	readonly dialog: DialogActions;
	readonly form: FormActions;
}

/** The screen on top, and what stands over it. */
export function TopScreen(props: TopScreenProps): ReactNode {
	const {state, context, dialog} = props;
	const {type, edit, move, cancel, copy} = dialog;
	return (
		<>
			<ScreenOf {...props} />
			{state.dialog ? <DialogView dialog={state.dialog} onText={type} onEdit={edit} onMove={move} onCancel={cancel} onCopy={copy} room={context} /> : null}
		</>
	);
}

function ScreenOf(props: TopScreenProps): ReactNode {
	const {state, snapshot, context, layout, columns, detail, readOnly, dispatch, onBrowse, onRest, onFile, form} = props;
	const {width, height, now} = context;
	const route = top(state.routes);
	switch (route.screen) {
		case 'browse':
			return (
				<BrowseScreen
					{...{snapshot, state: state.browse, columns, layout, width, now, onRest}}
					visit={route.visit}
					readOnly={readOnly !== undefined}
					dispatch={onBrowse}
				/>
			);
		case 'detail': {
			const ranks = ranksIn(snapshot.models, snapshot.config, state.browse.objectives);
			return (
				<DetailScreen
					{...{snapshot, width, height, now, ranks}}
					model={detail}
					modelKey={route.key}
					offset={state.detailLine}
					inside={state.insides.get(route.key)}
				/>
			);
		}
		case 'compare':
			return <CompareScreen {...context} state={state.compare} />;
		case 'leaderboard':
			return (
				<Box flexDirection="column" height={height}>
					<LeaderboardScreen {...context} state={state.leaderboard} marks={state.browse.marks} />
					<LeaderboardMenu {...props} />
				</Box>
			);
		case 'metrics':
			return <MetricsScreen {...context} state={state.metrics} />;
		case 'columns':
			return <ColumnsScreen {...{width, height}} state={state.columns} />;
		case 'export':
			return (
				<ExportScreen
					{...context}
					state={state.export}
					grid={gridOf(route.of, state, context)}
					dispatch={action => dispatch({kind: 'export', action})}
					onSubmit={(path, rest) => {
						onFile(path);
						if (rest !== '') onRest(rest);
					}}
				/>
			);
		case 'cleanup':
			return <CleanupScreen {...context} {...{readOnly, onRest, onFile}} state={state.cleanup} dispatch={action => dispatch({kind: 'cleanup', action})} />;
		case 'trash':
			return <TrashScreen {...context} state={state.trash} readOnly={readOnly !== undefined} />;
		case 'families':
			return (
				<FamiliesScreen
					{...context}
					state={state.families}
					readOnly={readOnly !== undefined}
					ranks={ranksIn(snapshot.models, snapshot.config, state.browse.objectives)}
				/>
			);
		case 'register':
			return (
				<RegisterScreen
					{...context}
					state={state.register}
					dispatch={action => dispatch({kind: 'register', action})}
					onText={form.type}
					onEdit={form.edit}
					onCancel={form.leave}
					onTab={form.tab}
				/>
			);
		case 'problems':
			return <ProblemsScreen {...{snapshot, width, height, now}} state={state.problems} readOnly={readOnly !== undefined} />;
		case 'charts':
			return (
				<Box flexDirection="column" height={height}>
					<ChartsScreen
						{...context}
						state={state.charts}
						marks={state.browse.marks}
						onPoint={key => dispatch({kind: 'charts', action: {kind: 'point', key}})}
					/>
					<ChartsMenu
						{...{context, onBrowse}}
						state={state.charts}
						browse={state.browse}
						readOnly={readOnly !== undefined}
						dispatch={action => dispatch({kind: 'charts', action})}
					/>
				</Box>
			);
		case 'messages':
			return <MessagesScreen {...{width, height, now}} said={state.said} cursor={state.messagesLine} />;
		case 'help':
			return (
				<HelpScreen
					{...{width, height, onRest}}
					from={route.from}
					search={state.helpSearch}
					onSearch={action => dispatch({kind: 'helpSearch', action})}
					onMove={action => dispatch({kind: 'key', action})}
					offset={state.helpLine}
					readOnly={readOnly !== undefined}
				/>
			);
	}
}

function LeaderboardMenu({state, snapshot, context, readOnly, onBrowse}: TopScreenProps): ReactNode {
	const {menu, choice, menuKeys, objectives} = state.browse;
	if (menu !== 'objective' || !choice) return null;
	const {models, config} = snapshot;
	const {models: own, objective} = ranksIn(models, config, objectives).of(choice.algorithm === '*' ? undefined : choice.algorithm);
	return (
		<Float top={2} left={4}>
			<ObjectiveMenu
				{...{models: own, config, choice, objective, withoutDataset: true}}
				readOnly={readOnly !== undefined}
				onChoose={next => onBrowse({kind: 'choose', choice: next})}
				typed={menuKeys}
				width={context.width - 4}
				height={Math.max(1, Math.min(12, context.height - 6))}
			/>
		</Float>
	);
}
