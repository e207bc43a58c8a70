/** Ids without what they all begin with: `mscn_20261122_031544` among its like is `1122_031544`. Pure. */

import type {Model} from '../../store/domain/model.ts';

export interface IdParts {
	/** What all ids begin with; `''` where that is too little to leave out. */
	readonly prefix: string;
	readonly rest: (model: Pick<Model, 'id'>) => string;
}

const leastPrefix = 4;

/** The common prefix of the rows' ids, cut back to a boundary: the year of a time, else the last `_`, `-` or `.`. */
export function splitId(rows: ReadonlyArray<Pick<Model, 'id'>>): IdParts {
	const [first] = rows;
	let prefix = rows.length > 1 && first ? first.id : '';
	for (const {id} of rows) {
		let length = Math.min(prefix.length, id.length);
		while (!id.startsWith(prefix.slice(0, length))) length--;
		prefix = prefix.slice(0, length);
		if (prefix === '') break;
	}
	const cut = boundary(prefix);
	if (cut.length < leastPrefix) return {prefix: '', rest: model => model.id};
	return {prefix: cut, rest: model => (model.id.length > cut.length ? model.id.slice(cut.length) : model.id)};
}

function boundary(prefix: string): string {
	const digits = /[0-9]+$/.exec(prefix);
	const year = digits && /^(19|20)\d\d/.exec(digits[0]);
	if (digits && year) return prefix.slice(0, digits.index + 4);
	return /^.*[_.-]/s.exec(prefix)?.[0] ?? '';
}
