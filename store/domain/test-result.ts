/** A test as a sidecar has it, from what is told of it: the times of its queries, or what was made of them elsewhere. */

import type {ResultEdit} from './change.ts';
import type {JsonObject} from './json.ts';
import {localTime} from './run-id.ts';
import {performanceOf} from './test-performance.ts';
import {UserError} from './user-error.ts';

/** What is told of a test. */
export interface ToldTest {
	readonly dataset: string;
	/** Seconds, one a query. */
	readonly times?: readonly number[];
	/** Metrics by name: besides those that the times give, and in place of them. What is no number is kept, and ranks nothing. */
	readonly performance?: JsonObject;
	/** How many queries there were; absent: as many as times, where there are some. */
	readonly numQueries?: number;
	/** ISO 8601, as it is to stand there; absent: now. */
	readonly testedAt?: string;
	/** `sha256:…` of the dataset. */
	readonly datasetDigest?: string;
}

/**
 * The test in the order of keys that the seeds have.
 *
 * @param now milliseconds since 1970
 * @throws UserError `usage` for times that are none (see performanceOf), and where there are neither times nor metrics
 */
export function testResult({dataset, times, performance = {}, numQueries, testedAt, datasetDigest}: ToldTest, now: number): ResultEdit['result'] {
	const measured = {...(times ? performanceOf(times) : {}), ...performance};
	if (Object.keys(measured).length === 0) {
		throw new UserError('usage', `What was measured on ${dataset}?`, {hint: 'Times (--times FILE) or metrics (--metric total_time=35.12).'});
	}
	const queries = numQueries ?? times?.length;
	return {
		dataset,
		...(queries === undefined ? {} : {num_queries: queries}),
		tested_at: testedAt ?? localTime(now),
		performance: measured,
		...(datasetDigest === undefined ? {} : {dataset_digest: datasetDigest}),
	};
}
