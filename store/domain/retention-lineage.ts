/** Which models others name as what they were trained from. */

import {versionOf} from './family.ts';
import {isObject, own} from './json.ts';
import type {Model} from './model.ts';

/** By the model that names them. */
export type Parents = ReadonlyMap<Model, readonly Model[]>;

/**
 * Follows `lineage.parent`: an id, a key, `family/vN` or `family@vN`. Where several models have the name, all of them are meant.
 *
 * @param children who may name a parent
 * @param models among which the parents are looked for
 */
export function parentsIn(children: readonly Model[], models: readonly Model[]): Parents {
	const named = new Map<Model, string>();
	for (const child of children) {
		const lineage = own(child.content, 'lineage');
		const parent = isObject(lineage) ? own(lineage, 'parent') : undefined;
		if (typeof parent === 'string' && parent !== '') named.set(child, parent.normalize('NFC'));
	}
	const parents = new Map<Model, readonly Model[]>();
	if (named.size === 0) return parents;
	const byName = modelsByName(models, new Set(named.values()));
	for (const [child, name] of named) {
		const found = (byName.get(name) ?? []).filter(model => model !== child);
		if (found.length > 0) parents.set(child, found);
	}
	return parents;
}

function modelsByName(models: readonly Model[], wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Model[]> {
	const byName = new Map<string, Model[]>();
	for (const model of models) {
		for (const name of namesOf(model)) {
			if (!wanted.has(name)) continue;
			const same = byName.get(name);
			if (same) same.push(model);
			else byName.set(name, [model]);
		}
	}
	return byName;
}

function namesOf(model: Model): ReadonlySet<string> {
	const version = versionOf(model);
	const names = [model.id, model.key, ...(version ? [`${version.family}/v${version.version}`, `${version.family}@v${version.version}`] : [])];
	return new Set(names.map(name => name.normalize('NFC')));
}
