/** Compare: models side by side. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {truncate} from '../../components/cells.ts';
import {ComparisonTable, type ComparisonRow} from '../../components/comparison-table.tsx';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {theme} from '../theme.ts';
import {compareBody, datasetLine, sectionLine, valuesLine, type BodyLine} from './compare-body.ts';
import {drawnBars, drawnCell, drawnField} from './compare-cells.ts';
import {endOf, headersOf, letterLine} from './compare-header.ts';
import {compareRoom, goneWords, type CompareRoom} from './compare-room.ts';
import {windowOf, type CompareState} from './compare-state.ts';
import {compareView, type CompareView} from './compare-view.ts';
import {cellSentence, commandLine, titleLine, tooFewLines, winsLine} from './compare-words.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';
import {wrapText} from './wrap-text.ts';

export function CompareScreen({state, ...context}: {readonly state: CompareState} & ScreenContext): ReactNode {
	const {width, height, snapshot} = context;
	const view = compareView(state, context);
	if (view.models.length < 2) {
		const isScanning = snapshot.activity.phase === 'loading' || snapshot.activity.phase === 'scanning';
		return <Lines lines={tooFewLines(view, goneWords(view.gone.length, isScanning)).map(line => truncate(line, width))} height={height} />;
	}
	const room = compareRoom(view, context);
	const {lines} = room;
	const row = Math.max(0, Math.min(state.row, view.rows.length - 1));
	const model = Math.min(state.model, view.models.length - 1);
	return (
		<Box flexDirection="column" height={height} flexShrink={0}>
			<Line text={titleLine(view, width)} />
			{cutLines(room.outcome, lines.outcome, width - 2).map((line, index) => (
				<Line key={index} text={safe` ${line}`} />
			))}
			{lines.blank > 0 ? <Line text={safe` `} /> : null}
			<SideBySide {...{view, state, room, row, model, width}} />
			{lines.rule > 0 ? <Rule width={width} /> : null}
			{lines.strip > 0 ? (
				<Lines
					lines={cutLines(wrapText(cellSentence(view, {row, model}), width - 2), lines.strip, width - 2).map(line => safe` ${line}`)}
					height={lines.strip}
				/>
			) : null}
			<Line text={winsLine(view, {row, width})} />
			{lines.command > 0 ? <Line text={paint(theme.quiet, commandLine(view, width))} /> : null}
		</Box>
	);
}

interface TableProps {
	readonly view: CompareView;
	readonly state: CompareState;
	readonly room: CompareRoom;
	readonly row: number;
	readonly model: number;
	readonly width: number;
}

/** The part of the table that is in view. */
function SideBySide({view, state, room, row, model, width}: TableProps): ReactNode {
	const {lines, columns} = room;
	const body = compareBody(view, lines.body);
	const {line: top, column: first} = windowOf(state, view, {body: lines.body, shown: columns.shown});
	const shown = view.models.slice(first, first + columns.shown).map((_, index) => first + index);
	const headers = headersOf(view.comparison, view.metric);
	return (
		<Box flexDirection="column" height={lines.header + lines.body} flexShrink={0}>
			<ComparisonTable
				corner={scrollHints(first, view.models.length - first - shown.length, lines.header)}
				columns={shown.map(index => {
					const header = headers[index];
					const isCurrent = index === model;
					if (!header) return {header: []};
					const all = [letterLine(header, {width: columns.each, isCurrent}), endOf(header.id, columns.each), header.note];
					return {header: all.slice(0, lines.header), isCurrent};
				})}
				rows={body.lines.slice(top, top + lines.body).map(line => tableRow(line, {view, room, shown, row, width}))}
				fieldWidth={columns.field}
				columnWidth={columns.each}
				width={width}
				headerStyle={theme.quiet}
			/>
		</Box>
	);
}

function tableRow(
	line: BodyLine,
	of: {readonly view: CompareView; readonly room: CompareRoom; readonly shown: readonly number[]; readonly row: number; readonly width: number},
): ComparisonRow {
	const {cells, columns} = of.room;
	switch (line.kind) {
		case 'section':
			return {kind: 'line', text: sectionLine(line.section, of.view, of.width)};
		case 'values':
			return {kind: 'line', text: paint(theme.quiet, valuesLine(of.view, of.width))};
		case 'dataset':
			return {kind: 'line', text: paint(theme.title, datasetLine(line.rows))};
		case 'bars': {
			const bars = drawnBars(line.row, Math.min(20, columns.each - 1)) ?? [];
			return {kind: 'cells', field: emptyText, cells: of.shown.map(index => bars[index] ?? emptyText)};
		}
		case 'row': {
			const isCursor = line.row === of.row;
			return {
				kind: 'cells',
				field: drawnField(cells, line.row, {width: columns.field, isCursor}),
				cells: of.shown.map(model => drawnCell(cells, line.row, {model, width: columns.each})),
				isCursor,
				below: line.row - of.row,
			};
		}
	}
}

/** ` ◂ 2 more` above ` 5 more ▸`, or both in one line. */
function scrollHints(before: number, behind: number, lines: number): readonly SafeText[] {
	const left = before > 0 ? safe`◂ ${before} more` : emptyText;
	const right = behind > 0 ? safe`${behind} more ▸` : emptyText;
	if (lines > 1) return [safe` ${left}`, safe` ${right}`];
	const both = [before > 0 ? safe`◂ ${before}` : emptyText, behind > 0 ? safe`${behind} ▸` : emptyText].filter(part => part !== '');
	return [safe` ${joinSafe(both, safe`  `)}`];
}

/** The first lines; where there are more the last ends with an ellipsis. */
function cutLines(lines: readonly SafeText[], most: number, width: number): readonly SafeText[] {
	if (lines.length <= most || most === 0) return lines.slice(0, most);
	const rest = joinSafe(lines.slice(most - 1), safe` `);
	return [...lines.slice(0, most - 1), truncate(rest, width)];
}

function Line({text}: {readonly text: SafeText}): ReactNode {
	return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
}
