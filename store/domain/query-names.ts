/** What a field's name means in a registry: a builtin field, a metric or a hyperparameter; and which name was perhaps meant. */

import {nearestName} from './identifier.ts';
import {parseMetricRef, type KnownNames, type MetricRef} from './metric-ref.ts';
import type {Field, Part} from './query-condition.ts';
import {builtinNamed, builtinWords, isNames, keywords, partNamed, partWords, sortWords} from './query-fields.ts';
import type {RawPart} from './query-tokens.ts';
import {paramsCalled} from './short-names.ts';
import type {FieldNames} from './sorting.ts';

/** What is wrong with a name, as a clause, and the text of the nearest known one. */
export interface NameProblem {
	readonly message: string;
	readonly nearest?: string;
	/** What else may have been meant, where a comparison was read. */
	readonly hint?: string;
}

type TypedName = Pick<RawPart, 'text' | 'raw'>;

/** Longer ones are no names: to look for the nearest would take long. */
const longestName = 2000;

/**
 * What a field's name means. A builtin field wins over a metric or hyperparameter of that name, which `metric.` and `param.` name all the same.
 * A name is the same in both Unicode forms. Where there is no field of a name, it may be the short one of one hyperparameter: `lr`.
 *
 * @param names that occur; without them what is not builtin is left open
 */
export function resolveField({text, raw}: TypedName, names: FieldNames | undefined): {readonly ok: Field} | {readonly error: NameProblem} {
	const builtin = builtinNamed(text);
	if (builtin !== undefined) return {ok: {kind: 'builtin', name: builtin, text: raw}};
	if (!names) return {ok: openField(text, raw)};
	if (text.length > longestName) return {error: {message: 'this is too long for the name of a field'}};
	const param = text.startsWith('param.') ? knownName(text.slice(6), names.params) : undefined;
	if (param !== undefined) return {ok: {kind: 'param', name: param, text: raw}};
	const prefixed = text.startsWith('metric.') ? knownRef(metricRef(withoutPrefix(text, raw), names), names) : undefined;
	if (prefixed) return {ok: {kind: 'metric', ...prefixed, text: raw}};
	const ref = metricRef({text, raw}, names);
	const metric = knownRef(ref, names);
	const bare = knownName(text, names.params);
	if (metric && bare !== undefined && metric.dataset === undefined) {
		return {error: {message: `"${text}" is a metric and a hyperparameter; write metric.${raw} or param.${raw}`}};
	}
	if (metric) return {ok: {kind: 'metric', ...metric, text: raw}};
	if (bare !== undefined) return {ok: {kind: 'param', name: bare, text: raw}};
	const [long, other] = paramsCalled(text.startsWith('param.') ? text.slice(6) : text, names.params);
	if (long === undefined) return {error: unknownField({text, raw}, names)};
	if (other === undefined) return {ok: {kind: 'param', name: long, text: raw}};
	return {error: {message: `${raw} is short for ${paramText(long, names)} and ${paramText(other, names)}; write which`}};
}

/** Whether a word is surely the name of a field. Quick, as a query may have many words. */
export function isFieldName(text: string, names: FieldNames | undefined): boolean {
	if (builtinNamed(text) !== undefined) return true;
	if (!names || text.length > longestName) return false;
	const {metrics, params, datasets} = names;
	if (metrics.has(text) || params.has(text) || paramsCalled(text, params).length > 0) return true;
	if (text.startsWith('param.')) return params.has(text.slice(6));
	const ref = parseMetricRef(text.startsWith('metric.') ? text.slice(7) : text, names);
	return ref !== undefined && metrics.has(ref.metric) && (ref.dataset === undefined || datasets.has(ref.dataset));
}

/** What `has:` names: a field, or a part of a model. */
export function resolveSubject(part: TypedName, names: FieldNames | undefined): {readonly ok: Field | Part} | {readonly error: NameProblem} {
	const name = partNamed(part.text);
	return name === undefined ? resolveField(part, names) : {ok: {kind: 'part', name, text: part.raw}};
}

/** A field without the names that occur: what it could be. */
function openField(text: string, raw: string): Field {
	const none: KnownNames = {metrics: new Set(), datasets: new Set()};
	if (text.startsWith('param.')) return {kind: 'param', name: text.slice(6), text: raw};
	const isMetric = text.startsWith('metric.');
	const name = isMetric ? withoutPrefix(text, raw) : {text, raw};
	const ref = metricRef(name, none);
	const whole = {metric: name.text};
	return {kind: 'unresolved', refs: ref.dataset === undefined ? [ref] : [whole, ref], param: isMetric ? undefined : text, text: raw};
}

function withoutPrefix(text: string, raw: string): TypedName {
	return {text: text.slice('metric.'.length), raw: raw.startsWith('metric.') ? raw.slice('metric.'.length) : text.slice('metric.'.length)};
}

/** The metric as quotes or known names say it; whatever it is, it has a name. */
function metricRef({text, raw}: TypedName, names: KnownNames): MetricRef {
	return parseMetricRef(raw, names) ?? (text.includes('"') ? undefined : parseMetricRef(text, names)) ?? {metric: text};
}

