/** Export: what another screen shows, as text, with a preview. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {paint} from '../../components/paint.ts';
import {Rule} from '../../components/rule.tsx';
import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {textEditState, typeText} from '../../components/text-edit.ts';
import {TextInput} from '../../components/text-input.tsx';
import type {Grid} from '../grid.ts';
import {safeText} from '../text.ts';
import {theme} from '../theme.ts';
import {counted} from '../words.ts';
import {grouped, spread} from './browse-lines.ts';
import {firstLine, previewHeight, type ExportAction, type ExportState} from './export-state.ts';
import {exportedGrid, exportFormats, hasDigits, type Exported, type ExportFormat} from './export-text.ts';
import {Lines} from './lines.tsx';
import type {ScreenContext} from './screen-context.ts';

export interface ExportScreenProps extends ScreenContext {
	readonly state: ExportState;
	readonly grid: Grid;
	readonly dispatch: (action: ExportAction) => void;
	/** Enter in the field for the file's name; `rest`: what was typed behind it in the same read. */
	readonly onSubmit: (path: string, rest: string) => void;
}

const names: Readonly<Record<ExportFormat, SafeText>> = {md: safe`Markdown`, csv: safe`CSV`, latex: safe`LaTeX`, json: safe`JSON`};
/** In fewer cells only the chosen format is named. */
const allFormatsFrom = 60;

export function ExportScreen({state, grid, dispatch, onSubmit, width, height}: ExportScreenProps): ReactNode {
	const exported = exportedGrid(grid, state);
	const rows = previewHeight(height);
	const first = firstLine(state, grid, rows);
	const shown = exported.lines.slice(first, first + rows);
	const submit = (path: string, rest: string): void => {
		if (path.trim() !== '') {
			dispatch({kind: 'typed'});
			return onSubmit(path, rest);
		}
		// Without a name there is nothing to write: the field stays, and takes what was typed behind Enter.
		const next = typeText(textEditState(''), rest);
		dispatch({kind: 'typing', ...next.state});
		if (next.submitted) submit(next.state.value, next.rest);
	};
	return (
		<Box flexDirection="column" height={height}>
			<Text wrap="truncate">{titleLine(state, grid, width)}</Text>
			<Lines lines={shown.map(line => truncate(line, width))} height={rows} />
			<Rule width={width} title={placeWords(shown, {first, count: exported.lines.length, width})} />
			{state.typing ? (
				<Box>
					<Text>{safe` file `}</Text>
					<TextInput
						value={state.typing.value}
						cursor={state.typing.cursor}
						width={Math.max(4, width - 7)}
						toSafe={safeText}
						placeholder={safe`a name, or a whole path`}
						onChange={next => dispatch({kind: 'typing', ...next})}
						onSubmit={submit}
						onCancel={() => dispatch({kind: 'key', action: 'escape'})}
						isActive
					/>
				</Box>
			) : (
				<Text wrap="truncate">{fit(actionWords(exported), width)}</Text>
			)}
			<Text wrap="truncate">{paint(theme.quiet, fit(state.typing ? safe` Enter writes ${bytesWords(exported)}, Esc cancels` : digitsHelp(state), width))}</Text>
		</Box>
	);
}

/** ` export  Markdown ▾  CSV  LaTeX  JSON    digits 2                 20 rows`. */
function titleLine(state: ExportState, grid: Grid, width: number): SafeText {
	const formats = width < allFormatsFrom ? [state.format] : exportFormats;
	const choices = formats.map(format => (format === state.format ? paint(theme.title, safe`${names[format]} ▾`) : names[format]));
	const left = joinSafe([paint(theme.title, safe` export`), ...choices], safe`  `);
	const rows = grid.rows.filter(row => row.kind !== 'section').length;
	return spread(safe`${left}    ${digitsWords(state)}`, counted(rows, 'row'), width);
}

function digitsWords({format, digits}: ExportState): SafeText {
	if (!hasDigits(format)) return safe`full precision`;
	return digits === undefined ? safe`digits auto` : safe`digits ${digits}`;
}

function digitsHelp({format}: ExportState): SafeText {
	return hasDigits(format) ? safe` Tab the next format · + and - digits behind the point (auto: five significant)` : safe` Tab the next format`;
}

function placeWords(shown: readonly SafeText[], {first, count, width}: {first: number; count: number; width: number}): SafeText {
	const cut = shown.filter(line => displayWidth(line) > width).length;
	const place = safe`lines ${grouped(Math.min(count, first + 1))}–${grouped(first + shown.length)} of ${grouped(count)}`;
	return joinSafe([place, cut === 0 ? emptyText : safe` · ${cut} cut here (…), whole in the file`]);
}

function actionWords(exported: Exported): SafeText {
	return exported.fitsClipboard
		? safe` Enter writes a file, y copies ${bytesWords(exported)} to the clipboard`
		: safe` Enter writes a file; ${bytesWords(exported)} are too many for the clipboard of a terminal`;
}

function bytesWords({bytes}: Exported): SafeText {
	return bytes === 1 ? safe`1 byte` : safe`${grouped(bytes)} bytes`;
}
