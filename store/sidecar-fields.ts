/** Writes what is said of a version into a sidecar that is there already, as one edit: all that it does not own stays, byte for byte. */

import type {Edit, Node} from 'jsonc-parser';
import type {Version} from './domain/family.ts';
import type {Checksum, VersionFacts} from './domain/registration.ts';
import {childrenOf, insertion, keyOf, parseTextTree, removal, replacement, valueOf, type EditValue} from './json-text.ts';
import {edited, openSidecar, refused, spelled, type EditOutcome, type Refused} from './sidecar-splice.ts';
import {editSidecar, type SidecarEdit} from './sidecar-text.ts';

type Fields = Readonly<Record<string, EditValue | undefined>>;

/**
 * Registers the model of a sidecar as a version. Facts that are given replace what stands there; in the lineage and among the hyperparameters the other keys
 * stay, and a hyperparameter keeps the value that it has; tags and a test are added, a note stands below the one that is there.
 */
export function editFields(
	bytes: Buffer,
	{family, version, checksum, facts}: Version & {readonly checksum: Checksum; readonly facts: VersionFacts},
): EditOutcome {
	const {framework, architecture, input_shape, domain, dataset, hyperparams, test, tags, notes, lineage} = facts;
	const before = openSidecar(bytes);
	if ('kind' in before) return before;
	let now = bytes;
	for (const edit of wordEdits({test, tags, notes})) {
		const outcome = editSidecar(now, edit);
		if (outcome.kind === 'refused') return outcome;
		if (outcome.kind === 'edited') now = outcome.bytes;
	}
	const worded = openSidecar(now);
	if ('kind' in worded) return worded;
	const steps: readonly Step[] = [
		text => within(text, 'training', {...(dataset === undefined ? {} : {dataset})}),
		text => within(text, ['training', 'hyperparams'], hyperparams ?? {}, {isKept: true}),
		text => setAll(text, {framework, architecture, input_shape, domain, family, version}),
		text => within(text, 'lineage', {...lineage}),
		text => setAll(text, {checksum: {...checksum}}),
	];
	let {text} = worded;
	for (const step of steps) {
		const next = step(text);
		if (typeof next !== 'string') return next;
		text = next;
	}
	const edit = difference(before.text, text);
	return edit ? edited(bytes, {text: before.text, start: before.start, edit}) : {kind: 'unchanged'};
}

/** Gives the text after it, or says why it cannot be made. */
type Step = (text: string) => string | Refused;

function wordEdits({test, tags, notes}: Pick<VersionFacts, 'test' | 'tags' | 'notes'>): readonly SidecarEdit[] {
	return [
		...(test ? [{kind: 'result' as const, result: {...test}}] : []),
		...(tags.length > 0 ? [{kind: 'tags' as const, add: tags, remove: []}] : []),
		...(notes === undefined ? [] : [{kind: 'note' as const, text: notes, append: true}]),
	];
}

function setAll(text: string, fields: Fields): string | Refused {
	let now = text;
	for (const [key, value] of Object.entries(fields)) {
		if (value === undefined) continue;
		const next = set(now, [key], value);
		if (typeof next !== 'string') return next;
		now = next;
	}
	return now;
}

/** Sets keys of an object, which is made where there is none. `isKept`: what has a value keeps it. */
export function within(text: string, name: string | readonly string[], fields: Fields, {isKept = false}: {readonly isKept?: boolean} = {}): string | Refused {
	const path = typeof name === 'string' ? [name] : name;
	const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
	if (Object.keys(given).length === 0) return text;
	let now = text;
	for (const [key, value] of Object.entries(given)) {
		const found = find(now, [...path, key]);
		if ('kind' in found) return found;
		// All at once where the object is made, so that it is laid out as one.
		if (found.missing.length > (found.property ? 0 : 1)) return set(now, path, given);
		if (isKept && found.property) continue;
		const next = set(now, [...path, key], value);
		if (typeof next !== 'string') return next;
		now = next;
	}
	return now;
}

function set(text: string, path: readonly string[], value: EditValue | undefined): string | Refused {
	const found = find(text, path);
	if ('kind' in found) return found;
	if (value === undefined) return text;
	const {root, parent, property, missing} = found;
	if (!property) return applied(text, insertion(text, root, {parent, missing, value}));
	const whole = missing.reduceRight<EditValue>((inner, name) => Object.fromEntries([[name, inner]]), value);
	const edit = replacement(text, root, {parent, property, missing: [], value: whole});
	return edit ? applied(text, edit) : text;
}

