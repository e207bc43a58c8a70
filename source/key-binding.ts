/** What a key is, as data. */

export type ScreenName =
	| 'browse'
	| 'detail'
	| 'compare'
	| 'leaderboard'
	| 'metrics'
	| 'export'
	| 'columns'
	| 'cleanup'
	| 'trash'
	| 'families'
	| 'register'
	| 'problems'
	| 'charts'
	| 'messages'
	| 'help';

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
	| 'saveColumns'
	| 'tags'
	| 'note'
	| 'noteEditor'
	| 'protect'
	| 'remove'
	| 'adopt'
	| 'showCleanup'
	| 'showTrash'
	| 'undo'
	| 'copyMenu'
	| 'copyPath'
	| 'repair'
	| 'letGo'
	| 'otherList'
	| 'resetByHand'
	| 'openGroup'
	| 'closeGroup'
	| 'rule'
	| 'keepLosses'
	| 'letGoTag'
	| 'writePlan'
	| 'apply'
	| 'purgeNow'
	| 'openTransaction'
	| 'closeTransaction'
	| 'restore'
	| 'purge'
	| 'showFamilies'
	| 'showInBrowse'
	| 'register'
	| 'submit'
	| 'palette'
	| 'views'
	| 'showCharts'
	| 'nextChart'
	| 'previousChart'
	| 'chooseParameter'
	| 'showMessages'
	| 'searchHelp'
	| 'showNew';

export type KeyGroup = 'move' | 'mark' | 'view' | 'rank' | 'change' | 'system';

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
	/** The user's settings gave it these keys. */
	readonly isRemapped?: true;
	/** It changes the registry: where that may not be, it is not there. */
	readonly changes?: true;
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
