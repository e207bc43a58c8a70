/** What Metrics shows: the rows in the order of this visit, and the one under the cursor. Pure; the last answers are kept. */

import {remember} from './remember.ts';
import type {Config} from '../../store/domain/config.ts';
import {metricSummaries, type MetricSummary} from '../../store/domain/metric-summary.ts';
import type {Model} from '../../store/domain/model.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import type {MetricsState} from './metrics-state.ts';

export interface MetricsView {
	readonly rows: readonly MetricSummary[];
	/** -1: no rows. */
	readonly cursor: number;
}

/** The rows and the cursor: on its metric, or where that is gone on what stands in its place. */
export function metricsView(state: MetricsState, {models, config}: Pick<Snapshot, 'models' | 'config'>): MetricsView {
	const rows = inOrder(summariesOf(models, config), state.order);
	const found = state.metric === undefined ? -1 : rows.findIndex(({name}) => name === state.metric);
	return {rows, cursor: found === -1 ? Math.min(state.row, rows.length - 1) : found};
}

const summariesOf = remember((models: readonly Model[], config: Config) => metricSummaries(models, config));

/** Those that are not set first, as they want an answer. An order that is given stays, and what is new comes behind it. */
const inOrder = remember((summaries: readonly MetricSummary[], order: readonly string[] | undefined): readonly MetricSummary[] => {
	const usual = [...summaries].sort((a, b) => Number(a.direction !== undefined) - Number(b.direction !== undefined));
	if (order === undefined) return usual;
	const byName = new Map(usual.map(summary => [summary.name, summary]));
	const known = order.flatMap(name => byName.get(name) ?? []);
	const places = new Set(order);
	return [...known, ...usual.filter(({name}) => !places.has(name))];
});
