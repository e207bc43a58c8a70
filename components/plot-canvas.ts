/** A field of dots to draw on: eight in a cell as braille, or one character a cell where only ASCII is drawn. */

/** Bits of the dots of a braille character, by row and column: Unicode counts them down the columns, and the lowest row came later. */
const bits = [
	[0x01, 0x08],
	[0x02, 0x10],
	[0x04, 0x20],
	[0x40, 0x80],
] as const;
const firstBraille = 0x2800;

export type CanvasSize = {
	/** Cells. */
	readonly width: number;
	readonly height: number;
	readonly isAscii: boolean;
};

/** Dots on a grid of `columns` by `rows`, the first row at the top. */
export class PlotCanvas {
	readonly columns: number;
	readonly rows: number;
	readonly #width: number;
	readonly #isAscii: boolean;
	/** By cell: of braille the dots that are set; of ASCII how many points lie there. */
	readonly #points: Uint8Array;
	/** By cell: the dots of the line, or its character. */
	readonly #line: Uint8Array;

	constructor({width, height, isAscii}: CanvasSize) {
		this.columns = width * (isAscii ? 1 : 2);
		this.rows = height * (isAscii ? 1 : 4);
		this.#width = width;
		this.#isAscii = isAscii;
		this.#points = new Uint8Array(width * height);
		this.#line = new Uint8Array(width * height);
	}

	/** The column and row of a place, both from 0 to 1 from the lower left. */
	dotAt(x: number, y: number): {readonly column: number; readonly row: number} {
		return {
			column: Math.round(bounded(x) * (this.columns - 1)),
			row: Math.round((1 - bounded(y)) * (this.rows - 1)),
		};
	}

	/** The cell in which a place lies, counted along the rows. */
	cellAt(x: number, y: number): number {
		const {column, row} = this.dotAt(x, y);
		return this.#cell(column, row);
	}

	point(x: number, y: number): void {
		const {column, row} = this.dotAt(x, y);
		const cell = this.#cell(column, row);
		const before = this.#points[cell] ?? 0;
		this.#points[cell] = this.#isAscii ? Math.min(255, before + 1) : before | bitAt(column, row);
	}

	/** A straight line between two places (J. E. Bresenham, "Algorithm for computer control of a digital plotter", 1965). */
	line(from: {readonly x: number; readonly y: number}, to: {readonly x: number; readonly y: number}): void {
		let {column, row} = this.dotAt(from.x, from.y);
		const end = this.dotAt(to.x, to.y);
		const [across, down] = [Math.abs(end.column - column), Math.abs(end.row - row)];
		const [right, below] = [Math.sign(end.column - column), Math.sign(end.row - row)];
		let error = across - down;
		this.#lineDot(column, row, across >= down ? '-' : '|');
		while (column !== end.column || row !== end.row) {
			const twice = 2 * error;
			const [isAcross, isDown] = [twice > -down, twice < across];
			if (isAcross) {
				error -= down;
				column += right;
			}

			if (isDown) {
				error += across;
				row += below;
			}

			this.#lineDot(column, row, isAcross && isDown ? (right === below ? '\\' : '/') : isAcross ? '-' : '|');
		}
	}

	/** Whether the line goes through a cell. */
	hasLine(cell: number): boolean {
		return (this.#line[cell] ?? 0) !== 0;
	}

	/** What stands in a cell; a space where nothing does. */
	character(cell: number): string {
		const [points, line] = [this.#points[cell] ?? 0, this.#line[cell] ?? 0];
		if (!this.#isAscii) return points + line === 0 ? ' ' : String.fromCodePoint(firstBraille + (points | line));
		if (points > 0) return points > 1 ? '@' : 'o';
		return line === 0 ? ' ' : String.fromCodePoint(line);
	}

	#cell(column: number, row: number): number {
		return this.#isAscii ? row * this.#width + column : (row >> 2) * this.#width + (column >> 1);
	}

	#lineDot(column: number, row: number, character: string): void {
		const cell = this.#cell(column, row);
		this.#line[cell] = this.#isAscii ? (character.codePointAt(0) ?? 0) : (this.#line[cell] ?? 0) | bitAt(column, row);
	}
}

function bounded(value: number): number {
	return Math.min(1, Math.max(0, value));
}

function bitAt(column: number, row: number): number {
	return bits[row & 3]?.[(column & 1) as 0 | 1] ?? 0;
}
