/** The streams of a terminal with a mouse, for ink: what it reads is what was typed, and the mouse is on for as long as the alternate screen. */

import {givenUp, mouseOff, mouseOn, nothingBegun, splitReports, waitFor, type MouseEvent} from './mouse-reports.ts';
import {overridden} from './overridden-stream.ts';

export interface Mouse {
	/** @returns what ends it */
	readonly listen: (listener: (event: MouseEvent) => void) => () => void;
	/** Has a text read as though it was typed. */
	readonly type: (text: string) => void;
}

export interface MouseTerminal {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly mouse: Mouse;
}

const enterScreen = '\u001B[?1049h';
const leaveScreen = '\u001B[?1049l';

/** The same streams with the mouse taken out of the one, and switched with the alternate screen in the other: every way out of the program restores that. */
export function withMouse(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): MouseTerminal {
	const listeners = new Set<(event: MouseEvent) => void>();
	/** What was read and not yet handed on. */
	const ready: Array<string | MouseEvent> = [];
	let begun = nothingBegun;
	let wait: NodeJS.Timeout | undefined;
	let isReading = false;
	const offer = (text: string) => {
		ready.unshift(text);
		if (!isReading) stdin.emit('readable');
	};
	const giveUp = () => {
		const last = givenUp(begun);
		begun = last.begun;
		if (last.typed !== '') offer(last.typed);
	};
	const take = (chunk: string) => {
		clearTimeout(wait);
		const {pieces, ...rest} = splitReports(chunk, begun);
		begun = rest;
		const time = waitFor(begun);
		if (time !== undefined) wait = setTimeout(giveUp, time);
		ready.push(...pieces);
	};
	/** The next of what was typed; what the mouse did before it is done by then. */
	const next = (): string | null => {
		for (;;) {
			const piece = ready.shift();
			if (typeof piece === 'string') return piece;
			if (piece) for (const listener of listeners) listener(piece);
			else {
				const chunk = readText(stdin);
				if (chunk === undefined) return null;
				take(chunk);
			}
		}
	};
	const read = () => {
		isReading = true;
		try {
			return next();
		} finally {
			isReading = false;
		}
	};
	const write = (data: string | Uint8Array, ...rest: readonly never[]) => stdout.write(typeof data === 'string' ? switched(data) : data, ...rest);
	return {
		stdin: overridden(stdin, {read}),
		stdout: overridden(stdout, {write}),
		mouse: {
			listen: listener => {
				listeners.add(listener);
				return () => void listeners.delete(listener);
			},
			type: offer,
		},
	};
}

/** undefined: there is nothing to read now. */
function readText(stdin: NodeJS.ReadStream): string | undefined {
	const chunk: unknown = stdin.read();
	return typeof chunk === 'string' ? chunk : chunk instanceof Uint8Array ? Buffer.from(chunk).toString('utf8') : undefined;
}

function switched(data: string): string {
	if (data.includes(leaveScreen)) return data.replaceAll(leaveScreen, mouseOff + leaveScreen);
	return data.includes(enterScreen) ? data.replaceAll(enterScreen, enterScreen + mouseOn) : data;
}