/** Where a path leads: the innermost object that is there, and the property in it that is the value, or stands in the way as null. */
interface Found {
	readonly root: Node;
	readonly parent: Node;
	readonly property?: Node;
	readonly missing: readonly string[];
}

function find(text: string, path: readonly string[]): Found | Refused {
	const root = parseTextTree(text);
	if (!root) throw new Error('Bug: an edited sidecar is no JSON any more');
	let parent = root;
	for (const [index, key] of path.entries()) {
		const [property, second] = childrenOf(parent).filter(each => keyOf(each) === key);
		const name = path.slice(0, index + 1).join('.');
		if (second) return refused(`has "${name}" twice: take one of them out in a text editor.`);
		if (!property) return {root, parent, missing: path.slice(index)};
		const value = valueOf(property);
		if (index === path.length - 1) return {root, parent, property, missing: []};
		if (value.type === 'null') return {root, parent, property, missing: path.slice(index + 1)};
		if (value.type !== 'object') return refused(`has a "${name}" that is no object: mend it in a text editor.`);
		parent = value;
	}
	throw new Error('Bug: a path without keys');
}

function applied(text: string, {offset, length, content}: Edit): string {
	return text.slice(0, offset) + spelled(text, content) + text.slice(offset + length);
}

/** The shortest stretch in which two texts differ, as an edit; undefined where they do not. Never between the halves of a character. */
function difference(before: string, after: string): Edit | undefined {
	if (before === after) return undefined;
	const most = Math.min(before.length, after.length);
	let start = 0;
	while (start < most && before[start] === after[start]) start++;
	if (isHalved(before, start) || isHalved(after, start)) start--;
	let end = 0;
	while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	if (isHalved(before, before.length - end) || isHalved(after, after.length - end)) end--;
	return {offset: start, length: before.length - end - start, content: after.slice(start, after.length - end)};
}

function isHalved(text: string, at: number): boolean {
	return /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at));
}

/** What says that it is this version: where one of these was changed, somebody meant something by it. */
const versionFields = ['family', 'version', 'checksum'];

/** What describes a model that is no version, too. */
const plainFields = ['model_id', 'algorithm'];

/** The bytes without the fields of a sidecar that was made for a version: those that have still the text that they were made with. @param made that text, as a whole */
export function withoutFields(bytes: Buffer, made: string): EditOutcome {
	const [now, then] = [openSidecar(bytes), openSidecar(Buffer.from(made))];
	if ('kind' in now) return now;
	if ('kind' in then) throw new Error('Bug: a sidecar that was made is no JSON');
	const written = new Map(childrenOf(then.root).map(each => [keyOf(each), textOf(then.text, each)]));
	const isAsMade = (text: string, each: Node) => written.get(keyOf(each)) === textOf(text, each);
	const whole = childrenOf(now.root)
		.filter(each => isAsMade(now.text, each))
		.map(keyOf);
	if (!versionFields.every(name => whole.includes(name))) return changedSince;
	let {text} = now;
	for (const name of whole.filter(name => !plainFields.includes(name))) {
		const root = parseTextTree(text);
		const property = root && childrenOf(root).find(each => keyOf(each) === name);
		const edit = root && removal({parent: root, property, missing: []});
		if (edit) text = applied(text, edit);
	}
	const edit = difference(now.text, text);
	return edit ? edited(bytes, {text: now.text, start: now.start, edit}) : {kind: 'unchanged'};
}

export const changedSince = refused('was changed since where the version stands in it: take it out in a text editor.');

function textOf(text: string, property: Node): string {
	const {offset, length} = valueOf(property);
	return text.slice(offset, offset + length);
}

/** The bytes without an edit whose texts stand in them, wherever that is by now; undefined where the new text does not stand there, or more than once. */
export function withoutEdit(bytes: Buffer, {before, after}: {readonly before: string; readonly after: string}): EditOutcome | undefined {
	const opened = openSidecar(bytes);
	if ('kind' in opened || after === '') return undefined;
	const {text, start} = opened;
	const offset = text.indexOf(after);
	if (offset === -1 || text.includes(after, offset + 1)) return undefined;
	const outcome = edited(bytes, {text, start, edit: {offset, length: after.length, content: before}});
	return outcome.kind === 'edited' && 'kind' in openSidecar(outcome.bytes) ? undefined : outcome;
}
