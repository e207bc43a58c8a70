/** `metric@dataset` as text: the only place that knows how it is written. */

/** A metric, on one dataset or (undefined) on any. */
export interface MetricRef {
	readonly metric: string;
	readonly dataset?: string;
}

/** The names that occur in a registry: how an `@` inside a name is told from the one between metric and dataset. */
export interface KnownNames {
	readonly metrics: ReadonlySet<string>;
	readonly datasets: ReadonlySet<string>;
}

/**
 * Reads `metric`, `metric@dataset`, `"recall@10"@"my set"`.
 * The split is at the last `@` whose left part is a known metric and whose right part is a known dataset;
 * where no such split exists: the whole text if it is a known metric, else the last `@`.
 *
 * @returns undefined where the text is empty, a part of it is, or a quote is not closed
 */
export function parseMetricRef(text: string, known: KnownNames): MetricRef | undefined {
	const quoted = /^("(?:[^"\\]|\\.)*"|[^"@]+)(?:@("(?:[^"\\]|\\.)*"|[^"@]+))?$/.exec(text);
	if (text.includes('"')) {
		if (!quoted?.[1]) return undefined;
		const metric = unquote(quoted[1]);
		const dataset = quoted[2] === undefined ? undefined : unquote(quoted[2]);
		if (metric === '' || dataset === '') return undefined;
		return dataset === undefined ? {metric} : {metric, dataset};
	}
	for (let at = text.lastIndexOf('@'); at > 0; at = text.lastIndexOf('@', at - 1)) {
		const [metric, dataset] = [text.slice(0, at), text.slice(at + 1)];
		if (known.metrics.has(metric) && known.datasets.has(dataset)) return {metric, dataset};
	}
	const last = text.lastIndexOf('@');
	if (last === -1 || known.metrics.has(text)) return text === '' ? undefined : {metric: text};
	const [metric, dataset] = [text.slice(0, last), text.slice(last + 1)];
	return metric === '' || dataset === '' ? undefined : {metric, dataset};
}

/** The text that `parseMetricRef` reads back to the same reference, where its names are known. */
export function formatMetricRef(ref: MetricRef): string {
	const plain = /^[^"@\s\\]+$/;
	const part = (name: string) => (plain.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`);
	return ref.dataset === undefined ? part(ref.metric) : `${part(ref.metric)}@${part(ref.dataset)}`;
}

function unquote(part: string): string {
	return part.startsWith('"') ? part.slice(1, -1).replace(/\\(.)/g, '$1') : part;
}
