/** The rows of Browse as a table to export. Pure. */

import type {Grid} from '../grid.ts';
import type {BrowseState} from './browse-state.ts';
import type {ScreenContext} from './screen-context.ts';

/** The rows that are shown, with their columns. */
export function browseGrid(_state: BrowseState, _context: ScreenContext): Grid {
	return {title: '', comments: [], columns: [], rows: [], notes: []};
}
