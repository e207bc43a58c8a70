/** Ends adoptions that were cut off, and those that were being taken back: the files say what stands. */

import type {AdoptEntry} from './adopt.ts';
import {inodeOf} from './atomic-file.ts';
import type {EditItem} from './domain/journal-entry.ts';
import {endCutOff, standingTarget} from './edit-recovery.ts';
import {entryNames, followExchange, type Followed} from './exchange-follow.ts';
import {modelIdIn} from './identify.ts';
import type {Writer} from './journal-writer.ts';
import {renamedBy} from './rejoin.ts';
import {readSidecar, sha256} from './sidecar-job.ts';
import {removeOldName} from './staging.ts';

/** Ends a transaction that was cut off. @returns a sentence for the person @throws UserError where the journal cannot be written */
export function settleAdoption(writer: Writer, begins: readonly AdoptEntry[]): string {
	const {root} = writer;
	const groups = Map.groupBy(
		begins.flatMap(({items}) => items),
		({key}) => key,
	);
	const standing = [...groups.values()].flatMap(items => items.findLast(item => stands(root, item)) ?? []);
	const notes = standing.length === 0 ? [] : followExchange(writer, followed(root, standing));
	return endCutOff(writer, begins, {standing, notes});
}

/** True if what an item tells of is so. Of a move that has both names the old one is taken away. */
function stands(root: string, {path = '', from, sha256: hashes, id}: EditItem): boolean {
	const file = `${root}/${path}`;
	if (from !== undefined) {
		if (inodeOf(file) === undefined) return false;
		removeOldName(`${root}/${from}`, file);
		return inodeOf(`${root}/${from}`) === undefined;
	}
	if (hashes.after === null) return inodeOf(file) === undefined;
	const read = readSidecar(file);
	if ('reason' in read) return false;
	const hash = sha256(read.bytes);
	return hash === hashes.after || (id !== undefined && hash !== hashes.before && modelIdIn(read.bytes) === id.after);
}

/** What the exchange file must know of models as they are now. The name that an entry had before is known only where it was the key. */
function followed(root: string, standing: readonly EditItem[]): Followed {
	const names = entryNames(root);
	const targets = standing.flatMap(item => {
		const read = readSidecar(`${root}/${item.path ?? ''}`);
		return 'reason' in read ? [] : [{item, target: standingTarget({item, bytes: read.bytes}, names)}];
	});
	return {
		adopted: targets.filter(({item}) => item.isEntryNew === true).map(({target}) => target),
		renamed: targets.flatMap(({item, target}) => {
			if (item.from !== undefined) {
				const key = item.from.replace(/\.json$/, '');
				return names.has(key) ? renamedBy({target: {...target, key, entry: key}, item}) : [];
			}
			if (!item.id) return [];
			return [
				{
					...target,
					entry: names.has(target.id) ? target.key : target.id,
					oldEntry: [item.entry?.name, item.key].find(name => name !== undefined && names.has(name)),
				},
			];
		}),
		unadopted: standing.flatMap(item =>
			item.sha256.after === null && item.isEntryNew === true && typeof item.before === 'string'
				? [{key: item.key, id: '', algorithm: '', folder: '', files: [], bytes: 0, entry: item.key, text: item.before}]
				: [],
		),
	};
}
