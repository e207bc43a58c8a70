/** A mouse in the hand of a test: it clicks on what stands on the screen, in the bytes of xterm's mode 1006. */

import stringWidth from 'string-width';

interface Clicked {
	readonly screen: () => string[];
	readonly type: (text: string) => void;
}

/** Where a text begins on the screen; it must be there. */
export function placeOf(lines: readonly string[], text: string | RegExp): {readonly column: number; readonly row: number} {
	for (const [row, line] of lines.entries()) {
		const at = typeof text === 'string' ? line.indexOf(text) : line.search(text);
		if (at !== -1) return {column: stringWidth(line.slice(0, at)), row};
	}
	throw new Error(`${String(text)} is not on the screen:\n${lines.join('\n')}`);
}

/** A press of the left button there, and letting go. */
export function pressAt({column, row}: {readonly column: number; readonly row: number}): string {
	const at = `${column + 1};${row + 1}`;
	return `\u001B[<0;${at}M\u001B[<0;${at}m`;
}

/** Clicks on the first place where the text stands. @param beside cells to the right of its begin */
export function click(terminal: Clicked, text: string | RegExp, beside = 0): void {
	const {column, row} = placeOf(terminal.screen(), text);
	terminal.type(pressAt({column: column + beside, row}));
}

/** Turns the wheel once. */
export function wheel(terminal: Clicked, direction: 'up' | 'down'): void {
	terminal.type(`\u001B[<${direction === 'up' ? 64 : 65};5;8M`);
}
