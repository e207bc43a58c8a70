/** What the exchange files are told of models that went to the trash or came back: by which names they know them. */

import {lstatSync} from 'node:fs';
import type {MoveItem} from './domain/journal-entry.ts';
import {own} from './domain/json.ts';
import {isPathBelow, movesOf, targetOfTrashed, type TrashedModel} from './domain/trash-manifest.ts';
import type {Target} from './domain/change.ts';
import type {GoneTarget, PresentTarget} from './exchange-follow.ts';
import {readExactSidecar} from './exchange-writer.ts';
import {systemPath} from './file-names.ts';
import {pathFromRoot} from './trash-place.ts';

/** A model that went: its sidecar is to be read where it lies now. @param item where its files went */
export function goneTarget(root: string, trashed: TrashedModel, item: MoveItem): GoneTarget {
	return {...targetOfTrashed(trashed), readFrom: item.sidecar && pathFromRoot(root, item.sidecar.to)};
}

/** A model that came back. @param item where its files are now */
export function presentTarget(root: string, trashed: TrashedModel, item: MoveItem): PresentTarget {
	const target = targetOfTrashed(trashed);
	const back = {...target, artifact: item.artifact?.to, sidecar: item.sidecar?.to, files: item.files?.map(({to}) => to) ?? []};
	if (item.key === trashed.key) return {...back, entryText: trashed.entry_text};
	// Without a sidecar the text of its entry would be taken over as it is, with the names that it had.
	const entryText = item.sidecar && trashed.entry_text;
	return {...back, key: item.key, entry: isNameTaken(root, trashed) ? item.key : target.entry, entryText};
}

/** Where a model came back beside another: the one that has its names now. */
export function livingTarget(root: string, trashed: TrashedModel, item: MoveItem): Target | undefined {
	return item.key !== trashed.key && isNameTaken(root, trashed) ? targetOfTrashed(trashed) : undefined;
}

/** Whether what is in a model's place has its id. What does not say another one may have it. */
function isNameTaken(root: string, {id, entry, sidecar, ...rest}: TrashedModel): boolean {
	const {key} = rest;
	if (entry !== undefined && entry !== id) return true;
	const places = [key, ...movesOf({...rest, id, sidecar}).map(({from}) => from)];
	if (!places.some(place => isThere(root, place))) return false;
	const said = own(readExactSidecar(root, sidecar?.from) ?? {}, 'model_id');
	// A number is told as a marked text.
	return typeof said !== 'string' || said.startsWith('\u0000') || said === id;
}

function isThere(root: string, place: string): boolean {
	return isPathBelow(place) && lstatSync(systemPath(`${root}/${place}`), {throwIfNoEntry: false}) !== undefined;
}
