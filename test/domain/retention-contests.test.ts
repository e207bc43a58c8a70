/** Who is best by each metric: the same as the standings say, where no artifact is missing. */

import {expect, test} from 'vitest';
import {standings} from '../../store/domain/ranking.ts';
import {contestsIn} from '../../store/domain/retention-contests.ts';
import {metricsOf} from '../../store/domain/objective.ts';
import {anyDirection, anyMetric, anyModels} from '../helpers/any-results.ts';
import {anyRegistry} from '../helpers/any-registry.ts';
import {holdsForAll} from '../helpers/property.ts';

for (const [registry, models] of [
	['results of every kind', anyModels],
	['results that are mostly comparable', anyRegistry],
] as const) {
	test(`of ${registry} the contests are the standings, on each dataset with the same best, also among some of the models`, () => {
		holdsForAll(
			[models, anyMetric, anyDirection],
			(all, metric, direction) => {
				const there = all.map(model => ({...model, state: 'ok' as const}));
				const isIn = ({key}: {readonly key: string}) => key < 'A/Model/c';
				const contests = contestsIn(there).by({metric, direction});
				const said = contests.map(({dataset, best, bestOf}) => ({dataset, key: best.model.key, value: best.value, among: bestOf(isIn)}));
				const expected = standings(there, {metric, direction}).map(({dataset, best, compared}) => {
					const values = compared.filter(({model}) => isIn(model)).map(({value}) => value);
					const among = values.length === 0 ? undefined : direction === 'minimize' ? Math.min(...values) : Math.max(...values);
					return {dataset, key: best.model.key, value: best.value, among};
				});
				expect(new Set(said)).toEqual(new Set(expected));
				expect(said).toHaveLength(expected.length);
			},
			{runs: 500},
		);
	});
}

test('the metrics are those that are a number in any of the models', () => {
	holdsForAll([anyModels], models => expect(new Set(contestsIn(models).metrics)).toEqual(metricsOf(models)));
});

test('what is missing can be neither best nor lost', () => {
	holdsForAll([anyRegistry, anyMetric, anyDirection], (models, metric, direction) => {
		for (const {best} of contestsIn(models).by({metric, direction})) expect(best.model.state).not.toBe('missing');
	});
});
