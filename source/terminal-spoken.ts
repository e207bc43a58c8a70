/** The terminal for a screen reader: nothing is drawn on it, lines are written below each other. */

import {overridden} from './overridden-stream.ts';

/** What ink may say to it all the same: that pastes come in brackets, or not any more. */
const switches = new Set(['\u001B[?2004h', '\u001B[?2004l']);

/** A stdout for ink that keeps to itself what ink would draw, hide and erase. */
export function undrawn(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
	const write = (data: string | Uint8Array, ...rest: readonly never[]) => stdout.write(typeof data === 'string' && switches.has(data) ? data : '', ...rest);
	return overridden(stdout, {write});
}
