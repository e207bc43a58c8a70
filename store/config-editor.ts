/** Sets values in mreg.config.json, and in other JSON files of ours, by changing the text of these values alone. */

import {readFileSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {applyEdits, type Node} from 'jsonc-parser';
import {writeChunksAtomic} from './atomic-file.ts';
import {configName} from './config-file.ts';
import {isObject, type Json} from './domain/json.ts';
import {UserError} from './domain/user-error.ts';
import {childrenOf, insertion, keyOf, parseTextTree, removal, replacement, valueOf, type EditValue, type Place} from './json-text.ts';
import {withLock, type LockOptions} from './lock.ts';
import {parseJsonBytes, parseJsonText, readJsonFile, type JsonFile} from './sidecar-file.ts';
import {systemReason} from './system-error.ts';

/** Sets the value at a path of keys; objects on the way are made. Without a value, the key is removed where it is. */
export interface JsonEdit {
	readonly path: readonly [string, ...string[]];
	readonly value?: EditValue;
}

/** The whole text of a file; `before` is undefined where there was no file, `after` empty where there is still none. */
export interface EditedFile {
	readonly before?: string;
	readonly after: string;
}

/** What may stand in a file that is edited. */
export interface FileRules {
	/** Says what is wrong with the file's value, if anything. */
	readonly check: (value: Json) => string | undefined;
	/** The key at the top below which algorithms stand: they are found whatever their case. */
	readonly algorithmsIn: string;
}

/** Of these objects the keys that are ours: setting a whole one leaves its other keys. */
const parts: ReadonlyMap<string, readonly string[]> = new Map([
	['objectives', ['metric', 'dataset']],
	['metrics', ['direction', 'unit']],
	['views', ['query', 'algorithm', 'columns', 'sort', 'fold']],
]);
const tries = 5;
const emptyFile = '{}\n';

/**
 * Makes the edits in the config of a registry, all or none, under the root's lock; waiting for it blocks this thread. Makes the file where there is none.
 * An objective or a metric that is set whole loses none but its own keys.
 *
 * @throws UserError `unreadable` for a config that cannot be edited, `usage` for a value that may not stand there, `locked`, `changed`, or why it cannot be written
 */
export async function editConfig(root: string, edits: readonly JsonEdit[], options: LockOptions = {}): Promise<EditedFile> {
	const {parseConfig} = await import('./domain/config-schema.ts');
	const check = (value: Json) => {
		const parsed = parseConfig(value);
		return 'error' in parsed ? parsed.error : undefined;
	};
	return withLock(root, {by: 'mreg config', ...options}, () =>
		editJsonFile(`${root}/${configName}`, edits.flatMap(intoParts), {check, algorithmsIn: 'objectives'}),
	);
}

function intoParts({path, value}: JsonEdit): readonly JsonEdit[] {
	const keys = parts.get(path[0]);
	if (!keys || path.length !== 2 || !isObject(value)) return [{path, value}];
	return [...new Set([...keys, ...Object.keys(value)])].map(key => ({path: [...path, key], value: Object.hasOwn(value, key) ? value[key] : undefined}));
}

/**
 * Makes the edits in a JSON file, all or none. The caller holds the lock of its folder. What another program writes meanwhile is not lost: the edits are made in that.
 *
 * @throws UserError as editConfig
 */
export function editJsonFile(path: string, edits: readonly JsonEdit[], rules: FileRules): EditedFile {
	for (let attempt = 0; attempt < tries; attempt++) {
		const file = readJsonFile(path);
		const before = file && readText(path, file, rules);
		const start = before ?? emptyFile;
		// The BOM is no part of the JSON text.
		const bom = start.startsWith('\ufeff') ? '\ufeff' : '';
		const after = edits.reduce((text, edit) => editText(text, edit, {path, algorithmsIn: rules.algorithmsIn}), start.slice(bom.length));
		if (bom + after === start) return {before, after: before ?? ''};
		refuseWrong(path, after, rules);
		const isStillWanted = () => isDeepStrictEqual(readJsonFile(path)?.signature, file?.signature);
		if (writeChunksAtomic(path, [Buffer.from(bom + after)], {isStillWanted})) return {before, after: bom + after};
	}
	throw new UserError('changed', `${path} changed ${tries} times while it was edited. Nothing was changed.`, {
		hint: 'Another program writes it all the time. Try again when it rests.',
	});
}

/** The text of a file that may be edited. */
function readText(path: string, file: JsonFile, {check}: FileRules): string {
	if ('failure' in file) throw cannotEdit(path, file.failure.message);
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch (error) {
		throw cannotEdit(path, `cannot be read: ${systemReason(error)}.`);
	}
	const parsed = parseJsonBytes(bytes);
	if ('message' in parsed) throw cannotEdit(path, parsed.message);
	const problem = check(parsed.value);
	if (problem !== undefined) throw cannotEdit(path, `has wrong keys: ${problem}.`);
	if (parsed.duplicates.length > 0) throw cannotEdit(path, `has keys that stand twice in one object: ${quoted(parsed.duplicates)}.`);
	return bytes.toString('utf8');
}

function refuseWrong(path: string, text: string, {check}: FileRules): void {
	const parsed = parseJsonText(text);
	if ('message' in parsed) throw new Error(`Bug: an edit of ${path} would make a file that ${parsed.message}`);
	const problem = check(parsed.value);
	if (problem === undefined) return;
	throw new UserError('usage', `${path} would have wrong keys: ${problem}. Nothing was changed.`, {hint: 'Give a value of the kind that is named there.'});
}

function cannotEdit(path: string, reason: string): UserError {
	return new UserError('unreadable', `${path} ${reason} Nothing was changed.`, {hint: 'Mend the file in a text editor, then try again.'});
}

function quoted(names: readonly string[]): string {
	return names.map(name => JSON.stringify(name)).join(', ');
}

type TextRules = Pick<FileRules, 'algorithmsIn'> & {readonly path: string};

/** Makes one edit in the text of a JSON object without duplicate keys. @returns the same text where it says that already */
function editText(text: string, {path, value}: JsonEdit, rules: TextRules): string {
	const root = parseTextTree(text);
	if (root?.type !== 'object') throw cannotEdit(rules.path, 'is not a JSON object.');
	const place = placeOf(root, path, rules);
	const edit = value === undefined ? removal(place) : place.property ? replacement(text, root, {...place, value}) : insertion(text, root, {...place, value});
	return edit ? applyEdits(text, [edit]) : text;
}

function placeOf(root: Node, path: JsonEdit['path'], rules: TextRules): Place {
	let parent = root;
	for (const [depth, key] of path.entries()) {
		const anyCase = depth === 1 && path[0] === rules.algorithmsIn;
		const found = childrenOf(parent).filter(property => (anyCase ? keyOf(property).toLowerCase() === key.toLowerCase() : keyOf(property) === key));
		const [property] = found;
		if (found.length > 1) throw cannotEdit(rules.path, `names one algorithm twice: ${quoted(found.map(keyOf))}.`);
		if (!property) return {parent, missing: path.slice(depth)};
		if (depth === path.length - 1) return {parent, property, missing: []};
		const inner = valueOf(property);
		if (inner.type !== 'object') throw cannotEdit(rules.path, `has wrong keys: ${path.slice(0, depth + 1).join('.')} is not an object.`);
		parent = inner;
	}
	return {parent, missing: []};
}
