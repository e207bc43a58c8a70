/** The menus of Browse: algorithms, what the rows are sorted by, what ranks them. */

import {Box} from 'ink';
import {useMemo, type ReactNode} from 'react';
import {Menu} from '../../components/menu.tsx';
import {useFloating} from '../../components/pointed.ts';
import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {SortField, SortKey} from '../../store/domain/sorting.ts';
import {safeText} from '../text.ts';
import type {BrowseColumn} from './browse-columns.ts';
import {grouped} from './browse-lines.ts';
import type {BrowseAction, BrowseState} from './browse-state.ts';
import {newestFirst, tabsOf, type BrowseView} from './browse-view.ts';
import {ObjectiveMenu} from './objective-menu.tsx';

export interface BrowseMenuProps {
	readonly snapshot: Snapshot;
	readonly state: BrowseState;
	readonly view: BrowseView;
	readonly columns: readonly BrowseColumn[];
	readonly readOnly: boolean;
	readonly dispatch: (action: BrowseAction) => void;
	/** What the screen has between header and footer. */
	readonly room: {readonly width: number; readonly height: number};
}

export function BrowseMenu({snapshot, state, view, columns, readOnly, dispatch, room}: BrowseMenuProps): ReactNode {
	const {models, config} = snapshot;
	const tabs = useMemo(
		() => tabsOf(models).map((tab, index) => ({label: safeText(tab.label), hint: grouped(tab.count), value: String(index), algorithm: tab.algorithm})),
		[models],
	);
	const sorts = useMemo(() => sortChoices(columns), [columns]);
	const place = room.height < 12 ? {top: 0, left: 0} : {top: 2, left: 6};
	// Its frame and its title take three lines.
	const size = {width: room.width - place.left, height: Math.max(1, Math.min(12, room.height - place.top - 3))};
	if (state.menu === 'objective' && state.choice) {
		const {algorithm} = state.choice;
		const {models: own, objective} = view.ranks.of(algorithm === '*' ? undefined : algorithm);
		return (
			<Float {...place}>
				<ObjectiveMenu
					{...{models: own, config, choice: state.choice, objective, readOnly, ...size}}
					onChoose={choice => dispatch({kind: 'choose', choice})}
					typed={state.menuKeys}
				/>
			</Float>
		);
	}
	if (state.menu === 'tabs') {
		return (
			<Float {...place}>
				<Menu
					title={safe`Algorithm`}
					items={tabs}
					current={String(tabs.findIndex(tab => tab.algorithm === state.algorithm))}
					onSelect={value => dispatch({kind: 'tab', algorithm: tabs[Number(value)]?.algorithm})}
					typed={state.menuKeys}
					{...size}
				/>
			</Float>
		);
	}
	return (
		<Float {...place}>
			<Menu
				title={safe`Sort by`}
				items={sorts}
				current={String(sorts.findIndex(choice => choice.sort !== undefined && sameField(choice.sort.field, view.sort.field)))}
				onSelect={value => dispatch({kind: 'sort', sort: sorts[Number(value)]?.sort})}
				typed={state.menuKeys}
				{...size}
			/>
		</Float>
	);
}

/** Over the rows, near the top left. */
export function Float({top, left, children}: {readonly top: number; readonly left: number; readonly children: ReactNode}): ReactNode {
	const box = useFloating();
	return (
		<Box ref={box} position="absolute" marginTop={top} marginLeft={left}>
			{children}
		</Box>
	);
}

const furtherSorts: ReadonlyArray<{label: SafeText; sort: SortKey | undefined}> = [
	{label: safe`the usual order of this tab`, sort: undefined},
	{label: safe`newest first`, sort: newestFirst},
	{label: safe`mean total_time over all tests`, sort: {field: {kind: 'performance'}, order: 'natural'}},
	{label: safe`size, largest first`, sort: {field: {kind: 'size'}, order: 'flipped'}},
	{label: safe`last tested`, sort: {field: {kind: 'tested'}, order: 'natural'}},
	{label: safe`training dataset`, sort: {field: {kind: 'dataset'}, order: 'natural'}},
];

function sortChoices(columns: readonly BrowseColumn[]): ReadonlyArray<{label: SafeText; value: string; sort: SortKey | undefined}> {
	const byColumn = columns
		.filter(column => column.sort.kind !== 'time')
		.map(column => ({label: safe`column ${column.title}`, sort: {field: column.sort, order: 'natural' as const}}));
	return [...furtherSorts, ...byColumn].map((choice, index) => ({...choice, value: String(index)}));
}

/** Whether two fields are one. */
export function sameField(a: SortField, b: SortField): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
