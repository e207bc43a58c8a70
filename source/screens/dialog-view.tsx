/** What stands over a screen, drawn: the list of tags, a note, a question, what to copy. */

import type {ReactNode} from 'react';
import {Confirm, TakeKeys} from '../../components/confirm.tsx';
import {displayWidth} from '../../components/cells.ts';
import {Menu} from '../../components/menu.tsx';
import {safe, type SafeText} from '../../components/safe-text.ts';
import {TextInput} from '../../components/text-input.tsx';
import {TickList, type TickRow} from '../../components/tick-list.tsx';
import {safeText} from '../text.ts';
import {Float} from './browse-menus.tsx';
import {grouped} from './browse-lines.ts';
import type {ConfirmDialog, CopyKind, Dialog, NoteDialog, TagsDialog, Typing} from './dialog.ts';
import {rowOf, tagRefusal, tagRows, type TagRow} from './tag-list.ts';
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

function noteField(dialog: NoteDialog, props: DialogViewProps, {width, height}: Space): ReactNode {
	const hint =
		dialog.before === undefined ? `It replaces the notes of all ${dialog.keys.length}.` : 'An empty note takes it away; e writes more than one line.';
	return (
		<Confirm
			lines={[safe`note of ${safeText(dialog.subject)}`, safeText(hint)]}
			prompt={safe``}
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
				<Confirm {...{lines, width, height}} prompt={dialog.isEnterYes === true ? safe`y yes (Enter)   n no` : safe`y yes   n no (Enter)`} />
				<TakeKeys onText={props.onText} onCancel={props.onCancel} />
			</>
		);
	}
	const prompt = safe`Type ${expects} to go on: `;
	return <Confirm {...{lines, prompt, width, height}} field={field(dialog.typing, props, {width: Math.max(4, width - 4 - displayWidth(prompt))})} />;
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
