/** Models that match what is waited for only by a result on other data: they are passed over, and that is said. */

import {safe, type SafeText} from '../../components/safe-text.ts';
import {resultOf} from '../../store/domain/build-model.ts';
import {comparableResults} from '../../store/domain/comparable-results.ts';
import type {MetricRef} from '../../store/domain/metric-ref.ts';
import type {Model, TestResult} from '../../store/domain/model.ts';
import {unitOf} from '../../store/domain/objective.ts';
import type {Comparison, Condition} from '../../store/domain/query-condition.ts';
import {conditionTest, type QueryContext} from '../../store/domain/query-evaluate.ts';
import {whyLeftOut, type Group} from '../../store/domain/ranking.ts';
import type {Snapshot} from '../../store/domain/snapshot.ts';
import {namesFor} from '../select.ts';
import {formatNumber, safeText} from '../text.ts';
import {counted, valueWords} from '../words.ts';

/** Whether a condition asks for a result. */
export function asksForResults(condition: Condition | undefined): boolean {
	return condition !== undefined && comparisonsIn(condition).length > 0;
}

/** So many are named. */
const mostNamed = 3;

/**
 * Sentences about models that were passed over.
 *
 * @param models each matches the condition by a result that is not comparable
 */
export function passedOverNotes(
	models: readonly Model[],
	condition: Condition,
	{snapshot, context}: {readonly snapshot: Snapshot; readonly context: QueryContext & {readonly all: readonly Model[]}},
): readonly SafeText[] {
	const {isComparable, groupOf} = comparableResults(snapshot.models);
	const name = namesFor(snapshot.models);
	const tests = comparisonsIn(condition).map(comparison => ({
		refs: refsOf(comparison),
		plain: conditionTest(comparison, context),
		comparable: conditionTest(comparison, {...context, isComparable}),
	}));
	const refsFor = (model: Model) => tests.filter(({plain, comparable}) => plain(model) !== comparable(model)).flatMap(({refs}) => refs);
	const named = models.slice(0, mostNamed).map(model => {
		const who = safeText(name(model));
		for (const {metric, dataset} of [...refsFor(model), ...tests.flatMap(({refs}) => refs)]) {
			for (const on of dataset === undefined ? new Set(model.tests.map(test => test.dataset)) : [dataset]) {
				const test = resultOn(model, {metric, dataset: on});
				const group = groupOf(metric, on);
				if (!test || !group || isComparable(metric, test)) continue;
				const unit = unitOf(snapshot.config, metric);
				const value = safe`${safeText(metric)} ${valueWords(test.performance[metric] ?? null)}${safeText(unit === undefined ? '' : ` ${unit}`)}`;
				return safe`${who} has ${value} on ${safeText(on ?? 'no dataset')}, ${whyWords(test, group)}: passed over; --mixed takes it.`;
			}
		}
		return safe`${who} matches by a result on other data: passed over; --mixed takes it.`;
	});
	const more = models.length - named.length;
	return more === 0 ? named : [...named, safe`${counted(more, 'more model')} passed over for that reason.`];
}

/** The newest result on a dataset, or where it is undefined of the tests that name none. */
function resultOn(model: Model, {metric, dataset}: MetricRef): TestResult | undefined {
	return resultOf({tests: model.tests.filter(test => test.dataset === dataset)}, metric);
}

function whyWords(test: TestResult, group: Group): SafeText {
	if (whyLeftOut(test, group) === 'other-digest') return safe`with another dataset_digest than most`;
	const own = test.num_queries === undefined ? safe`with no number of queries` : safe`with ${counted(test.num_queries, 'query', 'queries')}`;
	return group.queries === undefined ? safe`${own} where most say no number` : safe`${own} where most ran ${formatNumber(group.queries)}`;
}

function refsOf({field}: Comparison): readonly MetricRef[] {
	return field.kind === 'metric' ? [field] : field.kind === 'unresolved' ? field.refs : [];
}

function comparisonsIn(condition: Condition): readonly Comparison[] {
	switch (condition.kind) {
		case 'and':
		case 'or':
			return condition.items.flatMap(comparisonsIn);
		case 'not':
			return comparisonsIn(condition.item);
		case 'compare':
			return refsOf(condition).length > 0 ? [condition] : [];
		default:
			return [];
	}
}
