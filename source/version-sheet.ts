/** What a page of text says of a registered version: its name, what kind of model it is, and where it comes from. */

import {emptyText, joinSafe, safe, type SafeText} from '../components/safe-text.ts';
import {formatVersion, versionAliases, versionOf} from '../store/domain/family.ts';
import {isObject, own, type Json, type JsonObject} from '../store/domain/json.ts';
import {lineageOf} from '../store/domain/lineage.ts';
import type {Model} from '../store/domain/model.ts';
import type {Ranks} from '../store/domain/ranks.ts';
import {resultFacts} from './lineage-facts.ts';
import {lineageLines} from './lineage-lines.ts';
import {pairLines} from './table.ts';
import {jsonText, safeText} from './text.ts';
import {counted, saidTime, valueWords} from './words.ts';

/** A line of the page: the sidecar's key, how it is called, what it says. */
export interface DescribedPair {
	readonly key: string;
	readonly label: SafeText;
	readonly text: SafeText;
}

/** `version  resnet18/v2` and its aliases; nothing of a model that is not registered. */
export function versionPairs(model: Model): ReadonlyArray<readonly [SafeText, SafeText]> {
	const version = versionOf(model);
	if (!version) return [];
	const aliases = versionAliases(model);
	return [
		[safe`version`, safeText(formatVersion(version))],
		...(aliases.length === 0 ? [] : [[safe`aliases`, joinSafe(aliases.map(safeText), safe`, `)] as const]),
	];
}

/** What kind of model a registered version is, as far as its sidecar says that in the usual form. */
export function describedPairs(model: Model): readonly DescribedPair[] {
	return versionOf(model) ? describedIn(model.content, shownDigits) : [];
}

/** The same of any sidecar. @param digits so many of a digest */
export function describedIn(content: JsonObject, digits: number): readonly DescribedPair[] {
	return described.flatMap(({key, label, words}) => {
		const value = own(content, key);
		const text = value === undefined ? undefined : words(value, digits);
		return text === undefined ? [] : [{key, label, text}];
	});
}

/** Keys of the sidecar that `versionPairs` and `lineageSection` show. */
export function registeredKeys(model: Model): readonly string[] {
	const aliases = own(model.content, 'aliases');
	const areShown = Array.isArray(aliases) && aliases.length === versionAliases(model).length;
	return [
		...(versionOf(model) ? ['family', 'version', ...(areShown ? ['aliases'] : [])] : []),
		...(isObject(own(model.content, 'lineage')) ? ['lineage'] : []),
	];
}

const described: ReadonlyArray<{readonly key: string; readonly label: SafeText; readonly words: (value: Json, digits: number) => SafeText | undefined}> = [
	{key: 'framework', label: safe`framework`, words: plainWords},
	{key: 'architecture', label: safe`architecture`, words: plainWords},
	{key: 'input_shape', label: safe`input shape`, words: shapeWords},
	{key: 'domain', label: safe`domain`, words: plainWords},
	{key: 'created_at', label: safe`created`, words: timeWords},
	{key: 'checksum', label: safe`checksum`, words: checksumWords},
];

function plainWords(value: Json): SafeText | undefined {
	return typeof value === 'string' && value !== '' ? safeText(value) : undefined;
}

function timeWords(value: Json): SafeText | undefined {
	return typeof value === 'string' && value !== '' ? saidTime(value) : undefined;
}

/** `1 × 3 × 224 × 224`. */
function shapeWords(value: Json): SafeText | undefined {
	if (!Array.isArray(value) || value.length === 0) return undefined;
	const sides = value.map(side => (typeof side === 'number' || typeof side === 'string' ? valueWords(side) : jsonText(side)));
	return joinSafe(sides, safe` × `);
}

/** Of a digest so much is shown: enough to tell two apart. */
const shownDigits = 16;

/** `sha256:3f2a91bc7d0e5544…`, of a folder with the number of its files. */
function checksumWords(value: Json, digits: number): SafeText | undefined {
	const [algorithm, digest, files] = isObject(value) ? [own(value, 'algorithm'), own(value, 'value'), own(value, 'files')] : [];
	if (typeof digest !== 'string' || digest === '') return undefined;
	const count = files !== undefined && isObject(files) ? safe` over ${counted(Object.keys(files).length, 'file')}` : emptyText;
	return safe`${typeof algorithm === 'string' ? safe`${safeText(algorithm)}:` : emptyText}${shortDigest(digest, digits)}${count}`;
}

function shortDigest(digest: string, digits: number): SafeText {
	return digest.length > digits + 1 ? safe`${safeText(digest.slice(0, digits))}…` : safeText(digest);
}

/** What a lineage is drawn among. */
export interface Around {
	/** Of the registry. */
	readonly models: readonly Model[];
	readonly ranks: Ranks;
}

/** The tree that a model stands in, and what else its sidecar says of where it comes from; nothing where there is neither. */
export function lineageSection(model: Model, around: Around): readonly SafeText[] {
	const tree = treeLines(model, around);
	return [...tree, ...pairLines(originPairs(model.content, tree.length === 0))];
}

/** The last answer: a page is drawn again and again while nothing changes. */
let last: (Around & {readonly model: Model; readonly lines: readonly SafeText[]}) | undefined;

function treeLines(model: Model, {models, ranks}: Around): readonly SafeText[] {
	if (last?.model !== model || last.models !== models || last.ranks !== ranks) {
		const drawn = lineageLines(lineageOf(model, models), {facts: resultFacts(ranks, model)});
		last = {model, models, ranks, lines: drawn.map(line => safe`  ${line}`)};
	}
	return last.lines;
}

const originLabels: Readonly<Record<string, SafeText>> = {
	source: safe`source`,
	git_commit: safe`git commit`,
	dataset_digest: safe`dataset digest`,
	parent_digest: safe`parent digest`,
};

/** What `lineage` says besides the parent, which stands in the tree where there is one. */
function originPairs(content: JsonObject, withParent: boolean): ReadonlyArray<readonly [SafeText, SafeText]> {
	const lineage = own(content, 'lineage');
	if (!isObject(lineage)) return [];
	return Object.entries(lineage)
		.filter(([name, value]) => (withParent || name !== 'parent') && value !== null && value !== '')
		.map(([name, value]) => [own(originLabels, name) ?? safeText(name), valueWords(value)] as const);
}
