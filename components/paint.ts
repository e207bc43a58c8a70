/** Colours and weights on ready text, as terminal codes, for row strings that are painted once and kept. */
import {vouchSafe, type SafeText} from './safe-text.ts';

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white' | 'gray';

/** How text looks. What a look means is said in the theme, not here. */
export type Style = {
	readonly color?: Color;
	/** Of the 256 colours, in place of `color` where the terminal has them. */
	readonly fine?: number;
	readonly dim?: boolean;
	readonly bold?: boolean;
	readonly inverse?: boolean;
	readonly underline?: boolean;
};

const colorCodes: Readonly<Record<Color, number>> = {
	red: 31,
	green: 32,
	yellow: 33,
	blue: 34,
	magenta: 35,
	cyan: 36,
	white: 37,
	gray: 90,
};

let enabled = true;

/** Decides once, at start, whether `paint` adds codes. Off (NO_COLOR, a dumb terminal), it returns the text alone. */
export function setColorEnabled(value: boolean): void {
	enabled = value;
}

/** Whether `paint` adds codes. */
export function isColorEnabled(): boolean {
	return enabled;
}

let fineQuiet: number | undefined;

/**
 * Decides once, at start, whether the finer colours are used. Then `dim` is this one of the 256 colours: a gray that can be
 * read on the terminal's background, while each terminal has its own idea of dim.
 */
export function setFineColors(quiet: number | undefined): void {
	fineQuiet = quiet;
}

function wrapped(text: string, open: number | string, close: number): string {
	const on = `\u{1B}[${open}m`;
	const off = `\u{1B}[${close}m`;
	// A painted text inside ends its own style with the same code: begin ours again behind it.
	const inner = text.includes(off) ? text.replaceAll(off, off + on) : text;
	return on + inner + off;
}

/** The text with the codes of the style around it; its width in cells does not change. Painted texts may be painted again. */
export function paint(style: Style, text: SafeText): SafeText {
	if (!enabled || text === '') {
		return text;
	}

	const isFine = fineQuiet !== undefined;
	let painted: string = text;
	if (isFine && style.fine !== undefined) {
		painted = wrapped(painted, `38;5;${style.fine}`, 39);
	} else if (style.color) {
		painted = wrapped(painted, colorCodes[style.color], 39);
	}

	if (style.dim) {
		painted = isFine ? wrapped(painted, `38;5;${fineQuiet}`, 39) : wrapped(painted, 2, 22);
	}

	if (style.bold) {
		painted = wrapped(painted, 1, 22);
	}

	if (style.underline) {
		painted = wrapped(painted, 4, 24);
	}

	if (style.inverse) {
		painted = wrapped(painted, 7, 27);
	}

	return vouchSafe(painted);
}

/** The text without its codes and links: what is painted anew as a whole. */
export function unpainted(text: SafeText): SafeText {
	return vouchSafe(text.replaceAll(/\u{1B}(?:\[[\d;]*m|\]8;[^\u{7}]*\u{7})/gu, ''));
}
