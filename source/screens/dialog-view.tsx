/** What stands over a screen, drawn: the list of tags, a note, a question, what to copy. */

import type {ReactNode} from 'react';
import {Confirm, TakeKeys} from '../../components/confirm.tsx';
import {displayWidth, fit, truncate} from '../../components/cells.ts';
import {Menu} from '../../components/menu.tsx';
import type {Part, Pressed} from '../../components/pointed.ts';
import {paint} from '../../components/paint.ts';
import {emptyText, safe, type SafeText} from '../../components/safe-text.ts';
import {TextInput} from '../../components/text-input.tsx';
import {TickList, type TickRow} from '../../components/tick-list.tsx';
import {safeText} from '../text.ts';
import {Float} from './browse-menus.tsx';
import {grouped} from './browse-lines.ts';
import type {ConfirmDialog, CopyKind, Dialog, NoteDialog, PaletteChoice, PaletteDialog, TagsDialog, Typing, ViewsDialog} from './dialog.ts';
import {paletteFoot, paletteRow, paletteRows} from './palette.ts';
import {theme} from '../theme.ts';
import {rowOf, tagRefusal, tagRows, type TagRow} from './tag-list.ts';
import {viewRefusal, viewRow, viewRows, type ViewRow} from './view-list.ts';
import {wrapText} from './wrap-text.ts';

export interface DialogViewProps {
	readonly dialog: Dialog;
	/** Typed characters, Enter as `\r`. @returns what the field holds then */
	readonly onText: (text: string) => Typing;
	/** The field was edited. */
	readonly onEdit: (typing: Typing) => void;
	/** The cursor goes so many rows down. */
	readonly onMove: (step: number) => void;
	readonly onCancel: () => void;
	readonly onCopy: (kind: CopyKind) => void;
	/** What the screen has between header and footer. */
	readonly room: {readonly width: number; readonly height: number};
}

interface Space {
	readonly width: number;
	readonly height: number;
}

export function DialogView(props: DialogViewProps): ReactNode {
	const {dialog, room, onText, onCancel} = props;
	const place = room.height < 12 ? {top: 0, left: 0} : {top: 2, left: 6};
	const space = {width: room.width - 2 * place.left, height: room.height - place.top};
	switch (dialog.kind) {
		case 'asking':
			return <TakeKeys onText={onText} onCancel={onCancel} />;
		case 'tags':
			return <Float {...place}>{tagList(dialog, props, {width: Math.min(widestList, space.width), height: Math.min(tallestList, space.height)})}</Float>;
		case 'palette':
			return <Float {...place}>{palette(dialog, props, {width: Math.min(widestPalette, space.width), height: Math.min(tallestList, space.height)})}</Float>;
		case 'views':
			return <Float {...place}>{viewsOf(dialog, props, {width: Math.min(widestPalette, space.width), height: Math.min(tallestList, space.height)})}</Float>;
		case 'note':
			return <Float {...place}>{noteField(dialog, props, space)}</Float>;
		case 'confirm':
			return <Float {...place}>{question(dialog, props, {...space, width: Math.min(widestQuestion, space.width)})}</Float>;
		case 'copy':
			return (
				<Float {...place}>
					<Menu
						title={safe`copy of ${safeText(dialog.subject)}`}
						items={dialog.choices.map(({kind, label, hint}) => ({label: safeText(label), hint: safeText(hint), value: kind}))}
						onSelect={props.onCopy}
						typed={dialog.typed}
						width={space.width}
						height={Math.max(1, space.height - 3)}
					/>
				</Float>
			);
	}
}

const widestList = 60;
const tallestList = 18;
const widestPalette = 100;
const widestQuestion = 90;
/** Names from a disk may be of any length (characters). */
const longestLine = 1_000;

function tagList(dialog: TagsDialog, props: DialogViewProps, {width, height}: Space): ReactNode {
	const rows = tagRows(dialog);
	const cursor = rowOf(dialog, rows);
	return (
		<TickList
			title={safe`tags of ${safeText(dialog.subject)}`}
			field={field(dialog.typing, props, {width: width - 4, placeholder: safe`type to find a tag, or to make one`})}
			rows={rows.map(tickRow)}
			cursor={cursor}
			empty={tagEmpty(dialog)}
			{...{width, height}}
		/>
	);
}

function tagEmpty(dialog: TagsDialog): SafeText {
	const refusal = tagRefusal(dialog);
	return refusal === undefined ? safe`no tags yet` : safeText(refusal);
}

function tickRow(row: TagRow): TickRow {
	if (row.kind === 'make') return {label: safe`make "${safeText(row.tag)}"`};
	return {label: safeText(row.tag), tick: row.state, hint: row.count === 0 ? safe`new` : grouped(row.count), isChanged: row.isTouched};
}

function palette(dialog: PaletteDialog, props: DialogViewProps, {width, height}: Space): ReactNode {
	const rows = paletteRows(dialog);
	const widest = Math.max(...dialog.choices.map(({label}) => displayWidth(safeText(label))));
	const labelWidth = Math.min(widest, width < 60 ? width : widestLabel);
	return (
		<TickList
			title={safe`all that can be done here`}
			field={field(dialog.typing, props, {width: width - 4, placeholder: safe`type a few letters of it`})}
			rows={rows.map(choice => paletteLine(choice, labelWidth))}
			cursor={paletteRow(dialog, rows)}
			empty={safe`nothing is called that`}
			foot={height < leastForFoot ? undefined : safeText(paletteFoot(rows[paletteRow(dialog, rows)]))}
			{...{width, height}}
		/>
	);
}

