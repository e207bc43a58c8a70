/** Every key as data: dispatch, footer, help and the README's table read it. */

export type ScreenName = 'browse' | 'detail' | 'compare' | 'leaderboard' | 'metrics' | 'export' | 'columns' | 'problems' | 'help';

export type ActionId =
	| 'up'
	| 'down'
	| 'pageUp'
	| 'pageDown'
	| 'halfUp'
	| 'halfDown'
	| 'first'
	| 'last'
	| 'left'
	| 'right'
	| 'nextTab'
	| 'previousTab'
	| 'pickTab'
	| 'mark'
	| 'range'
	| 'rangeUp'
	| 'rangeDown'
	| 'markAll'
	| 'markNone'
	| 'markInvert'
	| 'open'
	| 'sortMenu'
	| 'sortAscending'
	| 'sortDescending'
	| 'flipSort'
	| 'sidePanel'
	| 'filter'
	| 'help'
	| 'rescan'
	| 'pause'
	| 'back'
	| 'escape'
	| 'abort'
	| 'suspend'
	| 'redraw'
	| 'showBrowse'
	| 'showLeaderboard'
	| 'showCompare'
	| 'showMetrics'
	| 'showProblems'
	| 'objective'
	| 'columns'
	| 'differences'
	| 'toBest'
	| 'baseline'
	| 'compare'
	| 'dropModel'
	| 'fold'
	| 'byAlgorithm'
	| 'export'
	| 'copy'
	| 'write'
	| 'nextFormat'
	| 'previousFormat'
	| 'moreDigits'
	| 'fewerDigits'
	| 'minimize'
	| 'maximize'
	| 'unset'
	| 'toggleColumn'
	| 'moveEarlier'
	| 'moveLater'
	| 'resetColumns'
	| 'saveColumns';

export type KeyGroup = 'move' | 'mark' | 'view' | 'rank' | 'system';

export interface KeyBinding {
	readonly id: ActionId;
	/** Names as `keyNames` gives them: `j`, `pageDown`, `ctrl+d`, `shift+tab`. */
	readonly keys: readonly string[];
	/** How the keys are written for people; the footer takes the first. */
	readonly shown: string;
	/** A word for the footer. */
	readonly label: string;
	/** A sentence for help and README. */
	readonly help: string;
	readonly group: KeyGroup;
	readonly screens: readonly ScreenName[];
	/** Its weight in the footers of its screens: the greater, the farther to the left, and the longer it stays when there is little room; absent: not there. */
	readonly footer?: number;
	/** Screens in whose footer it stands in another way than `footer` says, or at all. */
	readonly footerOn?: Readonly<Partial<Record<ScreenName, FooterPlace>>>;
}

/** How a key stands in the footer of one screen. */
export interface FooterPlace {
	readonly weight: number;
	/** Other words than the binding's own. */
	readonly shown?: string;
	readonly label?: string;
	/** The binding for which it stands there, too. */
	readonly also?: ActionId;
}

const everywhere: readonly ScreenName[] = ['browse', 'detail', 'compare', 'leaderboard', 'metrics', 'export', 'columns', 'problems', 'help'];
const lists: readonly ScreenName[] = ['browse', 'compare', 'leaderboard', 'problems'];
const tables: readonly ScreenName[] = ['browse', 'compare', 'leaderboard'];
const browse: readonly ScreenName[] = ['browse'];