function knownRef({metric: typed, dataset: on}: MetricRef, names: KnownNames): MetricRef | undefined {
	const metric = knownName(typed, names.metrics);
	if (metric === undefined || on === undefined) return metric === undefined ? undefined : {metric};
	const dataset = knownName(on, names.datasets);
	return dataset === undefined ? undefined : {metric, dataset};
}

function knownName(typed: string, names: ReadonlySet<string>): string | undefined {
	if (names.has(typed)) return typed;
	const form = typed.normalize('NFC');
	for (const name of names) if (name.normalize('NFC') === form) return name;
	return undefined;
}

/** The metric and the dataset of `metric@dataset` are looked for each by itself. */
function unknownField({text, raw}: TypedName, names: FieldNames): NameProblem {
	const {metric, dataset} = typedRef({text, raw}, names);
	const near = nearestRef({text, raw}, names) ?? nearestField(text, names);
	if (dataset !== undefined && knownName(metric, names.metrics) !== undefined) return {message: `no dataset is called ${dataset}`, nearest: near};
	if (dataset !== undefined && knownName(dataset, names.datasets) !== undefined) return {message: `no metric is called ${metric}`, nearest: near};
	return {message: `no field is called ${raw}`, nearest: near, hint: near === undefined ? 'put words with : = < > in quotes' : undefined};
}

/** The metric that is asked for, with `metric.` in front or without. */
function typedRef({text, raw}: TypedName, names: FieldNames): MetricRef {
	return metricRef(text.startsWith('metric.') ? withoutPrefix(text, raw) : {text, raw}, names);
}

/** The nearest `metric@dataset`, with the prefix that was typed; undefined where one of the two is like none that is known. */
function nearestRef(typed: TypedName, names: FieldNames): string | undefined {
	const ref = typedRef(typed, names);
	if (ref.dataset === undefined) return undefined;
	const metric = knownName(ref.metric, names.metrics) ?? nearest(ref.metric, names.metrics);
	const dataset = knownName(ref.dataset, names.datasets) ?? nearest(ref.dataset, names.datasets);
	if (metric === undefined || dataset === undefined) return undefined;
	return `${typed.text.startsWith('metric.') ? 'metric.' : ''}${formatName(metric)}@${formatName(dataset)}`;
}

/** The field's text that is nearest to what was typed. */
export function nearestField(text: string, names: FieldNames): string | undefined {
	const prefixed = nearestPrefixed(text, names);
	if (prefixed !== undefined) return prefixed;
	const found = nearest(text, [...builtinWords, ...keywords, ...names.metrics, ...names.params]);
	if (found === undefined || isTaken(found)) return found;
	return names.metrics.has(found) ? metricText(found, names) : paramText(found, names);
}

function nearestPrefixed(text: string, names: FieldNames): string | undefined {
	const prefix = /^(metric|param)\.(.*)$/s.exec(text);
	const name = prefix ? nearest(prefix[2] ?? '', prefix[1] === 'metric' ? names.metrics : names.params) : undefined;
	return name === undefined ? undefined : `${prefix?.[1]}.${formatName(name)}`;
}

/** How a metric is typed so that it is read as just that, with quotes and prefix where they are needed. */
export function metricText(name: string, names: FieldNames): string {
	return `${isTaken(name) || names.params.has(name) ? 'metric.' : ''}${formatName(name)}`;
}

/** How a hyperparameter is typed so that it is read as just that. */
export function paramText(name: string, names: FieldNames): string {
	return `${isTaken(name) || names.metrics.has(name) ? 'param.' : ''}${formatName(name)}`;
}

/** Whether a bare name means something that is neither a metric nor a hyperparameter. */
function isTaken(name: string): boolean {
	return builtinNamed(name) !== undefined || (keywords as readonly string[]).includes(name) || /^(metric|param)\./.test(name);
}

/** A name with quotes where the query language needs them. */
export function formatName(name: string): string {
	return /^[^\s"\\@():=!<>~-][^\s"\\@():=!<>~]*$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

export function nearestIs(text: string): string | undefined {
	return nearest(text, isNames);
}

export function nearestSubject(text: string, names: FieldNames | undefined): string | undefined {
	const part = nearest(text, partWords);
	return part ?? (names && nearestField(text, names));
}

/** The nearest key to sort by, with the minus that was typed; of a short name the hyperparameter. */
export function nearestSortKey({text: typed, raw: typedRaw}: TypedName, names: FieldNames): string | undefined {
	if (typed.length > longestName) return undefined;
	const minus = typed.startsWith('-') ? '-' : '';
	const text = typed.slice(minus.length);
	const name = {text, raw: typedRaw.startsWith(minus) ? typedRaw.slice(minus.length) : text};
	const key = nearestRef(name, names) ?? nearestPrefixed(text, names);
	if (key !== undefined) return minus + key;
	const found = paramsCalled(text, names.params)[0] ?? nearest(text, [...sortWords, ...names.metrics, ...names.params]);
	return found === undefined ? undefined : minus + formatName(found);
}

/** A name that differs only in case, else one that differs by a slip. */
export function nearest(text: string, names: Iterable<string>): string | undefined {
	if (text.length > longestName) return undefined;
	const all = [...names];
	const lower = text.toLowerCase();
	return all.find(name => name.toLowerCase() === lower) ?? nearestName(text, all) ?? nearestName(lower, all);
}
