/** Charts: the objective over time, and a hyperparameter against a metric. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {plotLines} from '../../components/plot.ts';
import {enter, usePointed} from '../../components/pointed.ts';
import {safe} from '../../components/safe-text.ts';
import {chartPlot} from '../chart-plot.ts';
import {plotStyles} from '../plot-styles.ts';
import {modelsByKey} from './browse-view.ts';
import {drawingSize, linesBelow, othersHere, pointAt} from './charts-cells.ts';
import {chartsPosition, chartsTitle, emptyChartsLines, factsLines, pointLine} from './charts-lines.ts';
import type {ChartsState} from './charts-state.ts';
import {chartsPage} from './charts-view.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';

export interface ChartsScreenProps extends ScreenContext {
	readonly state: ChartsState;
	/** Keys of marked models. */
	readonly marks: ReadonlySet<string>;
	/** A click on the point of this model. */
	readonly onPoint?: (key: string) => void;
}

export function ChartsScreen({state, marks, onPoint, ...context}: ChartsScreenProps): ReactNode {
	const {snapshot, width, height} = context;
	const page = chartsPage(state, context);
	const box = usePointed(cell => {
		const index = page.kind === 'empty' ? undefined : pointAt(page, context, cell);
		if (page.kind === 'empty' || index === undefined) return undefined;
		const key = page.chart.points[index]?.key;
		return index === page.cursor ? enter : {kind: 'run', run: () => key !== undefined && onPoint?.(key)};
	});
	if (page.kind === 'empty') return <Lines lines={emptyChartsLines(page, state, {phase: snapshot.activity.phase, width})} height={height} />;
	const key = page.chart.points[page.cursor]?.key;
	const model = key === undefined ? undefined : modelsByKey(snapshot.models).get(key);
	const {facts, hasPosition} = linesBelow(height);
	const below = [
		pointLine(page, model, {width, others: othersHere(page, context)}),
		...factsLines(page, {width, most: facts}),
		...(hasPosition ? [chartsPosition(state, page, {width, marked: marks.size})] : []),
	];
	const plot = chartPlot(page.chart, {cursor: page.cursor, marked: marks});
	const drawing = plotLines(plot, {...drawingSize(page, context), styles: plotStyles()});
	return (
		<Box ref={box} flexDirection="column" height={height} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{chartsTitle(state, page, width)}</Text>
			<Lines lines={[...drawing.map(line => safe` ${line}`), ...below]} height={height - 1} />
		</Box>
	);
}
