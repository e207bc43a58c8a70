/** What a sidecar's JSON object says: training, tests, tags and notes, read leniently, and what in it is not what its name says. */

import {parseTime} from './identifier.ts';
import {isObject, own, type Json, type JsonObject} from './json.ts';
import type {TestResult, Training} from './model.ts';

/** A field that could not be used: `field` as a path such as `testing[0].performance.total_time`. */
export interface OddField {
	readonly field: string;
	readonly message: string;
}

export interface Interpreted {
	readonly modelId?: string;
	readonly algorithm?: string;
	readonly training?: Training;
	readonly tests: readonly TestResult[];
	readonly tags: readonly string[];
	readonly notes: string;
	readonly createdAt?: number;
	readonly odd: readonly OddField[];
}

/**
 * Reads a sidecar's object. Nothing in it is required; null is the same as absent; what is odd is left out and named.
 * Well-formed parts are the object's own, not copies.
 */
export function interpretSidecar(content: JsonObject): Interpreted {
	const odd: OddField[] = [];
	const report = (field: string, message: string) => void odd.push({field, message});
	const modelId = textField(content, 'model_id', '', report);
	const algorithm = textField(content, 'algorithm', '', report);
	const createdAt = textField(content, 'created_at', '', report);
	checkTime(createdAt, 'created_at', report);
	return {
		modelId: modelId === '' ? undefined : modelId,
		algorithm: algorithm === '' ? undefined : algorithm,
		training: interpretTraining(own(content, 'training') ?? null, report),
		tests: interpretTests(own(content, 'testing') ?? null, report),
		tags: interpretTags(own(content, 'tags') ?? null, report),
		notes: textField(content, 'notes', '', report) ?? '',
		createdAt: createdAt === undefined ? undefined : parseTime(createdAt),
		odd,
	};
}

type Report = (field: string, message: string) => void;

function interpretTraining(value: Json, report: Report): Training | undefined {
	if (value === null) return undefined;
	if (!isObject(value)) return void report('training', 'is not an object');
	let clean = true;
	const note: Report = (field, message) => {
		clean = false;
		report(field, message);
	};
	const dataset = textField(value, 'dataset', 'training.', note);
	const queries = numberField(value, 'num_queries', 'training.', note);
	const trainedAt = textField(value, 'trained_at', 'training.', note);
	checkTime(trainedAt, 'training.trained_at', report);
	const time = numberField(value, 'training_time', 'training.', note);
	const hyperparams = own(value, 'hyperparams') ?? null;
	if (hyperparams !== null && !isObject(hyperparams)) note('training.hyperparams', 'is not an object');
	if (clean && isObject(hyperparams) && !needsCopy(value, ['dataset', 'trained_at'], ['num_queries', 'training_time'])) return value as unknown as Training;
	return {
		dataset,
		num_queries: queries,
		trained_at: trainedAt,
		training_time: time,
		hyperparams: isObject(hyperparams) ? hyperparams : {},
	};
}

function interpretTests(value: Json, report: Report): readonly TestResult[] {
	if (value === null) return [];
	if (!Array.isArray(value)) {
		report('testing', 'is not a list');
		return [];
	}
	let same = true;
	const tests: TestResult[] = [];
	(value as readonly Json[]).forEach((item, index) => {
		const test = interpretTest(item, `testing[${index}]`, report);
		if (test !== (item as unknown)) same = false;
		if (test) tests.push(test);
	});
	return same ? (value as readonly unknown[] as readonly TestResult[]) : tests;
}

