/** What the sidecars say of tags and notes, to compare model_registry.json with. */

import {buildModel, type FoundModel} from './domain/build-model.ts';
import {idsOf, type IndexData, type IndexedStem} from './index-file.ts';
import {foundIn} from './indexed-stem.ts';

/** Tags and notes of the sidecars by id, read from what is known; several models of one id count together. */
export function sidecarWords(folders: IndexData['folders']): (id: string) => {tags: readonly string[]; notes: string} | undefined {
	const byId = new Map<string, IndexedStem | IndexedStem[]>();
	for (const stems of folders.values()) {
		for (const indexed of stems.values()) {
			for (const id of idsOf(indexed)) {
				const others = byId.get(id);
				byId.set(id, others === undefined ? indexed : [others, indexed].flat());
			}
		}
	}
	return id => {
		const models = [byId.get(id) ?? []].flat().flatMap(indexed =>
			foundIn(indexed)
				.map(found => buildModel(found))
				.filter(model => model.id === id),
		);
		if (models.length === 0) return undefined;
		return {tags: models.flatMap(model => model.tags), notes: models.map(model => model.notes).find(notes => notes !== '') ?? ''};
	};
}

/** True where tags or a note that were there are gone: model_registry.json may still have them. */
export function losesWords(before: readonly FoundModel[], after: readonly FoundModel[]): boolean {
	const [was, is] = [before.map(found => buildModel(found)), after.map(found => buildModel(found))];
	return was.some(old => {
		const now = is.find(model => model.id === old.id);
		return !now || (old.notes !== '' && now.notes === '') || old.tags.some(tag => !now.tags.includes(tag));
	});
}
