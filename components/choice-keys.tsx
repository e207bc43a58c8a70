/** Takes the keys for a line of a form that has no text: a choice, a button. */
import {useInput} from 'ink';
import type {ReactNode} from 'react';
import {handedOn, type FieldKey} from './text-input.tsx';

export type ChoiceKeysProps = {
	/** Typed characters as they came in one read, Enter as `\r`. */
	readonly onText: (text: string) => void;
	/** The arrows, Tab and the like. */
	readonly onKey: (key: FieldKey | 'left' | 'right') => void;
	/** Escape. */
	readonly onCancel: () => void;
};

/** Draws nothing. */
export function ChoiceKeys({onText, onKey, onCancel}: ChoiceKeysProps): ReactNode {
	useInput((input, key) => {
		if (key.eventType === 'release') return;
		if (key.escape) return onCancel();
		const other = handedOn(input, key);
		if (other) return onKey(other);
		if (key.leftArrow || key.rightArrow) return onKey(key.leftArrow ? 'left' : 'right');
		if (key.return) return onText('\r');
		if (!key.ctrl && !key.meta && input !== '') onText(input);
	});
	return null;
}
