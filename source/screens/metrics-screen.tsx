/** Metrics: every metric with its range and direction; those that nobody set come first. */

import {Box, Text} from 'ink';
import {useMemo, type ReactNode} from 'react';
import {fit} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {scrollTo} from '../../components/scroll.ts';
import type {MetricSummary} from '../../store/domain/metric-summary.ts';
import {theme} from '../theme.ts';
import {grouped, spread} from './browse-lines.ts';
import {Lines} from './lines.tsx';
import {commandLine, metricLines, sentenceLines} from './metrics-lines.ts';
import {metricsLayout, type MetricsState} from './metrics-state.ts';
import {metricsView} from './metrics-view.ts';
import type {ScreenContext} from './screen-context.ts';

/** Cells before the columns: cursor and a blank. */
const gutter = 2;

export function MetricsScreen({state, snapshot, width, height}: {readonly state: MetricsState} & ScreenContext): ReactNode {
	const {rows, cursor} = metricsView(state, snapshot);
	const [header = emptyText, ...lines] = useMemo(() => metricLines(rows, width - gutter), [rows, width]);
	const current = rows[cursor];
	if (!current) return <Lines lines={emptyLines(width)} height={height} />;
	const layout = metricsLayout(height);
	const offset = scrollTo(cursor - Math.floor(layout.rows / 2), cursor, layout.rows, rows.length);
	const sentence = sentenceLines(current, {width, most: layout.sentence});
	return (
		<Box flexDirection="column" height={height}>
			<Text wrap="truncate">{titleLine(rows, width)}</Text>
			<ListWindow
				header={[safe`  ${header}`]}
				count={rows.length}
				renderRow={index => safe`${index === cursor ? safe`❯` : safe` `} ${lines[index] ?? emptyText}`}
				cursor={cursor}
				height={layout.rows}
				offset={offset}
				width={width}
			/>
			<Rule width={width} title={safe`${grouped(cursor + 1)}/${grouped(rows.length)}`} />
			<Lines lines={sentence} height={layout.sentence} />
			<Text wrap="truncate">{commandLine(current, width)}</Text>
		</Box>
	);
}

/** ` metrics  12, 3 not set                              - lower or + higher is better`. */
function titleLine(rows: readonly MetricSummary[], width: number): SafeText {
	const unset = rows.filter(row => row.direction === undefined).length;
	const left = safe`${paint(theme.title, safe` metrics`)}  ${grouped(rows.length)}, ${unset === 0 ? safe`all set` : safe`${grouped(unset)} not set`}`;
	return spread(left, paint(theme.quiet, safe`- lower is better, + higher is better`), width);
}

function emptyLines(width: number): readonly SafeText[] {
	return [
		emptyText,
		safe`  No metrics yet: no model has a test result.`,
		safe`  What the tests in the sidecars measure stands here, and is given a direction.`,
	].map(line => fit(line, width));
}
