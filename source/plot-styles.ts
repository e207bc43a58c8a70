/** How the parts of a plot look, by the theme of this run. Pure. */

import type {PlotStyles} from '../components/plot.ts';
import {theme} from './theme.ts';

/** Asked for at each drawing: the theme is chosen after this file is loaded. */
export function plotStyles(): PlotStyles {
	return {
		axis: theme.quiet,
		line: theme.section,
		point: theme.value,
		frontier: theme.section,
		marked: theme.marked,
		best: theme.best,
		cursor: theme.focus,
	};
}
