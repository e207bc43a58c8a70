/** What a field's name means in a registry: a builtin field, a metric or a hyperparameter; and which name was perhaps meant. */

import {nearestName} from './identifier.ts';
import {formatMetricRef, parseMetricRef, type KnownNames, type MetricRef} from './metric-ref.ts';
import type {Field, Part} from './query-condition.ts';
import {builtinNamed, builtinWords, isNames, keywords, partNamed, partWords, sortWords} from './query-fields.ts';
import type {RawPart} from './query-tokens.ts';
import type {FieldNames} from './sorting.ts';

/** What is wrong with a name, as a clause, and the text of the nearest known one. */
export interface NameProblem {
	readonly message: string;
	readonly nearest?: string;
}

/** Longer ones are no names: to look for the nearest would take long. */
const longestName = 2000;

/**
 * What a field's name means. A builtin field wins over a metric or hyperparameter of that name, which `metric.` and `param.` name all the same.
 * A name is the same in both Unicode forms.
 *
 * @param names that occur; without them what is not builtin is left open
 */
export function resolveField({text, raw}: Pick<RawPart, 'text' | 'raw'>, names: FieldNames | undefined): {readonly ok: Field} | {readonly error: NameProblem} {
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
	return {error: unknownField(text, ref, names)};
}

/** What `has:` names: a field, or a part of a model. */
export function resolveSubject(
	part: Pick<RawPart, 'text' | 'raw'>,
	names: FieldNames | undefined,
): {readonly ok: Field | Part} | {readonly error: NameProblem} {
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

function withoutPrefix(text: string, raw: string): Pick<RawPart, 'text' | 'raw'> {
	return {text: text.slice('metric.'.length), raw: raw.startsWith('metric.') ? raw.slice('metric.'.length) : text.slice('metric.'.length)};
}

/** The metric as quotes or known names say it; whatever it is, it has a name. */
function metricRef({text, raw}: Pick<RawPart, 'text' | 'raw'>, names: KnownNames): MetricRef {
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

function unknownField(text: string, ref: MetricRef, names: FieldNames): NameProblem {
	const metric = knownName(ref.metric, names.metrics) ?? nearest(ref.metric, names.metrics);
	if (ref.dataset !== undefined && metric !== undefined) {
		const dataset = knownName(ref.dataset, names.datasets) ?? nearest(ref.dataset, names.datasets);
		const message = names.metrics.has(ref.metric) ? `there is no dataset "${ref.dataset}"` : `there is no field "${text}"`;
		return {message, nearest: dataset === undefined ? undefined : formatMetricRef({metric, dataset})};
	}
	const near = nearestField(text, names);
	return {message: `there is no field "${text}"${near === undefined ? '; quote what is not one' : ''}`, nearest: near};
}

/** The field's text that is nearest to what was typed. */
export function nearestField(text: string, names: FieldNames): string | undefined {
	const prefix = /^(metric|param)\.(.*)$/s.exec(text);
	if (prefix) {
		const name = nearest(prefix[2] ?? '', prefix[1] === 'metric' ? names.metrics : names.params);
		if (name !== undefined) return `${prefix[1]}.${formatMetricRef({metric: name})}`;
	}
	const found = nearest(text, [...builtinWords, ...keywords, ...names.metrics, ...names.params]);
	if (found === undefined || isTaken(found)) return found;
	return names.metrics.has(found) ? metricText(found, names) : paramText(found, names);
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

export function nearestSortKey(text: string, names: FieldNames): string | undefined {
	const minus = text.startsWith('-') ? '-' : '';
	const found = nearest(text.slice(minus.length), [...sortWords, ...names.metrics, ...names.params]);
	return found === undefined ? undefined : minus + formatName(found);
}

/** A name that differs only in case, else one that differs by a slip. */
export function nearest(text: string, names: Iterable<string>): string | undefined {
	if (text.length > longestName) return undefined;
	const all = [...names];
	const lower = text.toLowerCase();
	return all.find(name => name.toLowerCase() === lower) ?? nearestName(text, all) ?? nearestName(lower, all);
}
