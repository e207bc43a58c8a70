/** Under which names a model comes back where its own are taken: all alike, so that its files still belong together. */

import {stemOf} from './pairing.ts';

/** Bytes that a name may have on every common disk. */
const longest = 255;

/**
 * @param names of one model's files, in one folder
 * @param taken the names in that folder
 * @returns the same names where all are free, else `<stem>-restored<rest>`, `<stem>-restored-2<rest>` and so on, in the same order
 */
export function freeNames(names: readonly string[], taken: ReadonlySet<string>): readonly string[] {
	if (!names.some(name => taken.has(name))) return names;
	// Another model's files of the new stem would be taken for this one's.
	const stems = new Set([...taken].map(stemOf));
	for (let number = 1; ; number++) {
		const free = renamed(names, number === 1 ? '-restored' : `-restored-${number}`);
		if (!free.some(name => taken.has(name) || stems.has(stemOf(name)))) return free;
	}
}

function renamed(names: readonly string[], ending: string): readonly string[] {
	const parts = names.map(name => {
		const {length} = name.normalize('NFC').slice(stemOf(name).length);
		return {stem: name.slice(0, name.length - length), rest: name.slice(name.length - length)};
	});
	const most = longest - Buffer.byteLength(ending) - Math.max(...parts.map(({rest}) => rest.length));
	return parts.map(({stem, rest}) => shortened(stem, most) + ending + rest);
}

/** Cut between characters; of names that must be equal after it, composed ones and others come to the same. */
function shortened(stem: string, bytes: number): string {
	if (Buffer.byteLength(stem) <= bytes) return stem;
	const characters = [...stem.normalize('NFC')];
	while (Buffer.byteLength(characters.join('')) > bytes) characters.pop();
	return characters.join('');
}
