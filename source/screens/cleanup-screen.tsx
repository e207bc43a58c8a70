/** Cleanup: what would be kept and removed, and why. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit, truncate, truncateStart} from '../../components/cells.ts';
import {ListWindow} from '../../components/list-window.tsx';
import {paint} from '../../components/paint.ts';
import type {Pressed} from '../../components/pointed.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {TextInput} from '../../components/text-input.tsx';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {barLines} from './cleanup-bars.ts';
import {spaceOf} from './cleanup-disk.ts';
import {fieldContext} from './cleanup-field-state.ts';
import {fields, misunderstood, type FieldId} from './cleanup-fields.ts';
import {byHandLine, commandLine, keyLines, lossesLine, saidLine, titleLine} from './cleanup-lines.ts';
import {rowLine} from './cleanup-rows.ts';
import {fieldText} from './cleanup-sentence.ts';
import type {CleanupAction, CleanupState} from './cleanup-state.ts';
import {cleanupPage, stopsOf, type CleanupPage, type PlanPage} from './cleanup-view.ts';
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
			<FieldLine {...props} page={page} />
			{page.kind === 'plan' ? <Plan {...props} page={page} context={context} /> : <Lines lines={reasonLines(page, context.width)} height={layout.list} />}
		</Box>
	);
}

function Plan({page, context, ...props}: CleanupScreenProps & {readonly page: PlanPage; readonly context: ScreenContext}): ReactNode {
	const {state, readOnly} = props;
	const {width} = context;
	const {layout, rows, cursor, offset} = page;
	const said = saidLine(state, context);
	// What is typed in has the cursor then.
	const isTyped = (state.field ?? state.file) !== undefined;
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
				cursor={isTyped ? -1 : cursor}
				height={layout.list}
				offset={offset}
				width={width}
				pressed={index => pressedRow(index, page, state)}
			/>
			{layout.losses > 0 ? <Text wrap="truncate">{lossesLine(page, context)}</Text> : null}
			<Rule width={width} />
			{layout.said > 0 ? <Text wrap="truncate">{said ?? ' '}</Text> : null}
			<Lines lines={keyLines(state, page, {width, readOnly})} height={layout.keys} />
			<LastLine {...props} page={page} context={context} />
		</>
	);
}

/** The cursor goes there; a second click opens a group or closes it, but never removes anything, as Enter would. */
function pressedRow(index: number, page: PlanPage, state: CleanupState): Pressed | undefined {
	const [stops, row] = [stopsOf(page, state), page.rows[index]];
	if (!stops.includes(index)) return undefined;
	const again: Pressed | undefined = row?.kind === 'group' ? {kind: 'action', name: row.isOpen ? 'closeGroup' : 'openGroup'} : undefined;
	return {kind: 'move', down: stops.indexOf(index) - stops.indexOf(page.cursor), again};
}

/** The field of the rule that is being changed, in which one types; else what was moved by hand. */
function FieldLine({state, dispatch, onRest, page, ...context}: CleanupScreenProps & {readonly page: CleanupPage}): ReactNode {
	const {field} = state;
	if (!field) {
		const byHand = page.kind === 'plan' ? byHandLine(state, page, context) : emptyText;
		return <Text wrap="truncate">{byHand === '' ? ' ' : byHand}</Text>;
	}
	const {width} = context;
	const of = fieldContext(state, context);
	const now = fieldText(field.id, state.rule, of);
	const help = field.isUnderstood
		? paint(theme.quiet, safeText(fields[field.id].help))
		: paint(theme.caution, safeText(misunderstood(field.id, field.typing.value, of)));
	const name = safe` ${names[field.id]}: `;
	// What is wrong with it needs more room than what is typed.
	const most = field.isUnderstood ? (width < 60 ? width : Math.floor(width / 3)) : Math.floor(width / 6);
	const room = Math.max(6, Math.min(width - name.length - 2, most));
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
			<Text wrap="truncate">{fit(safe` ${help}`, Math.max(0, width - name.length - room))}</Text>
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
	const name = fileName(state, width);
	return (
		<Box>
			<Text>{name}</Text>
			<TextInput
				value={file.value}
				cursor={file.cursor}
				width={Math.max(4, width - displayWidth(name) - 1)}
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

/** ` file in ~/models: `; a path that does not depend on the folder stands alone. */
function fileName({file, folder = ''}: CleanupState, width: number): SafeText {
	if (folder === '' || /^[/~]/.test(file?.value ?? '')) return safe` file `;
	return safe` file in ${truncateStart(safeText(folder), Math.floor(width / 2) - 11)}: `;
}

/** Why nothing is planned, and what mends it. */
function reasonLines({reasons}: Extract<CleanupPage, {kind: 'none'}>, width: number): readonly SafeText[] {
	return [emptyText, ...reasons.flatMap(reason => wrapText(safeText(reason), width - 4).map(line => safe`  ${line}`))];
}
