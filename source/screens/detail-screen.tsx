/** Detail: all about one model, its results as a table. */

import {Box, Text} from 'ink';
import {useMemo, type ReactNode} from 'react';
import {displayWidth, truncate} from '../../components/cells.ts';
import {withFileLinks} from '../../components/link.ts';
import {paint} from '../../components/paint.ts';
import {ResultsTable} from '../../components/results-table.tsx';
import {joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import type {Config} from '../../store/domain/config.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Ranks} from '../../store/domain/ranks.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {InsideLine} from '../inspection-lines.ts';
import type {LookedInside} from '../looked-inside.ts';
import {sheetAfter, sheetBefore} from '../model-sheet.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {withChart} from './detail-chart.ts';
import {dangerWords, insideSection, paintedInside} from './detail-inside.ts';
import {Lines} from './lines.tsx';
import {remember} from './remember.ts';
import {resultTables} from './result-tables.ts';
import {wrapText} from './wrap-text.ts';

export interface DetailScreenProps {
	readonly snapshot: Snapshot;
	/** undefined: its files are gone. */
	readonly model: Model | undefined;
	readonly modelKey: string;
	readonly offset: number;
	readonly width: number;
	readonly height: number;
	readonly now: number;
	/** Where the models of each algorithm stand. */
	readonly ranks: Ranks;
	/** What is in its files; undefined: nobody has looked yet. */
	readonly inside?: LookedInside;
}

export interface DetailHeightOptions {
	/** Of the registry. */
	readonly models: readonly Model[];
	readonly now: number;
	readonly width: number;
	/** Of the screen. */
	readonly height: number;
	readonly config: Config;
	readonly ranks: Ranks;
	readonly inside?: LookedInside;
}

/** How many lines a model's page has, for scrolling. */
export function detailHeight(model: Model | undefined, {models, now, width, height, config, ranks, inside}: DetailHeightOptions): number {
	if (!model) return 1;
	// A title and the two lines of the frame, beside a line a test.
	const tables = resultTables(model, {config, ranks, width}).reduce((lines, {rows}) => lines + rows.length + 3, 0);
	const {before, below} = withChart(model, wrapped(sheetBefore(model, {now}), width), {config, ranks, width, height});
	const after = wrapped(sheetAfter(model, {models, config, ranks}), width).length;
	return before.length + 2 + Math.max(1, tables) + below.length + after + insideTexts(insideSection(model, inside, models, width), width).length;
}

export function DetailScreen({snapshot, model, modelKey, offset, width, height, now, ranks, inside}: DetailScreenProps): ReactNode {
	if (!model) return <Lines lines={[safe` ${safeText(modelKey)}`, paint(theme.caution, safe` Its files are gone. Esc goes back.`)]} height={height} />;
	const danger = dangerWords(model, inside);
	const files = linkedFiles(model);
	const titled = (title: SafeText) => joinSafe([paint(theme.title, safe` ${title}`), ...(danger === undefined ? [] : [danger])], safe`  `);
	const painted = wrapped(sheetBefore(model, {now}), width).map((line, index) => (index === 0 ? titled(line) : headed(line)));
	const {before, below} = withChart(model, painted, {config: snapshot.config, ranks, width, height});
	return (
		<Box flexDirection="column" height={height} overflow="hidden" flexShrink={0}>
			<Box flexDirection="column" marginTop={-offset} flexShrink={0} width={width}>
				{before.map((line, index) => (
					<Line key={index} text={line} width={width} />
				))}
				<Line text={safe` `} width={width} />
				<Line text={paint(theme.section, safe`RESULTS`)} width={width} />
				<Results model={model} config={snapshot.config} ranks={ranks} width={width} />
				{below.map((line, index) => (
					<Line key={index} text={line} width={width} />
				))}
				{wrapped(sheetAfter(model, {models: snapshot.models, config: snapshot.config, ranks}), width).map((line, index) => (
					<Line key={index} text={fileLine.test(line) ? withFileLinks(line, files) : headed(line)} width={width} />
				))}
				{insideTexts(insideSection(model, inside, snapshot.models, width), width).map((line, index) => (
					<Line key={index} text={line} width={width} />
				))}
			</Box>
		</Box>
	);
}

/** A line below FILES. */
const fileLine = /^ {2}(?:artifact|also|sidecar) /;

/** What stands below FILES, the longest first: the name of the artifact begins that of its sidecar. */
const linkedFiles = remember(({artifact, sidecar}: Model) => {
	const folder = (artifact?.path ?? '').replace(/[^/]*$/, '');
	const paths = [...(artifact ? [artifact.path, ...artifact.files.map(name => `${folder}${name}`)] : []), ...(sidecar === undefined ? [] : [sidecar])];
	return paths.flatMap(path => [path, path.slice(folder.length)].map(text => ({path, text: safeText(text)}))).toSorted((a, b) => b.text.length - a.text.length);
});

/** A line of a tree. */
const branch = /^ *[│├└]/;

/** What is too long goes on in the next line; but a tree would fall apart. */
function wrapped(lines: Iterable<SafeText>, width: number): readonly SafeText[] {
	const isWhole = (line: SafeText) => displayWidth(line) <= width || branch.test(line);
	return [...lines].flatMap(line => (isWhole(line) ? [line] : wrapText(safeText(line.trim()), width - 2).map(part => safe`  ${part}`)));
}

const insideTexts = remember((lines: readonly InsideLine[], width: number): readonly SafeText[] =>
	lines.flatMap(({text, kind}) => wrapped([text], width).map(part => paintedInside(part, kind))),
);

function Line({text, width}: {readonly text: SafeText; readonly width: number}): ReactNode {
	return <Text wrap="truncate">{text === '' ? ' ' : truncate(text, width)}</Text>;
}

/** Titles of sections look like titles: they are all capitals. */
function headed(line: SafeText): SafeText {
	return /^[A-Z][A-Z ]+$/.test(line) ? paint(theme.section, line) : line;
}

function Results({model, config, ranks, width}: {readonly model: Model; readonly config: Config; readonly ranks: Ranks; readonly width: number}): ReactNode {
	const tables = useMemo(() => resultTables(model, {config, ranks, width}), [model, config, ranks, width]);
	if (tables.length === 0) return <Line text={paint(theme.quiet, safe`  not tested`)} width={width} />;
	return tables.map(({columns, rows}, index) => <ResultsTable key={index} columns={columns} rows={rows} width={width} />);
}
