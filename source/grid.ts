/** A table that is printed and exported, as data: what stands where and what it means; how it looks is a format's (grid-formats.ts). All text is raw. */

export interface Grid {
	readonly title: string;
	/** Where the table comes from: the command line, the ids, the date. One line each. */
	readonly comments: readonly string[];
	readonly columns: readonly GridColumn[];
	readonly rows: readonly GridRow[];
	/** What the marks mean and what was left out. One line each. */
	readonly notes: readonly string[];
}

export interface GridColumn {
	/** Says by itself which column it is: CSV has no second line. */
	readonly header: string;
	/** The second line of the header: `113 q`. */
	readonly sub?: string;
	readonly align: 'left' | 'right';
	/** In a `number` column people see the value, in a `text` column (a rank, too) the text; other programs always get the value. */
	readonly kind: 'text' | 'number';
	/** Behind the point, where nobody asks for others; undefined: five significant ones. */
	readonly digits?: number;
}

/** A section is the title of the rows below it, in its first cell. */
export interface GridRow {
	readonly kind?: 'section';
	/** One for each column, in their order; cells that are not there are empty. */
	readonly cells: readonly GridCell[];
}

export interface GridCell {
	/** For people: `117.03`, `24 min`, `논문 후보`. */
	readonly text: string;
	/** In full precision. Left out where the digits asked for must not touch it, as a learning rate. */
	readonly value?: number;
	/** Standard deviation of the values whose mean `value` is, and how many they are. */
	readonly deviation?: number;
	readonly count?: number;
	readonly mark?: GridMark;
	/** What belongs to the mark or the value: `80 queries`, `4 of 5 seeds`, `−18.5%`. */
	readonly note?: string;
}

/** `better` and `worse` are so whatever the direction; `other-data` was not measured on the same; `untested` is a hole. */
export type GridMark = 'best' | 'second' | 'tied' | 'better' | 'worse' | 'other-data' | 'untested';
