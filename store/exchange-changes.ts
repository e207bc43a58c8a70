/** What becomes of the entries of model_registry.json when models changed: the text of each from its text of before. */

import fs from 'node:fs';
import type {Target} from './domain/change.ts';
import {isObject, type JsonObject} from './domain/json.ts';
import {interpretSidecar} from './domain/sidecar.ts';
import {parseExact} from './exact-json.ts';
import {entryNow, entryText, exactObject, sameEntry, versionKeys, withoutKeys, type TakenText} from './exchange-entry.ts';
import {entriesIn, ownEntries} from './entry-owner.ts';
import {isForeign, keptEntry, keptIn, type Kept} from './exchange-kept.ts';
import {readExactSidecar} from './exchange-writer.ts';
import {systemPath} from './file-names.ts';
import {parseJsonBytes} from './sidecar-file.ts';
import {isSystemError} from './system-error.ts';

/** A model whose tags or note were edited. */
export interface EditedTarget {
	readonly target: Target;
	/** Tags that were taken off: what else stands only in model_registry.json stays there. */
	readonly removedTags: readonly string[];
	readonly isNoteEdited: boolean;
	/** Only the sidecar tells of its aliases. */
	readonly isAliased?: boolean;
}

/** A model that is there. */
export interface PresentTarget extends Target {
	/** What its entry in model_registry.json said before it was removed. */
	readonly entryText?: string;
	/** What was taken back of its sidecar: a result, a version. */
	readonly taken?: TakenText;
}

/** A model that is gone from its place. */
export interface GoneTarget extends Target {
	/** Where its sidecar can be read now, relative to the root. */
	readonly readFrom?: string;
}

/** A model whose entry has another name than before. */
export interface RenamedTarget extends Target {
	/** Undefined where it is not known. */
	readonly oldEntry: string | undefined;
	/** What the entry said, where the sidecar is what it was then: an entry that nobody changed since says it again. */
	readonly oldText?: string;
}

/** A model without the sidecar that was made for it. */
export interface UnadoptedTarget extends Target {
	/** That of the sidecar. */
	readonly text: string;
}

/** What became of models. */
export interface Followed {
	/** They got sidecars: what model_registry.json said of them before stands. */
	readonly adopted?: readonly Target[];
	/** Their entries go, as long as they say nothing but what the sidecars said. */
	readonly unadopted?: readonly UnadoptedTarget[];
	readonly renamed?: readonly RenamedTarget[];
	/** Tags and notes, of which the training histories do not tell. */
	readonly edited?: readonly EditedTarget[];
	/** They came back, or have further results. What stands only in model_registry.json stays there. */
	readonly present?: readonly PresentTarget[];
	/** Those that are in their place again by now are left alone: they were made anew. */
	readonly trashed?: readonly GoneTarget[];
	/** Likewise. */
	readonly purged?: readonly GoneTarget[];
	/** They have the names of others that were removed, and are there: the training histories are not to say otherwise. */
	readonly living?: readonly Target[];
}

/** The text of an entry from the text of now (undefined where there is none); undefined takes it out. */
export type EntryChange = (old: string | undefined) => string | undefined;

/** What is found out while the entries are changed: the names of those of other models, which are there, and of those that keep their own words. */
export interface FoundOut {
	readonly foreign: Set<string>;
	readonly behind: Set<string>;
}

export function entryChanges(root: string, followed: Followed, {foreign, behind}: FoundOut): ReadonlyMap<string, EntryChange> {
	const {edited = [], present = [], trashed = [], purged = [], adopted = [], unadopted = [], renamed = []} = followed;
	const targets = [...trashed, ...purged, ...present, ...edited.map(({target}) => target)];
	const ownEntry = ownEntries(root, targets, targets.length === 0 ? [] : entriesIn(root));
	const changes = new Map<string, EntryChange>(renamedEntries(root, renamed, behind));
	for (const target of adopted) changes.set(target.entry, old => old ?? textNow(root, {target, kept: keptIn([]), behind}));
	for (const one of unadopted) {
		const made = madeEntries(one);
		for (const name of [one.entry, one.key, ...(made ? [made.id] : [])]) {
			changes.set(name, old => (old !== undefined && made?.texts.has(old) ? undefined : old));
		}
	}
	const setOwn = (target: Target, change: EntryChange, besides: EntryChange) => {
		const {name, from, beside, isForeign: isOfAnother} = ownEntry(target);
		if (isOfAnother) foreign.add(target.entry);
		if (from) changes.set(from.name, old => (old === from.text ? undefined : old));
		if (beside !== undefined) changes.set(beside, besides);
		changes.set(name, old => {
			if (old === undefined || target.sharing !== undefined || !isForeign(root, target, old)) return change(old ?? from?.text);
			foreign.add(name);
			return old;
		});
	};
	for (const target of [...trashed, ...purged]) {
		setOwn(
			target,
			() => undefined,
			old => old,
		);
	}
	for (const {taken, ...target} of present) {
		const kept = (old: string | undefined) => withoutOthers(keptIn([old, target.entryText]), taken ? versionKeys : []);
		setOwn(
			target,
			old => textNow(root, {target, old: old ?? keptEntry(target.entryText), kept: kept(old), taken, behind}),
			old => old,
		);
	}
	for (const one of edited) {
		setOwn(
			one.target,
			old => textNow(root, {target: one.target, old, kept: keptWords(one, old), behind}),
			old => withoutWords(one, old),
		);
	}
	return changes;
}