export const keymap: readonly KeyBinding[] = [
	{
		id: 'up',
		keys: ['up', 'k'],
		shown: '↑ k',
		label: 'up',
		help: 'One row up',
		group: 'move',
		screens: everywhere,
		footerOn: {detail: {weight: 8, shown: '↑ ↓', label: 'scroll', also: 'down'}, help: {weight: 10, shown: '↑ ↓', label: 'scroll', also: 'down'}},
	},
	{id: 'down', keys: ['down', 'j'], shown: '↓ j', label: 'down', help: 'One row down', group: 'move', screens: everywhere},
	{id: 'pageUp', keys: ['pageUp', 'ctrl+b'], shown: 'PgUp Ctrl-B', label: 'page up', help: 'One page up', group: 'move', screens: everywhere},
	{id: 'pageDown', keys: ['pageDown', 'ctrl+f'], shown: 'PgDn Ctrl-F', label: 'page down', help: 'One page down', group: 'move', screens: everywhere},
	{id: 'halfUp', keys: ['ctrl+u'], shown: 'Ctrl-U', label: 'half up', help: 'Half a page up', group: 'move', screens: everywhere},
	{id: 'halfDown', keys: ['ctrl+d'], shown: 'Ctrl-D', label: 'half down', help: 'Half a page down', group: 'move', screens: everywhere},
	{id: 'first', keys: ['g', 'home'], shown: 'g Home', label: 'top', help: 'To the first row', group: 'move', screens: everywhere},
	{id: 'last', keys: ['G', 'end'], shown: 'G End', label: 'bottom', help: 'To the last row', group: 'move', screens: everywhere},
	{
		id: 'left',
		keys: ['left', 'h'],
		shown: '← h',
		label: 'left',
		help: 'Column cursor to the left; in Detail the model before',
		group: 'move',
		screens: ['browse', 'detail', 'compare', 'leaderboard'],
		footerOn: {
			detail: {weight: 9, shown: '← →', label: 'model', also: 'right'},
			compare: {weight: 8.5, shown: '← →', label: 'model', also: 'right'},
			leaderboard: {weight: 8.5, shown: '← →', label: 'dataset', also: 'right'},
		},
	},
	{
		id: 'right',
		keys: ['right', 'l'],
		shown: '→ l',
		label: 'right',
		help: 'Column cursor to the right; in Detail the next model',
		group: 'move',
		screens: ['browse', 'detail', 'compare', 'leaderboard'],
	},
	{id: 'nextTab', keys: ['tab'], shown: 'Tab', label: 'tabs', help: 'The next algorithm', group: 'move', screens: browse, footer: 4},
	{id: 'previousTab', keys: ['shift+tab'], shown: 'Shift-Tab', label: 'tab back', help: 'The algorithm before', group: 'move', screens: browse},
	{id: 'pickTab', keys: ["'"], shown: "'", label: 'pick tab', help: 'Choose an algorithm from a list with counts', group: 'move', screens: browse},

	{
		id: 'mark',
		keys: ['space'],
		shown: 'Space',
		label: 'mark',
		help: 'Mark the row, or take its mark away, and go down',
		group: 'mark',
		screens: ['browse', 'leaderboard'],
		footer: 8,
		footerOn: {leaderboard: {weight: 6.5}},
	},
	{
		id: 'range',
		keys: ['v'],
		shown: 'v',
		label: 'range',
		help: 'Begin a range: what the cursor passes is marked; v again ends it',
		group: 'mark',
		screens: browse,
	},
	{id: 'rangeUp', keys: ['shift+up'], shown: 'Shift-↑', label: 'range up', help: 'Mark the row and go up', group: 'mark', screens: browse},
	{id: 'rangeDown', keys: ['shift+down'], shown: 'Shift-↓', label: 'range down', help: 'Mark the row and go down', group: 'mark', screens: browse},
	{id: 'markAll', keys: ['a'], shown: 'a', label: 'mark all', help: 'Mark all rows that are shown', group: 'mark', screens: browse},
	{id: 'markNone', keys: ['A'], shown: 'A', label: 'mark none', help: 'Take all marks away', group: 'mark', screens: browse},
	{
		id: 'markInvert',
		keys: ['*'],
		shown: '*',
		label: 'invert',
		help: 'Mark what is not marked among the rows that are shown, and the other way round',
		group: 'mark',
		screens: browse,
	},

	{id: 'open', keys: ['enter'], shown: 'Enter', label: 'detail', help: 'All about the model under the cursor', group: 'view', screens: lists, footer: 9},
	{
		id: 'sortMenu',
		keys: ['s'],
		shown: 's',
		label: 'sort',
		help: 'Choose what the rows are sorted by; in Leaderboard: by the dataset under the cursor, the other way round, by mean rank',
		group: 'view',
		screens: ['browse', 'leaderboard'],
		footer: 6,
		footerOn: {leaderboard: {weight: 7.2}},
	},
	{
		id: 'sortAscending',
		keys: ['['],
		shown: '[',
		label: 'ascending',
		help: 'Sort by the column under the column cursor, ascending',
		group: 'view',
		screens: browse,
	},
	{
		id: 'sortDescending',
		keys: [']'],
		shown: ']',
		label: 'descending',
		help: 'Sort by the column under the column cursor, descending',
		group: 'view',
		screens: browse,
	},
	{id: 'flipSort', keys: ['S'], shown: 'S', label: 'flip', help: 'Turn the order round', group: 'view', screens: browse},
	{
		id: 'sidePanel',
		keys: ['i'],
		shown: 'i',
		label: 'panel',
		help: 'The details of the model under the cursor: beside the rows in a wide terminal, else below them',
		group: 'view',
		screens: browse,
		footer: 3,
	},

	{
		id: 'objective',
		keys: ['o', 'm'],
		shown: 'o m',
		label: 'objective',
		help: 'Choose the metric, dataset and direction that rank the models, for now or for good',
		group: 'rank',
		screens: ['browse', 'leaderboard'],
		footer: 5.5,
	},
	{id: 'toBest', keys: ['b'], shown: 'b', label: 'best', help: 'To the best model', group: 'rank', screens: browse, footer: 4.5},
	{
		id: 'compare',
		keys: ['c'],
		shown: 'c',
		label: 'compare',
		help: 'The marked models side by side (without marks: the one under the cursor and the best)',
		group: 'rank',
		screens: ['browse', 'leaderboard'],
		footer: 7.5,
		footerOn: {leaderboard: {weight: 7}},
	},
	{
		id: 'fold',
		keys: ['f'],
		shown: 'f',
		label: 'fold',
		help: 'Models alike but for a seed as one row, with mean ± standard deviation',
		group: 'rank',
		screens: ['browse', 'leaderboard'],
		footer: 7.3,
	},
	{id: 'columns', keys: ['C'], shown: 'C', label: 'columns', help: 'Choose and order the columns', group: 'rank', screens: browse, footer: 2.5},
	{
		id: 'toggleColumn',
		keys: ['space'],
		shown: 'Space',
		label: 'show',
		help: 'In Columns: show the column, or leave it out',
		group: 'rank',
		screens: ['columns'],
		footer: 9,
	},
	{
		id: 'moveEarlier',
		keys: ['K', 'shift+up', '['],
		shown: 'K Shift-↑ [',
		label: 'earlier',
		help: 'In Columns: one place to the left',
		group: 'rank',
		screens: ['columns'],
		footer: 7,
	},
	{
		id: 'moveLater',
		keys: ['J', 'shift+down', ']'],
		shown: 'J Shift-↓ ]',
		label: 'later',
		help: 'In Columns: one place to the right',
		group: 'rank',
		screens: ['columns'],
		footer: 6,
	},
	{
		id: 'resetColumns',
		keys: ['0'],
		shown: '0',
		label: 'the usual ones',
		help: 'In Columns: what differs, as before',
		group: 'rank',
		screens: ['columns'],
		footer: 5,
	},
	{
		id: 'saveColumns',
		keys: ['enter'],
		shown: 'Enter',
		label: 'keep',
		help: 'In Columns: take them, and keep them in your settings',
		group: 'rank',
		screens: ['columns'],
		footer: 10,
	},
	{
		id: 'differences',
		keys: ['='],
		shown: '=',
		label: 'differences',
		help: 'Only the rows in which the models differ, or all of them',
		group: 'rank',
		screens: ['compare'],
		footer: 8,
	},
	{
		id: 'baseline',
		keys: ['B'],
		shown: 'B',
		label: 'baseline',
		help: 'Compare the others with the model under the cursor',
		group: 'rank',
		screens: ['compare'],
		footer: 7,
	},
	{
		id: 'dropModel',
		keys: ['-'],
		shown: '-',
		label: 'drop',
		help: 'Leave the model under the cursor out of the comparison',
		group: 'rank',
		screens: ['compare'],
		footer: 5,
	},
	{
		id: 'byAlgorithm',
		keys: ['a'],
		shown: 'a',
		label: 'algorithms',
		help: 'One line a model, or one an algorithm with its best on each dataset',
		group: 'rank',
		screens: ['leaderboard'],
		footer: 8.2,
	},
	{
		id: 'minimize',
		keys: ['-'],
		shown: '-',
		label: 'lower is better',
		help: 'Of the metric under the cursor lower is better, and on to the next one',
		group: 'rank',
		screens: ['metrics'],
		footer: 9,
	},
	{
		id: 'maximize',
		keys: ['+'],
		shown: '+',
		label: 'higher is better',
		help: 'Of the metric under the cursor higher is better, and on to the next one',
		group: 'rank',
		screens: ['metrics'],
		footer: 8,
	},
	{
		id: 'unset',
		keys: ['0', 'backspace'],
		shown: '0 Backspace',
		label: 'as before',
		help: 'Take the direction of the metric under the cursor out of the config',
		group: 'rank',
		screens: ['metrics'],
		footer: 4,
	},
	{
		id: 'export',
		keys: ['E'],
		shown: 'E',
		label: 'export',
		help: 'What is shown as Markdown, CSV, LaTeX or JSON, to a file or the clipboard',
		group: 'rank',
		screens: tables,
		footer: 4,
	},
	{
		id: 'copy',
		keys: ['y'],
		shown: 'y',
		label: 'copy',
		help: 'To the clipboard: in Export the text, in Leaderboard the commands that would fill its holes',
		group: 'rank',
		screens: ['leaderboard', 'export'],
		footer: 6,
	},
	{id: 'write', keys: ['enter', 'w'], shown: 'Enter w', label: 'write file', help: 'In Export: to a file', group: 'rank', screens: ['export'], footer: 9},
	{
		id: 'nextFormat',
		keys: ['tab', 'right', 'l'],
		shown: 'Tab → l',
		label: 'format',
		help: 'In Export: the next format',
		group: 'rank',
		screens: ['export'],
		footer: 8,
	},
	{
		id: 'previousFormat',
		keys: ['shift+tab', 'left', 'h'],
		shown: 'Shift-Tab ← h',
		label: 'format back',
		help: 'In Export: the format before',
		group: 'rank',
		screens: ['export'],
	},
	{
		id: 'moreDigits',
		keys: ['+'],
		shown: '+',
		label: 'digits',
		help: 'In Export: one digit more behind the point',
		group: 'rank',
		screens: ['export'],
		footer: 7,
	},
	{
		id: 'fewerDigits',
		keys: ['-'],
		shown: '-',
		label: 'fewer',
		help: 'In Export: one digit less behind the point',
		group: 'rank',
		screens: ['export'],
		footer: 3,
	},

	{
		id: 'filter',
		keys: ['/'],
		shown: '/',
		label: 'filter',
		help: 'Show only the rows that fit: words, or conditions such as test:imdb total_time<60',
		group: 'system',
		screens: browse,
		footer: 10,
	},
	{
		id: 'rescan',
		keys: ['r'],
		shown: 'r',
		label: 'rescan',
		help: 'Look at every file again now',
		group: 'system',
		screens: ['browse', 'detail', 'compare', 'leaderboard', 'metrics', 'problems'],
		footer: 2,
	},
	{
		id: 'pause',
		keys: ['p'],
		shown: 'p',
		label: 'pause',
		help: 'Hold the picture still while files change; p again goes on',
		group: 'system',
		screens: ['browse', 'detail', 'compare', 'leaderboard', 'metrics', 'problems'],
		footer: 1,
	},
	{id: 'showBrowse', keys: ['1'], shown: '1', label: 'browse', help: 'The models', group: 'system', screens: everywhere},
	{
		id: 'showLeaderboard',
		keys: ['2'],
		shown: '2',
		label: 'leaderboard',
		help: 'Models, or the best of each algorithm, by datasets',
		group: 'system',
		screens: everywhere,
		footerOn: {browse: {weight: 7.2, label: 'board'}, detail: {weight: 2.2}, compare: {weight: 2.2}, metrics: {weight: 2.2}, problems: {weight: 2.2}},
	},
	{id: 'showCompare', keys: ['3'], shown: '3', label: 'compare', help: 'The marked models side by side', group: 'system', screens: everywhere},
	{
		id: 'showMetrics',
		keys: ['8'],
		shown: '8',
		label: 'metrics',
		help: 'Every metric with its range; whether lower or higher is better',
		group: 'system',
		screens: everywhere,
		footerOn: {browse: {weight: 1.5}, detail: {weight: 1.5}, compare: {weight: 1.5}, leaderboard: {weight: 1.5}, problems: {weight: 1.5}},
	},
	{
		id: 'showProblems',
		keys: ['6'],
		shown: '6',
		label: 'problems',
		help: 'Files that could not be read, and why',
		group: 'system',
		screens: everywhere,
		footerOn: {browse: {weight: 5}, detail: {weight: 5}, compare: {weight: 4.5}, leaderboard: {weight: 4.5}, metrics: {weight: 3}},
	},
	{
		id: 'escape',
		keys: ['escape'],
		shown: 'Esc',
		label: 'undo one step',
		help: 'One step back: list or field, range, filter, marks, then the screen',
		group: 'system',
		screens: everywhere,
	},
	{
		id: 'back',
		keys: ['q'],
		shown: 'q',
		label: 'back',
		help: 'Back to where you came from; on the first screen quit',
		group: 'system',
		screens: everywhere,
		footer: 6,
		footerOn: {browse: {weight: 7.1, label: 'quit'}, leaderboard: {weight: 7.1}},
	},
	{id: 'suspend', keys: ['ctrl+z'], shown: 'Ctrl-Z', label: 'suspend', help: 'To the shell; `fg` comes back', group: 'system', screens: everywhere},
	{id: 'abort', keys: ['ctrl+c'], shown: 'Ctrl-C', label: 'abort', help: 'Quit at once', group: 'system', screens: everywhere},
	{id: 'redraw', keys: ['ctrl+l'], shown: 'Ctrl-L', label: 'redraw', help: 'Draw the screen anew', group: 'system', screens: everywhere},
	{
		id: 'help',
		keys: ['?', 'f1'],
		shown: '? F1',
		label: 'help',
		help: 'All keys, and how to write a filter',
		group: 'system',
		screens: everywhere,
		footer: 11,
		footerOn: {help: {weight: 11, label: 'close'}},
	},
];

