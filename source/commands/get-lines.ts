/** What `mreg get` says of a version, line by line, always in one order. */

import {emptyText, joinSafe, safe, type SafeText} from '../../components/safe-text.ts';
import {aliasesOf, registeredName} from '../../store/domain/family.ts';
import {parseTime} from '../../store/domain/identifier.ts';
import {isObject, own, type Json, type JsonObject} from '../../store/domain/json.ts';
import type {Model, TestResult} from '../../store/domain/model.ts';
import {namedParents} from '../../store/domain/parents.ts';
import {pairLines} from '../table.ts';
import {formatBytes, safeText} from '../text.ts';
import {describedIn, type DescribedPair} from '../version-sheet.ts';
import {formatTime, valueWords} from '../words.ts';

type Pair = readonly [SafeText, SafeText];

const comma = safe`, `;
/** Hexadecimal digits of SHA-256. */
const wholeDigest = 64;

/** The name, then the facts; what nothing is known of is left out. @param path of the artifact, absolute; undefined: missing */
export function factLines(model: Model, path: string | undefined): readonly SafeText[] {
	return [safeText(registeredName(model)), ...pairLines(factPairs(model, path))];
}

/** When it was made: `created_at`, else the model's time. */
export function createdWords({content, time}: Model): SafeText {
	const said = own(content, 'created_at');
	return formatTime((typeof said === 'string' ? parseTime(said) : undefined) ?? time);
}

function factPairs(model: Model, path: string | undefined): readonly Pair[] {
	const {content, artifact} = model;
	const size = artifact ? safe` (${formatBytes(artifact.bytes)})` : emptyText;
	const facts = describedIn(content, wholeDigest);
	const dataset = model.training?.dataset ?? textOf(own(lineageIn(content), 'dataset'));
	return [
		[safe`id`, safeText(model.id)],
		[safe`key`, safeText(model.key)],
		[safe`path`, path === undefined ? safe`missing` : safe`${safeText(path)}${size}`],
		...facts.filter(({key}) => key !== 'created_at' && key !== 'checksum').map(pairOf),
		...said(safe`dataset`, dataset),
		[safe`created`, createdWords(model)],
		...model.tests.map((test, index): Pair => [index === 0 ? safe`results` : emptyText, resultWords(test)]),
		...listed(safe`tags`, model.tags),
		...listed(safe`aliases`, aliasesOf(content)),
		...noteLines(model.notes),
		...lineagePairs(model),
		...facts.filter(({key}) => key === 'checksum').map(pairOf),
	];
}

function pairOf({label, text}: DescribedPair): Pair {
	return [label, text];
}

function said(label: SafeText, value: Json | undefined): readonly Pair[] {
	if (value === undefined || value === null || value === '') return [];
	return [[label, valueWords(value)]];
}

function listed(label: SafeText, names: readonly string[]): readonly Pair[] {
	return names.length === 0 ? [] : [[label, joinSafe(names.map(safeText), comma)]];
}

function noteLines(notes: string): readonly Pair[] {
	if (notes === '') return [];
	return notes.split(/\r?\n/).map((line, index) => [index === 0 ? safe`note` : emptyText, safeText(line)] as const);
}

/** `imagenet: acc 0.697, top5 0.89`; a test without a dataset has a dash. */
function resultWords({dataset, performance}: TestResult): SafeText {
	const values = Object.entries(performance).filter(([, value]) => value !== null);
	const words = values.map(([metric, value]) => safe`${safeText(metric)} ${valueWords(value)}`);
	return safe`${safeText(dataset ?? '–')}: ${words.length === 0 ? safe`no result` : joinSafe(words, comma)}`;
}

function lineagePairs(model: Model): readonly Pair[] {
	const lineage = lineageIn(model.content);
	return [
		...namedParents(model).map(({name, digest}, index): Pair => [
			index === 0 ? safe`parent` : emptyText,
			digest === undefined ? safeText(name) : safe`${safeText(name)} (${safeText(digest)})`,
		]),
		...said(safe`dataset digest`, own(lineage, 'dataset_digest')),
		...said(safe`source`, own(lineage, 'source')),
		...said(safe`git commit`, own(lineage, 'git_commit')),
	];
}

function lineageIn(content: JsonObject): JsonObject {
	const lineage = own(content, 'lineage');
	return isObject(lineage) ? lineage : {};
}

function textOf(value: Json | undefined): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}
