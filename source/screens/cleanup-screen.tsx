/** Cleanup: what would be kept and removed, and why. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {fit, truncate} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {TextInput} from '../../components/text-input.tsx';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {barLines} from './cleanup-bars.ts';
import {spaceOf} from './cleanup-disk.ts';
import {fieldContext} from './cleanup-field-state.ts';
import {fields, type FieldId} from './cleanup-fields.ts';
import {commandLine, keyLines, lossesLine, saidLine, titleLine} from './cleanup-lines.ts';
import {rowLine} from './cleanup-rows.ts';
import {fieldText} from './cleanup-sentence.ts';
import type {CleanupAction, CleanupState} from './cleanup-state.ts';
import {cleanupPage, type CleanupPage, type PlanPage} from './cleanup-view.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';
import {wrapText} from './wrap-text.ts';

export interface CleanupScreenProps extends ScreenContext {
	readonly state: CleanupState;
	/** Why nothing may be changed; undefined where it may. */
	readonly readOnly: string | undefined;
	readonly dispatch: (action: CleanupAction) => void;
	/** The name of the file for the plan was typed. */
	readonly onFile: (path: string) => void;
	/** What was typed behind the Enter of a field. */
	readonly onRest: (text: string) => void;
}

export function CleanupScreen(props: CleanupScreenProps): ReactNode {
	const {state, readOnly: _readOnly, dispatch: _dispatch, onFile: _onFile, onRest: _onRest, ...context} = props;
	const page = cleanupPage(state, context);
	const {layout} = page;
	return (
		<Box flexDirection="column" height={context.height} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{titleLine(state, page, context)}</Text>
			{layout.airs === 2 ? <Text> </Text> : null}
			<Lines lines={page.sentence.slice(0, layout.sentence)} height={layout.sentence} />
			<FieldLine {...props} />
			{page.kind === 'plan' ? <Plan {...props} page={page} context={context} /> : <Lines lines={reasonLines(page, context.width)} height={layout.list} />}
		</Box>
	);
}

function Plan({page, context, ...props}: CleanupScreenProps & {readonly page: PlanPage; readonly context: ScreenContext}): ReactNode {
	const {state, readOnly} = props;
	const {width} = context;
	const {layout, rows, cursor, offset} = page;
	const said = saidLine(state, context);
	return (
		<>
			<Lines lines={barLines(page, state.disk, {width, lines: layout.bars, ...spaceOf(state.disk, context.snapshot)})} height={layout.bars} />
			{layout.airs > 0 ? <Text> </Text> : null}
			<ListWindow
				count={rows.length}
				renderRow={index => {
					const row = rows[index];
					return row ? rowLine(row, {page, disk: state.disk, isCursor: index === cursor, width}) : emptyText;
				}}
				cursor={cursor}
				height={layout.list}
				offset={offset}
				width={width}
			/>
			{layout.losses > 0 ? <Text wrap="truncate">{lossesLine(page, context)}</Text> : null}
			<Rule width={width} />
			{layout.said > 0 ? <Text wrap="truncate">{said ?? ' '}</Text> : null}
			<Lines lines={keyLines(state, page, {width, readOnly})} height={layout.keys} />
			<LastLine {...props} page={page} context={context} />
		</>
	);
}

/** The field of the rule that is being changed, in which one types; else blank. */
function FieldLine({state, dispatch, onRest, ...context}: CleanupScreenProps): ReactNode {
	const {field} = state;
	if (!field) return <Text> </Text>;
	const {width} = context;
	const now = fieldText(field.id, state.rule, fieldContext(state, context));
	const help = field.isUnderstood ? safeText(fields[field.id].help) : paint(theme.caution, safe`not understood: ${safeText(fields[field.id].help)}`);
	const name = safe` ${names[field.id]}: `;
	const room = Math.max(6, Math.min(width - name.length - 2, width < 60 ? width : Math.floor(width / 3)));
	return (
		<Box width={width} height={1} overflow="hidden">
			<Text>{paint(theme.title, name)}</Text>
			<TextInput
				key={field.id}
				value={field.typing.value}
				cursor={field.typing.cursor}
				width={room}
				toSafe={safeText}
				placeholder={truncate(safeText(now), room - 1)}
				onChange={typing => dispatch({kind: 'typing', field: field.id, typing})}
				onSubmit={(_value, rest) => {
					dispatch({kind: 'leaveField', isKept: true});
					if (rest !== '') onRest(rest);
				}}
				onCancel={() => dispatch({kind: 'leaveField', isKept: false})}
				onKey={key => {
					if (key === 'up' || key === 'down') dispatch({kind: 'step', by: key === 'up' ? 1 : -1});
					if (key === 'tab' || key === 'backTab') dispatch({kind: 'nextField', by: key === 'tab' ? 1 : -1});
				}}
				isActive
			/>
			<Text wrap="truncate">{paint(theme.quiet, fit(safe` ${help}`, Math.max(0, width - name.length - room)))}</Text>
		</Box>
	);
}

const names: Readonly<Record<FieldId, SafeText>> = {
	keep: safe`keep`,
	fold: safe`count`,
	objective: safe`best by`,
	bests: safe`other bests`,
	tags: safe`tags`,
	minAge: safe`younger than`,
	untested: safe`untested`,
};

/** The command that does the same, or the name of the file while it is typed. */
function LastLine({
	state,
	dispatch,
	onFile,
	onRest,
	page,
	context,
}: CleanupScreenProps & {readonly page: PlanPage; readonly context: ScreenContext}): ReactNode {
	const {width} = context;
	const {file} = state;
	if (!file) return page.layout.command > 0 ? <Text wrap="truncate">{commandLine(page, context)}</Text> : null;
	return (
		<Box>
			<Text>{safe` file `}</Text>
			<TextInput
				value={file.value}
				cursor={file.cursor}
				width={Math.max(4, width - 7)}
				toSafe={safeText}
				placeholder={safe`a name, or a whole path`}
				onChange={typing => dispatch({kind: 'file', typing})}
				onSubmit={(path, rest) => {
					if (path.trim() === '') return;
					onFile(path);
					if (rest !== '') onRest(rest);
				}}
				onCancel={() => dispatch({kind: 'file', typing: undefined})}
				isActive
			/>
		</Box>
	);
}

/** Why nothing is planned, and what mends it. */
function reasonLines({reasons}: Extract<CleanupPage, {kind: 'none'}>, width: number): readonly SafeText[] {
	return [emptyText, ...reasons.flatMap(reason => wrapText(safeText(reason), width - 4).map(line => safe`  ${line}`))];
}