const widestLabel = 24;
/** Lower lists have room for the rows only. */
const leastForFoot = 10;

/** What cannot be done now says so where the help would stand. */
function paletteLine({label, help, key, whyNot}: PaletteChoice, labelWidth: number): TickRow {
	const about = paint(theme.quiet, whyNot === undefined ? safeText(help) : safe`– ${safeText(whyNot)}`);
	return {label: safe`${fit(safeText(label), labelWidth)}  ${about}`, hint: safeText(key)};
}

function viewsOf(dialog: ViewsDialog, props: DialogViewProps, {width, height}: Space): ReactNode {
	const {step} = dialog;
	if (step.kind === 'sure') {
		const asked = step.to === 'drop' ? safe`Drop the view ${safeText(step.name)}?` : safe`There is a view ${safeText(step.name)}: replace it?`;
		const [is, will] = [safe`it shows: ${safeText(step.words)}`, safe`it would show: ${safeText(dialog.shown)}`];
		const lines = [asked, is, step.to === 'drop' ? safe`No model is touched. All who use this registry have it.` : will];
		return (
			<>
				<Confirm {...{lines, width, height}} prompt={answers(safe`y yes`, safe`n no (Enter)`)} />
				<TakeKeys onText={props.onText} onCancel={props.onCancel} />
			</>
		);
	}
	if (step.kind === 'name') {
		const lines = [safe`save what is shown as`, safeText(dialog.shown)];
		return <Confirm {...{lines, width, height}} prompt={[]} field={field(dialog.typing, props, {width: width - 4, placeholder: safe`a name`})} />;
	}
	const rows = viewRows(dialog);
	const labelWidth = Math.min(widestLabel, Math.max(0, ...rows.map(row => ('words' in row ? displayWidth(safeText(row.name)) : 0))));
	return (
		<TickList
			title={step.kind === 'drop' ? safe`drop which view?` : safe`saved views of this registry`}
			field={field(dialog.typing, props, {width: width - 4, placeholder: step.kind === 'drop' ? safe`type to find it` : safe`type to find one, or a new name`})}
			rows={rows.map(row => viewLine(row, dialog, labelWidth))}
			cursor={viewRow(dialog, rows)}
			empty={safeText(viewRefusal(dialog) ?? '')}
			{...{width, height}}
		/>
	);
}

function viewLine(row: ViewRow, {shown}: ViewsDialog, labelWidth: number): TickRow {
	switch (row.kind) {
		case 'take':
		case 'drop':
			return {
				label: safe`${fit(safeText(row.name), labelWidth)}  ${paint(theme.quiet, safeText(row.words))}`,
				hint: row.isOn ? safe`is on` : undefined,
			};
		case 'save': {
			const words = paint(theme.quiet, safeText(shown));
			if (row.name === undefined) return {label: safe`save what is shown as …  ${words}`};
			return {label: safe`save what is shown as "${safeText(row.name)}"  ${words}`, hint: row.isNew ? safe`new` : safe`replace`};
		}
		case 'dropOne':
			return {label: safe`drop one …`};
	}
}

function noteField(dialog: NoteDialog, props: DialogViewProps, {width, height}: Space): ReactNode {
	const hint =
		dialog.before === undefined ? `It replaces the notes of all ${dialog.keys.length}.` : 'An empty note takes it away; e writes more than one line.';
	return (
		<Confirm
			lines={[safe`note of ${safeText(dialog.subject)}`, safeText(hint)]}
			prompt={[]}
			field={field(dialog.typing, props, {width: width - 4})}
			{...{width, height}}
		/>
	);
}

function question(dialog: ConfirmDialog, props: DialogViewProps, {width, height}: Space): ReactNode {
	const {expects} = dialog;
	const wrapped = dialog.lines.flatMap(line => wrapText(safeText(line.slice(0, longestLine)), Math.max(1, width - 4)));
	const lines = [...wrapped, ...(dialog.text ?? []).map(line => safeText(line.slice(0, longestLine)))];
	if (expects === 'yes') {
		return (
			<>
				<Confirm
					{...{lines, width, height}}
					prompt={dialog.isEnterYes === true ? answers(safe`y yes (Enter)`, safe`n no`) : answers(safe`y yes`, safe`n no (Enter)`)}
				/>
				<TakeKeys onText={props.onText} onCancel={props.onCancel} />
			</>
		);
	}
	const wrong = dialog.wrong === undefined ? emptyText : safe`${expects} is asked, not ${truncate(safeText(dialog.wrong), 8)}. `;
	const prompt = safe`${wrong}Type ${expects} to go on: `;
	return (
		<Confirm
			{...{lines, width, height}}
			prompt={[{text: prompt}]}
			field={field(dialog.typing, props, {width: Math.max(4, width - 4 - displayWidth(prompt))})}
		/>
	);
}

function answers(yes: SafeText, no: SafeText): ReadonlyArray<Part<Pressed>> {
	return [{text: yes, means: {kind: 'typed', text: 'y'}}, {text: safe`   `}, {text: no, means: {kind: 'typed', text: 'n'}}];
}

const moves = {up: -1, down: 1, pageUp: -10, pageDown: 10, tab: 1, backTab: -1} as const;

function field(typing: Typing, {onText, onEdit, onMove, onCancel}: DialogViewProps, {width, placeholder}: {width: number; placeholder?: SafeText}): ReactNode {
	return (
		<TextInput
			{...typing}
			width={Math.max(1, width)}
			toSafe={safeText}
			placeholder={placeholder}
			onChange={onEdit}
			onText={onText}
			onCancel={onCancel}
			onKey={key => onMove(moves[key])}
			isActive
		/>
	);
}
