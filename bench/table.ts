/** The figures as a Markdown table, the targets beside them. */

import {formatFigure, measures, targetOf, type MeasureName, type Taken} from './figures.ts';

export interface Column extends Taken {
	readonly title: string;
	readonly models: number;
}

/** A line a measure that any column has, with `met` or `missed` where there is a target. */
export function markdownTable(columns: readonly Column[]): string {
	const head = ['', ...columns.map(column => column.title)];
	const names = (Object.keys(measures) as MeasureName[]).filter(name => columns.some(({figures}) => figures[name] !== undefined));
	const lines = names.map(name => [measures[name].label, ...columns.map(column => cellOf(name, column))]);
	const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
	return [head, rule, ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function cellOf(name: MeasureName, {models, figures}: Column): string {
	const value = figures[name];
	if (value === undefined) return '';
	const {unit} = measures[name];
	const shown = formatFigure(value, unit);
	const target = targetOf(name, models);
	if (target === undefined) return shown;
	const words = target.isLeast ? `at least ${target.value}` : `at most ${target.value}`;
	const isMet = target.isLeast ? value >= target.value : value <= target.value;
	return isMet ? `${shown} (${words}: met)` : `**${shown}** (${words}: missed)`;
}
