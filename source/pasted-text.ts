/** What was pasted, between the marks that a terminal puts around it: no key, no answer and no click is read from it. Pure. */

export const pasteStart = '\u{1B}[200~';
export const pasteEnd = '\u{1B}[201~';

export interface PastePart {
	/** With its marks, where it was pasted. */
	readonly text: string;
	readonly isPasted: boolean;
}

export interface PasteSplit {
	readonly parts: readonly PastePart[];
	/** The end did not come yet. */
	readonly isPasting: boolean;
	/** The last of it, which may be the begin of that end. */
	readonly held: string;
}

/** @param isPasting whether the text begins inside of a paste */
export function splitPastes(text: string, isPasting: boolean): PasteSplit {
	const parts: PastePart[] = [];
	let rest = text;
	let inside = isPasting;
	for (;;) {
		// The mark of the begin is part of what was pasted, that of the end, too.
		const mark = inside ? pasteEnd : pasteStart;
		const at = rest.indexOf(mark);
		const end = at === -1 ? rest.length - (inside ? begunLength(rest) : 0) : inside ? at + mark.length : at;
		if (end > 0) parts.push({text: rest.slice(0, end), isPasted: inside});
		rest = rest.slice(end);
		if (at === -1) return {parts, isPasting: inside, held: rest};
		inside = !inside;
	}
}

/** How much of the mark of the end stands at the end of a text. */
function begunLength(text: string): number {
	for (let length = pasteEnd.length - 1; length > 0; length--) if (text.endsWith(pasteEnd.slice(0, length))) return length;
	return 0;
}
