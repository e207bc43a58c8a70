/** Looks by meaning: screens say what something is, this says how that looks. Nothing is told by colour alone. */

import type {Style} from '../components/paint.ts';

export const theme = {
	title: {bold: true},
	tableHeader: {dim: true},
	columnCursor: {underline: true, bold: true},
	focus: {inverse: true, bold: true},
	quiet: {dim: true},
	best: {bold: true},
	value: {},
	tag: {color: 'cyan'},
	marked: {color: 'green', bold: true},
	bad: {color: 'red', bold: true},
	caution: {color: 'yellow'},
	good: {color: 'green'},
	section: {bold: true, color: 'blue'},
} as const satisfies Record<string, Style>;
