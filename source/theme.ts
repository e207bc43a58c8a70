/** Looks by meaning: screens say what something is, this says how that looks. Nothing is told by colour alone. */

import type {Style} from '../components/paint.ts';

type Meaning =
	| 'title'
	| 'tableHeader'
	| 'columnCursor'
	| 'found'
	| 'focus'
	| 'quiet'
	| 'best'
	| 'value'
	| 'tag'
	| 'marked'
	| 'bad'
	| 'caution'
	| 'good'
	| 'worse'
	| 'section';

type Look = Readonly<Record<Meaning, Style>>;

/** `colorblind` for a dark and for a light background. */
export type ThemeVariant = 'dark' | 'light' | 'mono' | 'colorblindDark' | 'colorblindLight';

/** Weights alone, with which a terminal without colours gets along: what each variant begins with. */
const weights = {
	title: {bold: true},
	tableHeader: {dim: true},
	columnCursor: {underline: true, bold: true},
	found: {underline: true, bold: true},
	focus: {inverse: true, bold: true},
	quiet: {dim: true},
	best: {bold: true},
	value: {},
	tag: {},
	marked: {bold: true},
	bad: {bold: true, underline: true},
	caution: {underline: true},
	good: {},
	worse: {},
	section: {bold: true},
} as const satisfies Look;

/** The sixteen colours differ from terminal to terminal: on light backgrounds green, yellow and cyan can hardly be read on any, on dark ones blue. */
const variants: Readonly<Record<ThemeVariant, Look>> = {
	mono: weights,
	dark: {
		...weights,
		tag: {color: 'cyan', fine: 116},
		marked: {color: 'green', fine: 114, bold: true},
		bad: {color: 'red', fine: 203, bold: true},
		caution: {color: 'yellow', fine: 221},
		good: {color: 'green', fine: 114},
		worse: {color: 'red', fine: 203},
		section: {color: 'cyan', fine: 75, bold: true},
	},
	light: {
		...weights,
		tag: {color: 'blue', fine: 25},
		marked: {color: 'blue', fine: 22, bold: true},
		bad: {color: 'red', fine: 124, bold: true},
		caution: {color: 'magenta', fine: 94},
		good: {color: 'blue', fine: 28},
		worse: {color: 'red', fine: 124},
		section: {color: 'blue', fine: 18, bold: true},
	},
	// Blue against orange, which are told apart by nearly everybody; of the sixteen, cyan and yellow come next to them.
	colorblindDark: {
		...weights,
		tag: {color: 'cyan', fine: 153},
		marked: {color: 'cyan', fine: 75, bold: true},
		bad: {color: 'yellow', fine: 208, bold: true},
		caution: {color: 'yellow', fine: 222},
		good: {color: 'cyan', fine: 75},
		worse: {color: 'yellow', fine: 208},
		section: {color: 'cyan', fine: 75, bold: true},
	},
	colorblindLight: {
		...weights,
		tag: {color: 'blue', fine: 25},
		marked: {color: 'blue', fine: 25, bold: true},
		bad: {color: 'red', fine: 130, bold: true},
		caution: {color: 'magenta', fine: 94},
		good: {color: 'blue', fine: 25},
		worse: {color: 'red', fine: 130},
		section: {color: 'blue', fine: 18, bold: true},
	},
};

/** The gray of quiet text among the 256 colours; none for what has no colours. */
const quietGrays: Readonly<Record<ThemeVariant, number | undefined>> = {dark: 246, light: 241, mono: undefined, colorblindDark: 246, colorblindLight: 241};

const current: Record<Meaning, Style> = {...variants.dark};

/** How things look in this run. Ask for a look where it is used, never once for all: the variant is chosen after this file is loaded. */
export const theme: Look = current;

/** Chooses the variant for the whole run, before the first frame: rows are painted once and kept. */
export function setTheme(variant: ThemeVariant): void {
	Object.assign(current, variants[variant]);
}

/** The gray for `setFineColors`; undefined: the variant has no use for the 256 colours. */
export function fineQuiet(variant: ThemeVariant): number | undefined {
	return quietGrays[variant];
}
