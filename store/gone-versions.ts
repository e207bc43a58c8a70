/** Versions that are named and are not here any more: which model in the trash one is, and what became of it else. */

import type {TrashEntry} from './domain/change.ts';
import {familyKey, formatVersion, isSameFamily, parseMarkedRef, type Version} from './domain/family.ts';
import type {JournalEntry} from './domain/journal-entry.ts';
import {lostVersion} from './domain/registered-version.ts';
import type {Snapshot} from './domain/snapshot.ts';
import {shellWord} from './domain/test-command.ts';
import {UserError} from './domain/user-error.ts';

/** The number that a name asks for, as `resnet18@v4` does. */
export function versionTyped(typed: string): Version | undefined {
	const ref = parseMarkedRef(typed);
	return ref?.choice.kind === 'version' ? {family: ref.family, version: ref.choice.version} : undefined;
}

/** The key under which a version was registered here last; undefined where the journal knows nothing of it. */
export function registeredKey({family, version}: Version, entries: readonly JournalEntry[]): string | undefined {
	const nothing = new Set(entries.filter(entry => entry.op === 'register' && entry.phase === 'undone').map(({txn}) => txn));
	const items = entries.flatMap(entry => (entry.op === 'register' && !nothing.has(entry.txn) ? entry.items : []));
	return items.findLast(item => item.version === version && isSameFamily(item.family, family))?.key;
}

/** The key of the model in the trash that is this version: as the journal says, else by the usual name. @param trash newest first */
export function trashedKey(wanted: Version, entries: readonly JournalEntry[], trash: readonly TrashEntry[]): string | undefined {
	const usual = familyKey(`${wanted.family}_v${wanted.version}`);
	const registered = registeredKey(wanted, entries);
	const models = trash.flatMap(({models}) => models);
	return (models.find(({key}) => key === registered) ?? models.find(({id}) => familyKey(id) === usual))?.key;
}

/** What is said of a name that means no model of the registry: where that went, if it was one. @param error as it was thrown */
export async function whereItWent(error: unknown, typed: string, {root, models}: Snapshot): Promise<unknown> {
	if (!(error instanceof UserError) || error.code !== 'not-found') return error;
	const [{readJournal}, {listTrash}, {registeredVersions}] = await Promise.all([
		import('./journal.ts'),
		import('./trash-listing.ts'),
		import('./registered-versions.ts'),
	]);
	const journal = readJournal(root);
	const trash = listTrash(root, {journal}).entries;
	const version = versionTyped(typed);
	const name = version ? formatVersion(version) : typed;
	const isTrashed = version
		? trashedKey(version, journal.entries, trash) !== undefined
		: trash.some(entry => entry.models.some(({key, id}) => key === typed || id === typed));
	if (isTrashed) return new UserError('not-found', `${name} is in the trash.`, {hint: `mreg restore ${shellWord(name)} brings it back.`, cause: error});
	const key = version && registeredKey(version, journal.entries);
	if (key === undefined) return error;
	const there = models.find(model => model.key === key);
	const standing = there && registeredVersions(root).find(one => one.key === key && one.version === version?.version);
	if (there && standing) {
		const lost = lostVersion(there, standing);
		return lost === undefined ? error : new UserError('not-found', lost, {hint: 'Put the sidecar back from a copy, or mend it.', cause: error});
	}
	const became = there ? `was taken back: ${key} is no version any more` : 'was removed, and is not in the trash any more';
	return new UserError('not-found', `${name} ${became}.`, {hint: error.hint, cause: error});
}
