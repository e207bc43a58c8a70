/** Messages: what was said since the start, newest first. */

import type {ReactNode} from 'react';
import {Lines} from './lines.tsx';
import {messagesLines, type LoggedMessage} from './messages-lines.ts';

export interface MessagesScreenProps {
	readonly said: readonly LoggedMessage[];
	/** Which of them the cursor is on. */
	readonly cursor: number;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly width: number;
	readonly height: number;
}

export function MessagesScreen({said, cursor, now, width, height}: MessagesScreenProps): ReactNode {
	const lines = messagesLines(said, {cursor, width, height, now});
	return (
		<Lines
			lines={lines.map(({text}) => text)}
			height={height}
			pressed={line => {
				const message = lines[line]?.message;
				return message === undefined ? undefined : {kind: 'move', down: message - cursor};
			}}
		/>
	);
}
