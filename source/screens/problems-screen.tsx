/** Problems: every file that could not be read as it should, with the reason and the next step. */

import {Box} from 'ink';
import type {ReactNode} from 'react';
import {fit} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {scrollTo} from '../../components/scroll.ts';
import {safe, type SafeText} from '../../components/safe-text.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Problem} from '../../store/domain/problem.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {Lines} from './lines.tsx';
import {problemAt, repairKeys, type RepairKeys} from './problem-repairs.ts';
import {wrapText} from './wrap-text.ts';

export interface ProblemsScreenProps {
	readonly snapshot: Snapshot;
	readonly cursor: number;
	readonly width: number;
	readonly height: number;
	/** Nothing may be changed: nothing is repaired. */
	readonly readOnly: boolean;
}

export function ProblemsScreen({snapshot, cursor, width, height, readOnly}: ProblemsScreenProps): ReactNode {
	const {problems} = snapshot;
	if (problems.length === 0) return <Lines lines={[safe` `, paint(theme.good, safe`  No problems: every file here could be read.`)]} height={height} />;
	const fileWidth = Math.max(12, Math.floor(width * 0.45));
	const {rows, message} = problemsLayout(height);
	const at = Math.min(cursor, problems.length - 1);
	const offset = scrollTo(at - Math.floor(rows / 2), at, rows, problems.length);
	const current = problemAt(problems, cursor);
	return (
		<Box flexDirection="column" height={height}>
			<ListWindow
				header={[paint(theme.tableHeader, fit(safe`    ${fit(safe`FILE`, fileWidth)}  REASON`, width))]}
				count={problems.length}
				renderRow={index => problemRow(problems[index], {width, fileWidth, isCursor: index === at})}
				cursor={at}
				height={rows}
				offset={offset}
				width={width}
			/>
			<Rule width={width} title={safe`${at + 1}/${problems.length}`} />
			<Lines
				lines={current ? messageLines(current, {width, most: message, keys: readOnly ? undefined : repairKeys(current, snapshot.models)}) : []}
				height={message}
			/>
		</Box>
	);
}

/** How the lines between header and footer are shared out: table header, rows, rule, message. */
export function problemsLayout(height: number): {readonly rows: number; readonly message: number} {
	const message = height >= 14 ? 4 : height >= 8 ? 2 : 1;
	return {rows: Math.max(1, height - message - 2), message};
}

/** The message in full, and the keys that repair it, which always have their place. */
function messageLines(
	problem: Problem,
	{width, most, keys}: {readonly width: number; readonly most: number; readonly keys: RepairKeys | undefined},
): readonly SafeText[] {
	const said = wrapText(safe`${pathWords(problem)}: ${safeText(problem.message)}`, width - 2).map(line => safe` ${line}`);
	if (!keys) return said;
	const line = paint(theme.good, fit(safe` ${safeText(keys.words)}`, width));
	return most < 2 ? [line] : [...said.slice(0, most - 1), line];
}

function problemRow(problem: Problem | undefined, {width, fileWidth, isCursor}: {width: number; fileWidth: number; isCursor: boolean}): SafeText {
	if (!problem) return safe` `;
	return fit(safe`${isCursor ? safe`❯` : safe` `} ${paint(theme.bad, safe`!`)} ${fit(pathWords(problem), fileWidth)}  ${safeText(problem.message)}`, width);
}

function pathWords({path}: Problem): SafeText {
	return path === '' ? safe`(the registry)` : safeText(path);
}

/** The model that a problem is about, if it is about one. */
export function modelOfProblem(problem: Problem | undefined, models: readonly Model[]): Model | undefined {
	return problem && models.find(model => model.key === problem.path || model.sidecar === problem.path);
}