/** What this edit took off goes from an entry that stands besides, too; all else stays. */
function withoutWords(one: EditedTarget, old: string | undefined): string | undefined {
	const [was, before, {tags, notes}] = [exactObject(old), keptIn([old]), keptWords(one, old)];
	if (!was || (tags.length === before.tags.length && notes === before.notes)) return old;
	return entryText(sameEntry({...one.target, tags, notes}, was));
}

function withoutOthers(kept: Kept, names: readonly string[]): Kept {
	return {...kept, others: withoutKeys(kept.others, names)};
}

/** The old entries go, and what they say stands in the new ones. */
function renamedEntries(root: string, renamed: readonly RenamedTarget[], behind: Set<string>): ReadonlyMap<string, EntryChange> {
	const changes = new Map<string, EntryChange>();
	const texts = textsOfEntries(root, new Set(renamed.flatMap(({oldEntry}) => oldEntry ?? [])));
	for (const {oldEntry, oldText, ...target} of renamed) {
		const said = oldEntry === undefined ? undefined : texts.get(oldEntry);
		const before = said !== undefined && oldEntry !== target.key && isForeign(root, target, said) ? undefined : said;
		if (oldEntry !== undefined && oldEntry !== target.entry && before !== undefined) changes.set(oldEntry, old => (old === before ? undefined : old));
		changes.set(target.entry, old => {
			if (oldText !== undefined && (old ?? before) === before && isAsFollowed(root, {target, oldText, now: before})) return oldText;
			return textNow(root, {target, old: old ?? before, kept: keptIn([old, before]), behind});
		});
	}
	return changes;
}

/** True for an entry that says, but for the id, what was made of the old text. */
function isAsFollowed(root: string, {target, oldText, now}: {readonly target: Target; readonly oldText: string; readonly now: string | undefined}): boolean {
	const made = exactObject(textNow(root, {target, old: oldText, kept: keptIn([oldText]), behind: new Set()}));
	const is = exactObject(now);
	const plain = (entry: JsonObject) => entryText(withoutKeys(entry, ['model_id']));
	return made !== undefined && is !== undefined && plain(made) === plain(is);
}

function textsOfEntries(root: string, names: ReadonlySet<string>): ReadonlyMap<string, string> {
	const texts = new Map<string, string>();
	if (names.size > 0) for (const {name, text} of entriesIn(root)) if (names.has(name)) texts.set(name, text);
	return texts;
}

/** The entry that a sidecar of this text gives its model; its key may have been its name. */
function madeEntries({text, ...target}: UnadoptedTarget): {readonly id: string; readonly texts: ReadonlySet<string>} | undefined {
	const content = parseExact(text);
	const parsed = parseJsonBytes(Buffer.from(text));
	if (!isObject(content) || !('value' in parsed) || !isObject(parsed.value)) return undefined;
	const {modelId, algorithm, tags, notes} = interpretSidecar(parsed.value);
	const id = modelId ?? target.id;
	return {id, texts: new Set([entryText(entryNow({...target, id, algorithm: algorithm ?? target.algorithm, tags, notes}, content).entry)])};
}

/** What the entry said, without what this edit took off. */
function keptWords({removedTags, isNoteEdited, isAliased = false}: EditedTarget, old: string | undefined): Kept {
	const {tags, notes, others} = keptIn([old]);
	return withoutOthers({tags: tags.filter(tag => !removedTags.includes(tag)), notes: isNoteEdited ? '' : notes, others}, isAliased ? ['aliases'] : []);
}

interface TextNow {
	readonly target: Target;
	readonly old?: string;
	/** What stands perhaps only in the entry. */
	readonly kept: Kept;
	readonly taken?: TakenText;
	readonly behind: Set<string>;
}

/** The entry as the sidecar has it now; the old one where the sidecar cannot be read. Where results would get lost, it keeps all but tags and note. */
function textNow(root: string, {target, old, kept, taken, behind}: TextNow): string | undefined {
	const content = readExactSidecar(root, target.sidecar);
	const words = content && readWords(root, target);
	if (!words) return old;
	const model = {...target, tags: [...new Set([...words.tags, ...kept.tags])], notes: words.notes === '' ? kept.notes : words.notes};
	const was = exactObject(old);
	const {entry, lost} = entryNow(model, content, {was, others: kept.others, taken});
	if (lost.length === 0 || !was || old === undefined) return entryText(entry);
	behind.add(target.entry);
	const same = sameEntry(model, was);
	return entryText(same) === entryText(was) ? old : entryText(same);
}

function readWords(root: string, {sidecar}: Target): Pick<Kept, 'tags' | 'notes'> | undefined {
	try {
		const parsed = parseJsonBytes(fs.readFileSync(systemPath(`${root}/${sidecar}`)));
		return 'value' in parsed && isObject(parsed.value) ? interpretSidecar(parsed.value) : undefined;
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return undefined;
	}
}
