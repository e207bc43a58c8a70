/** The families of registered models: how many versions each has, which is the latest and which the best; and the versions of one. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {ListWindow} from '../../components/list-window.tsx';
import {Rule} from '../../components/rule.tsx';
import {emptyText, safe} from '../../components/safe-text.ts';
import type {Family} from '../../store/domain/family.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import {grouped} from './browse-lines.ts';
import {familyColumns, familyLine, headLine} from './families-columns.ts';
import {familyLines, noFamilyLines, titleLine} from './families-lines.ts';
import type {FamiliesState} from './families-state.ts';
import {familiesView} from './families-view.ts';
import {bestOrWhyNot, type BestOrWhyNot} from './family-best.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';
import {versionLines, versionsTitle} from './versions-lines.ts';
import {versionsTable} from './versions-table.ts';
import {versionsView, type VersionsView} from './versions-view.ts';

export interface FamiliesScreenProps extends ScreenContext {
	readonly state: FamiliesState;
	/** Nothing may be changed. */
	readonly readOnly: boolean;
	/** Where the models of each algorithm stand. */
	readonly ranks: Ranks;
}

/** Enough to tell how wide columns are. */
const measured = 200;
const sortedColumn = {name: 'family', newest: 'age', size: 'size'} as const;

export function FamiliesScreen({state, readOnly, ranks, ...context}: FamiliesScreenProps): ReactNode {
	const {snapshot, width, height, now, objectiveOf} = context;
	const {config} = snapshot;
	const bestOf = (family: Family) => bestOrWhyNot(family, config, objectiveOf(family.versions[0]?.model.algorithm));
	const opened = versionsView(state, context);
	if (opened) return <Versions {...context} opened={opened} best={bestOf(opened.family)} ranks={ranks} />;
	const {families, row, offset, layout} = familiesView(state, context);
	if (families.length === 0) return <Lines lines={noFamilyLines(snapshot, {width, readOnly})} height={height} />;
	const facts = {config, now, bestOf};
	const columns = familyColumns(families.slice(0, measured), facts, width);
	const hasAliases = columns.some(({id}) => id === 'aliases');
	return (
		<Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{titleLine(families, state.order, width)}</Text>
			<ListWindow
				header={[headLine(columns, {sorted: sortedColumn[state.order], width})]}
				count={families.length}
				renderRow={index => {
					const family = families[index];
					return family ? familyLine(family, columns, {isCursor: index === row, width}) : emptyText;
				}}
				cursor={row}
				height={layout.rows}
				offset={offset}
				width={width}
			/>
			<Rule width={width} title={safe`${grouped(row + 1)}/${grouped(families.length)}`} />
			<Lines lines={familyLines(families[row], facts, {width, most: layout.strip, hasAliases})} height={layout.strip} />
		</Box>
	);
}

interface VersionsProps extends ScreenContext {
	readonly opened: VersionsView;
	readonly best: BestOrWhyNot;
	readonly ranks: Ranks;
}

function Versions({opened, best, ranks, snapshot, width, height, now}: VersionsProps): ReactNode {
	const {family, row, offset, layout} = opened;
	const table = versionsTable(family, {best, config: snapshot.config, now}, width);
	const count = family.versions.length;
	return (
		<Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{versionsTitle(family, best, width)}</Text>
			<ListWindow
				header={[table.head]}
				count={count}
				renderRow={index => table.line(index, index === row)}
				cursor={row}
				height={layout.rows}
				offset={offset}
				width={width}
			/>
			<Rule width={width} title={safe`${grouped(row + 1)}/${grouped(count)}`} />
			<Lines lines={versionLines(family.versions[row], {snapshot, best, ranks}, {width, now, most: layout.strip})} height={layout.strip} />
		</Box>
	);
}
