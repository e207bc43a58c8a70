/** The form for a version that is to be registered. */

import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {ChoiceKeys} from '../../components/choice-keys.tsx';
import {Rule} from '../../components/rule.tsx';
import {usePointed} from '../../components/pointed.ts';
import {safe} from '../../components/safe-text.ts';
import {arrows} from '../../components/tick-list.tsx';
import type {TextEdit} from '../../components/text-edit.ts';
import {TextInput, type FieldKey} from '../../components/text-input.tsx';
import {safeText} from '../text.ts';
import type {Typing} from './dialog.ts';
import {Lines} from './lines.tsx';
import type {RegisterField} from './register-fields.ts';
import {fieldsIn, typingOf, type RegisterAction, type RegisterState} from './register-state.ts';
import {emptyValue, isNeeded, nameCell, registerPage, titleWidth, valueCell, valueWidth} from './register-view.ts';
import type {ScreenContext} from './screen-context.ts';

export interface RegisterScreenProps extends ScreenContext {
	readonly state: RegisterState;
	readonly dispatch: (action: RegisterAction) => void;
	/** Typed characters, Enter as `\r`. @returns what the field under the cursor holds then */
	readonly onText: (text: string) => Typing;
	/** An edit of that field. @returns likewise */
	readonly onEdit: (edit: TextEdit) => Typing;
	readonly onCancel: () => void;
	/** Tab: completes a path, or goes on. */
	readonly onTab: () => void;
}

/** Rows that a page key goes. */
const page = 5;
const moves: Readonly<Record<FieldKey, number>> = {up: -1, down: 1, pageUp: -page, pageDown: page, tab: 1, backTab: -1};

export function RegisterScreen(props: RegisterScreenProps): ReactNode {
	const {state, dispatch: _dispatch, onText: _onText, onEdit: _onEdit, onCancel: _onCancel, onTab: _onTab, ...context} = props;
	const {title, rows, list, said, made, hasRule, wrong} = registerPage(state, context);
	const below = (hasRule ? 1 : 0) + made.length;
	return (
		<Box flexDirection="column" height={context.height} flexShrink={0} overflow="hidden">
			<Text wrap="truncate">{title}</Text>
			<Box flexDirection="column" height={list} flexShrink={0}>
				{rows.map(field => (
					<FieldRow key={field} {...props} {...{field, context}} isWrong={wrong.has(field)} />
				))}
			</Box>
			{hasRule ? <Rule width={context.width} /> : null}
			<Lines lines={said} height={Math.max(1, context.height - 1 - list - below)} />
			<Lines lines={made} height={made.length} />
		</Box>
	);
}

interface FieldRowProps extends RegisterScreenProps {
	readonly field: RegisterField;
	readonly isWrong: boolean;
	readonly context: ScreenContext;
}

function FieldRow({field, isWrong, context, state, dispatch, onText, onEdit, onCancel, onTab}: FieldRowProps): ReactNode {
	const {width} = context;
	const isCursor = field === state.field;
	const name = nameCell(field, {isCursor, isWrong, isNeeded: isNeeded(state, field)});
	const room = valueWidth(width);
	const isText = field !== 'way' && field !== 'submit';
	const box = usePointed(() => {
		const fields = fieldsIn(state);
		return isCursor || !fields.includes(field) ? undefined : {kind: 'typed', text: arrows(fields.indexOf(field) - fields.indexOf(state.field))};
	});
	if (!isCursor || !isText) {
		return (
			<Box ref={box} width={width} height={1} overflow="hidden">
				<Text wrap="truncate">{safe`${name}${valueCell(state, field, {width: room, context})}`}</Text>
				{isCursor ? (
					<ChoiceKeys
						onText={onText}
						onKey={key => dispatch(key === 'left' || key === 'right' ? {kind: 'step', by: key === 'left' ? -1 : 1} : {kind: 'move', by: moves[key]})}
						onCancel={onCancel}
					/>
				) : null}
			</Box>
		);
	}
	return (
		<Box width={width} height={1} overflow="hidden">
			<Box width={titleWidth} flexShrink={0}>
				<Text wrap="truncate">{name}</Text>
			</Box>
			<TextInput
				{...typingOf(state)}
				width={room}
				toSafe={safeText}
				placeholder={emptyValue(state, field, context)}
				onEdit={onEdit}
				onText={onText}
				onCancel={onCancel}
				onKey={key => (key === 'tab' ? onTab() : dispatch({kind: 'move', by: moves[key]}))}
				isActive
			/>
		</Box>
	);
}
