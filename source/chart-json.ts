/** A chart as the JSON that `mreg plot --json` prints. Pure. */

import type {Axis, Chart} from '../store/domain/chart.ts';
import type {Standing} from '../store/domain/ranking.ts';

/** {schema, chart}: values as they are on the axes: times as ISO 8601, words as they are. */
export function chartJson(chart: Chart, {metric, dataset}: Pick<Standing, 'metric' | 'dataset'>): object {
	const {title, x, y, points, frontier, leftOut, group} = chart;
	return {
		schema: 1,
		chart: {
			title,
			metric,
			dataset,
			direction: y.direction,
			unit: y.unit,
			x: {name: x.label, scale: x.scale},
			y: {name: y.label, scale: y.scale},
			num_queries: group?.queries,
			dataset_digest: group?.digest,
			points: points.map(point => ({
				key: point.key,
				model_id: point.label,
				x: valueOn(x, point.x),
				y: point.y,
				...(point.kind === 'plain' ? {} : {frontier: true}),
				...(point.kind === 'best' ? {best: true} : {}),
			})),
			frontier: {kind: frontier.kind, line: frontier.line.map(corner => [valueOn(x, corner.x), corner.y])},
			left_out: {unmeasured: leftOut.unmeasured, other_data: leftOut.otherData, infinite: leftOut.infinite, without_x: leftOut.withoutX},
		},
	};
}

function valueOn({scale, categories}: Axis, value: number): number | string {
	if (scale === 'category') return categories?.[value] ?? '';
	if (scale !== 'time') return value;
	const date = new Date(value);
	return Number.isNaN(date.getTime()) ? value : date.toISOString();
}
