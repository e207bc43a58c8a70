/** Thresholds over many models, which are read at once, find what one finds who asks each model alone. */

import {expect, test} from 'vitest';
import type {Model} from '../../store/domain/model.ts';
import {filterModels, parseQuery} from '../../store/domain/query.ts';
import {namesIn} from '../../store/domain/sorting.ts';
import {madeModel} from '../helpers/made-models.ts';

const odd = [NaN, 'NaN', 'Infinity', '-Infinity', 'slow', null, '12345678901234567', 0, -0, 1e-9];

const models: readonly Model[] = Array.from({length: 3_000}, (_, at) =>
	madeModel(`A/Model/m${at}`, {
		tags: at % 3 === 0 ? ['wip'] : [],
		testing: [
			...(at % 5 === 0
				? []
				: [{dataset: 'imdb', tested_at: '2024-10-19T10:00:00', performance: {total_time: at % 7 === 0 ? (odd[at % odd.length] ?? null) : at % 250}}]),
			...(at % 4 === 0
				? [{dataset: 'imdb', tested_at: at % 8 === 0 ? '2024-10-18T10:00:00' : '2024-10-20T10:00:00', performance: {total_time: 100 + (at % 50)}}]
				: []),
			{dataset: 'tpch', performance: {total_time: at % 90, auc: (at % 100) / 100}},
		],
	}),
);
const names = namesIn(models);

test.each([
	'total_time@imdb<120',
	'total_time@imdb<=0',
	'total_time@imdb>-1',
	'total_time@imdb>=Infinity',
	'total_time@imdb<NaN',
	'total_time@imdb<100 total_time@tpch>40',
	'total_time@imdb<100 tag:wip',
	'total_time@imdb<100 tag:wip auc@tpch>=0.5 -id:7',
	'-total_time@imdb<100',
	'total_time@imdb<100 or tag:wip',
	'total_time<100',
	'total_time@imdb=120',
])('%s', text => {
	const parsed = parseQuery(text, names);
	if ('error' in parsed) throw new Error(parsed.error.message);
	const alone = models.filter(model => filterModels(parsed.ok, [model], {now: 0}).length > 0);
	expect(filterModels(parsed.ok, models, {now: 0})).toEqual(alone);
	expect(filterModels(parsed.ok, models, {now: 0})).toEqual(alone);
});
