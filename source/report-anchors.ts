/** Anchors of a page: a name for each place that something leads to, made of its own name so that a link to it can be kept. */

/** Names the anchors of what has a key: letters and digits of any script, `.`, `_` and `-`; no two are equal. */
export function anchorsFor(keys: Iterable<string>, prefix: string): ReadonlyMap<string, string> {
	const anchors = new Map<string, string>();
	const taken = new Set<string>();
	for (const key of keys) {
		if (anchors.has(key)) continue;
		const plain = `${prefix}${key
			.normalize('NFC')
			.toWellFormed()
			.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
			.slice(0, longest)}`;
		let anchor = plain;
		for (let number = 2; taken.has(anchor); number++) anchor = `${plain}-${number}`;
		taken.add(anchor);
		anchors.set(key, anchor);
	}
	return anchors;
}

const longest = 200;
