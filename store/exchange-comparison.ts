/** Of which models model_registry.json tells, and what their sidecars say of tags and notes, to compare it with. */

import {buildModel, type FoundModel} from './domain/build-model.ts';
import type {Model} from './domain/model.ts';
import {byNewest} from './domain/snapshot.ts';
import {entriesIn, ownerOf, pathIn} from './entry-owner.ts';
import type {EntryModels} from './exchange-file.ts';
import {idsOf, keysOf, type IndexData, type IndexedStem} from './index-file.ts';
import {foundIn} from './indexed-stem.ts';

/** Whose the entries are, and what the sidecars say; asked entry by entry. */
export function entryModels(root: string, folders: IndexData['folders']): EntryModels {
	const byId = stemsBy(folders, idsOf);
	let byKey: ReturnType<typeof stemsBy> | undefined;
	const names = namesIn(root);
	return (name, value) => {
		if (name.includes('/')) {
			const keyed = modelsIn((byKey ??= stemsBy(folders, keysOf)).get(name)).find(({key}) => key === name);
			if (keyed) return keyed;
		}
		const called = modelsIn(byId.get(name)).filter(({id}) => id === name);
		if (called.length === 0) return undefined;
		const described = called.filter(({sidecar}) => sidecar !== undefined);
		const sharing = (described.length > 0 ? described : called).sort(byNewest).reverse();
		const owner = ownerOf(root, pathIn(value), {sharing: sharing.map(({key}) => key), isKeyed: key => names().has(key)});
		return sharing.find(({key}) => key === owner) ?? 'unclear';
	};
}

function stemsBy(folders: IndexData['folders'], namesOf: (indexed: IndexedStem) => readonly string[]): ReadonlyMap<string, IndexedStem | IndexedStem[]> {
	const byName = new Map<string, IndexedStem | IndexedStem[]>();
	for (const stems of folders.values()) {
		for (const indexed of stems.values()) {
			for (const name of new Set(namesOf(indexed))) {
				const others = byName.get(name);
				byName.set(name, others === undefined ? indexed : [others, indexed].flat());
			}
		}
	}
	return byName;
}

function modelsIn(indexed: IndexedStem | IndexedStem[] | undefined): readonly Model[] {
	return [indexed ?? []].flat().flatMap(one => foundIn(one).map(found => buildModel(found)));
}

/** Read where it is asked for: nearly always no id is shared. */
function namesIn(root: string): () => ReadonlySet<string> {
	let names: ReadonlySet<string> | undefined;
	return () => (names ??= new Set([...entriesIn(root)].map(({name}) => name)));
}

/** True where tags or a note that were there are gone: model_registry.json may still have them. */
export function losesWords(before: readonly FoundModel[], after: readonly FoundModel[]): boolean {
	const [was, is] = [before.map(found => buildModel(found)), after.map(found => buildModel(found))];
	return was.some(old => {
		const now = is.find(model => model.id === old.id);
		return !now || (old.notes !== '' && now.notes === '') || old.tags.some(tag => !now.tags.includes(tag));
	});
}
