/** Names of tensors that one program wrapped and another did not: `module.fc.weight` and `fc.weight`. Pure. */

/** A wrapper within wrappers. */
const deepest = 6;

/**
 * What to leave out at the beginning of the names of each model so that they are those of the others: '' where nothing.
 * Only where most names meet that did not before, and never so that two names of a model become one.
 *
 * @param models the names of each, no name twice
 */
export function wrapperPrefixes(models: ReadonlyArray<readonly string[]>): readonly string[] {
	const sets = models.map(names => new Set(names));
	const candidates = models.map((names, at) => prefixesOf(names, sets[at] ?? new Set()));
	const plain = models.map(() => '');
	// Against every other in pairs would be slow: the first is the measure, wrapped as it is or less.
	const [first, ...others] = candidates;
	if (!first || candidates.every(({length}) => length === 1)) return plain;
	let best = {prefixes: plain, met: 0};
	for (const prefix of first) {
		const bare = new Set((models[0] ?? []).map(name => without(name, prefix)));
		const found = others.map((some, at) => bestPrefix(some, models[at + 1] ?? [], bare));
		const met = found.reduce((sum, one) => sum + one.met, 0);
		if (met > best.met) best = {prefixes: [prefix, ...found.map(one => one.prefix)], met};
	}
	return best.prefixes;
}

/** The name without a prefix that it has. */
export function without(name: string, prefix: string): string {
	return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Where most names of the smaller meet without leaving anything out nothing is left out. */
function bestPrefix(candidates: readonly string[], names: readonly string[], bare: ReadonlySet<string>): {readonly prefix: string; readonly met: number} {
	let best = {prefix: '', met: 0};
	for (const prefix of candidates) {
		const met = names.filter(name => bare.has(without(name, prefix))).length;
		const isMost = 2 * met > Math.min(names.length, bare.size);
		if (met > best.met && (isMost || prefix === '')) best = {prefix, met};
		if (isMost) break;
	}
	return best;
}

/** '' and each dotted beginning that more than half of the names have, the shortest first. */
function prefixesOf(names: readonly string[], all: ReadonlySet<string>): readonly string[] {
	const found = [''];
	for (let depth = 0; depth < deepest; depth++) {
		const before = found.at(-1) ?? '';
		const counts = new Map<string, number>();
		for (const name of names) {
			const dot = name.startsWith(before) ? name.indexOf('.', before.length) : -1;
			if (dot !== -1) counts.set(name.slice(0, dot + 1), (counts.get(name.slice(0, dot + 1)) ?? 0) + 1);
		}
		const [next] = [...counts].find(([, count]) => 2 * count > names.length) ?? [];
		if (next === undefined || names.some(name => name.startsWith(next) && all.has(name.slice(next.length)))) break;
		found.push(next);
	}
	return found;
}
