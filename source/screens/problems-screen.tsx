/** Problems: files that could not be read as they should, and what else is wrong or odd in the registry, each with the key that repairs it. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {fit} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {scrollTo} from '../../components/scroll.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {theme} from '../theme.ts';
import {Lines} from './lines.tsx';
import {keysOfRow} from './problem-keys.ts';
import {lookWords, messageLines, placeWidth, problemLine, titleLine} from './problems-lines.ts';
import {problemsLayout, problemsView, type ProblemsState} from './problems-state.ts';
import {wrapText} from './wrap-text.ts';

export interface ProblemsScreenProps {
	readonly snapshot: Snapshot;
	readonly state: ProblemsState;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly width: number;
	readonly height: number;
	/** Nothing may be changed: nothing is repaired. */
	readonly readOnly: boolean;
}

export function ProblemsScreen({snapshot, state, now, width, height, readOnly}: ProblemsScreenProps): ReactNode {
	const {rows, cursor} = problemsView(state, {snapshot, now});
	const look = lookWords(state);
	if (rows.length === 0) return <Lines lines={emptyLines(look, width)} height={height} />;
	const fileWidth = placeWidth(rows, width);
	const layout = problemsLayout(height, rows.length);
	const current = rows[cursor];
	const keys = keysOfRow(current, {models: snapshot.models, now});
	return (
		<Box flexDirection="column" height={height}>
			{layout.title > 0 ? <Text wrap="truncate">{titleLine(rows, {inHeader: snapshot.problems.length, width})}</Text> : null}
			<ListWindow
				header={[paint(theme.tableHeader, fit(safe`    ${fit(safe`FILE`, fileWidth)}  REASON`, width))]}
				count={rows.length}
				renderRow={index => problemLine(rows[index], {width, fileWidth, isCursor: index === cursor})}
				cursor={cursor}
				height={layout.rows}
				offset={scrollTo(cursor - Math.floor(layout.rows / 2), cursor, layout.rows, rows.length)}
				width={width}
			/>
			<Rule width={width} title={safe`${cursor + 1}/${rows.length}${look === undefined ? emptyText : safe` · ${look}`}`} />
			<Lines lines={current ? messageLines(current, {width, most: layout.message, keys: readOnly ? {opens: keys.opens} : keys}) : []} height={layout.message} />
		</Box>
	);
}

function emptyLines(look: SafeText | undefined, width: number): readonly SafeText[] {
	const words = look === undefined ? safe`No problems: every file here could be read.` : safe`No problems so far: every file here could be read.`;
	const more = look === undefined ? [] : wrapText(look, width - 4).map(line => paint(theme.quiet, safe`  ${line}`));
	return [safe` `, ...wrapText(words, width - 4).map(line => paint(theme.good, safe`  ${line}`)), ...more];
}