/** What a key does on a screen; undefined: nothing. */
export function actionFor(key: string, screen: ScreenName): ActionId | undefined {
	return keymap.find(binding => binding.keys.includes(key) && binding.screens.includes(screen))?.id;
}

/** A key of a footer, as it stands there. */
export interface FooterKey {
	/** Absent: a key of a field or a menu, which reads its keys itself. */
	readonly id?: ActionId;
	readonly also?: ActionId;
	readonly shown: string;
	readonly label: string;
	readonly weight: number;
}

/** The keys of a screen's footer, in the order in which they stand there. */
export function footerKeys(screen: ScreenName): readonly FooterKey[] {
	return keymap
		.filter(({screens}) => screens.includes(screen))
		.flatMap(({id, shown, label, footer, footerOn}) => {
			const own = footerOn?.[screen];
			const weight = own?.weight ?? footer;
			return weight === undefined ? [] : [{id, also: own?.also, shown: own?.shown ?? shown.split(' ')[0] ?? '', label: own?.label ?? label, weight}];
		})
		.sort((a, b) => b.weight - a.weight);
}

/** What can take the keys from a screen: the filter, a menu, the name of a file to write. */
export type KeyTaker = 'filter' | 'menu' | 'file';

/** The footer while something takes the keys. */
export const takerKeys: Readonly<Record<KeyTaker, readonly FooterKey[]>> = {
	filter: [
		{shown: 'Enter', label: 'keep', weight: 4},
		{shown: 'Esc', label: 'undo', weight: 3},
		{shown: 'Tab', label: 'complete', weight: 2},
		{shown: 'Shift-Tab', label: 'back', weight: 1},
	],
	menu: [
		{shown: '↑↓', label: 'choose', weight: 3},
		{shown: 'Enter', label: 'take', weight: 2},
		{shown: 'Esc', label: 'back', weight: 1},
	],
	file: [
		{shown: 'Enter', label: 'write', weight: 2},
		{shown: 'Esc', label: 'undo', weight: 1},
	],
};

/** What Enter does on a row that stands for several models. */
export const foldedOpen = {closed: 'open', opened: 'close'} as const;
