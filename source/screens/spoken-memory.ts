/** What of a screen is said anew after a key: what became another, and nothing twice. Pure. */

import {displayWidth} from '../../components/cells.ts';
import {emptyText, type SafeText} from '../../components/safe-text.ts';
import {safeText} from '../text.ts';
import {partNames, type PartName, type SpokenPart} from './spoken-part.ts';

/** What was said last, by part. */
export type SpokenMemory = ReadonlyMap<PartName, SpokenPart>;

export const nothingSaid: SpokenMemory = new Map();

/** They come and go with what they belong to; the others stay known while something stands over them. */
const passing: ReadonlySet<PartName> = new Set(['message', 'asked', 'choice', 'field', 'progress']);

export interface Saying {
	readonly memory: SpokenMemory;
	/** Lines, each on its own. */
	readonly lines: readonly SafeText[];
	/** The field goes on in the line in which it stands: so many characters are taken away, and these are added. */
	readonly echo?: {readonly erase: number; readonly text: SafeText};
}

/**
 * What is said. A new screen is said whole; a cell only when one goes to it, not with each row; where a question went away and nothing else is
 * said, the row is.
 */
export function saidAnew(memory: SpokenMemory, parts: readonly SpokenPart[]): Saying {
	const now = new Map(parts.map(part => [part.name, part]));
	const isOther = (name: PartName) => now.has(name) && now.get(name)?.key !== memory.get(name)?.key;
	const isNew = isOther('screen');
	const changed = partNames.filter(name => (name === 'cell' ? !isNew && memory.has('cell') && isOther(name) : isOther(name) || (isNew && name === 'row')));
	const next = new Map([...memory].filter(([name]) => !passing.has(name)));
	for (const [name, part] of now) next.set(name, part);
	const texts = (names: readonly PartName[]) => names.flatMap(name => now.get(name)?.text ?? []).filter(text => text !== '');
	const [field, before] = [now.get('field'), memory.get('field')];
	if (changed.length === 1 && changed[0] === 'field' && field && before) {
		const echo = echoOf(before, field);
		return {memory: next, lines: echo ? [] : [field.text], echo};
	}
	// What a character changed in the list below its field is said in place of the character.
	const isFound = changed.includes('choice') && changed.includes('field') && before !== undefined;
	const lines = texts(isFound ? changed.filter(name => name !== 'field') : changed);
	const isClosed = [...memory.keys()].some(name => passing.has(name) && name !== 'message' && name !== 'progress' && !now.has(name));
	return {memory: next, lines: lines.length === 0 && isClosed ? texts(['row']) : lines};
}

/** As a shell does it; undefined where more than the end became another. */
function echoOf(before: SpokenPart, after: SpokenPart): Saying['echo'] {
	if (after.text.startsWith(before.text)) return {erase: 0, text: safeText(after.text.slice(before.text.length))};
	if (before.text.startsWith(after.text)) return {erase: displayWidth(before.text.slice(after.text.length)), text: emptyText};
	return undefined;
}
