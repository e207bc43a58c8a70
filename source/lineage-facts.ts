/** What is said of a model beside its name in a lineage. */

import {emptyText, safe, type SafeText} from '../components/safe-text.ts';
import {resultOf} from '../store/domain/build-model.ts';
import {own} from '../store/domain/json.ts';
import {formatMetricRef} from '../store/domain/metric-ref.ts';
import type {Model, TestResult} from '../store/domain/model.ts';
import {metricsOf} from '../store/domain/objective.ts';
import type {Ranks} from '../store/domain/ranks.ts';
import {safeText} from './text.ts';
import {valueWords} from './words.ts';

/**
 * `acc@imagenet 0.712`: the result by which its algorithm is ranked, else the only one it has; `≠` before one that is measured on other data than that of
 * the model whose lineage it is.
 */
export function resultFacts(ranks: Ranks, center: Model): (model: Model) => SafeText {
	return model => {
		const {objective} = ranks.of(model.algorithm);
		const ranking = objective && resultOf(model, objective.metric, objective.dataset) ? objective : undefined;
		const [only, ...others] = metricsOf([model]);
		const metric = ranking?.metric ?? (others.length === 0 ? only : undefined);
		const test = metric === undefined ? undefined : resultOf(model, metric, ranking?.dataset);
		if (metric === undefined || !test) return emptyText;
		const ref = formatMetricRef(test.dataset === undefined ? {metric} : {metric, dataset: test.dataset});
		const apart = isComparable(test, resultOn(center, metric, test.dataset)) ? emptyText : safe`≠ `;
		return safe`${apart}${safeText(ref)} ${valueWords(own(test.performance, metric) ?? null)}`;
	};
}

function resultOn({tests}: Model, metric: string, dataset: string | undefined): TestResult | undefined {
	return resultOf({tests: tests.filter(test => test.dataset === dataset)}, metric);
}

/** Results on another dataset say so themselves. */
function isComparable(test: TestResult, other: TestResult | undefined): boolean {
	return !other || (test.num_queries === other.num_queries && test.dataset_digest === other.dataset_digest);
}
