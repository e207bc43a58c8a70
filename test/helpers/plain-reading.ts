/** What sidecars say of results, read once more as plainly as can be and without the rules of store/domain: what those are compared with. */

import type {JsonObject} from '../../store/domain/json.ts';
import type {Model} from '../../store/domain/model.ts';

/** A model as it lies on disk. */
export interface RawModel {
	readonly key: string;
	readonly content: JsonObject;
}

/** A result that counts. */
export interface RawResult {
	readonly key: string;
	readonly value: number;
	readonly queries: number | undefined;
	readonly digest: string | undefined;
	/** Milliseconds since 1970; -Infinity where the test says no time. */
	readonly at: number;
}

interface RawTest {
	readonly dataset: string | undefined;
	readonly queries: number | undefined;
	readonly digest: string | undefined;
	readonly at: number;
	readonly performance: unknown;
}

export type Way = 'minimize' | 'maximize';

/** A property of the value's own; undefined where the value is no object or says null. */
export function said(value: unknown, name: string): unknown {
	const found = typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name) : undefined;
	return (found?.value as unknown) ?? undefined;
}

/** NaN, the infinities and integers too long for a number stand as text in what is read from disk. */
export function rawNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	const isNumber = value === 'NaN' || value === 'Infinity' || value === '-Infinity' || (typeof value === 'string' && /^-?\d{16,}$/.test(value));
	return isNumber ? Number(value) : undefined;
}

function textIn(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** As Date reads it; what it cannot read is older than anything. */
export function rawTime(text: unknown): number {
	const time = typeof text === 'string' ? Date.parse(text) : NaN;
	return Number.isNaN(time) ? -Infinity : time;
}

export function rawTests({content}: Pick<RawModel, 'content'>): readonly RawTest[] {
	const list = said(content, 'testing');
	if (!Array.isArray(list)) return [];
	return list.map(test => {
		const queries = rawNumber(said(test, 'num_queries'));
		return {
			dataset: textIn(said(test, 'dataset')),
			queries: Number.isFinite(queries) ? queries : undefined,
			digest: textIn(said(test, 'dataset_digest')),
			at: rawTime(said(test, 'tested_at')),
			performance: said(test, 'performance'),
		};
	});
}

/** All datasets that tests name; undefined for tests that name none. */
export function rawDatasets(models: readonly Pick<RawModel, 'content'>[]): ReadonlyArray<string | undefined> {
	return [...new Set(models.flatMap(rawTests).map(({dataset}) => dataset))];
}

/** The newest result of a model on a dataset that is a number, NaN too: the greatest `tested_at`, of equal ones the later in the list. */
export function newestNumber(model: RawModel, metric: string, dataset: string | undefined): RawResult | undefined {
	return newestOf(model, metric, test => test.dataset === dataset);
}

/** The same on whatever dataset. */
export function newestAnywhere(model: RawModel, metric: string): RawResult | undefined {
	return newestOf(model, metric, () => true);
}

function newestOf(model: RawModel, metric: string, counts: (test: RawTest) => boolean): RawResult | undefined {
	const numbers = rawTests(model)
		.filter(counts)
		.flatMap(({performance, queries, digest, at}) => {
			const value = rawNumber(said(performance, metric));
			return value === undefined ? [] : [{key: model.key, value, queries, digest, at}];
		});
	const last = Math.max(...numbers.map(({at}) => at));
	return numbers.filter(({at}) => at === last).at(-1);
}

/** The results that count on a dataset, one a model that has one. */
export function rawResults(models: readonly RawModel[], metric: string, dataset: string | undefined): readonly RawResult[] {
	return models.flatMap(model => newestNumber(model, metric, dataset) ?? []).filter(({value}) => !Number.isNaN(value));
}

/** What makes results comparable, as text. */
export function kindOf({queries, digest}: Pick<RawResult, 'queries' | 'digest'>): string {
	return JSON.stringify([queries ?? null, digest ?? null]);
}

/** The largest groups of comparable results; of several that are equally large those that were tested last. Usually one. */
export function largestGroups(results: readonly RawResult[]): ReadonlyArray<readonly RawResult[]> {
	const kinds = [...new Set(results.map(kindOf))];
	const groups = kinds.map(kind => results.filter(result => kindOf(result) === kind));
	const size = Math.max(...groups.map(group => group.length));
	const large = groups.filter(group => group.length === size);
	const lastOf = (group: readonly RawResult[]) => Math.max(...group.map(({at}) => at));
	const last = Math.max(...large.map(lastOf));
	return large.filter(group => lastOf(group) === last);
}

export function isRawBetter(a: number, b: number, direction: Way): boolean {
	return direction === 'minimize' ? a < b : a > b;
}

/** One more than there are strictly better values. */
export function rawRank(value: number, values: readonly number[], direction: Way): number {
	return 1 + values.filter(other => isRawBetter(other, value, direction)).length;
}

/** Best first; of equal values the newer model, then the key. */
export function inOrder(results: readonly RawResult[], models: readonly RawModel[], direction: Way): readonly RawResult[] {
	const newness = (key: string) => trainedAt(models.find(model => model.key === key)?.content);
	return [...results].sort((a, b) => {
		if (a.value !== b.value) return isRawBetter(a.value, b.value, direction) ? -1 : 1;
		if (newness(a.key) !== newness(b.key)) return newness(a.key) > newness(b.key) ? -1 : 1;
		return a.key < b.key ? -1 : 1;
	});
}

/** The time of a model whose artifact is of 1970. */
export function trainedAt(content: unknown): number {
	return Math.max(0, rawTime(said(said(content, 'training'), 'trained_at')));
}

/** Newest first; of equal times by key. */
export function newestFirst(models: readonly RawModel[]): readonly RawModel[] {
	return [...models].sort((a, b) => trainedAt(b.content) - trainedAt(a.content) || (a.key < b.key ? -1 : 1));
}

/** A built model as it lay on disk. */
export function rawOf({key, content}: Model): RawModel {
	return {key, content};
}
