/** Takes the registration of a version back: it goes to the trash, and its number is not given again. */

import {statOf} from './atomic-file.ts';
import type {OnProgress} from './changes.ts';
import {nothingDone, type Change, type Skipped, type Target} from './domain/change.ts';
import {formatVersion, isSameFamily, versionOf} from './domain/family.ts';
import type {RegisterItem} from './domain/journal-entry.ts';
import type {Writer} from './journal-writer.ts';
import {undoPromotion, type RegisterEntry} from './promote.ts';
import {sidecarContent} from './register-known.ts';
import {markRemovals} from './removal-marks.ts';
import {moveToTrash} from './trash.ts';

export interface UndoRegistration {
	/** The models of now, by key. */
	readonly targets: readonly Target[];
	readonly onProgress: OnProgress;
}

/** @throws UserError as moveToTrash, or as undoPromotion */
export function undoRegistration(writer: Writer, begins: readonly RegisterEntry[], {targets, onProgress}: UndoRegistration): Change {
	const items = begins.flatMap(entry => entry.items);
	const [first] = begins;
	if (!first || items.some(({way}) => way === 'promote')) return undoPromotion(writer, begins, {targets});
	const found = items.map(item => ({item, target: targets.find(({key}) => key === item.key)}));
	const skipped: Skipped[] = [];
	const there = found.flatMap(({item, target}) => {
		const why = whyNot(writer.root, item, target);
		if (why !== undefined) skipped.push({key: item.key, reason: why});
		return why === undefined && target ? [target] : [];
	});
	const {marked, skipped: unseen} = markRemovals(writer.root, there);
	skipped.push(...unseen);
	if (marked.length === 0) return {...nothingDone, skipped};
	const others = new Map(items.map(item => [item.key, otherBytes(writer.root, item)]));
	const removals = marked.map(({removal}) => removal);
	const change = moveToTrash(writer, removals, {onProgress, inverseOf: first.txn});
	const done = new Set(change.done);
	const notes = items.filter(({key}) => done.has(key)).flatMap(item => [whereWords(item), ...(others.get(item.key) ?? [])]);
	return {...change, skipped: [...skipped, ...change.skipped], notes: [...change.notes, ...notes]};
}

function whyNot(root: string, {family, version}: RegisterItem, target: Target | undefined): string | undefined {
	if (!target) return 'It is not in its place any more.';
	const content = target.sidecar === undefined ? undefined : sidecarContent(`${root}/${target.sidecar}`);
	const said = content && versionOf({content});
	const isSame = said !== undefined && said.version === version && isSameFamily(said.family, family);
	return isSame ? undefined : `What is in its place is not ${formatVersion({family, version})}.`;
}

/** Whether the artifact is another than the one that was registered, as far as that is known without reading it: a large one would take long. */
function otherBytes(root: string, {artifact, ...version}: RegisterItem): readonly string[] {
	const stat = artifact?.size === undefined ? undefined : statOf(`${root}/${artifact.to}`);
	// The time of a folder tells little, and its size nothing.
	if (!artifact || !stat || stat.isDirectory()) return [];
	const name = `The bytes of ${formatVersion(version)}`;
	if (!stat.isFile() || stat.size !== artifact.size) return [`${name} are not those that were registered: ${artifact.to} was replaced since.`];
	const isTouched = artifact.mtime_ns !== undefined && Math.abs(Number(artifact.mtime_ns) / 1e6 - stat.mtimeMs) >= 1;
	return isTouched ? [`${name} may not be those that were registered: ${artifact.to} was written since.`] : [];
}

function whereWords(item: RegisterItem): string {
	// Where a file that was moved is now comes first: the rest may be cut off.
	const back = item.way === 'move' && item.copied_from !== undefined ? `, not back at ${item.copied_from}` : '';
	return `${formatVersion(item)} is in the trash${back}: mreg restore ${item.id} brings it back. Its number is not given again.`;
}