function interpretTest(value: Json, field: string, report: Report): TestResult | undefined {
	if (!isObject(value)) return void report(field, 'is not an object');
	let clean = true;
	const note: Report = (name, message) => {
		clean = false;
		report(name, message);
	};
	const dataset = textField(value, 'dataset', `${field}.`, note);
	const digest = textField(value, 'dataset_digest', `${field}.`, note);
	const queries = numberField(value, 'num_queries', `${field}.`, note);
	const testedAt = textField(value, 'tested_at', `${field}.`, note);
	checkTime(testedAt, `${field}.tested_at`, report);
	const performance = own(value, 'performance') ?? null;
	if (performance !== null && !isObject(performance)) note(`${field}.performance`, 'is not an object');
	if (isObject(performance)) {
		for (const metric of Object.keys(performance)) {
			const metricValue = own(performance, metric) ?? null;
			if (metricValue === null || metricNumber(metricValue) !== undefined) continue;
			report(`${field}.performance.${metric}`, `is ${describe(metricValue)}, not a number; it is not ranked`);
		}
	}
	if (!isObject(performance) || Object.keys(performance).length === 0) reportMetricsElsewhere(value, field, report);
	if (clean && isObject(performance) && !needsCopy(value, ['dataset', 'dataset_digest', 'tested_at'], ['num_queries'])) return value as unknown as TestResult;
	return {dataset, dataset_digest: digest, num_queries: queries, tested_at: testedAt, performance: isObject(performance) ? performance : {}};
}

const testFields: ReadonlySet<string> = new Set(['dataset', 'dataset_digest', 'num_queries', 'tested_at', 'performance']);
/** Keys that are named one by one. */
const mostNamed = 3;

/** Says which keys of a test may hold its metrics: an object of numbers, or a number. */
function reportMetricsElsewhere(test: JsonObject, field: string, report: Report): void {
	const holdsNumbers = (value: Json) => isObject(value) && Object.values(value).some(each => metricNumber(each) !== undefined);
	const keys = Object.keys(test).filter(key => {
		const value = testFields.has(key) ? undefined : own(test, key);
		return value !== undefined && (metricNumber(value) !== undefined || holdsNumbers(value));
	});
	const [first] = keys;
	if (first === undefined) return;
	const named = keys.slice(0, mostNamed).map(key => `"${key.slice(0, 40)}"`);
	const words = keys.length > mostNamed ? `${named.join(', ')} and ${keys.length - mostNamed} more` : named.join(' and ');
	const isOne = keys.length === 1 && !isObject(own(test, first));
	report(field, `has no "performance": its ${words} ${isOne ? 'is' : 'are'} not read`);
}

function interpretTags(value: Json, report: Report): readonly string[] {
	if (value === null) return [];
	if (!Array.isArray(value)) {
		report('tags', `is ${describe(value)}, not a list`);
		return [];
	}
	const list = value as readonly Json[];
	const tags = list.filter((tag): tag is string => typeof tag === 'string');
	if (tags.length < list.length) report('tags', 'holds something that is not text');
	return new Set(tags).size === tags.length && tags.length === list.length ? (value as readonly string[]) : [...new Set(tags)];
}

/**
 * A metric's value as a number, or undefined where it is none.
 * NaN, infinities and integers beyond 2^53 are kept as text when a file is read; they are numbers here again.
 */
export function metricNumber(value: Json): number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value === 'string' && /^(NaN|-?Infinity|-?\d{16,})$/.test(value)) return Number(value);
	return undefined;
}

function textField(object: JsonObject, name: string, prefix: string, report: Report): string | undefined {
	const value = own(object, name) ?? null;
	if (value === null || typeof value === 'string') return value ?? undefined;
	return void report(prefix + name, `is ${describe(value)}, not text`);
}

function numberField(object: JsonObject, name: string, prefix: string, report: Report): number | undefined {
	const value = own(object, name) ?? null;
	if (value === null) return undefined;
	const number = metricNumber(value);
	if (number !== undefined) return Number.isFinite(number) ? number : undefined;
	return void report(prefix + name, `is ${describe(value)}, not a number`);
}

function checkTime(text: string | undefined, field: string, report: Report): void {
	if (text !== undefined && text !== '' && parseTime(text) === undefined) report(field, `"${text.slice(0, 60)}" is not an ISO 8601 time`);
}

/** True where one of these is null or a number kept as text, so that the object cannot be used as it is. */
function needsCopy(object: JsonObject, texts: readonly string[], numbers: readonly string[]): boolean {
	return texts.some(name => own(object, name) === null) || numbers.some(name => typeof (own(object, name) ?? 0) !== 'number' || own(object, name) === null);
}

function describe(value: Json): string {
	if (typeof value === 'string') return `the text "${value.slice(0, 40)}"`;
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	return String(value);
}
